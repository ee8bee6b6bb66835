-- Dips and rises (lib/domain/dip.h). A list is about the whole municipality; what of it a person is shown, the caller
-- decides by the unit that unit_for_person or unit_class_for_mentor has let the person into.

-- name: dip_schools
-- Schools of a round with their area and their counter of writes.
SELECT r.unit_id, COALESCE(a.id, 0), COALESCE(v.revision, 0)
FROM round_unit r
JOIN unit u ON u.id = r.unit_id
LEFT JOIN unit a ON a.id = u.parent_id AND a.kind = 'area'
LEFT JOIN revision v ON v.unit_id = r.unit_id
WHERE r.round_id = ? ORDER BY r.unit_id;

-- name: dip_rounds_state
-- Whether anything in the rounds compared with has changed since.
SELECT COALESCE(SUM(revision), 0), COALESCE(SUM(corrections), 0) FROM round_unit WHERE round_id IN (?, ?);

-- name: dip_pupils
-- The pupils of one school with all their subjects now and in the round before (marks.h); no names, only to be counted.
SELECT s.class_id, s.year_group, n.subjects, n.complete, n.all_subjects, n.expected, b.subjects, b.complete, b.all_subjects
FROM snapshot_pupil s
JOIN pupil_summary n ON n.round_id = s.round_id AND n.pupil_id = s.pupil_id
LEFT JOIN pupil_summary b ON b.round_id = ? AND b.pupil_id = s.pupil_id
WHERE s.round_id = ? AND s.unit_id = ?;

-- name: dip_unit_cells
SELECT year_group, subject_id, SUM(passed), SUM(assessed + not_assessable)
FROM unit_cell
WHERE round_id = ? AND unit_id = ? AND basis = 0 AND year_group > 0 AND gender = 0
GROUP BY year_group, subject_id;

-- name: dip_unit_measures
SELECT year_group, all_subjects, complete
FROM unit_measure
WHERE round_id = ? AND unit_id = ? AND basis = 0 AND year_group > 0 AND gender = 0;

-- name: dip_drop
DELETE FROM dip WHERE round_id = ?;

-- name: dip_list_put
REPLACE INTO dip_list (round_id, fixed_at, previous_id, year_ago_id, min_size, min_points, rate, use_pairs, use_year_ago,
  use_municipality, group_count, test_count, found)
