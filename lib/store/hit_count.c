/*
 * A summary holds all that a pupil was assessed in (marks.h): two rows for each pupil and the list
 * of its groups, instead of three for each of its subjects.
 */
#include "store/hit_count.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "store/marks.h"
#include "store/reference.h"
#include "store/round.h"
#include "store/tally.h"

/* Columns of SQL_HIT_PUPILS. */
enum { COL_UNIT, COL_YEAR, COL_GROUPS, COL_FORECASTS, COL_GRADES };

struct counting {
    const struct reference *ref;
    struct tally t;        /* of one school: family, group, year group */
    struct tally expected; /* where grades are: school, year group, scale */
    uint32_t unit_id;
    struct marks forecasts, grades;
    void (*take)(void *ctx, const struct hit_row *row);
    void *ctx;
};

static int by_key(const void *a, const void *b)
{
    const struct tally_row *x = a, *y = b;

    for (size_t i = 0; i < TALLY_KEY; i++) {
        if (x->key[i] != y->key[i])
            return x->key[i] < y->key[i] ? -1 : 1;
    }
    return 0;
}

/* The school is done. Sorting loses the places of the keys: the tally begins anew. */
static void finish_unit(struct counting *c)
{
    if (c->t.count > 1)
        qsort(c->t.rows, c->t.count, sizeof(*c->t.rows), by_key);
    for (size_t i = 0; i < c->t.count; i++) {
        const struct tally_row *from = &c->t.rows[i];
        struct hit_row row = {.unit_id = c->unit_id,
                              .family_id = from->key[0],
                              .group_id = from->key[1],
                              .year_group = (int)from->key[2]};

        for (unsigned k = 0; k < HIT_GROUPS; k++)
            row.n[k] = from->n[k];
        c->take(c->ctx, &row);
    }
    tally_free(&c->t);
    tally_init(&c->t);
}

static void count_pair(const struct scale_level *forecast, const struct scale_level *grade,
                       uint32_t *n)
{
    bool expected = forecast && forecast->passes, passed = grade && grade->passes;

    n[expected ? (passed ? HIT_RIGHT_PASS : HIT_OVER) : (passed ? HIT_UNDER : HIT_RIGHT_FAIL)]++;
    if (!forecast || !grade || forecast->scale_id != grade->scale_id)
        return;
    n[forecast->position > grade->position   ? HIT_LEVEL_OVER
      : forecast->position == grade->position ? HIT_LEVEL_SAME
                                              : HIT_LEVEL_UNDER]++;
}

static const struct scale_level *level_of(const struct reference *ref, const struct mark *k)
{
    return k->state == ASSESS_LEVEL ? reference_level(ref, k->level_id) : NULL;
}

/* groups: the pupil's groups, one for each subject, in the order of the subjects. */
static int count_pupil(struct counting *c, uint32_t year_group, const char *groups)
{
    for (size_t i = 0; i < c->forecasts.n; i++) {
        const struct mark *k = &c->forecasts.list[i];
        const struct reference_subject *subject = reference_subject_by_id(c->ref, k->subject_id);
        const struct mark *grade = marks_find(&c->grades, k->subject_id);
        char *end;
        uint32_t group_id = (uint32_t)strtoul(groups, &end, 10);
        uint32_t *n;

        if (end == groups || !subject)
            return -1;
        groups = *end == ',' ? end + 1 : end;
        if (k->left || k->state == ASSESS_MISSING)
            continue;
        n = tally_at(&c->t, (const uint32_t[TALLY_KEY]){subject->family_id, group_id, year_group});
        if (grade && grade->state != ASSESS_MISSING)
            count_pair(level_of(c->ref, k), level_of(c->ref, grade), n);
        else if (tally_find(&c->expected,
                            (const uint32_t[TALLY_KEY]){c->unit_id, year_group, k->scale_id}))
            n[HIT_UNPAIRED]++;
    }
    return *groups ? -1 : 0;
}

static int take_pupil(struct counting *c, const struct db_rows *r)
{
    uint32_t unit_id = (uint32_t)db_id(r, COL_UNIT);

    if (unit_id != c->unit_id)
        finish_unit(c);
    c->unit_id = unit_id;
    c->grades.n = 0;
    if (db_is_null(r, COL_GROUPS) || marks_read(db_str(r, COL_FORECASTS), &c->forecasts) < 0 ||
        (!db_is_null(r, COL_GRADES) && marks_read(db_str(r, COL_GRADES), &c->grades) < 0))
        return -1;
    return count_pupil(c, (uint32_t)db_id(r, COL_YEAR), db_str(r, COL_GROUPS));
}

static int load_expected(struct db *db, struct counting *c, uint32_t grades, struct err *e)
{
    struct db_rows *r;

    if (db_select(db, SQL_HIT_EXPECTED, &r, e, DB_I(grades)) < 0)
        return -1;
    while (db_next(r))
        tally_at(&c->expected, (const uint32_t[TALLY_KEY]){(uint32_t)db_id(r, 0),
                                                           (uint32_t)db_id(r, 1),
                                                           (uint32_t)db_id(r, 2)});
    return db_done(r, e);
}

static int count_all(struct db *db, struct counting *c, uint32_t grades, uint32_t forecasts,
                     uint32_t from, uint32_t to, struct err *e)
{
    struct db_rows *r;
    int bad = 0;

    if (db_stream(db, SQL_HIT_PUPILS, &r, e, DB_I(grades), DB_I(forecasts), DB_I(from),
                  DB_I(to)) < 0)
        return -1;
    while (!bad && db_next(r))
        bad = take_pupil(c, r);
    if (db_done(r, bad ? NULL : e) < 0 || bad)
        return bad ? err_set(e, ERR_INTERNAL, "a summary of round %u or %u cannot be read",
                             forecasts, grades)
                   : -1;
    finish_unit(c);
    return 0;
}

int hit_count_rows(struct db *db, uint32_t grades, uint32_t forecasts, uint32_t from, uint32_t to,
                   void (*take)(void *ctx, const struct hit_row *row), void *ctx, struct err *e)
{
    struct arena *a = arena_new(0);
    struct counting *c = arena_alloc(a, sizeof(*c));
    struct reference *ref;
    struct round round;
    int result = -1;

    c->take = take;
    c->ctx = ctx;
    tally_init(&c->t);
    tally_init(&c->expected);
    /* Subjects and levels by their ids: they are those of every day. */
    if (round_by_id(db, forecasts, &round, e) == 0 &&
        reference_load(db, a, round.snapshot_on, &ref, e) == 0 &&
        load_expected(db, c, grades, e) == 0) {
        c->ref = ref;
        result = count_all(db, c, grades, forecasts, from, to, e);
    }
    tally_free(&c->t);
    tally_free(&c->expected);
    arena_free(a);
    return result;
}
