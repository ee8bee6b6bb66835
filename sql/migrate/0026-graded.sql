-- In which year groups grades are set: a round of grades expects one where the rule of the scale says so. Adapted compulsory
-- school sets them on request only, on a scale without points.
ALTER TABLE scale_rule
  ADD COLUMN graded TINYINT(1) NOT NULL DEFAULT 0 COMMENT 'grades are set: a round of grades expects them';
UPDATE scale_rule r JOIN scale s ON s.id = r.scale_id SET r.graded = s.has_points;

-- Ten years of compulsory school: the sixth is what the fifth was. The rules from year group 6 on stay, and stand back; where
-- a municipality has later rules of its own nothing is added.
INSERT INTO scale_rule (syllabus_id, year_from, year_to, scale_id, valid_from)
SELECT r.syllabus_id, 1, 6, r.scale_id, '2028-07-01' FROM scale_rule r
WHERE r.unit_id IS NULL AND r.year_from = 1 AND r.year_to = 5 AND r.valid_from = '2011-07-01' AND r.valid_to IS NULL
  AND NOT EXISTS (SELECT 1 FROM scale_rule o WHERE o.syllabus_id = r.syllabus_id AND o.unit_id IS NULL
                  AND o.valid_from > r.valid_from AND o.year_from <= 6);
UPDATE scale_rule r JOIN scale_rule n ON n.syllabus_id = r.syllabus_id AND n.unit_id IS NULL
  AND n.year_from = 1 AND n.year_to = 6 AND n.valid_from = '2028-07-01'
SET r.valid_to = '2028-06-30'
WHERE r.unit_id IS NULL AND r.year_from = 1 AND r.year_to = 5 AND r.valid_to IS NULL;

UPDATE revision SET revision = revision + 1 WHERE unit_id = 0;
