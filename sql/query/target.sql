-- Milestones.

-- name: target_list
SELECT t.id, t.measure, s.id, s.code, s.name_sv, s.name_en, t.year_group, t.value10, t.valid_from, t.valid_to, n.name, t.set_at
FROM target t
LEFT JOIN subject s ON s.id = t.subject_id
LEFT JOIN staff_name n ON n.id = t.set_by
ORDER BY t.measure, s.position, t.year_group, t.valid_from, t.id;

-- name: target_subject_find
-- A column, by its code.
SELECT id FROM subject WHERE BINARY code = ? AND family_id = id;

-- name: target_clash
-- One for the same that begins on the day or later, before the new one ends.
SELECT valid_from FROM target
WHERE measure = ? AND subject_id <=> ? AND year_group = ? AND valid_from >= ? AND valid_from <= COALESCE(?, DATE '9999-12-31')
ORDER BY valid_from LIMIT 1
FOR UPDATE;

-- name: target_give_way
-- What stood until then ends the day before.
UPDATE target SET valid_to = ? - INTERVAL 1 DAY
WHERE measure = ? AND subject_id <=> ? AND year_group = ? AND valid_from < ? AND COALESCE(valid_to, DATE '9999-12-31') >= ?;

-- name: target_insert
INSERT INTO target (measure, subject_id, year_group, value10, valid_from, valid_to, set_by, set_at)
VALUES (?, ?, ?, ?, ?, ?, ?, UTC_TIMESTAMP(3));

-- name: target_find
SELECT measure, valid_from, COALESCE(valid_to, DATE '9999-12-31') FROM target WHERE id = ? FOR UPDATE;

-- name: target_end
UPDATE target SET valid_to = ? WHERE id = ?;

-- name: target_drop
-- One that never came into force.
DELETE FROM target WHERE id = ?;
