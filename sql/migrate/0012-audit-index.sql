-- What one person did in an hour, and over the years, newest first.
ALTER TABLE access_log DROP KEY access_log_person, ADD KEY access_log_person (person_id, at);
