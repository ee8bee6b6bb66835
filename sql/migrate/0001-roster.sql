-- The roster: units, persons, duties, classes, teaching groups. Names follow SS 12000 where it has one.
-- Nothing is deleted by an import: what is gone gets an end date. All dates are local days, both ends inclusive.

CREATE TABLE unit (
  id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  parent_id INT UNSIGNED NULL,
  kind ENUM('municipality', 'area', 'school', 'preschool') NOT NULL,
  name VARCHAR(200) NOT NULL,
  code VARCHAR(32) NULL COMMENT 'school unit code',
  source_id VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL COMMENT 'OneRoster sourcedId or SS 12000 id',
  starts_on DATE NOT NULL,
  ends_on DATE NULL,
  UNIQUE KEY unit_source (source_id),
  KEY unit_parent (parent_id),
  CONSTRAINT unit_parent_fk FOREIGN KEY (parent_id) REFERENCES unit (id)
) COMMENT 'SS 12000 Organisation';

-- Closure of the tree: every unit is its own ancestor at depth 0. Rights and sums go through it.
CREATE TABLE unit_closure (
  ancestor_id INT UNSIGNED NOT NULL,
  descendant_id INT UNSIGNED NOT NULL,
  depth TINYINT UNSIGNED NOT NULL,
  PRIMARY KEY (ancestor_id, descendant_id),
  KEY unit_closure_descendant (descendant_id, ancestor_id),
  CONSTRAINT unit_closure_ancestor_fk FOREIGN KEY (ancestor_id) REFERENCES unit (id),
  CONSTRAINT unit_closure_descendant_fk FOREIGN KEY (descendant_id) REFERENCES unit (id)
);

CREATE TABLE person (
  id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  source_id VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  eppn VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL COMMENT 'lower case; what REMOTE_USER is matched with',
  given_name VARCHAR(100) NOT NULL,
  family_name VARCHAR(100) NOT NULL,
  email VARCHAR(255) NULL,
  gender ENUM('unknown', 'female', 'male') NOT NULL DEFAULT 'unknown',
  protected TINYINT(1) NOT NULL DEFAULT 0 COMMENT 'protected identity',
  ends_on DATE NULL COMMENT 'gone from the roster since',
  UNIQUE KEY person_source (source_id),
  UNIQUE KEY person_eppn (eppn)
) COMMENT 'SS 12000 Person: staff and pupils';

CREATE TABLE class (
  id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  unit_id INT UNSIGNED NOT NULL,
  name VARCHAR(100) NOT NULL,
  source_id VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  starts_on DATE NOT NULL,
  ends_on DATE NULL,
  UNIQUE KEY class_source (source_id),
  KEY class_unit (unit_id),
  CONSTRAINT class_unit_fk FOREIGN KEY (unit_id) REFERENCES unit (id)
) COMMENT 'SS 12000 Group, groupType Klass';

CREATE TABLE subject (
  id SMALLINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  code VARCHAR(16) NOT NULL COMMENT 'short code: MA, M2SPA',
  family_id SMALLINT UNSIGNED NULL COMMENT 'the subject it is shown under: M2SPA under M2; itself for the rest',
  long_code VARCHAR(16) NULL COMMENT 'the national agency''s code, without course',
  language CHAR(3) NULL,
  name_sv VARCHAR(100) NOT NULL,
  name_en VARCHAR(100) NOT NULL,
  is_sprakval TINYINT(1) NOT NULL DEFAULT 0 COMMENT 'second foreign language as språkval: may be the 17th grade',
  position SMALLINT UNSIGNED NOT NULL COMMENT 'order of columns',
  valid_from DATE NOT NULL,
  valid_to DATE NULL,
  UNIQUE KEY subject_code (code),
  KEY subject_family (family_id),
  CONSTRAINT subject_family_fk FOREIGN KEY (family_id) REFERENCES subject (id)
);

CREATE TABLE syllabus (
  id SMALLINT UNSIGNED NOT NULL PRIMARY KEY,
  code VARCHAR(8) NOT NULL COMMENT 'GR grundskola, GRAN anpassad grundskola',
  name_sv VARCHAR(100) NOT NULL,
  name_en VARCHAR(100) NOT NULL,
  UNIQUE KEY syllabus_code (code)
);

CREATE TABLE teaching_group (
  id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  unit_id INT UNSIGNED NOT NULL,
  subject_id SMALLINT UNSIGNED NOT NULL,
  syllabus_id SMALLINT UNSIGNED NOT NULL DEFAULT 1,
  name VARCHAR(100) NOT NULL,
  source_id VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  starts_on DATE NOT NULL,
  ends_on DATE NULL,
  UNIQUE KEY teaching_group_source (source_id),
  KEY teaching_group_unit (unit_id),
  CONSTRAINT teaching_group_unit_fk FOREIGN KEY (unit_id) REFERENCES unit (id),
  CONSTRAINT teaching_group_subject_fk FOREIGN KEY (subject_id) REFERENCES subject (id),
  CONSTRAINT teaching_group_syllabus_fk FOREIGN KEY (syllabus_id) REFERENCES syllabus (id)
) COMMENT 'SS 12000 Activity with its Group, groupType Undervisning';

