-- A whole round, row by row, for rebuilding and verifying everything that is derived from it.

-- name: recount_rows
-- Every pupil and subject of the round, by pupil. state: 0 missing, 1 level, 2 not assessable.
SELECT s.pupil_id, s.unit_id, s.class_id, s.year_group, s.gender, t.subject_id, t.group_id, t.scale_id,
       t.left_on IS NOT NULL,
       CASE a.state WHEN 'level' THEN 1 WHEN 'not_assessable' THEN 2 ELSE 0 END, COALESCE(a.level_id, 0), a.set_at
FROM snapshot_pupil s
JOIN snapshot_subject t ON t.round_id = s.round_id AND t.pupil_id = s.pupil_id
LEFT JOIN assessment a ON a.round_id = t.round_id AND a.pupil_id = t.pupil_id AND a.subject_id = t.subject_id
WHERE s.round_id = ?
ORDER BY s.round_id, s.pupil_id;

-- name: recount_groups
-- The schools of the round's teaching groups. One look for each group: all its pupils' rows need not be read.
SELECT g.id, g.unit_id, g.subject_id FROM teaching_group g
WHERE (SELECT 1 FROM snapshot_subject t FORCE INDEX (snapshot_subject_group) WHERE t.round_id = ? AND t.group_id = g.id LIMIT 1) = 1
ORDER BY g.id;

-- name: recount_drop_class_cells
DELETE FROM class_cell WHERE round_id = ? AND basis = 0;

-- name: recount_drop_unit_cells
DELETE FROM unit_cell WHERE round_id = ? AND basis = 0;

-- name: recount_drop_class_measures
DELETE FROM class_measure WHERE round_id = ? AND basis = 0;

-- name: recount_drop_unit_measures
DELETE FROM unit_measure WHERE round_id = ? AND basis = 0;

-- name: recount_drop_summaries
DELETE FROM pupil_summary WHERE round_id = ?;

-- name: recount_drop_progress
DELETE FROM group_progress WHERE round_id = ?;

-- name: recount_put_class_cell
INSERT INTO class_cell (round_id, unit_id, subject_id, class_id, basis, year_group, gender, scale_id,
  passed, assessed, not_assessable, missing, left_count, l1, l2, l3, l4, l5, l6, l7, l8, l9, l10, l11, l12)
