#include "store/publication_block.h"

#include <string.h>

#include "base/mem.h"

/* Cells of all columns and several year groups that are solved together: about a second. */
#define TOGETHER_MAX 6000
/* Of showing again, in the first decision; half of it in each that follows: four seconds at most. */
#define WORK 1e8

bool publication_wants(const struct publication_draft *d, size_t item, size_t year, size_t unit, int gender)
{
    const struct publication_item *it = &d->items[item];
    const struct publication_choice *c = &d->choice;

    return d->units[unit].level <= c->level && c->years >> d->years[year] & 1 &&
           (gender == ALL_GENDERS || (c->genders && gender < GENDER_UNKNOWN)) &&
           (it->id == ITEM_PUPILS || (it->is_measure ? c->measures : c->subjects));
}

/* Of the work: it grows about so with the size of a table. */
static size_t share_of(size_t n_items)
{
    return n_items * n_items * n_items;
}

static void begin(struct publication_block *b)
{
    arena_reset(b->a);
    b->n_cells = b->n_sums = b->n_parts = b->n_orders = b->n_bounds = b->n_terms = 0;
    publication_block_fill(b);
}

static int solve(struct publication_block *b, double work, struct err *e)
{
    struct suppress_tally *tally = &b->d->tallies[b->items[0] * b->d->n_years + b->first_year], before = {0};
    struct suppress_table t;

    begin(b);
    t = (struct suppress_table){.cells = b->cells, .n_cells = b->n_cells, .sums = b->sums, .n_sums = b->n_sums,
                                .parts = b->parts, .orders = b->orders, .n_orders = b->n_orders,
                                .bounds = b->bounds, .n_bounds = b->n_bounds, .terms = b->terms,
                                .n_terms = b->n_terms, .decided = b->together,
                                .rooms = b->rooms && !b->together, .work = work};
    for (size_t i = 0; i < b->n_items; i++) {
        struct suppress_tally *one = &b->d->tallies[b->items[i] * b->d->n_years + b->first_year];

        before.followed += b->together ? one->followed : 0;
        before.unprotected += b->together ? one->unprotected : 0;
        memset(one, 0, sizeof(*one));
    }
    if (suppress_solve(&t, tally, e) < 0)
        return -1;
    /* What was found of a table by itself holds for it among others. */
    tally->followed = tally->followed > before.followed ? tally->followed : before.followed;
    tally->unprotected += before.unprotected;
    b->work -= t.work < b->work ? t.work : b->work;
    publication_block_take(b);
    return 0;
}

/* Year groups stand alone unless all of them together are published too. */
static size_t years_together(const struct publication_draft *d)
{
    return d->years[0] == 0 ? d->n_years : 1;
}

/* A later decision is another one only where more is known by then. */
static bool is_open(const struct publication_block *b)
{
    bool open = !b->d->decided;

    for (size_t i = 0; i < b->n_items; i++) {
        for (size_t y = b->first_year; y < b->first_year + b->n_years; y++)
            open |= b->d->changed[b->items[i] * b->d->n_years + y];
    }
    return open;
}

/* The next year groups that are solved together, from b->first_year on; false: there are none. */
static bool find_years(struct publication_block *b)
{
    b->n_years = years_together(b->d);
    while (b->first_year < b->d->n_years && !is_open(b))
        b->first_year += b->n_years;
    return b->first_year < b->d->n_years;
}

static int solve_years(struct publication_block *b, struct err *e)
{
    for (b->first_year = 0; find_years(b); b->first_year += b->n_years) {
        if (solve(b, b->work * (double)share_of(b->n_items) / (double)b->n_shares, e) < 0)
            return -1;
        b->n_shares -= share_of(b->n_items);
    }
    return 0;
}

static void take_items(struct publication_block *b, size_t item)
{
    b->items[0] = item;
    b->n_items = 1;
    for (size_t i = 0; i < b->d->n_items; i++) {
        if (i != item && b->d->items[i].with == item)
            b->items[b->n_items++] = i;
    }
}

/* Chosen, or known from before. */
static bool matters(const struct publication_draft *d, size_t item)
{
    bool used = false;

    for (size_t i = 0; i < d->n_years * d->n_units * GENDERS && !used; i++) {
        const struct publication_value *v = &d->values[item * d->n_years * d->n_units * GENDERS + i];

        used = v->of > 0 && (v->asked || d->items[item].id == ITEM_PUPILS ||
                             (d->items[item].is_measure ? d->choice.measures : d->choice.subjects));
    }
    return used;
}

/* Others are decided with one that does. */
static bool decides(const struct publication_draft *d, size_t item)
{
    return d->items[item].with == item && matters(d, item);
}

/* Pupils in several columns: subjects with programmes and with all subjects. False: there are not both. */
static bool take_together(struct publication_block *b)
{
    const struct publication_draft *d = b->d;
    bool subjects = false, measures = false;

    b->together = true;
    b->n_items = 0;
    for (size_t i = 0; i < d->n_items; i++) {
        const struct publication_item *it = &d->items[i];

        if (it->is_mean || !matters(d, it->with))
            continue;
        b->items[b->n_items++] = i;
        subjects |= it->id != ITEM_PUPILS && !it->is_measure;
        measures |= it->is_measure;
    }
    return subjects && measures;
}

