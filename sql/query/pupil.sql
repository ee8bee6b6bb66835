-- One pupil as one person may see it.

-- name: pupil_for_person
-- The pupil where he or she was last in a snapshot, if a duty reaches the pupil there: everything (principal, special
-- educator, mentor), or only the own subjects (teacher; a round of grades does not have all that is taught, so after one the
-- roster's groups count too). The column seen is that of group_pupils; a protected pupil who is not shown is not there,
-- neither here nor below.
SELECT s.pupil_id, n.name, c.id, c.name, u.id, u.name, s.year_group,
       EXISTS (SELECT 1 FROM duty d LEFT JOIN unit_closure k ON k.ancestor_id = d.unit_id AND k.descendant_id = s.unit_id
               WHERE d.person_id = ? AND d.capacity = COALESCE(?, d.capacity) AND d.starts_on <= ? AND COALESCE(d.ends_on, DATE '9999-12-31') >= ?
                 AND ((d.role IN ('principal', 'preschool_head', 'special_educator', 'delegate') AND k.descendant_id IS NOT NULL)
                      OR (d.role = 'mentor' AND d.class_id = s.class_id))),
       EXISTS (SELECT 1 FROM duty d JOIN snapshot_subject t ON t.group_id = d.group_id
               WHERE d.person_id = ? AND d.capacity = COALESCE(?, d.capacity) AND d.role = 'teacher' AND d.starts_on <= ?
                 AND COALESCE(d.ends_on, DATE '9999-12-31') >= ?
                 AND t.round_id = s.round_id AND t.pupil_id = s.pupil_id AND t.left_on IS NULL)
       OR r.kind = 'grade' AND EXISTS (
               SELECT 1 FROM duty d JOIN group_member m ON m.group_id = d.group_id
               WHERE d.person_id = ? AND d.capacity = COALESCE(?, d.capacity) AND d.role = 'teacher' AND d.starts_on <= ?
                 AND COALESCE(d.ends_on, DATE '9999-12-31') >= ?
                 AND m.person_id = s.pupil_id AND m.starts_on <= ? AND COALESCE(m.ends_on, DATE '9999-12-31') >= ?),
       CASE WHEN n.protected = 0 THEN 1
            WHEN EXISTS (SELECT 1 FROM protected_decider v WHERE v.pupil_id = n.id AND v.person_id = ?
                         AND v.capacity = COALESCE(?, v.capacity) AND ? BETWEEN v.starts_on AND v.ends_on) THEN 4
            WHEN EXISTS (SELECT 1 FROM protected_reader v WHERE v.pupil_id = n.id AND v.person_id = ?
                         AND ? BETWEEN v.starts_on AND v.ends_on) THEN IF(n.masked, 2, 3)
            ELSE 0 END AS seen
FROM snapshot_pupil s
JOIN round r ON r.id = s.round_id
JOIN pupil_name n ON n.id = s.pupil_id
JOIN unit u ON u.id = s.unit_id
LEFT JOIN class c ON c.id = s.class_id
WHERE s.pupil_id = ? AND s.left_on IS NULL
HAVING seen > 0
ORDER BY r.term_order DESC, r.kind DESC, r.week DESC LIMIT 1;

-- name: pupil_rows
-- All subjects in all rounds, by subject and round.
SELECT f.id, f.code, f.name_sv, f.name_en, t.round_id, COALESCE(a.state, 'missing'), l.code, l.passes,
       t.left_on IS NOT NULL, t.scale_id, a.level_id, IF(a.state <> 'missing', a.set_at, NULL)
FROM round r
JOIN snapshot_subject t ON t.round_id = r.id AND t.pupil_id = ?
JOIN pupil_name n ON n.id = t.pupil_id
JOIN subject f ON f.id = t.subject_id
LEFT JOIN assessment a ON a.round_id = t.round_id AND a.pupil_id = t.pupil_id AND a.subject_id = t.subject_id
LEFT JOIN scale_level l ON l.id = a.level_id
WHERE r.state <> 'planned'
  AND CASE WHEN n.protected = 0 THEN 1
            WHEN EXISTS (SELECT 1 FROM protected_decider v WHERE v.pupil_id = n.id AND v.person_id = ?
                         AND v.capacity = COALESCE(?, v.capacity) AND ? BETWEEN v.starts_on AND v.ends_on) THEN 4
            WHEN EXISTS (SELECT 1 FROM protected_reader v WHERE v.pupil_id = n.id AND v.person_id = ?
                         AND ? BETWEEN v.starts_on AND v.ends_on) THEN IF(n.masked, 2, 3)
            ELSE 0 END > 0
ORDER BY f.position, f.code, f.id, r.term_order, r.kind, r.week;

-- name: pupil_rows_taught
-- The same, only in the subjects that the person teaches the pupil now.
SELECT f.id, f.code, f.name_sv, f.name_en, t.round_id, COALESCE(a.state, 'missing'), l.code, l.passes,
       t.left_on IS NOT NULL, t.scale_id, a.level_id, IF(a.state <> 'missing', a.set_at, NULL)
FROM round r
JOIN snapshot_subject t ON t.round_id = r.id AND t.pupil_id = ?
JOIN pupil_name n ON n.id = t.pupil_id
JOIN subject f ON f.id = t.subject_id
LEFT JOIN assessment a ON a.round_id = t.round_id AND a.pupil_id = t.pupil_id AND a.subject_id = t.subject_id
LEFT JOIN scale_level l ON l.id = a.level_id
WHERE r.state <> 'planned' AND t.subject_id IN (
  SELECT g.subject_id FROM duty d JOIN teaching_group g ON g.id = d.group_id
  JOIN group_member m ON m.group_id = g.id AND m.person_id = ? AND m.starts_on <= ?
    AND COALESCE(m.ends_on, DATE '9999-12-31') >= ?
  WHERE d.person_id = ? AND d.capacity = COALESCE(?, d.capacity) AND d.role = 'teacher' AND d.starts_on <= ? AND COALESCE(d.ends_on, DATE '9999-12-31') >= ?)
  AND CASE WHEN n.protected = 0 THEN 1
            WHEN EXISTS (SELECT 1 FROM protected_decider v WHERE v.pupil_id = n.id AND v.person_id = ?
                         AND v.capacity = COALESCE(?, v.capacity) AND ? BETWEEN v.starts_on AND v.ends_on) THEN 4
            WHEN EXISTS (SELECT 1 FROM protected_reader v WHERE v.pupil_id = n.id AND v.person_id = ?
                         AND ? BETWEEN v.starts_on AND v.ends_on) THEN IF(n.masked, 2, 3)
            ELSE 0 END > 0
ORDER BY f.position, f.code, f.id, r.term_order, r.kind, r.week;

-- name: pupil_summaries
SELECT m.round_id, m.expected, m.assessed, m.passed, m.missing, m.complete, m.all_subjects, m.eligible, m.merit_covered,
       m.merit16, m.merit17
FROM round r
JOIN pupil_summary m ON m.round_id = r.id AND m.pupil_id = ?
JOIN pupil_name n ON n.id = m.pupil_id
WHERE r.state <> 'planned'
  AND CASE WHEN n.protected = 0 THEN 1
            WHEN EXISTS (SELECT 1 FROM protected_decider v WHERE v.pupil_id = n.id AND v.person_id = ?
                         AND v.capacity = COALESCE(?, v.capacity) AND ? BETWEEN v.starts_on AND v.ends_on) THEN 4
            WHEN EXISTS (SELECT 1 FROM protected_reader v WHERE v.pupil_id = n.id AND v.person_id = ?
                         AND ? BETWEEN v.starts_on AND v.ends_on) THEN IF(n.masked, 2, 3)
            ELSE 0 END > 0
ORDER BY r.term_order, r.kind, r.week;

-- name: pupil_for_principal
-- The pupil, if the person is principal of the school where he or she was last in a snapshot or goes now; a protected one
-- only of the school where he or she goes now.
SELECT p.id, p.protected > 0 FROM person p
WHERE p.id = ? AND EXISTS (
  SELECT 1 FROM duty d JOIN unit_closure k ON k.ancestor_id = d.unit_id
  WHERE d.person_id = ? AND d.capacity = COALESCE(?, d.capacity) AND d.starts_on <= ?
    AND COALESCE(d.ends_on, DATE '9999-12-31') >= ? AND d.role IN ('principal', 'preschool_head')
    AND k.descendant_id = COALESCE(
      (SELECT s.unit_id FROM snapshot_pupil s JOIN round r ON r.id = s.round_id WHERE s.pupil_id = p.id AND s.left_on IS NULL
       ORDER BY r.term_order DESC, r.kind DESC, r.week DESC LIMIT 1),
      (SELECT x.unit_id FROM enrolment x WHERE x.person_id = p.id ORDER BY x.starts_on DESC, x.id DESC LIMIT 1)))
  AND (p.protected = 0 OR EXISTS (SELECT 1 FROM protected_decider v WHERE v.pupil_id = p.id AND v.person_id = ?
                                  AND v.capacity = COALESCE(?, v.capacity) AND ? BETWEEN v.starts_on AND v.ends_on));
