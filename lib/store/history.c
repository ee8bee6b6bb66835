#include "store/history.h"

#include <stdlib.h>
#include <string.h>

#include "store/class_then.h"

#define ANY_MAX 255
#define TERM_ORDER_MAX 65535
#define CLASSES_MAX 64 /* that one class was over the years */
#define SUBJECT_IDS 2048

struct loading {
    struct db *db;
    struct arena *a;
    const struct history_query *q;
    struct history *h;
    struct class_thens thens;
    uint16_t column[SUBJECT_IDS]; /* by family id: its place in h->subjects + 1 */
};

static struct term term_of(const struct round *round)
{
    struct term term = {TERM_YEAR_MIN, TERM_SPRING};

    (void)term_parse(round->term, &term);
    return term;
}

/* By time; grades are set when a term's forecasts are done. */
static int compare_rounds(const void *a, const void *b)
{
    const struct round *x = &((const struct history_round *)a)->round;
    const struct round *y = &((const struct history_round *)b)->round;
    int terms = term_compare(term_of(x), term_of(y));

    return terms                  ? terms
           : x->kind != y->kind   ? (int)x->kind - (int)y->kind
           : x->week != y->week   ? x->week - y->week
                                  : 0;
}

int history_class_round(struct db *db, uint32_t unit_id, uint32_t class_id, uint32_t *ret_round_id,
                        struct err *e)
{
    struct db_rows *r;
    uint32_t id = 0;

    if (db_select(db, SQL_HISTORY_CLASS_ROUND, &r, e, DB_I(unit_id), DB_I(class_id)) < 0)
        return -1;
    if (db_next(r))
        id = (uint32_t)db_id(r, 0);
    if (db_done(r, e) < 0)
        return -1;
    *ret_round_id = id;
    return 0;
}

int history_schemes(struct db *db, struct year_schemes *ret_schemes, struct err *e)
{
    struct year_schemes s = {.n = 0};
    struct db_rows *r;

    if (db_select(db, SQL_HISTORY_YEAR_SCHEMES, &r, e) < 0)
        return -1;
    while (s.n < YEAR_SCHEMES_MAX && db_next(r)) {
        struct year_scheme *to = &s.list[s.n];

        to->last_year = (int)db_int(r, 0);
        s.n += day_parse(db_str(r, 1), &to->valid_from) == 0 &&
               day_parse(db_str(r, 2), &to->valid_to) == 0;
    }
    if (db_done(r, e) < 0)
        return -1;
    *ret_schemes = s;
    return 0;
}

static int load_rounds(struct loading *l, struct err *e)
{
    struct history *h = l->h;
    struct db_rows *r;

    if (db_select(l->db, SQL_ROUND_LIST, &r, e) < 0)
        return -1;
    while (h->n_rounds < HISTORY_ROUNDS_MAX && db_next(r)) {
        struct round *to = &h->rounds[h->n_rounds].round;

        round_from_row(r, to);
        h->n_rounds += to->state != ROUND_PLANNED &&
                       (l->q->kind == 0 || l->q->kind == (int)to->kind + 1);
    }
    qsort(h->rounds, h->n_rounds, sizeof(h->rounds[0]), compare_rounds);
    return db_done(r, e);
}

/* All columns, or the one that is asked for. */
static int load_subjects(struct loading *l, struct err *e)
{
    struct history *h = l->h;
    struct db_rows *r;

    if (db_select(l->db, SQL_ATTAINMENT_FAMILIES, &r, e) < 0)
        return -1;
    h->subjects = arena_array(l->a, db_count(r) + 1, sizeof(*h->subjects));
    while (db_next(r)) {
        struct history_subject *s = &h->subjects[h->n_subjects];

        if (db_id(r, 0) >= SUBJECT_IDS ||
            (l->q->subject[0] && strcmp(l->q->subject, db_str(r, 1)) != 0))
            continue;
        s->id = (uint32_t)db_id(r, 0);
        s->code = arena_strdup(l->a, db_str(r, 1));
        s->name_sv = arena_strdup(l->a, db_str(r, 2));
        s->name_en = arena_strdup(l->a, db_str(r, 3));
        s->points = arena_array(l->a, h->n_rounds + 1, sizeof(*s->points));
        l->column[s->id] = (uint16_t)++h->n_subjects;
    }
    if (db_done(r, e) < 0)
        return -1;
    if (l->q->subject[0] && h->n_subjects == 0)
        return err_set(e, ERR_NOT_FOUND, "there is no subject %s", l->q->subject);
    return 0;
}

/* ---- what is followed, round by round ---- */

