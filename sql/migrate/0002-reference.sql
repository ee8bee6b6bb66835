-- Dated reference data. Codes, points, limits and rules change by law: a change is a row, not code.

CREATE TABLE scale (
  id SMALLINT UNSIGNED NOT NULL PRIMARY KEY,
  code VARCHAR(16) NOT NULL,
  name_sv VARCHAR(100) NOT NULL,
  name_en VARCHAR(100) NOT NULL,
  has_points TINYINT(1) NOT NULL COMMENT 'its levels are grades that count in the merit value',
  valid_from DATE NOT NULL,
  valid_to DATE NULL,
  UNIQUE KEY scale_code (code)
);

CREATE TABLE scale_level (
  id SMALLINT UNSIGNED NOT NULL PRIMARY KEY,
  scale_id SMALLINT UNSIGNED NOT NULL,
  position TINYINT UNSIGNED NOT NULL COMMENT '1 = lowest, at most 12',
  code VARCHAR(8) NOT NULL COMMENT 'as written; never "-", which is the state not assessable',
  hotkey CHAR(1) NOT NULL COMMENT 'the key that sets it in the report grid',
  name_sv VARCHAR(100) NOT NULL,
  name_en VARCHAR(100) NOT NULL,
  points10 SMALLINT UNSIGNED NOT NULL COMMENT 'points of the merit value, in tenths',
  passes TINYINT(1) NOT NULL,
  UNIQUE KEY scale_level_position (scale_id, position),
  UNIQUE KEY scale_level_code (scale_id, code),
  UNIQUE KEY scale_level_hotkey (scale_id, hotkey),
  CONSTRAINT scale_level_scale_fk FOREIGN KEY (scale_id) REFERENCES scale (id),
  CONSTRAINT scale_level_position_check CHECK (position BETWEEN 1 AND 12),
  CONSTRAINT scale_level_code_check CHECK (code <> '-' AND hotkey <> '-')
);

-- Which scale a syllabus uses in a year group; a row for a unit wins over the general one.
CREATE TABLE scale_rule (
  id SMALLINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  syllabus_id SMALLINT UNSIGNED NOT NULL,
  unit_id INT UNSIGNED NULL,
  year_from TINYINT UNSIGNED NOT NULL,
  year_to TINYINT UNSIGNED NOT NULL,
  scale_id SMALLINT UNSIGNED NOT NULL,
  valid_from DATE NOT NULL,
  valid_to DATE NULL,
  CONSTRAINT scale_rule_syllabus_fk FOREIGN KEY (syllabus_id) REFERENCES syllabus (id),
  CONSTRAINT scale_rule_unit_fk FOREIGN KEY (unit_id) REFERENCES unit (id),
  CONSTRAINT scale_rule_scale_fk FOREIGN KEY (scale_id) REFERENCES scale (id),
  CONSTRAINT scale_rule_years CHECK (year_from <= year_to)
);

CREATE TABLE eligibility_rule (
  id SMALLINT UNSIGNED NOT NULL PRIMARY KEY,
  code VARCHAR(32) NOT NULL,
  slot TINYINT UNSIGNED NOT NULL COMMENT 'which of the four groups: 1..4',
  name_sv VARCHAR(100) NOT NULL,
  name_en VARCHAR(100) NOT NULL,
  other_count TINYINT UNSIGNED NOT NULL COMMENT 'passed subjects beside the required ones',
  valid_from DATE NOT NULL,
  valid_to DATE NULL,
  UNIQUE KEY eligibility_rule_code (code, valid_from),
  CONSTRAINT eligibility_rule_slot CHECK (slot BETWEEN 1 AND 4)
);

-- One pass per place; the subjects of one place are alternatives that exclude each other (SV or SVA).
CREATE TABLE eligibility_requirement (
  rule_id SMALLINT UNSIGNED NOT NULL,
  place TINYINT UNSIGNED NOT NULL,
  subject_id SMALLINT UNSIGNED NOT NULL,
  PRIMARY KEY (rule_id, place, subject_id),
  CONSTRAINT eligibility_requirement_rule_fk FOREIGN KEY (rule_id) REFERENCES eligibility_rule (id),
  CONSTRAINT eligibility_requirement_subject_fk FOREIGN KEY (subject_id) REFERENCES subject (id)
);

