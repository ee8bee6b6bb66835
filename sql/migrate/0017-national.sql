-- Published figures of the national agency, to stand beside one's own. No figure here is about a person.

CREATE TABLE national_source (
  id SMALLINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  layout ENUM('subjects9', 'eligibility9', 'grades6', 'pupils') NOT NULL,
  school_year SMALLINT UNSIGNED NOT NULL COMMENT 'that the file was made for, by its autumn: 2024 = 2024/25',
  publisher VARCHAR(200) NOT NULL COMMENT 'the first line of the file',
  title VARCHAR(200) NOT NULL,
  file VARCHAR(255) NOT NULL,
  notes MEDIUMTEXT NOT NULL COMMENT 'what stands above and below the table: the agency''s own definitions',
  read_at DATETIME(3) NOT NULL,
  UNIQUE KEY national_source_key (layout, school_year)
);

-- What the agency says that a measure is, word for word.
CREATE TABLE national_definition (
  source_id SMALLINT UNSIGNED NOT NULL,
  measure VARCHAR(16) NOT NULL,
  heading VARCHAR(200) NOT NULL COMMENT 'of the column',
  definition TEXT NOT NULL,
  PRIMARY KEY (source_id, measure),
  CONSTRAINT national_definition_source_fk FOREIGN KEY (source_id) REFERENCES national_source (id)
);

CREATE TABLE national_area (
  level ENUM('municipality', 'county', 'nation') NOT NULL,
  code VARCHAR(4) NOT NULL COMMENT 'four digits, two digits, 00',
  name VARCHAR(100) NOT NULL,
  county VARCHAR(2) NOT NULL COMMENT 'of a municipality; else empty',
  PRIMARY KEY (level, code)
);

-- One figure. value is in tenths; NULL where the agency prints a mark (.. . ~100), which is kept as it stands.
-- basis: counties and the nation have figures of the agency where its file has them; else they are made from the file's
-- municipalities: weighted by their pupils, or, where the file has no pupils, the median municipality.
CREATE TABLE national_figure (
  level ENUM('municipality', 'county', 'nation') NOT NULL,
  code VARCHAR(4) NOT NULL,
  provider ENUM('all', 'municipal', 'independent', 'state', 'international') NOT NULL,
  gender TINYINT UNSIGNED NOT NULL COMMENT '0 all, 1 female, 2 male',
  measure VARCHAR(16) NOT NULL,
  subject VARCHAR(8) NOT NULL COMMENT 'code of the family; empty for measures that have none',
  school_year SMALLINT UNSIGNED NOT NULL COMMENT 'by its autumn',
  value INT UNSIGNED NULL,
  mark VARCHAR(8) NOT NULL DEFAULT '',
  n INT UNSIGNED NULL COMMENT 'pupils behind the figure; NULL where the agency does not say',
  basis ENUM('published', 'weighted', 'median') NOT NULL DEFAULT 'published',
  areas SMALLINT UNSIGNED NOT NULL DEFAULT 0 COMMENT 'of a made figure: municipalities in it',
  areas_all SMALLINT UNSIGNED NOT NULL DEFAULT 0 COMMENT 'of a made figure: municipalities in the file',
  published SMALLINT UNSIGNED NOT NULL COMMENT 'school year of the source: what is published later goes before',
  source_id SMALLINT UNSIGNED NOT NULL,
  PRIMARY KEY (level, code, provider, gender, measure, subject, school_year),
  KEY national_figure_source (source_id),
  CONSTRAINT national_figure_source_fk FOREIGN KEY (source_id) REFERENCES national_source (id)
);
