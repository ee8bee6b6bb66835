#include "store/dips.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "store/dips_school.h"
#include "store/setting.h"
#include "store/tally.h"

/* Counts of the municipality's tally {0, year group, subject} and of an area's {area, ...}. */
enum { OF, PASSED, MISSING, YEAR_OF, YEAR_PASSED, BOTH, FELL, ROSE, NEITHER };

struct dips_cache {
    struct dips_basis basis; /* without reference data */
    uint64_t before[2];      /* state of the rounds compared with */
    struct dips_school *schools; /* by unit id */
    size_t n_schools;
    bool fresh; /* dips is of these schools */
    struct dips dips;
    struct dip_group *areas;
    size_t n_areas;
};

struct dips_cache *dips_cache_new(void)
{
    return mem_calloc(1, sizeof(struct dips_cache));
}

static void clear(struct dips_cache *c)
{
    for (size_t i = 0; i < c->n_schools; i++)
        dips_school_free(&c->schools[i]);
    free(c->schools);
    free(c->dips.flags);
    free(c->areas);
    memset(c, 0, sizeof(*c));
}

void dips_cache_free(struct dips_cache *c)
{
    if (!c)
        return;
    clear(c);
    free(c);
}

/* ---- settings ---- */

static void take_rule(struct dip_rules *rules, const char *name, const char *value)
{
    uint32_t n = (uint32_t)strtoul(value, NULL, 10);

    switch ((int)setting_find(name)) {
    case SETTING_DIP_MIN_SIZE:
        rules->min_size = n;
        break;
    case SETTING_DIP_MIN_POINTS:
        rules->min_points = n;
        break;
    case SETTING_DIP_RATE:
        rules->rate = n;
        break;
    case SETTING_DIP_PAIRS:
        rules->use[DIP_PAIRS] = n != 0;
        break;
    case SETTING_DIP_YEAR_AGO:
        rules->use[DIP_YEAR_AGO] = n != 0;
        break;
    case SETTING_DIP_MUNICIPALITY:
        rules->use[DIP_MUNICIPALITY] = n != 0;
        break;
    default:
        break;
    }
}

static int load_rules(struct db *db, struct dip_rules *ret_rules, struct err *e)
{
    struct db_rows *r;

    for (int i = 0; i < SETTING__MAX; i++)
        take_rule(ret_rules, setting_specs[i].name, setting_specs[i].value);
    if (db_select(db, SQL_SETTING_LIST, &r, e) < 0)
        return -1;
    while (db_next(r))
        take_rule(ret_rules, db_str(r, 0), db_str(r, 1));
    return db_done(r, e);
}

/* ---- schools ---- */

static int load_basis(struct db *db, const struct round *round, struct dips_basis *ret_basis,
                      uint64_t ret_before[2], struct err *e)
{
    struct dips_basis b = {.round_id = round->id};
    struct round previous, year_ago;
    struct db_rows *r;

    if (load_rules(db, &b.rules, e) < 0 || round_previous(db, round->id, &previous, e) < 0 ||
        round_year_ago(db, round->id, &year_ago, e) < 0)
        return -1;
    b.previous_id = previous.id;
    b.year_ago_id = year_ago.id;
    if (db_select(db, SQL_DIP_ROUNDS_STATE, &r, e, DB_I(b.previous_id), DB_I(b.year_ago_id)) < 0)
        return -1;
    for (unsigned i = 0; db_next(r) && i < 2; i++) {
        ret_before[0] = db_id(r, 0);
        ret_before[1] = db_id(r, 1);
    }
    *ret_basis = b;
    return db_done(r, e);
}

static bool same_rules(const struct dip_rules *a, const struct dip_rules *b)
{
    return a->min_size == b->min_size && a->min_points == b->min_points && a->rate == b->rate &&
           memcmp(a->use, b->use, sizeof(a->use)) == 0;
}

