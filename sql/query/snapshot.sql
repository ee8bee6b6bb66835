-- The roster snapshot of a round. Parameters named in order in lib/store/snapshot.c.

-- name: snapshot_scale_keys
-- Every combination that needs a scale: day, twice, and the year groups of compulsory school.
SELECT y.id, e.unit_id, e.year_group
FROM (SELECT DISTINCT unit_id, year_group FROM enrolment
      WHERE starts_on <= ? AND COALESCE(ends_on, DATE '9999-12-31') >= ? AND year_group BETWEEN ? AND ?) e
JOIN syllabus y;

-- name: snapshot_scale_put
INSERT INTO snapshot_scale (round_id, syllabus_id, unit_id, year_group, scale_id) VALUES (?, ?, ?, ?, ?)
ON DUPLICATE KEY UPDATE scale_id = VALUES(scale_id);

-- name: snapshot_pupils_put
-- Every pupil enrolled that day in a school and year group of which something is expected. Of several enrolments the latest
-- begun wins, of several classes too.
INSERT INTO snapshot_pupil (round_id, pupil_id, unit_id, class_id, year_group, gender, left_on)
SELECT ?, e.person_id, e.unit_id, COALESCE(c.id, 0), e.year_group,
       CASE p.gender WHEN 'female' THEN 1 WHEN 'male' THEN 2 ELSE 3 END, NULL
FROM enrolment e
JOIN person p ON p.id = e.person_id
LEFT JOIN class_member m ON m.person_id = e.person_id AND m.starts_on <= ? AND COALESCE(m.ends_on, DATE '9999-12-31') >= ?
LEFT JOIN class c ON c.id = m.class_id AND c.unit_id = e.unit_id
WHERE e.starts_on <= ? AND COALESCE(e.ends_on, DATE '9999-12-31') >= ?
  AND EXISTS (SELECT 1 FROM syllabus b JOIN snapshot_scale y ON y.syllabus_id = b.id
              WHERE y.round_id = ? AND y.unit_id = e.unit_id AND y.year_group = e.year_group)
ORDER BY e.starts_on, e.id, c.id IS NOT NULL, m.starts_on, m.id
ON DUPLICATE KEY UPDATE unit_id = VALUES(unit_id), class_id = VALUES(class_id), year_group = VALUES(year_group),
  gender = VALUES(gender), left_on = NULL;

-- name: snapshot_pupils_leave
-- Who is no longer enrolled where the row says: who has moved to where something is expected has been written before.
UPDATE snapshot_pupil s SET s.left_on = ?
WHERE s.round_id = ? AND s.left_on IS NULL AND NOT EXISTS (
  SELECT 1 FROM enrolment e
  WHERE e.person_id = s.pupil_id AND e.unit_id = s.unit_id AND e.year_group = s.year_group
    AND e.starts_on <= ? AND COALESCE(e.ends_on, DATE '9999-12-31') >= ?);

-- name: snapshot_subjects_put
-- Every subject that a pupil reads that day; of two groups in one subject the latest joined wins. From the pupils on: what
-- the server knows of a snapshot that was taken a moment ago is from before it, and it would begin with the scales.
INSERT INTO snapshot_subject (round_id, pupil_id, subject_id, group_id, scale_id, left_on)
SELECT STRAIGHT_JOIN s.round_id, s.pupil_id, g.subject_id, g.id, y.scale_id, NULL
FROM snapshot_pupil s
JOIN group_member m ON m.person_id = s.pupil_id AND m.starts_on <= ? AND COALESCE(m.ends_on, DATE '9999-12-31') >= ?
JOIN teaching_group g ON g.id = m.group_id AND g.starts_on <= ? AND COALESCE(g.ends_on, DATE '9999-12-31') >= ?
JOIN snapshot_scale y ON y.round_id = s.round_id AND y.syllabus_id = g.syllabus_id AND y.unit_id = s.unit_id
  AND y.year_group = s.year_group
WHERE s.round_id = ? AND s.left_on IS NULL
ORDER BY s.pupil_id, g.subject_id, m.starts_on, g.id
ON DUPLICATE KEY UPDATE group_id = VALUES(group_id), scale_id = VALUES(scale_id), left_on = NULL;

-- name: snapshot_subjects_leave
-- Who left the school, or is no longer in the group that the row names (a change of group was written before).
UPDATE snapshot_subject t
JOIN snapshot_pupil s ON s.round_id = t.round_id AND s.pupil_id = t.pupil_id
LEFT JOIN group_member m ON m.group_id = t.group_id AND m.person_id = t.pupil_id
  AND m.starts_on <= ? AND COALESCE(m.ends_on, DATE '9999-12-31') >= ?
LEFT JOIN teaching_group g ON g.id = t.group_id AND g.starts_on <= ? AND COALESCE(g.ends_on, DATE '9999-12-31') >= ?
SET t.left_on = ?
WHERE t.round_id = ? AND t.left_on IS NULL AND (s.left_on IS NOT NULL OR m.id IS NULL OR g.id IS NULL);

-- name: snapshot_levels_off_scale
-- A pupil who changed year group or syllabus during the round may hold a level that the new scale does not have: it
-- has to be reported again. The old value stays in the history.
UPDATE assessment a
JOIN snapshot_subject t ON t.round_id = a.round_id AND t.pupil_id = a.pupil_id AND t.subject_id = a.subject_id
JOIN scale_level l ON l.id = a.level_id
SET a.state = 'missing', a.level_id = NULL, a.version = a.version + 1, a.set_by = NULL, a.set_at = UTC_TIMESTAMP(3),
    a.reason = 'scale changed'
WHERE a.round_id = ? AND l.scale_id <> t.scale_id;

-- name: snapshot_units_put
-- The schools that take part: the pupils' own and those of their teaching groups (one look for each group, not a reading of
-- all its pupils' rows). Parameters: round, three times.
INSERT IGNORE INTO round_unit (round_id, unit_id)
SELECT DISTINCT round_id, unit_id FROM snapshot_pupil WHERE round_id = ?
UNION
SELECT DISTINCT ?, g.unit_id FROM teaching_group g
WHERE (SELECT 1 FROM snapshot_subject t FORCE INDEX (snapshot_subject_group) WHERE t.round_id = ? AND t.group_id = g.id LIMIT 1) = 1;

-- name: snapshot_revisions_bump
INSERT INTO revision (unit_id, revision) SELECT unit_id, 1 FROM round_unit WHERE round_id = ? ORDER BY unit_id
ON DUPLICATE KEY UPDATE revision.revision = revision.revision + 1;

-- name: snapshot_set_date
UPDATE round SET snapshot_on = ? WHERE id = ?;
