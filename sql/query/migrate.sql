-- The record of applied migrations.

-- name: migrate_create_table
CREATE TABLE IF NOT EXISTS schema_migration (
  version INT UNSIGNED NOT NULL PRIMARY KEY,
  name VARCHAR(100) NOT NULL,
  checksum CHAR(16) NOT NULL,
  begun_at DATETIME(3) NOT NULL,
  applied_at DATETIME(3) NULL
);

-- name: migrate_lock
-- One migrator at a time on a server; beside it, beginning a migration inserts its key.
SELECT GET_LOCK(CONCAT('malkoll.migrate.', DATABASE()), 60);

-- name: migrate_unlock
SELECT RELEASE_LOCK(CONCAT('malkoll.migrate.', DATABASE()));

-- name: migrate_find
SELECT checksum, applied_at IS NOT NULL FROM schema_migration WHERE version = ?;

-- name: migrate_begin
INSERT INTO schema_migration (version, name, checksum, begun_at) VALUES (?, ?, ?, UTC_TIMESTAMP(3));

-- name: migrate_end
UPDATE schema_migration SET applied_at = UTC_TIMESTAMP(3) WHERE version = ?;

-- name: migrate_newest
SELECT COALESCE(MAX(version), 0) FROM schema_migration WHERE applied_at IS NOT NULL;
