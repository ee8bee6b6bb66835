-- How merit values lie around their mean: sums of their squares, beside the sums, in tens of squared points.
ALTER TABLE class_measure
  ADD COLUMN merit16_sq INT UNSIGNED NOT NULL DEFAULT 0 COMMENT 'sum of squares, each rounded to tens of squared points',
  ADD COLUMN merit17_sq INT UNSIGNED NOT NULL DEFAULT 0;
ALTER TABLE unit_measure
  ADD COLUMN merit16_sq INT UNSIGNED NOT NULL DEFAULT 0 COMMENT 'sum of squares, each rounded to tens of squared points',
  ADD COLUMN merit17_sq INT UNSIGNED NOT NULL DEFAULT 0;

UPDATE class_measure c JOIN (
  SELECT s.round_id, s.unit_id, s.class_id, s.year_group, s.gender,
         SUM((p.merit16 * p.merit16 + 500) DIV 1000) AS sq16, SUM((p.merit17 * p.merit17 + 500) DIV 1000) AS sq17
  FROM snapshot_pupil s
  JOIN pupil_summary p ON p.round_id = s.round_id AND p.pupil_id = s.pupil_id AND p.merit_covered AND p.has_pass
  GROUP BY s.round_id, s.unit_id, s.class_id, s.year_group, s.gender) m
  ON m.round_id = c.round_id AND m.unit_id = c.unit_id AND m.class_id = c.class_id AND m.year_group = c.year_group
  AND m.gender = c.gender
SET c.merit16_sq = m.sq16, c.merit17_sq = m.sq17;

UPDATE unit_measure u JOIN (
  SELECT c.round_id, c.unit_id, y.year_group, g.gender, SUM(c.merit16_sq) AS sq16, SUM(c.merit17_sq) AS sq17
  FROM class_measure c
  JOIN (SELECT DISTINCT year_group FROM unit_measure) y ON y.year_group IN (0, c.year_group)
  JOIN (SELECT DISTINCT gender FROM unit_measure) g ON g.gender IN (0, c.gender)
  WHERE c.basis = 0
  GROUP BY c.round_id, c.unit_id, y.year_group, g.gender) m
  ON m.round_id = u.round_id AND m.unit_id = u.unit_id AND m.year_group = u.year_group AND m.gender = u.gender
SET u.merit16_sq = m.sq16, u.merit17_sq = m.sq17;
