-- What pupils have in common with a round before (lib/store/pair.h), and what both it and the hit rate need (follow.h).

-- name: follow_lock
SELECT id FROM follow_lock WHERE id = 1 FOR UPDATE;

-- name: follow_units
-- Schools in another round of the pupils of a teaching group in a round. Parameters: the other round, the round, the group.
SELECT DISTINCT o.unit_id
FROM snapshot_subject t
JOIN snapshot_pupil o ON o.round_id = ? AND o.pupil_id = t.pupil_id
WHERE t.round_id = ? AND t.group_id = ?
ORDER BY o.unit_id;

-- name: pair_rounds
-- Closed rounds whose pupils' rows are there, oldest first.
SELECT id, kind + 0, week, term, snapshot_on FROM round
WHERE state = 'closed' AND purged_at IS NULL
ORDER BY term_order, kind, week;

-- name: pair_units
SELECT unit_id FROM round_unit WHERE round_id = ? ORDER BY unit_id;

-- name: pair_pupils
-- A school's pupils in a round, and of those who were at it in the round before too what they came to in both (marks.h);
-- nobody is named. Parameters: the round before, twice; the round, the school; classes from one to another.
SELECT STRAIGHT_JOIN s.class_id, s.year_group, s.gender, b.class_id, b.year_group, b.gender,
       n.subjects, n.complete, n.all_subjects, n.eligible, n.merit_covered, n.has_pass, n.merit16, n.merit17,
       m.subjects, m.complete, m.all_subjects, m.eligible, m.merit_covered, m.has_pass, m.merit16, m.merit17
FROM snapshot_pupil s
JOIN pupil_summary n ON n.round_id = s.round_id AND n.pupil_id = s.pupil_id
LEFT JOIN snapshot_pupil b ON b.round_id = ? AND b.pupil_id = s.pupil_id AND b.unit_id = s.unit_id AND b.left_on IS NULL
LEFT JOIN pupil_summary m ON m.round_id = ? AND m.pupil_id = b.pupil_id
WHERE s.round_id = ? AND s.unit_id = ? AND s.class_id BETWEEN ? AND ? AND s.left_on IS NULL;

-- name: pair_clear
DELETE FROM pair_cell WHERE round_id = ? AND before_id = ? AND unit_id = ?;

-- name: pair_clear_means
DELETE FROM pair_mean WHERE round_id = ? AND before_id = ? AND unit_id = ?;

-- name: pair_put
INSERT INTO pair_cell (round_id, before_id, unit_id, class_id, year_group, gender, measure, subject_id, pass_both, fell, rose, neither)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

-- name: pair_put_mean
INSERT INTO pair_mean (round_id, before_id, unit_id, class_id, year_group, gender, measure, pupils, now_sum, before_sum, now_sq,
  before_sq, change_sq)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

-- name: pair_stored
SELECT class_id, year_group, gender, measure, subject_id, pass_both, fell, rose, neither
FROM pair_cell WHERE round_id = ? AND before_id = ? AND unit_id = ?;

-- name: pair_stored_means
SELECT class_id, year_group, gender, measure, 0, pupils, now_sum, before_sum, now_sq, before_sq, change_sq
FROM pair_mean WHERE round_id = ? AND before_id = ? AND unit_id = ?;

-- name: pair_of_unit
-- A unit with all that lies below it. Parameters: round, round before, year group, gender, unit.
SELECT c.measure, c.subject_id, SUM(c.pass_both), SUM(c.fell), SUM(c.rose), SUM(c.neither)
FROM unit_closure t
STRAIGHT_JOIN pair_cell c FORCE INDEX (PRIMARY)
  ON c.round_id = ? AND c.before_id = ? AND c.unit_id = t.descendant_id AND c.class_id = 0 AND c.year_group = ?
  AND c.gender = ?
WHERE t.ancestor_id = ?
GROUP BY c.measure, c.subject_id;

-- name: pair_of_class
-- Year groups from one to another. Parameters: round, round before, unit, class, year groups.
SELECT measure, subject_id, SUM(pass_both), SUM(fell), SUM(rose), SUM(neither)
FROM pair_cell
WHERE round_id = ? AND before_id = ? AND unit_id = ? AND class_id = ? AND year_group BETWEEN ? AND ? AND gender = 0
GROUP BY measure, subject_id;

-- name: pair_means_of_unit
SELECT c.measure, 0, SUM(c.pupils), SUM(c.now_sum), SUM(c.before_sum), SUM(c.now_sq), SUM(c.before_sq), SUM(c.change_sq)
FROM unit_closure t
STRAIGHT_JOIN pair_mean c FORCE INDEX (PRIMARY)
  ON c.round_id = ? AND c.before_id = ? AND c.unit_id = t.descendant_id AND c.class_id = 0 AND c.year_group = ?
  AND c.gender = ?
WHERE t.ancestor_id = ?
GROUP BY c.measure;

-- name: pair_means_of_class
SELECT measure, 0, SUM(pupils), SUM(now_sum), SUM(before_sum), SUM(now_sq), SUM(before_sq), SUM(change_sq)
FROM pair_mean
WHERE round_id = ? AND before_id = ? AND unit_id = ? AND class_id = ? AND year_group BETWEEN ? AND ? AND gender = 0
GROUP BY measure;

-- name: pair_rows
-- One measure of the rows of an overview. Parameters: round, round before; classes, year groups, genders, each from one to
-- another; measure, subject; the unit, which the caller has been let into.
SELECT c.unit_id, c.class_id, c.year_group, c.gender, c.pass_both, c.fell, c.rose, c.neither
FROM unit_closure t
STRAIGHT_JOIN pair_cell c FORCE INDEX (PRIMARY)
  ON c.round_id = ? AND c.before_id = ? AND c.unit_id = t.descendant_id AND c.class_id BETWEEN ? AND ?
  AND c.year_group BETWEEN ? AND ? AND c.gender BETWEEN ? AND ? AND c.measure = ? AND c.subject_id = ?
WHERE t.ancestor_id = ?;

-- name: pair_year_rows
-- The same of the whole unit and its year groups, which its measures name: so no other rows of it are read. Parameters: the
-- round, the gender; the round, the one before; measure, subject; the unit.
SELECT c.unit_id, c.class_id, c.year_group, c.gender, c.pass_both, c.fell, c.rose, c.neither
FROM unit_closure t
STRAIGHT_JOIN unit_measure m FORCE INDEX (PRIMARY)
  ON m.round_id = ? AND m.unit_id = t.descendant_id AND m.basis = 0 AND m.gender = ?
STRAIGHT_JOIN pair_cell c FORCE INDEX (PRIMARY)
  ON c.round_id = ? AND c.before_id = ? AND c.unit_id = m.unit_id AND c.class_id = 0 AND c.year_group = m.year_group
  AND c.gender = m.gender AND c.measure = ? AND c.subject_id = ?
WHERE t.ancestor_id = ?;

-- name: pair_mean_rows
-- As pair_rows, of a mean.
SELECT c.unit_id, c.class_id, c.year_group, c.gender, c.pupils, c.now_sum, c.before_sum, c.now_sq, c.before_sq, c.change_sq
FROM unit_closure t
STRAIGHT_JOIN pair_mean c FORCE INDEX (PRIMARY)
  ON c.round_id = ? AND c.before_id = ? AND c.unit_id = t.descendant_id AND c.class_id BETWEEN ? AND ?
  AND c.year_group BETWEEN ? AND ? AND c.gender BETWEEN ? AND ? AND c.measure = ?
WHERE t.ancestor_id = ?;
