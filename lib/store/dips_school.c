#include "store/dips_school.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "store/marks.h"
#include "store/recount.h"
#include "store/tally.h"

/* Keys of the tally: class, year group, subject family. */
#define WHOLE_SCHOOL UINT32_MAX
#define ALL_SUBJECTS 0

/* Counts of the tally; the four of the pairs in the order of enum outcome. */
enum { OF, PASSED, MISSING, YEAR_OF, YEAR_PASSED, PAIRS };
enum outcome { NEITHER, ROSE, FELL, BOTH };

enum { COL_CLASS, COL_YEAR, COL_SUBJECTS, COL_COMPLETE, COL_ALL, COL_EXPECTED, COL_BEFORE,
       COL_BEFORE_COMPLETE, COL_BEFORE_ALL };

/* A pupil's place in the tally. */
struct place {
    uint32_t class_id, year_group;
};

static void add(struct tally *t, const struct place *p, uint32_t subject_id, int count)
{
    const uint32_t whole[TALLY_KEY] = {WHOLE_SCHOOL, p->year_group, subject_id, 0};
    const uint32_t class[TALLY_KEY] = {p->class_id, p->year_group, subject_id, 0};

    tally_at(t, whole)[count]++;
    if (p->class_id)
        tally_at(t, class)[count]++;
}

static int pair(bool before, bool now)
{
    return PAIRS + (before ? 2 : 0) + (now ? 1 : 0);
}

/* Returns false when the pupil is assessed on another scale than before. */
static bool add_mark(struct tally *t, const struct reference *ref, const struct place *p,
                     const struct mark *k, const struct mark *before)
{
    const struct reference_subject *subject = reference_subject_by_id(ref, k->subject_id);
    uint32_t family = subject ? subject->family_id : k->subject_id;
    bool passed = recount_passes(ref, k);

    if (k->left)
        return true;
    add(t, p, family, k->state == ASSESS_MISSING ? MISSING : OF);
    if (passed)
        add(t, p, family, PASSED);
    if (!before || before->left)
        return true;
    if (before->scale_id != k->scale_id)
        return false;
    if (marks_reported(k) && marks_reported(before))
        add(t, p, family, pair(recount_passes(ref, before), passed));
    return true;
}

static void add_pupil(struct tally *t, const struct reference *ref, const struct db_rows *r,
                      const struct marks *now, struct marks *before)
{
    struct place p = {(uint32_t)db_id(r, COL_CLASS), (uint32_t)db_id(r, COL_YEAR)};
    bool complete = db_int(r, COL_COMPLETE) != 0, all = db_int(r, COL_ALL) != 0;
    bool same_scales = true;

    for (size_t i = 0; i < now->n; i++) {
        const struct mark *k = &now->list[i];

        same_scales &= add_mark(t, ref, &p, k, marks_find(before, k->subject_id));
    }
    if (complete) {
        add(t, &p, ALL_SUBJECTS, OF);
        if (all)
            add(t, &p, ALL_SUBJECTS, PASSED);
        if (db_int(r, COL_BEFORE_COMPLETE) && same_scales)
            add(t, &p, ALL_SUBJECTS, pair(db_int(r, COL_BEFORE_ALL) != 0, all));
    } else if (db_int(r, COL_EXPECTED)) {
        add(t, &p, ALL_SUBJECTS, MISSING);
    }
}

static int load_pupils(struct db *db, const struct dips_basis *b, uint32_t unit_id,
                       struct tally *t, struct err *e)
{
    struct marks now, before;
    struct db_rows *r;
    int bad = 0;

    if (db_stream(db, SQL_DIP_PUPILS, &r, e, DB_I(b->previous_id), DB_I(b->round_id),
                  DB_I(unit_id)) < 0)
        return -1;
    while (db_next(r)) {
        before.n = 0;
        bad |= marks_read(db_str(r, COL_SUBJECTS), &now);
        if (!db_is_null(r, COL_BEFORE))
            bad |= marks_read(db_str(r, COL_BEFORE), &before);
        add_pupil(t, b->ref, r, &now, &before);
    }
    if (db_done(r, e) < 0)
        return -1;
    return bad ? err_set(e, ERR_INTERNAL, "summaries of unit %u cannot be read", unit_id) : 0;
}

