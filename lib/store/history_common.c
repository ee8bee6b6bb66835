/* Which pupils the rounds of a history have in common (pair.h). */
#include "store/history.h"

#include <string.h>

#include "store/attainment.h"
#include "store/marks.h"
#include "store/recount.h"

struct common {
    struct db *db;
    struct arena *a;
    const struct history_query *q;
    struct history *h;
    bool used[HISTORY_ROUNDS_MAX]; /* rounds that the one in hand is compared with */
};

const struct pair_set *history_common(const struct history *h, size_t at, size_t before)
{
    for (size_t i = 0; i < h->n_common; i++) {
        if (h->common[i].at == at && h->common[i].before == before)
            return &h->common[i].pairs;
    }
    return NULL;
}

/* ---- which rounds ---- */

static uint32_t measure_of(const struct history *h, size_t at, size_t k)
{
    return h->rounds[at].sums[attainment_measures[k].of];
}

/* A forecast is compared with forecasts, a grade with grades: they are of other pupils, and of
 * another time of the year. */
static bool is_before(const struct history *h, size_t j, size_t at, uint32_t of)
{
    return of && h->rounds[j].round.kind == h->rounds[at].round.kind;
}

/* The rounds that hold the point before of any series that has one at `at`. */
static void find_used(struct common *c, size_t at)
{
    const struct history *h = c->h;

    memset(c->used, 0, sizeof(c->used));
    for (size_t k = 0; k < h->n_subjects; k++) {
        const struct history_point *points = h->subjects[k].points;
        size_t j = at;

        while (points[at].of && j > 0 && !is_before(h, j - 1, at, points[j - 1].of))
            j--;
        if (points[at].of && j > 0)
            c->used[j - 1] = true;
    }
    for (size_t k = 0; k < ATTAINMENT_MEASURES; k++) {
        size_t j = at;

        while (measure_of(h, at, k) && j > 0 && !is_before(h, j - 1, at, measure_of(h, j - 1, k)))
            j--;
        if (measure_of(h, at, k) && j > 0)
            c->used[j - 1] = true;
    }
}

static int school_year(const struct history_round *round)
{
    struct term term = {TERM_YEAR_MIN, TERM_SPRING};

    (void)term_parse(round->round.term, &term);
    return year_scheme_school_year(term);
}

/* Whether the same pupils can be in both. */
static bool may_share(const struct common *c, size_t at, size_t before)
{
    const struct history_round *now = &c->h->rounds[at], *then = &c->h->rounds[before];

    if (!now->there || !then->there)
        return false;
    if (school_year(now) == school_year(then))
        return now->class_id == then->class_id;
    return c->q->follow == HISTORY_COHORT ||
           (c->q->follow == HISTORY_UNIT && (c->q->class_id || !now->year_group));
}

/* ---- a class's cohort, from its pupils ---- */

static const struct history_pupil *same_pupil(const struct history *h, uint32_t id, size_t at)
{
    for (size_t i = 0; i < h->n_pupils; i++) {
        if (h->pupils[i].at == at && h->pupils[i].pupil_id == id)
            return &h->pupils[i];
    }
    return NULL;
}

static struct stats_pairs *of_subject(struct pair_set *set, uint32_t subject_id)
{
    for (size_t i = 0; i < set->n_subjects; i++) {
        if (set->subjects[i].subject_id == subject_id)
            return &set->subjects[i].common.pairs;
    }
    set->subjects[set->n_subjects].subject_id = subject_id;
    return &set->subjects[set->n_subjects++].common.pairs;
}

static void add_marks(const struct common *c, const struct history_pupil *now,
                      const struct history_pupil *then, struct pair_set *set)
{
    const struct reference *ref = c->q->ref;
    struct marks a, b;

    if (marks_read(now->subjects, &a) < 0 || marks_read(then->subjects, &b) < 0)
        return;
    for (size_t i = 0; i < a.n; i++) {
        const struct mark *k = &a.list[i], *before = marks_find(&b, k->subject_id);
        const struct reference_subject *subject = reference_subject_by_id(ref, k->subject_id);

        if (!subject || !before || !marks_reported(k) || !marks_reported(before))
            continue;
        pair_add_share(of_subject(set, subject->family_id), recount_passes(ref, before), recount_passes(ref, k));
    }
}

static void add_measures(const struct history_pupil *now, const struct history_pupil *then,
                         struct pair_set *set)
{
    if (!now->complete || !then->complete)
        return;
    pair_add_share(&set->measures[PAIR_ALL_SUBJECTS].pairs, then->all_subjects, now->all_subjects);
    if (!now->covered || !then->covered)
        return;
    for (unsigned i = 0; i < REFERENCE_SLOTS; i++)
        pair_add_share(&set->measures[PAIR_ELIGIBLE1 + i].pairs, then->eligible >> i & 1,
                       now->eligible >> i & 1);
    for (unsigned i = 0; now->has_pass && then->has_pass && i < PAIR_MERITS; i++)
        pair_add_value(&set->measures[PAIR_MERIT16 + i].values, then->merit[i], now->merit[i]);
}

static void count_cohort(const struct common *c, size_t at, size_t before, struct pair_set *set)
{
    const struct history *h = c->h;

    set->subjects = arena_array(c->a, c->q->ref->subject_count + 1, sizeof(*set->subjects));
    for (size_t i = 0; i < h->n_pupils; i++) {
        const struct history_pupil *now = &h->pupils[i], *then;

        if (now->at != at)
            continue;
        then = same_pupil(h, now->pupil_id, before);
        if (!then)
            continue;
        add_marks(c, now, then, set);
        add_measures(now, then, set);
    }
}

/* ---- all ---- */

static int load_one(struct common *c, size_t at, size_t before, struct err *e)
{
    const struct history_round *now = &c->h->rounds[at];
    struct history_common *to = &c->h->common[c->h->n_common];
    const struct pair_basis basis = {c->q->ref, c->h->schemes};
    const struct pair_query q = {
        .unit_id = c->q->unit_id,
        .class_id = now->class_id,
        .year_group = now->year_group,
        .gender = c->q->gender,
        .round = &now->round,
        .before = &c->h->rounds[before].round,
        .basis = c->q->ref ? &basis : NULL,
    };

    to->at = at;
    to->before = before;
    if (c->q->class_id && c->q->follow == HISTORY_COHORT)
        count_cohort(c, at, before, &to->pairs);
    else if (pair_load(c->db, c->a, &q, &to->pairs, e) < 0)
        return -1;
    c->h->n_common++;
    return 0;
}

int history_load_common(struct db *db, struct arena *a, const struct history_query *q,
                        struct history *h, struct err *e)
{
    struct common c = {.db = db, .a = a, .q = q, .h = h};
    size_t n = 0;

    for (size_t i = 0; i < h->n_rounds; i++) {
        find_used(&c, i);
        for (size_t j = 0; j < i; j++)
            n += c.used[j] && may_share(&c, i, j);
    }
    h->common = arena_array(a, n + 1, sizeof(*h->common));
    for (size_t i = 0; i < h->n_rounds; i++) {
        find_used(&c, i);
        for (size_t j = 0; j < i; j++) {
            if (c.used[j] && may_share(&c, i, j) && load_one(&c, i, j, e) < 0)
                return -1;
        }
    }
    return 0;
}
