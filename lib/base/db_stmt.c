/*
 * Prepared statements and their results.
 *
 * A statement is prepared at its first use on a connection; its result columns are bound then,
 * once: integers to int64, everything else to text. Text buffers begin small; a longer value is
 * fetched a second time into a grown buffer, which stays for the following rows.
 */
#include "base/db_private.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* Room for names and times; a long integer's digits fit as well. */
#define TEXT_CAP 256
/* Buffers that one long value made larger than this are given back after the result. */
#define TEXT_CAP_KEPT ((size_t)64 * 1024)

static bool is_integer(const MYSQL_FIELD *f)
{
    switch (f->type) {
    case MYSQL_TYPE_TINY:
    case MYSQL_TYPE_SHORT:
    case MYSQL_TYPE_INT24:
    case MYSQL_TYPE_LONG:
    case MYSQL_TYPE_LONGLONG:
    case MYSQL_TYPE_YEAR:
        return true;
    case MYSQL_TYPE_DECIMAL:
    case MYSQL_TYPE_NEWDECIMAL: /* SUM() of integers */
        return f->decimals == 0;
    default:
        return false;
    }
}

static void bind_column(struct db_column *col, MYSQL_BIND *bind)
{
    memset(bind, 0, sizeof(*bind));
    bind->is_null = &col->null;
    bind->error = &col->error;
    bind->length = &col->len;
    if (col->is_int) {
        bind->buffer_type = MYSQL_TYPE_LONGLONG;
        bind->buffer = &col->number;
        bind->buffer_length = sizeof(col->number);
    } else {
        bind->buffer_type = MYSQL_TYPE_STRING;
        bind->buffer = col->text;
        bind->buffer_length = col->cap - 1;
    }
}

static int bind_result(struct db_statement *st)
{
    for (unsigned i = 0; i < st->n_columns; i++)
        bind_column(&st->columns[i], &st->binds[i]);
    return st->n_columns && mysql_stmt_bind_result(st->handle, st->binds) ? -1 : 0;
}

static void make_columns(struct db_statement *st)
{
    MYSQL_RES *meta = mysql_stmt_result_metadata(st->handle);
    const MYSQL_FIELD *fields = meta ? mysql_fetch_fields(meta) : NULL;

    st->n_columns = meta ? mysql_num_fields(meta) : 0;
    st->columns = mem_calloc(st->n_columns, sizeof(*st->columns));
    st->binds = mem_calloc(st->n_columns, sizeof(*st->binds));
    for (unsigned i = 0; i < st->n_columns; i++) {
        st->columns[i].is_int = is_integer(&fields[i]);
        st->columns[i].cap = TEXT_CAP;
        st->columns[i].text = mem_calloc(1, TEXT_CAP);
    }
    mysql_free_result(meta);
}

static int prepare(struct db *db, struct db_statement *st, struct err *e)
{
    st->handle = mysql_stmt_init(db->mysql);
    if (!st->handle)
        mem_abort("mysql_stmt_init");
    if (mysql_stmt_prepare(st->handle, st->text, strlen(st->text)))
        goto fail;
    assert(mysql_stmt_param_count(st->handle) == st->n_params);
    st->params = mem_calloc(st->n_params, sizeof(*st->params));
    make_columns(st);
    if (bind_result(st) < 0)
        goto fail;
    return 0;

fail:
    db_statement_fail(db, st, e);
    db_statement_close(st);
    return -1;
}

/* The library reads parameters only while executing: they are bound where the caller has them. */
static void bind_param(MYSQL_BIND *bind, const struct db_param *p)
{
    memset(bind, 0, sizeof(*bind));
    switch (p->type) {
    case DB_TYPE_NULL:
        bind->buffer_type = MYSQL_TYPE_NULL;
        break;
    case DB_TYPE_INT:
        bind->buffer_type = MYSQL_TYPE_LONGLONG;
        bind->buffer = (void *)&p->i;
        break;
    case DB_TYPE_STR:
        bind->buffer_type = MYSQL_TYPE_STRING;
        bind->buffer = (void *)p->s;
        bind->buffer_length = p->len;
        break;
    }
}

static int execute(struct db *db, struct db_statement *st, const struct db_param *params, size_t n,
                   struct err *e)
{
    assert(n == st->n_params);
    assert(!st->rows.open);
    for (size_t i = 0; i < n; i++)
        bind_param(&st->params[i], &params[i]);
    if (n && mysql_stmt_bind_param(st->handle, st->params))
        return db_statement_fail(db, st, e);
    if (mysql_stmt_execute(st->handle))
        return db_statement_fail(db, st, e);
    return 0;
}

static int open_rows(struct db *db, struct db_statement *st, bool stream, struct db_rows **ret_rows,
                     struct err *e)
{
    struct db_rows *r = &st->rows;

