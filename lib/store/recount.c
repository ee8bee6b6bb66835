#include "store/recount.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* Columns of SQL_RECOUNT_ROWS. */
enum { COL_PUPIL, COL_UNIT, COL_CLASS, COL_YEAR, COL_GENDER, COL_SUBJECT, COL_GROUP, COL_SCALE,
       COL_LEFT, COL_STATE, COL_LEVEL, COL_SET_AT };

/* The pupil whose rows are being read. */
struct pupil {
    uint32_t id;
    struct recount_place place;
    struct assess_row rows[MARKS_MAX];
    size_t n_rows;
    struct marks marks;
};

struct counting {
    struct recount *rc;
    const struct reference *ref;
    struct pupil pupil;
    struct buf text;
};

static struct recount *recount_new(void)
{
    struct recount *rc = mem_calloc(1, sizeof(*rc));

    tally_init(&rc->class_cells);
    tally_init(&rc->unit_cells);
    tally_init(&rc->class_measures);
    tally_init(&rc->unit_measures);
    return rc;
}

void recount_free(struct recount *rc)
{
    if (!rc)
        return;
    tally_free(&rc->class_cells);
    tally_free(&rc->unit_cells);
    tally_free(&rc->class_measures);
    tally_free(&rc->unit_measures);
    for (size_t i = 0; i < rc->n_summaries; i++)
        free(rc->summaries[i].subjects);
    free(rc->summaries);
    free(rc->groups);
    free(rc);
}

/* Adds counts to the class's row and to the four rows of the unit (year group and gender, each
 * of them or all). Counts of sign -1 wrap around and so take away. */
static void add_everywhere(const struct recount_sums *to, const struct recount_place *p,
                           uint32_t subject_id, uint32_t scale_id, const uint32_t *counts, size_t n,
                           uint32_t sign)
{
    uint32_t key[TALLY_KEY] = {p->unit_id, subject_id, p->class_id,
                               RECOUNT_KEY4(p->year_group, p->gender, scale_id)};
    uint32_t *at = tally_at(to->classes, key);

    for (size_t i = 0; i < n; i++)
        at[i] += counts[i] * sign;
    key[2] = RECOUNT_WHOLE_UNIT;
    for (int all = 0; all < 4; all++) {
        key[3] = RECOUNT_KEY4(all & 1 ? 0 : p->year_group, all & 2 ? 0 : p->gender, scale_id);
        at = tally_at(to->units, key);
        for (size_t i = 0; i < n; i++)
            at[i] += counts[i] * sign;
    }
}

void recount_add_cell(const struct recount_sums *to, const struct recount_place *place,
                      uint32_t family_id, uint32_t scale_id, const struct assess_row *row,
                      int position, int sign)
{
    uint32_t counts[RECOUNT_CELL__MAX] = {0};

    if (row->left) {
        counts[RECOUNT_LEFT] = 1;
    } else if (row->state == ASSESS_LEVEL) {
        counts[RECOUNT_ASSESSED] = 1;
        counts[RECOUNT_PASSED] = row->passes;
        counts[RECOUNT_L1 + position - 1] = 1;
    } else if (row->state == ASSESS_NOT_ASSESSABLE) {
        counts[RECOUNT_NOT_ASSESSABLE] = 1;
    } else {
        counts[RECOUNT_MISSING] = 1;
    }
    add_everywhere(to, place, family_id, scale_id, counts, RECOUNT_CELL__MAX, (uint32_t)sign);
}

void recount_add_measure(const struct recount_sums *to, const struct recount_place *place,
                         const struct summary *s, int sign)
{
    uint32_t counts[RECOUNT_MEASURE__MAX] = {0};

    counts[RECOUNT_PUPILS] = s->expected > 0;
    counts[RECOUNT_COMPLETE] = s->complete;
    counts[RECOUNT_ALL_SUBJECTS] = s->all_subjects;
    counts[RECOUNT_AT_RISK] = s->at_risk;
    counts[RECOUNT_COVERED] = s->has_selection;
    for (int i = 0; i < REFERENCE_SLOTS; i++)
        counts[RECOUNT_ELIGIBLE1 + i] = s->has_selection && (s->eligible >> i & 1);
    if (s->has_selection && s->merit.any_pass) {
        counts[RECOUNT_MERIT_N] = 1;
        counts[RECOUNT_MERIT16] = (uint32_t)s->merit.mv16;
        counts[RECOUNT_MERIT17] = (uint32_t)s->merit.mv17;
        counts[RECOUNT_MERIT16_SQ] = recount_square((uint32_t)s->merit.mv16);
        counts[RECOUNT_MERIT17_SQ] = recount_square((uint32_t)s->merit.mv17);
    }
    counts[RECOUNT_SUBJECTS] = s->complete ? (uint32_t)s->expected : 0;
    add_everywhere(to, place, 0, 0, counts, RECOUNT_MEASURE__MAX, (uint32_t)sign);
}

