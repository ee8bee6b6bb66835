-- Scales, the rules that say where they are used, and the rules of eligibility, with all their versions. Nothing is
-- changed but the end of a version that another one takes over from.

-- name: dated_scales
SELECT id, code, name_sv, name_en, has_points, valid_from, valid_to FROM scale ORDER BY id;

-- name: dated_scale_rules
SELECT r.id, y.code, y.name_sv, y.name_en, u.id, u.name, r.year_from, r.year_to, s.code, r.valid_from, r.valid_to, r.graded
FROM scale_rule r
JOIN syllabus y ON y.id = r.syllabus_id
JOIN scale s ON s.id = r.scale_id
LEFT JOIN unit u ON u.id = r.unit_id
ORDER BY y.id, u.name, u.id, r.year_from, r.valid_from, r.id;

-- name: dated_syllabuses
SELECT id, code, name_sv, name_en FROM syllabus ORDER BY id;

-- name: dated_eligibility
SELECT id, slot, code, name_sv, name_en, other_count, valid_from, valid_to FROM eligibility_rule ORDER BY slot, valid_from;

-- name: dated_requirements
-- In the order of the rules, one row per subject of a place.
SELECT q.rule_id, q.place, s.code
FROM eligibility_requirement q
JOIN eligibility_rule e ON e.id = q.rule_id
JOIN subject s ON s.id = q.subject_id
ORDER BY e.slot, e.valid_from, q.place, s.position;

-- name: dated_earliest
-- The first day on which a version can come into force: after a day, and after those of all snapshots.
SELECT GREATEST(?, COALESCE(MAX(snapshot_on), DATE '1000-01-01')) + INTERVAL 1 DAY FROM round;

-- name: dated_round_across
-- A round that is open or will open before the day and ends on or after it: rosters that are read in meanwhile take its
-- snapshot anew. Times stand for whole local days, so half a day more or less gives the date in any zone.
SELECT r.term, r.week
FROM round r
WHERE r.state <> 'closed' AND COALESCE(r.snapshot_on, DATE(r.opens_at + INTERVAL 12 HOUR)) < ?
  AND DATE(GREATEST(r.closes_at, COALESCE((SELECT MAX(u.closes_at) FROM round_unit u WHERE u.round_id = r.id), r.closes_at)) - INTERVAL 12 HOUR) >= ?
LIMIT 1;

-- name: dated_scale_find
SELECT id, valid_from <= ? AND COALESCE(valid_to, DATE '9999-12-31') >= ? FROM scale WHERE code = ?;

-- name: dated_syllabus_find
SELECT id FROM syllabus WHERE code = ?;

-- name: dated_school_find
SELECT id, name FROM unit WHERE id = ? AND kind IN ('school', 'preschool') AND COALESCE(ends_on, DATE '9999-12-31') >= ?;

-- name: dated_subject_find
-- To the letter: the same subject in another spelling would count twice.
SELECT id FROM subject WHERE BINARY code = ? AND valid_from <= ? AND COALESCE(valid_to, DATE '9999-12-31') >= ?;

-- name: dated_scale_id
-- Numbers from 1000 on are the instance's own: those below are for migrations.
SELECT GREATEST(COALESCE(MAX(id), 0), 999) + 1 FROM scale;

-- name: dated_level_id
SELECT GREATEST(COALESCE(MAX(id), 0), 9999) + 1 FROM scale_level;

-- name: dated_eligibility_id
SELECT GREATEST(COALESCE(MAX(id), 0), 999) + 1 FROM eligibility_rule;

-- name: dated_scale_insert
INSERT INTO scale (id, code, name_sv, name_en, has_points, valid_from) VALUES (?, ?, ?, ?, ?, ?);

-- name: dated_level_insert
INSERT INTO scale_level (id, scale_id, position, code, hotkey, name_sv, name_en, points10, passes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?);

-- name: dated_scale_rule_twice
-- A version of the same day for some of the same year groups.
SELECT 1 FROM scale_rule WHERE syllabus_id = ? AND unit_id <=> ? AND valid_from = ? AND year_from <= ? AND year_to >= ? LIMIT 1;

-- name: dated_scale_rule_end
-- What the new version replaces altogether. One that it replaces for some year groups goes on for the others.
UPDATE scale_rule SET valid_to = ? - INTERVAL 1 DAY
WHERE syllabus_id = ? AND unit_id <=> ? AND year_from >= ? AND year_to <= ? AND valid_from < ?
  AND COALESCE(valid_to, DATE '9999-12-31') >= ?;

-- name: dated_scale_rule_insert
INSERT INTO scale_rule (syllabus_id, unit_id, year_from, year_to, scale_id, graded, valid_from) VALUES (?, ?, ?, ?, ?, ?, ?);

-- name: dated_eligibility_last
SELECT code, valid_from FROM eligibility_rule WHERE slot = ? ORDER BY valid_from DESC LIMIT 1;

-- name: dated_eligibility_end
UPDATE eligibility_rule SET valid_to = ? - INTERVAL 1 DAY WHERE slot = ? AND COALESCE(valid_to, DATE '9999-12-31') >= ?;

-- name: dated_eligibility_insert
INSERT INTO eligibility_rule (id, code, slot, name_sv, name_en, other_count, valid_from) VALUES (?, ?, ?, ?, ?, ?, ?);

-- name: dated_requirement_insert
INSERT INTO eligibility_requirement (rule_id, place, subject_id) VALUES (?, ?, ?);
