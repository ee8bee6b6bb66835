-- Figures of a unit in a round, always from cells. The first parameter says what a row is: 1 unit, 2 class, 3 year group,
-- 4 gender. Ranges of year group and gender are 0-0 for the "all" rows, n-n for one, 1-255 for each. The caller has been
-- let into the unit by unit_for_person or unit_class_for_mentor.
-- Here and wherever cells are read below a unit: first the units, then each one's cells by key. The server is told so: one that opened the
-- tables while they were empty may go on planning for that, and then reads every cell of the round.

-- name: attainment_families
-- The columns.
SELECT id, code, name_sv, name_en FROM subject WHERE family_id = id ORDER BY position;

-- name: attainment_unit_cells
-- Rows by unit, the overview's own: one row per scale, as it stands; adding up is cheaper for the reader than for the
-- server, which would need a temporary table.
SELECT c.unit_id, c.subject_id, c.passed, c.assessed, c.not_assessable, c.missing, c.left_count
FROM unit_closure t
STRAIGHT_JOIN unit_cell c FORCE INDEX (PRIMARY)
  ON c.round_id = ? AND c.unit_id = t.descendant_id AND c.basis = 0 AND c.year_group = ? AND c.gender = ?
WHERE t.ancestor_id = ?;

-- name: attainment_unit_sums
-- Rows by year group or gender: many schools' cells become few rows. Who has cells has measures: those say which year groups and
-- genders a school has, so that no other cells of it are read.
SELECT CASE ? WHEN 3 THEN c.year_group ELSE c.gender END AS k, c.subject_id,
       c.passed, c.assessed, c.not_assessable, c.missing, c.left_count
FROM unit_closure t
STRAIGHT_JOIN unit_measure m FORCE INDEX (PRIMARY)
  ON m.round_id = ? AND m.unit_id = t.descendant_id AND m.basis = 0 AND m.year_group BETWEEN ? AND ? AND m.gender BETWEEN ? AND ?
STRAIGHT_JOIN unit_cell c FORCE INDEX (PRIMARY)
  ON c.round_id = m.round_id AND c.unit_id = m.unit_id AND c.basis = 0 AND c.year_group = m.year_group AND c.gender = m.gender
  AND c.subject_id BETWEEN ? AND ?
WHERE t.ancestor_id = ?;

-- name: attainment_unit_cells_closed
-- The first correction keeps all of a school's measures: only where there are such can a cell have been kept.
SELECT CASE ? WHEN 1 THEN c.unit_id WHEN 3 THEN c.year_group ELSE c.gender END AS k, c.subject_id,
       c.passed, c.assessed, c.not_assessable, c.missing, c.left_count
FROM unit_closure t
STRAIGHT_JOIN unit_measure m FORCE INDEX (PRIMARY)
  ON m.round_id = ? AND m.unit_id = t.descendant_id AND m.basis = 0 AND m.year_group BETWEEN ? AND ? AND m.gender BETWEEN ? AND ?
LEFT JOIN unit_measure w ON w.round_id = m.round_id AND w.unit_id = m.unit_id AND w.basis = 1
  AND w.year_group = m.year_group AND w.gender = m.gender
STRAIGHT_JOIN (SELECT 0 AS basis UNION SELECT 1) b
STRAIGHT_JOIN unit_cell c FORCE INDEX (PRIMARY)
  ON c.round_id = m.round_id AND c.unit_id = m.unit_id AND c.basis = b.basis AND c.year_group = m.year_group AND c.gender = m.gender
  AND c.subject_id BETWEEN ? AND ?
LEFT JOIN unit_cell o ON o.round_id = w.round_id AND o.unit_id = w.unit_id AND o.basis = 1
  AND o.year_group = w.year_group AND o.gender = w.gender AND o.subject_id = c.subject_id AND o.scale_id = c.scale_id
