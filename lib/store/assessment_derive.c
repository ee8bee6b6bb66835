/*
 * Writing a save: the changed assessments, and what follows from them. Each is taken out of the
 * sums it counted in and put into those it counts in now; the sums' differences go to the database,
 * one statement per table, each sent ahead while the next is made. Should a row be missing or fall
 * below zero, or should a pupil's subjects be noted otherwise than they stand, the derived rows were not
 * in step with the assessments: then the whole round is counted anew, in the same transaction.
 */
#include <string.h>

#include "store/assessment_rows.h"
#include "store/audit.h"
#include "store/cells.h"

#define BELOW_ZERO 1690 /* ER_DATA_OUT_OF_RANGE */

struct differences {
    struct tally class_cells, unit_cells, class_measures, unit_measures;
};

static void count_state(struct assessment_counts *c, const struct mark *mark, int sign)
{
    c->assessed += mark->state == ASSESS_LEVEL ? sign : 0;
    c->not_assessable += mark->state == ASSESS_NOT_ASSESSABLE ? sign : 0;
    c->missing += mark->state == ASSESS_MISSING ? sign : 0;
}

/* Adds one changed pupil to the differences, and its mark to the pupil's subjects; *ret_summary is
 * the pupil's new one. */
static void count_pupil(const struct saving *s, struct saving_pupil *p, struct differences *d,
                        struct summary *ret_summary)
{
    const struct recount_sums cells = {&d->class_cells, &d->unit_cells};
    const struct recount_sums measures = {&d->class_measures, &d->unit_measures};
    const struct reference_subject *subject = reference_subject_by_id(s->ref, p->mark.subject_id);
    bool covered = p->place.year_group >= s->ref->merit_from;
    struct mark *mark = marks_find(p->subjects, p->mark.subject_id);
    struct assess_row rows[MARKS_MAX];
    struct assess_row *row = &rows[mark - p->subjects->list];
    struct summary sum;

    for (size_t i = 0; i < p->subjects->n; i++)
        rows[i] = recount_assess_row(s->ref, &p->subjects->list[i]);
    sum = summary_of(rows, p->subjects->n, s->ref->rules, s->ref->rule_count, covered);
    recount_add_measure(&measures, &p->place, &sum, -1);
    recount_add_cell(&cells, &p->place, subject->family_id, p->mark.scale_id, row,
                     p->was_level ? p->was_level->position : 1, -1);
    *mark = p->mark;
    *row = recount_assess_row(s->ref, mark);
    *ret_summary = summary_of(rows, p->subjects->n, s->ref->rules, s->ref->rule_count, covered);
    recount_add_measure(&measures, &p->place, ret_summary, 1);
    recount_add_cell(&cells, &p->place, subject->family_id, p->mark.scale_id, row,
                     p->level ? p->level->position : 1, 1);
}

static void put_assessments(const struct saving *s, struct db_pipe *pipe)
{
    static const char *const states[ASSESS_STATE__MAX] = {"missing", "level", "not_assessable"};
    const struct assessment_save *save = s->save;

    for (size_t i = 0; i < s->n_pupils; i++) {
        const struct saving_pupil *p = &s->pupils[i];

        if (p->changed)
            db_pipe_add(pipe, SQL_SAVE_PUT, "iiisiiiss", DB_I(save->round->id), DB_I(p->id),
                        DB_I(p->mark.subject_id), DB_S(states[p->mark.state]),
                        DB_ID(p->mark.level_id), DB_I(p->version), DB_ID(save->person->id),
                        DB_S(save->now), DB_S(save->reason));
    }
}

/* Readers' tags: every lock is held, and the order of units is kept here too. */
static void touch_units(const struct saving *s, struct db_pipe *pipe)
{
    for (size_t i = 0; i < s->n_units && s->closed; i++) {
        int64_t corrected = 0;

        for (size_t k = 0; k < s->n_pupils; k++)
            corrected += s->pupils[k].changed && s->pupils[k].place.unit_id == s->units[i];
        if (corrected)
            db_pipe_add(pipe, SQL_SAVE_CORRECT_UNIT, "iii", DB_I(corrected),
                        DB_I(s->save->round->id), DB_I(s->units[i]));
    }
    for (size_t i = 0; i < s->n_units; i++)
        db_pipe_add(pipe, SQL_REVISION_BUMP, "i", DB_I(s->units[i]));
}

