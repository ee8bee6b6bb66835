#include <string.h>

#include "fcgi/closest_view.h"
#include "fcgi/seen.h"

#define ANY_MAX 255

/* Columns of SQL_CLOSEST_PUPILS. */
enum { COL_PUPIL, COL_NAME, COL_CLASS, COL_CLASS_NAME, COL_YEAR, COL_COVERED, COL_SUBJECTS,
       COL_SEEN };

/* One pupil, and which subjects anybody lacks: by place in ref->subjects. */
struct lacking {
    const struct reference *ref;
    struct marks marks;
    struct assess_row rows[MARKS_MAX];
    bool *named;
};

static void write_subject(struct json_writer *w, struct lacking *l, uint64_t subject_id)
{
    const struct reference_subject *s = reference_subject_by_id(l->ref, subject_id);

    if (!s)
        return;
    l->named[s - l->ref->subjects] = true;
    json_str(w, s->code);
}

static bool is_open(const struct assess_row *row)
{
    return !row->left && !(row->state == ASSESS_LEVEL && row->passes);
}

static bool reads(const struct lacking *l, uint64_t subject_id)
{
    for (size_t i = 0; i < l->marks.n; i++) {
        if (l->rows[i].subject_id == subject_id && !l->rows[i].left)
            return true;
    }
    return false;
}

/* The alternatives of a position that the pupil reads; all of them where it is none. */
static void write_position(struct json_writer *w, struct lacking *l,
                           const struct eligibility_position *p)
{
    bool any = false;

    for (size_t i = 0; i < p->count; i++)
        any |= reads(l, p->subject_id[i]);
    json_array(w);
    for (size_t i = 0; i < p->count; i++) {
        if (!any || reads(l, p->subject_id[i]))
            write_subject(w, l, p->subject_id[i]);
    }
    json_array_end(w);
}

/* Subjects that are not passed and that the rule does not name (NULL: all that are not passed). */
static void write_open(struct json_writer *w, struct lacking *l, const struct eligibility_rule *rule)
{
    json_array(w);
    for (size_t i = 0; i < l->marks.n; i++) {
        const struct assess_row *row = &l->rows[i];

        if (is_open(row) && (!rule || (row->has_points && !eligibility_names(rule, row->subject_id))))
            write_subject(w, l, row->subject_id);
    }
    json_array_end(w);
}

static void write_gap(struct json_writer *w, struct lacking *l, size_t goal, int lacks)
{
    const struct eligibility_rule *rule = goal ? &l->ref->rules[goal - 1] : NULL;
    struct eligibility_gap gap = {0};

    if (rule)
        gap = eligibility_gap(rule, l->rows, l->marks.n);
    json_object(w);
    json_kv_str(w, "goal", rule ? rule->code : "all_subjects");
    json_kv_int(w, "lacks", lacks);
    json_key(w, "required");
    json_array(w);
    for (size_t p = 0; rule && p < rule->position_count; p++) {
        if (gap.positions >> p & 1)
            write_position(w, l, &rule->position[p]);
    }
    json_array_end(w);
    json_kv_int(w, "others", rule ? gap.others : lacks);
    json_key(w, "among");
    if (!rule || gap.others > 0)
        write_open(w, l, rule);
    else {
        json_array(w);
        json_array_end(w);
    }
    json_object_end(w);
}

static void write_pupil(struct req *q, const struct db_rows *r, struct lacking *l,
                        const struct closest *c)
{
    struct json_writer *w = &q->w;

    json_object(w);
    json_kv_id(w, "id", db_id(r, COL_PUPIL));
    json_kv_str(w, "name", db_str(r, COL_NAME));
    seen_pupil(q, db_id(r, COL_PUPIL), (enum seen)db_int(r, COL_SEEN));
    piece_id_name(w, "class", db_id(r, COL_CLASS), db_str(r, COL_CLASS_NAME));
    json_kv_int(w, "year_group", db_int(r, COL_YEAR));
    json_key(w, "gaps");
    json_array(w);
    for (size_t g = 0; g < CLOSEST_GOALS; g++) {
        if (closest_is_near(c->lacks[g]))
            write_gap(w, l, g, c->lacks[g]);
    }
    json_array_end(w);
    json_object_end(w);
}

static int write_list(struct req *q, const struct closest_view *v, struct lacking *l)
{
    uint32_t to = v->class_id ? v->class_id : UINT32_MAX;
    int year_to = q->args.year_group ? q->args.year_group : ANY_MAX;
    int result = 0;
    struct db_rows *r;
    struct err e = {0};

    if (db_select(q->db, SQL_CLOSEST_PUPILS, &r, &e, SEEN_PARAMS(q), DB_I(v->round.id),
                  DB_I(v->unit.id), DB_I(v->class_id), DB_I(to), DB_I(q->args.year_group),
                  DB_I(year_to), DB_I(q->me->person_id), DB_S(q->me->acting), DB_S(q->today),
                  DB_S(q->today)) < 0)
        return fail_err(q, &e);
    while (result == 0 && db_next(r)) {
        struct closest c;

        result = marks_read(db_str(r, COL_SUBJECTS), &l->marks);
        if (result < 0)
            break;
        c = goals_distances(l->ref, &l->marks, db_int(r, COL_COVERED) != 0, l->rows);
        if (closest_is_any_near(&c))
            write_pupil(q, r, l, &c);
    }
    if (db_done(r, result < 0 ? NULL : &e) < 0)
        return fail_err(q, &e);
    if (result < 0) {
        err_set(&e, ERR_INTERNAL, "a pupil's noted subjects cannot be read");
        return fail_err(q, &e);
    }
    return 0;
}

static int write_hidden(struct req *q, const struct closest_view *v)
{
    uint32_t to = v->class_id ? v->class_id : UINT32_MAX;
    int year_to = q->args.year_group ? q->args.year_group : ANY_MAX;
    struct db_rows *r;
    struct err e = {0};

    if (db_select(q->db, SQL_ATTAINMENT_PUPILS_HIDDEN, &r, &e, DB_I(v->round.id), DB_I(v->unit.id),
                  DB_I(v->class_id), DB_I(to), DB_I(q->args.year_group), DB_I(year_to), DB_I(0),
                  DB_I(ANY_MAX), DB_I(q->me->person_id), DB_S(q->me->acting), DB_S(q->today),
                  DB_S(q->today), SEEN_PARAMS(q)) < 0)
        return fail_err(q, &e);
    seen_hidden(q, db_next(r) ? db_int(r, 0) : 0);
    return db_done(r, &e) < 0 ? fail_err(q, &e) : 0;
}

int closest_write_pupils(struct req *q, const struct closest_view *v)
{
    struct lacking *l = arena_alloc(q->arena, sizeof(*l));
    struct json_writer *w = &q->w;

    l->ref = v->ref;
    l->named = arena_array(q->arena, v->ref->subject_count + 1, sizeof(*l->named));
    json_key(w, "pupils");
    if (!v->pupils) {
        json_null(w);
    } else {
        json_array(w);
        if (write_list(q, v, l) < 0)
            return -1;
        json_array_end(w);
    }
    json_key(w, "subjects");
    json_array(w);
    for (size_t i = 0; i < v->ref->subject_count; i++) {
        const struct reference_subject *s = &v->ref->subjects[i];

        if (l->named[i])
            piece_subject(w, NULL, s->id, s->code, s->name_sv, s->name_en);
    }
    json_array_end(w);
    if (!v->pupils) {
        seen_hidden(q, 0);
        return 0;
    }
    return write_hidden(q, v);
}
