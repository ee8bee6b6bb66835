/*
 * Hit rate: what was forecast against the grade that followed, per subject, year group and school,
 * for the rounds of one school year, and over the years. Never per class, teaching group or person:
 * what a single teaching group stands behind is not told.
 */
#include <stdlib.h>
#include <string.h>

#include "fcgi/handlers.h"
#include "fcgi/hit_rate_view.h"
#include "fcgi/identity.h"
#include "store/setting.h"

#define HIT_ROLES (ROLES_UNIT & ~(1u << ROLE_SPECIAL_EDUCATOR))

/* ---- loading ---- */

struct hit_cell hit_cell_read(const struct db_rows *r)
{
    struct hit_cell c;

    for (unsigned k = 0; k < HIT_COUNT__MAX; k++)
        c.n[k] = db_int(r, 2 + k);
    return c;
}

size_t hit_find_round(const struct hit_view *v, uint64_t id)
{
    for (size_t i = 0; i < v->n_rounds; i++) {
        if (v->rounds[i].id == id)
            return i;
    }
    return HIT_NO_ROUND;
}

static int load_rounds(struct req *q, struct hit_view *v)
{
    struct db_rows *r;
    struct err e = {0};

    if (db_select(q->db, SQL_ROUND_LIST, &r, &e) < 0)
        return fail_err(q, &e);
    while (v->n_rounds < HIT_ROUNDS_MAX && db_next(r))
        round_from_row(r, &v->rounds[v->n_rounds++]);
    return db_done(r, &e) < 0 ? fail_err(q, &e) : 0;
}

static int settle_subject(struct req *q, struct hit_view *v)
{
    struct db_rows *r;
    struct err e = {0};

    if (!q->args.subject[0])
        return 0;
    if (db_select(q->db, SQL_ATTAINMENT_FAMILIES, &r, &e) < 0)
        return fail_err(q, &e);
    while (db_next(r)) {
        if (strcmp(db_str(r, 1), q->args.subject) == 0)
            v->subject = (uint32_t)db_id(r, 0);
    }
    if (db_done(r, &e) < 0)
        return fail_err(q, &e);
    return v->subject ? 0
                      : fail_field(q, 422, "invalid-parameter", "subject",
                                   "subject is the code of a subject, such as MA.");
}

static int load_pairs(struct req *q, struct hit_view *v)
{
    struct db_rows *r;
    struct err e = {0};

    if (db_select(q->db, SQL_HIT_BY_ROUND, &r, &e, DB_I(q->args.year_group), DB_I(v->subject),
                  DB_I(v->unit.id)) < 0)
        return fail_err(q, &e);
    while (db_next(r)) {
        struct hit_pair p = {hit_find_round(v, db_id(r, 0)), hit_find_round(v, db_id(r, 1)),
                             hit_cell_read(r)};

        if (p.grades != HIT_NO_ROUND && p.forecasts != HIT_NO_ROUND && v->n_pairs < HIT_PAIRS_MAX)
            v->pairs[v->n_pairs++] = p;
    }
    return db_done(r, &e) < 0 ? fail_err(q, &e) : 0;
}

/* By the rounds' own order, which is newest first. */
static int compare_pairs(const void *a, const void *b)
{
    const struct hit_pair *x = a, *y = b;

    if (x->grades != y->grades)
        return x->grades < y->grades ? -1 : 1;
    return x->forecasts > y->forecasts ? -1 : x->forecasts < y->forecasts;
}

static int settle_rounds(struct req *q, struct hit_view *v)
{
    v->grades = HIT_NO_ROUND;
    qsort(v->pairs, v->n_pairs, sizeof(v->pairs[0]), compare_pairs);
    if (q->args.round) {
        v->grades = hit_find_round(v, q->args.round);
        if (v->grades == HIT_NO_ROUND || v->rounds[v->grades].kind != ROUND_GRADE)
            return fail(q, 404, "not-found", "There is no such round of grades.");
    } else if (v->n_pairs > 0) {
        v->grades = v->pairs[0].grades;
    }
    for (size_t i = 0; i < v->n_pairs && v->n_forecasts < HIT_FORECASTS_MAX; i++) {
        if (v->pairs[i].grades == v->grades)
            v->forecasts[v->n_forecasts++] = v->pairs[i].forecasts;
    }
    return 0;
}

static int settle(struct req *q, struct hit_view *v)
{
    char min[SETTING_VALUE_MAX * 4 + 1];
    struct err e = {0};

    if (unit_enter(q, q->args.unit, 0, &v->unit) < 0)
        return -1;
    /* Reached by a duty that has no part in this. */
    if (!(v->unit.roles & HIT_ROLES))
        return fail(q, 404, "not-found", "There is no such unit, or it is not yours to see.");
    if (setting_get(q->db, SETTING_HIT_MIN, min, &e) < 0)
        return fail_err(q, &e);
    v->min = atoi(min);
    if (settle_subject(q, v) < 0 || load_rounds(q, v) < 0 || load_pairs(q, v) < 0)
        return -1;
    return settle_rounds(q, v);
}

int h_hit_rate(struct req *q)
{
    struct hit_view *v = arena_alloc(q->arena, sizeof(*v));
    struct json_writer *w = &q->w;

    if (settle(q, v) < 0)
        return -1;
    json_object(w);
    if (piece_unit(q, "unit", &v->unit) < 0)
        return -1;
    json_kv_int(w, "min", v->min);
    json_key(w, "filters");
    json_object(w);
    if (q->args.year_group)
        json_kv_int(w, "year_group", q->args.year_group);
    else
        json_kv_null(w, "year_group");
    json_kv_str(w, "subject", q->args.subject[0] ? q->args.subject : NULL);
    json_object_end(w);
    req_kv_time(w, "as_of", q->now);
    if (hit_rate_write(q, v) < 0)
        return -1;
    json_object_end(w);
    return 0;
}
