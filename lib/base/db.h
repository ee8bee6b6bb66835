/*
 * The database: the only part that sees mysql.h.
 *
 * - Statements are a closed, named set (enum sql_id, made from sql/query/<noun>.sql); each is
 *   prepared once per connection and cached, the cache is dropped on reconnect. (db_batch alone
 *   sends text.)
 * - A connection tries the configured hosts in order, with a fresh handle per try, and takes only
 *   a writable (and on Galera, ready) server. It sets utf8mb4, strict mode, time zone UTC,
 *   REPEATABLE READ (db_transaction asks for READ COMMITTED) and all timeouts.
 * - Every unit of work that writes runs in db_transaction. Only a failing beginning permits
 *   reconnecting; a deadlock or lock timeout repeats the whole unit (three times at most, then it
 *   is ERR_UNAVAILABLE); a failing COMMIT is ERR_UNKNOWN_OUTCOME. A connection that is lost inside
 *   a unit makes everything fail with ERR_UNAVAILABLE until the unit has ended.
 * - Times are UTC DATETIME(3) and cross this interface as text "YYYY-MM-DD hh:mm:ss.mmm"; dates as
 *   "YYYY-MM-DD".
 */
#ifndef MALKOLL_BASE_DB_H
#define MALKOLL_BASE_DB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/conf.h"
#include "base/err.h"
#include "sql_gen.h" /* enum sql_id, made at build from sql/query/ */

/* Of the server's error numbers (err.code) those that are told apart outside. */
#define DB_NO_SUCH_COLUMN 1054
#define DB_NO_SUCH_TABLE 1146

struct db;

/* The workers and the auditor's route have a statement timeout, what malkollctl runs has none. */
enum db_account {
    DB_ACCOUNT_WORKER,
    DB_ACCOUNT_MIGRATOR,
    DB_ACCOUNT_AUDITOR,
    DB_ACCOUNT_SEALER,
    DB_ACCOUNT_SLOW /* the worker's, without a statement timeout: an administrator's rare acts */
};

/* Does not connect yet: the first use does. The conf must outlive the db. */
struct db *db_new(const struct conf *conf, enum db_account account);
void db_free(struct db *db);
/* Connects if needed; ERR_UNAVAILABLE when no server can be used. */
int db_connect(struct db *db, struct err *e);
bool db_connected(const struct db *db);
/* Number of successful connects so far: a cache keyed by connection can notice a new one. */
unsigned db_generation(const struct db *db);

/* ---- parameters ---- */

enum db_type { DB_TYPE_NULL, DB_TYPE_INT, DB_TYPE_STR };

struct db_param {
    enum db_type type;
    int64_t i;
    const char *s; /* not necessarily terminated */
    size_t len;
};

struct db_param db_int_param(int64_t v);
struct db_param db_str_param(const char *s); /* NULL becomes SQL NULL */
struct db_param db_strn_param(const char *s, size_t len);
struct db_param db_null_param(void);
struct db_param db_id_param(uint64_t id); /* 0 becomes SQL NULL */

#define DB_I(v) db_int_param((int64_t)(v))
#define DB_S(s) db_str_param(s)
#define DB_ID(v) db_id_param(v)
#define DB_NULL db_null_param()

/* ---- statements ---- */

/*
 * Executes a statement that gives no rows. ret_affected may be NULL. The number of parameters is
 * checked against the statement (assert).
 *     db_exec(db, SQL_ROUND_CLOSE, &n, e, DB_I(round_id), DB_S(now))
 */
