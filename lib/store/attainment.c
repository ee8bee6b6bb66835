#include "store/attainment.h"

#include <string.h>

#define ANY_MAX 255
/* In the key of a row: a class of another school year, whose id no row of today's classes may have. */
#define CLASS_GONE (UINT32_C(1) << 31)

const struct attainment_measure attainment_measures[ATTAINMENT_MEASURES] = {
    {"all_subjects", RECOUNT_ALL_SUBJECTS, RECOUNT_COMPLETE},
    {"vocational", RECOUNT_ELIGIBLE1, RECOUNT_COVERED},
    {"arts", RECOUNT_ELIGIBLE1 + 1, RECOUNT_COVERED},
    {"economics_humanities_social", RECOUNT_ELIGIBLE1 + 2, RECOUNT_COVERED},
    {"science_technology", RECOUNT_ELIGIBLE1 + 3, RECOUNT_COVERED},
    {"merit16", RECOUNT_MERIT16, RECOUNT_MERIT_N},
    {"merit17", RECOUNT_MERIT17, RECOUNT_MERIT_N},
    {"subjects", RECOUNT_SUBJECTS, RECOUNT_COMPLETE},
};

/* The bounds of the statements' BETWEEN. */
struct bounds {
    int year_from, year_to, gender_from, gender_to;
    uint32_t class_from, class_to;
};

/* "All" rows exist for units only; classes' rows are summed from year groups and genders. */
static struct bounds bounds_of(const struct attainment_query *q)
{
    bool whole = q->class_id == 0 && q->rows != ATTAINMENT_BY_CLASS;
    struct bounds b = {
        .year_from = q->year_group,
        .year_to = q->year_group,
        .gender_from = q->gender,
        .gender_to = q->gender,
        .class_from = q->class_id,
        .class_to = q->class_id ? q->class_id : UINT32_MAX,
    };

    if (q->year_group == 0 && (!whole || q->rows == ATTAINMENT_BY_YEAR_GROUP)) {
        b.year_from = whole ? 1 : 0;
        b.year_to = ANY_MAX;
    }
    if (q->gender == 0 && (!whole || q->rows == ATTAINMENT_BY_GENDER)) {
        b.gender_from = 1;
        b.gender_to = ANY_MAX;
    }
    return b;
}

static bool is_followed(const struct attainment_query *q, enum attainment_round which)
{
    return q->thens && q->other_year[which];
}

/* The bounds for one of the rounds. False: the class that is asked for was none then. */
static bool bounds_in(const struct attainment_query *q, enum attainment_round which,
                      struct bounds *ret_b)
{
    const struct class_then *then;
    struct bounds b = bounds_of(q);

    if (q->class_id && is_followed(q, which)) {
        then = class_then_find(q->thens, q->class_id, q->rounds[which]);
        if (!then || (q->year_group && !then->year_then[q->year_group]))
            return false;
        b.class_from = b.class_to = then->then_id;
        if (q->year_group)
            b.year_from = b.year_to = then->year_then[q->year_group];
    }
    *ret_b = b;
    return true;
}

/* The key of the row that a figure of one of the rounds stands beside. */
static uint32_t key_in(const struct attainment_query *q, enum attainment_round which, uint32_t key)
{
    const struct class_then *then;

    if (!is_followed(q, which))
        return key;
    if (q->rows == ATTAINMENT_BY_CLASS)
        return key | CLASS_GONE;
    then = q->rows == ATTAINMENT_BY_YEAR_GROUP
               ? class_then_find(q->thens, q->class_id, q->rounds[which])
               : NULL;
    for (uint32_t year = 0; then && year < CLASS_THEN_YEARS; year++) {
        if (then->year_then[year] == key)
            return year;
    }
    return key;
}

struct attainment_row *attainment_find(const struct attainment *t, uint32_t key)
{
    for (size_t i = 0; i < t->n_rows; i++) {
        if (t->rows[i].key == key)
            return &t->rows[i];
    }
    return NULL;
}