WHERE t.ancestor_id = ? AND (b.basis = 0 OR w.unit_id IS NOT NULL) AND (c.basis = 1 OR o.unit_id IS NULL);

-- name: attainment_class_cells
SELECT CASE ? WHEN 2 THEN c.class_id WHEN 3 THEN c.year_group ELSE c.gender END AS k, c.subject_id,
       SUM(c.passed), SUM(c.assessed), SUM(c.not_assessable), SUM(c.missing), SUM(c.left_count)
FROM class_cell c
WHERE c.round_id = ? AND c.unit_id = ? AND c.class_id BETWEEN ? AND ? AND c.basis = 0
  AND c.year_group BETWEEN ? AND ? AND c.gender BETWEEN ? AND ? AND c.subject_id BETWEEN ? AND ?
GROUP BY k, c.subject_id;

-- name: attainment_class_cells_closed
SELECT CASE ? WHEN 2 THEN c.class_id WHEN 3 THEN c.year_group ELSE c.gender END AS k, c.subject_id,
       SUM(c.passed), SUM(c.assessed), SUM(c.not_assessable), SUM(c.missing), SUM(c.left_count)
FROM class_cell c
LEFT JOIN class_cell o ON o.round_id = c.round_id AND o.unit_id = c.unit_id AND o.subject_id = c.subject_id
  AND o.class_id = c.class_id AND o.basis = 1 AND o.year_group = c.year_group AND o.gender = c.gender
  AND o.scale_id = c.scale_id
WHERE c.round_id = ? AND c.unit_id = ? AND c.class_id BETWEEN ? AND ? AND c.basis IN (0, 1)
  AND c.year_group BETWEEN ? AND ? AND c.gender BETWEEN ? AND ? AND c.subject_id BETWEEN ? AND ?
  AND (c.basis = 1 OR o.unit_id IS NULL)
GROUP BY k, c.subject_id;

-- name: attainment_unit_levels
-- How many have each level of each scale, in one subject.
SELECT CASE ? WHEN 1 THEN c.unit_id WHEN 3 THEN c.year_group ELSE c.gender END AS k, c.scale_id,
       SUM(c.l1), SUM(c.l2), SUM(c.l3), SUM(c.l4), SUM(c.l5), SUM(c.l6), SUM(c.l7), SUM(c.l8), SUM(c.l9), SUM(c.l10),
       SUM(c.l11), SUM(c.l12)
FROM unit_closure t
STRAIGHT_JOIN unit_cell c FORCE INDEX (PRIMARY)
  ON c.round_id = ? AND c.unit_id = t.descendant_id AND c.basis = 0
  AND c.year_group BETWEEN ? AND ? AND c.gender BETWEEN ? AND ? AND c.subject_id = ?
WHERE t.ancestor_id = ?
GROUP BY k, c.scale_id;

-- name: attainment_unit_levels_closed
SELECT CASE ? WHEN 1 THEN c.unit_id WHEN 3 THEN c.year_group ELSE c.gender END AS k, c.scale_id,
       SUM(c.l1), SUM(c.l2), SUM(c.l3), SUM(c.l4), SUM(c.l5), SUM(c.l6), SUM(c.l7), SUM(c.l8), SUM(c.l9), SUM(c.l10),
       SUM(c.l11), SUM(c.l12)
FROM unit_closure t
STRAIGHT_JOIN unit_cell c FORCE INDEX (PRIMARY)
  ON c.round_id = ? AND c.unit_id = t.descendant_id AND c.basis IN (0, 1)
  AND c.year_group BETWEEN ? AND ? AND c.gender BETWEEN ? AND ? AND c.subject_id = ?
LEFT JOIN unit_cell o ON o.round_id = c.round_id AND o.unit_id = c.unit_id AND o.basis = 1
  AND o.year_group = c.year_group AND o.gender = c.gender AND o.subject_id = c.subject_id AND o.scale_id = c.scale_id