    if (!stream && mysql_stmt_store_result(st->handle)) {
        db_statement_fail(db, st, e);
        mysql_stmt_free_result(st->handle);
        return -1;
    }
    r->db = db;
    r->statement = st;
    r->open = true;
    r->in_unit = db->in_unit;
    r->at_end = false;
    err_clear(&r->failed);
    db->open_rows++;
    if (stream)
        db->streaming = st;
    *ret_rows = r;
    return 0;
}

static int select_rows(struct db *db, enum sql_id id, const struct db_param *params, size_t n,
                       bool stream, struct db_rows **ret_rows, struct err *e)
{
    struct db_statement *st = db_statement_get(db, id, e);

    if (!st)
        return -1;
    assert(st->n_columns > 0);
    if (execute(db, st, params, n, e) < 0)
        return -1;
    return open_rows(db, st, stream, ret_rows, e);
}

/* Fetches the present row's longer texts again, now whole. Binding anew may forget what the other columns of the row
 * hold (Connector/C 3.3 of MariaDB 10.11.18 does): their lengths and NULLs are kept over it. */
static int complete_row(struct db_statement *st)
{
    bool grown = false;

    for (unsigned i = 0; i < st->n_columns; i++) {
        st->columns[i].kept_len = st->columns[i].len;
        st->columns[i].kept_null = st->columns[i].null;
    }
    for (unsigned i = 0; i < st->n_columns; i++) {
        struct db_column *col = &st->columns[i];

        if (col->is_int || col->kept_null || col->kept_len < col->cap)
            continue;
        while (col->cap <= col->kept_len)
            col->cap *= 2;
        col->text = mem_realloc(col->text, col->cap);
        bind_column(col, &st->binds[i]);
        if (mysql_stmt_fetch_column(st->handle, &st->binds[i], i, 0))
            return -1;
        grown = true;
    }
    if (grown && bind_result(st) < 0)
        return -1;
    for (unsigned i = 0; i < st->n_columns; i++) {
        st->columns[i].len = st->columns[i].kept_len;
        st->columns[i].null = st->columns[i].kept_null;
    }
    return 0;
}

static bool give_up(struct db_rows *r)
{
    db_statement_fail(r->db, r->statement, &r->failed);
    return false;
}

static const struct db_column *column(const struct db_rows *r, unsigned col)
{
    assert(r->open && !r->at_end);
    assert(col < r->statement->n_columns);
    return &r->statement->columns[col];
}

struct db_statement *db_statement_get(struct db *db, enum sql_id id, struct err *e)
{
    struct db_statement *st;

    assert(id < SQL__MAX);
    st = &db->statements[id];
    if (db_ready(db, e) < 0)
        return NULL;
    if (!st->handle && prepare(db, st, e) < 0)
        return NULL;
    return st;
}

int db_statement_fail(struct db *db, const struct db_statement *st, struct err *e)
{
    /* When a connection breaks while rows are streamed, only the connection has the error. */
    if (!mysql_stmt_errno(st->handle))
        return db_fail(db, st->name, mysql_errno(db->mysql), mysql_error(db->mysql), e);
    return db_fail(db, st->name, mysql_stmt_errno(st->handle), mysql_stmt_error(st->handle), e);
}

void db_statement_close(struct db_statement *st)
{
    for (unsigned i = 0; i < st->n_columns; i++)
        free(st->columns[i].text);
    free(st->columns);
    free(st->binds);
    free(st->params);
    st->columns = NULL;
    st->binds = NULL;
    st->params = NULL;
    st->n_columns = 0;
    if (st->handle)
        mysql_stmt_close(st->handle);
    st->handle = NULL;
}

void db_rows_close(struct db_rows *r)
{
    struct db_statement *st = r->statement;
    bool shrunk = false;

    if (!r->open)
        return;
    /* The library frees rows only when one of them is the next: those that were read to their end would stay in
     * memory until the statement is used again. */
    if (r->db->streaming != st && mysql_stmt_num_rows(st->handle) > 0)
        mysql_stmt_data_seek(st->handle, 0);
    mysql_stmt_free_result(st->handle);
    if (r->db->streaming == st)
        r->db->streaming = NULL;
    r->db->open_rows--;
    r->open = false;
    for (unsigned i = 0; i < st->n_columns; i++) {
        struct db_column *col = &st->columns[i];

        if (col->cap <= TEXT_CAP_KEPT)
            continue;
        col->cap = TEXT_CAP;
        col->text = mem_realloc(col->text, TEXT_CAP);
        shrunk = true;
    }
    if (shrunk)
        bind_result(st);
}

struct db_param db_int_param(int64_t v)
{
    return (struct db_param){.type = DB_TYPE_INT, .i = v};
}

struct db_param db_str_param(const char *s)
{
    return s ? db_strn_param(s, strlen(s)) : db_null_param();
}