-- Where a pupil goes to school, in which year group.
CREATE TABLE enrolment (
  id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  person_id INT UNSIGNED NOT NULL,
  unit_id INT UNSIGNED NOT NULL,
  year_group TINYINT UNSIGNED NOT NULL COMMENT '0 = preschool class; 1..10',
  starts_on DATE NOT NULL,
  ends_on DATE NULL,
  KEY enrolment_person (person_id, starts_on),
  KEY enrolment_unit (unit_id, starts_on),
  CONSTRAINT enrolment_person_fk FOREIGN KEY (person_id) REFERENCES person (id),
  CONSTRAINT enrolment_unit_fk FOREIGN KEY (unit_id) REFERENCES unit (id)
) COMMENT 'SS 12000 Person.enrolments';

CREATE TABLE class_member (
  id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  class_id INT UNSIGNED NOT NULL,
  person_id INT UNSIGNED NOT NULL,
  starts_on DATE NOT NULL,
  ends_on DATE NULL,
  KEY class_member_class (class_id, person_id),
  KEY class_member_person (person_id, class_id, starts_on, ends_on),
  CONSTRAINT class_member_class_fk FOREIGN KEY (class_id) REFERENCES class (id),
  CONSTRAINT class_member_person_fk FOREIGN KEY (person_id) REFERENCES person (id)
) COMMENT 'SS 12000 GroupMembership of a Klass';

CREATE TABLE group_member (
  id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  group_id INT UNSIGNED NOT NULL,
  person_id INT UNSIGNED NOT NULL,
  starts_on DATE NOT NULL,
  ends_on DATE NULL,
  KEY group_member_group (group_id, person_id),
  KEY group_member_person (person_id, group_id, starts_on, ends_on),
  CONSTRAINT group_member_group_fk FOREIGN KEY (group_id) REFERENCES teaching_group (id),
  CONSTRAINT group_member_person_fk FOREIGN KEY (person_id) REFERENCES person (id)
) COMMENT 'SS 12000 GroupMembership of an Undervisning group';

-- What a person may reach, where and when. Exactly one of unit, class and group is set.
CREATE TABLE duty (
  id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  person_id INT UNSIGNED NOT NULL,
  role ENUM('teacher', 'mentor', 'special_educator', 'principal', 'preschool_head', 'area_manager',
            'director', 'analyst', 'board', 'administrator', 'auditor') NOT NULL,
  unit_id INT UNSIGNED NULL,
  class_id INT UNSIGNED NULL,
  group_id INT UNSIGNED NULL,
  starts_on DATE NOT NULL,
  ends_on DATE NULL,
  origin ENUM('import', 'manual') NOT NULL,
  KEY duty_person (person_id, role),
  KEY duty_unit (unit_id, role),
  KEY duty_class (class_id),
  KEY duty_group (group_id),
  CONSTRAINT duty_person_fk FOREIGN KEY (person_id) REFERENCES person (id),
  CONSTRAINT duty_unit_fk FOREIGN KEY (unit_id) REFERENCES unit (id),
  CONSTRAINT duty_class_fk FOREIGN KEY (class_id) REFERENCES class (id),
  CONSTRAINT duty_group_fk FOREIGN KEY (group_id) REFERENCES teaching_group (id),
  CONSTRAINT duty_target CHECK ((unit_id IS NOT NULL) + (class_id IS NOT NULL) + (group_id IS NOT NULL) = 1)
) COMMENT 'SS 12000 Duty, Activity.teachers and Duty.assignmentRole';

CREATE TABLE import_run (
  id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  source VARCHAR(32) NOT NULL COMMENT 'oneroster, assessments',
  path VARCHAR(1000) NOT NULL,
  effective_on DATE NOT NULL,
  started_at DATETIME(3) NOT NULL,
  finished_at DATETIME(3) NULL,
  rows_read INT UNSIGNED NOT NULL DEFAULT 0,
  rows_changed INT UNSIGNED NOT NULL DEFAULT 0,
  findings MEDIUMTEXT NULL COMMENT 'the report as it was printed'
);

-- Counters that answers are stamped with. Row 0 is everything that concerns all (roster, duties, rounds,
-- reference data); the others count the writes in one school, in any round.
CREATE TABLE revision (
  unit_id INT UNSIGNED NOT NULL PRIMARY KEY COMMENT '0 = all',
  revision BIGINT UNSIGNED NOT NULL DEFAULT 1
);
INSERT INTO revision (unit_id, revision) VALUES (0, 1);
