-- What importers read and write. A day's end (ends_on) is the last day that something holds; a row that never came
-- into force ends the day before it starts. Rows that still hold on a day or begin later are called live.

-- name: import_lock
-- One import at a time, and nothing that concerns all changes meanwhile.
SELECT revision FROM revision WHERE unit_id = 0 FOR UPDATE;

-- name: import_last_day
-- The latest day that a roster was read in for.
SELECT MAX(effective_on) FROM import_run WHERE source = 'oneroster' AND outcome = 'applied';

-- name: import_run_insert
INSERT INTO import_run (source, path, effective_on, started_at, finished_at, rows_read, rows_changed, findings, outcome,
  dry_run, person_id, actor, details)
VALUES (?, ?, ?, ?, UTC_TIMESTAMP(3), ?, ?, ?, ?, ?, ?, ?, ?);

-- name: import_run_last
-- The row that this connection has added last.
SELECT LAST_INSERT_ID();

-- name: import_run_list
-- The newest of one kind (given twice; NULL: any). Earlier versions kept whole paths.
SELECT id, source, SUBSTRING_INDEX(TRIM(TRAILING '/' FROM path), '/', -1), effective_on, started_at, finished_at, rows_read, rows_changed, outcome, dry_run, actor
FROM import_run WHERE ? IS NULL OR source = ? ORDER BY id DESC LIMIT 50;

-- name: import_run_find
SELECT id, source, SUBSTRING_INDEX(TRIM(TRAILING '/' FROM path), '/', -1), effective_on, started_at, finished_at, rows_read, rows_changed, outcome, dry_run, actor, details
FROM import_run WHERE id = ?;

-- name: import_run_text
SELECT findings FROM import_run WHERE id = ?;

-- name: import_alone
-- One import at a time in this database: 1, or 0 when another one runs after so many seconds.
SELECT GET_LOCK(CONCAT('malkoll-import-', DATABASE()), ?);

-- name: import_alone_end
SELECT RELEASE_LOCK(CONCAT('malkoll-import-', DATABASE()));

-- name: import_now
SELECT UTC_TIMESTAMP(3);

-- name: import_open_rounds
SELECT id FROM round WHERE state = 'open' ORDER BY id;

-- name: import_dated_between
-- Whether a membership began after the first day and up to the second, or had its last day from the first day until
-- before the second: then an open round's snapshot is older than the roster although no row was changed.
-- Parameters: first, second, first, second, for each of the three tables.
SELECT
  EXISTS (SELECT 1 FROM enrolment WHERE (starts_on > ? AND starts_on <= ?) OR (ends_on >= ? AND ends_on < ?))
  OR EXISTS (SELECT 1 FROM class_member WHERE (starts_on > ? AND starts_on <= ?) OR (ends_on >= ? AND ends_on < ?))
  OR EXISTS (SELECT 1 FROM group_member WHERE (starts_on > ? AND starts_on <= ?) OR (ends_on >= ? AND ends_on < ?));

-- name: import_analyze
-- After an import that changed much: the server's plans rest on how many rows a person or a group has, and what it
-- remembers of that may be from before the first import. Commits by itself.
ANALYZE TABLE person, class, teaching_group, enrolment, class_member, group_member, duty;

-- name: import_subjects
SELECT id, code, long_code, language, name_sv, name_en FROM subject ORDER BY id;

-- name: import_syllabi
SELECT id, code FROM syllabus ORDER BY id;

-- name: import_subject_insert
-- A language's subject under its family, of which it takes everything but code and names.
INSERT INTO subject (code, family_id, long_code, language, name_sv, name_en, is_sprakval, position, valid_from, valid_to)
SELECT ?, id, long_code, ?, ?, ?, is_sprakval, position, valid_from, valid_to FROM subject WHERE id = ?;

-- name: import_units
SELECT id, parent_id, kind, name, code, source_id, ends_on FROM unit ORDER BY id;

-- name: import_unit_insert
INSERT INTO unit (kind, name, code, source_id, starts_on) VALUES (?, ?, ?, ?, ?);

-- name: import_unit_update
-- Also opens a unit that had ended.
UPDATE unit SET kind = ?, name = ?, code = ?, source_id = ?, ends_on = NULL WHERE id = ?;

-- name: import_unit_parent
UPDATE unit SET parent_id = ? WHERE id = ?;

-- name: import_unit_end
UPDATE unit SET ends_on = ? WHERE id = ?;

-- name: import_closure_clear
DELETE FROM unit_closure;

-- name: import_closure_fill
-- Ended units stay in the tree: closed rounds are shown with them.
INSERT INTO unit_closure (ancestor_id, descendant_id, depth)
WITH RECURSIVE up (ancestor_id, descendant_id, depth) AS (
  SELECT id, id, 0 FROM unit
  UNION ALL
  SELECT u.parent_id, up.descendant_id, up.depth + 1
  FROM up JOIN unit u ON u.id = up.ancestor_id
  WHERE u.parent_id IS NOT NULL
)
SELECT ancestor_id, descendant_id, depth FROM up;

