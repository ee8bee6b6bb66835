-- Administration in the browser: longer time for one school, imports with who and what, settings. Times are UTC.

-- A school's own closing time counts only when it is later than the round's.
ALTER TABLE round_unit
  ADD COLUMN closes_at DATETIME(3) NULL COMMENT 'longer time for this school; NULL = as the round';

ALTER TABLE round_event
  MODIFY act ENUM('plan', 'open', 'close', 'reopen', 'refresh', 'change', 'extend') NOT NULL,
  ADD COLUMN unit_id INT UNSIGNED NULL COMMENT 'of extend',
  ADD COLUMN until DATETIME(3) NULL COMMENT 'the closing time that the act gave; of extend NULL = as the round again';

ALTER TABLE import_run
  ADD COLUMN outcome ENUM('applied', 'tried', 'refused') NOT NULL DEFAULT 'applied' COMMENT 'tried: a trial that would have been applied',
  ADD COLUMN dry_run TINYINT(1) NOT NULL DEFAULT 0,
  ADD COLUMN person_id INT UNSIGNED NULL COMMENT 'NULL: malkollctl',
  ADD COLUMN actor VARCHAR(100) NOT NULL DEFAULT 'malkollctl',
  ADD COLUMN details MEDIUMTEXT NULL COMMENT 'JSON: what was counted and found, in both languages';

-- Values that differ from the defaults in lib/store/setting.c, which knows the names.
CREATE TABLE setting (
  name VARCHAR(64) NOT NULL PRIMARY KEY,
  value VARCHAR(1000) NOT NULL,
  person_id INT UNSIGNED NULL COMMENT 'NULL: malkollctl',
  actor VARCHAR(100) NOT NULL,
  changed_at DATETIME(3) NOT NULL
);