#define db_exec(db, id, ret_affected, e, ...)                                                      \
    db_exec_n(db, id, (const struct db_param[]){DB_NULL, ##__VA_ARGS__} + 1,                       \
              sizeof((const struct db_param[]){DB_NULL, ##__VA_ARGS__}) /                          \
                      sizeof(struct db_param) - 1,                                                 \
              ret_affected, e)
int db_exec_n(struct db *db, enum sql_id id, const struct db_param *params, size_t n,
              int64_t *ret_affected, struct err *e);

/*
 * Executes a statement that gives rows and buffers them (always store_result).
 *     struct db_rows *r;
 *     if (db_select(db, SQL_X, &r, e, DB_I(a)) < 0) return -1;
 *     while (db_next(r)) use(db_int(r, 0), db_str(r, 1));
 *     if (db_done(r, e) < 0) return -1;
 * Between db_select and db_done the same statement must not be executed again (assert); others may.
 */
struct db_rows;
#define db_select(db, id, ret_rows, e, ...)                                                        \
    db_select_n(db, id, (const struct db_param[]){DB_NULL, ##__VA_ARGS__} + 1,                     \
                sizeof((const struct db_param[]){DB_NULL, ##__VA_ARGS__}) /                        \
                        sizeof(struct db_param) - 1,                                               \
                ret_rows, e)
int db_select_n(struct db *db, enum sql_id id, const struct db_param *params, size_t n,
                struct db_rows **ret_rows, struct err *e);
/* For many rows, which a worker would grow by, and which are then worked on while the server finds the next: they come
 * straight from the wire. No other statement may run on this connection until db_done (assert). The account's
 * statement timeout counts until the last row was sent. */
#define db_stream(db, id, ret_rows, e, ...)                                                        \
    db_stream_n(db, id, (const struct db_param[]){DB_NULL, ##__VA_ARGS__} + 1,                     \
                sizeof((const struct db_param[]){DB_NULL, ##__VA_ARGS__}) /                        \
                        sizeof(struct db_param) - 1,                                               \
                ret_rows, e)
int db_stream_n(struct db *db, enum sql_id id, const struct db_param *params, size_t n,
                struct db_rows **ret_rows, struct err *e);
bool db_next(struct db_rows *r);
/* Number of buffered rows (db_select only). */
size_t db_count(const struct db_rows *r);
/*
 * Columns from 0. Wrong column numbers assert. Any column may be read as text; db_int and db_id
 * take integer columns (SUM() too) and texts that are whole numbers ("12.00" too), others assert.
 * An integer that does not fit int64_t makes db_next fail.
 */
bool db_is_null(const struct db_rows *r, unsigned col);
int64_t db_int(const struct db_rows *r, unsigned col);      /* NULL reads as 0 */
uint64_t db_id(const struct db_rows *r, unsigned col);      /* NULL reads as 0 */
const char *db_str(const struct db_rows *r, unsigned col);  /* NULL reads as NULL; until db_next */
size_t db_len(const struct db_rows *r, unsigned col);
/* Ends the result, also early. -1 when fetching failed. */
int db_done(struct db_rows *r, struct err *e);

/* ---- bulk writes (COM_STMT_BULK_EXECUTE): many parameter rows through one statement ---- */

struct db_bulk;
/* types: one of 'i' (integer) or 's' (text) per parameter; any value may be NULL. */
struct db_bulk *db_bulk_new(struct db *db, enum sql_id id, const char *types);
/* Copies the row; sends when 2000 rows or 1 MiB of text have gathered. After an error: free it. */
#define db_bulk_add(b, e, ...)                                                                     \
    db_bulk_add_n(b, (const struct db_param[]){__VA_ARGS__},                                       \
                  sizeof((const struct db_param[]){__VA_ARGS__}) / sizeof(struct db_param), e)
int db_bulk_add_n(struct db_bulk *b, const struct db_param *params, size_t n, struct err *e);
/* Sends the rest. ret_affected (may be NULL): affected rows of all sends. */
int db_bulk_flush(struct db_bulk *b, int64_t *ret_affected, struct err *e);
void db_bulk_free(struct db_bulk *b);

/* ---- several writes in one round trip ---- */

/*
 * Statements without rows in their answer, on a connection that is there (in a unit of work it is;
 * else db_connect first). They are sent together as text and executed in order. Rows that follow
 * each other for one INSERT ... VALUES (...) become one statement of many rows. For what a request
 * writes: a bulk is better for thousands of rows.
 *     struct db_batch *b = db_batch_new(db);
 *     db_batch_add(b, SQL_X, DB_I(1), DB_S("a"));
 *     rc = db_batch_send(b, e);
 *     db_batch_free(b);
 */
struct db_batch;
struct db_batch *db_batch_new(struct db *db);
#define db_batch_add(b, id, ...)                                                                   \
    db_batch_add_n(b, id, (const struct db_param[]){__VA_ARGS__},                                  \
                   sizeof((const struct db_param[]){__VA_ARGS__}) / sizeof(struct db_param))
void db_batch_add_n(struct db_batch *b, enum sql_id id, const struct db_param *params, size_t n);
/* Once. When a statement fails, those before it are done and those after it are not. */
int db_batch_send(struct db_batch *b, struct err *e);
/*
 * The same in two steps, of one statement: what is done between them does not wait for the server.
 * Nothing else may use the connection until db_batch_wait, which must follow a successful post.
 */
int db_batch_post(struct db_batch *b, struct err *e);
int db_batch_wait(struct db_batch *b, struct err *e);
void db_batch_free(struct db_batch *b);

/* ---- several writes of a unit of work, sent ahead ---- */

/*
 * The same for prepared statements, whose rows go to the server while those of the next statement are
 * made: as fast as it gets for what is too large to be parsed at each request. Nothing else may use
 * the connection between the first db_pipe_add and db_pipe_end. Types as for db_bulk; at most 2000
 * rows of a statement, and one pipe at a time (assert).
 *     struct db_pipe *p = db_pipe_new(db);
 *     db_pipe_add(p, SQL_X, "is", DB_I(1), DB_S("a"));
 *     if (db_pipe_end(p, e) == 0) n = db_pipe_affected(p, SQL_X);
 *     db_pipe_free(p);
 */
struct db_pipe;
struct db_pipe *db_pipe_new(struct db *db);
#define db_pipe_add(p, id, types, ...)                                                             \
    db_pipe_add_n(p, id, types, (const struct db_param[]){__VA_ARGS__},                            \
                  sizeof((const struct db_param[]){__VA_ARGS__}) / sizeof(struct db_param))
void db_pipe_add_n(struct db_pipe *p, enum sql_id id, const char *types,
                   const struct db_param *params, size_t n);
/* Waits for all. When a statement fails, those behind it may be done: the unit has to fail, unless
 * it can put right whatever they did. */
int db_pipe_end(struct db_pipe *p, struct err *e);
/* Whether it was this statement whose error db_pipe_end gave. */
bool db_pipe_failed_at(const struct db_pipe *p, enum sql_id id);
/* Affected rows of all of this statement's rows. A row that ON DUPLICATE KEY changes counts two. */
int64_t db_pipe_affected(const struct db_pipe *p, enum sql_id id);
void db_pipe_free(struct db_pipe *p);

/* ---- units of work ---- */

/*
 * Runs fn inside a transaction (READ COMMITTED); fn returning -1 rolls back, and
 * must then have filled its e. When fn fails with ERR_RETRY the whole unit is repeated, so fn must
 * start from its inputs every time. Results that a failing fn left open are ended; a succeeding
 * one must have ended its own. Units do not nest (assert).
 */
int db_transaction(struct db *db, int (*fn)(struct db *db, void *ctx, struct err *e), void *ctx,
                   struct err *e);
/* The same with one consistent snapshot and READ ONLY: what one answer is built from. */
int db_read(struct db *db, int (*fn)(struct db *db, void *ctx, struct err *e), void *ctx,
            struct err *e);
/*
 * What the unit stores last: the batch (not empty) is sent together with COMMIT, and freed with the
 * unit. If it fails the unit is rolled back, and fails with the batch's error.
 */
void db_commit_with(struct db *db, struct db_batch *tail);
/*
 * A single reading statement outside a transaction that may reconnect once by itself.
 */
#define db_select_once(db, id, ret_rows, e, ...)                                                   \
    db_select_once_n(db, id, (const struct db_param[]){DB_NULL, ##__VA_ARGS__} + 1,                \
                     sizeof((const struct db_param[]){DB_NULL, ##__VA_ARGS__}) /                   \
                             sizeof(struct db_param) - 1,                                          \
                     ret_rows, e)
int db_select_once_n(struct db *db, enum sql_id id, const struct db_param *params, size_t n,
                     struct db_rows **ret_rows, struct err *e);

/* Prepares those of the statements that are not yet: what belongs together is prepared at once, not one by one as each
 * is first needed. */
int db_prepare(struct db *db, const enum sql_id *ids, size_t n, struct err *e);

/* ---- for migrations and tests only ---- */

/* A script of several statements (text protocol), for files of sql/migrate/. */
int db_script(struct db *db, const char *text, size_t len, struct err *e);
/* Prepares every statement of the set; e names the first that fails. */
int db_prepare_all(struct db *db, struct err *e);
/* The server's number of this connection (for KILL in tests of faults); 0: not connected. */
unsigned long db_connection_id(const struct db *db);

/* The set of statements (generated). */
const char *sql_name(enum sql_id id);
const char *sql_text(enum sql_id id);
unsigned sql_param_count(enum sql_id id);

#endif