struct db_param db_strn_param(const char *s, size_t len)
{
    return (struct db_param){.type = DB_TYPE_STR, .s = s, .len = len};
}

struct db_param db_null_param(void)
{
    return (struct db_param){.type = DB_TYPE_NULL};
}

struct db_param db_id_param(uint64_t id)
{
    assert(id <= INT64_MAX);
    return id ? db_int_param((int64_t)id) : db_null_param();
}

int db_exec_n(struct db *db, enum sql_id id, const struct db_param *params, size_t n,
              int64_t *ret_affected, struct err *e)
{
    struct db_statement *st = db_statement_get(db, id, e);

    if (!st)
        return -1;
    assert(st->n_columns == 0);
    if (execute(db, st, params, n, e) < 0)
        return -1;
    if (ret_affected)
        *ret_affected = (int64_t)mysql_stmt_affected_rows(st->handle);
    return 0;
}

int db_select_n(struct db *db, enum sql_id id, const struct db_param *params, size_t n,
                struct db_rows **ret_rows, struct err *e)
{
    return select_rows(db, id, params, n, false, ret_rows, e);
}

int db_stream_n(struct db *db, enum sql_id id, const struct db_param *params, size_t n,
                struct db_rows **ret_rows, struct err *e)
{
    return select_rows(db, id, params, n, true, ret_rows, e);
}

int db_select_once_n(struct db *db, enum sql_id id, const struct db_param *params, size_t n,
                     struct db_rows **ret_rows, struct err *e)
{
    if (db_select_n(db, id, params, n, ret_rows, e) == 0)
        return 0;
    if (!db->lost || db->in_unit || db->open_rows > 0)
        return -1;
    return db_select_n(db, id, params, n, ret_rows, e);
}

bool db_next(struct db_rows *r)
{
    struct db_statement *st = r->statement;
    int rc;

    assert(r->open);
    if (r->at_end)
        return false;
    rc = mysql_stmt_fetch(st->handle);
    r->at_end = rc != 0 && rc != MYSQL_DATA_TRUNCATED;
    if (rc == MYSQL_NO_DATA)
        return false;
    if (r->at_end)
        return give_up(r);
    if (rc == MYSQL_DATA_TRUNCATED && complete_row(st) < 0) {
        r->at_end = true;
        return give_up(r);
    }
    for (unsigned i = 0; i < st->n_columns; i++) {
        struct db_column *col = &st->columns[i];

        if (!col->is_int)
            col->text[col->null ? 0 : col->len] = '\0';
        else if (rc == MYSQL_DATA_TRUNCATED && !col->null && col->error) {
            r->at_end = true;
            err_set(&r->failed, ERR_INTERNAL, "%s: column %u does not fit 64 bits", st->name, i);
            return false;
        }
    }
    return true;
}

size_t db_count(const struct db_rows *r)
{
    assert(r->open && r->db->streaming != r->statement);
    return (size_t)mysql_stmt_num_rows(r->statement->handle);
}

bool db_is_null(const struct db_rows *r, unsigned col)
{
    return column(r, col)->null;
}

int64_t db_int(const struct db_rows *r, unsigned col)
{
    const struct db_column *c = column(r, col);
    char *end;
    int64_t v;

    if (c->null)
        return 0;
    if (c->is_int)
        return c->number;
    /* A sum with a parameter in it has its type only when executed, and may come as "12.00". */
    v = strtoll(c->text, &end, 10);
    if (*end == '.')
        end += 1 + strspn(end + 1, "0");
    assert(end != c->text && *end == '\0');
    return v;
}

uint64_t db_id(const struct db_rows *r, unsigned col)
{
    int64_t v = db_int(r, col);

    assert(v >= 0);
    return (uint64_t)v;
}

const char *db_str(const struct db_rows *r, unsigned col)
{
    const struct db_column *c = column(r, col);

    if (c->null)
        return NULL;
    if (c->is_int)
        snprintf(c->text, c->cap, "%" PRId64, c->number);
    return c->text;
}

size_t db_len(const struct db_rows *r, unsigned col)
{
    const struct db_column *c = column(r, col);

    if (c->null)
        return 0;
    return c->is_int ? strlen(db_str(r, col)) : c->len;
}

int db_done(struct db_rows *r, struct err *e)
{
    struct err failed = r->failed;

    assert(r->open);
    db_rows_close(r);
    if (failed.kind == ERR_NONE)
        return 0;
    if (e)
        *e = failed;
    return -1;
}

int db_prepare(struct db *db, const enum sql_id *ids, size_t n, struct err *e)
{
    for (size_t i = 0; i < n; i++)
        if (!db_statement_get(db, ids[i], e))
            return -1;
    return 0;
}

int db_prepare_all(struct db *db, struct err *e)
{
    for (unsigned i = 0; i < SQL__MAX; i++)
        if (!db_statement_get(db, (enum sql_id)i, e))
            return -1;
    return 0;
}
