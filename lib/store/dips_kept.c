/* The list of dips as a round closed. */
#include <stdio.h>
#include <stdlib.h>

#include "store/dips.h"

#define ROW_PARAMS 22

static void fill_params(uint32_t round_id, const struct dip_group *g, char adjusted[32],
                        struct db_param p[ROW_PARAMS])
{
    const uint32_t n[] = {round_id,           g->key.unit_id,       g->key.class_id,
                          g->key.year_group,  g->key.subject_id,    0,
                          g->now.passed,      g->now.of,            g->missing,
                          g->pairs.both,      g->pairs.fell,        g->pairs.rose,
                          g->pairs.neither,   g->year_ago.passed,   g->year_ago.of,
                          g->municipality.passed, g->municipality.of, g->all.both,
                          g->all.fell,        g->all.rose,          g->all.neither};

    for (size_t i = 0; i < ROW_PARAMS - 1; i++)
        p[i] = DB_I(n[i]);
    p[5] = DB_S(dip_grain_name(g->grain));
    snprintf(adjusted, 32, "%.17g", g->adjusted);
    p[ROW_PARAMS - 1] = DB_S(adjusted);
}

static int store_flags(struct db *db, const struct dips *d, struct err *e)
{
    struct db_bulk *b = db_bulk_new(db, SQL_DIP_PUT, "iiiiisiiiiiiiiiiiiiiis");
    int result = 0;

    for (size_t i = 0; i < d->n_flags && result == 0; i++) {
        struct db_param p[ROW_PARAMS];
        char adjusted[32];

        fill_params(d->round_id, &d->flags[i], adjusted, p);
        result = db_bulk_add_n(b, p, ROW_PARAMS, e);
    }
    if (result == 0)
        result = db_bulk_flush(b, NULL, e);
    db_bulk_free(b);
    return result;
}

static int store(struct db *db, const struct dips *d, struct err *e)
{
    const struct dip_rules *r = &d->rules;

    if (db_exec(db, SQL_DIP_DROP, NULL, e, DB_I(d->round_id)) < 0 ||
        db_exec(db, SQL_DIP_LIST_PUT, NULL, e, DB_I(d->round_id), DB_I(d->previous_id),
                DB_I(d->year_ago_id), DB_I(r->min_size), DB_I(r->min_points), DB_I(r->rate),
                DB_I(r->use[DIP_PAIRS]), DB_I(r->use[DIP_YEAR_AGO]),
                DB_I(r->use[DIP_MUNICIPALITY]), DB_I(d->list.groups), DB_I(d->list.tests),
                DB_I(d->list.found)) < 0)
        return -1;
    return store_flags(db, d, e);
}

int dips_fix(struct db *db, uint32_t round_id, struct err *e)
{
    struct dips_cache *c = dips_cache_new();
    const struct dips *d;
    struct round round;
    int result = -1;

    if (round_by_id(db, round_id, &round, e) == 0 && dips_now(c, db, &round, &d, e) == 0)
        result = store(db, d, e);
    dips_cache_free(c);
    return result;
}

/* ---- reading ---- */

static uint32_t number(const struct db_rows *r, unsigned column)
{
    return (uint32_t)db_int(r, column);
}

static void flag_of_row(const struct db_rows *r, const struct dip_rules *rules,
                        struct dip_group *ret_group)
{
    struct dip_group g = {
        .key = {number(r, 0), number(r, 1), number(r, 2), number(r, 3)},
        .grain = (enum dip_grain)(db_int(r, 4) - 1),
        .now = {number(r, 5), number(r, 6)},
        .missing = number(r, 7),
        .pairs = {number(r, 8), number(r, 9), number(r, 10), number(r, 11)},
        .year_ago = {number(r, 12), number(r, 13)},
        .municipality = {number(r, 14), number(r, 15)},
        .all = {number(r, 16), number(r, 17), number(r, 18), number(r, 19)},
    };

    dip_test(rules, &g);
    g.adjusted = strtod(db_str(r, 20), NULL);
    g.flagged = true;
    *ret_group = g;
}

static int by_order(const void *a, const void *b)
{
    return dip_order(a, b);
}

static int load_flags(struct db *db, struct arena *a, struct dips *d, struct err *e)
{
    struct db_rows *r;

    if (db_select(db, SQL_DIP_ROWS, &r, e, DB_I(d->round_id)) < 0)
        return -1;
    d->flags = arena_array(a, db_count(r) + 1, sizeof(*d->flags));
    while (db_next(r))
        flag_of_row(r, &d->rules, &d->flags[d->n_flags++]);
    qsort(d->flags, d->n_flags, sizeof(*d->flags), by_order);
    return db_done(r, e);
}

int dips_kept(struct db *db, struct arena *a, uint32_t round_id, struct dips **ret_dips,
              struct err *e)
{
    struct dips *d = NULL;
    struct db_rows *r;

    if (db_select(db, SQL_DIP_LIST_GET, &r, e, DB_I(round_id)) < 0)
        return -1;
    if (db_next(r)) {
        d = arena_alloc(a, sizeof(*d));
        *d = (struct dips){
            .round_id = round_id,
            .previous_id = number(r, 1),
            .year_ago_id = number(r, 2),
            .rules = {.min_size = number(r, 3), .min_points = number(r, 4), .rate = number(r, 5),
                      .use = {number(r, 6) != 0, number(r, 7) != 0, number(r, 8) != 0}},
            .list = {number(r, 9), number(r, 10), number(r, 11)},
        };
        snprintf(d->fixed_at, sizeof(d->fixed_at), "%s", db_str(r, 0));
    }
    if (db_done(r, e) < 0 || (d && load_flags(db, a, d, e) < 0))
        return -1;
    *ret_dips = d;
    return 0;
}