WHERE t.ancestor_id = ? AND (c.basis = 1 OR o.unit_id IS NULL)
GROUP BY k, c.scale_id;

-- name: attainment_class_levels
SELECT CASE ? WHEN 2 THEN c.class_id WHEN 3 THEN c.year_group ELSE c.gender END AS k, c.scale_id,
       SUM(c.l1), SUM(c.l2), SUM(c.l3), SUM(c.l4), SUM(c.l5), SUM(c.l6), SUM(c.l7), SUM(c.l8), SUM(c.l9), SUM(c.l10),
       SUM(c.l11), SUM(c.l12)
FROM class_cell c
WHERE c.round_id = ? AND c.unit_id = ? AND c.class_id BETWEEN ? AND ? AND c.basis = 0
  AND c.year_group BETWEEN ? AND ? AND c.gender BETWEEN ? AND ? AND c.subject_id = ?
GROUP BY k, c.scale_id;

-- name: attainment_class_levels_closed
SELECT CASE ? WHEN 2 THEN c.class_id WHEN 3 THEN c.year_group ELSE c.gender END AS k, c.scale_id,
       SUM(c.l1), SUM(c.l2), SUM(c.l3), SUM(c.l4), SUM(c.l5), SUM(c.l6), SUM(c.l7), SUM(c.l8), SUM(c.l9), SUM(c.l10),
       SUM(c.l11), SUM(c.l12)
FROM class_cell c
LEFT JOIN class_cell o ON o.round_id = c.round_id AND o.unit_id = c.unit_id AND o.subject_id = c.subject_id
  AND o.class_id = c.class_id AND o.basis = 1 AND o.year_group = c.year_group AND o.gender = c.gender
  AND o.scale_id = c.scale_id
WHERE c.round_id = ? AND c.unit_id = ? AND c.class_id BETWEEN ? AND ? AND c.basis IN (0, 1)
  AND c.year_group BETWEEN ? AND ? AND c.gender BETWEEN ? AND ? AND c.subject_id = ?
  AND (c.basis = 1 OR o.unit_id IS NULL)
GROUP BY k, c.scale_id;

-- name: attainment_scale_levels
SELECT c.id, c.name_sv, c.name_en, l.code, l.name_sv, l.name_en, l.passes
FROM scale c JOIN scale_level l ON l.scale_id = c.id WHERE c.id = ? ORDER BY l.position;

-- name: attainment_unit_measures
SELECT CASE ? WHEN 1 THEN m.unit_id WHEN 3 THEN m.year_group ELSE m.gender END AS k,
       SUM(m.pupils), SUM(m.complete), SUM(m.all_subjects), SUM(m.at_risk), SUM(m.covered),
       SUM(m.eligible1), SUM(m.eligible2), SUM(m.eligible3), SUM(m.eligible4),
       SUM(m.merit_n), SUM(m.merit16_sum), SUM(m.merit17_sum), SUM(m.subjects_sum),
       SUM(m.merit16_sq), SUM(m.merit17_sq)
FROM unit_closure t
STRAIGHT_JOIN unit_measure m FORCE INDEX (PRIMARY)
  ON m.round_id = ? AND m.unit_id = t.descendant_id AND m.basis = 0
  AND m.year_group BETWEEN ? AND ? AND m.gender BETWEEN ? AND ?
WHERE t.ancestor_id = ?
GROUP BY k;

-- name: attainment_unit_measures_closed
SELECT CASE ? WHEN 1 THEN m.unit_id WHEN 3 THEN m.year_group ELSE m.gender END AS k,
       SUM(m.pupils), SUM(m.complete), SUM(m.all_subjects), SUM(m.at_risk), SUM(m.covered),
       SUM(m.eligible1), SUM(m.eligible2), SUM(m.eligible3), SUM(m.eligible4),
       SUM(m.merit_n), SUM(m.merit16_sum), SUM(m.merit17_sum), SUM(m.subjects_sum),
       SUM(m.merit16_sq), SUM(m.merit17_sq)
