#include "store/goals.h"

#include <string.h>

#include "store/recount.h"

#define ANY_MAX 255

static struct goals_row *need_row(struct arena *a, struct goals *g, uint32_t key)
{
    for (size_t i = 0; i < g->n_rows; i++) {
        if (g->rows[i].key == key)
            return &g->rows[i];
    }
    if (g->n_rows == g->cap_rows) {
        size_t cap = g->cap_rows ? g->cap_rows * 2 : 64;
        struct goals_row *rows = arena_array(a, cap, sizeof(*rows));

        if (g->n_rows)
            memcpy(rows, g->rows, g->n_rows * sizeof(*rows));
        g->rows = rows;
        g->cap_rows = cap;
    }
    g->rows[g->n_rows] = (struct goals_row){.key = key};
    return &g->rows[g->n_rows++];
}

/* The measures' statements of lib/store/attainment; columns as enum recount_measure after the key. */
static int select_measures(struct db *db, const struct goals_query *q, struct db_rows **ret_rows,
                           struct err *e)
{
    bool by_year = q->rows == ATTAINMENT_BY_YEAR_GROUP;
    int from = q->year_group, to = q->year_group;

    if (q->class_id || q->rows == ATTAINMENT_BY_CLASS) {
        to = from ? from : ANY_MAX;
        return db_select(db, SQL_ATTAINMENT_CLASS_MEASURES, ret_rows, e, DB_I(q->rows),
                         DB_I(q->round_id), DB_I(q->unit_id), DB_I(q->class_id),
                         DB_I(q->class_id ? q->class_id : UINT32_MAX), DB_I(from), DB_I(to),
                         DB_I(1), DB_I(ANY_MAX));
    }
    if (by_year && from == 0) {
        from = 1;
        to = ANY_MAX;
    }
    return db_select(db, SQL_ATTAINMENT_UNIT_MEASURES, ret_rows, e, DB_I(q->rows),
                     DB_I(q->round_id), DB_I(from), DB_I(to), DB_I(0), DB_I(0), DB_I(q->unit_id));
}

static int load_measures(struct db *db, struct arena *a, const struct goals_query *q,
                         struct goals *g, struct err *e)
{
    struct db_rows *r;

    if (select_measures(db, q, &r, e) < 0)
        return -1;
    while (db_next(r)) {
        struct goals_row *row = need_row(a, g, (uint32_t)db_id(r, 0));

        row->pupils += db_int(r, 1 + RECOUNT_PUPILS);
        row->complete += db_int(r, 1 + RECOUNT_COMPLETE);
        row->n[0][GOALS_REACHED] += db_int(r, 1 + RECOUNT_ALL_SUBJECTS);
        row->n[0][GOALS_OF] += db_int(r, 1 + RECOUNT_COMPLETE);
        for (unsigned i = 0; i < CLOSEST_RULES; i++) {
            row->n[1 + i][GOALS_REACHED] += db_int(r, 1 + RECOUNT_ELIGIBLE1 + i);
            row->n[1 + i][GOALS_OF] += db_int(r, 1 + RECOUNT_COVERED);
        }
    }
    return db_done(r, e);
}

static void count_near(struct goals_row *row, const struct closest *c)
{
    for (size_t i = 0; i < CLOSEST_GOALS; i++) {
        row->n[i][GOALS_ONE] += c->lacks[i] == 1;
        row->n[i][GOALS_TWO] += c->lacks[i] == 2;
    }
}

/* Columns of both statements of candidates; where eligibility is not counted one number tells all. */
static int distances_of(const struct reference *ref, const struct db_rows *r, struct closest *ret_c,
                        struct err *e)
{
    struct assess_row rows[MARKS_MAX];
    struct marks marks;

