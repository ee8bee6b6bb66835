-- Saving assessments of one teaching group, and the derived rows that follow from it. The order of locks is that of
-- lib/store/assessment.c: round (shared), the schools' round_unit rows by unit id, then everything else.

-- name: save_units
-- The pupils' schools, and beside each the revision of everything (not locked: an import may hold it).
SELECT DISTINCT s.unit_id, (SELECT revision FROM revision WHERE unit_id = 0)
FROM snapshot_subject t JOIN snapshot_pupil s ON s.round_id = t.round_id AND s.pupil_id = t.pupil_id
WHERE t.round_id = ? AND t.group_id = ? ORDER BY s.unit_id;

-- name: save_lock_unit
SELECT revision FROM round_unit WHERE round_id = ? AND unit_id = ? FOR UPDATE;

-- name: save_rows
-- Everything that the group's pupils, from one pupil id to another, are expected to be assessed in, by pupil.
SELECT s.pupil_id, s.unit_id, s.class_id, s.year_group, s.gender, t.subject_id, t.group_id, t.scale_id,
       t.left_on IS NOT NULL,
       CASE a.state WHEN 'level' THEN 1 WHEN 'not_assessable' THEN 2 ELSE 0 END, COALESCE(a.level_id, 0),
       COALESCE(a.version, 0), a.set_by, a.set_at
FROM snapshot_subject g
JOIN snapshot_pupil s ON s.round_id = g.round_id AND s.pupil_id = g.pupil_id
JOIN snapshot_subject t ON t.round_id = g.round_id AND t.pupil_id = g.pupil_id
LEFT JOIN assessment a ON a.round_id = t.round_id AND a.pupil_id = t.pupil_id AND a.subject_id = t.subject_id
WHERE g.round_id = ? AND g.group_id = ? AND g.pupil_id BETWEEN ? AND ?
ORDER BY g.pupil_id;

-- name: save_person
-- Who set the value that a save came in conflict with.
SELECT CONCAT(given_name, ' ', family_name) FROM person WHERE id = ?;

-- name: save_put
INSERT INTO assessment (round_id, pupil_id, subject_id, state, level_id, version, set_by, set_at, reason)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
ON DUPLICATE KEY UPDATE state = VALUES(state), level_id = VALUES(level_id), version = VALUES(version),
  set_by = VALUES(set_by), set_at = VALUES(set_at), reason = VALUES(reason);

-- name: save_add_class_cell
-- Differences, one row per cell that changes. Cells cannot fall below zero: the server refuses that.
UPDATE class_cell SET passed = passed + ?, assessed = assessed + ?, not_assessable = not_assessable + ?, missing = missing + ?,
  left_count = left_count + ?, l1 = l1 + ?, l2 = l2 + ?, l3 = l3 + ?, l4 = l4 + ?, l5 = l5 + ?, l6 = l6 + ?, l7 = l7 + ?,
  l8 = l8 + ?, l9 = l9 + ?, l10 = l10 + ?, l11 = l11 + ?, l12 = l12 + ?
WHERE round_id = ? AND unit_id = ? AND subject_id = ? AND class_id = ? AND basis = 0 AND year_group = ? AND gender = ?
  AND scale_id = ?;

-- name: save_add_unit_cell
UPDATE unit_cell SET passed = passed + ?, assessed = assessed + ?, not_assessable = not_assessable + ?, missing = missing + ?,
  left_count = left_count + ?, l1 = l1 + ?, l2 = l2 + ?, l3 = l3 + ?, l4 = l4 + ?, l5 = l5 + ?, l6 = l6 + ?, l7 = l7 + ?,
  l8 = l8 + ?, l9 = l9 + ?, l10 = l10 + ?, l11 = l11 + ?, l12 = l12 + ?
WHERE round_id = ? AND unit_id = ? AND subject_id = ? AND basis = 0 AND year_group = ? AND gender = ? AND scale_id = ?;

-- name: save_add_class_measure
UPDATE class_measure SET pupils = pupils + ?, complete = complete + ?, all_subjects = all_subjects + ?, at_risk = at_risk + ?,
  covered = covered + ?, eligible1 = eligible1 + ?, eligible2 = eligible2 + ?, eligible3 = eligible3 + ?,
  eligible4 = eligible4 + ?, merit_n = merit_n + ?, merit16_sum = merit16_sum + ?, merit17_sum = merit17_sum + ?,
  subjects_sum = subjects_sum + ?
