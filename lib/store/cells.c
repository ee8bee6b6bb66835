#include "store/cells.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "store/recount.h"
#include "store/round.h"

#define DIFFERENCES_SHOWN 20

static int put_class_cells(struct db *db, uint32_t round_id, const struct tally *t, bool whole,
                           struct err *e)
{
    struct db_param p[8 + RECOUNT_CELL__MAX];
    struct db_bulk *b = db_bulk_new(
        db, whole ? SQL_RECOUNT_PUT_UNIT_CELL : SQL_RECOUNT_PUT_CLASS_CELL,
        whole ? "iiiiiiiiiiiiiiiiiiiiiii" : "iiiiiiiiiiiiiiiiiiiiiiii");
    int result = 0;

    for (size_t i = 0; i < t->count && result == 0; i++) {
        const struct tally_row *row = &t->rows[i];
        size_t n = 0;

        p[n++] = DB_I(round_id);
        p[n++] = DB_I(row->key[0]);
        p[n++] = DB_I(row->key[1]);
        if (!whole)
            p[n++] = DB_I(row->key[2]);
        p[n++] = DB_I(row->key[3] >> 24);
        p[n++] = DB_I(row->key[3] >> 16 & 0xff);
        p[n++] = DB_I(row->key[3] & 0xffff);
        for (int k = 0; k < RECOUNT_CELL__MAX; k++)
            p[n++] = DB_I(row->n[k]);
        result = db_bulk_add_n(b, p, n, e);
    }
    if (result == 0)
        result = db_bulk_flush(b, NULL, e);
    db_bulk_free(b);
    return result;
}

static int put_measures(struct db *db, uint32_t round_id, const struct tally *t, bool whole,
                        struct err *e)
{
    struct db_param p[6 + RECOUNT_MEASURE__MAX];
    struct db_bulk *b = db_bulk_new(
        db, whole ? SQL_RECOUNT_PUT_UNIT_MEASURE : SQL_RECOUNT_PUT_CLASS_MEASURE,
        whole ? "iiiiiiiiiiiiiiiiiii" : "iiiiiiiiiiiiiiiiiiii");
    int result = 0;

    for (size_t i = 0; i < t->count && result == 0; i++) {
        const struct tally_row *row = &t->rows[i];
        size_t n = 0;

        p[n++] = DB_I(round_id);
        p[n++] = DB_I(row->key[0]);
        if (!whole)
            p[n++] = DB_I(row->key[2]);
        p[n++] = DB_I(row->key[3] >> 24);
        p[n++] = DB_I(row->key[3] >> 16 & 0xff);
        for (int k = 0; k < RECOUNT_MEASURE__MAX; k++)
            p[n++] = DB_I(row->n[k]);
        result = db_bulk_add_n(b, p, n, e);
    }
    if (result == 0)
        result = db_bulk_flush(b, NULL, e);
    db_bulk_free(b);
    return result;
}

static int put_summaries(struct db *db, uint32_t round_id, const struct recount *rc, struct err *e)
{
    struct db_bulk *b = db_bulk_new(db, SQL_RECOUNT_PUT_SUMMARY, RECOUNT_SUMMARY_TYPES);
    struct db_param p[RECOUNT_SUMMARY_PARAMS];
    int result = 0;

    for (size_t i = 0; i < rc->n_summaries && result == 0; i++) {
        const struct recount_summary *from = &rc->summaries[i];

        recount_summary_params(round_id, from->pupil_id, &from->s, from->subjects, p);
        result = db_bulk_add_n(b, p, RECOUNT_SUMMARY_PARAMS, e);
    }
    if (result == 0)
        result = db_bulk_flush(b, NULL, e);
    db_bulk_free(b);
    return result;
}

static int put_progress(struct db *db, uint32_t round_id, const struct recount *rc, struct err *e)
{
    struct db_bulk *b = db_bulk_new(db, SQL_RECOUNT_PUT_PROGRESS, "iiiiiiiis");
    int result = 0;

    for (size_t i = 0; i < rc->n_groups && result == 0; i++) {
        const struct recount_group *g = &rc->groups[i];

        result = db_bulk_add(b, e, DB_I(round_id), DB_I(g->group_id), DB_I(g->unit_id),
                             DB_I(g->subject_id), DB_I(g->assessed), DB_I(g->not_assessable),
                             DB_I(g->missing), DB_I(g->left),
                             DB_S(g->last_at[0] ? g->last_at : NULL));
    }
    if (result == 0)
        result = db_bulk_flush(b, NULL, e);
    db_bulk_free(b);
    return result;
}