static void set_year_ago(struct tally *t, const struct db_rows *r, uint32_t subject_id,
                         unsigned passed, unsigned of)
{
    const uint32_t key[TALLY_KEY] = {WHOLE_SCHOOL, (uint32_t)db_id(r, 0), subject_id, 0};
    uint32_t *n = tally_at(t, key);

    n[YEAR_PASSED] = (uint32_t)db_int(r, passed);
    n[YEAR_OF] = (uint32_t)db_int(r, of);
}

static int load_year_ago(struct db *db, const struct dips_basis *b, uint32_t unit_id,
                         struct tally *t, struct err *e)
{
    struct db_rows *r;

    if (!b->year_ago_id)
        return 0;
    if (db_select(db, SQL_DIP_UNIT_CELLS, &r, e, DB_I(b->year_ago_id), DB_I(unit_id)) < 0)
        return -1;
    while (db_next(r))
        set_year_ago(t, r, (uint32_t)db_id(r, 1), 2, 3);
    if (db_done(r, e) < 0 ||
        db_select(db, SQL_DIP_UNIT_MEASURES, &r, e, DB_I(b->year_ago_id), DB_I(unit_id)) < 0)
        return -1;
    while (db_next(r))
        set_year_ago(t, r, ALL_SUBJECTS, 1, 2);
    return db_done(r, e);
}

/* ---- groups ---- */

static struct dip_pairs pairs_in(const uint32_t *n)
{
    return (struct dip_pairs){n[PAIRS + BOTH], n[PAIRS + FELL], n[PAIRS + ROSE],
                              n[PAIRS + NEITHER]};
}

static void keep_total(struct dips_school *s, const struct tally_row *row)
{
    s->totals[s->n_totals++] = (struct dips_total){
        .year_group = row->key[1],
        .subject_id = row->key[2],
        .missing = row->n[MISSING],
        .now = {row->n[PASSED], row->n[OF]},
        .year_ago = {row->n[YEAR_PASSED], row->n[YEAR_OF]},
        .pairs = pairs_in(row->n),
    };
}

static void keep_group(struct dips_school *s, const struct dips_basis *b, const struct tally *t,
                       const struct tally_row *row)
{
    const uint32_t whole[TALLY_KEY] = {WHOLE_SCHOOL, row->key[1], row->key[2], 0};
    const struct tally_row *school = tally_find(t, whole);
    bool is_class = row->key[0] != WHOLE_SCHOOL;
    struct dip_group g = {
        .grain = is_class ? DIP_CLASS : row->key[2] == ALL_SUBJECTS ? DIP_SCHOOL : DIP_SUBJECT,
        .key = {s->unit_id, is_class ? row->key[0] : 0, row->key[1], row->key[2]},
        .now = {row->n[PASSED], row->n[OF]},
        .year_ago = {school->n[YEAR_PASSED], school->n[YEAR_OF]},
        .missing = row->n[MISSING],
        .pairs = pairs_in(row->n),
    };

    if (g.now.of < b->rules.min_size)
        return;
    dip_test(&b->rules, &g);
    s->n_tested += g.tested;
    if (g.tested ? g.floor <= DIP_P_MAX : !is_class && b->rules.use[DIP_MUNICIPALITY])
        s->groups[s->n_groups++] = g;
}

static void make_groups(struct dips_school *s, const struct dips_basis *b, const struct tally *t)
{
    s->totals = mem_calloc(t->count + 1, sizeof(*s->totals));
    s->groups = mem_calloc(t->count + 1, sizeof(*s->groups));
    for (size_t i = 0; i < t->count; i++) {
        if (t->rows[i].key[0] == WHOLE_SCHOOL)
            keep_total(s, &t->rows[i]);
        keep_group(s, b, t, &t->rows[i]);
    }
    s->totals = mem_realloc(s->totals, (s->n_totals + 1) * sizeof(*s->totals));
    s->groups = mem_realloc(s->groups, (s->n_groups + 1) * sizeof(*s->groups));
}

int dips_school_load(struct db *db, const struct dips_basis *b, struct dips_school *s,
                     struct err *e)
{
    struct tally t;
    int result = -1;

    tally_init(&t);
    if (load_pupils(db, b, s->unit_id, &t, e) == 0 &&
        load_year_ago(db, b, s->unit_id, &t, e) == 0) {
        make_groups(s, b, &t);
        result = 0;
    }
    tally_free(&t);
    return result;
}

void dips_school_free(struct dips_school *s)
{
    free(s->totals);
    free(s->groups);
    memset(s, 0, sizeof(*s));
}