-- Year groups of compulsory school, and from which one eligibility and merit value are forecast.
CREATE TABLE year_group_scheme (
  id SMALLINT UNSIGNED NOT NULL PRIMARY KEY,
  first_year TINYINT UNSIGNED NOT NULL,
  last_year TINYINT UNSIGNED NOT NULL,
  merit_from TINYINT UNSIGNED NOT NULL,
  valid_from DATE NOT NULL,
  valid_to DATE NULL
);

INSERT INTO syllabus (id, code, name_sv, name_en) VALUES
  (1, 'GR', 'Grundskola', 'Compulsory school'),
  (2, 'GRAN', 'Anpassad grundskola', 'Adapted compulsory school');

-- Grades A-F: skolförordningen 6 kap.; points: the national agency's definition of merit value.
INSERT INTO scale (id, code, name_sv, name_en, has_points, valid_from, valid_to) VALUES
  (1, 'A-F', 'Betygsskalan A–F', 'Grades A–F', 1, '2011-07-01', NULL),
  (2, '3-STEP', 'Tregradig kunskapsskala', 'Three-step scale', 0, '2011-07-01', NULL),
  (3, 'A-E', 'Betygsskalan A–E', 'Grades A–E', 0, '2011-07-01', NULL);
INSERT INTO scale_level (id, scale_id, position, code, hotkey, name_sv, name_en, points10, passes) VALUES
  (1, 1, 1, 'F', 'f', 'F', 'F', 0, 0),
  (2, 1, 2, 'E', 'e', 'E', 'E', 100, 1),
  (3, 1, 3, 'D', 'd', 'D', 'D', 125, 1),
  (4, 1, 4, 'C', 'c', 'C', 'C', 150, 1),
  (5, 1, 5, 'B', 'b', 'B', 'B', 175, 1),
  (6, 1, 6, 'A', 'a', 'A', 'A', 200, 1),
  (11, 2, 1, 'O', 'o', 'Otillräckliga kunskaper', 'Insufficient knowledge', 0, 0),
  (12, 2, 2, 'G', 'g', 'Godtagbara kunskaper', 'Acceptable knowledge', 0, 1),
  (13, 2, 3, 'M', 'm', 'Mer än godtagbara kunskaper', 'More than acceptable knowledge', 0, 1),
  (21, 3, 1, 'E', 'e', 'E', 'E', 0, 1),
  (22, 3, 2, 'D', 'd', 'D', 'D', 0, 1),
  (23, 3, 3, 'C', 'c', 'C', 'C', 0, 1),
  (24, 3, 4, 'B', 'b', 'B', 'B', 0, 1),
  (25, 3, 5, 'A', 'a', 'A', 'A', 0, 1);
INSERT INTO scale_rule (syllabus_id, unit_id, year_from, year_to, scale_id, valid_from, valid_to) VALUES
  (1, NULL, 1, 5, 2, '2011-07-01', NULL),
  (1, NULL, 6, 10, 1, '2011-07-01', NULL),
  (2, NULL, 1, 5, 2, '2011-07-01', NULL),
  (2, NULL, 6, 10, 3, '2011-07-01', NULL);

