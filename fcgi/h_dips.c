/*
 * Dips and rises. The list is always that of the whole municipality; what of it is within the unit
 * that the caller was let into is shown. Pupils are shown for one flag at a time, to those who may
 * see the unit's pupils, and each time is a line of the access log.
 */
#include <stdio.h>
#include <string.h>

#include "fcgi/dips_view.h"
#include "fcgi/handlers.h"
#include "fcgi/identity.h"
#include "fcgi/req_audit.h"

const char *dips_unit_name(const struct dips_view *v, uint32_t unit_id)
{
    for (size_t i = 0; i < v->n_units; i++) {
        if (v->units[i].id == unit_id)
            return v->units[i].name;
    }
    return NULL;
}

/* ---- what is asked for ---- */

static int settle_subject(struct req *q, struct dips_view *v)
{
    const struct reference_subject *s;
    struct reference *ref;
    struct err e = {0};

    if (reference_load(q->db, q->arena, q->today, &ref, &e) < 0)
        return fail_err(q, &e);
    v->ref = ref;
    if (!q->args.subject[0])
        return 0;
    s = reference_subject_by_code(ref, q->args.subject);
    if (!s)
        return fail_field(q, 422, "invalid-parameter", "subject",
                          "subject is the code of a subject, such as MA.");
    v->subject_id = s->family_id;
    return 0;
}

static int load_units(struct req *q, struct dips_view *v)
{
    struct db_rows *r;
    struct err e = {0};

    if (db_select(q->db, SQL_DIP_UNITS, &r, &e, DB_I(v->unit.id)) < 0)
        return fail_err(q, &e);
    v->units = arena_array(q->arena, db_count(r) + 1, sizeof(*v->units));
    while (db_next(r))
        v->units[v->n_units++] =
            (struct dips_unit){(uint32_t)db_id(r, 0), arena_strdup(q->arena, db_str(r, 1))};
    return db_done(r, &e) < 0 ? fail_err(q, &e) : 0;
}

/* The round of an id that a list was made with; 0 gives none. */
static int load_round(struct req *q, uint32_t id, struct round *ret_round)
{
    struct err e = {0};

    ret_round->id = 0;
    if (id && round_by_id(q->db, id, ret_round, &e) < 0)
        return fail_err(q, &e);
    return 0;
}

static int load_list(struct req *q, struct dips_view *v)
{
    static const struct dips none = {0};
    struct dips *kept = NULL;
    struct err e = {0};

    v->dips = &none;
    v->state = "present";
    if (!v->round.id)
        return 0;
    v->state = v->round.state == ROUND_OPEN ? "live" : "present";
    if (v->round.state == ROUND_CLOSED &&
        dips_kept(q->db, q->arena, v->round.id, &kept, &e) < 0)
        return fail_err(q, &e);
    v->dips = kept;
    if (kept)
        v->state = "fixed";
    else if (dips_now(q->dips, q->db, &v->round, &v->dips, &e) < 0)
        return fail_err(q, &e);
    if (load_round(q, v->dips->previous_id, &v->previous) < 0)
        return -1;
    return load_round(q, v->dips->year_ago_id, &v->year_ago);
}

/* A class in a subject that the caller teaches all its pupils in; the unit stays without id when not. */
static int teacher_enter(struct req *q, struct dips_view *v)
{
    struct round round;
    struct db_rows *r;
    struct err e = {0};

    if (!(q->me->roles & 1u << ROLE_TEACHER) || !q->args.class_id || !q->args.subject[0])
        return 0;
    if (round_enter(q, &round) < 0)
        return -1;
    if (db_select(q->db, SQL_DIP_CLASS_FOR_TEACHER, &r, &e, DB_I(q->me->person_id),
                  DB_S(q->me->acting), DB_S(q->today), DB_S(q->today), DB_I(round.id),
                  DB_I(q->args.unit), DB_I(q->args.class_id), DB_S(q->args.subject)) < 0)
        return fail_err(q, &e);
    if (db_next(r)) {
        v->unit.id = (uint32_t)db_id(r, 0);
        snprintf(v->unit.kind, sizeof(v->unit.kind), "%s", db_str(r, 1));
        snprintf(v->unit.name, sizeof(v->unit.name), "%s", db_str(r, 2));
        v->unit.roles = 1u << ROLE_TEACHER;
        v->unit.is_school = true;
    }
    return db_done(r, &e) < 0 ? fail_err(q, &e) : 0;
}

