-- How long records are kept, what is held back from removal, and what was removed when.

CREATE TABLE retention_rule (
  record_type ENUM('assessments', 'links', 'persons', 'imports', 'access_log') NOT NULL PRIMARY KEY,
  years TINYINT UNSIGNED NOT NULL COMMENT 'after the trigger of the type',
  changed_by INT UNSIGNED NULL,
  changed_at DATETIME(3) NULL,
  CONSTRAINT retention_rule_years CHECK (years BETWEEN 1 AND 100),
  CONSTRAINT retention_rule_changed_by_fk FOREIGN KEY (changed_by) REFERENCES person (id) ON DELETE SET NULL
);
-- A beginning that keeps what a pupil's whole schooling is compared by. The municipality's own plan decides.
INSERT INTO retention_rule (record_type, years) VALUES
  ('assessments', 10), ('links', 10), ('persons', 10), ('imports', 2), ('access_log', 5);

-- What may not be removed: one person, a unit with all below it, or everything (both NULL).
CREATE TABLE legal_hold (
  id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  person_id INT UNSIGNED NULL,
  unit_id INT UNSIGNED NULL,
  reason VARCHAR(500) NOT NULL,
  created_by INT UNSIGNED NULL COMMENT 'NULL: malkollctl',
  created_at DATETIME(3) NOT NULL,
  ended_by INT UNSIGNED NULL,
  ended_at DATETIME(3) NULL,
  end_reason VARCHAR(500) NULL,
  KEY legal_hold_person (person_id),
  CONSTRAINT legal_hold_person_fk FOREIGN KEY (person_id) REFERENCES person (id),
  CONSTRAINT legal_hold_unit_fk FOREIGN KEY (unit_id) REFERENCES unit (id),
  CONSTRAINT legal_hold_created_by_fk FOREIGN KEY (created_by) REFERENCES person (id) ON DELETE SET NULL,
  CONSTRAINT legal_hold_ended_by_fk FOREIGN KEY (ended_by) REFERENCES person (id) ON DELETE SET NULL,
  CONSTRAINT legal_hold_target CHECK (person_id IS NULL OR unit_id IS NULL)
);

-- The protocol. It names no person, and is itself never removed.
CREATE TABLE purge_run (
  id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  at DATETIME(3) NOT NULL,
  day DATE NOT NULL COMMENT 'the day that ages were counted to',
  actor VARCHAR(100) NOT NULL
);
CREATE TABLE purge_item (
  run_id INT UNSIGNED NOT NULL,
  position SMALLINT UNSIGNED NOT NULL,
  record_type ENUM('assessments', 'links', 'persons', 'imports', 'access_log') NOT NULL,
  what VARCHAR(64) NOT NULL COMMENT 'table, and for assessments the round',
  cutoff DATE NOT NULL COMMENT 'what had its trigger before this day went',
  row_count BIGINT UNSIGNED NOT NULL,
  PRIMARY KEY (run_id, position),
  CONSTRAINT purge_item_run_fk FOREIGN KEY (run_id) REFERENCES purge_run (id)
);

ALTER TABLE round ADD purged_at DATETIME(3) NULL COMMENT 'pupils'' rows were removed; the figures stay and cannot be recounted';
