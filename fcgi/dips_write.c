#include <math.h>
#include <stdio.h>
#include <string.h>

#include "fcgi/dips_view.h"
#include "fcgi/req_audit.h"
#include "fcgi/seen.h"

/* Columns of SQL_DIP_FLAG_PUPILS and SQL_DIP_FLAG_PUPILS_ALL. */
enum { COL_PUPIL, COL_NAME, COL_CLASS, COL_CLASS_NAME, COL_PASSES, COL_BEFORE, COL_NOW, COL_SEEN };

void dips_flag_id(uint32_t round_id, const struct dip_group *g, char ret_id[DIPS_ID_SIZE])
{
    snprintf(ret_id, DIPS_ID_SIZE, "%u-%u-%u-%u-%u", round_id, g->key.unit_id, g->key.class_id,
             g->key.year_group, g->key.subject_id);
}

static void write_share(struct json_writer *w, const char *key, struct dip_share s)
{
    json_key(w, key);
    json_object(w);
    json_kv_int(w, "passed", s.passed);
    json_kv_int(w, "of", s.of);
    json_object_end(w);
}

/* One decimal; never "-0". */
static void write_points(struct json_writer *w, const char *key, double points)
{
    json_kv_number(w, key, round(points * 10) / 10 + 0.0, 6);
}

static void write_comparison(struct json_writer *w, const struct dip_group *g,
                             const struct dip_comparison *c)
{
    json_object(w);
    json_kv_str(w, "kind", dip_kind_name(c->kind));
    write_share(w, "now", c->now);
    write_share(w, "before", c->before);
    if (c->kind == DIP_PAIRS) {
        json_kv_int(w, "fell", g->pairs.fell);
        json_kv_int(w, "rose", g->pairs.rose);
    } else {
        json_kv_null(w, "fell");
        json_kv_null(w, "rose");
    }
    write_points(w, "difference", c->difference);
    write_points(w, "low", c->interval.low);
    write_points(w, "high", c->interval.high);
    json_kv_number(w, "p", c->p, 3);
    json_kv_bool(w, "agrees", dip_agrees(g, c));
    json_object_end(w);
}

static void write_comparisons(struct json_writer *w, const struct dips_view *v,
                              const struct dip_group *g)
{
    bool rests[DIP_KIND__MAX] = {false};

    json_key(w, "comparisons");
    json_array(w);
    for (int kind = 0; kind < DIP_KIND__MAX; kind++) {
        struct dip_comparison c;

        if (!dip_compare(&v->dips->rules, g, (enum dip_kind)kind, &c))
            continue;
        write_comparison(w, g, &c);
        rests[kind] = dip_agrees(g, &c);
    }
    json_array_end(w);
    json_kv_str(w, "tested_on", dip_kind_name(g->tested_on));
    json_key(w, "rests_on");
    json_array(w);
    for (int kind = 0; kind < DIP_KIND__MAX; kind++) {
        if (rests[kind])
            json_str(w, dip_kind_name((enum dip_kind)kind));
    }
    json_array_end(w);
}

static void write_elsewhere(struct json_writer *w, const struct dip_group *g)
{
    struct dip_pairs rest = dip_elsewhere(g);

    json_kv_bool(w, "common", dip_is_common(g));
    json_key(w, "elsewhere");
    if (g->tested_on != DIP_PAIRS) {
        json_null(w);
        return;
    }
    json_object(w);
    json_kv_int(w, "of", rest.both + rest.fell + rest.rose + rest.neither);
    json_kv_int(w, "fell", rest.fell);
    json_kv_int(w, "rose", rest.rose);
    json_object_end(w);
}

/* ---- pupils ---- */

/* Round, unit, class range and year group. */
#define WHICH_GROUP(g, v)                                                                          \
    DB_I((v)->round.id), DB_I((g)->key.unit_id), DB_I((g)->key.class_id),                          \
        DB_I((g)->key.class_id ? (g)->key.class_id : UINT32_MAX), DB_I((g)->key.year_group)

static int select_pupils(struct req *q, const struct dips_view *v, const struct dip_group *g,
                         struct db_rows **ret_rows, struct err *e)
{
    bool all = g->key.subject_id == 0;

    return db_select(q->db, all ? SQL_DIP_FLAG_PUPILS_ALL : SQL_DIP_FLAG_PUPILS, ret_rows, e,
                     SEEN_PARAMS(q), DB_I(all ? v->dips->previous_id : g->key.subject_id),
                     DB_I(v->dips->previous_id), WHICH_GROUP(g, v), DB_I(q->me->person_id),
                     DB_S(q->me->acting), DB_S(q->today), DB_S(q->today));
}

