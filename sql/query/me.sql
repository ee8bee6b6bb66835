-- name: me_duties
-- The person's duties of the day with what they concern; the unit of a class or group is its school. Of a delegate: in whose place.
SELECT d.id, d.role, u.id, u.name, u.kind, c.id, c.name, g.id, g.name, s.id, s.code, s.name_sv, s.name_en,
       IF(d.role = 'delegate', w.name, NULL), d.ends_on, d.rights
FROM duty d
LEFT JOIN staff_name w ON w.id = d.granted_by
LEFT JOIN class c ON c.id = d.class_id
LEFT JOIN teaching_group g ON g.id = d.group_id
LEFT JOIN subject s ON s.id = g.subject_id
JOIN unit u ON u.id = COALESCE(d.unit_id, c.unit_id, g.unit_id)
WHERE d.person_id = ? AND d.capacity = COALESCE(?, d.capacity) AND d.starts_on <= ? AND COALESCE(d.ends_on, DATE '9999-12-31') >= ?
ORDER BY d.role DESC, u.name, s.position, g.name, c.name, d.id;

-- name: me_capacities
-- What the person may act as that day: one row per capacity, with the roles in it; the one to begin with first.
SELECT d.capacity, GROUP_CONCAT(DISTINCT d.role ORDER BY d.role), u.id, u.name, u.kind
FROM duty d
JOIN unit u ON u.id = COALESCE(d.unit_id, d.school_id)
WHERE d.person_id = ? AND d.starts_on <= ? AND COALESCE(d.ends_on, DATE '9999-12-31') >= ?
GROUP BY d.capacity, u.id
ORDER BY MIN(FIELD(d.role, 'director', 'area_manager', 'principal', 'preschool_head', 'delegate', 'special_educator', 'analyst',
                   'teacher', 'mentor', 'administrator', 'auditor', 'board')), u.name, d.capacity;
