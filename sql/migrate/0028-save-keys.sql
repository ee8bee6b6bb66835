-- A save reads a group's pupils from the key alone, and the last school's longer time from its end.
ALTER TABLE snapshot_subject DROP KEY snapshot_subject_group,
  ADD KEY snapshot_subject_group (round_id, group_id, pupil_id, subject_id, scale_id, left_on);
ALTER TABLE round_unit ADD KEY round_unit_closes (round_id, closes_at);
