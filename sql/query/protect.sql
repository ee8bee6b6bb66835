-- Marks of protected identity, and who may see the marked. Whoever decides sees the names here, which no list shows.

-- name: protect_unit
-- The unit, if the person decides over its pupils: parameters: unit, person, capacity, day twice.
SELECT u.id, u.name FROM unit u
WHERE u.id = ? AND EXISTS (
  SELECT 1 FROM duty d JOIN unit_closure k ON k.ancestor_id = d.unit_id
  WHERE d.person_id = ? AND d.capacity = COALESCE(?, d.capacity) AND d.starts_on <= ? AND COALESCE(d.ends_on, DATE '9999-12-31') >= ?
    AND (d.role IN ('principal', 'preschool_head') OR (d.role = 'delegate' AND FIND_IN_SET('protect', d.rights) > 0))
    AND k.descendant_id = u.id);

-- name: protect_units
-- The units whose pupils the person decides over. Parameters: person, capacity, day twice.
SELECT DISTINCT u.id, u.name FROM duty d JOIN unit u ON u.id = d.unit_id
WHERE d.person_id = ? AND d.capacity = COALESCE(?, d.capacity) AND d.starts_on <= ? AND COALESCE(d.ends_on, DATE '9999-12-31') >= ?
  AND (d.role IN ('principal', 'preschool_head') OR (d.role = 'delegate' AND FIND_IN_SET('protect', d.rights) > 0))
ORDER BY u.name, u.id;

-- name: protect_list
-- Protected pupils who go to the unit that day, with their class. Parameters: day twice, unit, day twice; person, capacity, day.
SELECT p.id, CONCAT(p.family_name, ', ', p.given_name), p.pseudonym, c.id, c.name, e.year_group,
       p.protected, p.protected_roster, p.protected_hand, m.reason, w.name, m.set_at
FROM unit_closure t
JOIN enrolment e ON e.unit_id = t.descendant_id
JOIN person p ON p.id = e.person_id AND p.protected > 0
LEFT JOIN class_member x ON x.person_id = p.id AND x.starts_on <= ? AND COALESCE(x.ends_on, DATE '9999-12-31') >= ?
LEFT JOIN class c ON c.id = x.class_id
LEFT JOIN protected_mark m ON m.person_id = p.id
LEFT JOIN staff_name w ON w.id = m.set_by
WHERE t.ancestor_id = ? AND e.starts_on <= ? AND COALESCE(e.ends_on, DATE '9999-12-31') >= ?
  AND EXISTS (SELECT 1 FROM protected_decider v WHERE v.pupil_id = p.id AND v.person_id = ?
              AND v.capacity = COALESCE(?, v.capacity) AND ? BETWEEN v.starts_on AND v.ends_on)
GROUP BY p.id
ORDER BY p.family_name, p.given_name, p.id;

-- name: protect_readers
-- Who is named for a pupil, now or later. Parameters: pupil, day; person, capacity, day.
SELECT r.person_id, n.name, r.starts_on, r.ends_on, w.name, r.granted_at
FROM protected_reader r
JOIN staff_name n ON n.id = r.person_id
LEFT JOIN staff_name w ON w.id = r.granted_by
WHERE r.pupil_id = ? AND r.ends_on >= ?
  AND EXISTS (SELECT 1 FROM protected_decider v WHERE v.pupil_id = r.pupil_id AND v.person_id = ?
              AND v.capacity = COALESCE(?, v.capacity) AND ? BETWEEN v.starts_on AND v.ends_on)
ORDER BY n.sort1, r.person_id;

-- name: protect_classes
-- Classes of the unit that day. Parameters: unit, day twice.
SELECT c.id, c.name
FROM unit_closure t JOIN class c ON c.unit_id = t.descendant_id
WHERE t.ancestor_id = ? AND c.starts_on <= ? AND COALESCE(c.ends_on, DATE '9999-12-31') >= ?
ORDER BY c.name, c.id;

-- name: protect_class_pupils
-- Pupils of one class who are not marked, to mark one. Parameters: class, day twice; person, capacity, day.
SELECT p.id, CONCAT(p.family_name, ', ', p.given_name)
FROM class_member x JOIN person p ON p.id = x.person_id
WHERE x.class_id = ? AND x.starts_on <= ? AND COALESCE(x.ends_on, DATE '9999-12-31') >= ? AND p.protected = 0
  AND EXISTS (SELECT 1 FROM protected_decider v WHERE v.pupil_id = p.id AND v.person_id = ?
              AND v.capacity = COALESCE(?, v.capacity) AND ? BETWEEN v.starts_on AND v.ends_on)
