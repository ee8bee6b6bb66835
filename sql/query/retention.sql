-- Removing what has been kept long enough (lib/store/retention.c). Only the migrator's account may. What a hold covers
-- stays: of a person, of a unit with all below it, or of everything.

-- name: retention_rules
SELECT r.record_type, r.years, p.name, r.changed_at
FROM retention_rule r LEFT JOIN staff_name p ON p.id = r.changed_by
ORDER BY r.record_type;

-- name: retention_rule_set
UPDATE retention_rule SET years = ?, changed_by = ?, changed_at = UTC_TIMESTAMP(3) WHERE record_type = ?;

-- name: retention_hold_list
SELECT h.id, p.id, p.source_id, u.id, u.name, h.reason, h.created_at, h.ended_at, h.end_reason, p.protected > 0
FROM legal_hold h
LEFT JOIN person p ON p.id = h.person_id
LEFT JOIN unit u ON u.id = h.unit_id
ORDER BY h.ended_at IS NOT NULL, h.id DESC;

-- name: retention_hold_add
INSERT INTO legal_hold (person_id, unit_id, reason, created_by, created_at) VALUES (?, ?, ?, ?, UTC_TIMESTAMP(3));

-- name: retention_hold_end
UPDATE legal_hold SET ended_at = UTC_TIMESTAMP(3), ended_by = ?, end_reason = ? WHERE id = ? AND ended_at IS NULL;

-- name: retention_hold_last
SELECT LAST_INSERT_ID();

-- name: retention_person_by_source
SELECT id FROM person WHERE source_id = ?;

-- name: retention_unit_exists
SELECT id FROM unit WHERE id = ?;

-- name: retention_hold_all
-- Is everything held?
SELECT COUNT(*) FROM legal_hold WHERE ended_at IS NULL AND person_id IS NULL AND unit_id IS NULL;

-- name: retention_rounds
-- Closed rounds of school years that ended by 30 June of a year; term_order is 2 * year, and 1 more for an autumn.
SELECT id, kind, term, week, opens_at, due_at, closes_at, state, closed_at, 0, snapshot_on, NULL
FROM round WHERE state = 'closed' AND FLOOR((term_order + 1) / 2) <= ? ORDER BY term_order, week, kind;

-- name: retention_clock
-- Removed assessments must not live on in the history as "valid until now": the session's clock, which the history is
-- stamped with, is set back for the removal. NULL: the real time.
SET SESSION timestamp = COALESCE(UNIX_TIMESTAMP(?), 0);

-- name: retention_drop_assessments
DELETE a FROM assessment a
JOIN snapshot_pupil s ON s.round_id = a.round_id AND s.pupil_id = a.pupil_id
WHERE a.round_id = ? AND NOT EXISTS (
  SELECT 1 FROM legal_hold h LEFT JOIN unit_closure k ON k.ancestor_id = h.unit_id AND k.descendant_id = s.unit_id
  WHERE h.ended_at IS NULL AND (h.person_id = s.pupil_id OR k.descendant_id IS NOT NULL
    OR (h.person_id IS NULL AND h.unit_id IS NULL)));

-- name: retention_drop_summaries
DELETE m FROM pupil_summary m
JOIN snapshot_pupil s ON s.round_id = m.round_id AND s.pupil_id = m.pupil_id
WHERE m.round_id = ? AND NOT EXISTS (
  SELECT 1 FROM legal_hold h LEFT JOIN unit_closure k ON k.ancestor_id = h.unit_id AND k.descendant_id = s.unit_id
  WHERE h.ended_at IS NULL AND (h.person_id = s.pupil_id OR k.descendant_id IS NOT NULL
    OR (h.person_id IS NULL AND h.unit_id IS NULL)));

-- name: retention_drop_subjects
DELETE t FROM snapshot_subject t
JOIN snapshot_pupil s ON s.round_id = t.round_id AND s.pupil_id = t.pupil_id
WHERE t.round_id = ? AND NOT EXISTS (
  SELECT 1 FROM legal_hold h LEFT JOIN unit_closure k ON k.ancestor_id = h.unit_id AND k.descendant_id = s.unit_id
  WHERE h.ended_at IS NULL AND (h.person_id = s.pupil_id OR k.descendant_id IS NOT NULL
    OR (h.person_id IS NULL AND h.unit_id IS NULL)));

-- name: retention_drop_pupils
DELETE s FROM snapshot_pupil s
WHERE s.round_id = ? AND NOT EXISTS (
  SELECT 1 FROM legal_hold h LEFT JOIN unit_closure k ON k.ancestor_id = h.unit_id AND k.descendant_id = s.unit_id
  WHERE h.ended_at IS NULL AND (h.person_id = s.pupil_id OR k.descendant_id IS NOT NULL
    OR (h.person_id IS NULL AND h.unit_id IS NULL)));

-- name: retention_round_purged
UPDATE round SET purged_at = COALESCE(purged_at, UTC_TIMESTAMP(3)) WHERE id = ?;

-- name: retention_history_from
-- The first opening of a round whose pupils stay: no assessment of these has a history before it. Else the present time.
SELECT COALESCE(MIN(r.opened_at), UTC_TIMESTAMP(3)) FROM round r
WHERE r.opened_at IS NOT NULL AND FLOOR((r.term_order + 1) / 2) > ?;

