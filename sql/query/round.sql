-- Rounds. Times are UTC; "accepts" = open and before its closing time. Schools may have longer time: the last column of
-- a round is the latest of their times.

-- name: round_list
-- Newest first.
SELECT id, kind, term, week, opens_at, due_at, closes_at, state, closed_at,
       state = 'open' AND closes_at > UTC_TIMESTAMP(3), snapshot_on,
       (SELECT MAX(u.closes_at) FROM round_unit u WHERE u.round_id = round.id)
FROM round ORDER BY term_order DESC, kind DESC, week DESC;

-- name: round_by_id
SELECT id, kind, term, week, opens_at, due_at, closes_at, state, closed_at,
       state = 'open' AND closes_at > UTC_TIMESTAMP(3), snapshot_on,
       (SELECT MAX(u.closes_at) FROM round_unit u WHERE u.round_id = round.id)
FROM round WHERE id = ?;

-- name: round_by_key
SELECT id, kind, term, week, opens_at, due_at, closes_at, state, closed_at,
       state = 'open' AND closes_at > UTC_TIMESTAMP(3), snapshot_on,
       (SELECT MAX(u.closes_at) FROM round_unit u WHERE u.round_id = round.id)
FROM round WHERE term = ? AND week = ? AND kind = ?;

-- name: round_current
-- The open round, else the one closed last.
SELECT id, kind, term, week, opens_at, due_at, closes_at, state, closed_at,
       state = 'open' AND closes_at > UTC_TIMESTAMP(3), snapshot_on,
       (SELECT MAX(u.closes_at) FROM round_unit u WHERE u.round_id = round.id)
FROM round WHERE state <> 'planned'
ORDER BY state = 'open' DESC, term_order DESC, week DESC, kind LIMIT 1;

-- name: round_current_of_kind
-- The same of one kind.
SELECT id, kind, term, week, opens_at, due_at, closes_at, state, closed_at,
       state = 'open' AND closes_at > UTC_TIMESTAMP(3), snapshot_on,
       (SELECT MAX(u.closes_at) FROM round_unit u WHERE u.round_id = round.id)
FROM round WHERE state <> 'planned' AND kind = ?
ORDER BY state = 'open' DESC, term_order DESC, week DESC LIMIT 1;

-- name: round_previous
-- The round before it of the same kind that was ever opened.
SELECT p.id, p.kind, p.term, p.week, p.opens_at, p.due_at, p.closes_at, p.state, p.closed_at,
       p.state = 'open' AND p.closes_at > UTC_TIMESTAMP(3), p.snapshot_on,
       (SELECT MAX(u.closes_at) FROM round_unit u WHERE u.round_id = p.id)
FROM round r JOIN round p ON p.kind = r.kind AND p.state <> 'planned'
  AND (p.term_order < r.term_order OR (p.term_order = r.term_order AND p.week < r.week))
WHERE r.id = ?
ORDER BY p.term_order DESC, p.week DESC LIMIT 1;

-- name: round_year_ago
-- The same kind and week one school year earlier.
SELECT p.id, p.kind, p.term, p.week, p.opens_at, p.due_at, p.closes_at, p.state, p.closed_at,
       p.state = 'open' AND p.closes_at > UTC_TIMESTAMP(3), p.snapshot_on,
       (SELECT MAX(u.closes_at) FROM round_unit u WHERE u.round_id = p.id)
FROM round r JOIN round p ON p.kind = r.kind AND p.state <> 'planned'
  AND p.term_order = r.term_order - 2 AND p.week = r.week
WHERE r.id = ?;

-- name: round_insert
INSERT INTO round (kind, term, week, term_order, opens_at, due_at, closes_at) VALUES (?, ?, ?, ?, ?, ?, ?);

-- name: round_lock
-- Waits for every save in hand: they hold a shared lock on this row.
SELECT state, snapshot_on FROM round WHERE id = ? FOR UPDATE;

-- name: round_purged
-- Whether pupils' rows of it were removed.
SELECT purged_at IS NOT NULL FROM round WHERE id = ?;

-- name: round_hold
-- A save's hold on the round: it stays as it is until the save has committed.
SELECT id, kind, term, week, opens_at, due_at, closes_at, state, closed_at,
       state = 'open' AND closes_at > UTC_TIMESTAMP(3), snapshot_on,
       (SELECT MAX(u.closes_at) FROM round_unit u WHERE u.round_id = round.id)
FROM round WHERE id = ? LOCK IN SHARE MODE;

-- name: round_hold_current
-- The same of the open round, else the one closed last. Which one that is, is asked without locking the others.
SELECT id, kind, term, week, opens_at, due_at, closes_at, state, closed_at,
       state = 'open' AND closes_at > UTC_TIMESTAMP(3), snapshot_on,
       (SELECT MAX(u.closes_at) FROM round_unit u WHERE u.round_id = round.id)
FROM round WHERE id = (SELECT c.id FROM round c WHERE c.state <> 'planned'
  ORDER BY c.state = 'open' DESC, c.term_order DESC, c.week DESC, c.kind LIMIT 1)
LOCK IN SHARE MODE;

