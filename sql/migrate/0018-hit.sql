-- Forecasts against the grades that followed, counted when a round of grades is filled or closed (lib/store/hit). The
-- school is the one that the forecast was made at. No row is about a person, a class or a teaching group; how many groups
-- stand behind a row is kept so that a page need not show one of them alone.
CREATE TABLE hit_cell (
  grade_round_id INT UNSIGNED NOT NULL,
  round_id INT UNSIGNED NOT NULL COMMENT 'of the forecast',
  unit_id INT UNSIGNED NOT NULL,
  year_group TINYINT UNSIGNED NOT NULL COMMENT '0 all',
  subject_id SMALLINT UNSIGNED NOT NULL COMMENT 'of the family; 0 all',
  right_pass INT UNSIGNED NOT NULL COMMENT 'pass was forecast, and followed',
  over_pass INT UNSIGNED NOT NULL COMMENT 'pass was forecast, and did not follow',
  under_pass INT UNSIGNED NOT NULL COMMENT 'no pass was forecast, but followed',
  right_fail INT UNSIGNED NOT NULL COMMENT 'no pass was forecast, and none followed',
  level_over INT UNSIGNED NOT NULL COMMENT 'both are levels of one scale: a higher one was forecast',
  level_same INT UNSIGNED NOT NULL,
  level_under INT UNSIGNED NOT NULL,
  unpaired INT UNSIGNED NOT NULL COMMENT 'a forecast without a grade in the subject',
  group_count INT UNSIGNED NOT NULL COMMENT 'teaching groups behind the pairs',
  merit_n INT UNSIGNED NOT NULL COMMENT 'pupils with both merit values, in the rows of all subjects',
  merit_error INT NOT NULL COMMENT 'sum of forecast less grade, in tenths',
  merit_abs INT UNSIGNED NOT NULL COMMENT 'sum of how far off, in tenths',
  PRIMARY KEY (grade_round_id, round_id, unit_id, year_group, subject_id),
  KEY hit_cell_unit (unit_id, year_group, subject_id),
  CONSTRAINT hit_cell_grade_fk FOREIGN KEY (grade_round_id) REFERENCES round (id),
  CONSTRAINT hit_cell_round_fk FOREIGN KEY (round_id) REFERENCES round (id)
);
