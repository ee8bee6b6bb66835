-- Saving assessments of one teaching group, and the derived rows that follow from it. The order of locks is that of
-- lib/store/assessment.c: round (shared), the schools' round_unit rows by unit id, then everything else.

-- name: save_units
-- Schools whose figures a save of the group can change: its pupils', and its own for the progress of its groups.
SELECT s.unit_id
FROM snapshot_subject t JOIN snapshot_pupil s ON s.round_id = t.round_id AND s.pupil_id = t.pupil_id
WHERE t.round_id = ? AND t.group_id = ?
UNION
SELECT p.unit_id FROM group_progress p WHERE p.round_id = ? AND p.group_id = ?
ORDER BY unit_id;

-- name: save_lock_unit
SELECT revision FROM round_unit WHERE round_id = ? AND unit_id = ? FOR UPDATE;

-- name: save_rows
-- The group as it stands: what is expected, and what is set.
SELECT t.pupil_id, t.subject_id, t.scale_id, t.left_on IS NOT NULL OR s.left_on IS NOT NULL, s.unit_id, s.class_id,
       s.year_group, u.family_id, COALESCE(a.version, 0), COALESCE(a.state, 'missing'), COALESCE(a.level_id, 0), l.code,
       a.set_at, CONCAT(p.given_name, ' ', p.family_name)
FROM snapshot_subject t
JOIN snapshot_pupil s ON s.round_id = t.round_id AND s.pupil_id = t.pupil_id
JOIN subject u ON u.id = t.subject_id
LEFT JOIN assessment a ON a.round_id = t.round_id AND a.pupil_id = t.pupil_id AND a.subject_id = t.subject_id
LEFT JOIN scale_level l ON l.id = a.level_id
LEFT JOIN person p ON p.id = a.set_by
WHERE t.round_id = ? AND t.group_id = ?;

-- name: save_put
INSERT INTO assessment (round_id, pupil_id, subject_id, state, level_id, version, set_by, set_at, reason)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
ON DUPLICATE KEY UPDATE state = VALUES(state), level_id = VALUES(level_id), version = VALUES(version),
  set_by = VALUES(set_by), set_at = VALUES(set_at), reason = VALUES(reason);

-- name: save_pupil_rows
-- All subjects of the group's pupils from one pupil id to another, by pupil: what their summaries are made of.
SELECT t.pupil_id, t.subject_id, t.left_on IS NOT NULL,
       CASE a.state WHEN 'level' THEN 1 WHEN 'not_assessable' THEN 2 ELSE 0 END, COALESCE(a.level_id, 0), t.scale_id
FROM snapshot_subject g
JOIN snapshot_subject t ON t.round_id = g.round_id AND t.pupil_id = g.pupil_id
LEFT JOIN assessment a ON a.round_id = t.round_id AND a.pupil_id = t.pupil_id AND a.subject_id = t.subject_id
WHERE g.round_id = ? AND g.group_id = ? AND g.pupil_id BETWEEN ? AND ?
ORDER BY g.pupil_id;

-- name: save_class_cell
-- One class in one subject, from its pupils' rows. Keys never vanish while the snapshot stands, so an upsert is enough.
INSERT INTO class_cell (round_id, unit_id, subject_id, class_id, basis, year_group, gender, scale_id,
  passed, assessed, not_assessable, missing, left_count, l1, l2, l3, l4, l5, l6, l7, l8, l9, l10, l11, l12)