static void write_pupil(struct req *q, const struct db_rows *r)
{
    struct json_writer *w = &q->w;

    json_object(w);
    json_kv_id(w, "id", db_id(r, COL_PUPIL));
    json_kv_str(w, "name", db_str(r, COL_NAME));
    seen_pupil(q, db_id(r, COL_PUPIL), (enum seen)db_int(r, COL_SEEN));
    piece_id_name(w, "class", db_id(r, COL_CLASS), db_str(r, COL_CLASS_NAME));
    json_kv_str(w, "before", db_str(r, COL_BEFORE));
    json_kv_str(w, "now", db_str(r, COL_NOW));
    json_object_end(w);
}

/* Those who pass now, or those who do not, and how many that are. */
static int write_side(struct req *q, const struct dips_view *v, const struct dip_group *g,
                      bool passes, int64_t *ret_shown)
{
    struct db_rows *r;
    struct err e = {0};

    if (select_pupils(q, v, g, &r, &e) < 0)
        return fail_err(q, &e);
    json_key(&q->w, passes ? "rose" : "fell");
    json_array(&q->w);
    while (db_next(r)) {
        if ((db_int(r, COL_PASSES) != 0) != passes)
            continue;
        write_pupil(q, r);
        ++*ret_shown;
    }
    json_array_end(&q->w);
    return db_done(r, &e) < 0 ? fail_err(q, &e) : 0;
}

static int write_pupils(struct req *q, const struct dips_view *v, const struct dip_group *g)
{
    bool all = g->key.subject_id == 0;
    struct db_rows *r;
    struct err e = {0};
    int64_t shown = 0;

    json_object(&q->w);
    if (write_side(q, v, g, false, &shown) < 0 || write_side(q, v, g, true, &shown) < 0)
        return -1;
    if (db_select(q->db, all ? SQL_DIP_FLAG_CHANGED_ALL : SQL_DIP_FLAG_CHANGED, &r, &e,
                  DB_I(all ? v->dips->previous_id : g->key.subject_id),
                  DB_I(v->dips->previous_id), WHICH_GROUP(g, v)) < 0)
        return fail_err(q, &e);
    seen_hidden(q, (db_next(r) ? db_int(r, 0) : 0) - shown);
    json_object_end(&q->w);
    return db_done(r, &e) < 0 ? fail_err(q, &e) : 0;
}

/* ---- the flag ---- */

static int write_class(struct req *q, const struct dip_group *g)
{
    struct db_rows *r;
    struct err e = {0};

    if (!g->key.class_id) {
        json_kv_null(&q->w, "class");
        return 0;
    }
    if (db_select(q->db, SQL_DIP_CLASS, &r, &e, DB_I(g->key.class_id)) < 0)
        return fail_err(q, &e);
    piece_id_name(&q->w, "class", g->key.class_id, db_next(r) ? db_str(r, 0) : "");
    return db_done(r, &e) < 0 ? fail_err(q, &e) : 0;
}

static void write_subject(struct json_writer *w, const struct dips_view *v,
                          const struct dip_group *g)
{
    const struct reference_subject *s = reference_subject_by_id(v->ref, g->key.subject_id);

    if (s)
        piece_subject(w, "subject", s->id, s->code, s->name_sv, s->name_en);
    else
        json_kv_null(w, "subject");
}

int dips_write_flag(struct req *q, const struct dips_view *v, const struct dip_group *g)
{
    struct json_writer *w = &q->w;
    char id[DIPS_ID_SIZE];

    dips_flag_id(v->round.id, g, id);
    json_object(w);
    json_kv_str(w, "id", id);
    json_kv_str(w, "grain", dip_grain_name(g->grain));
    json_kv_str(w, "direction", g->difference < 0 ? "dip" : "rise");
    piece_id_name(w, "unit", g->key.unit_id, dips_unit_name(v, g->key.unit_id));
    if (write_class(q, g) < 0)
        return -1;
    json_kv_int(w, "year_group", g->key.year_group);
    write_subject(w, v, g);
    write_share(w, "now", g->now);
    json_kv_int(w, "missing", g->missing);
    write_comparisons(w, v, g);
    write_elsewhere(w, g);
    json_kv_number(w, "p", g->p, 3);
    json_kv_number(w, "p_adjusted", g->adjusted, 3);
    json_kv_str(w, "strength", dip_strength_name(dip_strength_of(g)));
    json_key(w, "pupils");
    if (!v->pupils)
        json_null(w);
    else if (write_pupils(q, v, g) < 0)
        return -1;
    json_object_end(w);
    return 0;
}
