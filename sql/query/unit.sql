-- Units as one person may see them. Every statement binds the person and the day.

-- name: unit_for_person
-- The unit, if a duty of the person reaches it for reading figures; roles: bits in the order of duty.role.
SELECT u.id, u.kind, u.name, u.code, BIT_OR(1 << (d.role + 0 - 1))
FROM unit u
JOIN unit_closure k ON k.descendant_id = u.id
JOIN duty d ON d.unit_id = k.ancestor_id
WHERE u.id = ? AND d.person_id = ? AND d.capacity = COALESCE(?, d.capacity) AND d.starts_on <= ? AND COALESCE(d.ends_on, DATE '9999-12-31') >= ?
  AND d.role IN ('principal', 'preschool_head', 'special_educator', 'area_manager', 'director', 'analyst', 'delegate')
GROUP BY u.id;

-- name: unit_class_for_mentor
-- A class of the unit whose mentor the person is.
SELECT u.id, u.kind, u.name, u.code, c.id, c.name
FROM class c
JOIN unit u ON u.id = c.unit_id
JOIN duty d ON d.class_id = c.id AND d.role = 'mentor'
WHERE c.id = ? AND u.id = ? AND d.person_id = ? AND d.capacity = COALESCE(?, d.capacity) AND d.starts_on <= ? AND COALESCE(d.ends_on, DATE '9999-12-31') >= ?;

-- name: unit_trail
-- From the top to the unit itself, with whether the person may read each.
SELECT a.id, a.name, a.kind, EXISTS (
  SELECT 1 FROM unit_closure k JOIN duty d ON d.unit_id = k.ancestor_id
  WHERE k.descendant_id = a.id AND d.person_id = ? AND d.capacity = COALESCE(?, d.capacity) AND d.starts_on <= ? AND COALESCE(d.ends_on, DATE '9999-12-31') >= ?
    AND d.role IN ('principal', 'preschool_head', 'special_educator', 'area_manager', 'director', 'analyst', 'delegate'))
FROM unit_closure t JOIN unit a ON a.id = t.ancestor_id
WHERE t.descendant_id = ? ORDER BY t.depth DESC;

-- name: unit_list
-- Every unit the person may read, with what the round's snapshot says of it; parents first.
SELECT u.id, u.parent_id, u.kind, u.name, u.code,
       COALESCE((SELECT SUM(m.pupils) FROM unit_closure b
                 STRAIGHT_JOIN unit_measure m FORCE INDEX (PRIMARY) ON m.unit_id = b.descendant_id
                 WHERE b.ancestor_id = u.id AND m.round_id = ? AND m.basis = 0 AND m.year_group = 0 AND m.gender = 0), 0),
       COALESCE((SELECT COUNT(DISTINCT c.class_id) FROM unit_closure b
                 STRAIGHT_JOIN class_measure c FORCE INDEX (PRIMARY) ON c.unit_id = b.descendant_id
                 WHERE b.ancestor_id = u.id AND c.round_id = ? AND c.basis = 0 AND c.class_id <> 0), 0),
       (SELECT GROUP_CONCAT(DISTINCT m.year_group ORDER BY m.year_group) FROM unit_closure b
        STRAIGHT_JOIN unit_measure m FORCE INDEX (PRIMARY) ON m.unit_id = b.descendant_id
        WHERE b.ancestor_id = u.id AND m.round_id = ? AND m.basis = 0 AND m.year_group <> 0 AND m.gender = 0)
FROM (SELECT DISTINCT k.descendant_id AS id
      FROM duty d JOIN unit_closure k ON k.ancestor_id = d.unit_id
      WHERE d.person_id = ? AND d.capacity = COALESCE(?, d.capacity) AND d.starts_on <= ? AND COALESCE(d.ends_on, DATE '9999-12-31') >= ?
        AND d.role IN ('principal', 'preschool_head', 'special_educator', 'area_manager', 'director', 'analyst', 'delegate')) s
JOIN unit u ON u.id = s.id AND u.ends_on IS NULL
LEFT JOIN unit a ON a.id = u.parent_id
ORDER BY FIELD(u.kind, 'municipality', 'area', 'school', 'preschool'), a.name, u.name;

-- name: unit_children
-- Units below one that the caller has been let into: depth 1, and for the municipality depth 2; parents first. A unit
-- that has ended since still stands in the rounds that it took part in.
SELECT u.id, u.parent_id, u.kind, u.name, t.depth
FROM unit_closure t
JOIN unit u ON u.id = t.descendant_id
JOIN unit p ON p.id = u.parent_id
WHERE t.ancestor_id = ? AND t.depth BETWEEN 1 AND 2
  AND (u.ends_on IS NULL OR u.ends_on >= ? OR EXISTS (
    SELECT 1 FROM unit_closure y JOIN round_unit x ON x.unit_id = y.descendant_id AND x.round_id = ?
    WHERE y.ancestor_id = u.id))
ORDER BY IF(t.depth = 1, u.name, p.name), t.depth, u.name;

-- name: unit_classes
-- Classes of a school in a round.
SELECT c.id, c.name, SUM(m.pupils), GROUP_CONCAT(DISTINCT m.year_group ORDER BY m.year_group)
FROM class_measure m JOIN class c ON c.id = m.class_id
WHERE m.round_id = ? AND m.unit_id = ? AND m.basis = 0
GROUP BY c.id ORDER BY MIN(m.year_group), c.name;

-- name: unit_year_groups
-- Year groups that a unit had in a round.
SELECT DISTINCT m.year_group
FROM unit_closure t
STRAIGHT_JOIN unit_measure m FORCE INDEX (PRIMARY)
  ON m.unit_id = t.descendant_id
WHERE t.ancestor_id = ? AND m.round_id = ? AND m.basis = 0 AND m.year_group <> 0 AND m.gender = 0 AND m.pupils > 0
ORDER BY m.year_group;

-- name: unit_class_year_groups
SELECT DISTINCT m.year_group FROM class_measure m
WHERE m.round_id = ? AND m.unit_id = ? AND m.class_id = ? AND m.basis = 0 AND m.pupils > 0 ORDER BY m.year_group;

-- name: unit_corrections
SELECT COALESCE(SUM(r.corrections), 0)
FROM unit_closure t JOIN round_unit r ON r.unit_id = t.descendant_id
WHERE t.ancestor_id = ? AND r.round_id = ?;

-- name: unit_by_text
-- As an administrator writes it: code, source id or name.
SELECT id FROM unit WHERE code = ? OR source_id = ? OR name = ? ORDER BY id LIMIT 2;