SELECT s.round_id, s.unit_id, u.family_id, s.class_id, 0, s.year_group, s.gender, t.scale_id,
  COALESCE(SUM(t.left_on IS NULL AND l.passes), 0),
  COALESCE(SUM(t.left_on IS NULL AND a.state = 'level'), 0),
  COALESCE(SUM(t.left_on IS NULL AND a.state = 'not_assessable'), 0),
  SUM(t.left_on IS NULL AND COALESCE(a.state, 'missing') = 'missing'),
  SUM(t.left_on IS NOT NULL),
  COALESCE(SUM(t.left_on IS NULL AND l.position = 1), 0), COALESCE(SUM(t.left_on IS NULL AND l.position = 2), 0),
  COALESCE(SUM(t.left_on IS NULL AND l.position = 3), 0), COALESCE(SUM(t.left_on IS NULL AND l.position = 4), 0),
  COALESCE(SUM(t.left_on IS NULL AND l.position = 5), 0), COALESCE(SUM(t.left_on IS NULL AND l.position = 6), 0),
  COALESCE(SUM(t.left_on IS NULL AND l.position = 7), 0), COALESCE(SUM(t.left_on IS NULL AND l.position = 8), 0),
  COALESCE(SUM(t.left_on IS NULL AND l.position = 9), 0), COALESCE(SUM(t.left_on IS NULL AND l.position = 10), 0),
  COALESCE(SUM(t.left_on IS NULL AND l.position = 11), 0), COALESCE(SUM(t.left_on IS NULL AND l.position = 12), 0)
FROM snapshot_pupil s
JOIN subject u ON u.family_id = ?
JOIN snapshot_subject t ON t.round_id = s.round_id AND t.pupil_id = s.pupil_id AND t.subject_id = u.id
LEFT JOIN assessment a ON a.round_id = t.round_id AND a.pupil_id = t.pupil_id AND a.subject_id = t.subject_id
LEFT JOIN scale_level l ON l.id = a.level_id
WHERE s.round_id = ? AND s.unit_id = ? AND s.class_id = ?
GROUP BY s.year_group, s.gender, t.scale_id
ON DUPLICATE KEY UPDATE passed = VALUES(passed), assessed = VALUES(assessed), not_assessable = VALUES(not_assessable),
  missing = VALUES(missing), left_count = VALUES(left_count), l1 = VALUES(l1), l2 = VALUES(l2), l3 = VALUES(l3),
  l4 = VALUES(l4), l5 = VALUES(l5), l6 = VALUES(l6), l7 = VALUES(l7), l8 = VALUES(l8), l9 = VALUES(l9),
  l10 = VALUES(l10), l11 = VALUES(l11), l12 = VALUES(l12);

-- name: save_unit_cell
-- A school in one subject, from its classes' cells, with the "all" rows.
INSERT INTO unit_cell (round_id, unit_id, basis, year_group, gender, subject_id, scale_id,
  passed, assessed, not_assessable, missing, left_count, l1, l2, l3, l4, l5, l6, l7, l8, l9, l10, l11, l12)
SELECT c.round_id, c.unit_id, 0, y.one * c.year_group AS y_key, g.one * c.gender AS g_key, c.subject_id, c.scale_id,
  SUM(c.passed), SUM(c.assessed), SUM(c.not_assessable), SUM(c.missing), SUM(c.left_count),
  SUM(c.l1), SUM(c.l2), SUM(c.l3), SUM(c.l4), SUM(c.l5), SUM(c.l6), SUM(c.l7), SUM(c.l8), SUM(c.l9), SUM(c.l10),
  SUM(c.l11), SUM(c.l12)
FROM class_cell c JOIN (SELECT 0 AS one UNION ALL SELECT 1) y JOIN (SELECT 0 AS one UNION ALL SELECT 1) g
WHERE c.round_id = ? AND c.unit_id = ? AND c.subject_id = ? AND c.basis = 0
GROUP BY y_key, g_key, c.scale_id
ON DUPLICATE KEY UPDATE passed = VALUES(passed), assessed = VALUES(assessed), not_assessable = VALUES(not_assessable),
  missing = VALUES(missing), left_count = VALUES(left_count), l1 = VALUES(l1), l2 = VALUES(l2), l3 = VALUES(l3),
  l4 = VALUES(l4), l5 = VALUES(l5), l6 = VALUES(l6), l7 = VALUES(l7), l8 = VALUES(l8), l9 = VALUES(l9),
  l10 = VALUES(l10), l11 = VALUES(l11), l12 = VALUES(l12);

-- name: save_class_measure
INSERT INTO class_measure (round_id, unit_id, class_id, basis, year_group, gender, pupils, complete, all_subjects, at_risk,
  covered, eligible1, eligible2, eligible3, eligible4, merit_n, merit16_sum, merit17_sum, subjects_sum)