struct attainment_row *attainment_new_row(struct arena *a, const struct attainment *t, uint32_t key)
{
    struct attainment_row *row = arena_alloc(a, sizeof(*row));

    row->key = key;
    row->cells = arena_array(a, t->n_columns + 1, sizeof(*row->cells));
    if (t->n_level_scales)
        row->levels = arena_array(a, t->n_level_scales, sizeof(*row->levels));
    return row;
}

static struct attainment_row *need_row(struct arena *a, struct attainment *t, uint32_t key)
{
    struct attainment_row *row = attainment_find(t, key);

    if (row)
        return row;
    if (t->n_rows == t->cap_rows) {
        size_t cap = t->cap_rows ? t->cap_rows * 2 : 64;
        struct attainment_row *rows = arena_array(a, cap, sizeof(*rows));

        if (t->n_rows)
            memcpy(rows, t->rows, t->n_rows * sizeof(*rows));
        t->rows = rows;
        t->cap_rows = cap;
    }
    t->rows[t->n_rows] = *attainment_new_row(a, t, key);
    return &t->rows[t->n_rows++];
}

static int load_columns(struct db *db, struct arena *a, struct attainment *t, struct err *e)
{
    struct attainment_column *columns;
    struct db_rows *r;
    size_t n = 0;

    if (db_select(db, SQL_ATTAINMENT_FAMILIES, &r, e) < 0)
        return -1;
    columns = arena_array(a, db_count(r) + 1, sizeof(*columns));
    while (db_next(r))
        columns[n++] = (struct attainment_column){(uint32_t)db_id(r, 0),
                                                  arena_strdup(a, db_str(r, 1)),
                                                  arena_strdup(a, db_str(r, 2)),
                                                  arena_strdup(a, db_str(r, 3))};
    t->columns = columns;
    t->n_columns = n;
    return db_done(r, e);
}

static struct attainment_cell *cell_of(const struct attainment *t, struct attainment_row *row,
                                       uint32_t subject_id)
{
    for (size_t i = 0; i < t->n_columns; i++) {
        if (t->columns[i].subject_id == subject_id)
            return &row->cells[i];
    }
    return NULL;
}

static bool is_one_column(const struct attainment_query *q, enum attainment_round which)
{
    return q->one_column || (q->one_before && which != ATTAINMENT_NOW);
}

static int select_cells(struct db *db, const struct attainment_query *q, const struct bounds *b,
                        enum attainment_round which, struct db_rows **ret_rows, struct err *e)
{
    bool closed = q->as_closed && which == ATTAINMENT_NOW;
    bool one = is_one_column(q, which);
    uint32_t subject_from = one ? q->subject_id : 0, subject_to = one ? q->subject_id : UINT16_MAX;

    if (q->class_id || q->rows == ATTAINMENT_BY_CLASS)
        return db_stream(db,
                         closed ? SQL_ATTAINMENT_CLASS_CELLS_CLOSED : SQL_ATTAINMENT_CLASS_CELLS,
                         ret_rows, e, DB_I(q->rows), DB_I(q->rounds[which]), DB_I(q->unit_id),
                         DB_I(b->class_from), DB_I(b->class_to), DB_I(b->year_from),
                         DB_I(b->year_to), DB_I(b->gender_from), DB_I(b->gender_to),
                         DB_I(subject_from), DB_I(subject_to));
    if (q->rows == ATTAINMENT_BY_UNIT && !closed)
        return db_stream(db, SQL_ATTAINMENT_UNIT_CELLS, ret_rows, e, DB_I(q->rounds[which]),
                         DB_I(q->year_group), DB_I(q->gender), DB_I(q->unit_id));
    return db_stream(db, closed ? SQL_ATTAINMENT_UNIT_CELLS_CLOSED : SQL_ATTAINMENT_UNIT_SUMS,
                     ret_rows, e, DB_I(q->rows), DB_I(q->rounds[which]), DB_I(b->year_from),
                     DB_I(b->year_to), DB_I(b->gender_from), DB_I(b->gender_to),
                     DB_I(subject_from), DB_I(subject_to), DB_I(q->unit_id));
}

