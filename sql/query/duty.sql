-- Duties given by hand, and what principals delegate. Columns of every list, in this order: id, person, name, login, role, unit id,
-- name, kind, class id, name, group id, name, school id, name, first day, last day, origin, rights, who gave it, note.
-- A row whose last day is before its first never came into force and is not listed.

-- name: duty_of_person
-- All of one person, those that hold first; parameter: person, today twice.
SELECT d.id, p.id, p.name, p.login, d.role, u.id, u.name, u.kind, c.id, c.name, g.id, g.name,
       s.id, s.name, d.starts_on, d.ends_on, d.origin, d.rights, w.name, d.note
FROM duty d
JOIN staff_name p ON p.id = d.person_id
LEFT JOIN unit u ON u.id = d.unit_id
LEFT JOIN class c ON c.id = d.class_id
LEFT JOIN teaching_group g ON g.id = d.group_id
LEFT JOIN unit s ON s.id = d.school_id
LEFT JOIN staff_name w ON w.id = d.granted_by
WHERE d.person_id = ? AND (d.ends_on IS NULL OR d.ends_on >= d.starts_on)
ORDER BY d.starts_on <= ? AND COALESCE(d.ends_on, DATE '9999-12-31') >= ? DESC, d.role DESC, d.starts_on DESC, d.id
LIMIT 500;

-- name: duty_of_unit
-- What holds or will hold at a unit and in its classes and groups. Parameters: unit, today, unit, today.
SELECT d.id, p.id, p.name, p.login, d.role, u.id, u.name, u.kind, c.id, c.name, g.id, g.name,
       s.id, s.name, d.starts_on, d.ends_on, d.origin, d.rights, w.name, d.note
FROM (SELECT x.id FROM duty x WHERE x.unit_id = ? AND COALESCE(x.ends_on, DATE '9999-12-31') >= ?
      UNION ALL
      SELECT y.id FROM duty y WHERE y.school_id = ? AND COALESCE(y.ends_on, DATE '9999-12-31') >= ?) a
JOIN duty d ON d.id = a.id
JOIN staff_name p ON p.id = d.person_id
LEFT JOIN unit u ON u.id = d.unit_id
LEFT JOIN class c ON c.id = d.class_id
LEFT JOIN teaching_group g ON g.id = d.group_id
LEFT JOIN unit s ON s.id = d.school_id
LEFT JOIN staff_name w ON w.id = d.granted_by
WHERE d.ends_on IS NULL OR d.ends_on >= d.starts_on
ORDER BY d.role DESC, p.sort1, p.name, p.id, d.starts_on, d.id
LIMIT 2000;

-- name: duty_by_id
SELECT d.id, p.id, p.name, p.login, d.role, u.id, u.name, u.kind, c.id, c.name, g.id, g.name,
       s.id, s.name, d.starts_on, d.ends_on, d.origin, d.rights, w.name, d.note
FROM duty d
JOIN staff_name p ON p.id = d.person_id
LEFT JOIN unit u ON u.id = d.unit_id
LEFT JOIN class c ON c.id = d.class_id
LEFT JOIN teaching_group g ON g.id = d.group_id
LEFT JOIN unit s ON s.id = d.school_id
LEFT JOIN staff_name w ON w.id = d.granted_by
WHERE d.id = ?;

-- name: duty_delegations
-- What is delegated at the units that the person leads that day, newest first; also what has ended.
SELECT d.id, p.id, p.name, p.login, d.role, u.id, u.name, u.kind, NULL, NULL, NULL, NULL,
       NULL, NULL, d.starts_on, d.ends_on, d.origin, d.rights, w.name, d.note
FROM (SELECT DISTINCT o.unit_id FROM duty o
      WHERE o.person_id = ? AND o.capacity = COALESCE(?, o.capacity) AND o.starts_on <= ? AND COALESCE(o.ends_on, DATE '9999-12-31') >= ?
        AND o.role IN ('principal', 'preschool_head')) m
JOIN duty d ON d.unit_id = m.unit_id AND d.role = 'delegate'
JOIN unit u ON u.id = d.unit_id
JOIN staff_name p ON p.id = d.person_id
JOIN staff_name w ON w.id = d.granted_by
WHERE d.ends_on >= d.starts_on
ORDER BY d.ends_on DESC, d.id DESC
LIMIT 500;

-- name: duty_own_units
-- Units that the person leads that day, and until when: what may be delegated.
SELECT u.id, u.name, u.kind, MAX(COALESCE(d.ends_on, DATE '9999-12-31'))
FROM duty d JOIN unit u ON u.id = d.unit_id
WHERE d.person_id = ? AND d.capacity = COALESCE(?, d.capacity) AND d.starts_on <= ? AND COALESCE(d.ends_on, DATE '9999-12-31') >= ?
  AND d.role IN ('principal', 'preschool_head')