FROM unit_closure t
STRAIGHT_JOIN unit_measure m FORCE INDEX (PRIMARY)
  ON m.round_id = ? AND m.unit_id = t.descendant_id AND m.basis IN (0, 1)
  AND m.year_group BETWEEN ? AND ? AND m.gender BETWEEN ? AND ?
LEFT JOIN unit_measure o ON o.round_id = m.round_id AND o.unit_id = m.unit_id AND o.basis = 1
  AND o.year_group = m.year_group AND o.gender = m.gender
WHERE t.ancestor_id = ? AND (m.basis = 1 OR o.unit_id IS NULL)
GROUP BY k;

-- name: attainment_class_measures
SELECT CASE ? WHEN 2 THEN m.class_id WHEN 3 THEN m.year_group ELSE m.gender END AS k,
       SUM(m.pupils), SUM(m.complete), SUM(m.all_subjects), SUM(m.at_risk), SUM(m.covered),
       SUM(m.eligible1), SUM(m.eligible2), SUM(m.eligible3), SUM(m.eligible4),
       SUM(m.merit_n), SUM(m.merit16_sum), SUM(m.merit17_sum), SUM(m.subjects_sum),
       SUM(m.merit16_sq), SUM(m.merit17_sq)
FROM class_measure m
WHERE m.round_id = ? AND m.unit_id = ? AND m.class_id BETWEEN ? AND ? AND m.basis = 0
  AND m.year_group BETWEEN ? AND ? AND m.gender BETWEEN ? AND ?
GROUP BY k;

-- name: attainment_class_measures_closed
SELECT CASE ? WHEN 2 THEN m.class_id WHEN 3 THEN m.year_group ELSE m.gender END AS k,
       SUM(m.pupils), SUM(m.complete), SUM(m.all_subjects), SUM(m.at_risk), SUM(m.covered),
       SUM(m.eligible1), SUM(m.eligible2), SUM(m.eligible3), SUM(m.eligible4),
       SUM(m.merit_n), SUM(m.merit16_sum), SUM(m.merit17_sum), SUM(m.subjects_sum),
       SUM(m.merit16_sq), SUM(m.merit17_sq)
FROM class_measure m
LEFT JOIN class_measure o ON o.round_id = m.round_id AND o.unit_id = m.unit_id AND o.class_id = m.class_id
  AND o.basis = 1 AND o.year_group = m.year_group AND o.gender = m.gender
WHERE m.round_id = ? AND m.unit_id = ? AND m.class_id BETWEEN ? AND ? AND m.basis IN (0, 1)
  AND m.year_group BETWEEN ? AND ? AND m.gender BETWEEN ? AND ? AND (m.basis = 1 OR o.unit_id IS NULL)
GROUP BY k;

-- name: attainment_pupils
-- The pupils of a school, or of one class of it, subject by subject, with the level in the round before. Only for those
-- who may see pupils: the person is bound again. The column seen is that of group_pupils. Parameters: person, capacity, day,
-- person, day; previous round, round, unit, class range, year groups, genders, person, capacity and day (twice).
SELECT s.pupil_id, n.name, c.id, c.name, s.year_group, u.family_id,
       COALESCE(a.state, 'missing'), l.code, l.passes, COALESCE(b.state, 'missing'), m.code, t.left_on IS NOT NULL,
       q.expected, q.assessed, q.passed, q.missing, q.not_assessable, q.complete, q.all_subjects, q.eligible,
       q.merit_covered, q.merit16, q.merit17,
       CASE WHEN n.protected = 0 THEN 1
            WHEN EXISTS (SELECT 1 FROM protected_decider v WHERE v.pupil_id = n.id AND v.person_id = ?
                         AND v.capacity = COALESCE(?, v.capacity) AND ? BETWEEN v.starts_on AND v.ends_on) THEN 4
            WHEN EXISTS (SELECT 1 FROM protected_reader v WHERE v.pupil_id = n.id AND v.person_id = ?
                         AND ? BETWEEN v.starts_on AND v.ends_on) THEN IF(n.masked, 2, 3)
            ELSE 0 END AS seen
