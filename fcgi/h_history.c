/* Figures over the rounds. What is followed, and how, stands in lib/store/history.h. */
#include "fcgi/history_view.h"

#include <string.h>

#include "fcgi/handlers.h"
#include "fcgi/identity.h"

static const char *const follow_names[] = {"unit", "unit", "year_group", "cohort"};
static const char *const gender_names[] = {NULL, "female", "male"};

/* The round that is asked from: of a class, one in which it had pupils in the unit. */
static int settle_round(struct req *q, struct history_view *v)
{
    uint32_t class_id = q->args.class_id;
    struct db_rows *r;
    struct err e = {0};

    if (class_id && !q->args.round &&
        history_class_round(q->db, v->unit.id, class_id, &q->args.round, &e) < 0)
        return fail_err(q, &e);
    if (round_enter_at(q, v->unit.id, &v->query.from) < 0)
        return -1;
    if (!class_id)
        return 0;
    if (db_select(q->db, SQL_UNIT_CLASSES, &r, &e, DB_I(v->query.from.id), DB_I(v->unit.id)) < 0)
        return fail_err(q, &e);
    while (db_next(r)) {
        if (db_id(r, 0) == class_id)
            v->class_name = arena_strdup(q->arena, db_str(r, 1));
    }
    if (db_done(r, &e) < 0)
        return fail_err(q, &e);
    if (!v->class_name)
        return fail(q, 404, "not-found", "There is no such class in the unit.");
    return 0;
}

/* Levels and subjects, by their ids: those of every day. */
static int load_reference(struct req *q, struct history_view *v)
{
    struct reference *ref;
    struct err e = {0};

    if (reference_load(q->db, q->arena, q->today, &ref, &e) < 0)
        return fail_err(q, &e);
    v->query.ref = ref;
    return 0;
}

static int settle(struct req *q, struct history_view *v)
{
    const struct args *a = &q->args;
    struct err e = {0};

    if (unit_enter(q, a->unit, a->class_id, &v->unit) < 0 || settle_round(q, v) < 0)
        return -1;
    if (a->follow >= FOLLOW_YEAR_GROUP && !a->year_group && !a->class_id)
        return fail_field(q, 422, "invalid-parameter", "year_group",
                          "Say which year group is followed, or which class.");
    if (a->class_id && a->follow == FOLLOW_COHORT && load_reference(q, v) < 0)
        return -1;
    v->query.unit_id = v->unit.id;
    v->query.class_id = a->class_id;
    v->query.year_group = a->year_group;
    v->query.gender = (int)a->gender;
    v->query.kind = a->round_kind;
    v->query.subject = a->subject;
    v->query.follow = a->follow == FOLLOW_YEAR_GROUP ? HISTORY_YEAR_GROUP
                      : a->follow == FOLLOW_COHORT   ? HISTORY_COHORT
                                                     : HISTORY_UNIT;
    if (history_load(q->db, q->arena, &v->query, &v->h, &e) == 0)
        return 0;
    return e.kind == ERR_NOT_FOUND
               ? fail_field(q, 422, "invalid-parameter", "subject",
                            "subject is the code of a subject, such as MA.")
               : fail_err(q, &e);
}

static int write_head(struct req *q, const struct history_view *v)
{
    static const char *const kind_names[] = {NULL, "forecast", "grade"};
    struct json_writer *w = &q->w;
    const struct args *a = &q->args;
    int last = 0;

    if (piece_unit(q, "unit", &v->unit) < 0)
        return -1;
    piece_id_name(w, "class", a->class_id, v->class_name);
    json_kv_str(w, "follow", follow_names[a->follow]);
    piece_round(w, "from", &v->query.from);
    json_key(w, "filters");
    json_object(w);
    if (a->year_group)
        json_kv_int(w, "year_group", a->year_group);
    else
        json_kv_null(w, "year_group");
    json_kv_str(w, "gender", gender_names[a->gender]);
    json_kv_str(w, "subject", a->subject[0] ? a->subject : NULL);
    json_kv_str(w, "round_kind", kind_names[a->round_kind]);
    json_object_end(w);
    json_key(w, "options");
    json_object(w);
    if (piece_year_groups(q, &v->unit, v->query.from.id, a->class_id, &last) < 0 ||
        piece_classes(q, &v->unit, v->query.from.id) < 0)
        return -1;
    json_object_end(w);
    req_kv_time(w, "as_of", q->now);
    return 0;
}

