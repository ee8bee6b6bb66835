-- How the same pupils stand in a round and in one before it, counted when the later of the two closes (lib/store/pair.h), so
-- that a change between rounds can be judged with what the pupils have in common. A unit's rows count those who were at
-- it in both; a class's those who were in it, or in the class that it was in the school year before. No row is about one pupil.
CREATE TABLE pair_cell (
  round_id INT UNSIGNED NOT NULL,
  before_id INT UNSIGNED NOT NULL COMMENT 'the round compared with',
  unit_id INT UNSIGNED NOT NULL,
  class_id INT UNSIGNED NOT NULL COMMENT '0 = the whole unit; a class has rows of gender 0 alone',
  year_group TINYINT UNSIGNED NOT NULL COMMENT '0 all',
  gender TINYINT UNSIGNED NOT NULL COMMENT '0 all, 1 female, 2 male',
  measure TINYINT UNSIGNED NOT NULL COMMENT '0 a subject, 1 all subjects, 2-5 eligibility',
  subject_id SMALLINT UNSIGNED NOT NULL COMMENT 'of the family; 0 of a measure',
  pass_both INT UNSIGNED NOT NULL COMMENT 'pupils who pass in both rounds',
  fell INT UNSIGNED NOT NULL COMMENT 'in the round before only',
  rose INT UNSIGNED NOT NULL COMMENT 'now only',
  neither INT UNSIGNED NOT NULL,
  PRIMARY KEY (round_id, before_id, unit_id, class_id, year_group, gender, measure, subject_id),
  CONSTRAINT pair_cell_round_fk FOREIGN KEY (round_id) REFERENCES round (id),
  CONSTRAINT pair_cell_before_fk FOREIGN KEY (before_id) REFERENCES round (id)
);

-- Corrections in two closed rounds may count the same row of pair_cell or hit_cell: each takes the lock of this row first.
CREATE TABLE follow_lock (
  id TINYINT UNSIGNED NOT NULL PRIMARY KEY
);

INSERT INTO follow_lock VALUES (1);
