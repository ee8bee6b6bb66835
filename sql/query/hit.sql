-- Forecasts against the grades that followed. Filling reads summaries, once per pair of rounds, and of the schools that a
-- correction touches; verification the raw rows; pages hit_cell alone.

-- name: hit_pairs
-- The forecast rounds that a round of grades is held against, those of its school year, with either of them given (twice).
-- Rounds whose pupils' rows are gone keep what was counted.
SELECT g.id, f.id
FROM round g
JOIN round f ON f.kind = 'forecast' AND f.state <> 'planned' AND f.purged_at IS NULL
  AND (f.term_order = g.term_order OR (f.term_order = g.term_order - 1 AND f.term_order % 2 = 1))
WHERE g.kind = 'grade' AND g.state <> 'planned' AND g.purged_at IS NULL AND (g.id = ? OR f.id = ?)
ORDER BY g.id, f.id;

-- name: hit_closed_pairs
-- The pairs of which both rounds are closed: what is stored of them is what a recount gives.
SELECT g.id, f.id
FROM round g
JOIN round f ON f.kind = 'forecast' AND f.state = 'closed' AND f.purged_at IS NULL
  AND (f.term_order = g.term_order OR (f.term_order = g.term_order - 1 AND f.term_order % 2 = 1))
WHERE g.kind = 'grade' AND g.state = 'closed' AND g.purged_at IS NULL
ORDER BY g.id, f.id;

-- name: hit_clear
-- Of some schools, from one unit id to another.
DELETE FROM hit_cell WHERE grade_round_id = ? AND round_id = ? AND unit_id BETWEEN ? AND ?;

-- name: hit_stored
SELECT unit_id, year_group, subject_id, right_pass, over_pass, under_pass, right_fail, level_over, level_same, level_under,
       unpaired, group_count, merit_n, merit_error, merit_abs
FROM hit_cell WHERE grade_round_id = ? AND round_id = ?;

-- name: hit_expected
-- On which scales a round of grades expects grades, by school and year group.
SELECT DISTINCT unit_id, year_group, scale_id FROM snapshot_scale WHERE round_id = ?;

-- name: hit_count
-- What was forecast and what followed per school, family, group and year group; without a grade are those who were to get
-- one. From the pupils on: what the server knows of how many rows there are may be old. Parameters: round of grades, twice,
-- of forecasts, from one unit id to another.
SELECT STRAIGHT_JOIN s.unit_id, u.family_id, t.group_id, s.year_group,
       SUM(a.state = 'level' AND l.passes AND g.state = 'level' AND m.passes),
       SUM(a.state = 'level' AND l.passes AND NOT (g.state = 'level' AND m.passes)),
       SUM(NOT (a.state = 'level' AND l.passes) AND g.state = 'level' AND m.passes),
       SUM(NOT (a.state = 'level' AND l.passes) AND NOT (g.state = 'level' AND m.passes)),
       SUM(l.scale_id = m.scale_id AND l.position > m.position),
       SUM(l.scale_id = m.scale_id AND l.position = m.position),
       SUM(l.scale_id = m.scale_id AND l.position < m.position),
       SUM(g.state IS NULL AND x.scale_id IS NOT NULL)
FROM snapshot_pupil s
JOIN snapshot_subject t FORCE INDEX (PRIMARY) ON t.round_id = s.round_id AND t.pupil_id = s.pupil_id AND t.left_on IS NULL
JOIN subject u ON u.id = t.subject_id
JOIN assessment a ON a.round_id = t.round_id AND a.pupil_id = t.pupil_id AND a.subject_id = t.subject_id AND a.state <> 'missing'
LEFT JOIN scale_level l ON l.id = a.level_id
LEFT JOIN assessment g ON g.round_id = ? AND g.pupil_id = a.pupil_id AND g.subject_id = a.subject_id AND g.state <> 'missing'
LEFT JOIN scale_level m ON m.id = g.level_id
LEFT JOIN (SELECT DISTINCT unit_id, year_group, scale_id FROM snapshot_scale WHERE round_id = ?) x
  ON x.unit_id = s.unit_id AND x.year_group = s.year_group AND x.scale_id = t.scale_id
WHERE s.round_id = ? AND s.unit_id BETWEEN ? AND ?
GROUP BY s.unit_id, u.family_id, t.group_id, s.year_group
ORDER BY s.unit_id, u.family_id, t.group_id, s.year_group;

