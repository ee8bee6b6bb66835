-- Pupils who are one or two subjects from a goal (lib/domain/closest), and what a class's pupils need (lib/domain/risk).
-- All from pupil_summary with its noted subjects: one row per pupil. The caller has been let into the unit by
-- unit_for_person or unit_class_for_mentor.

-- name: closest_candidates
-- Pupils of a school of whom nothing is missing and who have not reached everything, for counting. Subjects only where
-- eligibility is counted; elsewhere the number of subjects that are lacking says it all. Parameters: round, unit, classes,
-- year groups.
SELECT s.unit_id, s.class_id, s.year_group, CAST(q.expected AS SIGNED) - q.passed, IF(q.merit_covered = 1, q.subjects, NULL)
FROM snapshot_pupil s
JOIN pupil_summary q ON q.round_id = s.round_id AND q.pupil_id = s.pupil_id
WHERE s.round_id = ? AND s.unit_id = ? AND s.class_id BETWEEN ? AND ? AND s.year_group BETWEEN ? AND ? AND q.complete = 1
  AND (q.all_subjects = 0 OR (q.merit_covered = 1 AND q.eligible <> 15))
  AND (q.merit_covered = 1 OR q.expected - q.passed <= 2);

-- name: closest_candidates_below
-- The same below a municipality or an area. The summaries of the round are read in order, and only of the few that are left
-- is it asked where they go to school: for 18 000 pupils a sixth of the time that the other way round takes. Parameters: unit, round,
-- year groups.
SELECT s.unit_id, s.class_id, s.year_group, CAST(q.expected AS SIGNED) - q.passed, IF(q.merit_covered = 1, q.subjects, NULL)
FROM pupil_summary q
STRAIGHT_JOIN snapshot_pupil s ON s.round_id = q.round_id AND s.pupil_id = q.pupil_id
STRAIGHT_JOIN unit_closure t ON t.ancestor_id = ? AND t.descendant_id = s.unit_id
WHERE q.round_id = ? AND q.complete = 1 AND s.year_group BETWEEN ? AND ?
  AND (q.all_subjects = 0 OR (q.merit_covered = 1 AND q.eligible <> 15))
  AND (q.merit_covered = 1 OR q.expected - q.passed <= 2);

-- name: closest_pupils
-- The same pupils of a school by name, for those who may see pupils: the person is bound again. The column seen is that of
-- group_pupils. Parameters: person, capacity, day, person, day; round, unit, classes, year groups; person, capacity, day (twice).
SELECT s.pupil_id, n.name, c.id, c.name, s.year_group, q.merit_covered, q.subjects,
       CASE WHEN n.protected = 0 THEN 1
            WHEN EXISTS (SELECT 1 FROM protected_decider v WHERE v.pupil_id = n.id AND v.person_id = ?
                         AND v.capacity = COALESCE(?, v.capacity) AND ? BETWEEN v.starts_on AND v.ends_on) THEN 4
            WHEN EXISTS (SELECT 1 FROM protected_reader v WHERE v.pupil_id = n.id AND v.person_id = ?
                         AND ? BETWEEN v.starts_on AND v.ends_on) THEN IF(n.masked, 2, 3)
            ELSE 0 END AS seen
FROM snapshot_pupil s
JOIN pupil_name n ON n.id = s.pupil_id
JOIN pupil_summary q ON q.round_id = s.round_id AND q.pupil_id = s.pupil_id
LEFT JOIN class c ON c.id = s.class_id
WHERE s.round_id = ? AND s.unit_id = ? AND s.class_id BETWEEN ? AND ? AND s.year_group BETWEEN ? AND ?
  AND q.complete = 1 AND (q.all_subjects = 0 OR (q.merit_covered = 1 AND q.eligible <> 15))
  AND EXISTS (SELECT 1 FROM duty d LEFT JOIN unit_closure k ON k.ancestor_id = d.unit_id AND k.descendant_id = s.unit_id
              WHERE d.person_id = ? AND d.capacity = COALESCE(?, d.capacity) AND d.starts_on <= ? AND COALESCE(d.ends_on, DATE '9999-12-31') >= ?
                AND ((d.role IN ('principal', 'preschool_head', 'special_educator', 'delegate') AND k.descendant_id IS NOT NULL)
                     OR (d.role = 'mentor' AND d.class_id = s.class_id)))
HAVING seen > 0
ORDER BY n.sort1, n.sort2, s.pupil_id;

-- name: closest_class
-- A class with its pupils' subjects in the round and in three rounds before it. Parameters: person, capacity, day, person, day;
-- the three earlier rounds, newest first; round, unit, class; person, capacity, day (twice).
SELECT s.pupil_id, n.name, s.year_group, q.subjects, b1.subjects, b2.subjects, b3.subjects,
       CASE WHEN n.protected = 0 THEN 1
            WHEN EXISTS (SELECT 1 FROM protected_decider v WHERE v.pupil_id = n.id AND v.person_id = ?
                         AND v.capacity = COALESCE(?, v.capacity) AND ? BETWEEN v.starts_on AND v.ends_on) THEN 4
            WHEN EXISTS (SELECT 1 FROM protected_reader v WHERE v.pupil_id = n.id AND v.person_id = ?
                         AND ? BETWEEN v.starts_on AND v.ends_on) THEN IF(n.masked, 2, 3)
            ELSE 0 END AS seen
FROM snapshot_pupil s
JOIN pupil_name n ON n.id = s.pupil_id
JOIN pupil_summary q ON q.round_id = s.round_id AND q.pupil_id = s.pupil_id
LEFT JOIN pupil_summary b1 ON b1.round_id = ? AND b1.pupil_id = s.pupil_id
LEFT JOIN pupil_summary b2 ON b2.round_id = ? AND b2.pupil_id = s.pupil_id
LEFT JOIN pupil_summary b3 ON b3.round_id = ? AND b3.pupil_id = s.pupil_id
WHERE s.round_id = ? AND s.unit_id = ? AND s.class_id = ? AND s.left_on IS NULL
  AND EXISTS (SELECT 1 FROM duty d LEFT JOIN unit_closure k ON k.ancestor_id = d.unit_id AND k.descendant_id = s.unit_id
              WHERE d.person_id = ? AND d.capacity = COALESCE(?, d.capacity) AND d.starts_on <= ? AND COALESCE(d.ends_on, DATE '9999-12-31') >= ?
                AND ((d.role IN ('principal', 'preschool_head', 'special_educator', 'delegate') AND k.descendant_id IS NOT NULL)
                     OR (d.role = 'mentor' AND d.class_id = s.class_id)))
HAVING seen > 0
ORDER BY n.sort1, n.sort2, s.pupil_id;

-- name: closest_class_hidden
-- How many pupils of the class the person does not see. Parameters: round, unit, class; person, capacity, day, person, day.
SELECT COUNT(*)
FROM snapshot_pupil s
JOIN pupil_name n ON n.id = s.pupil_id
WHERE s.round_id = ? AND s.unit_id = ? AND s.class_id = ? AND s.left_on IS NULL
  AND CASE WHEN n.protected = 0 THEN 1
            WHEN EXISTS (SELECT 1 FROM protected_decider v WHERE v.pupil_id = n.id AND v.person_id = ?
                         AND v.capacity = COALESCE(?, v.capacity) AND ? BETWEEN v.starts_on AND v.ends_on) THEN 4
            WHEN EXISTS (SELECT 1 FROM protected_reader v WHERE v.pupil_id = n.id AND v.person_id = ?
                         AND ? BETWEEN v.starts_on AND v.ends_on) THEN IF(n.masked, 2, 3)
            ELSE 0 END = 0;
