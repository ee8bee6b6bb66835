-- One line of the access log per save, with all pupils whose level it changed. Lines from before stay as they are: they are sealed.
ALTER TABLE access_log ADD COLUMN changes TEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL
  COMMENT 'of a save of several pupils: [[pupil_id, "old", "new"], ...]; pupil_id, old_value and new_value are NULL';

-- Which sealed lines name a pupil in changes. Written by the sealer, so that no save waits for it.
CREATE TABLE access_log_pupil (
  pupil_id INT UNSIGNED NOT NULL,
  line_id BIGINT UNSIGNED NOT NULL,
  PRIMARY KEY (pupil_id, line_id),
  KEY access_log_pupil_line (line_id)
) COMMENT 'no foreign keys: a line outlives what it is about';
