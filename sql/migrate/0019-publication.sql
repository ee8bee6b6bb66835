-- What is published: a document that is written once, and what its readers then know. Nothing of it changes but its state.
CREATE TABLE publication (
  id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  round_id INT UNSIGNED NOT NULL,
  audience ENUM('board', 'public') NOT NULL COMMENT 'public: the board too',
  title VARCHAR(200) NOT NULL,
  body VARCHAR(4000) NOT NULL,
  as_of DATETIME(3) NOT NULL COMMENT 'when the figures were read and published',
  actor VARCHAR(802) NOT NULL,
  replaces_id INT UNSIGNED NULL,
  state ENUM('standing', 'replaced', 'withdrawn') NOT NULL DEFAULT 'standing',
  ended_at DATETIME(3) NULL,
  ended_actor VARCHAR(802) NULL,
  reason VARCHAR(500) NULL COMMENT 'of the replacement or withdrawal',
  cells INT UNSIGNED NOT NULL,
  hidden INT UNSIGNED NOT NULL,
  near_all INT UNSIGNED NOT NULL COMMENT 'shown as ~100',
  content MEDIUMTEXT NOT NULL COMMENT 'JSON: tables as they were published, names and limits with them',
  KEY publication_round (round_id),
  CONSTRAINT publication_round_fk FOREIGN KEY (round_id) REFERENCES round (id),
  CONSTRAINT publication_replaces_fk FOREIGN KEY (replaces_id) REFERENCES publication (id)
);

-- The same figures one by one: what was shown once counts as known in whatever is published later.
-- item: 0 pupils, 1 to 9999 a subject (family), from 10000 on measures (lib/store/publication_build.h).
CREATE TABLE publication_cell (
  publication_id INT UNSIGNED NOT NULL,
  unit_id INT UNSIGNED NOT NULL,
  year_group TINYINT UNSIGNED NOT NULL COMMENT '0 all',
  gender TINYINT UNSIGNED NOT NULL COMMENT '0 all, 1 female, 2 male',
  item SMALLINT UNSIGNED NOT NULL,
  state TINYINT UNSIGNED NOT NULL COMMENT '1 shown, 2 about a hundred, 3 only the number of pupils',
  percent TINYINT UNSIGNED NULL,
  pupils INT UNSIGNED NOT NULL,
  PRIMARY KEY (publication_id, unit_id, year_group, gender, item),
  CONSTRAINT publication_cell_publication_fk FOREIGN KEY (publication_id) REFERENCES publication (id)
);
