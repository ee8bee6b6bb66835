/*
 * A class and what its pupils need: each pupil's level in each subject, what has changed since the
 * round before, where it is going, and whether somebody should look at it (lib/domain/risk).
 */
#include <string.h>

#include "fcgi/handlers.h"
#include "fcgi/identity.h"
#include "fcgi/piece.h"
#include "fcgi/req_audit.h"
#include "fcgi/seen.h"
#include "store/goals.h"

/* Columns of SQL_CLOSEST_CLASS; the subjects of the earlier rounds follow those of the round. */
enum { COL_PUPIL, COL_NAME, COL_YEAR, COL_SUBJECTS, COL_SEEN = COL_SUBJECTS + RISK_ROUNDS };

struct view {
    struct unit_view unit;
    struct round rounds[RISK_ROUNDS]; /* newest first; id 0 where there is none */
    const char *class_name;
    const struct reference *ref;
    bool *read; /* by place in ref->subjects: somebody in the class reads one of the family */
};

/* One pupil in each of the rounds. */
struct course {
    struct marks marks[RISK_ROUNDS];
};

static int load_rounds(struct req *q, struct view *v)
{
    struct err e = {0};

    if (round_enter_at(q, v->unit.id, &v->rounds[0]) < 0)
        return -1;
    for (size_t i = 1; i < RISK_ROUNDS && v->rounds[i - 1].id; i++) {
        if (round_previous(q->db, v->rounds[i - 1].id, &v->rounds[i], &e) < 0)
            return fail_err(q, &e);
    }
    return piece_reference(q, &v->rounds[0], &v->ref);
}

static int settle(struct req *q, struct view *v)
{
    if (unit_enter(q, q->args.unit, q->args.class_id, &v->unit) < 0 || load_rounds(q, v) < 0 ||
        class_enter(q, &v->unit, v->rounds[0].id, q->args.class_id, &v->class_name) < 0)
        return -1;
    if (!(v->unit.roles & ROLES_PUPILS))
        return fail(q, 403, "pupils-not-visible", "Your duty here shows figures, not pupils.");
    v->read = arena_array(q->arena, v->ref->subject_count + 1, sizeof(*v->read));
    return 0;
}

static const struct reference_subject *family_of(const struct reference *ref, uint32_t subject_id)
{
    const struct reference_subject *s = reference_subject_by_id(ref, subject_id);

    return s ? reference_subject_by_id(ref, s->family_id) : NULL;
}

/* An earlier round's row may be gone, or the pupil was not there: then nothing is known of it. */
static int read_course(const struct db_rows *r, struct course *c)
{
    for (unsigned i = 0; i < RISK_ROUNDS; i++) {
        c->marks[i].n = 0;
        if (!db_is_null(r, COL_SUBJECTS + i) &&
            marks_read(db_str(r, COL_SUBJECTS + i), &c->marks[i]) < 0)
            return -1;
    }
    return 0;
}

/* ---- which subjects are columns ---- */

static int note_subjects(struct req *q, struct view *v, struct db_rows *r)
{
    struct course *c = arena_alloc(q->arena, sizeof(*c));

    while (db_next(r)) {
        if (read_course(r, c) < 0)
            return -1;
        for (size_t i = 0; i < c->marks[0].n; i++) {
            const struct mark *m = &c->marks[0].list[i];
            const struct reference_subject *s = family_of(v->ref, m->subject_id);

            if (s && !m->left)
                v->read[s - v->ref->subjects] = true;
        }
    }
    return 0;
}

static int select_class(struct req *q, const struct view *v, struct db_rows **ret_r, struct err *e)
{
    return db_select(q->db, SQL_CLOSEST_CLASS, ret_r, e, SEEN_PARAMS(q), DB_I(v->rounds[1].id),
                     DB_I(v->rounds[2].id), DB_I(v->rounds[3].id), DB_I(v->rounds[0].id),
                     DB_I(v->unit.id), DB_I(q->args.class_id), DB_I(q->me->person_id),
                     DB_S(q->me->acting), DB_S(q->today), DB_S(q->today));
}

/* Runs a walk over the class's rows; they are read twice, as columns stand before rows. */
static int walk(struct req *q, struct view *v, int (*fn)(struct req *, struct view *, struct db_rows *))
{
    struct db_rows *r;
    struct err e = {0};
    int result;

    if (select_class(q, v, &r, &e) < 0)
        return fail_err(q, &e);
    result = fn(q, v, r);
    if (db_done(r, result < 0 ? NULL : &e) < 0)
        return fail_err(q, &e);
    if (result < 0) {
        err_set(&e, ERR_INTERNAL, "a pupil's noted subjects cannot be read");
        return fail_err(q, &e);
    }
    return 0;
}

/* ---- cells ---- */

static const char *level_text(const struct reference *ref, const struct mark *mark)
{
    const struct scale_level *level;

    if (!mark || mark->left || mark->state == ASSESS_MISSING)
        return NULL;
    if (mark->state == ASSESS_NOT_ASSESSABLE)
        return "-";
    level = reference_level(ref, mark->level_id);
    return level ? level->code : NULL;
}