-- name: hit_pupils
-- The pupils of a round of forecasts by school, with all their subjects (marks.h) in it and in a round of grades, and their
-- groups in the order of the subjects. Soon after a snapshot was taken the server does not know that both indexes are not
-- equally good. Parameters: round of grades, of forecasts, from one unit id to another.
SELECT STRAIGHT_JOIN s.unit_id, s.year_group,
       (SELECT GROUP_CONCAT(t.group_id ORDER BY t.subject_id) FROM snapshot_subject t FORCE INDEX (PRIMARY)
        WHERE t.round_id = s.round_id AND t.pupil_id = s.pupil_id),
       f.subjects, g.subjects
FROM snapshot_pupil s
JOIN pupil_summary f ON f.round_id = s.round_id AND f.pupil_id = s.pupil_id
LEFT JOIN pupil_summary g ON g.round_id = ? AND g.pupil_id = s.pupil_id
WHERE s.round_id = ? AND s.unit_id BETWEEN ? AND ?
ORDER BY s.unit_id;

-- name: hit_count_merit
-- Merit values of those who have everything reported in both rounds. Parameters as above.
SELECT STRAIGHT_JOIN s.unit_id, s.year_group, COUNT(*), SUM(CAST(f.merit17 AS SIGNED) - CAST(g.merit17 AS SIGNED)),
       SUM(ABS(CAST(f.merit17 AS SIGNED) - CAST(g.merit17 AS SIGNED)))
FROM snapshot_pupil s
JOIN pupil_summary f ON f.round_id = s.round_id AND f.pupil_id = s.pupil_id AND f.complete AND f.merit_covered
JOIN pupil_summary g ON g.round_id = ? AND g.pupil_id = s.pupil_id AND g.complete AND g.merit_covered
WHERE s.round_id = ? AND s.unit_id BETWEEN ? AND ?
GROUP BY s.unit_id, s.year_group;

-- name: hit_put
INSERT INTO hit_cell (grade_round_id, round_id, unit_id, year_group, subject_id, right_pass, over_pass, under_pass, right_fail,
  level_over, level_same, level_under, unpaired, group_count, merit_n, merit_error, merit_abs)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

-- name: hit_by_round
-- Per pair of rounds, for a unit that the caller has been let into, with all that lies below it. Parameters: unit, year
-- group, subject.
SELECT c.grade_round_id, c.round_id, SUM(c.right_pass), SUM(c.over_pass), SUM(c.under_pass), SUM(c.right_fail), SUM(c.level_over),
       SUM(c.level_same), SUM(c.level_under), SUM(c.unpaired), SUM(c.group_count), SUM(c.merit_n), SUM(c.merit_error), SUM(c.merit_abs)
FROM unit_closure t
JOIN hit_cell c ON c.unit_id = t.descendant_id AND c.year_group = ? AND c.subject_id = ?
WHERE t.ancestor_id = ?
GROUP BY c.grade_round_id, c.round_id;

-- name: hit_by_subject
-- Parameters: round of grades, year group, unit. A row's key stands between the rounds and the counts.
SELECT c.round_id, c.subject_id, SUM(c.right_pass), SUM(c.over_pass), SUM(c.under_pass), SUM(c.right_fail), SUM(c.level_over),
       SUM(c.level_same), SUM(c.level_under), SUM(c.unpaired), SUM(c.group_count), SUM(c.merit_n), SUM(c.merit_error), SUM(c.merit_abs)
FROM unit_closure t
JOIN hit_cell c ON c.unit_id = t.descendant_id AND c.grade_round_id = ? AND c.year_group = ? AND c.subject_id > 0
WHERE t.ancestor_id = ?
GROUP BY c.round_id, c.subject_id;

-- name: hit_by_year_group
-- Parameters: round of grades, subject, unit.
SELECT c.round_id, c.year_group, SUM(c.right_pass), SUM(c.over_pass), SUM(c.under_pass), SUM(c.right_fail), SUM(c.level_over),
       SUM(c.level_same), SUM(c.level_under), SUM(c.unpaired), SUM(c.group_count), SUM(c.merit_n), SUM(c.merit_error), SUM(c.merit_abs)
FROM unit_closure t
JOIN hit_cell c ON c.unit_id = t.descendant_id AND c.grade_round_id = ? AND c.year_group > 0 AND c.subject_id = ?
WHERE t.ancestor_id = ?
GROUP BY c.round_id, c.year_group;

-- name: hit_by_unit
-- Parameters: round of grades, year group, subject, unit.
SELECT c.round_id, c.unit_id, c.right_pass, c.over_pass, c.under_pass, c.right_fail, c.level_over, c.level_same, c.level_under,
       c.unpaired, c.group_count, c.merit_n, c.merit_error, c.merit_abs
FROM unit_closure t
JOIN hit_cell c ON c.unit_id = t.descendant_id AND c.grade_round_id = ? AND c.year_group = ? AND c.subject_id = ?
WHERE t.ancestor_id = ?;
