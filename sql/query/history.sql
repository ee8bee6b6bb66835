-- Figures of a unit over the rounds, from cells; of one class's pupils, from their summaries. The caller has been let into
-- the unit by unit_for_person or unit_class_for_mentor.

-- name: history_year_schemes
SELECT last_year, valid_from, COALESCE(valid_to, DATE '9999-12-31') FROM year_group_scheme ORDER BY valid_from;

-- name: history_unit_cells
-- One year group and gender (0 = all) in the rounds of some terms; one row per cell, as it stands: adding up is cheaper
-- for the reader.
SELECT c.round_id, c.subject_id, c.passed, c.assessed + c.not_assessable, c.missing
FROM round r
STRAIGHT_JOIN unit_closure t ON t.ancestor_id = ?
STRAIGHT_JOIN unit_cell c FORCE INDEX (PRIMARY)
  ON c.round_id = r.id AND c.unit_id = t.descendant_id AND c.basis = 0 AND c.year_group = ?
  AND c.gender = ?
WHERE r.state <> 'planned' AND r.term_order BETWEEN ? AND ?;

-- name: history_class_cells
SELECT c.round_id, c.subject_id, c.passed, c.assessed + c.not_assessable, c.missing, c.year_group
FROM round r
STRAIGHT_JOIN class_cell c FORCE INDEX (PRIMARY)
  ON c.round_id = r.id AND c.unit_id = ? AND c.class_id = ? AND c.basis = 0
  AND c.gender BETWEEN ? AND ?
WHERE r.state <> 'planned';

-- name: history_unit_measures
SELECT m.round_id, m.pupils, m.complete, m.all_subjects, m.at_risk, m.covered, m.eligible1, m.eligible2, m.eligible3, m.eligible4,
       m.merit_n, m.merit16_sum, m.merit17_sum, m.subjects_sum, m.merit16_sq, m.merit17_sq
FROM round r
STRAIGHT_JOIN unit_closure t ON t.ancestor_id = ?
STRAIGHT_JOIN unit_measure m FORCE INDEX (PRIMARY)
  ON m.round_id = r.id AND m.unit_id = t.descendant_id AND m.basis = 0 AND m.year_group = ?
  AND m.gender = ?
WHERE r.state <> 'planned' AND r.term_order BETWEEN ? AND ?;

-- name: history_class_measures
SELECT m.round_id, m.pupils, m.complete, m.all_subjects, m.at_risk, m.covered, m.eligible1, m.eligible2, m.eligible3, m.eligible4,
       m.merit_n, m.merit16_sum, m.merit17_sum, m.subjects_sum, m.merit16_sq, m.merit17_sq, m.year_group
FROM round r
STRAIGHT_JOIN class_measure m FORCE INDEX (PRIMARY)
  ON m.round_id = r.id AND m.unit_id = ? AND m.class_id = ? AND m.basis = 0
  AND m.gender BETWEEN ? AND ?
WHERE r.state <> 'planned';

-- name: history_class_round
-- The last round in which the class had pupils in the unit.
SELECT m.round_id
FROM round r
STRAIGHT_JOIN class_measure m FORCE INDEX (PRIMARY)
  ON m.round_id = r.id AND m.unit_id = ? AND m.class_id = ? AND m.basis = 0
WHERE r.state <> 'planned'
ORDER BY r.term_order DESC, r.kind DESC, r.week DESC LIMIT 1;

-- name: history_class_pupils
-- What the pupils of one class in one round came to in every round, wherever they went to school then. Parameters: round,
-- unit, class, year groups, genders.
SELECT m.round_id, s.year_group, m.expected, m.complete, m.all_subjects, m.at_risk, m.eligible, m.merit_covered, m.has_pass, m.merit16, m.merit17,
       m.subjects, m.pupil_id
FROM snapshot_pupil n
JOIN round r ON r.state <> 'planned'
JOIN pupil_summary m ON m.round_id = r.id AND m.pupil_id = n.pupil_id
JOIN snapshot_pupil s ON s.round_id = r.id AND s.pupil_id = n.pupil_id
WHERE n.round_id = ? AND n.unit_id = ? AND n.class_id = ? AND n.left_on IS NULL AND n.year_group BETWEEN ? AND ?
  AND n.gender BETWEEN ? AND ?;

-- name: history_class_named
-- The classes of a school that have the name of one of them, in each round.
SELECT m.round_id, c.id
FROM class o
JOIN class c ON c.unit_id = o.unit_id AND c.name = o.name
JOIN round r ON r.state <> 'planned'
STRAIGHT_JOIN class_measure m FORCE INDEX (PRIMARY)
  ON m.round_id = r.id AND m.unit_id = c.unit_id AND m.class_id = c.id AND m.basis = 0
WHERE o.unit_id = ? AND o.id = ?
GROUP BY m.round_id, c.id ORDER BY m.round_id, SUM(m.pupils) DESC, c.id;

-- name: history_class_names
SELECT id, name FROM class WHERE unit_id = ?;

-- name: class_then_school
-- Where the pupils of each class of a school were in two other rounds, in the same school, and (the third round is its own)
-- how many they are.
SELECT n.class_id, b.round_id, b.class_id, n.year_group, b.year_group, COUNT(*)
FROM snapshot_pupil n
JOIN snapshot_pupil b ON b.pupil_id = n.pupil_id AND b.round_id IN (?, ?, ?) AND b.unit_id = n.unit_id AND b.class_id <> 0
  AND b.left_on IS NULL
WHERE n.round_id = ? AND n.unit_id = ? AND n.class_id <> 0 AND n.left_on IS NULL
GROUP BY n.class_id, b.round_id, b.class_id, n.year_group, b.year_group
ORDER BY n.class_id, b.round_id, b.class_id;

-- name: class_then_class
-- The same of one class, in every round.
SELECT n.class_id, b.round_id, b.class_id, n.year_group, b.year_group, COUNT(*)
FROM snapshot_pupil n
JOIN snapshot_pupil b ON b.pupil_id = n.pupil_id AND b.unit_id = n.unit_id AND b.class_id <> 0 AND b.left_on IS NULL
WHERE n.round_id = ? AND n.unit_id = ? AND n.class_id = ? AND n.left_on IS NULL
GROUP BY n.class_id, b.round_id, b.class_id, n.year_group, b.year_group
ORDER BY n.class_id, b.round_id, b.class_id;

-- name: history_unit_inside
-- Whether a unit is another one, or lies below it.
SELECT 1 FROM unit_closure WHERE ancestor_id = ? AND descendant_id = ?;
