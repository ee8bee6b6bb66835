-- Rounds, the roster as it was when a round was open, assessments, and the counts that pages are made of.
-- Times are UTC.

CREATE TABLE round (
  id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  kind ENUM('forecast', 'grade') NOT NULL,
  term CHAR(6) NOT NULL COMMENT 'HT2026, VT2027',
  week TINYINT UNSIGNED NOT NULL COMMENT 'ISO week; 0 for a round of kind grade',
  term_order SMALLINT UNSIGNED NOT NULL COMMENT '2 * year + 1 for HT, + 0 for VT: orders rounds',
  opens_at DATETIME(3) NOT NULL,
  due_at DATETIME(3) NOT NULL,
  closes_at DATETIME(3) NOT NULL,
  state ENUM('planned', 'open', 'closed') NOT NULL DEFAULT 'planned',
  snapshot_on DATE NULL COMMENT 'the day whose roster the snapshot shows',
  opened_at DATETIME(3) NULL,
  closed_at DATETIME(3) NULL,
  UNIQUE KEY round_key (term, kind, week),
  CONSTRAINT round_times CHECK (opens_at <= due_at AND due_at <= closes_at)
);

CREATE TABLE round_event (
  id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  round_id INT UNSIGNED NOT NULL,
  at DATETIME(3) NOT NULL,
  act ENUM('plan', 'open', 'close', 'reopen', 'refresh') NOT NULL,
  person_id INT UNSIGNED NULL COMMENT 'NULL: malkollctl',
  actor VARCHAR(100) NOT NULL,
  reason VARCHAR(500) NULL,
  KEY round_event_round (round_id),
  CONSTRAINT round_event_round_fk FOREIGN KEY (round_id) REFERENCES round (id),
  CONSTRAINT round_event_person_fk FOREIGN KEY (person_id) REFERENCES person (id)
);

-- One row per school that takes part. Its lock orders everything that changes the school's figures.
CREATE TABLE round_unit (
  round_id INT UNSIGNED NOT NULL,
  unit_id INT UNSIGNED NOT NULL,
  revision BIGINT UNSIGNED NOT NULL DEFAULT 1,
  corrections INT UNSIGNED NOT NULL DEFAULT 0 COMMENT 'assessments changed after the round closed',
  PRIMARY KEY (round_id, unit_id),
  CONSTRAINT round_unit_round_fk FOREIGN KEY (round_id) REFERENCES round (id),
  CONSTRAINT round_unit_unit_fk FOREIGN KEY (unit_id) REFERENCES unit (id)
);

-- The roster snapshot: which pupils, where.
CREATE TABLE snapshot_pupil (
  round_id INT UNSIGNED NOT NULL,
  pupil_id INT UNSIGNED NOT NULL,
  unit_id INT UNSIGNED NOT NULL,
  class_id INT UNSIGNED NOT NULL DEFAULT 0 COMMENT '0 = in no class',
  year_group TINYINT UNSIGNED NOT NULL,
  gender TINYINT UNSIGNED NOT NULL COMMENT '1 female, 2 male, 3 unknown',
  left_on DATE NULL,
  PRIMARY KEY (round_id, pupil_id),
  KEY snapshot_pupil_class (round_id, unit_id, class_id),
  KEY snapshot_pupil_pupil (pupil_id),
  CONSTRAINT snapshot_pupil_round_fk FOREIGN KEY (round_id) REFERENCES round (id),
  CONSTRAINT snapshot_pupil_pupil_fk FOREIGN KEY (pupil_id) REFERENCES person (id)
);

-- The roster snapshot: what is to be reported, in which group, on which scale.
CREATE TABLE snapshot_subject (
  round_id INT UNSIGNED NOT NULL,
  pupil_id INT UNSIGNED NOT NULL,
  subject_id SMALLINT UNSIGNED NOT NULL,
  group_id INT UNSIGNED NOT NULL,
  scale_id SMALLINT UNSIGNED NOT NULL,
  left_on DATE NULL COMMENT 'left the group, or the school',
  PRIMARY KEY (round_id, pupil_id, subject_id),
  KEY snapshot_subject_group (round_id, group_id)
);

-- Which scale each syllabus had in each school and year group when the snapshot was taken (lib/domain/scale).
CREATE TABLE snapshot_scale (
  round_id INT UNSIGNED NOT NULL,
  syllabus_id SMALLINT UNSIGNED NOT NULL,
  unit_id INT UNSIGNED NOT NULL,
  year_group TINYINT UNSIGNED NOT NULL,
  scale_id SMALLINT UNSIGNED NOT NULL,
  PRIMARY KEY (round_id, syllabus_id, unit_id, year_group)
);

