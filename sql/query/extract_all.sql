-- What only malkollctl adds to an extract: it reads whole tables, and the access log.

-- name: extract_reported
-- Assessments that the person set and that stand, per round.
SELECT CONCAT(r.term, IF(r.kind = 'grade', '-grade', CONCAT('-', LPAD(r.week, 2, '0')))), COUNT(*)
FROM assessment a JOIN round r ON r.id = a.round_id WHERE a.set_by = ? GROUP BY r.id ORDER BY r.term_order, r.kind, r.week;

-- name: extract_access_log
-- What was done to the person, and what the person did (the person's id, six times); of a save of several pupils one row for each
-- pupil that it is told of.
SELECT a.at, a.kind, a.actor, a.duty, a.route, a.status, COALESCE(a.old_value, h.old_value), COALESCE(a.new_value, h.new_value),
  a.detail
FROM (
  SELECT l.id FROM access_log l WHERE l.pupil_id = ? OR l.person_id = ?
  UNION
  SELECT f.line_id FROM access_log_pupil f WHERE f.pupil_id = ?
  UNION
  SELECT l.id FROM access_log l
  WHERE l.id > COALESCE((SELECT last_id FROM access_seal ORDER BY id DESC LIMIT 1), 0) AND l.changes LIKE CONCAT('%[', ?, ',%')
) x
JOIN access_log a ON a.id = x.id
LEFT JOIN JSON_TABLE(IF(JSON_VALID(a.changes), a.changes, '[]'), '$[*]' COLUMNS (pupil_id INT UNSIGNED PATH '$[0]',
  old_value VARCHAR(8) PATH '$[1]', new_value VARCHAR(8) PATH '$[2]')) h ON h.pupil_id = ? OR a.person_id = ?
ORDER BY a.id, h.pupil_id;