-- name: retention_drop_history
DELETE HISTORY FROM assessment BEFORE SYSTEM_TIME ?;

-- name: retention_history_left
-- Of corrections that were made long after their round: it goes when the rounds after it have gone.
SELECT COUNT(*) FROM assessment FOR SYSTEM_TIME ALL a
WHERE a.row_end < TIMESTAMP '2038-01-19 00:00:00' AND EXISTS (
  SELECT 1 FROM round r WHERE r.id = a.round_id AND r.purged_at IS NOT NULL);

-- name: retention_drop_enrolments
DELETE x FROM enrolment x
WHERE x.ends_on < ? AND NOT EXISTS (
  SELECT 1 FROM legal_hold h LEFT JOIN unit_closure k ON k.ancestor_id = h.unit_id AND k.descendant_id = x.unit_id
  WHERE h.ended_at IS NULL AND (h.person_id = x.person_id OR k.descendant_id IS NOT NULL
    OR (h.person_id IS NULL AND h.unit_id IS NULL)));

-- name: retention_drop_class_members
DELETE x FROM class_member x JOIN class c ON c.id = x.class_id
WHERE x.ends_on < ? AND NOT EXISTS (
  SELECT 1 FROM legal_hold h LEFT JOIN unit_closure k ON k.ancestor_id = h.unit_id AND k.descendant_id = c.unit_id
  WHERE h.ended_at IS NULL AND (h.person_id = x.person_id OR k.descendant_id IS NOT NULL
    OR (h.person_id IS NULL AND h.unit_id IS NULL)));

-- name: retention_drop_group_members
DELETE x FROM group_member x JOIN teaching_group g ON g.id = x.group_id
WHERE x.ends_on < ? AND NOT EXISTS (
  SELECT 1 FROM legal_hold h LEFT JOIN unit_closure k ON k.ancestor_id = h.unit_id AND k.descendant_id = g.unit_id
  WHERE h.ended_at IS NULL AND (h.person_id = x.person_id OR k.descendant_id IS NOT NULL
    OR (h.person_id IS NULL AND h.unit_id IS NULL)));

-- name: retention_drop_duties
DELETE x FROM duty x
WHERE x.ends_on < ? AND NOT EXISTS (
  SELECT 1 FROM legal_hold h
  LEFT JOIN unit_closure k ON k.ancestor_id = h.unit_id AND k.descendant_id = COALESCE(x.unit_id, x.school_id)
  WHERE h.ended_at IS NULL AND (h.person_id = x.person_id OR k.descendant_id IS NOT NULL
    OR (h.person_id IS NULL AND h.unit_id IS NULL)));

-- name: retention_forget_actors
-- Who opened a round long ago: the act stays, the person goes.
UPDATE round_event e JOIN person p ON p.id = e.person_id SET e.person_id = NULL, e.actor = '-'
WHERE p.ends_on < ? AND NOT EXISTS (
  SELECT 1 FROM legal_hold h WHERE h.ended_at IS NULL AND h.unit_id IS NULL AND COALESCE(h.person_id, p.id) = p.id);

-- name: retention_drop_persons
-- Who left before the day and whom nothing refers to any more.
DELETE p FROM person p
WHERE p.ends_on < ?
  AND NOT EXISTS (SELECT 1 FROM legal_hold h WHERE h.person_id = p.id)
  AND NOT EXISTS (SELECT 1 FROM legal_hold h WHERE h.ended_at IS NULL AND h.person_id IS NULL AND h.unit_id IS NULL)
  AND NOT EXISTS (SELECT 1 FROM snapshot_pupil s WHERE s.pupil_id = p.id)
  AND NOT EXISTS (SELECT 1 FROM enrolment x WHERE x.person_id = p.id)
  AND NOT EXISTS (SELECT 1 FROM class_member x WHERE x.person_id = p.id)
  AND NOT EXISTS (SELECT 1 FROM group_member x WHERE x.person_id = p.id)
  AND NOT EXISTS (SELECT 1 FROM duty d WHERE d.person_id = p.id)
  AND NOT EXISTS (SELECT 1 FROM duty d WHERE d.granted_by = p.id)
  AND NOT EXISTS (SELECT 1 FROM round_event e WHERE e.person_id = p.id);

-- name: retention_drop_findings
-- The run stays, its report goes: it may quote names of groups and units, and which file it was.
UPDATE import_run SET findings = NULL, details = NULL, path = '' WHERE finished_at < ? AND (findings IS NOT NULL OR path <> '');

-- name: retention_run_insert
INSERT INTO purge_run (at, day, actor) VALUES (UTC_TIMESTAMP(3), ?, ?);

-- name: retention_run_last
SELECT MAX(id) FROM purge_run;

-- name: retention_item_insert
INSERT INTO purge_item (run_id, position, record_type, what, cutoff, row_count) VALUES (?, ?, ?, ?, ?, ?);

-- name: retention_runs
-- The protocol, newest first.
SELECT r.id, r.at, r.day, r.actor, i.record_type, i.what, i.cutoff, i.row_count
FROM purge_run r LEFT JOIN purge_item i ON i.run_id = r.id
ORDER BY r.id DESC, i.position LIMIT 500;