SELECT s.round_id, s.unit_id, s.class_id, 0, s.year_group, s.gender,
  SUM(m.expected > 0), SUM(m.complete), SUM(m.all_subjects), SUM(m.at_risk), SUM(m.merit_covered),
  SUM(m.eligible & 1 > 0), SUM(m.eligible & 2 > 0), SUM(m.eligible & 4 > 0), SUM(m.eligible & 8 > 0),
  SUM(m.merit_covered AND m.has_pass), SUM(IF(m.merit_covered AND m.has_pass, m.merit16, 0)),
  SUM(IF(m.merit_covered AND m.has_pass, m.merit17, 0)), SUM(IF(m.complete, m.expected, 0))
FROM snapshot_pupil s JOIN pupil_summary m ON m.round_id = s.round_id AND m.pupil_id = s.pupil_id
WHERE s.round_id = ? AND s.unit_id = ? AND s.class_id = ?
GROUP BY s.year_group, s.gender
ON DUPLICATE KEY UPDATE pupils = VALUES(pupils), complete = VALUES(complete), all_subjects = VALUES(all_subjects),
  at_risk = VALUES(at_risk), covered = VALUES(covered), eligible1 = VALUES(eligible1), eligible2 = VALUES(eligible2),
  eligible3 = VALUES(eligible3), eligible4 = VALUES(eligible4), merit_n = VALUES(merit_n),
  merit16_sum = VALUES(merit16_sum), merit17_sum = VALUES(merit17_sum), subjects_sum = VALUES(subjects_sum);

-- name: save_unit_measure
INSERT INTO unit_measure (round_id, unit_id, basis, year_group, gender, pupils, complete, all_subjects, at_risk,
  covered, eligible1, eligible2, eligible3, eligible4, merit_n, merit16_sum, merit17_sum, subjects_sum)
SELECT c.round_id, c.unit_id, 0, y.one * c.year_group AS y_key, g.one * c.gender AS g_key,
  SUM(c.pupils), SUM(c.complete), SUM(c.all_subjects), SUM(c.at_risk), SUM(c.covered),
  SUM(c.eligible1), SUM(c.eligible2), SUM(c.eligible3), SUM(c.eligible4), SUM(c.merit_n), SUM(c.merit16_sum),
  SUM(c.merit17_sum), SUM(c.subjects_sum)
FROM class_measure c JOIN (SELECT 0 AS one UNION ALL SELECT 1) y JOIN (SELECT 0 AS one UNION ALL SELECT 1) g
WHERE c.round_id = ? AND c.unit_id = ? AND c.basis = 0
GROUP BY y_key, g_key
ON DUPLICATE KEY UPDATE pupils = VALUES(pupils), complete = VALUES(complete), all_subjects = VALUES(all_subjects),
  at_risk = VALUES(at_risk), covered = VALUES(covered), eligible1 = VALUES(eligible1), eligible2 = VALUES(eligible2),
  eligible3 = VALUES(eligible3), eligible4 = VALUES(eligible4), merit_n = VALUES(merit_n),
  merit16_sum = VALUES(merit16_sum), merit17_sum = VALUES(merit17_sum), subjects_sum = VALUES(subjects_sum);

-- name: save_progress
UPDATE group_progress p
JOIN (SELECT COALESCE(SUM(t.left_on IS NULL AND a.state = 'level'), 0) AS assessed,
             COALESCE(SUM(t.left_on IS NULL AND a.state = 'not_assessable'), 0) AS not_assessable,
             SUM(t.left_on IS NULL AND COALESCE(a.state, 'missing') = 'missing') AS missing,
             SUM(t.left_on IS NOT NULL) AS left_count, MAX(a.set_at) AS last_at
      FROM snapshot_subject t
      LEFT JOIN assessment a ON a.round_id = t.round_id AND a.pupil_id = t.pupil_id AND a.subject_id = t.subject_id
      WHERE t.round_id = ? AND t.group_id = ?) n
SET p.assessed = n.assessed, p.not_assessable = n.not_assessable, p.missing = n.missing, p.left_count = n.left_count,
    p.last_at = n.last_at
WHERE p.round_id = ? AND p.group_id = ?;

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
