-- Milestones on the way to the expectation that everybody attains. Set by the director for the whole municipality.
CREATE TABLE target (
  id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  measure ENUM('subject', 'all_subjects', 'vocational', 'arts', 'economics_humanities_social', 'science_technology',
               'merit16', 'merit17') NOT NULL,
  subject_id SMALLINT UNSIGNED NULL COMMENT 'the family, of measure subject',
  year_group TINYINT UNSIGNED NOT NULL DEFAULT 0 COMMENT '0 = every year group, and all of them together',
  value10 SMALLINT UNSIGNED NOT NULL COMMENT 'tenths of a per cent; of merit values, of a point',
  valid_from DATE NOT NULL,
  valid_to DATE NULL,
  set_by INT UNSIGNED NULL COMMENT 'NULL: malkollctl, or somebody who has been removed',
  set_at DATETIME(3) NOT NULL,
  KEY target_subject (subject_id),
  KEY target_set_by (set_by),
  CONSTRAINT target_subject_fk FOREIGN KEY (subject_id) REFERENCES subject (id),
  CONSTRAINT target_set_by_fk FOREIGN KEY (set_by) REFERENCES person (id) ON DELETE SET NULL,
  CONSTRAINT target_of CHECK ((measure = 'subject') = (subject_id IS NOT NULL)),
  CONSTRAINT target_value CHECK (value10 BETWEEN 1 AND 3400),
  CONSTRAINT target_days CHECK (valid_to IS NULL OR valid_from <= valid_to)
);