GROUP BY u.id ORDER BY u.name, u.id;

-- name: duty_staff
-- Staff by name or login, as both are shown: who may log in and is no pupil. Parameters: today, three times a pattern, three times today.
SELECT p.id, w.name, w.login
FROM person p FORCE INDEX (person_eppn)
JOIN staff_name w ON w.id = p.id
WHERE p.eppn IS NOT NULL AND COALESCE(p.ends_on, DATE '9999-12-31') >= ?
  AND (w.name LIKE ? OR w.list_name LIKE ? OR w.login LIKE LOWER(?))
  AND NOT EXISTS (SELECT 1 FROM enrolment e WHERE e.person_id = p.id AND COALESCE(e.ends_on, DATE '9999-12-31') >= ?)
  AND NOT EXISTS (SELECT 1 FROM class_member m WHERE m.person_id = p.id AND COALESCE(m.ends_on, DATE '9999-12-31') >= ?)
  AND NOT EXISTS (SELECT 1 FROM group_member n WHERE n.person_id = p.id AND COALESCE(n.ends_on, DATE '9999-12-31') >= ?)
ORDER BY w.sort1, w.name, p.id
LIMIT 51;

-- name: duty_staff_one
-- One of them by id. Parameters: id, four times today.
SELECT p.id, w.name, w.login
FROM person p
JOIN staff_name w ON w.id = p.id
WHERE p.id = ? AND p.eppn IS NOT NULL AND COALESCE(p.ends_on, DATE '9999-12-31') >= ?
  AND NOT EXISTS (SELECT 1 FROM enrolment e WHERE e.person_id = p.id AND COALESCE(e.ends_on, DATE '9999-12-31') >= ?)
  AND NOT EXISTS (SELECT 1 FROM class_member m WHERE m.person_id = p.id AND COALESCE(m.ends_on, DATE '9999-12-31') >= ?)
  AND NOT EXISTS (SELECT 1 FROM group_member n WHERE n.person_id = p.id AND COALESCE(n.ends_on, DATE '9999-12-31') >= ?);

-- name: duty_person_by_login
SELECT id FROM person WHERE eppn = ?;

-- name: duty_staff_of_unit
-- Whom a principal may name: who works at the unit by a duty that is not itself delegated. Parameters: unit, today twice, unit, today twice,
-- then as duty_staff_one, without the id, and a pattern twice.
SELECT p.id, w.name, w.login
FROM (SELECT x.person_id FROM duty x WHERE x.unit_id = ? AND x.role <> 'delegate' AND x.starts_on <= ? AND COALESCE(x.ends_on, DATE '9999-12-31') >= ?
      UNION
      SELECT y.person_id FROM duty y WHERE y.school_id = ? AND y.starts_on <= ? AND COALESCE(y.ends_on, DATE '9999-12-31') >= ?) a
JOIN person p ON p.id = a.person_id
JOIN staff_name w ON w.id = p.id
WHERE p.eppn IS NOT NULL AND COALESCE(p.ends_on, DATE '9999-12-31') >= ?
  AND NOT EXISTS (SELECT 1 FROM enrolment e WHERE e.person_id = p.id AND COALESCE(e.ends_on, DATE '9999-12-31') >= ?)
  AND NOT EXISTS (SELECT 1 FROM class_member m WHERE m.person_id = p.id AND COALESCE(m.ends_on, DATE '9999-12-31') >= ?)
  AND NOT EXISTS (SELECT 1 FROM group_member n WHERE n.person_id = p.id AND COALESCE(n.ends_on, DATE '9999-12-31') >= ?)
  AND (w.name LIKE ? OR w.login LIKE LOWER(?))
ORDER BY w.sort1, w.name, p.id;

-- name: duty_places
-- Every unit there is that day, parents first.
SELECT u.id, u.parent_id, u.kind, u.name, u.code
FROM unit u LEFT JOIN unit a ON a.id = u.parent_id
WHERE COALESCE(u.ends_on, DATE '9999-12-31') >= ?
ORDER BY FIELD(u.kind, 'municipality', 'area', 'school', 'preschool'), a.name, u.name, u.id;

-- name: duty_place_classes
SELECT id, name FROM class WHERE unit_id = ? AND COALESCE(ends_on, DATE '9999-12-31') >= ? ORDER BY name, id;

-- name: duty_place_groups
SELECT id, name FROM teaching_group WHERE unit_id = ? AND COALESCE(ends_on, DATE '9999-12-31') >= ? ORDER BY name, id;