static void write_cell(struct json_writer *w, const struct view *v, struct course *c,
                       uint32_t subject_id)
{
    const struct reference_subject *s = reference_subject_by_id(v->ref, subject_id);
    struct risk_point points[RISK_ROUNDS];
    struct risk_view risk;

    json_object(w);
    json_kv_str(w, "code", s->code);
    json_key(w, "levels");
    json_array(w);
    for (size_t i = 0; i < RISK_ROUNDS; i++) {
        const struct mark *mark = marks_find(&c->marks[i], subject_id);

        points[i] = goals_risk_point(v->ref, mark);
        json_str(w, level_text(v->ref, mark));
    }
    json_array_end(w);
    risk = risk_of(points, RISK_ROUNDS);
    json_kv_str(w, "risk", risk_name(risk.risk));
    if (risk.has_change)
        json_kv_int(w, "change", risk.change);
    else
        json_kv_null(w, "change");
    if (risk.has_trend)
        json_kv_int(w, "trend", risk.trend);
    else
        json_kv_null(w, "trend");
    json_object_end(w);
}

/* The pupil's subjects of one family: mostly one, two languages where somebody reads two. */
static void write_family(struct json_writer *w, const struct view *v, struct course *c,
                         uint32_t family_id)
{
    json_array(w);
    for (size_t i = 0; i < c->marks[0].n; i++) {
        const struct mark *m = &c->marks[0].list[i];
        const struct reference_subject *s = family_of(v->ref, m->subject_id);

        if (s && s->id == family_id && !m->left)
            write_cell(w, v, c, m->subject_id);
    }
    json_array_end(w);
}

static int write_pupils(struct req *q, struct view *v, struct db_rows *r)
{
    struct course *c = arena_alloc(q->arena, sizeof(*c));
    struct json_writer *w = &q->w;

    while (db_next(r)) {
        if (read_course(r, c) < 0)
            return -1;
        json_object(w);
        json_kv_id(w, "id", db_id(r, COL_PUPIL));
        json_kv_str(w, "name", db_str(r, COL_NAME));
        seen_pupil(q, db_id(r, COL_PUPIL), (enum seen)db_int(r, COL_SEEN));
        json_kv_int(w, "year_group", db_int(r, COL_YEAR));
        json_key(w, "cells");
        json_array(w);
        for (size_t i = 0; i < v->ref->subject_count; i++) {
            if (v->read[i])
                write_family(w, v, c, v->ref->subjects[i].id);
        }
        json_array_end(w);
        json_object_end(w);
    }
    return 0;
}

static int write_hidden(struct req *q, const struct view *v)
{
    struct db_rows *r;
    struct err e = {0};

    if (db_select(q->db, SQL_CLOSEST_CLASS_HIDDEN, &r, &e, DB_I(v->rounds[0].id), DB_I(v->unit.id),
                  DB_I(q->args.class_id), SEEN_PARAMS(q)) < 0)
        return fail_err(q, &e);
    seen_hidden(q, db_next(r) ? db_int(r, 0) : 0);
    return db_done(r, &e) < 0 ? fail_err(q, &e) : 0;
}

static int write_head(struct req *q, const struct view *v)
{
    struct json_writer *w = &q->w;

    if (piece_unit(q, "unit", &v->unit) < 0)
        return -1;
    piece_id_name(w, "class", q->args.class_id, v->class_name);
    req_kv_time(w, "as_of", q->now);
    json_key(w, "rounds");
    json_array(w);
    for (size_t i = 0; i < RISK_ROUNDS; i++)
        piece_round(w, NULL, &v->rounds[i]);
    json_array_end(w);
    json_key(w, "subjects");
    json_array(w);
    for (size_t i = 0; i < v->ref->subject_count; i++) {
        const struct reference_subject *s = &v->ref->subjects[i];

        if (v->read[i])
            piece_subject(w, NULL, s->id, s->code, s->name_sv, s->name_en);
    }
    json_array_end(w);
    return 0;
}

int h_class_view(struct req *q)
{
    struct view *v = arena_alloc(q->arena, sizeof(*v));
    struct json_writer *w = &q->w;

    if (settle(q, v) < 0)
        return -1;
    req_audit(q, &(struct audit_line){.kind = AUDIT_VIEW_LIST, .unit_id = v->unit.id,
                                      .class_id = q->args.class_id, .round_id = v->rounds[0].id});
    if (walk(q, v, note_subjects) < 0)
        return -1;
    json_object(w);
    if (write_head(q, v) < 0)
        return -1;
    json_key(w, "pupils");
    json_array(w);
    if (walk(q, v, write_pupils) < 0)
        return -1;
    json_array_end(w);
    if (write_hidden(q, v) < 0)
        return -1;
    json_object_end(w);
    return 0;
}
