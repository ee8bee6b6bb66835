-- The access log: who did or saw what, when, from where. The workers' account can only add rows (sql/accounts.sql).

CREATE TABLE access_log (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  -- SYSDATE: a connection can set what NOW() says, and the server keeps a TIMESTAMP in UTC whatever zone it was given in.
  at TIMESTAMP(3) NOT NULL DEFAULT SYSDATE(3),
  kind VARCHAR(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'lib/store/audit.h',
  actor VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL COMMENT 'login name as it came; malkollctl:user of the system',
  person_id INT UNSIGNED NULL COMMENT 'whose login name it is',
  duty VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '' COMMENT 'in which duty: principal-12, or the roles',
  address VARCHAR(45) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  request_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '' COMMENT 'of the web server''s log',
  route VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '' COMMENT 'PUT /api/groups/{id}/assessments; malkollctl round',
  status SMALLINT UNSIGNED NOT NULL DEFAULT 0 COMMENT 'of HTTP; 0: not a request',
  pupil_id INT UNSIGNED NULL,
  unit_id INT UNSIGNED NULL,
  class_id INT UNSIGNED NULL,
  group_id INT UNSIGNED NULL,
  round_id INT UNSIGNED NULL,
  subject_id SMALLINT UNSIGNED NULL,
  old_value VARCHAR(500) NULL,
  new_value VARCHAR(500) NULL,
  detail VARCHAR(1000) NULL,
  KEY access_log_at (at),
  KEY access_log_person (person_id),
  KEY access_log_pupil (pupil_id),
  KEY access_log_unit (unit_id),
  KEY access_log_class (class_id),
  KEY access_log_group (group_id),
  KEY access_log_kind (kind)
) COMMENT 'no foreign keys: a line outlives what it is about';

-- The chain over the log's lines, one row per batch. Written by the sealer's account alone.
CREATE TABLE access_seal (
  id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  first_id BIGINT UNSIGNED NOT NULL COMMENT 'the batch covers all ids from here',
  last_id BIGINT UNSIGNED NOT NULL COMMENT '... to here',
  n INT UNSIGNED NOT NULL COMMENT 'lines that there were',
  digests MEDIUMBLOB NULL COMMENT 'per line its id (8 bytes) and the first 16 of its SHA-256; NULL: the lines were purged',
  digests_hash BINARY(32) NOT NULL COMMENT 'SHA-256 of digests',
  hash BINARY(32) NOT NULL COMMENT 'SHA-256 of the hash before and of this row',
  sealed_at DATETIME(3) NOT NULL,
  UNIQUE KEY access_seal_first (first_id)
);
