#include "store/class_then.h"

#include <stdbool.h>

/* Columns of the statements class_then_school and class_then_class. */
struct line {
    uint32_t class_id, round_id, then_id, count;
    int year, year_then;
};

static struct line *read_lines(struct db_rows *r, struct arena *a, size_t *ret_n)
{
    struct line *lines = arena_array(a, db_count(r) + 1, sizeof(*lines));
    size_t n = 0;

    for (; db_next(r); n++)
        lines[n] = (struct line){(uint32_t)db_id(r, 0),  (uint32_t)db_id(r, 1),
                                 (uint32_t)db_id(r, 2),  (uint32_t)db_int(r, 5),
                                 (int)db_int(r, 3),      (int)db_int(r, 4)};
    *ret_n = n;
    return lines;
}

/* Pupils of the class: what the round that is asked from says of itself. */
static uint32_t size_of(const struct line *lines, size_t n, uint32_t round_id, uint32_t class_id)
{
    uint32_t size = 0;

    for (size_t i = 0; i < n; i++) {
        if (lines[i].round_id == round_id && lines[i].class_id == class_id)
            size += lines[i].count;
    }
    return size;
}

static bool same_then(const struct line *a, const struct line *b)
{
    return a->class_id == b->class_id && a->round_id == b->round_id && a->then_id == b->then_id;
}

/* The lines from..to-1 are one class in one round in one class then. */
static void take(struct class_thens *t, const struct line *lines, size_t from, size_t to,
                 uint32_t size)
{
    struct class_then one = {lines[from].class_id, lines[from].round_id, lines[from].then_id, 0, {0}};
    uint32_t most[CLASS_THEN_YEARS] = {0};

    for (size_t i = from; i < to; i++) {
        one.shared += lines[i].count;
        if (lines[i].year >= CLASS_THEN_YEARS || lines[i].year_then >= CLASS_THEN_YEARS ||
            lines[i].count <= most[lines[i].year])
            continue;
        most[lines[i].year] = lines[i].count;
        one.year_then[lines[i].year] = (uint8_t)lines[i].year_then;
    }
    if (one.shared * 2 > size)
        t->list[t->n++] = one;
}

static int read_then(struct db_rows *r, struct arena *a, uint32_t round_id,
                     struct class_thens *ret_then, struct err *e)
{
    struct class_thens t = {0};
    size_t n, to;
    struct line *lines = read_lines(r, a, &n);

    if (db_done(r, e) < 0)
        return -1;
    t.list = arena_array(a, n + 1, sizeof(*t.list));
    for (size_t from = 0; from < n; from = to) {
        to = from + 1;
        while (to < n && same_then(&lines[from], &lines[to]))
            to++;
        take(&t, lines, from, to, size_of(lines, n, round_id, lines[from].class_id));
    }
    *ret_then = t;
    return 0;
}

int class_then_of_school(struct db *db, struct arena *a, uint32_t unit_id, uint32_t round_id,
                         const uint32_t other[2], struct class_thens *ret_then, struct err *e)
{
    struct db_rows *r;

    if (db_select(db, SQL_CLASS_THEN_SCHOOL, &r, e, DB_I(other[0]), DB_I(other[1]), DB_I(round_id),
                  DB_I(round_id), DB_I(unit_id)) < 0)
        return -1;
    return read_then(r, a, round_id, ret_then, e);
}

int class_then_of_class(struct db *db, struct arena *a, uint32_t unit_id, uint32_t round_id,
                        uint32_t class_id, struct class_thens *ret_then, struct err *e)
{
    struct db_rows *r;

    if (db_select(db, SQL_CLASS_THEN_CLASS, &r, e, DB_I(round_id), DB_I(unit_id),
                  DB_I(class_id)) < 0)
        return -1;
    return read_then(r, a, round_id, ret_then, e);
}

const struct class_then *class_then_find(const struct class_thens *t, uint32_t class_id,
                                         uint32_t round_id)
{
    for (size_t i = 0; i < t->n; i++) {
        if (t->list[i].class_id == class_id && t->list[i].round_id == round_id)
            return &t->list[i];
    }
    return NULL;
}