-- name: duty_place_unit
-- The kind of a unit, its school (none), and its name. As the two below: one row, or none when there is no such place that day.
SELECT kind, NULL, name FROM unit WHERE id = ? AND COALESCE(ends_on, DATE '9999-12-31') >= ?;

-- name: duty_place_class
SELECT 'class', unit_id FROM class WHERE id = ? AND COALESCE(ends_on, DATE '9999-12-31') >= ?;

-- name: duty_place_group
SELECT 'group', unit_id FROM teaching_group WHERE id = ? AND COALESCE(ends_on, DATE '9999-12-31') >= ?;

-- name: duty_overlaps
-- Whether the person has the role there already in some of the days: person, role, unit, class, group, last day, first day.
SELECT COUNT(*) FROM duty
WHERE person_id = ? AND role = ? AND unit_id <=> ? AND class_id <=> ? AND group_id <=> ?
  AND starts_on <= ? AND COALESCE(ends_on, DATE '9999-12-31') >= ? AND (ends_on IS NULL OR ends_on >= starts_on);

-- name: duty_has_role
-- Whether the person has a role in some of the days: person, role, last day, first day.
SELECT COUNT(*) FROM duty
WHERE person_id = ? AND role = ? AND starts_on <= ? AND COALESCE(ends_on, DATE '9999-12-31') >= ? AND (ends_on IS NULL OR ends_on >= starts_on);

-- name: duty_insert
INSERT INTO duty (person_id, role, unit_id, class_id, group_id, school_id, rights, starts_on, ends_on, origin, granted_by, granted_at, note)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, UTC_TIMESTAMP(3), ?);

-- name: duty_inserted
SELECT LAST_INSERT_ID();

-- name: duty_lock
-- What ending a duty has to know; locks it.
SELECT id, person_id, role, origin, unit_id, starts_on, ends_on FROM duty WHERE id = ? FOR UPDATE;

-- name: duty_set_end
UPDATE duty SET ends_on = ? WHERE id = ?;

-- name: duty_other_administrators
-- How many others administer the instance that day and can log in.
SELECT COUNT(DISTINCT d.person_id)
FROM duty d JOIN person p ON p.id = d.person_id
WHERE d.role = 'administrator' AND d.id <> ? AND d.starts_on <= ? AND COALESCE(d.ends_on, DATE '9999-12-31') >= ?
  AND p.eppn IS NOT NULL AND COALESCE(p.ends_on, DATE '9999-12-31') >= ?;

-- name: duty_settle
-- Nobody has by delegation what the giver has not: what was delegated ends with the giver's duty at the unit. Runs in every transaction
-- that ends duties. Parameters: the day three times.
UPDATE duty d
JOIN (SELECT x.id, GREATEST(COALESCE(MAX(IF(h.person_id IS NULL, NULL,
                     LEAST(COALESCE(h.ends_on, DATE '9999-12-31'), COALESCE(w.ends_on, DATE '9999-12-31')))), CAST(? AS DATE) - INTERVAL 1 DAY),
                   x.starts_on - INTERVAL 1 DAY) AS until
      FROM duty x
      JOIN person w ON w.id = x.granted_by
      LEFT JOIN (SELECT y.person_id, y.unit_id, y.ends_on FROM duty y
                 WHERE y.role IN ('principal', 'preschool_head') AND y.starts_on <= ?) h
             ON h.person_id = x.granted_by AND h.unit_id = x.unit_id
      WHERE x.granted_by IS NOT NULL AND x.role = 'delegate' AND x.ends_on >= ?
      GROUP BY x.id) k ON k.id = d.id
SET d.ends_on = k.until
WHERE d.ends_on > k.until;

-- name: duty_unit_by_text
-- Units of today with a school unit code, a name or a source's id.
SELECT id FROM unit WHERE (code = ? OR name = ? OR source_id = ?) AND COALESCE(ends_on, DATE '9999-12-31') >= ? ORDER BY id LIMIT 2;

-- name: duty_municipality
SELECT id FROM unit WHERE kind = 'municipality' AND COALESCE(ends_on, DATE '9999-12-31') >= ? ORDER BY id LIMIT 2;

-- name: duty_class_by_name
SELECT id FROM class WHERE unit_id = ? AND name = ? AND COALESCE(ends_on, DATE '9999-12-31') >= ? ORDER BY id LIMIT 2;

-- name: duty_group_by_name
SELECT id FROM teaching_group WHERE unit_id = ? AND name = ? AND COALESCE(ends_on, DATE '9999-12-31') >= ? ORDER BY id LIMIT 2;