FROM snapshot_pupil s
JOIN pupil_name n ON n.id = s.pupil_id
JOIN snapshot_subject t ON t.round_id = s.round_id AND t.pupil_id = s.pupil_id
JOIN subject u ON u.id = t.subject_id
LEFT JOIN class c ON c.id = s.class_id
LEFT JOIN assessment a ON a.round_id = t.round_id AND a.pupil_id = t.pupil_id AND a.subject_id = t.subject_id
LEFT JOIN scale_level l ON l.id = a.level_id
LEFT JOIN assessment b ON b.round_id = ? AND b.pupil_id = t.pupil_id AND b.subject_id = t.subject_id
LEFT JOIN scale_level m ON m.id = b.level_id
LEFT JOIN pupil_summary q ON q.round_id = s.round_id AND q.pupil_id = s.pupil_id
WHERE s.round_id = ? AND s.unit_id = ? AND s.class_id BETWEEN ? AND ? AND s.year_group BETWEEN ? AND ?
  AND s.gender BETWEEN ? AND ?
  AND EXISTS (SELECT 1 FROM duty d LEFT JOIN unit_closure k ON k.ancestor_id = d.unit_id AND k.descendant_id = s.unit_id
              WHERE d.person_id = ? AND d.capacity = COALESCE(?, d.capacity) AND d.starts_on <= ? AND COALESCE(d.ends_on, DATE '9999-12-31') >= ?
                AND ((d.role IN ('principal', 'preschool_head', 'special_educator', 'delegate') AND k.descendant_id IS NOT NULL)
                     OR (d.role = 'mentor' AND d.class_id = s.class_id)))
HAVING seen > 0
ORDER BY n.sort1, n.sort2, s.pupil_id, u.position;

-- name: attainment_pupils_hidden
-- How many of the same pupils the person does not see. Parameters: round and all after it as above; then person, capacity,
-- day, person, day.
SELECT COUNT(*)
FROM snapshot_pupil s
JOIN pupil_name n ON n.id = s.pupil_id
WHERE s.round_id = ? AND s.unit_id = ? AND s.class_id BETWEEN ? AND ? AND s.year_group BETWEEN ? AND ?
  AND s.gender BETWEEN ? AND ?
  AND EXISTS (SELECT 1 FROM duty d LEFT JOIN unit_closure k ON k.ancestor_id = d.unit_id AND k.descendant_id = s.unit_id
              WHERE d.person_id = ? AND d.capacity = COALESCE(?, d.capacity) AND d.starts_on <= ? AND COALESCE(d.ends_on, DATE '9999-12-31') >= ?
                AND ((d.role IN ('principal', 'preschool_head', 'special_educator', 'delegate') AND k.descendant_id IS NOT NULL)
                     OR (d.role = 'mentor' AND d.class_id = s.class_id)))
  AND EXISTS (SELECT 1 FROM snapshot_subject t WHERE t.round_id = s.round_id AND t.pupil_id = s.pupil_id)
  AND CASE WHEN n.protected = 0 THEN 1
            WHEN EXISTS (SELECT 1 FROM protected_decider v WHERE v.pupil_id = n.id AND v.person_id = ?
                         AND v.capacity = COALESCE(?, v.capacity) AND ? BETWEEN v.starts_on AND v.ends_on) THEN 4
            WHEN EXISTS (SELECT 1 FROM protected_reader v WHERE v.pupil_id = n.id AND v.person_id = ?
                         AND ? BETWEEN v.starts_on AND v.ends_on) THEN IF(n.masked, 2, 3)
            ELSE 0 END = 0;
