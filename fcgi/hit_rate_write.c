/* Writes the answer about the hit rate (hit_rate_view.h). */
#include <stdbool.h>
#include <string.h>

#include "domain/stats.h"
#include "fcgi/hit_rate_view.h"

#define GROUPS_MIN 2

/* What a key (subject, year group, unit) had in each forecast round of the chosen year. */
struct keyed {
    uint64_t key;
    struct hit_cell cells[HIT_FORECASTS_MAX];
};

struct table {
    struct keyed *rows;
    size_t n;
};

struct child {
    uint32_t id, parent;
    const char *kind, *name;
    int depth;
};

static void add_cell(struct hit_cell *to, const struct hit_cell *from)
{
    for (unsigned k = 0; k < HIT_COUNT__MAX; k++)
        to->n[k] += from->n[k];
}

static int64_t pairs_of(const struct hit_cell *c)
{
    return c->n[HIT_RIGHT_PASS] + c->n[HIT_OVER] + c->n[HIT_UNDER] + c->n[HIT_RIGHT_FAIL];
}

/* Ends a statement whose rows are forecast round, key and counts. */
static int take_table(struct req *q, const struct hit_view *v, struct db_rows *r, struct table *t)
{
    struct err e = {0};

    t->rows = arena_array(q->arena, db_count(r) + 1, sizeof(*t->rows));
    while (db_next(r)) {
        size_t round = hit_find_round(v, db_id(r, 0)), i = 0;
        struct hit_cell c = hit_cell_read(r);

        while (i < t->n && t->rows[i].key != db_id(r, 1))
            i++;
        if (i == t->n)
            t->rows[t->n++].key = db_id(r, 1);
        for (size_t k = 0; k < v->n_forecasts; k++) {
            if (v->forecasts[k] == round)
                add_cell(&t->rows[i].cells[k], &c);
        }
    }
    return db_done(r, &e) < 0 ? fail_err(q, &e) : 0;
}

static const struct keyed *find_key(const struct table *t, uint64_t key)
{
    for (size_t i = 0; i < t->n; i++) {
        if (t->rows[i].key == key)
            return &t->rows[i];
    }
    return NULL;
}

static void write_numbers(struct json_writer *w, const char *key, const int64_t *n, size_t count)
{
    json_key(w, key);
    json_array(w);
    for (size_t i = 0; i < count; i++)
        json_int(w, n[i]);
    json_array_end(w);
}

/* n of `of` with its interval in thousandths: [n, of, low, high]. */
static void write_share(struct json_writer *w, const char *key, int64_t n, int64_t of)
{
    struct stats_interval i = stats_wilson((uint32_t)n, (uint32_t)of);

    json_key(w, key);
    json_array(w);
    json_int(w, n);
    json_int(w, of);
    json_int(w, (int64_t)(i.low * 1000 + 0.5));
    json_int(w, (int64_t)(i.high * 1000 + 0.5));
    json_array_end(w);
}

/* Below the minimum the counts stand without a share; of a single teaching group nothing does. */
static void write_cell(struct json_writer *w, const struct hit_view *v, const struct hit_cell *c)
{
    int64_t of = pairs_of(c), unpaired = c->n[HIT_UNPAIRED];
    int64_t right = c->n[HIT_RIGHT_PASS] + c->n[HIT_RIGHT_FAIL];

    if (of + unpaired == 0) {
        json_null(w);
        return;
    }
    json_object(w);
    if (of > 0 && c->n[HIT_GROUPS] < GROUPS_MIN) {
        json_kv_str(w, "state", "one_group");
        json_object_end(w);
        return;
    }
    json_kv_str(w, "state", of >= v->min ? "said" : "few");
    write_numbers(w, "counts", c->n, 4);
    json_kv_int(w, "unpaired", unpaired);
    write_numbers(w, "levels", c->n + HIT_LEVEL_OVER, 3);
    write_numbers(w, "merit", c->n + HIT_MERIT_N, 3);
    if (of >= v->min)
        write_share(w, "right", right, of);
    json_object_end(w);
}

static void write_cells(struct json_writer *w, const struct hit_view *v, const struct keyed *row)
{
    json_key(w, "cells");
    json_array(w);
    for (size_t k = 0; k < v->n_forecasts; k++)
        write_cell(w, v, &row->cells[k]);
    json_array_end(w);
}

