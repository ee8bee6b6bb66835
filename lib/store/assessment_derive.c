/*
 * What follows from the changes of a save. Each changed assessment is taken out of the sums it
 * counted in and put into those it counts in now; the sums' differences go to the database, one
 * bulk statement per table. Should a row be missing or fall below zero, the derived rows were not
 * in step with the assessments: then the whole round is counted anew, in the same transaction.
 */
#include <string.h>

#include "store/assessment_rows.h"
#include "store/cells.h"

#define BELOW_ZERO 1690 /* ER_DATA_OUT_OF_RANGE */

struct differences {
    struct tally class_cells, unit_cells, class_measures, unit_measures;
    int64_t assessed, not_assessable, missing; /* of the group */
};

static void count_state(struct differences *d, const struct assess_row *row, int sign)
{
    d->assessed += row->state == ASSESS_LEVEL ? sign : 0;
    d->not_assessable += row->state == ASSESS_NOT_ASSESSABLE ? sign : 0;
    d->missing += row->state == ASSESS_MISSING ? sign : 0;
}

static struct summary summary_now(const struct saving *s, const struct saving_pupil *p)
{
    return summary_of(p->rows, p->n_rows, s->ref->rules, s->ref->rule_count,
                      p->place.year_group >= s->ref->merit_from);
}

/* Adds one changed pupil to the differences; *ret_summary is the pupil's new one. */
static void count_pupil(const struct saving *s, struct saving_pupil *p, struct differences *d,
                        struct summary *ret_summary)
{
    const struct recount_sums cells = {&d->class_cells, &d->unit_cells};
    const struct recount_sums measures = {&d->class_measures, &d->unit_measures};
    const struct reference_subject *subject = reference_subject_by_id(s->ref, p->subject_id);
    struct assess_row now = p->rows[p->target];
    struct summary sum;

    recount_add_cell(&cells, &p->place, subject->family_id, p->scale_id, &p->was,
                     p->was_level ? p->was_level->position : 1, -1);
    recount_add_cell(&cells, &p->place, subject->family_id, p->scale_id, &now,
                     p->level ? p->level->position : 1, 1);
    p->rows[p->target] = p->was;
    sum = summary_now(s, p);
    recount_add_measure(&measures, &p->place, &sum, -1);
    p->rows[p->target] = now;
    *ret_summary = summary_now(s, p);
    recount_add_measure(&measures, &p->place, ret_summary, 1);
    count_state(d, &p->was, -1);
    count_state(d, &now, 1);
}

static int put_summaries(struct saving *s, struct differences *d, struct err *e)
{
    struct db_bulk *b = db_bulk_new(s->db, SQL_RECOUNT_PUT_SUMMARY, "iiiiiiiiiiiiiii");
    int result = 0;

    for (size_t i = 0; i < s->n_pupils && result == 0; i++) {
        struct summary sum;

        if (!s->pupils[i].changed)
            continue;
        count_pupil(s, &s->pupils[i], d, &sum);
        result = recount_put_summary(b, s->save->round_id, s->pupils[i].id, &sum, e);
    }
    if (result == 0)
        result = db_bulk_flush(b, NULL, e);
    db_bulk_free(b);
    return result;
}

/* One of the four tables of sums. */
struct table {
    enum sql_id add;
    const char *types;
    size_t n_counts;
    bool cells, whole;
};

static const struct table tables[] = {
    {SQL_SAVE_ADD_CLASS_CELL, "iiiiiiiiiiiiiiiiiiiiiiii", RECOUNT_CELL__MAX, true, false},
    {SQL_SAVE_ADD_UNIT_CELL, "iiiiiiiiiiiiiiiiiiiiiii", RECOUNT_CELL__MAX, true, true},
    {SQL_SAVE_ADD_CLASS_MEASURE, "iiiiiiiiiiiiiiiiii", RECOUNT_MEASURE__MAX, false, false},
    {SQL_SAVE_ADD_UNIT_MEASURE, "iiiiiiiiiiiiiiiii", RECOUNT_MEASURE__MAX, false, true},
};

static bool all_zero(const struct tally_row *row, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (row->n[i] != 0)
            return false;
    }
    return true;
}

static int add_row(struct db_bulk *b, const struct table *t, uint32_t round_id,
                   const struct tally_row *row, struct err *e)
{
    struct db_param p[RECOUNT_CELL__MAX + 7];
    size_t n = 0;

    for (size_t i = 0; i < t->n_counts; i++)
        p[n++] = DB_I((int32_t)row->n[i]);
    p[n++] = DB_I(round_id);
    p[n++] = DB_I(row->key[0]);
    if (t->cells)
        p[n++] = DB_I(row->key[1]);
    if (!t->whole)
        p[n++] = DB_I(row->key[2]);
    p[n++] = DB_I(row->key[3] >> 24);
    p[n++] = DB_I(row->key[3] >> 16 & 0xff);
    if (t->cells)
        p[n++] = DB_I(row->key[3] & 0xffff);
    return db_bulk_add_n(b, p, n, e);
}

