-- At the end of a school year all memberships end: a day stands where none stood. This row format keeps the room for it; in
-- the other each row grows, and each page of the table is split.
ALTER TABLE enrolment ROW_FORMAT = REDUNDANT;
ALTER TABLE class_member ROW_FORMAT = REDUNDANT;
ALTER TABLE group_member ROW_FORMAT = REDUNDANT;