CREATE TABLE assessment (
  round_id INT UNSIGNED NOT NULL,
  pupil_id INT UNSIGNED NOT NULL,
  subject_id SMALLINT UNSIGNED NOT NULL,
  state ENUM('missing', 'level', 'not_assessable') NOT NULL COMMENT 'missing: was set and cleared again',
  level_id SMALLINT UNSIGNED NULL,
  version INT UNSIGNED NOT NULL,
  set_by INT UNSIGNED NULL COMMENT 'NULL: loaded from a file without a person',
  set_at DATETIME(3) NOT NULL,
  reason VARCHAR(500) NULL COMMENT 'of a correction',
  PRIMARY KEY (round_id, pupil_id, subject_id),
  CONSTRAINT assessment_level CHECK ((state = 'level') = (level_id IS NOT NULL))
) WITH SYSTEM VERSIONING;

-- Progress of one teaching group in one round.
CREATE TABLE group_progress (
  round_id INT UNSIGNED NOT NULL,
  group_id INT UNSIGNED NOT NULL,
  unit_id INT UNSIGNED NOT NULL COMMENT 'the group''s school',
  subject_id SMALLINT UNSIGNED NOT NULL,
  assessed SMALLINT UNSIGNED NOT NULL DEFAULT 0,
  not_assessable SMALLINT UNSIGNED NOT NULL DEFAULT 0,
  missing SMALLINT UNSIGNED NOT NULL DEFAULT 0,
  left_count SMALLINT UNSIGNED NOT NULL DEFAULT 0,
  last_at DATETIME(3) NULL,
  PRIMARY KEY (round_id, group_id),
  KEY group_progress_unit (round_id, unit_id)
);

-- Attainment cells. gender: 0 all, 1 female, 2 male, 3 unknown; year_group: 0 all.
-- basis: 0 as it is now, 1 as the round closed; a row with basis 1 exists only where a correction changed the cell later.
-- Class cells have no "all" rows: they are what the school's cells are summed from. subject_id is the family's.
CREATE TABLE class_cell (
  round_id INT UNSIGNED NOT NULL,
  unit_id INT UNSIGNED NOT NULL,
  subject_id SMALLINT UNSIGNED NOT NULL,
  class_id INT UNSIGNED NOT NULL,
  basis TINYINT UNSIGNED NOT NULL DEFAULT 0,
  year_group TINYINT UNSIGNED NOT NULL,
  gender TINYINT UNSIGNED NOT NULL,
  scale_id SMALLINT UNSIGNED NOT NULL,
  passed SMALLINT UNSIGNED NOT NULL,
  assessed SMALLINT UNSIGNED NOT NULL,
  not_assessable SMALLINT UNSIGNED NOT NULL,
  missing SMALLINT UNSIGNED NOT NULL,
  left_count SMALLINT UNSIGNED NOT NULL,
  l1 SMALLINT UNSIGNED NOT NULL, l2 SMALLINT UNSIGNED NOT NULL, l3 SMALLINT UNSIGNED NOT NULL,
  l4 SMALLINT UNSIGNED NOT NULL, l5 SMALLINT UNSIGNED NOT NULL, l6 SMALLINT UNSIGNED NOT NULL,
  l7 SMALLINT UNSIGNED NOT NULL, l8 SMALLINT UNSIGNED NOT NULL, l9 SMALLINT UNSIGNED NOT NULL,
  l10 SMALLINT UNSIGNED NOT NULL, l11 SMALLINT UNSIGNED NOT NULL, l12 SMALLINT UNSIGNED NOT NULL,
  PRIMARY KEY (round_id, unit_id, subject_id, class_id, basis, year_group, gender, scale_id)
);

CREATE TABLE unit_cell (
  round_id INT UNSIGNED NOT NULL,
  unit_id INT UNSIGNED NOT NULL,
  basis TINYINT UNSIGNED NOT NULL DEFAULT 0,
  year_group TINYINT UNSIGNED NOT NULL,
  gender TINYINT UNSIGNED NOT NULL,
  subject_id SMALLINT UNSIGNED NOT NULL,
  scale_id SMALLINT UNSIGNED NOT NULL,
  passed INT UNSIGNED NOT NULL,
  assessed INT UNSIGNED NOT NULL,
  not_assessable INT UNSIGNED NOT NULL,
  missing INT UNSIGNED NOT NULL,
  left_count INT UNSIGNED NOT NULL,
  l1 INT UNSIGNED NOT NULL, l2 INT UNSIGNED NOT NULL, l3 INT UNSIGNED NOT NULL,
  l4 INT UNSIGNED NOT NULL, l5 INT UNSIGNED NOT NULL, l6 INT UNSIGNED NOT NULL,
  l7 INT UNSIGNED NOT NULL, l8 INT UNSIGNED NOT NULL, l9 INT UNSIGNED NOT NULL,
  l10 INT UNSIGNED NOT NULL, l11 INT UNSIGNED NOT NULL, l12 INT UNSIGNED NOT NULL,
  PRIMARY KEY (round_id, unit_id, basis, year_group, gender, subject_id, scale_id)
);

