-- The access log. The workers add lines; the others are of the auditor's account and the sealer's.

-- name: audit_add
-- Number and time are the server's: the workers' account cannot give them.
INSERT INTO access_log (kind, actor, person_id, duty, address, request_id, route, status, pupil_id, unit_id, class_id,
  group_id, round_id, subject_id, old_value, new_value, detail)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

-- name: audit_add_refusal
-- The same of somebody who was turned away before anybody had looked who it is.
INSERT INTO access_log (kind, actor, person_id, duty, address, request_id, route, status, pupil_id, unit_id, class_id,
  group_id, round_id, subject_id, old_value, new_value, detail)
VALUES (?, ?, COALESCE(?, (SELECT id FROM person WHERE eppn = ?)), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

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
  round_id, subject_id, old_value, new_value, detail
FROM access_log WHERE id > ? AND id <= ? ORDER BY id LIMIT ?;

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

-- name: seal_purge_digests
-- What is left is enough to follow the chain.
UPDATE access_seal SET digests = NULL WHERE last_id <= ? AND digests IS NOT NULL;
