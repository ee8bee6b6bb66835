-- The access log. The workers add lines; the others are of the auditor's account and the sealer's.

-- name: audit_add
-- Number and time are the server's: the workers' account cannot give them.
INSERT INTO access_log (kind, actor, person_id, duty, address, request_id, route, status, pupil_id, unit_id, class_id,
  group_id, round_id, subject_id, old_value, new_value, detail, changes)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

-- name: audit_add_refusal
-- The same of somebody who was turned away before anybody had looked who it is.
INSERT INTO access_log (kind, actor, person_id, duty, address, request_id, route, status, pupil_id, unit_id, class_id,
  group_id, round_id, subject_id, old_value, new_value, detail, changes)
VALUES (?, ?, COALESCE(?, (SELECT id FROM person WHERE eppn = ?)), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

-- name: seal_newest
SELECT id, first_id, last_id, n, HEX(digests_hash), HEX(hash), sealed_at, digests IS NULL
FROM access_seal ORDER BY id DESC LIMIT 1;

-- name: seal_list
-- The seal after one, in the order of the chain.
SELECT id, first_id, last_id, n, HEX(digests_hash), HEX(hash), sealed_at, digests IS NULL
FROM access_seal WHERE id > ? ORDER BY id LIMIT 1;

-- name: seal_digests
SELECT HEX(digests) FROM access_seal WHERE id = ?;

-- name: seal_bound
-- Of the lines after an id: the last, and the first that is younger than so many seconds.
SELECT (SELECT MAX(id) FROM access_log WHERE id > ?),
  (SELECT MIN(id) FROM access_log WHERE id > ? AND at > UTC_TIMESTAMP(3) - INTERVAL ? SECOND), UTC_TIMESTAMP(3);

-- name: seal_lines
-- All of a line: every column is part of its digest.
SELECT id, at, kind, actor, person_id, duty, address, request_id, route, status, pupil_id, unit_id, class_id, group_id,
  round_id, subject_id, old_value, new_value, detail, changes
FROM access_log WHERE id > ? AND id <= ? ORDER BY id LIMIT ?;

-- name: seal_find_pupils
-- From here on the lines of a batch are found by the pupils in their changes; again is harmless. What is no list names nobody.
INSERT IGNORE INTO access_log_pupil (pupil_id, line_id)
SELECT c.pupil_id, l.id
FROM access_log l
JOIN JSON_TABLE(IF(JSON_VALID(l.changes), l.changes, '[]'), '$[*]' COLUMNS (pupil_id INT UNSIGNED PATH '$[0]')) c
WHERE l.id >= ? AND l.id <= ? AND l.changes LIKE CONCAT('%[', c.pupil_id, ',%');

-- name: seal_not_found
-- Pupils by whom a line of a batch should be found and is not.
SELECT l.id, c.pupil_id
FROM access_log l
JOIN JSON_TABLE(IF(JSON_VALID(l.changes), l.changes, '[]'), '$[*]' COLUMNS (pupil_id INT UNSIGNED PATH '$[0]')) c
LEFT JOIN access_log_pupil f ON f.pupil_id = c.pupil_id AND f.line_id = l.id
WHERE l.id >= ? AND l.id <= ? AND l.changes LIKE CONCAT('%[', c.pupil_id, ',%') AND f.line_id IS NULL
ORDER BY l.id, c.pupil_id;

-- name: seal_found_wrong
-- Pupils by whom something is found that does not name them, or is not there.
SELECT f.line_id, f.pupil_id
FROM access_log_pupil f LEFT JOIN access_log l ON l.id = f.line_id AND l.changes LIKE CONCAT('%[', f.pupil_id, ',%')
WHERE l.id IS NULL ORDER BY f.line_id, f.pupil_id;

-- name: seal_add
INSERT INTO access_seal (first_id, last_id, n, digests, digests_hash, hash, sealed_at)
VALUES (?, ?, ?, UNHEX(?), UNHEX(?), UNHEX(?), ?);

-- name: seal_open
SELECT COUNT(*) FROM access_log WHERE id > ?;

-- name: seal_purge_bound
-- The last line that was sealed before a time; none while anything is held: nobody knows which line the case needs.
SELECT MAX(last_id) FROM access_seal
WHERE sealed_at < ? AND NOT EXISTS (SELECT 1 FROM legal_hold WHERE ended_at IS NULL);

-- name: seal_purge_lines
DELETE FROM access_log WHERE id <= ?;

-- name: seal_purge_pupils
DELETE FROM access_log_pupil WHERE line_id <= ?;

-- name: seal_purge_digests
-- What is left is enough to follow the chain.
UPDATE access_seal SET digests = NULL WHERE last_id <= ? AND digests IS NOT NULL;

-- name: audit_ids
-- The auditor's page: ids of lines before an id, in a span of time, of a kind and a unit (each given twice; NULL: any).
SELECT id FROM access_log
WHERE id < ? AND at >= ? AND at < ? AND (? IS NULL OR kind = ?) AND (? IS NULL OR unit_id = ?)
ORDER BY id DESC LIMIT ?;

-- name: audit_ids_person
-- The same of what one person did.
SELECT id FROM access_log
WHERE person_id = ? AND id < ? AND at >= ? AND at < ? AND (? IS NULL OR kind = ?) AND (? IS NULL OR unit_id = ?)
ORDER BY id DESC LIMIT ?;

-- name: audit_ids_pupil
-- The same of what one pupil was in: lines about the pupil, saves of several that changed the pupil's level (the pupil, three
-- times: those that have no seal yet are looked through), and lists of a group, a class or a school that had the pupil in
-- that round. A list that was filtered by year group or gender counts all the same.
SELECT x.id FROM (
  SELECT l.id FROM access_log l WHERE l.pupil_id = ?
  UNION
  SELECT f.line_id FROM access_log_pupil f WHERE f.pupil_id = ?
  UNION
  SELECT l.id FROM access_log l
  WHERE l.id > COALESCE((SELECT last_id FROM access_seal ORDER BY id DESC LIMIT 1), 0) AND l.changes LIKE CONCAT('%[', ?, ',%')
  UNION
  SELECT l.id FROM snapshot_pupil s
  JOIN snapshot_subject t ON t.round_id = s.round_id AND t.pupil_id = s.pupil_id
  JOIN access_log l ON l.group_id = t.group_id AND l.round_id = t.round_id
  WHERE s.pupil_id = ? AND l.kind IN ('view-list', 'export') AND l.pupil_id IS NULL
  UNION
  SELECT l.id FROM snapshot_pupil s JOIN access_log l ON l.class_id = s.class_id AND l.round_id = s.round_id
  WHERE s.pupil_id = ? AND s.class_id > 0 AND l.kind IN ('view-list', 'export') AND l.pupil_id IS NULL AND l.group_id IS NULL
  UNION
  SELECT l.id FROM snapshot_pupil s JOIN access_log l ON l.unit_id = s.unit_id AND l.round_id = s.round_id
  WHERE s.pupil_id = ? AND l.kind IN ('view-list', 'export') AND l.pupil_id IS NULL AND l.group_id IS NULL
    AND l.class_id IS NULL
) x JOIN access_log l ON l.id = x.id
WHERE (? IS NULL OR l.person_id = ?) AND l.id < ? AND l.at >= ? AND l.at < ? AND (? IS NULL OR l.kind = ?)
  AND (? IS NULL OR l.unit_id = ?)
