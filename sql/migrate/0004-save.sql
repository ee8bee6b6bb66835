-- All subjects of a pupil beside the pupil's summary: a save needs them to tell what the summary comes to, and reads
-- one row per pupil instead of one per pupil and subject (lib/store/marks.h says how the text is made).
ALTER TABLE pupil_summary ADD COLUMN subjects VARCHAR(2000) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT ''
  COMMENT 'subject:scale:left:state:level of each, by subject id';

UPDATE pupil_summary p JOIN (
  SELECT t.round_id, t.pupil_id, GROUP_CONCAT(CONCAT_WS(':', t.subject_id, t.scale_id, t.left_on IS NOT NULL,
    CASE a.state WHEN 'level' THEN 1 WHEN 'not_assessable' THEN 2 ELSE 0 END, COALESCE(a.level_id, 0))
    ORDER BY t.subject_id SEPARATOR ' ') AS subjects
  FROM snapshot_subject t
  LEFT JOIN assessment a ON a.round_id = t.round_id AND a.pupil_id = t.pupil_id AND a.subject_id = t.subject_id
  GROUP BY t.round_id, t.pupil_id) m ON m.round_id = p.round_id AND m.pupil_id = p.pupil_id
SET p.subjects = m.subjects;