static void find_rooms(struct publication_block *b)
{
    for (size_t i = 0; i < b->d->n_items * b->d->n_years * b->d->n_units * GENDERS; i++)
        memset(&b->d->values[i].room, 0xff, sizeof(b->d->values[i].room));
    b->rooms = take_together(b);
    for (b->first_year = 0; b->rooms && find_years(b); b->first_year += b->n_years) {
        begin(b);
        publication_block_rooms(b);
    }
    b->together = false;
}

/* Year groups by themselves where all at once would take too long. */
static int solve_years_together(struct publication_block *b, double work, struct err *e)
{
    size_t first = b->first_year, n = b->n_years, cells = b->n_items * n * b->n_units * (size_t)b->n_genders;
    int rc = 0;

    b->n_years = cells > TOGETHER_MAX ? 1 : n;
    for (; rc == 0 && b->first_year < first + n; b->first_year += b->n_years)
        rc = solve(b, work, e);
    b->first_year = first;
    b->n_years = n;
    return rc;
}

static int solve_together(struct publication_block *b, double work, struct err *e)
{
    if (!take_together(b))
        return 0;
    for (b->first_year = 0; find_years(b); b->first_year += b->n_years) {
        if (solve_years_together(b, work, e) < 0)
            return -1;
    }
    return 0;
}

static void add_tallies(struct publication_draft *d)
{
    memset(&d->tally, 0, sizeof(d->tally));
    for (size_t i = 0; i < d->n_items * d->n_years; i++) {
        d->tally.cells += d->tallies[i].cells;
        d->tally.hidden += d->tallies[i].hidden;
        d->tally.near += d->tallies[i].near;
        d->tally.primary += d->tallies[i].primary;
        d->tally.followed += d->tallies[i].followed;
        d->tally.unprotected += d->tallies[i].unprotected;
    }
}

static int decide_all(struct publication_block *b, double work, struct err *e)
{
    struct publication_draft *d = b->d;

    /* Units stand in the order of their levels. */
    while (b->n_units < d->n_units && d->units[b->n_units].level <= d->deepest)
        b->n_units++;
    find_rooms(b);
    for (size_t i = 0; i < d->n_items; i++) {
        take_items(b, i);
        for (b->first_year = 0; decides(d, i) && find_years(b); b->first_year += b->n_years)
            b->n_shares += share_of(b->n_items);
    }
    /* The numbers of pupils come first: a row that they hide is hidden in every column. */
    for (size_t i = 0; i < d->n_items; i++) {
        take_items(b, i);
        if (decides(d, i) && solve_years(b, e) < 0)
            return -1;
    }
    if (solve_together(b, work / 4, e) < 0)
        return -1;
    memset(d->changed, 0, d->n_items * d->n_years * sizeof(*d->changed));
    add_tallies(d);
    return 0;
}

static int decide(struct arena *a, struct publication_draft *d, double work, struct err *e)
{
    struct publication_block b = {.d = d, .a = arena_new(0), .n_genders = d->with_genders ? GENDERS : 1, .work = work};
    int rc;

    b.items = arena_array(a, d->n_items, sizeof(*b.items));
    rc = decide_all(&b, work, e);
    arena_free(b.a);
    return rc;
}

int publication_alone(struct db *db, bool *ret_alone, struct err *e)
{
    struct db_rows *r;

    if (db_select(db, SQL_PUBLICATION_ALONE, &r, e) < 0)
        return -1;
    *ret_alone = db_next(r) && db_int(r, 0) == 1;
    return db_done(r, e);
}

void publication_alone_end(struct db *db)
{
    struct err ignored = {0};
    struct db_rows *r;

    if (db_select(db, SQL_PUBLICATION_ALONE_END, &r, &ignored) == 0)
        (void)db_done(r, &ignored);
}

int publication_build(struct db *db, struct arena *a, const struct publication_choice *choice,
                      struct publication_draft **ret_draft, struct err *e)
{
    struct publication_draft *d = arena_alloc(a, sizeof(*d));
    double work = WORK;
    int rc;

    d->choice = *choice;
    if (publication_load(db, a, d, e) < 0)
        return -1;
    if (d->n_units == 0 || d->n_years == 0 || publication_value_at(d, 0, 0, 0, ALL_GENDERS)->of == 0)
        return err_set(e, ERR_INPUT, "the round has no figures for this choice");
    publication_compare(d);
    rc = decide(a, d, work, e);
    for (size_t moved = d->moved + 1; rc == 0 && moved != d->moved;) {
        d->decided = true;
        moved = d->moved;
        publication_compare(d);
        if (moved != d->moved)
            rc = decide(a, d, work /= 2, e);
    }
    mem_trim(); /* of the linear programs */
    if (rc == 0)
        *ret_draft = d;
    return rc;
}

const struct suppress_tally *publication_tally(const struct publication_draft *d)
{
    return &d->tally;
}