WHERE round_id = ? AND unit_id = ? AND class_id = ? AND basis = 0 AND year_group = ? AND gender = ?;

-- name: save_add_unit_measure
UPDATE unit_measure SET pupils = pupils + ?, complete = complete + ?, all_subjects = all_subjects + ?, at_risk = at_risk + ?,
  covered = covered + ?, eligible1 = eligible1 + ?, eligible2 = eligible2 + ?, eligible3 = eligible3 + ?,
  eligible4 = eligible4 + ?, merit_n = merit_n + ?, merit16_sum = merit16_sum + ?, merit17_sum = merit17_sum + ?,
  subjects_sum = subjects_sum + ?
WHERE round_id = ? AND unit_id = ? AND basis = 0 AND year_group = ? AND gender = ?;

-- name: save_add_progress
-- Of two saves the one that began first may be stored last: the time never goes back.
UPDATE group_progress SET assessed = assessed + ?, not_assessable = not_assessable + ?, missing = missing + ?,
  last_at = GREATEST(COALESCE(last_at, DATE '1000-01-01'), ?)
WHERE round_id = ? AND group_id = ?;

-- name: save_touch_unit
UPDATE round_unit SET revision = revision + 1, corrections = corrections + ? WHERE round_id = ? AND unit_id = ?;

-- name: save_keep_class_cell
-- Before the first correction of a cell after closing: the cell as the round closed.
INSERT IGNORE INTO class_cell (round_id, unit_id, subject_id, class_id, basis, year_group, gender, scale_id,
  passed, assessed, not_assessable, missing, left_count, l1, l2, l3, l4, l5, l6, l7, l8, l9, l10, l11, l12)
SELECT round_id, unit_id, subject_id, class_id, 1, year_group, gender, scale_id,
  passed, assessed, not_assessable, missing, left_count, l1, l2, l3, l4, l5, l6, l7, l8, l9, l10, l11, l12
FROM class_cell WHERE round_id = ? AND unit_id = ? AND subject_id = ? AND class_id = ? AND basis = 0;

-- name: save_keep_unit_cell
INSERT IGNORE INTO unit_cell (round_id, unit_id, basis, year_group, gender, subject_id, scale_id,
  passed, assessed, not_assessable, missing, left_count, l1, l2, l3, l4, l5, l6, l7, l8, l9, l10, l11, l12)
SELECT round_id, unit_id, 1, year_group, gender, subject_id, scale_id,
  passed, assessed, not_assessable, missing, left_count, l1, l2, l3, l4, l5, l6, l7, l8, l9, l10, l11, l12
FROM unit_cell WHERE round_id = ? AND unit_id = ? AND subject_id = ? AND basis = 0;

-- name: save_keep_class_measure
INSERT IGNORE INTO class_measure (round_id, unit_id, class_id, basis, year_group, gender, pupils, complete, all_subjects,
  at_risk, covered, eligible1, eligible2, eligible3, eligible4, merit_n, merit16_sum, merit17_sum, subjects_sum)
SELECT round_id, unit_id, class_id, 1, year_group, gender, pupils, complete, all_subjects,
  at_risk, covered, eligible1, eligible2, eligible3, eligible4, merit_n, merit16_sum, merit17_sum, subjects_sum
FROM class_measure WHERE round_id = ? AND unit_id = ? AND class_id = ? AND basis = 0;

-- name: save_keep_unit_measure
INSERT IGNORE INTO unit_measure (round_id, unit_id, basis, year_group, gender, pupils, complete, all_subjects,
  at_risk, covered, eligible1, eligible2, eligible3, eligible4, merit_n, merit16_sum, merit17_sum, subjects_sum)
SELECT round_id, unit_id, 1, year_group, gender, pupils, complete, all_subjects,
  at_risk, covered, eligible1, eligible2, eligible3, eligible4, merit_n, merit16_sum, merit17_sum, subjects_sum
FROM unit_measure WHERE round_id = ? AND unit_id = ? AND basis = 0;