ORDER BY l.id DESC LIMIT ?;

-- name: audit_lines
-- Lines by their ids (a JSON array), newest first, with names. A pupil with protected identity has none, not
-- even a pseudonym; of staff neither name nor login. A save of several pupils is one row for each of those that are asked
-- for (a pupil, twice; 0: all; NULL: none), and one without a pupil when none is.
SELECT l.id, l.at, l.kind, IF(a.protected > 0, '*', l.actor), l.person_id,
  IF(a.protected > 0, COALESCE(a.pseudonym, '*'), CONCAT(a.given_name, ' ', a.family_name)), l.duty, l.address, l.request_id,
  l.route, l.status, COALESCE(l.pupil_id, h.pupil_id), IF(p.protected > 0, NULL, CONCAT(p.given_name, ' ', p.family_name)),
  COALESCE(p.protected, 0), l.unit_id, u.name, l.class_id, c.name, l.group_id, g.name, s.code, l.round_id, r.term, r.week,
  COALESCE(l.old_value, h.old_value), COALESCE(l.new_value, h.new_value), l.detail, JSON_LENGTH(l.changes)
FROM JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT UNSIGNED PATH '$')) x
JOIN access_log l ON l.id = x.id
LEFT JOIN JSON_TABLE(IF(JSON_VALID(l.changes), l.changes, '[]'), '$[*]' COLUMNS (pupil_id INT UNSIGNED PATH '$[0]',
  old_value VARCHAR(8) PATH '$[1]', new_value VARCHAR(8) PATH '$[2]')) h ON h.pupil_id = ? OR ? = 0
