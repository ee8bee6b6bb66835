/*
 * Several writing statements sent ahead: each goes to the server as soon as the next one begins, so
 * that the server works on it while the rows of the next are made; the answers are read at the end.
 *
 * An error shows only then, when the server has executed what was sent behind it. In a unit of work
 * that is harmless: it ends with ROLLBACK, and without autocommit (begin_write) nothing outlives
 * it.
 */
#include "base/db_private.h"

#include <assert.h>

#define STATEMENTS_MAX 16

struct part {
    enum sql_id id;
    struct db_bulk *rows;
    bool posted; /* its answer is to be read */
    int64_t affected;
};

struct db_pipe {
    struct db *db;
    struct part parts[STATEMENTS_MAX];
    size_t n;
    struct err failed;
    enum sql_id failed_id;
};

struct db_pipe *db_pipe_new(struct db *db)
{
    struct db_pipe *p;

    assert(db->in_unit && db->writes && !db->piping);
    if (!db->pipe)
        db->pipe = arena_new(0);
    p = arena_alloc(db->pipe, sizeof(*p));
    p->db = db;
    db->piping = true;
    return p;
}

/* The first error is told, unless a later one says what is to be done about the whole unit. */
static void note(struct db_pipe *p, enum sql_id id, const struct err *e)
{
    if (p->failed.kind != ERR_NONE && e->kind != ERR_RETRY && e->kind != ERR_UNAVAILABLE)
        return;
    p->failed = *e;
    p->failed_id = id;
}

static void read_answers(struct db_pipe *p)
{
    MYSQL *mysql = p->db->mysql;
    struct err e;

    for (size_t i = 0; i < p->n && !p->db->lost; i++) {
        struct part *part = &p->parts[i];

        if (!part->posted)
            continue;
        part->posted = false;
        if (mysql_read_query_result(mysql) == 0) {
            part->affected = (int64_t)mysql_affected_rows(mysql);
            continue;
        }
        db_fail(p->db, sql_name(part->id), mysql_errno(mysql), mysql_error(mysql), &e);
        note(p, part->id, &e);
    }
    p->db->posted = false;
}

/* To prepare a statement is to wait for an answer, and those of the statements before come first.
 */
static int prepare(struct db_pipe *p, enum sql_id id, struct err *e)
{
    if (p->db->statements[id].handle)
        return 0;
    read_answers(p);
    return db_statement_get(p->db, id, e) ? 0 : -1;
}

static void post_last(struct db_pipe *p)
{
    struct part *part = &p->parts[p->n - 1];
    struct err e;

    if (prepare(p, part->id, &e) < 0 || db_bulk_post(part->rows, &e) < 0)
        note(p, part->id, &e);
    else
        part->posted = p->db->posted = true;
}

void db_pipe_add_n(struct db_pipe *p, enum sql_id id, const char *types,
                   const struct db_param *params, size_t n)
{
    struct part *part = p->n > 0 ? &p->parts[p->n - 1] : NULL;

    if (!part || part->id != id) {
        assert(p->n < STATEMENTS_MAX);
        if (part)
            post_last(p);
        part = &p->parts[p->n++];
        part->id = id;
        part->rows = db_bulk_in(p->db->pipe, p->db, id, types);
    }
    db_bulk_put(part->rows, params, n);
}

int db_pipe_end(struct db_pipe *p, struct err *e)
{
    if (p->n > 0)
        post_last(p);
    read_answers(p);
    if (p->failed.kind == ERR_NONE)
        return 0;
    *e = p->failed;
    return -1;
}

bool db_pipe_failed_at(const struct db_pipe *p, enum sql_id id)
{
    return p->failed.kind != ERR_NONE && p->failed_id == id;
}

int64_t db_pipe_affected(const struct db_pipe *p, enum sql_id id)
{
    int64_t sum = 0;

    for (size_t i = 0; i < p->n; i++)
        sum += p->parts[i].id == id ? p->parts[i].affected : 0;
    return sum;
}

void db_pipe_free(struct db_pipe *p)
{
    if (!p)
        return;
    read_answers(p);
    p->db->piping = false;
    arena_reset(p->db->pipe);
}
