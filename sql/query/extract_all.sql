-- What only malkollctl adds to an extract: it reads whole tables, and the access log.

-- name: extract_reported
-- Assessments that the person set and that stand, per round.
SELECT CONCAT(r.term, IF(r.kind = 'grade', '-grade', CONCAT('-', LPAD(r.week, 2, '0')))), COUNT(*)
FROM assessment a JOIN round r ON r.id = a.round_id WHERE a.set_by = ? GROUP BY r.id ORDER BY r.term_order, r.kind, r.week;

-- name: extract_access_log
-- What was done to the person, and what the person did.
SELECT a.at, a.kind, a.actor, a.duty, a.route, a.status, a.old_value, a.new_value, a.detail
FROM access_log a WHERE a.pupil_id = ? OR a.person_id = ? ORDER BY a.id;
