/*
 * What the files of the database layer share. The only file of the product that includes mysql.h;
 * outside db_*.c only the layer's own test may include it.
 */
#ifndef MALKOLL_BASE_DB_PRIVATE_H
#define MALKOLL_BASE_DB_PRIVATE_H

#include <mysql.h>

#include "base/arena.h"
#include "base/db.h"

/* Where one result column of a statement is fetched to; bound once, when the statement is. */
struct db_column {
    bool is_int;    /* fetched into number; else into text */
    int64_t number;
    char *text;     /* of an is_int column: filled by db_str on demand */
    size_t cap;     /* of text, with room for the terminating NUL */
    unsigned long len;
    my_bool null;
    my_bool error;
    unsigned long kept_len; /* of the present row, while a longer text is fetched again */
    my_bool kept_null;
};

/* One result in progress: lives in its statement. */
struct db_rows {
    struct db *db;
    struct db_statement *statement;
    bool open;
    bool in_unit;   /* begun inside a unit of work: ends with it */
    bool at_end;
    struct err failed; /* why db_next gave up; ERR_NONE if it did not */
};

struct db_statement {
    const char *name;
    const char *text;
    unsigned n_params;
    MYSQL_STMT *handle; /* NULL: not prepared on this connection */
    MYSQL_BIND *params;
    unsigned n_columns;
    struct db_column *columns;
    MYSQL_BIND *binds; /* point into columns */
    struct db_rows rows;
};

struct db {
    const struct conf *conf;
    enum db_account account;
    MYSQL *mysql; /* NULL: not connected */
    bool lost;    /* the connection must not be used any more */
    bool in_unit;
    bool writes;  /* the unit does */
    unsigned generation;
    unsigned open_rows;
    const struct db_statement *streaming; /* whose rows are still on the wire */
    bool posted;  /* something was sent whose answer has not been waited for */
    struct db_batch *tail; /* what is sent with COMMIT */
    struct arena *pipe;    /* of the pipe in use; kept from one to the next */
    bool piping;
    struct db_statement statements[SQL__MAX];
};

/* ---- db_connect.c ---- */

/*
 * Fills e from an error of the server or of the library and marks the connection as lost if it
 * cannot be used any more. what: statement or act that failed. Returns -1.
 */
int db_fail(struct db *db, const char *what, unsigned code, const char *text, struct err *e);
/* Connects when that is allowed; in a unit of work whose connection is lost it is not. */
int db_ready(struct db *db, struct err *e);
/* Closes the connection and all statements; no rows may be open. */
void db_disconnect(struct db *db);
/*
 * Sends text of one or more statements in one round trip and reads all answers. one_row (may be
 * NULL) is called for the first row of each result set.
 */
int db_text(struct db *db, const char *what, const char *text, size_t len,
            int (*one_row)(char **row, unsigned n, struct err *e), struct err *e);

/* ---- db_batch.c ---- */

/* Sends the batch and COMMIT in one round trip. *ret_reached: the server came to the COMMIT. */
int db_batch_commit(struct db_batch *b, bool *ret_reached, struct err *e);

/* ---- db_txn.c ---- */

/* Reads the answer of end_write, behind that of COMMIT or ROLLBACK. */
void db_end_write(struct db *db);

/* ---- db_bulk.c ---- */

/* One whose memory is the arena's, and whose rows are sent once: it is not freed by itself. */
struct db_bulk *db_bulk_in(struct arena *arena, struct db *db, enum sql_id id, const char *types);
/* Adds a row, of 2000 at most, without sending. */
void db_bulk_put(struct db_bulk *b, const struct db_param *params, size_t n);
/* Sends the rows, at least one, without waiting for the answer; the statement is prepared already. */
int db_bulk_post(struct db_bulk *b, struct err *e);

/* ---- db_stmt.c ---- */

/* The statement, prepared on the present connection; NULL and e. */
struct db_statement *db_statement_get(struct db *db, enum sql_id id, struct err *e);
/* db_fail with the statement's own error. */
int db_statement_fail(struct db *db, const struct db_statement *st, struct err *e);
void db_statement_close(struct db_statement *st);
/* Frees the result of a statement, also unread rows on the wire. */
void db_rows_close(struct db_rows *r);

#endif