static int load_cells(struct db *db, struct arena *a, const struct attainment_query *q,
                      enum attainment_round which, struct attainment *t, struct err *e)
{
    struct attainment_row *row = NULL;
    struct db_rows *r;
    struct bounds b;

    if (!bounds_in(q, which, &b))
        return 0;
    if (select_cells(db, q, &b, which, &r, e) < 0)
        return -1;
    while (db_next(r)) {
        uint32_t key = key_in(q, which, (uint32_t)db_id(r, 0));
        struct attainment_cell *cell;

        if (!row || row->key != key)
            row = need_row(a, t, key);
        cell = cell_of(t, row, (uint32_t)db_id(r, 1));
        if (!cell)
            continue;
        if (which == ATTAINMENT_NOW) {
            row->has_cells = true;
            cell->passed += (uint32_t)db_int(r, 2);
            cell->assessed += (uint32_t)db_int(r, 3);
            cell->not_assessable += (uint32_t)db_int(r, 4);
            cell->missing += (uint32_t)db_int(r, 5);
            cell->left += (uint32_t)db_int(r, 6);
        } else {
            cell->before_passed[which] += (uint32_t)db_int(r, 2);
            cell->before_of[which] += (uint32_t)(db_int(r, 3) + db_int(r, 4));
        }
    }
    return db_done(r, e);
}

static int select_measures(struct db *db, const struct attainment_query *q, const struct bounds *b,
                           enum attainment_round which, struct db_rows **ret_rows, struct err *e)
{
    bool closed = q->as_closed && which == ATTAINMENT_NOW;

    if (q->class_id || q->rows == ATTAINMENT_BY_CLASS)
        return db_select(
            db, closed ? SQL_ATTAINMENT_CLASS_MEASURES_CLOSED : SQL_ATTAINMENT_CLASS_MEASURES,
            ret_rows, e, DB_I(q->rows), DB_I(q->rounds[which]), DB_I(q->unit_id),
            DB_I(b->class_from), DB_I(b->class_to), DB_I(b->year_from), DB_I(b->year_to),
            DB_I(b->gender_from), DB_I(b->gender_to));
    return db_select(
        db, closed ? SQL_ATTAINMENT_UNIT_MEASURES_CLOSED : SQL_ATTAINMENT_UNIT_MEASURES, ret_rows,
        e, DB_I(q->rows), DB_I(q->rounds[which]), DB_I(b->year_from), DB_I(b->year_to),
        DB_I(b->gender_from), DB_I(b->gender_to), DB_I(q->unit_id));
}

static int load_measures(struct db *db, struct arena *a, const struct attainment_query *q,
                         enum attainment_round which, struct attainment *t, struct err *e)
{
    struct db_rows *r;
    struct bounds b;

    if (!bounds_in(q, which, &b))
        return 0;
    if (select_measures(db, q, &b, which, &r, e) < 0)
        return -1;
    while (db_next(r)) {
        struct attainment_row *row = need_row(a, t, key_in(q, which, (uint32_t)db_id(r, 0)));

        for (unsigned i = 0; i < RECOUNT_MEASURE__MAX; i++)
            row->measures[which][i] += (uint32_t)db_int(r, i + 1);
    }
    return db_done(r, e);
}

static int load_round(struct db *db, struct arena *a, const struct attainment_query *q,
                      enum attainment_round which, struct attainment *t, struct err *e)
{
    bool one = is_one_column(q, which), cells = !one || q->subject_id, measures = !one || !q->subject_id;

    if (cells && load_cells(db, a, q, which, t, e) < 0)
        return -1;
    return measures ? load_measures(db, a, q, which, t, e) : 0;
}