-- name: round_set_open
UPDATE round SET state = 'open', snapshot_on = ?, opened_at = COALESCE(opened_at, UTC_TIMESTAMP(3)), closed_at = NULL,
  closes_at = COALESCE(?, closes_at), due_at = LEAST(due_at, closes_at)
WHERE id = ?;

-- name: round_set_closed
UPDATE round SET state = 'closed', closed_at = UTC_TIMESTAMP(3) WHERE id = ?;

-- name: round_event_insert
INSERT INTO round_event (round_id, at, act, person_id, actor, reason, unit_id, until)
VALUES (?, UTC_TIMESTAMP(3), ?, ?, ?, ?, ?, ?);

-- name: round_events
-- What has been done with a round, newest first.
SELECT e.at, e.act, e.actor, e.reason, e.unit_id, u.name, e.until
FROM round_event e LEFT JOIN unit u ON u.id = e.unit_id
WHERE e.round_id = ? ORDER BY e.id DESC LIMIT 100;

-- name: round_units
-- The schools that take part, with the longer time that some have.
SELECT r.unit_id, u.name, r.closes_at, COALESCE(r.closes_at > UTC_TIMESTAMP(3), 0)
FROM round_unit r JOIN unit u ON u.id = r.unit_id
WHERE r.round_id = ? ORDER BY u.name, u.id;

-- name: round_unit_time
-- A school's own time, when it has one.
SELECT closes_at, closes_at > UTC_TIMESTAMP(3) FROM round_unit WHERE round_id = ? AND unit_id = ? AND closes_at IS NOT NULL;

-- name: round_person_time
-- The latest own time among the schools that a person works at, by the duties of a day (given twice).
SELECT MAX(u.closes_at), MAX(u.closes_at) > UTC_TIMESTAMP(3)
FROM duty d
JOIN round_unit u ON u.round_id = ? AND u.unit_id = COALESCE(d.unit_id, d.school_id)
WHERE d.person_id = ? AND d.capacity = COALESCE(?, d.capacity) AND d.starts_on <= ? AND COALESCE(d.ends_on, DATE '9999-12-31') >= ?;

-- name: round_unit_lock
SELECT unit_id FROM round_unit WHERE round_id = ? AND unit_id = ? FOR UPDATE;

-- name: round_unit_extend
UPDATE round_unit SET closes_at = ? WHERE round_id = ? AND unit_id = ?;

-- name: round_change
UPDATE round SET opens_at = ?, due_at = ?, closes_at = ? WHERE id = ?;

-- name: round_clock
-- Is a time still to come, and after another?
SELECT ? > UTC_TIMESTAMP(3), ? > ?;

-- name: round_due
-- What the clock asks for: planned rounds to open, open ones to close when no school has time left.
SELECT id, state FROM round
WHERE (state = 'planned' AND opens_at <= UTC_TIMESTAMP(3) AND closes_at > UTC_TIMESTAMP(3))
   OR (state = 'open' AND closes_at <= UTC_TIMESTAMP(3)
       AND NOT EXISTS (SELECT 1 FROM round_unit u WHERE u.round_id = round.id AND u.closes_at > UTC_TIMESTAMP(3)))
ORDER BY id;

-- name: round_units_touch
-- Locks all schools of the round, in key order, and marks them as changed.
UPDATE round_unit SET revision = revision + 1 WHERE round_id = ? ORDER BY unit_id;

-- name: round_units_reset
-- A closed round has no corrections yet, and nobody has longer time.
UPDATE round_unit SET corrections = 0, closes_at = NULL WHERE round_id = ? ORDER BY unit_id;

-- name: round_basis_drop_class_cells
-- "As closed" of an earlier closing means nothing after the round was open again.
DELETE FROM class_cell WHERE round_id = ? AND basis = 1;

-- name: round_basis_drop_unit_cells
DELETE FROM unit_cell WHERE round_id = ? AND basis = 1;

-- name: round_basis_drop_class_measures
DELETE FROM class_measure WHERE round_id = ? AND basis = 1;

-- name: round_basis_drop_unit_measures
DELETE FROM unit_measure WHERE round_id = ? AND basis = 1;

-- name: round_reported
-- Reported and expected over the schools that a person's unit duties reach, per round.
SELECT r.id, COALESCE(SUM(c.assessed + c.not_assessable), 0), COALESCE(SUM(c.assessed + c.not_assessable + c.missing), 0)
FROM round r
STRAIGHT_JOIN (SELECT DISTINCT k.descendant_id AS unit_id
      FROM duty d JOIN unit_closure k ON k.ancestor_id = d.unit_id
      WHERE d.person_id = ? AND d.capacity = COALESCE(?, d.capacity) AND d.starts_on <= ? AND COALESCE(d.ends_on, DATE '9999-12-31') >= ?
        AND d.role IN ('principal', 'preschool_head', 'special_educator', 'area_manager', 'director', 'analyst', 'delegate')) s
STRAIGHT_JOIN unit_cell c FORCE INDEX (PRIMARY)
  ON c.round_id = r.id AND c.unit_id = s.unit_id AND c.basis = 0 AND c.year_group = 0 AND c.gender = 0
GROUP BY r.id;

-- name: revision_bump
INSERT INTO revision (unit_id, revision) VALUES (?, 1) ON DUPLICATE KEY UPDATE revision = revision + 1;
