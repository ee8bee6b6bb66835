-- What the database layer itself needs, on every new connection.

-- name: session_setup
-- Everything a connection must have, in one round trip: max_statement_time in seconds (0 = none) and the lock timeout in seconds.
-- REPEATABLE READ is for the one snapshot of reading units; writing units ask for READ COMMITTED themselves.
SET SESSION
  character_set_client = utf8mb4,
  character_set_results = utf8mb4,
  collation_connection = utf8mb4_swedish_ci,
  sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION',
  time_zone = '+00:00',
  tx_isolation = 'REPEATABLE-READ',
  autocommit = 1,
  max_statement_time = ?,
  innodb_lock_wait_timeout = ?;

-- name: server_state
-- May this server be used: read_only, and on Galera whether the node is ready (0, 1; NULL: no Galera).
SELECT
  @@GLOBAL.read_only,
  (SELECT s.VARIABLE_VALUE = 'ON'
     FROM information_schema.GLOBAL_VARIABLES v
     JOIN information_schema.GLOBAL_STATUS s ON s.VARIABLE_NAME = 'WSREP_READY'
    WHERE v.VARIABLE_NAME = 'WSREP_ON' AND v.VARIABLE_VALUE = 'ON');

-- name: ping
SELECT 1;

-- name: write_isolation
-- Goes before begin_write in the same round trip: locking reads of a save must see what was committed last, not an old snapshot.
SET TRANSACTION ISOLATION LEVEL READ COMMITTED;

-- name: begin_write
-- Not START TRANSACTION: when the server rolls back in the middle (a deadlock), statements that were sent ahead of its
-- answer (db_pipe) would be stored each by itself. Without autocommit they belong to a transaction that ends with ROLLBACK.
SET autocommit = 0;

-- name: end_write
-- Goes after commit or rollback in the same round trip.
SET autocommit = 1;

-- name: commit
COMMIT;

-- name: rollback
ROLLBACK;

-- name: begin_read
-- One snapshot for everything that an answer is built from.
START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY;