static void place_year_groups(struct loading *l)
{
    struct term from = term_of(&l->q->from);

    for (size_t i = 0; i < l->h->n_rounds; i++) {
        struct history_round *to = &l->h->rounds[i];
        struct term then = term_of(&to->round);
        int year_group = l->q->year_group;

        to->year_group = l->q->follow == HISTORY_YEAR_GROUP
                             ? year_scheme_same(&l->h->schemes, year_group, from, then)
                         : l->q->follow == HISTORY_COHORT
                             ? year_scheme_cohort(&l->h->schemes, year_group, from, then)
                             : year_group;
        to->there = year_group == 0 || to->year_group != 0;
        to->most_year = to->year_group;
    }
}

/* Of a class: which it was; its year group follows from where its pupils were. */
static int place_class(struct loading *l, struct err *e)
{
    const struct history_query *q = l->q;

    if (class_then_of_class(l->db, l->a, q->unit_id, q->from.id, q->class_id, &l->thens, e) < 0)
        return -1;
    for (size_t i = 0; i < l->h->n_rounds; i++) {
        struct history_round *to = &l->h->rounds[i];
        const struct class_then *then = class_then_find(&l->thens, q->class_id, to->round.id);

        to->class_id = then ? then->then_id : 0;
        to->year_group = then && q->year_group ? then->year_then[q->year_group] : 0;
        to->there = then && (q->year_group == 0 || to->year_group != 0);
        for (int y = 0; then && y < CLASS_THEN_YEARS; y++) {
            if (then->year_then[y])
                to->most_year = to->year_group ? to->year_group : then->year_then[y];
        }
    }
    return 0;
}

/* ---- units, from cells ---- */

static struct history_round *round_of(const struct loading *l, uint64_t id)
{
    for (size_t i = 0; i < l->h->n_rounds; i++) {
        if (l->h->rounds[i].round.id == id)
            return &l->h->rounds[i];
    }
    return NULL;
}

static void add_point(struct loading *l, const struct history_round *at, uint64_t subject_id,
                      struct history_point p)
{
    size_t column = subject_id < SUBJECT_IDS ? l->column[subject_id] : 0;
    struct history_subject *s;
    struct history_point *to;

    if (!column)
        return;
    s = &l->h->subjects[column - 1];
    to = &s->points[at - l->h->rounds];
    s->met = true;
    to->passed += p.passed;
    to->of += p.of;
    to->missing += p.missing;
}

static void take_cell(struct loading *l, const struct history_round *at, const struct db_rows *r)
{
    add_point(l, at, db_id(r, 1),
              (struct history_point){(uint32_t)db_int(r, 2), (uint32_t)db_int(r, 3),
                                     (uint32_t)db_int(r, 4)});
}

static void take_measure(struct history_round *to, const struct db_rows *r)
{
    for (unsigned k = 0; k < RECOUNT_MEASURE__MAX; k++)
        to->sums[k] += (uint32_t)db_int(r, k + 1);
}

/* The rounds of some terms, in which the year group has one number. */
static int load_span(struct loading *l, int year_group, int from, int to, struct err *e)
{
    const struct history_query *q = l->q;
    struct history_round *at;
    struct db_rows *r;

    if (db_stream(l->db, SQL_HISTORY_UNIT_CELLS, &r, e, DB_I(q->unit_id), DB_I(year_group),
                  DB_I(q->gender), DB_I(from), DB_I(to)) < 0)
        return -1;
    for (at = NULL; db_next(r);) {
        if (!at || at->round.id != db_id(r, 0))
            at = round_of(l, db_id(r, 0));
        if (at)
            take_cell(l, at, r);
    }
    if (db_done(r, e) < 0 ||
        db_stream(l->db, SQL_HISTORY_UNIT_MEASURES, &r, e, DB_I(q->unit_id), DB_I(year_group),
                  DB_I(q->gender), DB_I(from), DB_I(to)) < 0)
        return -1;
    while (db_next(r)) {
        at = round_of(l, db_id(r, 0));
        if (at)
            take_measure(at, r);
    }
    return db_done(r, e);
}

static int load_unit(struct loading *l, struct err *e)
{
    const struct history *h = l->h;
    size_t next;

    place_year_groups(l);
    for (size_t i = 0; i < h->n_rounds; i = next) {
        next = i + 1;
        while (next < h->n_rounds && h->rounds[next].year_group == h->rounds[i].year_group &&
               h->rounds[next].there == h->rounds[i].there)
            next++;
        if (h->rounds[i].there &&
            load_span(l, h->rounds[i].year_group, term_order(term_of(&h->rounds[i].round)),
                      term_order(term_of(&h->rounds[next - 1].round)), e) < 0)
            return -1;
    }
    return 0;
}