static int settle(struct req *q, struct dips_view *v)
{
    if (teacher_enter(q, v) < 0 ||
        (!v->unit.id && unit_enter(q, q->args.unit, q->args.class_id, &v->unit) < 0) ||
        round_enter_at(q, v->unit.id, &v->round) < 0)
        return -1;
    v->class_id = q->args.class_id;
    if (class_enter(q, &v->unit, v->round.id, v->class_id, &v->class_name) < 0 ||
        settle_subject(q, v) < 0 || load_units(q, v) < 0)
        return -1;
    return load_list(q, v);
}

/* Whether it is about what was asked for, in whichever direction. */
static bool is_within(const struct req *q, const struct dips_view *v, const struct dip_group *g)
{
    const struct args *a = &q->args;
    char id[DIPS_ID_SIZE];

    if (!dips_unit_name(v, g->key.unit_id) || (v->class_id && g->key.class_id != v->class_id))
        return false;
    if (v->unit.roles == 1u << ROLE_TEACHER && g->key.subject_id != v->subject_id)
        return false;
    if (a->flag[0]) {
        dips_flag_id(v->round.id, g, id);
        return strcmp(id, a->flag) == 0;
    }
    return (!a->grain || a->grain == (int)g->grain + 1) &&
           (!a->year_group || (uint32_t)a->year_group == g->key.year_group) &&
           (!v->subject_id || v->subject_id == g->key.subject_id);
}

static bool is_asked_for(const struct req *q, const struct dips_view *v, const struct dip_group *g)
{
    return (!q->args.direction || (q->args.direction == 1) == (g->difference < 0)) &&
           is_within(q, v, g);
}

/* ---- the answer ---- */

static int write_reported(struct req *q, const struct dips_view *v)
{
    struct json_writer *w = &q->w;
    struct db_rows *r;
    struct err e = {0};

    if ((v->class_id ? db_select(q->db, SQL_DIP_REPORTED_CLASS, &r, &e, DB_I(v->round.id),
                                 DB_I(v->unit.id), DB_I(v->class_id))
                     : db_select(q->db, SQL_DIP_REPORTED, &r, &e, DB_I(v->round.id),
                                 DB_I(v->unit.id))) < 0)
        return fail_err(q, &e);
    if (db_next(r)) {
        json_kv_int(w, "reported", db_int(r, 0));
        json_kv_int(w, "expected", db_int(r, 1));
    }
    return db_done(r, &e) < 0 ? fail_err(q, &e) : 0;
}

static void write_settings(struct json_writer *w, const struct dip_rules *rules)
{
    json_key(w, "settings");
    json_object(w);
    json_kv_int(w, "min_size", rules->min_size);
    json_kv_int(w, "min_points", rules->min_points);
    json_kv_int(w, "rate", rules->rate);
    for (int kind = 0; kind < DIP_KIND__MAX; kind++)
        json_kv_bool(w, dip_kind_name((enum dip_kind)kind), rules->use[kind]);
    json_object_end(w);
}