static void put_summaries(const struct saving *s, struct db_pipe *pipe, struct differences *d)
{
    struct db_param params[RECOUNT_SUMMARY_PARAMS];
    struct buf text = BUF_INIT;

    for (size_t i = 0; i < s->n_pupils; i++) {
        struct saving_pupil *p = &s->pupils[i];
        struct summary sum;

        if (!p->changed)
            continue;
        count_pupil(s, p, d, &sum);
        buf_reset(&text, SIZE_MAX);
        marks_write(&text, p->subjects);
        recount_summary_params(s->save->round->id, p->id, &sum, text.data, params);
        db_pipe_add_n(pipe, SQL_RECOUNT_PUT_SUMMARY, RECOUNT_SUMMARY_TYPES, params,
                      RECOUNT_SUMMARY_PARAMS);
    }
    buf_free(&text);
}

/* One of the four tables of sums. */
struct table {
    enum sql_id add;
    size_t n_counts;
    bool cells, whole;
};

static const struct table tables[] = {
    {SQL_SAVE_ADD_CLASS_CELL, RECOUNT_CELL__MAX, true, false},
    {SQL_SAVE_ADD_UNIT_CELL, RECOUNT_CELL__MAX, true, true},
    {SQL_SAVE_ADD_CLASS_MEASURE, RECOUNT_MEASURE__MAX, false, false},
    {SQL_SAVE_ADD_UNIT_MEASURE, RECOUNT_MEASURE__MAX, false, true},
};
#define TABLES (sizeof(tables) / sizeof(tables[0]))

/* Of a statement that has numbers alone, the end is taken. */
static const char number_types[] = "iiiiiiiiiiiiiiiiiiiiiiiiii";

/* What the statements of sql/query/save.sql take away again: their columns hold no negative. */
#define RAISED_COUNT 32768
#define RAISED_SUM 1073741824

static int64_t raised(const struct table *t, const struct tally_row *row, size_t i)
{
    bool sum = !t->cells && i >= RECOUNT_MERIT16;

    return (int32_t)row->n[i] + (sum ? RAISED_SUM : RAISED_COUNT);
}

static bool all_zero(const struct tally_row *row, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (row->n[i] != 0)
            return false;
    }
    return true;
}

static void add_row(struct db_pipe *pipe, const struct table *t, uint32_t round_id,
                    const struct tally_row *row)
{
    struct db_param p[RECOUNT_CELL__MAX + 7];
    size_t n = 0;

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
    for (size_t i = 0; i < t->n_counts; i++)
        p[n++] = DB_I(raised(t, row, i));
    db_pipe_add_n(pipe, t->add, number_types + strlen(number_types) - n, p, n);
}

/* Adds the differences of all tables; ret_rows: how many rows of each. */
static void add_tables(const struct saving *s, struct db_pipe *pipe, const struct differences *d,
                       int64_t ret_rows[TABLES])
{
    const struct tally *sums[TABLES] = {&d->class_cells, &d->unit_cells, &d->class_measures,
                                        &d->unit_measures};

    for (size_t t = 0; t < TABLES; t++) {
        for (size_t i = 0; i < sums[t]->count; i++) {
            if (all_zero(&sums[t]->rows[i], tables[t].n_counts))
                continue;
            add_row(pipe, &tables[t], s->save->round->id, &sums[t]->rows[i]);
            ret_rows[t]++;
        }
    }
}

static void put_progress(struct saving *s, struct db_pipe *pipe)
{
    struct assessment_counts *c = &s->save->counts;

    for (size_t i = 0; i < s->n_pupils; i++) {
        if (!s->pupils[i].changed)
            continue;
        count_state(c, &s->pupils[i].was, -1);
        count_state(c, &s->pupils[i].mark, 1);
    }
    s->in_step &= c->assessed >= 0 && c->not_assessable >= 0 && c->missing >= 0;
    if (s->in_step)
        db_pipe_add(pipe, SQL_SAVE_PUT_PROGRESS, "iiisii", DB_I(c->assessed),
                    DB_I(c->not_assessable), DB_I(c->missing), DB_S(s->save->now),
                    DB_I(s->save->round->id), DB_I(s->save->group->id));
}

