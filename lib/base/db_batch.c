/*
 * Several writing statements in one round trip, as text.
 *
 * Rows for one INSERT become one statement of many rows, which the server executes at once; a bulk
 * of an UPDATE it would execute row by row. Numbers are written as digits and texts quoted by the
 * library, which knows the connection's character set.
 */
#include "base/db_private.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"

#define STATEMENTS_MAX 16

struct db_batch {
    struct db *db;
    struct buf text;
    enum sql_id ids[STATEMENTS_MAX];
    size_t n;
    const char *tail; /* of the last statement, behind its rows */
};

static void put_quoted(struct db_batch *b, const char *s, size_t len)
{
    char *quoted;

    buf_putc(&b->text, '\'');
    /* In UTF-8 nothing else needs to be escaped; most texts are times and codes. */
    if (!memchr(s, '\'', len) && !memchr(s, '\\', len) && !memchr(s, '\0', len)) {
        buf_append(&b->text, s, len);
    } else {
        quoted = mem_calloc(2 * len + 1, 1);
        mysql_real_escape_string(b->db->mysql, quoted, s, len);
        buf_puts(&b->text, quoted);
        free(quoted);
    }
    buf_putc(&b->text, '\'');
}

static void put_value(struct db_batch *b, const struct db_param *p)
{
    switch (p->type) {
    case DB_TYPE_NULL:
        buf_puts(&b->text, "NULL");
        break;
    case DB_TYPE_INT:
        buf_int(&b->text, p->i);
        break;
    case DB_TYPE_STR:
        put_quoted(b, p->s, p->len);
        break;
    }
}

/* The statement's text up to end, with values for its question marks. */
static void put_text(struct db_batch *b, const char *from, const char *end,
                     const struct db_param *params, size_t n)
{
    const char *done = from;
    size_t used = 0;
    char quote = 0;

    for (const char *p = from; p < end; p++) {
        if (quote ? *p == quote : *p == '\'' || *p == '"' || *p == '`')
            quote = quote ? 0 : *p;
        if (*p != '?' || quote)
            continue;
        assert(used < n);
        buf_append(&b->text, done, (size_t)(p - done));
        put_value(b, &params[used++]);
        done = p + 1;
    }
    buf_append(&b->text, done, (size_t)(end - done));
    assert(used == n);
}

/* Where the row of an INSERT's VALUES begins and ends: brackets included, all ? within. */
static bool find_row(const char *text, const char **ret_row, const char **ret_tail)
{
    static const char word[] = " VALUES (";
    const char *row = strstr(text, word);
    int depth = 0;

    if (!row)
        return false;
    row += sizeof(word) - 2;
    *ret_row = row;
    do {
        depth += (*row == '(') - (*row == ')');
        row++;
    } while (depth > 0);
    *ret_tail = row;
    return true;
}

static void end_statement(struct db_batch *b)
{
    buf_puts(&b->text, b->tail);
    b->tail = "";
}

static void begin_statement(struct db_batch *b, enum sql_id id)
{
    assert(b->n < STATEMENTS_MAX);
    end_statement(b);
    if (b->n > 0)
        buf_puts(&b->text, "; ");
    b->ids[b->n] = id;
    b->n++;
}

struct db_batch *db_batch_new(struct db *db)
{
    struct db_batch *b = mem_calloc(1, sizeof(*b));

    b->db = db;
    b->tail = "";
    return b;
}

void db_batch_add_n(struct db_batch *b, enum sql_id id, const struct db_param *params, size_t n)
{
    const char *text = b->db->statements[id].text, *row, *tail;

    assert(id < SQL__MAX && n == b->db->statements[id].n_params);
    assert(b->db->mysql); /* quoting asks the connection */
    if (!find_row(text, &row, &tail)) {
        begin_statement(b, id);
        put_text(b, text, text + strlen(text), params, n);
        return;
    }
    if (b->n > 0 && b->ids[b->n - 1] == id) {
        buf_puts(&b->text, ", ");
    } else {
        begin_statement(b, id);
        buf_append(&b->text, text, (size_t)(row - text));
    }
    put_text(b, row, tail, params, n);
    b->tail = tail;
}

static int fail(const struct db_batch *b, size_t i, struct err *e)
{
    MYSQL *mysql = b->db->mysql;

    return db_fail(b->db, b->db->statements[b->ids[i]].name, mysql_errno(mysql),
                   mysql_error(mysql), e);
}

static int read_answers(struct db_batch *b, struct err *e)
{
    MYSQL *mysql = b->db->mysql;

    for (size_t i = 0; i < b->n; i++) {
        if (i > 0 && mysql_next_result(mysql) != 0)
            return fail(b, i, e);
        assert(mysql_field_count(mysql) == 0);
    }
    return 0;
}

/* The same, where nothing may come behind them. */
static int read_all(struct db_batch *b, struct err *e)
{
    int result = read_answers(b, e);

    assert(result < 0 || !mysql_more_results(b->db->mysql));
    return result;
}

int db_batch_send(struct db_batch *b, struct err *e)
{
    if (b->n == 0)
        return 0;
    if (db_ready(b->db, e) < 0)
        return -1;
    end_statement(b);
    if (mysql_real_query(b->db->mysql, b->text.data, b->text.len))
        return fail(b, 0, e);
    return read_all(b, e);
}

int db_batch_commit(struct db_batch *b, bool *ret_reached, struct err *e)
{
    MYSQL *mysql = b->db->mysql;

    assert(b->n > 0);
    *ret_reached = false;
    end_statement(b);
    buf_printf(&b->text, "; %s; %s", sql_text(SQL_COMMIT), sql_text(SQL_END_WRITE));
    if (mysql_real_query(mysql, b->text.data, b->text.len))
        return fail(b, 0, e);
    if (read_answers(b, e) < 0)
        return -1;
    *ret_reached = true;
    if (mysql_next_result(mysql) == 0) {
        db_end_write(b->db);
        return 0;
    }
    return db_fail(b->db, sql_name(SQL_COMMIT), mysql_errno(mysql), mysql_error(mysql), e);
}

int db_batch_post(struct db_batch *b, struct err *e)
{
    if (db_ready(b->db, e) < 0)
        return -1;
    end_statement(b);
    if (mysql_send_query(b->db->mysql, b->text.data, b->text.len))
        return fail(b, 0, e);
    b->db->posted = true;
    return 0;
}

int db_batch_wait(struct db_batch *b, struct err *e)
{
    b->db->posted = false;
    if (mysql_read_query_result(b->db->mysql))
        return fail(b, 0, e);
    return read_all(b, e);
}

void db_batch_free(struct db_batch *b)
{
    if (!b)
        return;
    buf_free(&b->text);
    free(b);
}