static void write_rounds(struct json_writer *w, const struct hit_view *v)
{
    size_t last = HIT_NO_ROUND;

    piece_round(w, "round", v->grades == HIT_NO_ROUND ? NULL : &v->rounds[v->grades]);
    json_key(w, "forecasts");
    json_array(w);
    for (size_t k = 0; k < v->n_forecasts; k++)
        piece_round(w, NULL, &v->rounds[v->forecasts[k]]);
    json_array_end(w);
    json_key(w, "rounds");
    json_array(w);
    for (size_t i = 0; i < v->n_pairs; i++) {
        if (v->pairs[i].grades != last)
            piece_round(w, NULL, &v->rounds[v->pairs[i].grades]);
        last = v->pairs[i].grades;
    }
    json_array_end(w);
}

/* Every pair of rounds there is, newest grades first: how it has been over the years. */
static void write_years(struct json_writer *w, const struct hit_view *v)
{
    json_key(w, "years");
    json_array(w);
    for (size_t i = 0; i < v->n_pairs; i++) {
        const struct hit_pair *p = &v->pairs[i];

        json_object(w);
        piece_round(w, "grades", &v->rounds[p->grades]);
        piece_round(w, "forecast", &v->rounds[p->forecasts]);
        json_key(w, "cell");
        write_cell(w, v, &p->cell);
        json_object_end(w);
    }
    json_array_end(w);
}

/*
 * What forecasts of one week became, over all the years there are: of those that said pass, and of
 * those that did not. Against the grades of the spring where there are both: the final ones.
 */
static void write_became(struct json_writer *w, const struct hit_view *v)
{
    static const int weeks[] = {43, 13};

    json_key(w, "became");
    json_array(w);
    for (size_t k = 0; k < 2; k++) {
        struct hit_cell sum = {{0}};
        int years = 0;

        for (size_t i = 0; i < v->n_pairs; i++) {
            const struct hit_pair *p = &v->pairs[i];

            if (v->rounds[p->forecasts].week != weeks[k] ||
                strncmp(v->rounds[p->grades].term, "VT", 2) != 0)
                continue;
            add_cell(&sum, &p->cell);
            years++;
        }
        if (years == 0 || pairs_of(&sum) < v->min || sum.n[HIT_GROUPS] < GROUPS_MIN)
            continue;
        json_object(w);
        json_kv_int(w, "week", weeks[k]);
        json_kv_int(w, "years", years);
        write_share(w, "pass", sum.n[HIT_RIGHT_PASS], sum.n[HIT_RIGHT_PASS] + sum.n[HIT_OVER]);
        write_share(w, "fail", sum.n[HIT_UNDER], sum.n[HIT_UNDER] + sum.n[HIT_RIGHT_FAIL]);
        json_object_end(w);
    }
    json_array_end(w);
}

static void write_total(struct json_writer *w, const struct hit_view *v)
{
    json_key(w, "total");
    json_array(w);
    for (size_t i = 0; i < v->n_pairs; i++) {
        if (v->pairs[i].grades == v->grades)
            write_cell(w, v, &v->pairs[i].cell);
    }
    json_array_end(w);
}

static int write_subjects(struct req *q, const struct hit_view *v)
{
    struct json_writer *w = &q->w;
    struct table t = {0};
    struct db_rows *r;
    struct err e = {0};

    json_key(w, "subjects");
    json_array(w);
    if (v->n_forecasts > 0) {
        if (db_select(q->db, SQL_HIT_BY_SUBJECT, &r, &e, DB_I(v->rounds[v->grades].id),
                      DB_I(q->args.year_group), DB_I(v->unit.id)) < 0)
            return fail_err(q, &e);
        if (take_table(q, v, r, &t) < 0)
            return -1;
        if (db_select(q->db, SQL_ATTAINMENT_FAMILIES, &r, &e) < 0)
            return fail_err(q, &e);
        while (db_next(r)) {
            const struct keyed *row = find_key(&t, db_id(r, 0));

            if (!row)
                continue;
            json_object(w);
            piece_subject(w, "subject", db_id(r, 0), db_str(r, 1), db_str(r, 2), db_str(r, 3));
            write_cells(w, v, row);
            json_object_end(w);
        }
        if (db_done(r, &e) < 0)
            return fail_err(q, &e);
    }
    json_array_end(w);
    return 0;
}