/* ---- classes, from cells ---- */

static bool is_shown(const struct history_round *at, uint32_t class_id, int year_group)
{
    return at && at->there && at->class_id == class_id &&
           (at->year_group == 0 || at->year_group == year_group);
}

/* What one class id has in the rounds in which it is the followed class. */
static int load_class_id(struct loading *l, uint32_t class_id, struct err *e)
{
    const struct history_query *q = l->q;
    int to = q->gender ? q->gender : ANY_MAX;
    struct db_rows *r;

    if (db_select(l->db, SQL_HISTORY_CLASS_CELLS, &r, e, DB_I(q->unit_id), DB_I(class_id),
                  DB_I(q->gender), DB_I(to)) < 0)
        return -1;
    while (db_next(r)) {
        const struct history_round *at = round_of(l, db_id(r, 0));

        if (is_shown(at, class_id, (int)db_int(r, 5)))
            take_cell(l, at, r);
    }
    if (db_done(r, e) < 0 ||
        db_select(l->db, SQL_HISTORY_CLASS_MEASURES, &r, e, DB_I(q->unit_id), DB_I(class_id),
                  DB_I(q->gender), DB_I(to)) < 0)
        return -1;
    while (db_next(r)) {
        struct history_round *at = round_of(l, db_id(r, 0));

        if (is_shown(at, class_id, (int)db_int(r, RECOUNT_MEASURE__MAX + 1)))
            take_measure(at, r);
    }
    return db_done(r, e);
}

static bool is_among(const uint32_t *list, size_t n, uint32_t id)
{
    for (size_t i = 0; i < n; i++) {
        if (list[i] == id)
            return true;
    }
    return false;
}

static int name_classes(struct loading *l, struct err *e)
{
    struct db_rows *r;

    if (db_select(l->db, SQL_HISTORY_CLASS_NAMES, &r, e, DB_I(l->q->unit_id)) < 0)
        return -1;
    while (db_next(r)) {
        const char *name = NULL;

        for (size_t i = 0; i < l->h->n_rounds; i++) {
            if (l->h->rounds[i].class_id != db_id(r, 0))
                continue;
            name = name ? name : arena_strdup(l->a, db_str(r, 1));
            l->h->rounds[i].class_name = name;
        }
    }
    return db_done(r, e);
}

static int load_classes(struct loading *l, struct err *e)
{
    uint32_t ids[CLASSES_MAX];
    size_t n = 0;

    for (size_t i = 0; i < l->h->n_rounds; i++) {
        uint32_t id = l->h->rounds[i].class_id;

        if (!id || !l->h->rounds[i].there || n == CLASSES_MAX || is_among(ids, n, id))
            continue;
        ids[n++] = id;
        if (load_class_id(l, id, e) < 0)
            return -1;
    }
    return name_classes(l, e);
}

/* Each school year's class of the same name. */
static int place_named(struct loading *l, struct err *e)
{
    struct db_rows *r;

    place_year_groups(l);
    if (db_select(l->db, SQL_HISTORY_CLASS_NAMED, &r, e, DB_I(l->q->unit_id),
                  DB_I(l->q->class_id)) < 0)
        return -1;
    while (db_next(r)) {
        struct history_round *at = round_of(l, db_id(r, 0));

        if (at && !at->class_id)
            at->class_id = (uint32_t)db_id(r, 1);
    }
    for (size_t i = 0; i < l->h->n_rounds; i++)
        l->h->rounds[i].there = l->h->rounds[i].there && l->h->rounds[i].class_id;
    return db_done(r, e);
}

/* ---- a class's pupils, from their summaries ---- */

static void add_mark(struct loading *l, const struct history_round *at, const struct mark *mark)
{
    const struct reference_subject *subject =
        reference_subject_by_id(l->q->ref, mark->subject_id);
    const struct scale_level *level = reference_level(l->q->ref, mark->level_id);
    bool is_level = mark->state == ASSESS_LEVEL;

    if (!mark->left && subject)
        add_point(l, at, subject->family_id,
                  (struct history_point){is_level && level && level->passes,
                                         mark->state != ASSESS_MISSING,
                                         mark->state == ASSESS_MISSING});
}

