-- Who works at a school is looked up by the school of duties in its classes and groups.
ALTER TABLE duty ADD KEY duty_school (school_id);