ORDER BY p.family_name, p.given_name, p.id;

-- name: protect_staff
-- Whose duty reaches the pupil that day, and who can be named therefore. Parameters: pupil, day four times; pupil, day four
-- times; pupil, day four times; person to ask for or NULL for all; pupil; person, capacity, day.
SELECT w.id, w.name
FROM (SELECT d.person_id FROM group_member m JOIN duty d ON d.group_id = m.group_id AND d.role = 'teacher'
      WHERE m.person_id = ? AND m.starts_on <= ? AND COALESCE(m.ends_on, DATE '9999-12-31') >= ?
        AND d.starts_on <= ? AND COALESCE(d.ends_on, DATE '9999-12-31') >= ?
      UNION
      SELECT d.person_id FROM class_member m JOIN duty d ON d.class_id = m.class_id AND d.role = 'mentor'
      WHERE m.person_id = ? AND m.starts_on <= ? AND COALESCE(m.ends_on, DATE '9999-12-31') >= ?
        AND d.starts_on <= ? AND COALESCE(d.ends_on, DATE '9999-12-31') >= ?
      UNION
      SELECT d.person_id FROM enrolment e JOIN unit_closure k ON k.descendant_id = e.unit_id
      JOIN duty d ON d.unit_id = k.ancestor_id AND d.role IN ('special_educator', 'delegate')
      WHERE e.person_id = ? AND e.starts_on <= ? AND COALESCE(e.ends_on, DATE '9999-12-31') >= ?
        AND d.starts_on <= ? AND COALESCE(d.ends_on, DATE '9999-12-31') >= ?) a
JOIN staff_name w ON w.id = a.person_id
WHERE w.id = COALESCE(?, w.id)
  AND EXISTS (SELECT 1 FROM protected_decider v WHERE v.pupil_id = ? AND v.person_id = ?
              AND v.capacity = COALESCE(?, v.capacity) AND ? BETWEEN v.starts_on AND v.ends_on)
ORDER BY w.sort1, w.name, w.id;

-- name: protect_lock
-- A pupil over whom the person decides, to be changed. Parameters: a pseudonym, which must not hold the name, twice; pupil;
-- person, capacity, day.
SELECT p.protected_hand, p.pseudonym, p.protected, LOCATE(p.family_name, ?) + LOCATE(p.given_name, ?)
FROM person p
WHERE p.id = ? AND EXISTS (SELECT 1 FROM protected_decider v WHERE v.pupil_id = p.id AND v.person_id = ?
                           AND v.capacity = COALESCE(?, v.capacity) AND ? BETWEEN v.starts_on AND v.ends_on)
FOR UPDATE;

-- name: protect_lock_any
-- Anybody, for malkollctl.
SELECT p.protected_hand, p.pseudonym, p.protected, LOCATE(p.family_name, ?) + LOCATE(p.given_name, ?)
FROM person p WHERE p.id = ? FOR UPDATE;

-- name: protect_set_mark
UPDATE person SET protected_hand = ? WHERE id = ?;

-- name: protect_set_pseudonym
UPDATE person SET pseudonym = ? WHERE id = ?;

-- name: protect_note
INSERT INTO protected_mark (person_id, reason, set_by, set_at) VALUES (?, ?, ?, UTC_TIMESTAMP(3))
ON DUPLICATE KEY UPDATE reason = VALUES(reason), set_by = VALUES(set_by), set_at = VALUES(set_at);

-- name: protect_allow
INSERT INTO protected_reader (pupil_id, person_id, starts_on, ends_on, granted_by, granted_at)
VALUES (?, ?, ?, ?, ?, UTC_TIMESTAMP(3))
ON DUPLICATE KEY UPDATE starts_on = VALUES(starts_on), ends_on = VALUES(ends_on), granted_by = VALUES(granted_by),
  granted_at = VALUES(granted_at);

-- name: protect_deny
DELETE FROM protected_reader WHERE pupil_id = ? AND person_id = ?;

-- name: protect_person
SELECT id FROM person WHERE id = ?;

-- name: protect_all
-- Marked persons, for malkollctl: by id, without names.
SELECT p.id, p.source_id, p.protected, p.protected_roster, p.protected_hand, p.pseudonym IS NOT NULL,
       (SELECT COUNT(*) FROM protected_reader r WHERE r.pupil_id = p.id AND r.ends_on >= ?)
FROM person p WHERE p.protected > 0 ORDER BY p.id;