int attainment_load(struct db *db, struct arena *a, const struct attainment_query *q,
                    struct attainment **ret_attainment, struct err *e)
{
    struct attainment *t = arena_alloc(a, sizeof(*t));

    if (load_columns(db, a, t, e) < 0)
        return -1;
    for (int which = 0; which < ATTAINMENT_ROUNDS; which++) {
        if (q->rounds[which] != 0 &&
            load_round(db, a, q, (enum attainment_round)which, t, e) < 0)
            return -1;
    }
    *ret_attainment = t;
    return 0;
}

/* The year group that most classes' pupils of q->year_group were in. */
static int year_in(const struct attainment_query *q, uint32_t round_id)
{
    int count[CLASS_THEN_YEARS] = {0}, best = 0;

    for (size_t i = 0; i < q->thens->n; i++) {
        const struct class_then *then = &q->thens->list[i];
        int year = then->year_then[q->year_group];

        if (then->round_id == round_id && year && ++count[year] > count[best])
            best = year;
    }
    return best;
}

static void take_before(const struct attainment *t, struct attainment_row *to,
                        const struct attainment_row *from, enum attainment_round which)
{
    for (size_t i = 0; i < t->n_columns; i++) {
        to->cells[i].before_passed[which] = from->cells[i].before_passed[which];
        to->cells[i].before_of[which] = from->cells[i].before_of[which];
    }
    memcpy(to->measures[which], from->measures[which], sizeof(to->measures[which]));
}

int attainment_follow_classes(struct db *db, struct arena *a, const struct attainment_query *q,
                              struct attainment *t, struct err *e)
{
    for (int which = ATTAINMENT_PREVIOUS; which < ATTAINMENT_ROUNDS; which++) {
        struct attainment was = {.columns = t->columns, .n_columns = t->n_columns};
        struct attainment_query then = *q;

        if (!q->rounds[which] || q->rows != ATTAINMENT_BY_CLASS ||
            !is_followed(q, (enum attainment_round)which))
            continue;
        then.thens = NULL;
        then.year_group = q->year_group ? year_in(q, q->rounds[which]) : 0;
        if (q->year_group && !then.year_group)
            continue;
        if (load_round(db, a, &then, (enum attainment_round)which, &was, e) < 0)
            return -1;
        for (size_t i = 0; i < t->n_rows; i++) {
            struct attainment_row *row = &t->rows[i], *from;
            const struct class_then *one =
                class_then_find(q->thens, row->key, q->rounds[which]);

            from = one || row->key == 0 ? attainment_find(&was, one ? one->then_id : 0) : NULL;
            if (from)
                take_before(t, row, from, (enum attainment_round)which);
        }
    }
    return 0;
}

int attainment_load_key(struct db *db, struct arena *a, const struct attainment_query *q,
                        int year_group, struct attainment **ret_attainment, struct err *e)
{
    struct attainment *t = arena_alloc(a, sizeof(*t));
    struct attainment_query key = *q;

    key.rows = ATTAINMENT_BY_GENDER;
    key.year_group = year_group;
    for (int which = 0; which < ATTAINMENT_ROUNDS; which++) {
        if (key.rounds[which] != 0 &&
            load_measures(db, a, &key, (enum attainment_round)which, t, e) < 0)
            return -1;
    }
    *ret_attainment = t;
    return 0;
}

/* ---- levels ---- */

struct level_row {
    uint32_t key, scale_id;
    uint32_t n[SCALE_POSITION_MAX];
};

static void note_scale(struct attainment *t, uint32_t scale_id)
{
    size_t max = sizeof(t->level_scales) / sizeof(t->level_scales[0]);
    size_t i = 0;

    while (i < t->n_level_scales && t->level_scales[i] < scale_id)
        i++;
    if (t->n_level_scales == max || (i < t->n_level_scales && t->level_scales[i] == scale_id))
        return;
    memmove(&t->level_scales[i + 1], &t->level_scales[i],
            (t->n_level_scales - i) * sizeof(t->level_scales[0]));
    t->level_scales[i] = scale_id;
    t->n_level_scales++;
}

