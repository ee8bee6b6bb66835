/*
 * Figures over the rounds, and beside them the same of something else. What is followed, and how,
 * stands in lib/store/history.h.
 */
#include <string.h>

#include "fcgi/handlers.h"
#include "fcgi/history_view.h"
#include "fcgi/identity.h"

static const char *const follow_names[] = {"unit", "unit", "year_group", "cohort"};
static const char *const gender_names[] = {NULL, "female", "male"};
static const char *const kind_names[] = {NULL, "forecast", "grade"};

/* The round that is asked from: of a class, one in which it had pupils in the unit. */
static int settle_round(struct req *q, struct history_view *v)
{
    struct err e = {0};

    if (v->class_id && !q->args.round &&
        history_class_round(q->db, v->unit.id, v->class_id, &q->args.round, &e) < 0)
        return fail_err(q, &e);
    if (round_enter_at(q, v->unit.id, &v->query.from) < 0)
        return -1;
    return class_enter(q, &v->unit, v->query.from.id, v->class_id, &v->class_name);
}

static int load(struct req *q, struct history_view *v)
{
    const struct args *a = &q->args;
    struct err e = {0};

    if (a->follow >= FOLLOW_YEAR_GROUP && !v->query.year_group && !v->class_id)
        return fail_field(q, 422, "invalid-parameter", "year_group",
                          "Say which year group is followed, or which class.");
    v->detail = a->detail == YES_TRUE;
    if (v->unit.is_school && (v->detail || a->follow == FOLLOW_COHORT) &&
        piece_reference(q, &v->query.from, &v->query.ref) < 0)
        return -1;
    v->query.unit_id = v->unit.id;
    v->query.class_id = v->class_id;
    v->query.kind = a->round_kind;
    v->query.subject = a->subject;
    v->query.follow = a->follow == FOLLOW_YEAR_GROUP ? HISTORY_YEAR_GROUP
                      : a->follow == FOLLOW_COHORT   ? HISTORY_COHORT
                                                     : HISTORY_UNIT;
    if (v->detail && target_load(q->db, q->arena, &v->targets, &e) < 0)
        return fail_err(q, &e);
    if (history_load(q->db, q->arena, &v->query, &v->h, &e) == 0 &&
        (!v->detail || history_load_common(q->db, q->arena, &v->query, v->h, &e) == 0))
        return 0;
    return e.kind == ERR_NOT_FOUND
               ? fail_field(q, 422, "invalid-parameter", "subject",
                            "subject is the code of a subject, such as MA.")
               : fail_err(q, &e);
}

static int settle(struct req *q, struct history_view *v)
{
    const struct args *a = &q->args;

    v->class_id = a->class_id;
    v->query.year_group = a->year_group;
    v->query.gender = (int)a->gender;
    if (unit_enter(q, a->unit, a->class_id, &v->unit) < 0 || settle_round(q, v) < 0)
        return -1;
    return load(q, v);
}

static bool is_compared(const struct args *a)
{
    return a->with_unit || a->with_class || a->with_year_group || a->with_gender;
}

/* The other side: the same, but for what is said. Another unit is the whole of it, unless a class
 * of it is named. */
static int settle_beside(struct req *q, const struct history_view *v, struct history_view *o)
{
    const struct args *a = &q->args;
    uint32_t unit = a->with_unit ? a->with_unit : v->unit.id;

    o->class_id = a->with_class ? a->with_class : a->with_unit ? 0 : v->class_id;
    o->query.year_group = a->with_year_group ? a->with_year_group : v->query.year_group;
    o->query.gender = a->with_gender ? (int)a->with_gender : v->query.gender;
    if (unit_enter(q, unit, o->class_id, &o->unit) < 0 || settle_round(q, o) < 0)
        return -1;
    return load(q, o);
}

/* Both sides have the same columns: subjects that either has met. */
static void share_columns(struct history *a, struct history *b)
{
    for (size_t k = 0; k < a->n_subjects; k++)
        a->subjects[k].met = b->subjects[k].met = a->subjects[k].met || b->subjects[k].met;
}

/* Whether the pupils of the one are among those of the other: the unit lies in it, or the class. */
static int is_inside(struct req *q, const struct history_view *v, const struct history_view *o,
                     bool *ret_inside)
{
    struct db_rows *r;
    struct err e = {0};
    bool inside = false;

    if (o->class_id || o->query.year_group != v->query.year_group ||
        o->query.gender != v->query.gender || v->query.follow == HISTORY_COHORT) {
        *ret_inside = false;
        return 0;
    }
    if (db_select(q->db, SQL_HISTORY_UNIT_INSIDE, &r, &e, DB_I(o->unit.id), DB_I(v->unit.id)) < 0)
        return fail_err(q, &e);
    inside = db_next(r) && (v->class_id || o->unit.id != v->unit.id);
    *ret_inside = inside;
    return db_done(r, &e) < 0 ? fail_err(q, &e) : 0;
}

static void write_filters(struct json_writer *w, const struct args *a, const struct history_view *v)
{
    json_key(w, "filters");
    json_object(w);
    if (v->query.year_group)
        json_kv_int(w, "year_group", v->query.year_group);
    else
        json_kv_null(w, "year_group");
    json_kv_str(w, "gender", gender_names[v->query.gender]);
    json_kv_str(w, "subject", a->subject[0] ? a->subject : NULL);
    json_kv_str(w, "round_kind", kind_names[a->round_kind]);
    json_object_end(w);
}

static int write_head(struct req *q, const struct history_view *v)
{
    struct json_writer *w = &q->w;
    int last = 0;

    if (piece_unit(q, "unit", &v->unit) < 0)
        return -1;
    piece_id_name(w, "class", v->class_id, v->class_name);
    json_kv_str(w, "follow", follow_names[q->args.follow]);
    piece_round(w, "from", &v->query.from);
    write_filters(w, &q->args, v);
    json_key(w, "options");
    json_object(w);
    if (piece_year_groups(q, &v->unit, v->query.from.id, v->class_id, &last) < 0 ||
        piece_classes(q, &v->unit, v->query.from.id) < 0)
        return -1;
    json_object_end(w);
    req_kv_time(w, "as_of", q->now);
    json_key(w, "rounds");
    json_array(w);
    for (size_t i = 0; i < v->h->n_rounds; i++)
        piece_round(w, NULL, &v->h->rounds[i].round);
    json_array_end(w);
    return 0;
}

static void write_beside(struct req *q, const struct history_view *o)
{
    struct json_writer *w = &q->w;

    json_key(w, "with");
    json_object(w);
    piece_id_name(w, "unit", o->unit.id, o->unit.name);
    piece_id_name(w, "class", o->class_id, o->class_name);
    write_filters(w, &q->args, o);
    history_write(w, o);
    json_object_end(w);
}

int h_history(struct req *q)
{
    struct history_view *v = arena_alloc(q->arena, sizeof(*v));
    struct history_view *o = arena_alloc(q->arena, sizeof(*o));
    struct json_writer *w = &q->w;

    if (settle(q, v) < 0)
        return -1;
    if (is_compared(&q->args)) {
        if (settle_beside(q, v, o) < 0 || is_inside(q, v, o, &v->is_part) < 0)
            return -1;
        v->beside = o;
        share_columns(v->h, o->h);
    }
    json_object(w);
    if (write_head(q, v) < 0)
        return -1;
    history_write(w, v);
    if (v->beside)
        write_beside(q, o);
    json_object_end(w);
    return 0;
}
