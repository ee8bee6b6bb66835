-- Who has reported. The caller has been let into the unit by unit_for_person.

-- name: reporting_cells
-- Counts per school below a unit and subject.
SELECT c.unit_id, c.subject_id, SUM(c.assessed), SUM(c.not_assessable), SUM(c.missing), SUM(c.left_count)
FROM unit_closure t
STRAIGHT_JOIN unit_cell c FORCE INDEX (PRIMARY)
  ON c.round_id = ? AND c.unit_id = t.descendant_id AND c.basis = 0 AND c.year_group = 0 AND c.gender = 0
WHERE t.ancestor_id = ?
GROUP BY c.unit_id, c.subject_id;

-- name: reporting_groups_done
-- Groups per school and subject family, how many of them lack nothing, and when somebody last reported.
SELECT p.unit_id, s.family_id, COUNT(*), SUM(p.missing = 0), MAX(p.last_at)
FROM unit_closure t
JOIN group_progress p ON p.round_id = ? AND p.unit_id = t.descendant_id
JOIN subject s ON s.id = p.subject_id
WHERE t.ancestor_id = ?
GROUP BY p.unit_id, s.family_id;

-- name: reporting_groups
-- The groups of one school, those that lack most first; teachers' names only when the person is its principal.
SELECT g.id, g.name, s.id, s.code, s.name_sv, s.name_en, p.assessed, p.not_assessable, p.missing, p.left_count, p.last_at,
       (SELECT GROUP_CONCAT(DISTINCT w.name ORDER BY w.sort1 SEPARATOR '\n')
        FROM duty h JOIN staff_name w ON w.id = h.person_id
        WHERE h.group_id = g.id AND h.role = 'teacher' AND h.starts_on <= ? AND COALESCE(h.ends_on, DATE '9999-12-31') >= ?)
FROM group_progress p
JOIN teaching_group g ON g.id = p.group_id
JOIN subject s ON s.id = g.subject_id
WHERE p.round_id = ? AND p.unit_id = ?
ORDER BY p.missing = 0, p.missing / (p.assessed + p.not_assessable + p.missing) DESC, p.missing DESC, s.position, g.name;