-- What one pupil's subjects come to (lib/domain/summary).
CREATE TABLE pupil_summary (
  round_id INT UNSIGNED NOT NULL,
  pupil_id INT UNSIGNED NOT NULL,
  expected TINYINT UNSIGNED NOT NULL,
  assessed TINYINT UNSIGNED NOT NULL,
  passed TINYINT UNSIGNED NOT NULL,
  not_assessable TINYINT UNSIGNED NOT NULL,
  missing TINYINT UNSIGNED NOT NULL,
  complete TINYINT(1) NOT NULL,
  all_subjects TINYINT(1) NOT NULL,
  at_risk TINYINT(1) NOT NULL,
  eligible TINYINT UNSIGNED NOT NULL COMMENT 'bit per slot: 1, 2, 4, 8',
  merit_covered TINYINT(1) NOT NULL COMMENT 'eligibility and merit value are counted for the year group',
  has_pass TINYINT(1) NOT NULL,
  merit16 SMALLINT UNSIGNED NOT NULL COMMENT 'tenths of a point',
  merit17 SMALLINT UNSIGNED NOT NULL COMMENT 'tenths of a point',
  PRIMARY KEY (round_id, pupil_id)
);

-- Sums of the summaries; same grain and meaning of the keys as the cells.
-- pupils: with anything to report; complete: nothing missing, the denominator of all_subjects and (where covered) of
-- eligibility; merit_n: complete, covered and at least one pass, the denominator of the merit values.
CREATE TABLE class_measure (
  round_id INT UNSIGNED NOT NULL,
  unit_id INT UNSIGNED NOT NULL,
  class_id INT UNSIGNED NOT NULL,
  basis TINYINT UNSIGNED NOT NULL DEFAULT 0,
  year_group TINYINT UNSIGNED NOT NULL,
  gender TINYINT UNSIGNED NOT NULL,
  pupils SMALLINT UNSIGNED NOT NULL,
  complete SMALLINT UNSIGNED NOT NULL,
  all_subjects SMALLINT UNSIGNED NOT NULL,
  at_risk SMALLINT UNSIGNED NOT NULL,
  covered SMALLINT UNSIGNED NOT NULL COMMENT 'complete pupils of the covered year groups',
  eligible1 SMALLINT UNSIGNED NOT NULL, eligible2 SMALLINT UNSIGNED NOT NULL,
  eligible3 SMALLINT UNSIGNED NOT NULL, eligible4 SMALLINT UNSIGNED NOT NULL,
  merit_n SMALLINT UNSIGNED NOT NULL,
  merit16_sum INT UNSIGNED NOT NULL,
  merit17_sum INT UNSIGNED NOT NULL,
  subjects_sum INT UNSIGNED NOT NULL COMMENT 'subjects of the complete pupils, for their mean number',
  PRIMARY KEY (round_id, unit_id, class_id, basis, year_group, gender)
);

CREATE TABLE unit_measure (
  round_id INT UNSIGNED NOT NULL,
  unit_id INT UNSIGNED NOT NULL,
  basis TINYINT UNSIGNED NOT NULL DEFAULT 0,
  year_group TINYINT UNSIGNED NOT NULL,
  gender TINYINT UNSIGNED NOT NULL,
  pupils INT UNSIGNED NOT NULL,
  complete INT UNSIGNED NOT NULL,
  all_subjects INT UNSIGNED NOT NULL,
  at_risk INT UNSIGNED NOT NULL,
  covered INT UNSIGNED NOT NULL,
  eligible1 INT UNSIGNED NOT NULL, eligible2 INT UNSIGNED NOT NULL,
  eligible3 INT UNSIGNED NOT NULL, eligible4 INT UNSIGNED NOT NULL,
  merit_n INT UNSIGNED NOT NULL,
  merit16_sum INT UNSIGNED NOT NULL,
  merit17_sum INT UNSIGNED NOT NULL,
  subjects_sum INT UNSIGNED NOT NULL,
  PRIMARY KEY (round_id, unit_id, basis, year_group, gender)
);