static void finish_pupil(struct counting *c)
{
    struct recount *rc = c->rc;
    struct pupil *p = &c->pupil;
    struct recount_summary *to;

    if (p->n_rows == 0)
        return;
    if (rc->n_summaries == rc->cap_summaries) {
        rc->cap_summaries = rc->cap_summaries ? rc->cap_summaries * 2 : 1024;
        rc->summaries = mem_realloc(rc->summaries, rc->cap_summaries * sizeof(*rc->summaries));
    }
    to = &rc->summaries[rc->n_summaries++];
    to->pupil_id = p->id;
    to->s = summary_of(p->rows, p->n_rows, c->ref->rules, c->ref->rule_count,
                       p->place.year_group >= c->ref->merit_from);
    recount_add_measure(&(struct recount_sums){&rc->class_measures, &rc->unit_measures}, &p->place,
                        &to->s, 1);
    buf_reset(&c->text, SIZE_MAX);
    marks_write(&c->text, &p->marks);
    to->subjects = mem_strdup(c->text.data);
    p->n_rows = 0;
    p->marks.n = 0;
}

static int compare_group(const void *key, const void *row)
{
    uint32_t id = *(const uint32_t *)key;
    uint32_t other = ((const struct recount_group *)row)->group_id;

    return id < other ? -1 : id > other;
}

static void count_group(struct recount *rc, uint32_t group_id, const struct assess_row *row,
                        const char *set_at)
{
    struct recount_group *g =
        bsearch(&group_id, rc->groups, rc->n_groups, sizeof(*rc->groups), compare_group);

    if (!g)
        return;
    if (row->left)
        g->left++;
    else if (row->state == ASSESS_LEVEL)
        g->assessed++;
    else if (row->state == ASSESS_NOT_ASSESSABLE)
        g->not_assessable++;
    else
        g->missing++;
    if (set_at && strcmp(set_at, g->last_at) > 0)
        snprintf(g->last_at, sizeof(g->last_at), "%s", set_at);
}

bool recount_passes(const struct reference *ref, const struct mark *mark)
{
    const struct scale_level *level =
        mark->state == ASSESS_LEVEL ? reference_level(ref, mark->level_id) : NULL;

    return level && level->passes;
}

struct assess_row recount_assess_row(const struct reference *ref, const struct mark *mark)
{
    const struct reference_subject *subject = reference_subject_by_id(ref, mark->subject_id);
    const struct scale_level *level = mark->level_id ? reference_level(ref, mark->level_id) : NULL;

    return (struct assess_row){
        .subject_id = mark->subject_id,
        .state = mark->state,
        .left = mark->left,
        .is_sprakval = subject && subject->is_sprakval,
        .has_points = reference_scale_has_points(ref, mark->scale_id),
        .passes = level && level->passes,
        .points10 = level ? level->points10 : 0,
    };
}