/* What may turn out not to be in step comes last: then everything else is done already. */
static int send(struct saving *s, struct db_pipe *pipe, struct differences *d, struct err *e)
{
    int64_t rows[TABLES] = {0};

    put_assessments(s, pipe);
    s->save->log(s->save->log_ctx, s->save, pipe);
    touch_units(s, pipe);
    if (s->in_step)
        put_progress(s, pipe);
    if (s->in_step) {
        put_summaries(s, pipe, d);
        add_tables(s, pipe, d, rows);
    }
    if (db_pipe_end(pipe, e) < 0) {
        s->in_step = false;
        s->save->log_failed = audit_failed(pipe);
        return e->code == BELOW_ZERO ? 0 : -1;
    }
    /* A row that was there counts two, one that had to be made counts one. */
    for (size_t t = 0; t < TABLES && s->in_step; t++)
        s->in_step = db_pipe_affected(pipe, tables[t].add) == 2 * rows[t];
    return 0;
}

static int count_anew(struct saving *s, struct err *e)
{
    struct assessment_counts *c = &s->save->counts;
    struct db_rows *r;

    if (cells_rebuild(s->db, s->save->round->id, e) < 0 ||
        db_select(s->db, SQL_GROUP_COUNTS, &r, e, DB_I(s->save->round->id),
                  DB_I(s->save->group->id)) < 0)
        return -1;
    if (db_next(r))
        *c = (struct assessment_counts){db_int(r, 0), db_int(r, 1), db_int(r, 2), db_int(r, 3)};
    return db_done(r, e);
}

int saving_write(struct saving *s, struct err *e)
{
    struct db_pipe *pipe = db_pipe_new(s->db);
    struct differences d;
    int result;

    tally_init(&d.class_cells);
    tally_init(&d.unit_cells);
    tally_init(&d.class_measures);
    tally_init(&d.unit_measures);
    result = send(s, pipe, &d, e);
    tally_free(&d.class_cells);
    tally_free(&d.unit_cells);
    tally_free(&d.class_measures);
    tally_free(&d.unit_measures);
    db_pipe_free(pipe);
    return result == 0 && !s->in_step ? count_anew(s, e) : result;
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
    if (db_exec(s->db, SQL_SAVE_KEEP_CLASS_CELL, NULL, e, DB_I(s->save->round->id),
                DB_I(p->unit_id), DB_I(family_id), DB_I(p->class_id)) < 0)
        return -1;
    return db_exec(s->db, SQL_SAVE_KEEP_CLASS_MEASURE, NULL, e, DB_I(s->save->round->id),
                   DB_I(p->unit_id), DB_I(p->class_id));
}

static int keep_unit(struct saving *s, const struct recount_place *p, uint32_t family_id,
                     struct err *e)
{
    if (db_exec(s->db, SQL_SAVE_KEEP_UNIT_CELL, NULL, e, DB_I(s->save->round->id), DB_I(p->unit_id),
                DB_I(family_id)) < 0)
        return -1;
    return db_exec(s->db, SQL_SAVE_KEEP_UNIT_MEASURE, NULL, e, DB_I(s->save->round->id),
                   DB_I(p->unit_id));
}

int saving_keep_as_closed(struct saving *s, struct err *e)
{
    for (size_t i = 0; i < s->n_pupils; i++) {
        const struct saving_pupil *p = &s->pupils[i];
        const struct reference_subject *subject;

        if (!p->changed)
            continue;
        subject = reference_subject_by_id(s->ref, p->mark.subject_id);
        if (!seen_before(s, i, true) && keep_class(s, &p->place, subject->family_id, e) < 0)
            return -1;
        if (!seen_before(s, i, false) && keep_unit(s, &p->place, subject->family_id, e) < 0)
            return -1;
    }
    return 0;
}