static int drop_all(struct db *db, uint32_t round_id, struct err *e)
{
    static const enum sql_id drops[] = {
        SQL_RECOUNT_DROP_CLASS_CELLS,    SQL_RECOUNT_DROP_UNIT_CELLS, SQL_RECOUNT_DROP_CLASS_MEASURES,
        SQL_RECOUNT_DROP_UNIT_MEASURES, SQL_RECOUNT_DROP_SUMMARIES,  SQL_RECOUNT_DROP_PROGRESS,
    };

    for (size_t i = 0; i < sizeof(drops) / sizeof(drops[0]); i++) {
        if (db_exec(db, drops[i], NULL, e, DB_I(round_id)) < 0)
            return -1;
    }
    return 0;
}

static int write_all(struct db *db, uint32_t round_id, const struct recount *rc, struct err *e)
{
    if (drop_all(db, round_id, e) < 0)
        return -1;
    if (put_class_cells(db, round_id, &rc->class_cells, false, e) < 0 ||
        put_class_cells(db, round_id, &rc->unit_cells, true, e) < 0)
        return -1;
    if (put_measures(db, round_id, &rc->class_measures, false, e) < 0 ||
        put_measures(db, round_id, &rc->unit_measures, true, e) < 0)
        return -1;
    return put_summaries(db, round_id, rc, e) < 0 || put_progress(db, round_id, rc, e) < 0 ? -1 : 0;
}

/* Reference data of the day whose roster the round's snapshot shows. */
static int load_reference(struct db *db, struct arena *a, const struct round *round,
                          struct reference **ret_ref, struct err *e)
{
    if (!round->snapshot_on[0])
        return err_set(e, ERR_CONFLICT, "round %s was never opened", round->key);
    return reference_load(db, a, round->snapshot_on, ret_ref, e);
}

/* What is left of a round's pupils would be counted as all of them. */
static int refuse_purged(struct db *db, const struct round *round, struct err *e)
{
    bool purged;

    if (round_is_purged(db, round->id, &purged, e) < 0)
        return -1;
    return purged ? err_set(e, ERR_CONFLICT, "pupils of round %s were removed", round->key) : 0;
}

int cells_rebuild(struct db *db, uint32_t round_id, struct err *e)
{
    struct arena *a = arena_new(0);
    struct recount *rc = NULL;
    struct reference *ref;
    struct round round;
    int result = -1;

    if (round_by_id(db, round_id, &round, e) == 0 && refuse_purged(db, &round, e) == 0 &&
        load_reference(db, a, &round, &ref, e) == 0 &&
        db_exec(db, SQL_ROUND_UNITS_TOUCH, NULL, e, DB_I(round_id)) == 0 &&
        recount_round(db, ref, round_id, NULL, &rc, e) == 0 && write_all(db, round_id, rc, e) == 0)
        result = db_exec(db, SQL_SNAPSHOT_REVISIONS_BUMP, NULL, e, DB_I(round_id));
    recount_free(rc);
    arena_free(a);
    return result;
}

/* ---- verification ---- */

struct verdict {
    FILE *out;
    const char *round_key;
    size_t differences, compared;
};

static void differ(struct verdict *v, size_t *shown, const char *kind, const char *what)
{
    v->differences++;
    if ((*shown)++ < DIFFERENCES_SHOWN)
        fprintf(v->out, "round %s: %s: %s\n", v->round_key, kind, what);
}

static void compare_tally(struct verdict *v, const char *kind, const struct tally *want,
                          const struct tally *have, size_t n)
{
    size_t shown = 0;

    for (size_t i = 0; i < want->count; i++) {
        const struct tally_row *a = &want->rows[i];
        const struct tally_row *b = tally_find(have, a->key);
        char what[200];

        v->compared++;
        if (b && memcmp(a->n, b->n, n * sizeof(a->n[0])) == 0)
            continue;
        snprintf(what, sizeof(what), "unit %u subject %u class %d year group %u gender %u scale %u %s",
                 a->key[0], a->key[1], (int)a->key[2], a->key[3] >> 24, a->key[3] >> 16 & 0xff,
                 a->key[3] & 0xffff, b ? "is counted otherwise" : "is not stored");
        differ(v, &shown, kind, what);
    }
    for (size_t i = 0; i < have->count; i++) {
        if (!tally_find(want, have->rows[i].key))
            differ(v, &shown, kind, "a stored row has nothing behind it");
    }
}

static bool summary_equal(const struct summary *a, const struct summary *b)
{
    return a->expected == b->expected && a->assessed == b->assessed && a->passed == b->passed &&
           a->not_assessable == b->not_assessable && a->missing == b->missing &&
           a->complete == b->complete && a->all_subjects == b->all_subjects &&
           a->at_risk == b->at_risk && a->eligible == b->eligible &&
           a->has_selection == b->has_selection && a->merit.any_pass == b->merit.any_pass &&
           a->merit.mv16 == b->merit.mv16 && a->merit.mv17 == b->merit.mv17;
}