static int count_row(struct counting *c, const struct db_rows *r, struct err *e)
{
    struct pupil *p = &c->pupil;
    uint32_t subject_id = (uint32_t)db_id(r, COL_SUBJECT);
    uint32_t scale_id = (uint32_t)db_id(r, COL_SCALE);
    const struct reference_subject *subject = reference_subject_by_id(c->ref, subject_id);
    const struct scale_level *level = reference_level(c->ref, db_id(r, COL_LEVEL));
    struct assess_row row;
    struct mark mark;

    if (p->id != db_id(r, COL_PUPIL)) {
        finish_pupil(c);
        p->id = (uint32_t)db_id(r, COL_PUPIL);
        p->place = (struct recount_place){(uint32_t)db_id(r, COL_UNIT),
                                          (uint32_t)db_id(r, COL_CLASS), (int)db_int(r, COL_YEAR),
                                          (int)db_int(r, COL_GENDER)};
    }
    mark = (struct mark){.subject_id = subject_id,
                         .scale_id = scale_id,
                         .level_id = (uint32_t)db_id(r, COL_LEVEL),
                         .state = (enum assess_state)db_int(r, COL_STATE),
                         .left = db_int(r, COL_LEFT) != 0};
    if (marks_add(&p->marks, &mark) < 0)
        return err_set(e, ERR_INTERNAL, "a pupil reads more than %d subjects", MARKS_MAX);
    row = recount_assess_row(c->ref, &mark);
    if (!subject || (row.state == ASSESS_LEVEL && !level))
        return err_set(e, ERR_INTERNAL, "subject %u or a level of it is not in the reference data",
                       subject_id);
    p->rows[p->n_rows++] = row;
    recount_add_cell(&(struct recount_sums){&c->rc->class_cells, &c->rc->unit_cells}, &p->place,
                     subject->family_id, scale_id, &row, level ? level->position : 1, 1);
    count_group(c->rc, (uint32_t)db_id(r, COL_GROUP), &row, db_str(r, COL_SET_AT));
    return 0;
}

static int load_groups(struct db *db, uint32_t round_id, struct recount *rc, struct err *e)
{
    struct db_rows *r;

    if (db_select(db, SQL_RECOUNT_GROUPS, &r, e, DB_I(round_id)) < 0)
        return -1;
    rc->groups = mem_calloc(db_count(r) + 1, sizeof(*rc->groups));
    while (db_next(r)) {
        rc->groups[rc->n_groups++] = (struct recount_group){
            .group_id = (uint32_t)db_id(r, 0),
            .unit_id = (uint32_t)db_id(r, 1),
            .subject_id = (uint32_t)db_id(r, 2),
        };
    }
    return db_done(r, e);
}

int recount_round(struct db *db, const struct reference *ref, uint32_t round_id,
                  const char *closed_at, struct recount **ret_recount, struct err *e)
{
    struct counting *c = mem_calloc(1, sizeof(*c));
    struct db_rows *r;
    int result;

    c->rc = recount_new();
    c->ref = ref;
    result = load_groups(db, round_id, c->rc, e);
    if (result == 0 && closed_at)
        result = db_stream(db, SQL_RECOUNT_ROWS_CLOSED, &r, e, DB_S(closed_at), DB_S(closed_at),
                           DB_I(round_id));
    else if (result == 0)
        result = db_stream(db, SQL_RECOUNT_ROWS, &r, e, DB_I(round_id));
    if (result == 0) {
        while (result == 0 && db_next(r))
            result = count_row(c, r, e);
        if (db_done(r, result < 0 ? NULL : e) < 0)
            result = -1;
        finish_pupil(c);
    }
    if (result == 0)
        *ret_recount = c->rc;
    else
        recount_free(c->rc);
    buf_free(&c->text);
    free(c);
    return result;
}

/* Reads rows of {unit, subject, class, year, gender, scale, counts...} or, for measures, {unit,
 * class, year, gender, counts...}. */
static int load_tally(struct db *db, enum sql_id id, uint32_t round_id, bool cells, bool whole,
                      struct tally *t, struct err *e)
{
    unsigned first = cells ? 6 : 4;
    size_t n = cells ? RECOUNT_CELL__MAX : RECOUNT_MEASURE__MAX;
    struct db_rows *r;

    if (db_stream(db, id, &r, e, DB_I(round_id)) < 0)
        return -1;
    while (db_next(r)) {
        uint32_t key[TALLY_KEY];
        uint32_t *at;

        key[0] = (uint32_t)db_id(r, 0);
        key[1] = cells ? (uint32_t)db_id(r, 1) : 0;
        key[2] = whole ? RECOUNT_WHOLE_UNIT : (uint32_t)db_id(r, cells ? 2 : 1);
        key[3] = RECOUNT_KEY4(db_int(r, first - (cells ? 3 : 2)),
                              db_int(r, first - (cells ? 2 : 1)), cells ? db_int(r, 5) : 0);
        at = tally_at(t, key);
        for (size_t i = 0; i < n; i++)
            at[i] += (uint32_t)db_int(r, first + (unsigned)i);
    }
    return db_done(r, e);
}

