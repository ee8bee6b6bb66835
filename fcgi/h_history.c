#include <string.h>

#include "fcgi/handlers.h"
#include "fcgi/identity.h"
#include "fcgi/piece.h"
#include "store/attainment.h"

#define ROUNDS_MAX 128
#define ANY_MAX 255

struct point {
    uint32_t passed, of, missing;
};

struct subject_line {
    uint32_t id;
    const char *code, *name_sv, *name_en;
    bool met;
    struct point points[ROUNDS_MAX]; /* by index of round */
};

struct history {
    struct unit_view unit;
    struct round rounds[ROUNDS_MAX]; /* oldest first */
    size_t n_rounds;
    struct subject_line *subjects;
    size_t n_subjects;
    uint32_t sums[ROUNDS_MAX][RECOUNT_MEASURE__MAX];
};

static int load_rounds(struct req *q, struct history *h)
{
    struct db_rows *r;
    struct err e = {0};

    if (db_select(q->db, SQL_ROUND_LIST, &r, &e) < 0)
        return fail_err(q, &e);
    while (h->n_rounds < ROUNDS_MAX && db_next(r)) {
        round_from_row(r, &h->rounds[h->n_rounds]);
        h->n_rounds += h->rounds[h->n_rounds].state != ROUND_PLANNED;
    }
    if (db_done(r, &e) < 0)
        return fail_err(q, &e);
    for (size_t i = 0; i < h->n_rounds / 2; i++) {
        struct round swap = h->rounds[i];

        h->rounds[i] = h->rounds[h->n_rounds - 1 - i];
        h->rounds[h->n_rounds - 1 - i] = swap;
    }
    return 0;
}

/* All columns, or the one that is asked for. */
static int load_subjects(struct req *q, struct history *h)
{
    struct db_rows *r;
    struct err e = {0};

    if (db_select(q->db, SQL_ATTAINMENT_FAMILIES, &r, &e) < 0)
        return fail_err(q, &e);
    h->subjects = arena_array(q->arena, db_count(r) + 1, sizeof(*h->subjects));
    while (db_next(r)) {
        struct subject_line *s = &h->subjects[h->n_subjects];

        if (q->args.subject[0] && strcmp(q->args.subject, db_str(r, 1)) != 0)
            continue;
        s->id = (uint32_t)db_id(r, 0);
        s->code = arena_strdup(q->arena, db_str(r, 1));
        s->name_sv = arena_strdup(q->arena, db_str(r, 2));
        s->name_en = arena_strdup(q->arena, db_str(r, 3));
        h->n_subjects++;
    }
    if (db_done(r, &e) < 0)
        return fail_err(q, &e);
    if (q->args.subject[0] && h->n_subjects == 0)
        return fail_field(q, 422, "invalid-parameter", "subject",
                          "subject is the code of a subject, such as MA.");
    return 0;
}

static size_t round_index(const struct history *h, uint64_t id)
{
    size_t i = 0;

    while (i < h->n_rounds && h->rounds[i].id != id)
        i++;
    return i;
}

static void take_point(struct history *h, const struct db_rows *r)
{
    size_t i = round_index(h, db_id(r, 0));

    for (size_t k = 0; i < h->n_rounds && k < h->n_subjects; k++) {
        if (h->subjects[k].id != db_id(r, 1))
            continue;
        h->subjects[k].met = true;
        h->subjects[k].points[i] = (struct point){(uint32_t)db_int(r, 2), (uint32_t)db_int(r, 3),
                                                  (uint32_t)db_int(r, 4)};
    }
}

static int load_points(struct req *q, struct history *h)
{
    const struct args *a = &q->args;
    struct db_rows *r;
    struct err e = {0};

    if ((a->class_id
             ? db_select(q->db, SQL_HISTORY_CLASS_CELLS, &r, &e, DB_I(h->unit.id),
                         DB_I(a->class_id), DB_I(a->year_group),
                         DB_I(a->year_group ? a->year_group : ANY_MAX), DB_I(a->gender),
                         DB_I(a->gender ? (int)a->gender : ANY_MAX))
             : db_select(q->db, SQL_HISTORY_UNIT_CELLS, &r, &e, DB_I(h->unit.id),
                         DB_I(a->year_group), DB_I(a->gender))) < 0)
        return fail_err(q, &e);
    while (db_next(r))
        take_point(h, r);
    return db_done(r, &e) < 0 ? fail_err(q, &e) : 0;
}

static int load_measures(struct req *q, struct history *h)
{
    const struct args *a = &q->args;
    struct db_rows *r;
    struct err e = {0};

    if ((a->class_id
             ? db_select(q->db, SQL_HISTORY_CLASS_MEASURES, &r, &e, DB_I(h->unit.id),
                         DB_I(a->class_id), DB_I(a->year_group),
                         DB_I(a->year_group ? a->year_group : ANY_MAX), DB_I(a->gender),
                         DB_I(a->gender ? (int)a->gender : ANY_MAX))
             : db_select(q->db, SQL_HISTORY_UNIT_MEASURES, &r, &e, DB_I(h->unit.id),
                         DB_I(a->year_group), DB_I(a->gender))) < 0)
        return fail_err(q, &e);
    while (db_next(r)) {
        size_t i = round_index(h, db_id(r, 0));

        for (unsigned k = 0; i < h->n_rounds && k < RECOUNT_MEASURE__MAX; k++)
            h->sums[i][k] = (uint32_t)db_int(r, k + 1);
    }
    return db_done(r, &e) < 0 ? fail_err(q, &e) : 0;
}

static void write_subjects(struct json_writer *w, const struct history *h)
{
    json_key(w, "subjects");
    json_array(w);
    for (size_t k = 0; k < h->n_subjects; k++) {
        const struct subject_line *s = &h->subjects[k];

        if (!s->met)
            continue;
        json_object(w);
        piece_subject(w, "subject", s->id, s->code, s->name_sv, s->name_en);
        json_key(w, "points");
        json_array(w);
        for (size_t i = 0; i < h->n_rounds; i++) {
            const struct point *p = &s->points[i];

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
        json_object_end(w);
    }
    json_array_end(w);
}

static void write_measures(struct json_writer *w, const struct history *h)
{
    json_key(w, "measures");
    json_object(w);
    for (size_t k = 0; k < ATTAINMENT_MEASURES; k++) {
        const struct attainment_measure *m = &attainment_measures[k];

        json_key(w, m->name);
        json_array(w);
        for (size_t i = 0; i < h->n_rounds; i++) {
            if (h->sums[i][m->of] == 0) {
                json_null(w);
                continue;
            }
            json_array(w);
            json_int(w, h->sums[i][m->n]);
            json_int(w, h->sums[i][m->of]);
            json_array_end(w);
        }
        json_array_end(w);
    }
    json_object_end(w);
}

int h_history(struct req *q)
{
    struct json_writer *w = &q->w;
    struct history *h = arena_alloc(q->arena, sizeof(*h));

    if (unit_enter(q, q->args.unit, q->args.class_id, &h->unit) < 0 || load_rounds(q, h) < 0 ||
        load_subjects(q, h) < 0 || load_points(q, h) < 0 || load_measures(q, h) < 0)
        return -1;
    json_object(w);
    if (piece_unit(q, "unit", &h->unit) < 0)
        return -1;
    json_key(w, "rounds");
    json_array(w);
    for (size_t i = 0; i < h->n_rounds; i++)
        piece_round(w, NULL, &h->rounds[i]);
    json_array_end(w);
    write_subjects(w, h);
    write_measures(w, h);
    json_object_end(w);
    return 0;
}