VALUES (?, ?, ?, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

-- name: recount_put_unit_cell
INSERT INTO unit_cell (round_id, unit_id, subject_id, basis, year_group, gender, scale_id,
  passed, assessed, not_assessable, missing, left_count, l1, l2, l3, l4, l5, l6, l7, l8, l9, l10, l11, l12)
VALUES (?, ?, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

-- name: recount_put_class_measure
INSERT INTO class_measure (round_id, unit_id, class_id, basis, year_group, gender, pupils, complete, all_subjects, at_risk,
  covered, eligible1, eligible2, eligible3, eligible4, merit_n, merit16_sum, merit17_sum, subjects_sum, merit16_sq,
  merit17_sq)
VALUES (?, ?, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

-- name: recount_put_unit_measure
INSERT INTO unit_measure (round_id, unit_id, basis, year_group, gender, pupils, complete, all_subjects, at_risk,
  covered, eligible1, eligible2, eligible3, eligible4, merit_n, merit16_sum, merit17_sum, subjects_sum, merit16_sq, merit17_sq)
VALUES (?, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

-- name: recount_put_summary
-- One pupil's summary; a save writes it too. Every column is given, and nothing refers to the row: REPLACE changes it in
-- place, and costs less than an INSERT that names each column again.
REPLACE INTO pupil_summary (round_id, pupil_id, expected, assessed, passed, not_assessable, missing, complete,
  all_subjects, at_risk, eligible, merit_covered, has_pass, merit16, merit17, subjects)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

-- name: recount_put_progress
INSERT INTO group_progress (round_id, group_id, unit_id, subject_id, assessed, not_assessable, missing, left_count, last_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?);

-- name: recount_class_cells
SELECT unit_id, subject_id, class_id, year_group, gender, scale_id, passed, assessed, not_assessable, missing, left_count,
       l1, l2, l3, l4, l5, l6, l7, l8, l9, l10, l11, l12
FROM class_cell WHERE round_id = ? AND basis = 0;

-- name: recount_unit_cells
SELECT unit_id, subject_id, 0, year_group, gender, scale_id, passed, assessed, not_assessable, missing, left_count,
       l1, l2, l3, l4, l5, l6, l7, l8, l9, l10, l11, l12
FROM unit_cell WHERE round_id = ? AND basis = 0;

-- name: recount_class_measures
SELECT unit_id, class_id, year_group, gender, pupils, complete, all_subjects, at_risk, covered,
       eligible1, eligible2, eligible3, eligible4, merit_n, merit16_sum, merit17_sum, subjects_sum,
       merit16_sq, merit17_sq
FROM class_measure WHERE round_id = ? AND basis = 0;

-- name: recount_unit_measures
SELECT unit_id, 0, year_group, gender, pupils, complete, all_subjects, at_risk, covered,
       eligible1, eligible2, eligible3, eligible4, merit_n, merit16_sum, merit17_sum, subjects_sum,
       merit16_sq, merit17_sq
FROM unit_measure WHERE round_id = ? AND basis = 0;

-- name: recount_summaries
SELECT pupil_id, expected, assessed, passed, not_assessable, missing, complete, all_subjects, at_risk, eligible,
       merit_covered, has_pass, merit16, merit17, subjects
FROM pupil_summary WHERE round_id = ? ORDER BY pupil_id;

-- name: recount_progress
SELECT group_id, unit_id, subject_id, assessed, not_assessable, missing, left_count, last_at
FROM group_progress WHERE round_id = ? ORDER BY group_id;

-- name: recount_rows_closed
-- The same rows with the assessments as they were when the round closed (the history of a system-versioned table). The
-- millisecond covers that closed_at is cut to milliseconds while the history has microseconds. Not AS OF: MariaDB 10.11
-- forgets it when a prepared statement is executed again, and gives all of the history.
SELECT s.pupil_id, s.unit_id, s.class_id, s.year_group, s.gender, t.subject_id, t.group_id, t.scale_id,
       t.left_on IS NOT NULL,
       CASE a.state WHEN 'level' THEN 1 WHEN 'not_assessable' THEN 2 ELSE 0 END, COALESCE(a.level_id, 0), a.set_at
FROM snapshot_pupil s
JOIN snapshot_subject t ON t.round_id = s.round_id AND t.pupil_id = s.pupil_id
LEFT JOIN assessment FOR SYSTEM_TIME ALL a
  ON a.round_id = t.round_id AND a.pupil_id = t.pupil_id AND a.subject_id = t.subject_id
  AND a.row_start <= DATE_ADD(?, INTERVAL 1000 MICROSECOND) AND a.row_end > DATE_ADD(?, INTERVAL 1000 MICROSECOND)
WHERE s.round_id = ?
ORDER BY s.round_id, s.pupil_id;

-- name: recount_class_cells_closed
SELECT unit_id, subject_id, class_id, year_group, gender, scale_id, passed, assessed, not_assessable, missing, left_count,
       l1, l2, l3, l4, l5, l6, l7, l8, l9, l10, l11, l12
FROM class_cell c WHERE round_id = ? AND (basis = 1 OR NOT EXISTS (
  SELECT 1 FROM class_cell k WHERE k.round_id = c.round_id AND k.unit_id = c.unit_id AND k.subject_id = c.subject_id
    AND k.class_id = c.class_id AND k.basis = 1 AND k.year_group = c.year_group AND k.gender = c.gender
    AND k.scale_id = c.scale_id));

-- name: recount_unit_cells_closed
SELECT unit_id, subject_id, 0, year_group, gender, scale_id, passed, assessed, not_assessable, missing, left_count,
       l1, l2, l3, l4, l5, l6, l7, l8, l9, l10, l11, l12
FROM unit_cell c WHERE round_id = ? AND (basis = 1 OR NOT EXISTS (
  SELECT 1 FROM unit_cell k WHERE k.round_id = c.round_id AND k.unit_id = c.unit_id AND k.basis = 1
    AND k.year_group = c.year_group AND k.gender = c.gender AND k.subject_id = c.subject_id
    AND k.scale_id = c.scale_id));

-- name: recount_class_measures_closed
SELECT unit_id, class_id, year_group, gender, pupils, complete, all_subjects, at_risk, covered,
       eligible1, eligible2, eligible3, eligible4, merit_n, merit16_sum, merit17_sum, subjects_sum,
       merit16_sq, merit17_sq
FROM class_measure c WHERE round_id = ? AND (basis = 1 OR NOT EXISTS (
  SELECT 1 FROM class_measure k WHERE k.round_id = c.round_id AND k.unit_id = c.unit_id AND k.class_id = c.class_id
    AND k.basis = 1 AND k.year_group = c.year_group AND k.gender = c.gender));

-- name: recount_unit_measures_closed
SELECT unit_id, 0, year_group, gender, pupils, complete, all_subjects, at_risk, covered,
       eligible1, eligible2, eligible3, eligible4, merit_n, merit16_sum, merit17_sum, subjects_sum,
       merit16_sq, merit17_sq
FROM unit_measure c WHERE round_id = ? AND (basis = 1 OR NOT EXISTS (
  SELECT 1 FROM unit_measure k WHERE k.round_id = c.round_id AND k.unit_id = c.unit_id AND k.basis = 1
    AND k.year_group = c.year_group AND k.gender = c.gender));

-- name: recount_stray_assessments
-- Assessments that no snapshot row expects, or with a level of another scale: both must be none.
SELECT COALESCE(SUM(t.pupil_id IS NULL), 0), COALESCE(SUM(l.scale_id <> t.scale_id), 0)
FROM assessment a
LEFT JOIN snapshot_subject t ON t.round_id = a.round_id AND t.pupil_id = a.pupil_id AND t.subject_id = a.subject_id
LEFT JOIN scale_level l ON l.id = a.level_id
WHERE a.round_id = ?;

-- name: recount_round_list
-- Rounds that were opened and whose pupils' rows are all there, newest first.
SELECT id, kind, term, week, opens_at, due_at, closes_at, state, closed_at,
       state = 'open' AND closes_at > UTC_TIMESTAMP(3), snapshot_on, NULL
FROM round WHERE state <> 'planned' AND purged_at IS NULL ORDER BY term_order DESC, week DESC, kind;