/* What was made for other rounds or by other rules is of no use. */
static void settle_basis(struct dips_cache *c, const struct dips_basis *b, const uint64_t before[2])
{
    if (c->basis.round_id == b->round_id && c->basis.previous_id == b->previous_id &&
        c->basis.year_ago_id == b->year_ago_id && same_rules(&c->basis.rules, &b->rules) &&
        c->before[0] == before[0] && c->before[1] == before[1])
        return;
    clear(c);
    c->basis = *b;
    c->before[0] = before[0];
    c->before[1] = before[1];
}

/* The schools of the round in place of those that are kept; what still holds is taken over. */
static int settle_schools(struct dips_cache *c, struct db *db, struct err *e)
{
    struct dips_school *list;
    struct db_rows *r;
    size_t n = 0, old = 0;

    if (db_select(db, SQL_DIP_SCHOOLS, &r, e, DB_I(c->basis.round_id)) < 0)
        return -1;
    list = mem_calloc(db_count(r) + 1, sizeof(*list));
    while (db_next(r)) {
        struct dips_school *s = &list[n++];

        s->unit_id = (uint32_t)db_id(r, 0);
        while (old < c->n_schools && c->schools[old].unit_id < s->unit_id)
            dips_school_free(&c->schools[old++]);
        if (old < c->n_schools && c->schools[old].unit_id == s->unit_id) {
            if (c->schools[old].revision == db_id(r, 2))
                *s = c->schools[old];
            else
                dips_school_free(&c->schools[old]);
            old++;
        }
        if (s->area_id != (uint32_t)db_id(r, 1) || !s->totals)
            c->fresh = false;
        s->area_id = (uint32_t)db_id(r, 1);
        s->revision = db_id(r, 2);
    }
    c->fresh &= n == c->n_schools;
    while (old < c->n_schools)
        dips_school_free(&c->schools[old++]);
    free(c->schools);
    c->schools = list;
    c->n_schools = n;
    return db_done(r, e);
}

static int load_missing_schools(struct dips_cache *c, struct db *db, const struct round *round,
                                struct err *e)
{
    struct arena *a = arena_new(0);
    struct dips_basis b = c->basis;
    struct reference *ref = NULL;
    int result = reference_load(db, a, round->snapshot_on, &ref, e);

    b.ref = ref;
    for (size_t i = 0; i < c->n_schools && result == 0; i++) {
        if (!c->schools[i].totals)
            result = dips_school_load(db, &b, &c->schools[i], e);
    }
    arena_free(a);
    return result;
}

/* ---- the list ---- */

static void add_total(struct tally *t, uint32_t area_id, const struct dips_total *from)
{
    const uint32_t key[TALLY_KEY] = {area_id, from->year_group, from->subject_id, 0};
    uint32_t *n = tally_at(t, key);

    n[OF] += from->now.of;
    n[PASSED] += from->now.passed;
    n[MISSING] += from->missing;
    n[YEAR_OF] += from->year_ago.of;
    n[YEAR_PASSED] += from->year_ago.passed;
    n[BOTH] += from->pairs.both;
    n[FELL] += from->pairs.fell;
    n[ROSE] += from->pairs.rose;
    n[NEITHER] += from->pairs.neither;
}

/* What the group is held against. */
static void set_municipality(const struct tally *t, struct dip_group *g)
{
    const uint32_t key[TALLY_KEY] = {0, g->key.year_group, g->key.subject_id, 0};
    const struct tally_row *row = tally_find(t, key);

    if (!row)
        return;
    g->municipality = (struct dip_share){row->n[PASSED], row->n[OF]};
    g->all = (struct dip_pairs){row->n[BOTH], row->n[FELL], row->n[ROSE], row->n[NEITHER]};
}