-- Columns in the order that Swedish schools write them: the core first, then the rest by short code.
INSERT INTO subject (id, code, family_id, long_code, name_sv, name_en, is_sprakval, position, valid_from) VALUES
  (1, 'SV', 1, 'GRGRSVE', 'Svenska', 'Swedish', 0, 10, '2011-07-01'),
  (2, 'SVA', 2, 'GRGRSVA', 'Svenska som andraspråk', 'Swedish as a second language', 0, 20, '2011-07-01'),
  (3, 'MA', 3, 'GRGRMAT', 'Matematik', 'Mathematics', 0, 30, '2011-07-01'),
  (4, 'EN', 4, 'GRGRENG', 'Engelska', 'English', 0, 40, '2011-07-01'),
  (5, 'M2', 5, 'GRGRMSP', 'Moderna språk, språkval', 'Modern languages, language choice', 1, 50, '2011-07-01'),
  (6, 'M1', 6, 'GRGRMSP', 'Moderna språk, elevens val', 'Modern languages, pupil''s choice', 0, 60, '2011-07-01'),
  (7, 'ML', 7, 'GRGRMOD', 'Modersmål', 'Mother tongue', 0, 70, '2011-07-01'),
  (8, 'NO', 8, NULL, 'Naturorienterande ämnen', 'Natural sciences', 0, 80, '2011-07-01'),
  (9, 'BI', 9, 'GRGRBIO', 'Biologi', 'Biology', 0, 90, '2011-07-01'),
  (10, 'FY', 10, 'GRGRFYS', 'Fysik', 'Physics', 0, 100, '2011-07-01'),
  (11, 'KE', 11, 'GRGRKEM', 'Kemi', 'Chemistry', 0, 110, '2011-07-01'),
  (12, 'SO', 12, NULL, 'Samhällsorienterande ämnen', 'Social sciences', 0, 120, '2011-07-01'),
  (13, 'GE', 13, 'GRGRGEO', 'Geografi', 'Geography', 0, 130, '2011-07-01'),
  (14, 'HI', 14, 'GRGRHIS', 'Historia', 'History', 0, 140, '2011-07-01'),
  (15, 'RE', 15, 'GRGRREL', 'Religionskunskap', 'Religious education', 0, 150, '2011-07-01'),
  (16, 'SH', 16, 'GRGRSAM', 'Samhällskunskap', 'Civics', 0, 160, '2011-07-01'),
  (17, 'TK', 17, 'GRGRTEK', 'Teknik', 'Technology', 0, 170, '2011-07-01'),
  (18, 'BL', 18, 'GRGRBIL', 'Bild', 'Art', 0, 180, '2011-07-01'),
  (19, 'HKK', 19, 'GRGRHKK', 'Hem- och konsumentkunskap', 'Home and consumer studies', 0, 190, '2011-07-01'),
  (20, 'IDH', 20, 'GRGRIDR', 'Idrott och hälsa', 'Physical education and health', 0, 200, '2011-07-01'),
  (21, 'MU', 21, 'GRGRMUS', 'Musik', 'Music', 0, 210, '2011-07-01'),
  (22, 'SL', 22, 'GRGRSLJ', 'Slöjd', 'Crafts', 0, 220, '2011-07-01'),
  (23, 'JU', 23, NULL, 'Judiska studier', 'Jewish studies', 0, 230, '2011-07-01'),
  (24, 'DA', 24, NULL, 'Dans', 'Dance', 0, 240, '2011-07-01'),
  (25, 'TN', 25, NULL, 'Teckenspråk för hörande', 'Sign language for the hearing', 0, 250, '2011-07-01');

-- Eligibility: skollagen 16 kap., as counted by the national agency.
INSERT INTO eligibility_rule (id, code, slot, name_sv, name_en, other_count, valid_from, valid_to) VALUES
  (1, 'vocational', 1, 'Yrkesprogram', 'Vocational programmes', 5, '2011-07-01', NULL),
  (2, 'arts', 2, 'Estetiska programmet', 'Arts programme', 9, '2011-07-01', NULL),
  (3, 'economics_humanities_social', 3, 'Ekonomi-, humanistiska och samhällsvetenskapsprogrammen',
   'Business, humanities and social science programmes', 5, '2011-07-01', NULL),
  (4, 'science_technology', 4, 'Naturvetenskaps- och teknikprogrammen', 'Science and technology programmes', 6,
   '2011-07-01', NULL);
INSERT INTO eligibility_requirement (rule_id, place, subject_id) VALUES
  (1, 1, 1), (1, 1, 2), (1, 2, 4), (1, 3, 3),
  (2, 1, 1), (2, 1, 2), (2, 2, 4), (2, 3, 3),
  (3, 1, 1), (3, 1, 2), (3, 2, 4), (3, 3, 3), (3, 4, 13), (3, 5, 14), (3, 6, 15), (3, 7, 16),
  (4, 1, 1), (4, 1, 2), (4, 2, 4), (4, 3, 3), (4, 4, 9), (4, 5, 10), (4, 6, 11);

-- Nine-year school until the ten-year compulsory school; merit value and eligibility are forecast in the last three.
INSERT INTO year_group_scheme (id, first_year, last_year, merit_from, valid_from, valid_to) VALUES
  (1, 1, 9, 7, '2011-07-01', '2028-06-30'),
  (2, 1, 10, 8, '2028-07-01', NULL);