static int write_head(struct req *q, const struct dips_view *v)
{
    struct json_writer *w = &q->w;
    const struct dips *d = v->dips;

    if (piece_unit(q, "unit", &v->unit) < 0)
        return -1;
    piece_id_name(w, "class", v->class_id, v->class_name);
    piece_round(w, "round", &v->round);
    piece_round(w, "previous", &v->previous);
    piece_round(w, "year_ago", &v->year_ago);
    json_kv_str(w, "state", v->state);
    req_kv_time(w, "as_of", d->fixed_at[0] ? d->fixed_at : q->now);
    req_kv_time(w, "fixed_at", d->fixed_at[0] ? d->fixed_at : NULL);
    if (write_reported(q, v) < 0)
        return -1;
    write_settings(w, &d->rules);
    json_kv_int(w, "groups", (int64_t)d->list.groups);
    json_kv_int(w, "tests", (int64_t)d->list.tests);
    json_kv_int(w, "found", (int64_t)d->list.found);
    json_kv_number(w, "expected_false", dip_expected_false10(&d->rules, d->list.found) / 10.0, 6);
    return 0;
}

/* What is the groups' own of what was asked for: how many in each direction. */
static void write_own(struct req *q, const struct dips_view *v)
{
    struct json_writer *w = &q->w;
    int64_t dips = 0, rises = 0;

    for (size_t i = 0; i < v->dips->n_flags; i++) {
        const struct dip_group *g = &v->dips->flags[i];

        if (dip_is_common(g) || !is_within(q, v, g))
            continue;
        dips += g->difference < 0;
        rises += g->difference >= 0;
    }
    json_key(w, "own");
    json_object(w);
    json_kv_int(w, "dips", dips);
    json_kv_int(w, "rises", rises);
    json_object_end(w);
}

/* The ids of what the limit has left out and is the groups' own. */
static void write_more(struct req *q, const struct dips_view *v)
{
    size_t n = 0;

    json_key(&q->w, "more");
    json_array(&q->w);
    for (size_t i = 0; i < v->dips->n_flags; i++) {
        char id[DIPS_ID_SIZE];

        if (!is_asked_for(q, v, &v->dips->flags[i]) || n++ < (size_t)q->args.limit ||
            dip_is_common(&v->dips->flags[i]))
            continue;
        dips_flag_id(v->round.id, &v->dips->flags[i], id);
        json_str(&q->w, id);
    }
    json_array_end(&q->w);
}

static int write_flags(struct req *q, struct dips_view *v)
{
    struct json_writer *w = &q->w;
    const struct dips *d = v->dips;
    size_t most = q->args.limit ? (size_t)q->args.limit : SIZE_MAX, shown = 0;

    json_key(w, "flags");
    json_array(w);
    for (size_t i = 0; i < d->n_flags && shown < most; i++) {
        if (!is_asked_for(q, v, &d->flags[i]))
            continue;
        if (dips_write_flag(q, v, &d->flags[i]) < 0)
            return -1;
        v->shown_class_id = d->flags[i].key.class_id;
        shown++;
    }
    json_array_end(w);
    if (q->args.limit)
        write_more(q, v);
    write_own(q, v);
    if (q->args.flag[0] && shown == 0)
        return fail(q, 404, "not-found", "This change is not on the list, or no longer.");
    json_kv_int(w, "shown", (int64_t)shown);
    json_kv_number(w, "shown_expected_false", dip_expected_false10(&d->rules, shown) / 10.0, 6);
    return 0;
}

int h_dips(struct req *q)
{
    struct dips_view *v = arena_alloc(q->arena, sizeof(*v));

    if (settle(q, v) < 0)
        return -1;
    v->pupils = q->args.flag[0] && v->unit.is_school &&
                (v->unit.roles & (ROLES_PUPILS | 1u << ROLE_TEACHER));
    json_object(&q->w);
    if (write_head(q, v) < 0 || write_flags(q, v) < 0)
        return -1;
    json_object_end(&q->w);
    if (v->pupils)
        req_audit(q, &(struct audit_line){.kind = AUDIT_VIEW_LIST, .unit_id = v->unit.id,
                                          .class_id = v->shown_class_id, .round_id = v->round.id,
                                          .detail = q->args.flag});
    else
        req_audit_nothing(q);
    return 0;
}