-- name: import_persons
-- Whom an import may meet: those from a source, and those by hand who may log in.
SELECT id, source_id, eppn, given_name, family_name, email, gender, ends_on, CAST(protected_roster AS SIGNED)
FROM person WHERE source_id IS NOT NULL OR eppn IS NOT NULL;

-- name: import_person_last
SELECT COALESCE(MAX(id), 0) FROM person;

-- name: import_persons_after
SELECT id, source_id FROM person WHERE id > ? AND source_id IS NOT NULL;

-- name: import_person_release
-- Before updates and inserts: logins may have changed hands, and they are unique.
UPDATE person SET eppn = NULL WHERE id = ?;

-- name: import_person_end
UPDATE person SET ends_on = ? WHERE id = ?;

-- name: import_person_update
-- Also for one who comes back.
UPDATE person SET source_id = ?, eppn = ?, given_name = ?, family_name = ?, email = ?, gender = ?,
  protected_roster = COALESCE(?, protected_roster), ends_on = NULL
WHERE id = ?;

-- name: import_person_insert
INSERT INTO person (source_id, eppn, given_name, family_name, email, gender, protected_roster)
VALUES (?, ?, ?, ?, ?, ?, COALESCE(?, 0));

-- name: import_protected
-- What findings must not print: the ids and logins of protected persons.
SELECT source_id, eppn FROM person WHERE protected > 0;

-- name: import_classes
-- The columns are those of import_groups; a class has no subject.
SELECT id, unit_id, 0, 0, name, source_id, ends_on FROM class WHERE source_id IS NOT NULL ORDER BY id;

-- name: import_class_insert
INSERT INTO class (unit_id, name, source_id, starts_on) VALUES (?, ?, ?, ?);

-- name: import_class_update
UPDATE class SET unit_id = ?, name = ?, ends_on = NULL WHERE id = ?;

-- name: import_class_end
UPDATE class SET ends_on = ? WHERE id = ?;

-- name: import_groups
SELECT id, unit_id, subject_id, syllabus_id, name, source_id, ends_on
FROM teaching_group WHERE source_id IS NOT NULL ORDER BY id;

-- name: import_group_insert
INSERT INTO teaching_group (unit_id, subject_id, syllabus_id, name, source_id, starts_on) VALUES (?, ?, ?, ?, ?, ?);

-- name: import_group_update
UPDATE teaching_group SET unit_id = ?, subject_id = ?, syllabus_id = ?, name = ?, ends_on = NULL WHERE id = ?;

-- name: import_group_end
UPDATE teaching_group SET ends_on = ? WHERE id = ?;

-- name: import_pupils
-- Who goes to some school on a day (given twice).
SELECT DISTINCT p.source_id
FROM enrolment e JOIN person p ON p.id = e.person_id
WHERE e.starts_on <= ? AND (e.ends_on IS NULL OR e.ends_on >= ?) AND p.source_id IS NOT NULL;

-- name: import_enrolments
-- Live rows: id, person, target, detail, first and last day since 1970-01-01; the columns are alike for all links.
SELECT id, person_id, unit_id, CAST(year_group AS UNSIGNED), DATEDIFF(starts_on, '1970-01-01'),
       DATEDIFF(ends_on, '1970-01-01')
FROM enrolment WHERE ends_on IS NULL OR (ends_on >= ? AND ends_on >= starts_on);

-- name: import_enrolment_insert
-- Person, target, detail, first and last day: alike for all links.
INSERT INTO enrolment (person_id, unit_id, year_group, starts_on, ends_on) VALUES (?, ?, ?, ?, ?);

-- name: import_enrolment_update
UPDATE enrolment SET starts_on = ?, ends_on = ? WHERE id = ?;

-- name: import_enrolment_end
UPDATE enrolment SET ends_on = ? WHERE id BETWEEN ? AND ?;

-- name: import_enrolment_last
SELECT COALESCE(MAX(id), 0) FROM enrolment;

-- name: import_enrolment_returned
-- Who comes back does so today: the time before belongs to the earlier row. Parameters: today, last id before.
UPDATE enrolment n
JOIN enrolment o ON o.person_id = n.person_id AND o.unit_id = n.unit_id AND o.year_group = n.year_group AND o.id < n.id
  AND o.ends_on >= n.starts_on AND o.ends_on >= o.starts_on
SET n.starts_on = ?
WHERE n.id > ?;

-- name: import_class_members
SELECT id, person_id, class_id, 0, DATEDIFF(starts_on, '1970-01-01'), DATEDIFF(ends_on, '1970-01-01')
FROM class_member WHERE ends_on IS NULL OR (ends_on >= ? AND ends_on >= starts_on);

-- name: import_class_member_insert
INSERT INTO class_member (person_id, class_id, starts_on, ends_on) VALUES (?, ?, ?, ?);

-- name: import_class_member_update
UPDATE class_member SET starts_on = ?, ends_on = ? WHERE id = ?;

-- name: import_class_member_end
UPDATE class_member SET ends_on = ? WHERE id BETWEEN ? AND ?;

-- name: import_class_member_last
SELECT COALESCE(MAX(id), 0) FROM class_member;