static int write_year_groups(struct req *q, const struct hit_view *v)
{
    struct json_writer *w = &q->w;
    struct table t = {0};
    struct db_rows *r;
    struct err e = {0};

    json_key(w, "year_groups");
    json_array(w);
    if (v->n_forecasts > 0) {
        if (db_select(q->db, SQL_HIT_BY_YEAR_GROUP, &r, &e, DB_I(v->rounds[v->grades].id),
                      DB_I(v->subject), DB_I(v->unit.id)) < 0)
            return fail_err(q, &e);
        if (take_table(q, v, r, &t) < 0)
            return -1;
        for (uint64_t y = 1; y <= 10; y++) {
            const struct keyed *row = find_key(&t, y);

            if (!row)
                continue;
            json_object(w);
            json_kv_int(w, "year_group", (int64_t)y);
            write_cells(w, v, row);
            json_object_end(w);
        }
    }
    json_array_end(w);
    return 0;
}

/* An area's row is the sum of its schools'. */
static int sum_units(struct req *q, const struct hit_view *v, const struct table *own,
                     struct child **ret_children, struct table *ret_sums)
{
    struct child *children;
    struct table sums = {0};
    struct db_rows *r;
    struct err e = {0};

    if (db_select(q->db, SQL_UNIT_CHILDREN, &r, &e, DB_I(v->unit.id), DB_S(q->today),
                  DB_I(v->rounds[v->grades].id)) < 0)
        return fail_err(q, &e);
    children = arena_array(q->arena, db_count(r) + 1, sizeof(*children));
    sums.rows = arena_array(q->arena, db_count(r) + 1, sizeof(*sums.rows));
    for (; db_next(r); sums.n++) {
        const struct keyed *row = find_key(own, db_id(r, 0));
        struct child *c = &children[sums.n];

        *c = (struct child){(uint32_t)db_id(r, 0), (uint32_t)db_id(r, 1),
                            arena_strdup(q->arena, db_str(r, 2)),
                            arena_strdup(q->arena, db_str(r, 3)), (int)db_int(r, 4) - 1};
        for (size_t i = 0; row && i <= sums.n; i++) {
            if (i != sums.n && (c->depth == 0 || children[i].id != c->parent))
                continue;
            for (size_t k = 0; k < v->n_forecasts; k++)
                add_cell(&sums.rows[i].cells[k], &row->cells[k]);
        }
    }
    *ret_children = children;
    *ret_sums = sums;
    return db_done(r, &e) < 0 ? fail_err(q, &e) : 0;
}

static bool has_pairs(const struct hit_view *v, const struct keyed *row)
{
    for (size_t k = 0; k < v->n_forecasts; k++) {
        if (pairs_of(&row->cells[k]) > 0)
            return true;
    }
    return false;
}

static int write_units(struct req *q, const struct hit_view *v)
{
    struct json_writer *w = &q->w;
    struct table own = {0}, sums = {0};
    struct child *children = NULL;
    struct db_rows *r;
    struct err e = {0};

    json_key(w, "units");
    json_array(w);
    if (v->n_forecasts > 0 && !v->unit.is_school) {
        if (db_select(q->db, SQL_HIT_BY_UNIT, &r, &e, DB_I(v->rounds[v->grades].id),
                      DB_I(q->args.year_group), DB_I(v->subject), DB_I(v->unit.id)) < 0)
            return fail_err(q, &e);
        if (take_table(q, v, r, &own) < 0 || sum_units(q, v, &own, &children, &sums) < 0)
            return -1;
        for (size_t i = 0; i < sums.n; i++) {
            if (!has_pairs(v, &sums.rows[i]))
                continue;
            json_object(w);
            json_kv_id(w, "id", children[i].id);
            json_kv_id(w, "parent", children[i].parent);
            json_kv_str(w, "kind", children[i].kind);
            json_kv_str(w, "name", children[i].name);
            json_kv_int(w, "depth", children[i].depth);
            write_cells(w, v, &sums.rows[i]);
            json_object_end(w);
        }
    }
    json_array_end(w);
    return 0;
}

int hit_rate_write(struct req *q, const struct hit_view *v)
{
    write_rounds(&q->w, v);
    write_total(&q->w, v);
    if (write_subjects(q, v) < 0 || write_year_groups(q, v) < 0 || write_units(q, v) < 0)
        return -1;
    write_years(&q->w, v);
    write_became(&q->w, v);
    return 0;
}
