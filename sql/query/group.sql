-- Teaching groups as one person may see them.

-- name: group_mine
-- Groups that the person teaches that day, with progress in a round.
SELECT g.id, g.name, s.id, s.code, s.name_sv, s.name_en, u.id, u.name,
       COALESCE(p.assessed, 0), COALESCE(p.not_assessable, 0), COALESCE(p.missing, 0), COALESCE(p.left_count, 0), p.last_at
FROM duty d
JOIN teaching_group g ON g.id = d.group_id
JOIN subject s ON s.id = g.subject_id
JOIN unit u ON u.id = g.unit_id
LEFT JOIN group_progress p ON p.round_id = ? AND p.group_id = g.id
WHERE d.person_id = ? AND d.capacity = COALESCE(?, d.capacity) AND d.role = 'teacher' AND d.starts_on <= ? AND COALESCE(d.ends_on, DATE '9999-12-31') >= ?
GROUP BY g.id
ORDER BY s.position, g.name;

-- name: group_for_person
-- The group with what the person may do in it: teaches it, decides over it (principal of its school, or who corrects in
-- the principal's place), or reads it (special educator of its school, a principal's delegate). No row: not theirs.
SELECT g.id, g.name, s.id, s.code, s.name_sv, s.name_en, u.id, u.name,
       MAX(d.role = 'teacher'), MAX(d.role IN ('principal', 'preschool_head') OR FIND_IN_SET('correct', d.rights) > 0)
FROM teaching_group g
JOIN subject s ON s.id = g.subject_id
JOIN unit u ON u.id = g.unit_id
JOIN duty d ON d.person_id = ? AND d.capacity = COALESCE(?, d.capacity) AND d.starts_on <= ? AND COALESCE(d.ends_on, DATE '9999-12-31') >= ?
LEFT JOIN unit_closure k ON k.ancestor_id = d.unit_id AND k.descendant_id = g.unit_id
WHERE g.id = ?
  AND ((d.role = 'teacher' AND d.group_id = g.id)
       OR (d.role IN ('principal', 'preschool_head', 'special_educator', 'delegate') AND k.descendant_id IS NOT NULL))
GROUP BY g.id;

-- name: group_teachers
SELECT DISTINCT p.name
FROM duty d JOIN staff_name p ON p.id = d.person_id
WHERE d.group_id = ? AND d.role = 'teacher' AND d.starts_on <= ? AND COALESCE(d.ends_on, DATE '9999-12-31') >= ?
ORDER BY 1;

-- name: group_pupils
-- The grid of a group in a round, with the two rounds before. The column seen: 1 not protected; of a protected pupil 2
-- named reader, under a pseudonym, 3 named reader, 4 decides; whom the person may not see is not there. Parameters:
-- person, capacity, day, person, day; the two earlier rounds, round, group.
SELECT t.pupil_id, n.name, c.name, t.scale_id,
       COALESCE(a.state, 'missing'), l.code, COALESCE(a.version, 0), w.name, a.set_at,
       t.left_on IS NOT NULL OR s.left_on IS NOT NULL, a.reason IS NOT NULL,
       COALESCE(b.state, 'missing'), lb.code, COALESCE(e.state, 'missing'), le.code,
       CASE WHEN n.protected = 0 THEN 1
            WHEN EXISTS (SELECT 1 FROM protected_decider v WHERE v.pupil_id = n.id AND v.person_id = ?
                         AND v.capacity = COALESCE(?, v.capacity) AND ? BETWEEN v.starts_on AND v.ends_on) THEN 4
            WHEN EXISTS (SELECT 1 FROM protected_reader v WHERE v.pupil_id = n.id AND v.person_id = ?
                         AND ? BETWEEN v.starts_on AND v.ends_on) THEN IF(n.masked, 2, 3)
            ELSE 0 END AS seen
FROM snapshot_subject t
JOIN snapshot_pupil s ON s.round_id = t.round_id AND s.pupil_id = t.pupil_id
JOIN pupil_name n ON n.id = t.pupil_id
LEFT JOIN class c ON c.id = s.class_id
LEFT JOIN assessment a ON a.round_id = t.round_id AND a.pupil_id = t.pupil_id AND a.subject_id = t.subject_id
LEFT JOIN scale_level l ON l.id = a.level_id
LEFT JOIN staff_name w ON w.id = a.set_by
LEFT JOIN assessment b ON b.round_id = ? AND b.pupil_id = t.pupil_id AND b.subject_id = t.subject_id
LEFT JOIN scale_level lb ON lb.id = b.level_id
LEFT JOIN assessment e ON e.round_id = ? AND e.pupil_id = t.pupil_id AND e.subject_id = t.subject_id
LEFT JOIN scale_level le ON le.id = e.level_id
WHERE t.round_id = ? AND t.group_id = ?
HAVING seen > 0
ORDER BY n.sort1, n.sort2, t.pupil_id;

-- name: group_hidden
-- How many of the group's pupils the person does not see. Parameters: round, group; as in group_pupils.
SELECT COUNT(*)
FROM snapshot_subject t
JOIN pupil_name n ON n.id = t.pupil_id
WHERE t.round_id = ? AND t.group_id = ?
  AND CASE WHEN n.protected = 0 THEN 1
            WHEN EXISTS (SELECT 1 FROM protected_decider v WHERE v.pupil_id = n.id AND v.person_id = ?
                         AND v.capacity = COALESCE(?, v.capacity) AND ? BETWEEN v.starts_on AND v.ends_on) THEN 4
            WHEN EXISTS (SELECT 1 FROM protected_reader v WHERE v.pupil_id = n.id AND v.person_id = ?
                         AND ? BETWEEN v.starts_on AND v.ends_on) THEN IF(n.masked, 2, 3)
            ELSE 0 END = 0;

-- name: group_scales
-- Levels of the scales in use in a group, lowest first.
SELECT c.id, c.name_sv, c.name_en, l.code, l.hotkey, l.name_sv, l.name_en, l.passes
FROM (SELECT DISTINCT t.scale_id FROM snapshot_subject t WHERE t.round_id = ? AND t.group_id = ?) s
JOIN scale c ON c.id = s.scale_id
JOIN scale_level l ON l.scale_id = c.id
ORDER BY c.id, l.position;

-- name: group_counts
SELECT assessed, not_assessable, missing, left_count FROM group_progress WHERE round_id = ? AND group_id = ?;
