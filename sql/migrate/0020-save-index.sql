-- All that a save reads of the group's expected rows stands in the index.
ALTER TABLE snapshot_subject DROP KEY snapshot_subject_group, ADD KEY snapshot_subject_group (round_id, group_id, pupil_id, subject_id, scale_id, left_on);