static int select_levels(struct db *db, const struct attainment_query *q, uint32_t subject_id,
                         struct db_rows **ret_rows, struct err *e)
{
    struct bounds b = bounds_of(q);

    if (q->class_id || q->rows == ATTAINMENT_BY_CLASS)
        return db_select(
            db, q->as_closed ? SQL_ATTAINMENT_CLASS_LEVELS_CLOSED : SQL_ATTAINMENT_CLASS_LEVELS,
            ret_rows, e, DB_I(q->rows), DB_I(q->rounds[ATTAINMENT_NOW]), DB_I(q->unit_id),
            DB_I(b.class_from), DB_I(b.class_to), DB_I(b.year_from), DB_I(b.year_to),
            DB_I(b.gender_from), DB_I(b.gender_to), DB_I(subject_id));
    return db_select(
        db, q->as_closed ? SQL_ATTAINMENT_UNIT_LEVELS_CLOSED : SQL_ATTAINMENT_UNIT_LEVELS, ret_rows,
        e, DB_I(q->rows), DB_I(q->rounds[ATTAINMENT_NOW]), DB_I(b.year_from), DB_I(b.year_to),
        DB_I(b.gender_from), DB_I(b.gender_to), DB_I(subject_id), DB_I(q->unit_id));
}

int attainment_load_levels(struct db *db, struct arena *a, const struct attainment_query *q,
                           uint32_t subject_id, struct attainment *t, struct err *e)
{
    struct level_row *found;
    struct db_rows *r;
    size_t n = 0;

    if (select_levels(db, q, subject_id, &r, e) < 0)
        return -1;
    found = arena_array(a, db_count(r) + 1, sizeof(*found));
    while (db_next(r)) {
        found[n].key = (uint32_t)db_id(r, 0);
        found[n].scale_id = (uint32_t)db_id(r, 1);
        for (unsigned i = 0; i < SCALE_POSITION_MAX; i++)
            found[n].n[i] = (uint32_t)db_int(r, i + 2);
        note_scale(t, found[n++].scale_id);
    }
    if (db_done(r, e) < 0)
        return -1;
    for (size_t i = 0; i < t->n_rows && t->n_level_scales; i++)
        t->rows[i].levels = arena_array(a, t->n_level_scales, sizeof(*t->rows[i].levels));
    for (size_t i = 0; i < n; i++) {
        struct attainment_row *row = attainment_find(t, found[i].key);

        for (size_t k = 0; row && k < t->n_level_scales; k++) {
            if (t->level_scales[k] == found[i].scale_id)
                memcpy(row->levels[k], found[i].n, sizeof(found[i].n));
        }
    }
    return 0;
}

static void add_cell(struct attainment_cell *to, const struct attainment_cell *from)
{
    to->passed += from->passed;
    to->assessed += from->assessed;
    to->not_assessable += from->not_assessable;
    to->missing += from->missing;
    to->left += from->left;
    for (int i = 0; i < ATTAINMENT_ROUNDS; i++) {
        to->before_passed[i] += from->before_passed[i];
        to->before_of[i] += from->before_of[i];
    }
}

void attainment_add(const struct attainment *t, struct attainment_row *to,
                    const struct attainment_row *from)
{
    to->has_cells |= from->has_cells;
    for (size_t i = 0; i < t->n_columns; i++)
        add_cell(&to->cells[i], &from->cells[i]);
    for (int i = 0; i < ATTAINMENT_ROUNDS; i++) {
        for (int k = 0; k < RECOUNT_MEASURE__MAX; k++)
            to->measures[i][k] += from->measures[i][k];
    }
    for (size_t i = 0; to->levels && from->levels && i < t->n_level_scales; i++) {
        for (int k = 0; k < SCALE_POSITION_MAX; k++)
            to->levels[i][k] += from->levels[i][k];
    }
}
