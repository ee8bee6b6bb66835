/*
 * Many parameter rows through one statement in one round trip (COM_STMT_BULK_EXECUTE).
 *
 * Rows gather column-wise in arrays that grow with them: most bulks are a few rows.
 */
#include "base/db_private.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"

#define ROWS_FIRST 32
#define ROWS_MAX 2000
/* Far below the server's default max_allowed_packet of 16 MiB. */
#define TEXT_MAX ((size_t)1024 * 1024)

struct column {
    bool is_text;
    int64_t *numbers;
    char **texts;
    unsigned long *lens;
    char *indicators;
};

struct db_bulk {
    struct db *db;
    struct arena *arena; /* of the bulk itself */
    struct arena *texts; /* of the rows' texts; the same if it is not the bulk's own */
    enum sql_id id;
    unsigned n_columns;
    struct column *columns;
    MYSQL_BIND *binds;
    unsigned rows, cap;
    size_t text_len;
    int64_t affected;
};

static void *larger(const struct db_bulk *b, const void *old, size_t size)
{
    void *array = arena_array(b->arena, b->cap, size);

    return b->rows ? memcpy(array, old, b->rows * size) : array;
}

static void grow(struct db_bulk *b)
{
    b->cap = b->cap ? b->cap * 2 : ROWS_FIRST;
    if (b->cap > ROWS_MAX)
        b->cap = ROWS_MAX;
    for (unsigned i = 0; i < b->n_columns; i++) {
        struct column *c = &b->columns[i];

        c->indicators = larger(b, c->indicators, sizeof(*c->indicators));
        if (!c->is_text) {
            c->numbers = larger(b, c->numbers, sizeof(*c->numbers));
            continue;
        }
        c->texts = larger(b, c->texts, sizeof(*c->texts));
        c->lens = larger(b, c->lens, sizeof(*c->lens));
    }
}

static void set_text(struct db_bulk *b, struct column *c, const char *s, size_t len)
{
    c->texts[b->rows] = memcpy(arena_alloc(b->texts, len), s, len);
    c->lens[b->rows] = len;
    b->text_len += len;
}

static void set_value(struct db_bulk *b, struct column *c, const struct db_param *p)
{
    char digits[24];

    c->indicators[b->rows] = p->type == DB_TYPE_NULL ? STMT_INDICATOR_NULL : STMT_INDICATOR_NONE;
    if (!c->is_text) {
        assert(p->type != DB_TYPE_STR);
        c->numbers[b->rows] = p->type == DB_TYPE_INT ? p->i : 0;
        return;
    }
    switch (p->type) {
    case DB_TYPE_NULL:
        set_text(b, c, "", 0);
        break;
    case DB_TYPE_INT:
        set_text(b, c, digits, (size_t)snprintf(digits, sizeof(digits), "%" PRId64, p->i));
        break;
    case DB_TYPE_STR:
        set_text(b, c, p->s, p->len);
        break;
    }
}

static void bind_columns(struct db_bulk *b)
{
    for (unsigned i = 0; i < b->n_columns; i++) {
        struct column *c = &b->columns[i];
        MYSQL_BIND *bind = &b->binds[i];

        memset(bind, 0, sizeof(*bind));
        bind->u.indicator = c->indicators;
        if (!c->is_text) {
            bind->buffer_type = MYSQL_TYPE_LONGLONG;
            bind->buffer = c->numbers;
            continue;
        }
        bind->buffer_type = MYSQL_TYPE_STRING;
        bind->buffer = c->texts;
        bind->length = c->lens;
    }
}

static int execute(struct db_bulk *b, struct db_statement *st, struct err *e)
{
    unsigned one = 0;
    int rc = 0;

    assert(st->n_params == b->n_columns && st->n_columns == 0);
    bind_columns(b);
    if (mysql_stmt_attr_set(st->handle, STMT_ATTR_ARRAY_SIZE, &b->rows) ||
        mysql_stmt_bind_param(st->handle, b->binds) || mysql_stmt_execute(st->handle))
        rc = db_statement_fail(b->db, st, e);
    /* The statement may next be executed with single values. */
    mysql_stmt_attr_set(st->handle, STMT_ATTR_ARRAY_SIZE, &one);
    b->rows = 0;
    b->text_len = 0;
    if (b->texts != b->arena)
        arena_reset(b->texts);
    return rc;
}

static int send_rows(struct db_bulk *b, struct err *e)
{
    struct db_statement *st = db_statement_get(b->db, b->id, e);

    if (!st || execute(b, st, e) < 0)
        return -1;
    b->affected += (int64_t)mysql_stmt_affected_rows(st->handle);
    return 0;
}

int db_bulk_post(struct db_bulk *b, struct err *e)
{
    MYSQL *mysql = b->db->mysql;
    my_bool skip = 1, wait = 0;
    int rc;

    mysql_options(mysql, MARIADB_OPT_SKIP_READ_RESPONSE, &skip);
    rc = execute(b, &b->db->statements[b->id], e);
    mysql_options(mysql, MARIADB_OPT_SKIP_READ_RESPONSE, &wait);
    return rc;
}

static struct db_bulk *bulk_in(struct arena *arena, struct arena *texts, struct db *db,
                               enum sql_id id, const char *types)
{
    struct db_bulk *b = arena_alloc(arena, sizeof(*b));

    b->db = db;
    b->arena = arena;
    b->texts = texts;
    b->id = id;
    b->n_columns = (unsigned)strlen(types);
    assert(b->n_columns > 0);
    b->columns = arena_array(arena, b->n_columns, sizeof(*b->columns));
    b->binds = arena_array(arena, b->n_columns, sizeof(*b->binds));
    for (unsigned i = 0; i < b->n_columns; i++) {
        assert(types[i] == 'i' || types[i] == 's');
        b->columns[i].is_text = types[i] == 's';
    }
    return b;
}

struct db_bulk *db_bulk_in(struct arena *arena, struct db *db, enum sql_id id, const char *types)
{
    return bulk_in(arena, arena, db, id, types);
}

struct db_bulk *db_bulk_new(struct db *db, enum sql_id id, const char *types)
{
    return bulk_in(arena_new(0), arena_new(0), db, id, types);
}

void db_bulk_put(struct db_bulk *b, const struct db_param *params, size_t n)
{
    assert(n == b->n_columns && b->rows < ROWS_MAX);
    if (b->rows == b->cap)
        grow(b);
    for (unsigned i = 0; i < b->n_columns; i++)
        set_value(b, &b->columns[i], &params[i]);
    b->rows++;
}

int db_bulk_add_n(struct db_bulk *b, const struct db_param *params, size_t n, struct err *e)
{
    db_bulk_put(b, params, n);
    if (b->rows < ROWS_MAX && b->text_len < TEXT_MAX)
        return 0;
    return send_rows(b, e);
}

int db_bulk_flush(struct db_bulk *b, int64_t *ret_affected, struct err *e)
{
    if (b->rows > 0 && send_rows(b, e) < 0)
        return -1;
    if (ret_affected)
        *ret_affected = b->affected;
    return 0;
}

void db_bulk_free(struct db_bulk *b)
{
    if (!b)
        return;
    assert(b->texts != b->arena);
    arena_free(b->texts);
    arena_free(b->arena);
}