-- name: import_class_member_returned
UPDATE class_member n
JOIN class_member o ON o.class_id = n.class_id AND o.person_id = n.person_id AND o.id < n.id
  AND o.ends_on >= n.starts_on AND o.ends_on >= o.starts_on
SET n.starts_on = ?
WHERE n.id > ?;

-- name: import_group_members
SELECT id, person_id, group_id, 0, DATEDIFF(starts_on, '1970-01-01'), DATEDIFF(ends_on, '1970-01-01')
FROM group_member WHERE ends_on IS NULL OR (ends_on >= ? AND ends_on >= starts_on);

-- name: import_group_member_insert
INSERT INTO group_member (person_id, group_id, starts_on, ends_on) VALUES (?, ?, ?, ?);

-- name: import_group_member_update
UPDATE group_member SET starts_on = ?, ends_on = ? WHERE id = ?;

-- name: import_group_member_end
UPDATE group_member SET ends_on = ? WHERE id BETWEEN ? AND ?;

-- name: import_group_member_last
SELECT COALESCE(MAX(id), 0) FROM group_member;

-- name: import_group_member_returned
UPDATE group_member n
JOIN group_member o ON o.group_id = n.group_id AND o.person_id = n.person_id AND o.id < n.id
  AND o.ends_on >= n.starts_on AND o.ends_on >= o.starts_on
SET n.starts_on = ?
WHERE n.id > ?;

-- name: import_duties
-- Only those that an import made; a person's other duties are not its business. detail: the role, from 1 in the
-- order of the enum.
SELECT id, person_id, COALESCE(unit_id, class_id, group_id), CAST(role AS UNSIGNED), DATEDIFF(starts_on, '1970-01-01'),
       DATEDIFF(ends_on, '1970-01-01')
FROM duty WHERE origin = 'import' AND (ends_on IS NULL OR (ends_on >= ? AND ends_on >= starts_on));

-- name: import_duty_insert
-- Person, role, unit, class, group, first and last day.
INSERT INTO duty (person_id, role, unit_id, class_id, group_id, starts_on, ends_on, origin)
VALUES (?, ?, ?, ?, ?, ?, ?, 'import');

-- name: import_duty_update
UPDATE duty SET starts_on = ?, ends_on = ? WHERE id = ?;

-- name: import_duty_end
UPDATE duty SET ends_on = ? WHERE id BETWEEN ? AND ?;

-- name: import_duty_last
SELECT COALESCE(MAX(id), 0) FROM duty;

-- name: import_reader_gains
-- Whether whoever reads the set in has another login by it, or a duty that he or she had not already. Parameters: login,
-- newest duty before it twice, the day before, person.
SELECT NOT p.eppn <=> ? OR EXISTS (
  SELECT 1 FROM duty d
  WHERE d.person_id = p.id AND d.id > ? AND d.origin = 'import' AND COALESCE(d.ends_on, d.starts_on) >= d.starts_on
    AND NOT EXISTS (
      SELECT 1 FROM duty o
      WHERE o.person_id = d.person_id AND o.id <= ? AND COALESCE(o.ends_on, DATE '9999-12-31') >= ? AND o.role = d.role
        AND o.unit_id <=> d.unit_id AND o.class_id <=> d.class_id AND o.group_id <=> d.group_id))
FROM person p WHERE p.id = ?;

-- name: import_duty_returned
UPDATE duty n
JOIN duty o ON o.person_id = n.person_id AND o.role = n.role AND o.id < n.id AND o.origin = 'import'
  AND o.unit_id <=> n.unit_id AND o.class_id <=> n.class_id AND o.group_id <=> n.group_id
  AND o.ends_on >= n.starts_on AND o.ends_on >= o.starts_on
SET n.starts_on = ?
WHERE n.id > ?;

-- name: import_round_pupils
-- Everybody in the round's snapshot who has a source id, by pupil.
SELECT s.pupil_id, p.source_id
FROM snapshot_pupil s JOIN person p ON p.id = s.pupil_id
WHERE s.round_id = ? AND p.source_id IS NOT NULL ORDER BY s.pupil_id;

-- name: import_round_rows
-- What is to be reported, and what is: the subjects of each pupil as one text (marks.h). The caller has locked the round.
SELECT pupil_id, subjects FROM pupil_summary WHERE round_id = ? ORDER BY pupil_id;

-- name: import_assessment_put
INSERT INTO assessment (round_id, pupil_id, subject_id, state, level_id, version, set_by, set_at)
VALUES (?, ?, ?, ?, ?, 1, ?, ?)
ON DUPLICATE KEY UPDATE state = VALUES(state), level_id = VALUES(level_id), version = version + 1,
  set_by = VALUES(set_by), set_at = VALUES(set_at), reason = NULL;

-- name: import_duty_schools
-- The school of each duty in a class or group, also when a class or group has moved.
UPDATE duty d
LEFT JOIN class c ON c.id = d.class_id
LEFT JOIN teaching_group g ON g.id = d.group_id
SET d.school_id = COALESCE(c.unit_id, g.unit_id)
WHERE NOT d.school_id <=> COALESCE(c.unit_id, g.unit_id);