static void compare_summaries(struct verdict *v, const struct recount *want,
                              const struct recount *have)
{
    size_t shown = 0;

    if (want->n_summaries != have->n_summaries) {
        differ(v, &shown, "summaries", "their number differs");
        return;
    }
    for (size_t i = 0; i < want->n_summaries; i++) {
        v->compared++;
        if (want->summaries[i].pupil_id != have->summaries[i].pupil_id ||
            !summary_equal(&want->summaries[i].s, &have->summaries[i].s))
            differ(v, &shown, "summaries", "a pupil is counted otherwise");
        else if (strcmp(want->summaries[i].subjects, have->summaries[i].subjects) != 0)
            differ(v, &shown, "summaries", "a pupil's subjects are noted otherwise");
    }
}

static void compare_progress(struct verdict *v, const struct recount *want,
                             const struct recount *have)
{
    size_t shown = 0;

    if (want->n_groups != have->n_groups) {
        differ(v, &shown, "progress", "the number of groups differs");
        return;
    }
    for (size_t i = 0; i < want->n_groups; i++) {
        const struct recount_group *a = &want->groups[i], *b = &have->groups[i];
        char what[64];

        v->compared++;
        /* The last report may have been one that another has overwritten since. */
        if (a->group_id == b->group_id && a->unit_id == b->unit_id &&
            a->assessed == b->assessed && a->not_assessable == b->not_assessable &&
            a->missing == b->missing && a->left == b->left && strcmp(a->last_at, b->last_at) <= 0)
            continue;
        snprintf(what, sizeof(what), "group %u is counted otherwise", a->group_id);
        differ(v, &shown, "progress", what);
    }
}

static int compare_round(struct db *db, const struct reference *ref, uint32_t round_id,
                         const char *closed_at, struct verdict *v, struct err *e)
{
    struct recount *want = NULL, *have = NULL;
    int result = -1;

    if (recount_round(db, ref, round_id, closed_at, &want, e) == 0 &&
        recount_stored(db, round_id, closed_at != NULL, &have, e) == 0) {
        const char *as = closed_at ? " as closed" : "";
        char kind[64];

        snprintf(kind, sizeof(kind), "class cells%s", as);
        compare_tally(v, kind, &want->class_cells, &have->class_cells, RECOUNT_CELL__MAX);
        snprintf(kind, sizeof(kind), "unit cells%s", as);
        compare_tally(v, kind, &want->unit_cells, &have->unit_cells, RECOUNT_CELL__MAX);
        snprintf(kind, sizeof(kind), "class measures%s", as);
        compare_tally(v, kind, &want->class_measures, &have->class_measures, RECOUNT_MEASURE__MAX);
        snprintf(kind, sizeof(kind), "unit measures%s", as);
        compare_tally(v, kind, &want->unit_measures, &have->unit_measures, RECOUNT_MEASURE__MAX);
        if (!closed_at) {
            compare_summaries(v, want, have);
            compare_progress(v, want, have);
        }
        result = 0;
    }
    recount_free(want);
    recount_free(have);
    return result;
}

static int compare_strays(struct db *db, uint32_t round_id, struct verdict *v, struct err *e)
{
    struct db_rows *r;
    size_t shown = 0;

    if (db_select(db, SQL_RECOUNT_STRAY_ASSESSMENTS, &r, e, DB_I(round_id)) < 0)
        return -1;
    if (db_next(r)) {
        if (db_int(r, 0) != 0)
            differ(v, &shown, "assessments", "some are of pupils and subjects outside the snapshot");
        if (db_int(r, 1) != 0)
            differ(v, &shown, "assessments", "some have a level of another scale");
    }
    return db_done(r, e);
}

int cells_verify(struct db *db, uint32_t round_id, FILE *out, size_t *ret_differences,
                 size_t *ret_compared, struct err *e)
{
    struct arena *a = arena_new(0);
    struct verdict v = {.out = out};
    struct reference *ref;
    struct round round;
    int result = -1;

    if (round_by_id(db, round_id, &round, e) == 0 && load_reference(db, a, &round, &ref, e) == 0) {
        v.round_key = round.key;
        result = compare_round(db, ref, round_id, NULL, &v, e);
        if (result == 0 && round.state == ROUND_CLOSED)
            result = compare_round(db, ref, round_id, round.closed_at, &v, e);
        if (result == 0)
            result = compare_strays(db, round_id, &v, e);
    }
    if (result == 0) {
        *ret_differences = v.differences;
        *ret_compared = v.compared;
    }
    arena_free(a);
    return result;
}