/* *in_step is cleared when the table has not the rows that the differences are for. */
static int add_table(struct saving *s, const struct table *t, const struct tally *sums,
                     bool *in_step, struct err *e)
{
    struct db_bulk *b = db_bulk_new(s->db, t->add, t->types);
    int64_t wanted = 0, affected = 0;
    int result = 0;

    for (size_t i = 0; i < sums->count && result == 0; i++) {
        if (all_zero(&sums->rows[i], t->n_counts))
            continue;
        wanted++;
        result = add_row(b, t, s->save->round_id, &sums->rows[i], e);
    }
    if (result == 0)
        result = db_bulk_flush(b, &affected, e);
    db_bulk_free(b);
    if (result < 0 && e->code != BELOW_ZERO)
        return -1;
    if (result < 0 || affected != wanted)
        *in_step = false;
    return 0;
}

static int add_progress(struct saving *s, const struct differences *d, bool *in_step,
                        struct err *e)
{
    int64_t affected = 0;

    if (db_exec(s->db, SQL_SAVE_ADD_PROGRESS, &affected, e, DB_I(d->assessed),
                DB_I(d->not_assessable), DB_I(d->missing), DB_S(s->save->now),
                DB_I(s->save->round_id), DB_I(s->save->group_id)) < 0) {
        if (e->code != BELOW_ZERO)
            return -1;
        affected = 0;
    }
    *in_step &= affected == 1;
    return 0;
}

static int add_all(struct saving *s, const struct differences *d, bool *in_step, struct err *e)
{
    const struct tally *sums[] = {&d->class_cells, &d->unit_cells, &d->class_measures,
                                  &d->unit_measures};

    for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]) && *in_step; i++) {
        if (add_table(s, &tables[i], sums[i], in_step, e) < 0)
            return -1;
    }
    return *in_step ? add_progress(s, d, in_step, e) : 0;
}

/* Readers' tags last: every lock is held, and the order of units is kept here too. */
static int touch_units(struct saving *s, struct err *e)
{
    for (size_t i = 0; i < s->n_units; i++) {
        int64_t corrected = 0;

        for (size_t k = 0; s->closed && k < s->n_pupils; k++)
            corrected += s->pupils[k].changed && s->pupils[k].place.unit_id == s->units[i];
        if (db_exec(s->db, SQL_SAVE_TOUCH_UNIT, NULL, e, DB_I(corrected),
                    DB_I(s->save->round_id), DB_I(s->units[i])) < 0 ||
            db_exec(s->db, SQL_REVISION_BUMP, NULL, e, DB_I(s->units[i])) < 0)
            return -1;
    }
    return 0;
}

int saving_derive(struct saving *s, struct err *e)
{
    struct differences d = {.assessed = 0};
    bool in_step = true;
    int result;

    tally_init(&d.class_cells);
    tally_init(&d.unit_cells);
    tally_init(&d.class_measures);
    tally_init(&d.unit_measures);
    result = put_summaries(s, &d, e);
    if (result == 0)
        result = add_all(s, &d, &in_step, e);
    if (result == 0 && !in_step)
        result = cells_rebuild(s->db, s->save->round_id, e);
    if (result == 0)
        result = touch_units(s, e);
    tally_free(&d.class_cells);
    tally_free(&d.unit_cells);
    tally_free(&d.class_measures);
    tally_free(&d.unit_measures);
    return result;
}

/* Whether an earlier changed pupil has the same school, and the same class if that counts too. */
static bool seen_before(const struct saving *s, size_t i, bool class_too)
{
    const struct recount_place *p = &s->pupils[i].place;

    for (size_t k = 0; k < i; k++) {
        const struct recount_place *o = &s->pupils[k].place;

        if (s->pupils[k].changed && o->unit_id == p->unit_id &&
            (!class_too || o->class_id == p->class_id))
            return true;
    }
    return false;
}

static int keep_class(struct saving *s, const struct recount_place *p, uint32_t family_id,
                      struct err *e)
{
    if (db_exec(s->db, SQL_SAVE_KEEP_CLASS_CELL, NULL, e, DB_I(s->save->round_id),
                DB_I(p->unit_id), DB_I(family_id), DB_I(p->class_id)) < 0)
        return -1;
    return db_exec(s->db, SQL_SAVE_KEEP_CLASS_MEASURE, NULL, e, DB_I(s->save->round_id),
                   DB_I(p->unit_id), DB_I(p->class_id));
}

static int keep_unit(struct saving *s, const struct recount_place *p, uint32_t family_id,
                     struct err *e)
{
    if (db_exec(s->db, SQL_SAVE_KEEP_UNIT_CELL, NULL, e, DB_I(s->save->round_id),
                DB_I(p->unit_id), DB_I(family_id)) < 0)
        return -1;
    return db_exec(s->db, SQL_SAVE_KEEP_UNIT_MEASURE, NULL, e, DB_I(s->save->round_id),
                   DB_I(p->unit_id));
}

int saving_keep_as_closed(struct saving *s, struct err *e)
{
    for (size_t i = 0; i < s->n_pupils; i++) {
        const struct saving_pupil *p = &s->pupils[i];
        const struct reference_subject *subject;

        if (!p->changed)
            continue;
        subject = reference_subject_by_id(s->ref, p->subject_id);
        if (!seen_before(s, i, true) && keep_class(s, &p->place, subject->family_id, e) < 0)
            return -1;
        if (!seen_before(s, i, false) && keep_unit(s, &p->place, subject->family_id, e) < 0)
            return -1;
    }
    return 0;
}
