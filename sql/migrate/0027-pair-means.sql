-- How the merit values of the same pupils changed between the rounds of pair_cell: sums of the values in both, of their
-- squares, and of the squared changes. Filled by `malkollctl recount`.
CREATE TABLE pair_mean (
  round_id INT UNSIGNED NOT NULL,
  before_id INT UNSIGNED NOT NULL COMMENT 'the round compared with',
  unit_id INT UNSIGNED NOT NULL,
  class_id INT UNSIGNED NOT NULL COMMENT '0 = the whole unit; a class has rows of gender 0 alone',
  year_group TINYINT UNSIGNED NOT NULL COMMENT '0 all',
  gender TINYINT UNSIGNED NOT NULL COMMENT '0 all, 1 female, 2 male',
  measure TINYINT UNSIGNED NOT NULL COMMENT '6 merit value of 16 subjects, 7 of 17',
  pupils INT UNSIGNED NOT NULL COMMENT 'who have one in both rounds',
  now_sum INT UNSIGNED NOT NULL COMMENT 'tenths of points',
  before_sum INT UNSIGNED NOT NULL,
  now_sq INT UNSIGNED NOT NULL COMMENT 'sum of squares, each rounded to tens of squared points',
  before_sq INT UNSIGNED NOT NULL,
  change_sq INT UNSIGNED NOT NULL COMMENT 'sum of squared changes, each rounded to tenths of squared points',
  PRIMARY KEY (round_id, before_id, unit_id, class_id, year_group, gender, measure),
  CONSTRAINT pair_mean_round_fk FOREIGN KEY (round_id) REFERENCES round (id),
  CONSTRAINT pair_mean_before_fk FOREIGN KEY (before_id) REFERENCES round (id)
);

-- A round is compared with those of its kind alone.
DELETE p FROM pair_cell p JOIN round r ON r.id = p.round_id JOIN round b ON b.id = p.before_id WHERE r.kind <> b.kind;