/* Whose figures each round has; null where what is followed does not exist. */
static void write_followed(struct json_writer *w, const struct history_view *v)
{
    json_key(w, "followed");
    json_array(w);
    for (size_t i = 0; i < v->h->n_rounds; i++) {
        const struct history_round *at = &v->h->rounds[i];
        int64_t of = 0, missing = 0;

        if (!at->there) {
            json_null(w);
            continue;
        }
        for (size_t k = 0; k < v->h->n_subjects; k++) {
            of += v->h->subjects[k].points[i].of;
            missing += v->h->subjects[k].points[i].missing;
        }
        json_object(w);
        if (at->most_year)
            json_kv_int(w, "year_group", at->most_year);
        else
            json_kv_null(w, "year_group");
        piece_id_name(w, "class", at->class_id, at->class_name);
        json_kv_int(w, "pupils", at->sums[RECOUNT_PUPILS]);
        json_kv_int(w, "reported", of);
        json_kv_int(w, "expected", of + missing);
        json_object_end(w);
    }
    json_array_end(w);
}

static void write_points(struct json_writer *w, const struct history_view *v,
                         const struct history_subject *s)
{
    json_key(w, "points");
    json_array(w);
    for (size_t i = 0; i < v->h->n_rounds; i++) {
        const struct history_point *p = &s->points[i];

        if (p->of + p->missing == 0) {
            json_null(w);
            continue;
        }
        json_array(w);
        json_int(w, p->passed);
        json_int(w, p->of);
        json_int(w, p->missing);
        json_array_end(w);
    }
    json_array_end(w);
}

static void write_subjects(struct json_writer *w, const struct history_view *v, bool detail)
{
    json_key(w, "subjects");
    json_array(w);
    for (size_t k = 0; k < v->h->n_subjects; k++) {
        const struct history_subject *s = &v->h->subjects[k];

        if (!s->met)
            continue;
        json_object(w);
        piece_subject(w, "subject", s->id, s->code, s->name_sv, s->name_en);
        write_points(w, v, s);
        if (detail)
            history_write_details(w, v, s);
        json_object_end(w);
    }
    json_array_end(w);
}

static void write_measures(struct json_writer *w, const struct history_view *v)
{
    json_key(w, "measures");
    json_object(w);
    for (size_t k = 0; k < ATTAINMENT_MEASURES; k++) {
        const struct attainment_measure *m = &attainment_measures[k];

        json_key(w, m->name);
        json_array(w);
        for (size_t i = 0; i < v->h->n_rounds; i++) {
            const uint32_t *sums = v->h->rounds[i].sums;

            if (sums[m->of] == 0) {
                json_null(w);
                continue;
            }
            json_array(w);
            json_int(w, sums[m->n]);
            json_int(w, sums[m->of]);
            json_array_end(w);
        }
        json_array_end(w);
    }
    json_object_end(w);
}

int h_history(struct req *q)
{
    struct json_writer *w = &q->w;
    struct history_view *v = arena_alloc(q->arena, sizeof(*v));
    bool detail = q->args.detail == YES_TRUE;
    struct err e = {0};

    if (settle(q, v) < 0)
        return -1;
    if (detail && target_load(q->db, q->arena, &v->targets, &e) < 0)
        return fail_err(q, &e);
    json_object(w);
    if (write_head(q, v) < 0)
        return -1;
    json_key(w, "rounds");
    json_array(w);
    for (size_t i = 0; i < v->h->n_rounds; i++)
        piece_round(w, NULL, &v->h->rounds[i].round);
    json_array_end(w);
    write_followed(w, v);
    write_subjects(w, v, detail);
    write_measures(w, v);
    if (detail)
        history_write_measure_details(w, v);
    json_object_end(w);
    return 0;
}