static void make_areas(struct dips_cache *c, const struct tally *t)
{
    free(c->areas);
    c->areas = mem_calloc(t->count + 1, sizeof(*c->areas));
    c->n_areas = 0;
    for (size_t i = 0; i < t->count; i++) {
        const struct tally_row *row = &t->rows[i];

        if (row->key[0] == 0 || row->key[2] != 0)
            continue;
        c->areas[c->n_areas++] = (struct dip_group){
            .grain = DIP_AREA,
            .key = {row->key[0], 0, row->key[1], 0},
            .now = {row->n[PASSED], row->n[OF]},
            .year_ago = {row->n[YEAR_PASSED], row->n[YEAR_OF]},
            .missing = row->n[MISSING],
            .pairs = {row->n[BOTH], row->n[FELL], row->n[ROSE], row->n[NEITHER]},
        };
    }
}

static int by_order(const void *a, const void *b)
{
    return dip_order(a, b);
}

/* A group that only the municipality's share is left for, and an area, are tested here. */
static size_t test_late(const struct dips_cache *c, const struct tally *t, struct dip_group *g)
{
    if (g->grain != DIP_AREA && g->tested && g->tested_on != DIP_MUNICIPALITY)
        return 0;
    set_municipality(t, g);
    dip_test(&c->basis.rules, g);
    return g->tested;
}

static void make_list(struct dips_cache *c, const struct tally *t)
{
    struct dip_group **all;
    size_t n = c->n_areas, k = 0, tested = 0;
    struct dips *d = &c->dips;

    for (size_t i = 0; i < c->n_schools; i++)
        n += c->schools[i].n_groups;
    all = mem_calloc(n + 1, sizeof(struct dip_group *));
    for (size_t i = 0; i < c->n_areas; i++)
        all[k++] = &c->areas[i];
    for (size_t i = 0; i < c->n_schools; i++) {
        tested += c->schools[i].n_tested;
        for (size_t j = 0; j < c->schools[i].n_groups; j++)
            all[k++] = &c->schools[i].groups[j];
    }
    for (size_t i = 0; i < n; i++)
        tested += test_late(c, t, all[i]);
    dip_adjust(&c->basis.rules, all, n, &d->list);
    d->list.groups = tested;
    free(d->flags);
    d->flags = mem_calloc(d->list.found + 1, sizeof(*d->flags));
    d->n_flags = 0;
    for (size_t i = 0; i < n; i++) {
        if (!all[i]->flagged)
            continue;
        d->flags[d->n_flags] = *all[i];
        set_municipality(t, &d->flags[d->n_flags++]);
    }
    qsort(d->flags, d->n_flags, sizeof(*d->flags), by_order);
    free(all);
}

static void assemble(struct dips_cache *c)
{
    struct tally t;

    tally_init(&t);
    for (size_t i = 0; i < c->n_schools; i++) {
        const struct dips_school *s = &c->schools[i];

        for (size_t j = 0; j < s->n_totals; j++) {
            add_total(&t, 0, &s->totals[j]);
            if (s->area_id)
                add_total(&t, s->area_id, &s->totals[j]);
        }
    }
    make_areas(c, &t);
    make_list(c, &t);
    tally_free(&t);
    c->dips.round_id = c->basis.round_id;
    c->dips.previous_id = c->basis.previous_id;
    c->dips.year_ago_id = c->basis.year_ago_id;
    c->dips.rules = c->basis.rules;
    c->fresh = true;
}

int dips_now(struct dips_cache *c, struct db *db, const struct round *round,
             const struct dips **ret_dips, struct err *e)
{
    struct dips_basis basis;
    uint64_t before[2] = {0, 0};

    if (load_basis(db, round, &basis, before, e) < 0)
        return -1;
    settle_basis(c, &basis, before);
    if (settle_schools(c, db, e) < 0)
        return -1;
    if (!c->fresh) {
        if (load_missing_schools(c, db, round, e) < 0)
            return -1;
        assemble(c);
    }
    *ret_dips = &c->dips;
    return 0;
}
