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