VALUES (?, UTC_TIMESTAMP(3), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

-- name: dip_put
INSERT INTO dip (round_id, unit_id, class_id, year_group, subject_id, grain, passed, passed_of, missing, pairs_both,
  pairs_fell, pairs_rose, pairs_neither, year_ago, year_ago_of, municipality, municipality_of, all_both, all_fell, all_rose,
  all_neither, p_adjusted)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

-- name: dip_list_get
SELECT fixed_at, previous_id, year_ago_id, min_size, min_points, rate, use_pairs, use_year_ago, use_municipality,
       group_count, test_count, found
FROM dip_list WHERE round_id = ?;

-- name: dip_rows
SELECT unit_id, class_id, year_group, subject_id, grain + 0, passed, passed_of, missing, pairs_both, pairs_fell,
       pairs_rose, pairs_neither, year_ago, year_ago_of, municipality, municipality_of, all_both, all_fell, all_rose,
       all_neither, p_adjusted
FROM dip WHERE round_id = ?;

-- name: dip_class_for_teacher
-- A class of the unit in one subject's family, if the person teaches all of the class's pupils in it. Parameters: person,
-- capacity, day (twice); round, unit, class; the subject's code.
SELECT n.id, n.kind, n.name, n.code, s.class_id, c.name
FROM snapshot_pupil s
JOIN unit n ON n.id = s.unit_id
JOIN class c ON c.id = s.class_id
JOIN snapshot_subject t ON t.round_id = s.round_id AND t.pupil_id = s.pupil_id AND t.left_on IS NULL
JOIN subject u ON u.id = t.subject_id
JOIN subject f ON f.id = u.family_id
LEFT JOIN duty d ON d.group_id = t.group_id AND d.role = 'teacher' AND d.person_id = ? AND d.capacity = COALESCE(?, d.capacity)
  AND d.starts_on <= ? AND COALESCE(d.ends_on, DATE '9999-12-31') >= ?
WHERE s.round_id = ? AND s.unit_id = ? AND s.class_id = ? AND f.code = ?
GROUP BY s.class_id
HAVING COUNT(d.id) > 0 AND COUNT(DISTINCT IF(d.id IS NULL, t.pupil_id, NULL)) = 0;

-- name: dip_units
-- Names of a unit and of all below it.
SELECT u.id, u.name FROM unit_closure t JOIN unit u ON u.id = t.descendant_id WHERE t.ancestor_id = ?;

-- name: dip_class
SELECT name FROM class WHERE id = ?;

-- name: dip_reported
-- Reported and expected in a unit.
SELECT COALESCE(SUM(c.assessed + c.not_assessable), 0), COALESCE(SUM(c.assessed + c.not_assessable + c.missing), 0)
FROM unit_closure t
STRAIGHT_JOIN unit_cell c FORCE INDEX (PRIMARY)
  ON c.round_id = ? AND c.unit_id = t.descendant_id AND c.basis = 0 AND c.year_group = 0 AND c.gender = 0
WHERE t.ancestor_id = ?;

-- name: dip_reported_class
SELECT COALESCE(SUM(assessed + not_assessable), 0), COALESCE(SUM(assessed + not_assessable + missing), 0)
FROM class_cell WHERE round_id = ? AND unit_id = ? AND class_id = ? AND basis = 0;

-- name: dip_flag_pupils
-- Who of a group passed the subject before and does not now, or the other way round. Only for those who may see pupils: the
-- person is bound again; the column seen is that of group_pupils. Parameters: person, capacity, day, person, day; the
-- subject's family, the round before; round, unit, class range, year group, person, capacity and day (twice).
SELECT s.pupil_id, n.name, s.class_id, c.name, COALESCE(l.passes, 0), IF(b.state = 'level', m.code, '-'), IF(a.state = 'level', l.code, '-'),
       CASE WHEN n.protected = 0 THEN 1
            WHEN EXISTS (SELECT 1 FROM protected_decider v WHERE v.pupil_id = n.id AND v.person_id = ?
                         AND v.capacity = COALESCE(?, v.capacity) AND ? BETWEEN v.starts_on AND v.ends_on) THEN 4
            WHEN EXISTS (SELECT 1 FROM protected_reader v WHERE v.pupil_id = n.id AND v.person_id = ?
                         AND ? BETWEEN v.starts_on AND v.ends_on) THEN IF(n.masked, 2, 3)
            ELSE 0 END AS seen
FROM snapshot_pupil s
JOIN pupil_name n ON n.id = s.pupil_id
LEFT JOIN class c ON c.id = s.class_id
JOIN snapshot_subject t ON t.round_id = s.round_id AND t.pupil_id = s.pupil_id AND t.left_on IS NULL
JOIN subject u ON u.id = t.subject_id AND u.family_id = ?
JOIN snapshot_subject o ON o.round_id = ? AND o.pupil_id = t.pupil_id AND o.subject_id = t.subject_id
  AND o.scale_id = t.scale_id AND o.left_on IS NULL
JOIN assessment a ON a.round_id = t.round_id AND a.pupil_id = t.pupil_id AND a.subject_id = t.subject_id
  AND a.state <> 'missing'
JOIN assessment b ON b.round_id = o.round_id AND b.pupil_id = o.pupil_id AND b.subject_id = o.subject_id
  AND b.state <> 'missing'
LEFT JOIN scale_level l ON l.id = a.level_id
LEFT JOIN scale_level m ON m.id = b.level_id
WHERE s.round_id = ? AND s.unit_id = ? AND s.class_id BETWEEN ? AND ? AND s.year_group = ?
  AND COALESCE(l.passes, 0) <> COALESCE(m.passes, 0)
  AND EXISTS (SELECT 1 FROM duty d LEFT JOIN unit_closure k ON k.ancestor_id = d.unit_id AND k.descendant_id = s.unit_id
              WHERE d.person_id = ? AND d.capacity = COALESCE(?, d.capacity) AND d.starts_on <= ? AND COALESCE(d.ends_on, DATE '9999-12-31') >= ?
                AND ((d.role IN ('principal', 'preschool_head', 'special_educator', 'delegate') AND k.descendant_id IS NOT NULL)
                     OR (d.role = 'mentor' AND d.class_id = s.class_id)
                     OR (d.role = 'teacher' AND d.group_id = t.group_id)))
HAVING seen > 0
ORDER BY n.sort1, n.sort2, s.pupil_id;

-- name: dip_flag_pupils_all
-- The same of all subjects attained (no levels then): pupils of whom nothing is missing, neither now nor before, and who
-- are assessed on the same scales. In place of the family stands the round before, a second time.
SELECT s.pupil_id, n.name, s.class_id, c.name, q.all_subjects, NULL, NULL,
       CASE WHEN n.protected = 0 THEN 1
            WHEN EXISTS (SELECT 1 FROM protected_decider v WHERE v.pupil_id = n.id AND v.person_id = ?
                         AND v.capacity = COALESCE(?, v.capacity) AND ? BETWEEN v.starts_on AND v.ends_on) THEN 4
            WHEN EXISTS (SELECT 1 FROM protected_reader v WHERE v.pupil_id = n.id AND v.person_id = ?
                         AND ? BETWEEN v.starts_on AND v.ends_on) THEN IF(n.masked, 2, 3)
            ELSE 0 END AS seen
FROM snapshot_pupil s
JOIN pupil_name n ON n.id = s.pupil_id
LEFT JOIN class c ON c.id = s.class_id
JOIN pupil_summary q ON q.round_id = s.round_id AND q.pupil_id = s.pupil_id AND q.complete = 1
JOIN pupil_summary p ON p.round_id = ? AND p.pupil_id = s.pupil_id AND p.complete = 1 AND p.all_subjects <> q.all_subjects
WHERE NOT EXISTS (SELECT 1 FROM snapshot_subject t
                  JOIN snapshot_subject o ON o.round_id = ? AND o.pupil_id = t.pupil_id AND o.subject_id = t.subject_id
                    AND o.scale_id <> t.scale_id AND o.left_on IS NULL
                  WHERE t.round_id = s.round_id AND t.pupil_id = s.pupil_id AND t.left_on IS NULL)
  AND s.round_id = ? AND s.unit_id = ? AND s.class_id BETWEEN ? AND ? AND s.year_group = ?
  AND EXISTS (SELECT 1 FROM duty d LEFT JOIN unit_closure k ON k.ancestor_id = d.unit_id AND k.descendant_id = s.unit_id
              WHERE d.person_id = ? AND d.capacity = COALESCE(?, d.capacity) AND d.starts_on <= ? AND COALESCE(d.ends_on, DATE '9999-12-31') >= ?
                AND ((d.role IN ('principal', 'preschool_head', 'special_educator', 'delegate') AND k.descendant_id IS NOT NULL)
                     OR (d.role = 'mentor' AND d.class_id = s.class_id)))
HAVING seen > 0
ORDER BY n.sort1, n.sort2, s.pupil_id;

-- name: dip_flag_changed
-- How many there are, those among them whom the person does not see included. Parameters: family, round before; round,
-- unit, class range, year group.
SELECT COUNT(*)
FROM snapshot_pupil s
JOIN snapshot_subject t ON t.round_id = s.round_id AND t.pupil_id = s.pupil_id AND t.left_on IS NULL
JOIN subject u ON u.id = t.subject_id AND u.family_id = ?
JOIN snapshot_subject o ON o.round_id = ? AND o.pupil_id = t.pupil_id AND o.subject_id = t.subject_id
  AND o.scale_id = t.scale_id AND o.left_on IS NULL
JOIN assessment a ON a.round_id = t.round_id AND a.pupil_id = t.pupil_id AND a.subject_id = t.subject_id
  AND a.state <> 'missing'
JOIN assessment b ON b.round_id = o.round_id AND b.pupil_id = o.pupil_id AND b.subject_id = o.subject_id
  AND b.state <> 'missing'
LEFT JOIN scale_level l ON l.id = a.level_id
LEFT JOIN scale_level m ON m.id = b.level_id
WHERE s.round_id = ? AND s.unit_id = ? AND s.class_id BETWEEN ? AND ? AND s.year_group = ?
  AND COALESCE(l.passes, 0) <> COALESCE(m.passes, 0);

-- name: dip_flag_changed_all
SELECT COUNT(*)
FROM snapshot_pupil s
JOIN pupil_summary q ON q.round_id = s.round_id AND q.pupil_id = s.pupil_id AND q.complete = 1
JOIN pupil_summary p ON p.round_id = ? AND p.pupil_id = s.pupil_id AND p.complete = 1 AND p.all_subjects <> q.all_subjects
WHERE NOT EXISTS (SELECT 1 FROM snapshot_subject t
                  JOIN snapshot_subject o ON o.round_id = ? AND o.pupil_id = t.pupil_id AND o.subject_id = t.subject_id
                    AND o.scale_id <> t.scale_id AND o.left_on IS NULL
                  WHERE t.round_id = s.round_id AND t.pupil_id = s.pupil_id AND t.left_on IS NULL)
  AND s.round_id = ? AND s.unit_id = ? AND s.class_id BETWEEN ? AND ? AND s.year_group = ?;
