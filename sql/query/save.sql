-- Saving assessments of one teaching group, and the derived rows that follow from it. The order of locks is that of
-- lib/store/assessment.c: round (shared), the schools' round_unit rows by unit id, then everything else.

-- name: save_group
-- The group as a person may write it (as group_for_person). Goes by the person's duties, which are few.
SELECT g.unit_id, g.subject_id, MAX(d.role = 'teacher' AND d.group_id = g.id),
       MAX((d.role IN ('principal', 'preschool_head') OR FIND_IN_SET('correct', d.rights) > 0) AND k.descendant_id IS NOT NULL)
FROM teaching_group g
JOIN duty d ON d.person_id = ? AND d.capacity = COALESCE(?, d.capacity) AND d.starts_on <= ? AND COALESCE(d.ends_on, DATE '9999-12-31') >= ?
LEFT JOIN unit_closure k ON k.ancestor_id = d.unit_id AND k.descendant_id = g.unit_id
WHERE g.id = ?
HAVING MAX(d.role = 'teacher' AND d.group_id = g.id
           OR d.role IN ('principal', 'preschool_head', 'special_educator', 'delegate') AND k.descendant_id IS NOT NULL) = 1;

-- name: save_lock_unit
-- Locks the school, and reads the group's progress as it stands under that lock.
SELECT p.assessed, p.not_assessable, p.missing, p.left_count
FROM round_unit u LEFT JOIN group_progress p ON p.round_id = u.round_id AND p.group_id = ?
WHERE u.round_id = ? AND u.unit_id = ? FOR UPDATE;