    if (db_is_null(r, 4)) {
        *ret_c = (struct closest){.lacks = {(int)db_int(r, 3)}};
        return 0;
    }
    if (marks_read(db_str(r, 4), &marks) < 0)
        return err_set(e, ERR_INTERNAL, "a pupil's noted subjects cannot be read");
    *ret_c = goals_distances(ref, &marks, true, rows);
    return 0;
}

static int load_near(struct db *db, struct arena *a, const struct reference *ref,
                     const struct goals_query *q, struct goals *g, struct err *e)
{
    int year_to = q->year_group ? q->year_group : ANY_MAX;
    struct db_rows *r;
    int result = 0;

    if ((q->is_school ? db_select(db, SQL_CLOSEST_CANDIDATES, &r, e, DB_I(q->round_id),
                                  DB_I(q->unit_id), DB_I(q->class_id),
                                  DB_I(q->class_id ? q->class_id : UINT32_MAX),
                                  DB_I(q->year_group), DB_I(year_to))
                      : db_select(db, SQL_CLOSEST_CANDIDATES_BELOW, &r, e, DB_I(q->unit_id),
                                  DB_I(q->round_id), DB_I(q->year_group), DB_I(year_to))) < 0)
        return -1;
    while (result == 0 && db_next(r)) {
        unsigned key = q->rows == ATTAINMENT_BY_UNIT ? 0 : q->rows == ATTAINMENT_BY_CLASS ? 1 : 2;
        struct closest c;

        result = distances_of(ref, r, &c, e);
        if (result == 0 && closest_is_any_near(&c))
            count_near(need_row(a, g, (uint32_t)db_id(r, key)), &c);
    }
    return db_done(r, result < 0 ? NULL : e) < 0 ? -1 : result;
}

int goals_load(struct db *db, struct arena *a, const struct reference *ref,
               const struct goals_query *query, struct goals **ret_goals, struct err *e)
{
    struct goals *g = arena_alloc(a, sizeof(*g));

    if (load_measures(db, a, query, g, e) < 0 || load_near(db, a, ref, query, g, e) < 0)
        return -1;
    for (size_t i = 0; i < g->n_rows; i++)
        goals_add(&g->total, &g->rows[i]);
    *ret_goals = g;
    return 0;
}

const struct goals_row *goals_find(const struct goals *g, uint32_t key)
{
    for (size_t i = 0; i < g->n_rows; i++) {
        if (g->rows[i].key == key)
            return &g->rows[i];
    }
    return NULL;
}

void goals_add(struct goals_row *to, const struct goals_row *from)
{
    to->pupils += from->pupils;
    to->complete += from->complete;
    for (size_t i = 0; i < CLOSEST_GOALS; i++) {
        for (size_t k = 0; k < GOALS_COUNT__MAX; k++)
            to->n[i][k] += from->n[i][k];
    }
}

struct closest goals_distances(const struct reference *ref, const struct marks *marks, bool covered,
                               struct assess_row *rows)
{
    for (size_t i = 0; i < marks->n; i++)
        rows[i] = recount_assess_row(ref, &marks->list[i]);
    return closest_of(rows, marks->n, ref->rules, ref->rule_count, covered);
}

static bool is_lowest_pass(const struct reference *ref, const struct scale_level *level)
{
    for (size_t i = 0; i < ref->scales.level_count; i++) {
        const struct scale_level *l = &ref->scales.levels[i];

        if (l->scale_id == level->scale_id && l->passes && l->position < level->position)
            return false;
    }
    return level->passes;
}

struct risk_point goals_risk_point(const struct reference *ref, const struct mark *mark)
{
    const struct scale_level *level;
    struct risk_point p = {0};

    if (!mark || mark->left)
        return p;
    level = mark->state == ASSESS_LEVEL ? reference_level(ref, mark->level_id) : NULL;
    p.expected = true;
    p.state = mark->state;
    p.scale_id = mark->scale_id;
    if (level) {
        p.position = level->position;
        p.passes = level->passes;
        p.lowest_pass = is_lowest_pass(ref, level);
    }
    return p;
}
