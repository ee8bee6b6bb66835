-- Everything that is stored about one person (lib/store/extract.c): each statement takes the person's id and is one part
-- of the extract; the columns have their names in extract.c, in this order.

-- name: extract_person
SELECT id, source_id, eppn, given_name, family_name, email, gender, protected, ends_on FROM person WHERE id = ?;

-- name: extract_person_by_source
SELECT id FROM person WHERE source_id = ?;

-- name: extract_enrolments
SELECT u.name, x.year_group, x.starts_on, x.ends_on
FROM enrolment x JOIN unit u ON u.id = x.unit_id WHERE x.person_id = ? ORDER BY x.starts_on, x.id;

-- name: extract_classes
SELECT u.name, c.name, x.starts_on, x.ends_on
FROM class_member x JOIN class c ON c.id = x.class_id JOIN unit u ON u.id = c.unit_id
WHERE x.person_id = ? ORDER BY x.starts_on, x.id;

-- name: extract_groups
SELECT u.name, g.name, s.code, x.starts_on, x.ends_on
FROM group_member x JOIN teaching_group g ON g.id = x.group_id JOIN unit u ON u.id = g.unit_id JOIN subject s ON s.id = g.subject_id
WHERE x.person_id = ? ORDER BY x.starts_on, s.position, x.id;

-- name: extract_duties
SELECT d.role, u.name, c.name, g.name, d.rights, d.starts_on, d.ends_on, d.origin, d.note
FROM duty d
LEFT JOIN unit u ON u.id = COALESCE(d.unit_id, d.school_id)
LEFT JOIN class c ON c.id = d.class_id
LEFT JOIN teaching_group g ON g.id = d.group_id
WHERE d.person_id = ? ORDER BY d.starts_on, d.id;

-- name: extract_rounds
-- Where the rounds counted the pupil.
SELECT CONCAT(r.term, IF(r.kind = 'grade', '-grade', CONCAT('-', LPAD(r.week, 2, '0')))), u.name, c.name, s.year_group, s.left_on
FROM snapshot_pupil s JOIN round r ON r.id = s.round_id JOIN unit u ON u.id = s.unit_id LEFT JOIN class c ON c.id = s.class_id
WHERE s.pupil_id = ? ORDER BY r.term_order, r.kind, r.week;

-- name: extract_assessments
-- Every value that ever stood, with the time in which it did; "until" is NULL for what stands now.
SELECT CONCAT(r.term, IF(r.kind = 'grade', '-grade', CONCAT('-', LPAD(r.week, 2, '0')))), s.code, a.state, l.code, a.version,
       w.name, a.set_at, a.reason,
       IF(a.row_end > TIMESTAMP '2038-01-01 00:00:00', NULL, a.row_end)
FROM round r
JOIN assessment FOR SYSTEM_TIME ALL a ON a.round_id = r.id AND a.pupil_id = ?
JOIN subject s ON s.id = a.subject_id
LEFT JOIN scale_level l ON l.id = a.level_id
LEFT JOIN staff_name w ON w.id = a.set_by
ORDER BY r.term_order, r.kind, r.week, s.position, s.code, a.row_end;

-- name: extract_summaries
SELECT CONCAT(r.term, IF(r.kind = 'grade', '-grade', CONCAT('-', LPAD(r.week, 2, '0')))), m.expected, m.assessed, m.passed,
       m.not_assessable, m.missing, m.all_subjects, m.eligible, m.merit16, m.merit17
FROM pupil_summary m JOIN round r ON r.id = m.round_id WHERE m.pupil_id = ? ORDER BY r.term_order, r.kind, r.week;

-- name: extract_round_acts
SELECT CONCAT(r.term, IF(r.kind = 'grade', '-grade', CONCAT('-', LPAD(r.week, 2, '0')))), e.act, e.at, e.reason
FROM round_event e JOIN round r ON r.id = e.round_id WHERE e.person_id = ? ORDER BY e.at;

-- name: extract_protection
SELECT p.protected_roster, p.protected_hand, p.pseudonym, m.reason, w.name, m.set_at
FROM person p
LEFT JOIN protected_mark m ON m.person_id = p.id
LEFT JOIN staff_name w ON w.id = m.set_by
WHERE p.id = ? AND (p.protected > 0 OR p.pseudonym IS NOT NULL OR m.person_id IS NOT NULL);

-- name: extract_protected_readers
-- Who may see the person beside those who decide.
SELECT n.name, v.starts_on, v.ends_on, w.name, v.granted_at
FROM protected_reader v
JOIN staff_name n ON n.id = v.person_id
LEFT JOIN staff_name w ON w.id = v.granted_by
WHERE v.pupil_id = ? ORDER BY v.starts_on, v.person_id;

-- name: extract_holds
SELECT h.reason, h.created_at, h.ended_at, h.end_reason FROM legal_hold h WHERE h.person_id = ? ORDER BY h.id;