LEFT JOIN person a ON a.id = l.person_id
LEFT JOIN person p ON p.id = COALESCE(l.pupil_id, h.pupil_id)
LEFT JOIN unit u ON u.id = l.unit_id
LEFT JOIN class c ON c.id = l.class_id
LEFT JOIN teaching_group g ON g.id = l.group_id
LEFT JOIN subject s ON s.id = l.subject_id
LEFT JOIN round r ON r.id = l.round_id
ORDER BY l.id DESC, h.pupil_id;

-- name: audit_hour
-- How many pupils a person looked at from one time to another who were not in the person's own groups and classes then,
-- and how many attempts were refused. Person and times, twice.
SELECT
  (SELECT COUNT(DISTINCT l.pupil_id) FROM access_log l
   WHERE l.person_id = ? AND l.at >= ? AND l.at < ? AND l.kind IN ('view-pupil', 'view-protected')
     AND NOT EXISTS (SELECT 1 FROM duty d JOIN group_member m ON m.group_id = d.group_id AND m.person_id = l.pupil_id
       WHERE d.person_id = l.person_id AND d.starts_on <= DATE(l.at) AND COALESCE(d.ends_on, DATE '9999-12-31') >= DATE(l.at))
     AND NOT EXISTS (SELECT 1 FROM duty d JOIN class_member m ON m.class_id = d.class_id AND m.person_id = l.pupil_id
       WHERE d.person_id = l.person_id AND d.starts_on <= DATE(l.at) AND COALESCE(d.ends_on, DATE '9999-12-31') >= DATE(l.at))),
  (SELECT COUNT(*) FROM access_log l WHERE l.person_id = ? AND l.at >= ? AND l.at < ? AND l.kind = 'refused');

-- name: audit_people
-- Persons by the beginning of a name or login (three patterns for LIKE). Who has protected identity is not found by name.
SELECT p.id, CONCAT(p.family_name, ', ', p.given_name), p.eppn IS NOT NULL,
  (SELECT c.name FROM class_member m JOIN class c ON c.id = m.class_id WHERE m.person_id = p.id ORDER BY m.starts_on DESC LIMIT 1)
FROM person p
WHERE p.protected = 0 AND (p.family_name LIKE ? OR p.given_name LIKE ? OR p.eppn LIKE LOWER(?))
ORDER BY p.family_name, p.given_name LIMIT 51;

-- name: audit_list_pupils
-- Who was in the list that a line is about, in that round.
SELECT p.id, IF(p.protected > 0, NULL, CONCAT(p.family_name, ', ', p.given_name)), p.protected
FROM access_log l
JOIN snapshot_pupil s ON s.round_id = l.round_id
JOIN person p ON p.id = s.pupil_id
WHERE l.id = ? AND l.pupil_id IS NULL AND l.kind IN ('view-list', 'export')
  AND IF(l.group_id IS NOT NULL,
    EXISTS (SELECT 1 FROM snapshot_subject t WHERE t.round_id = s.round_id AND t.pupil_id = s.pupil_id AND t.group_id = l.group_id),
    s.unit_id = l.unit_id AND (l.class_id IS NULL OR s.class_id = l.class_id))
ORDER BY p.protected > 0, IF(p.protected > 0, p.id, 0), p.family_name, p.given_name, p.id LIMIT 2000;

-- name: audit_line_changes
-- Whose level a save changed, from what to what.
SELECT h.pupil_id, IF(p.protected > 0, NULL, CONCAT(p.family_name, ', ', p.given_name)), COALESCE(p.protected, 0),
  h.old_value, h.new_value
FROM access_log l
JOIN JSON_TABLE(IF(JSON_VALID(l.changes), l.changes, '[]'), '$[*]' COLUMNS (pupil_id INT UNSIGNED PATH '$[0]',
  old_value VARCHAR(8) PATH '$[1]', new_value VARCHAR(8) PATH '$[2]')) h
LEFT JOIN person p ON p.id = h.pupil_id
WHERE l.id = ?
ORDER BY COALESCE(p.protected, 0) > 0, IF(p.protected > 0, p.id, 0), p.family_name, p.given_name, h.pupil_id;