static int load_summaries(struct db *db, uint32_t round_id, struct recount *rc, struct err *e)
{
    struct db_rows *r;

    if (db_select(db, SQL_RECOUNT_SUMMARIES, &r, e, DB_I(round_id)) < 0)
        return -1;
    rc->summaries = mem_calloc(db_count(r) + 1, sizeof(*rc->summaries));
    while (db_next(r)) {
        struct recount_summary *to = &rc->summaries[rc->n_summaries++];

        to->pupil_id = (uint32_t)db_id(r, 0);
        to->s = (struct summary){
            .expected = (int)db_int(r, 1),
            .assessed = (int)db_int(r, 2),
            .passed = (int)db_int(r, 3),
            .not_assessable = (int)db_int(r, 4),
            .missing = (int)db_int(r, 5),
            .complete = db_int(r, 6) != 0,
            .all_subjects = db_int(r, 7) != 0,
            .at_risk = db_int(r, 8) != 0,
            .eligible = (uint32_t)db_int(r, 9),
            .has_selection = db_int(r, 10) != 0,
            .merit = {.any_pass = db_int(r, 11) != 0,
                      .mv16 = (int)db_int(r, 12),
                      .mv17 = (int)db_int(r, 13)},
        };
        to->subjects = mem_strdup(db_str(r, 14));
    }
    return db_done(r, e);
}

static int load_progress(struct db *db, uint32_t round_id, struct recount *rc, struct err *e)
{
    struct db_rows *r;

    if (db_select(db, SQL_RECOUNT_PROGRESS, &r, e, DB_I(round_id)) < 0)
        return -1;
    rc->groups = mem_calloc(db_count(r) + 1, sizeof(*rc->groups));
    while (db_next(r)) {
        struct recount_group *g = &rc->groups[rc->n_groups++];

        g->group_id = (uint32_t)db_id(r, 0);
        g->unit_id = (uint32_t)db_id(r, 1);
        g->subject_id = (uint32_t)db_id(r, 2);
        g->assessed = (uint32_t)db_int(r, 3);
        g->not_assessable = (uint32_t)db_int(r, 4);
        g->missing = (uint32_t)db_int(r, 5);
        g->left = (uint32_t)db_int(r, 6);
        if (!db_is_null(r, 7))
            snprintf(g->last_at, sizeof(g->last_at), "%s", db_str(r, 7));
    }
    return db_done(r, e);
}

int recount_stored(struct db *db, uint32_t round_id, bool closed, struct recount **ret_recount,
                   struct err *e)
{
    struct recount *rc = recount_new();

    if (load_tally(db, closed ? SQL_RECOUNT_CLASS_CELLS_CLOSED : SQL_RECOUNT_CLASS_CELLS, round_id,
                   true, false, &rc->class_cells, e) < 0 ||
        load_tally(db, closed ? SQL_RECOUNT_UNIT_CELLS_CLOSED : SQL_RECOUNT_UNIT_CELLS, round_id,
                   true, true, &rc->unit_cells, e) < 0 ||
        load_tally(db, closed ? SQL_RECOUNT_CLASS_MEASURES_CLOSED : SQL_RECOUNT_CLASS_MEASURES,
                   round_id, false, false, &rc->class_measures, e) < 0 ||
        load_tally(db, closed ? SQL_RECOUNT_UNIT_MEASURES_CLOSED : SQL_RECOUNT_UNIT_MEASURES,
                   round_id, false, true, &rc->unit_measures, e) < 0 ||
        load_summaries(db, round_id, rc, e) < 0 || load_progress(db, round_id, rc, e) < 0) {
        recount_free(rc);
        return -1;
    }
    *ret_recount = rc;
    return 0;
}

void recount_summary_params(uint32_t round_id, uint32_t pupil_id, const struct summary *s,
                            const char *subjects, struct db_param ret_p[RECOUNT_SUMMARY_PARAMS])
{
    const struct db_param p[RECOUNT_SUMMARY_PARAMS] = {
        DB_I(round_id),    DB_I(pupil_id),         DB_I(s->expected), DB_I(s->assessed),
        DB_I(s->passed),   DB_I(s->not_assessable), DB_I(s->missing),  DB_I(s->complete),
        DB_I(s->all_subjects), DB_I(s->at_risk),   DB_I(s->eligible), DB_I(s->has_selection),
        DB_I(s->merit.any_pass), DB_I(s->merit.mv16), DB_I(s->merit.mv17), DB_S(subjects),
    };

    memcpy(ret_p, p, sizeof(p));
}
