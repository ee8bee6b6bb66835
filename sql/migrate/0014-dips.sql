-- Lists of dips and rises as rounds closed (lib/domain/dip.h). Counts of groups; nobody is named.

CREATE TABLE dip_list (
  round_id INT UNSIGNED NOT NULL PRIMARY KEY,
  fixed_at DATETIME(3) NOT NULL,
  previous_id INT UNSIGNED NOT NULL COMMENT 'the round before; 0 = there was none',
  year_ago_id INT UNSIGNED NOT NULL,
  min_size INT UNSIGNED NOT NULL,
  min_points INT UNSIGNED NOT NULL,
  rate INT UNSIGNED NOT NULL,
  use_pairs TINYINT(1) NOT NULL,
  use_year_ago TINYINT(1) NOT NULL,
  use_municipality TINYINT(1) NOT NULL,
  group_count INT UNSIGNED NOT NULL COMMENT 'tested',
  test_count INT UNSIGNED NOT NULL COMMENT 'that could have become a flag',
  found INT UNSIGNED NOT NULL,
  CONSTRAINT dip_list_round_fk FOREIGN KEY (round_id) REFERENCES round (id)
);

CREATE TABLE dip (
  round_id INT UNSIGNED NOT NULL,
  unit_id INT UNSIGNED NOT NULL COMMENT 'school or area',
  class_id INT UNSIGNED NOT NULL COMMENT '0 = the whole unit',
  year_group TINYINT UNSIGNED NOT NULL,
  subject_id SMALLINT UNSIGNED NOT NULL COMMENT 'of the family; 0 = all subjects attained',
  grain ENUM('class', 'subject', 'school', 'area') NOT NULL,
  passed INT UNSIGNED NOT NULL,
  passed_of INT UNSIGNED NOT NULL,
  missing INT UNSIGNED NOT NULL,
  pairs_both INT UNSIGNED NOT NULL,
  pairs_fell INT UNSIGNED NOT NULL,
  pairs_rose INT UNSIGNED NOT NULL,
  pairs_neither INT UNSIGNED NOT NULL,
  year_ago INT UNSIGNED NOT NULL,
  year_ago_of INT UNSIGNED NOT NULL,
  municipality INT UNSIGNED NOT NULL,
  municipality_of INT UNSIGNED NOT NULL,
  all_both INT UNSIGNED NOT NULL COMMENT 'pairs of the municipality',
  all_fell INT UNSIGNED NOT NULL,
  all_rose INT UNSIGNED NOT NULL,
  all_neither INT UNSIGNED NOT NULL,
  p_adjusted DOUBLE NOT NULL,
  PRIMARY KEY (round_id, unit_id, class_id, year_group, subject_id),
  CONSTRAINT dip_round_fk FOREIGN KEY (round_id) REFERENCES round (id)
);