/* Columns of SQL_HISTORY_CLASS_PUPILS: one pupil in one round. */
static void add_pupil(struct history_round *to, const struct db_rows *r)
{
    bool complete = db_int(r, 3) != 0;
    bool covered = complete && db_int(r, 7) != 0;
    unsigned eligible = (unsigned)db_int(r, 6);

    to->there = true;
    to->sums[RECOUNT_PUPILS] += db_int(r, 2) > 0;
    to->sums[RECOUNT_COMPLETE] += complete;
    to->sums[RECOUNT_ALL_SUBJECTS] += db_int(r, 4) != 0;
    to->sums[RECOUNT_AT_RISK] += db_int(r, 5) != 0;
    to->sums[RECOUNT_COVERED] += covered;
    for (unsigned i = 0; i < REFERENCE_SLOTS; i++)
        to->sums[RECOUNT_ELIGIBLE1 + i] += covered && (eligible >> i & 1);
    if (covered && db_int(r, 8) != 0) {
        to->sums[RECOUNT_MERIT_N]++;
        to->sums[RECOUNT_MERIT16] += (uint32_t)db_int(r, 9);
        to->sums[RECOUNT_MERIT17] += (uint32_t)db_int(r, 10);
        to->sums[RECOUNT_MERIT16_SQ] += recount_square((uint32_t)db_int(r, 9));
        to->sums[RECOUNT_MERIT17_SQ] += recount_square((uint32_t)db_int(r, 10));
    }
    to->sums[RECOUNT_SUBJECTS] += complete ? (uint32_t)db_int(r, 2) : 0;
}

static void keep_pupil(struct loading *l, const struct history_round *at, const struct db_rows *r)
{
    bool complete = db_int(r, 3) != 0;

    l->h->pupils[l->h->n_pupils++] = (struct history_pupil){
        .pupil_id = (uint32_t)db_id(r, 12),
        .at = (size_t)(at - l->h->rounds),
        .complete = complete,
        .all_subjects = db_int(r, 4) != 0,
        .covered = complete && db_int(r, 7) != 0,
        .has_pass = db_int(r, 8) != 0,
        .eligible = (unsigned)db_int(r, 6),
        .merit = {(uint32_t)db_int(r, 9), (uint32_t)db_int(r, 10)},
        .subjects = arena_strdup(l->a, db_str(r, 11)),
    };
}

/* Of whom there are most so far. */
static void count_year(struct history_round *to, unsigned counts[CLASS_THEN_YEARS], int64_t year)
{
    if (year >= 0 && year < CLASS_THEN_YEARS &&
        ++counts[year] > counts[to->most_year])
        to->most_year = (int)year;
}

static int load_pupils(struct loading *l, struct err *e)
{
    unsigned(*years)[CLASS_THEN_YEARS] =
        arena_array(l->a, l->h->n_rounds + 1, sizeof(*years));
    const struct history_query *q = l->q;
    struct marks marks;
    struct db_rows *r;

    if (db_select(l->db, SQL_HISTORY_CLASS_PUPILS, &r, e, DB_I(q->from.id), DB_I(q->unit_id),
                  DB_I(q->class_id), DB_I(q->year_group),
                  DB_I(q->year_group ? q->year_group : ANY_MAX), DB_I(q->gender),
                  DB_I(q->gender ? q->gender : ANY_MAX)) < 0)
        return -1;
    l->h->pupils = arena_array(l->a, db_count(r) + 1, sizeof(*l->h->pupils));
    while (db_next(r)) {
        struct history_round *at = round_of(l, db_id(r, 0));

        if (!at || marks_read(db_str(r, 11), &marks) < 0)
            continue;
        add_pupil(at, r);
        keep_pupil(l, at, r);
        count_year(at, years[at - l->h->rounds], db_int(r, 1));
        for (size_t i = 0; i < marks.n; i++)
            add_mark(l, at, &marks.list[i]);
    }
    return db_done(r, e);
}

int history_load(struct db *db, struct arena *a, const struct history_query *q,
                 struct history **ret_history, struct err *e)
{
    struct loading *l = arena_alloc(a, sizeof(*l));
    int result;

    *l = (struct loading){.db = db, .a = a, .q = q, .h = arena_alloc(a, sizeof(*l->h))};
    if (load_rounds(l, e) < 0 || load_subjects(l, e) < 0 || history_schemes(db, &l->h->schemes, e) < 0)
        return -1;
    if (!q->class_id)
        result = load_unit(l, e);
    else if (q->follow == HISTORY_COHORT)
        result = load_pupils(l, e);
    else
        result = (q->follow == HISTORY_YEAR_GROUP ? place_named(l, e) : place_class(l, e)) < 0
                     ? -1
                     : load_classes(l, e);
    *ret_history = l->h;
    return result;
}