-- name: save_rows
-- The group's pupils from one pupil id to another, with what stands for them in this group and all their subjects, and
-- the revision of everything that goes with it (not locked: an import may hold it).
-- Protected pupils are among them: save_protected says whom the person sees. (As a condition here it would cost every
-- save a third of this statement's time.) The order is the only sensible one: the server need not look for it each time.
-- Parameters: round, group, ids.
SELECT STRAIGHT_JOIN s.pupil_id, (SELECT revision FROM revision WHERE unit_id = 0),
       CASE a.state WHEN 'level' THEN 1 WHEN 'not_assessable' THEN 2 ELSE 0 END, COALESCE(a.level_id, 0),
       COALESCE(a.version, 0), a.set_by, a.set_at, m.subjects,
       g.subject_id, g.scale_id, g.left_on IS NOT NULL, s.unit_id, s.class_id, s.year_group, s.gender, n.protected > 0
FROM snapshot_subject g FORCE INDEX (snapshot_subject_group)
JOIN snapshot_pupil s ON s.round_id = g.round_id AND s.pupil_id = g.pupil_id
JOIN person n ON n.id = g.pupil_id
LEFT JOIN pupil_summary m ON m.round_id = g.round_id AND m.pupil_id = g.pupil_id
LEFT JOIN assessment a ON a.round_id = g.round_id AND a.pupil_id = g.pupil_id AND a.subject_id = g.subject_id
WHERE g.round_id = ? AND g.group_id = ? AND g.pupil_id BETWEEN ? AND ?;

-- name: save_rows_kept
-- The same of a group whose place in the roster is known (lib/store/group_cache.h): the index alone tells the pupils. The
-- revision says whether what is known still holds.
SELECT STRAIGHT_JOIN g.pupil_id, (SELECT revision FROM revision WHERE unit_id = 0),
       CASE a.state WHEN 'level' THEN 1 WHEN 'not_assessable' THEN 2 ELSE 0 END, COALESCE(a.level_id, 0),
       COALESCE(a.version, 0), a.set_by, a.set_at, m.subjects
FROM snapshot_subject g FORCE INDEX (snapshot_subject_group)
LEFT JOIN pupil_summary m ON m.round_id = g.round_id AND m.pupil_id = g.pupil_id
LEFT JOIN assessment a ON a.round_id = g.round_id AND a.pupil_id = g.pupil_id AND a.subject_id = g.subject_id
WHERE g.round_id = ? AND g.group_id = ? AND g.pupil_id BETWEEN ? AND ?;

-- name: save_protected
-- The group's protected pupils whom a person sees. Parameters: round, group; person, capacity, day; person, day.
SELECT n.id
FROM snapshot_subject g
JOIN person n ON n.id = g.pupil_id AND n.protected > 0
WHERE g.round_id = ? AND g.group_id = ?
  AND (EXISTS (SELECT 1 FROM protected_decider v WHERE v.pupil_id = n.id AND v.person_id = ?
               AND v.capacity = COALESCE(?, v.capacity) AND ? BETWEEN v.starts_on AND v.ends_on)
       OR EXISTS (SELECT 1 FROM protected_reader v WHERE v.pupil_id = n.id AND v.person_id = ?
                  AND ? BETWEEN v.starts_on AND v.ends_on))
ORDER BY n.id;

-- name: save_person
-- Who set the value that a save came in conflict with.
SELECT name FROM staff_name WHERE id = ?;

-- name: save_put
INSERT INTO assessment (round_id, pupil_id, subject_id, state, level_id, version, set_by, set_at, reason)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
ON DUPLICATE KEY UPDATE state = VALUES(state), level_id = VALUES(level_id), version = VALUES(version),
  set_by = VALUES(set_by), set_at = VALUES(set_at), reason = VALUES(reason);

-- Differences, one row per cell or measure that changes, in one statement per table: an UPDATE of many rows would be one
-- execution each. The columns take no negative numbers, so that each difference is given with a constant added that the
-- statement takes away again. A sum cannot fall below zero: the server refuses that. A row that was not there before is
-- made (and affects one row instead of two): then the derived rows are not in step, and are all made anew.

-- name: save_add_class_cell
INSERT INTO class_cell (round_id, unit_id, subject_id, class_id, basis, year_group, gender, scale_id,
  passed, assessed, not_assessable, missing, left_count, l1, l2, l3, l4, l5, l6, l7, l8, l9, l10, l11, l12)
VALUES (?, ?, ?, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON DUPLICATE KEY UPDATE
  passed = passed + VALUES(passed) - 32768, assessed = assessed + VALUES(assessed) - 32768,
  not_assessable = not_assessable + VALUES(not_assessable) - 32768, missing = missing + VALUES(missing) - 32768,
  left_count = left_count + VALUES(left_count) - 32768, l1 = l1 + VALUES(l1) - 32768, l2 = l2 + VALUES(l2) - 32768,
  l3 = l3 + VALUES(l3) - 32768, l4 = l4 + VALUES(l4) - 32768, l5 = l5 + VALUES(l5) - 32768,
  l6 = l6 + VALUES(l6) - 32768, l7 = l7 + VALUES(l7) - 32768, l8 = l8 + VALUES(l8) - 32768,
  l9 = l9 + VALUES(l9) - 32768, l10 = l10 + VALUES(l10) - 32768, l11 = l11 + VALUES(l11) - 32768,
  l12 = l12 + VALUES(l12) - 32768;

-- name: save_add_unit_cell
INSERT INTO unit_cell (round_id, unit_id, subject_id, basis, year_group, gender, scale_id,
  passed, assessed, not_assessable, missing, left_count, l1, l2, l3, l4, l5, l6, l7, l8, l9, l10, l11, l12)
VALUES (?, ?, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON DUPLICATE KEY UPDATE
  passed = passed + VALUES(passed) - 32768, assessed = assessed + VALUES(assessed) - 32768,
  not_assessable = not_assessable + VALUES(not_assessable) - 32768, missing = missing + VALUES(missing) - 32768,
  left_count = left_count + VALUES(left_count) - 32768, l1 = l1 + VALUES(l1) - 32768, l2 = l2 + VALUES(l2) - 32768,
  l3 = l3 + VALUES(l3) - 32768, l4 = l4 + VALUES(l4) - 32768, l5 = l5 + VALUES(l5) - 32768,
  l6 = l6 + VALUES(l6) - 32768, l7 = l7 + VALUES(l7) - 32768, l8 = l8 + VALUES(l8) - 32768,
  l9 = l9 + VALUES(l9) - 32768, l10 = l10 + VALUES(l10) - 32768, l11 = l11 + VALUES(l11) - 32768,
  l12 = l12 + VALUES(l12) - 32768;

-- name: save_add_class_measure
INSERT INTO class_measure (round_id, unit_id, class_id, basis, year_group, gender,
  pupils, complete, all_subjects, at_risk, covered, eligible1, eligible2, eligible3, eligible4, merit_n, merit16_sum,
  merit17_sum, subjects_sum, merit16_sq, merit17_sq)
VALUES (?, ?, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON DUPLICATE KEY UPDATE
  pupils = pupils + VALUES(pupils) - 32768, complete = complete + VALUES(complete) - 32768,
  all_subjects = all_subjects + VALUES(all_subjects) - 32768, at_risk = at_risk + VALUES(at_risk) - 32768,
  covered = covered + VALUES(covered) - 32768, eligible1 = eligible1 + VALUES(eligible1) - 32768,
  eligible2 = eligible2 + VALUES(eligible2) - 32768, eligible3 = eligible3 + VALUES(eligible3) - 32768,
  eligible4 = eligible4 + VALUES(eligible4) - 32768, merit_n = merit_n + VALUES(merit_n) - 32768,
  merit16_sum = merit16_sum + VALUES(merit16_sum) - 1073741824,
  merit17_sum = merit17_sum + VALUES(merit17_sum) - 1073741824,
  subjects_sum = subjects_sum + VALUES(subjects_sum) - 1073741824,
  merit16_sq = merit16_sq + VALUES(merit16_sq) - 1073741824, merit17_sq = merit17_sq + VALUES(merit17_sq) - 1073741824;

-- name: save_add_unit_measure
INSERT INTO unit_measure (round_id, unit_id, basis, year_group, gender,
  pupils, complete, all_subjects, at_risk, covered, eligible1, eligible2, eligible3, eligible4, merit_n, merit16_sum,
  merit17_sum, subjects_sum, merit16_sq, merit17_sq)
VALUES (?, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON DUPLICATE KEY UPDATE
  pupils = pupils + VALUES(pupils) - 32768, complete = complete + VALUES(complete) - 32768,
  all_subjects = all_subjects + VALUES(all_subjects) - 32768, at_risk = at_risk + VALUES(at_risk) - 32768,
  covered = covered + VALUES(covered) - 32768, eligible1 = eligible1 + VALUES(eligible1) - 32768,
  eligible2 = eligible2 + VALUES(eligible2) - 32768, eligible3 = eligible3 + VALUES(eligible3) - 32768,
  eligible4 = eligible4 + VALUES(eligible4) - 32768, merit_n = merit_n + VALUES(merit_n) - 32768,
  merit16_sum = merit16_sum + VALUES(merit16_sum) - 1073741824,
  merit17_sum = merit17_sum + VALUES(merit17_sum) - 1073741824,
  subjects_sum = subjects_sum + VALUES(subjects_sum) - 1073741824,
  merit16_sq = merit16_sq + VALUES(merit16_sq) - 1073741824, merit17_sq = merit17_sq + VALUES(merit17_sq) - 1073741824;

-- name: save_put_progress
-- Of two saves the one that began first may be stored last: the time never goes back.
UPDATE group_progress SET assessed = ?, not_assessable = ?, missing = ?,
  last_at = GREATEST(COALESCE(last_at, DATE '1000-01-01'), ?)
WHERE round_id = ? AND group_id = ?;

-- name: save_correct_unit
UPDATE round_unit SET corrections = corrections + ? WHERE round_id = ? AND unit_id = ?;

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
  at_risk, covered, eligible1, eligible2, eligible3, eligible4, merit_n, merit16_sum, merit17_sum, subjects_sum,
  merit16_sq, merit17_sq)
SELECT round_id, unit_id, class_id, 1, year_group, gender, pupils, complete, all_subjects,
  at_risk, covered, eligible1, eligible2, eligible3, eligible4, merit_n, merit16_sum, merit17_sum, subjects_sum,
  merit16_sq, merit17_sq
FROM class_measure WHERE round_id = ? AND unit_id = ? AND class_id = ? AND basis = 0;

-- name: save_keep_unit_measure
INSERT IGNORE INTO unit_measure (round_id, unit_id, basis, year_group, gender, pupils, complete, all_subjects,
  at_risk, covered, eligible1, eligible2, eligible3, eligible4, merit_n, merit16_sum, merit17_sum, subjects_sum,
  merit16_sq, merit17_sq)
SELECT round_id, unit_id, 1, year_group, gender, pupils, complete, all_subjects,
  at_risk, covered, eligible1, eligible2, eligible3, eligible4, merit_n, merit16_sum, merit17_sum, subjects_sum,
  merit16_sq, merit17_sq
FROM unit_measure WHERE round_id = ? AND unit_id = ? AND basis = 0;
