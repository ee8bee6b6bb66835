#include "store/publication_draft.h"

#include <string.h>

#include "base/mem.h"

#define GROUP_MAX 4 /* items that are solved together: a whole and its parts, or programmes */
#define WORK 1e8    /* of showing again, in the first decision; half of it in each that follows: four seconds at most */

/* What is solved together: items that are sums of each other or imply each other, and year groups that are sums. */
struct block {
    struct publication_draft *d;
    struct arena *a;
    size_t items[GROUP_MAX], n_items;
    size_t first_year, n_years;
    size_t n_units;   /* of the levels that the sums reach */
    int n_genders;    /* 1, or GENDERS */
    struct suppress_cell *cells;
    struct suppress_sum *sums;
    uint32_t *parts;
    struct suppress_order *orders;
    size_t n_cells, n_sums, n_parts, n_orders;
    double work;     /* that is left */
    size_t n_shares; /* and for how many: share_of */
};

bool publication_wants(const struct publication_draft *d, size_t item, size_t year, size_t unit, int gender)
{
    const struct publication_item *it = &d->items[item];
    const struct publication_choice *c = &d->choice;

    return d->units[unit].level <= c->level && c->years >> d->years[year] & 1 &&
           (gender == ALL_GENDERS || (c->genders && gender < GENDER_UNKNOWN)) &&
           (it->id == ITEM_PUPILS || (it->is_measure ? c->measures : c->subjects));
}

static uint32_t cell_index(const struct block *b, size_t item, size_t year, size_t unit, int gender)
{
    return (uint32_t)(((item * b->n_years + year) * b->n_units + unit) * (size_t)b->n_genders + (size_t)gender);
}

static struct publication_value *value_of(const struct block *b, size_t item, size_t year, size_t unit, int gender)
{
    return publication_value_at(b->d, b->items[item], b->first_year + year, unit, gender);
}

/* Girls and boys are given up before the total, small units before large ones. */
static uint32_t weight_of(enum publication_level level, int gender)
{
    static const uint32_t weights[PUBLICATION_LEVELS] = {100, 20, 4};

    return weights[level] * (gender == ALL_GENDERS ? 3 : 1);
}

static void fill_cell(struct block *b, size_t item, size_t year, size_t unit, int gender)
{
    const struct publication_draft *d = b->d;
    const struct publication_value *v = value_of(b, item, year, unit, gender);
    const struct publication_value *row = publication_value_at(d, 0, b->first_year + year, unit, gender);
    uint32_t i = cell_index(b, item, year, unit, gender);
    bool coupled = gender == GENDER_F || gender == GENDER_M;
    bool wanted = publication_wants(d, b->items[item], b->first_year + year, unit, gender);
    /* Nobody's row is not printed: readers see that it is nobody's. */
    bool printed = publication_value_at(d, 0, b->first_year + year, unit, ALL_GENDERS)->of > 0;

    b->cells[i] = (struct suppress_cell){
        .n = v->n,
        .of = v->of,
        .partner = coupled ? cell_index(b, item, year, unit, GENDER_F + GENDER_M - gender) : i,
        .weight = weight_of(d->units[unit].level, gender),
        .limit = d->limits[d->units[unit].level],
        .wanted = wanted && printed,
        .asked = v->asked || wanted,
        .hidden = b->items[item] != 0 && row->of > 0 && row->state == SUPPRESS_HIDDEN,
        .known = v->known,
        .moved_from = v->moved_from,
        .moved_to = v->moved_to,
    };
}

static void add_part(struct block *b, uint32_t cell, uint32_t *n, uint32_t *of)
{
    b->parts[b->n_parts++] = cell;
    b->sums[b->n_sums].count++;
    *n += b->cells[cell].n;
    *of += b->cells[cell].of;
}

/* What no table names but the sum gives: units directly below, year groups that were not chosen. */
static void end_sum(struct block *b, uint32_t total, uint32_t n, uint32_t of)
{
    struct suppress_sum *s = &b->sums[b->n_sums];
    const struct suppress_cell *t = &b->cells[total];

    if (s->count == 0)
        return;
    if (t->of > of) {
        b->cells[b->n_cells] = (struct suppress_cell){.n = t->n - n, .of = t->of - of, .weight = 1,
                                                      .partner = (uint32_t)b->n_cells, .limit = t->limit,
                                                      .known = SUPPRESS_HIDDEN};
        add_part(b, (uint32_t)b->n_cells++, &n, &of);
    }
    s->total = total;
    b->n_sums++;
}

static void begin_sum(struct block *b)
{
    b->sums[b->n_sums] = (struct suppress_sum){.first = b->n_parts};
}

static void sum_genders(struct block *b, size_t item, size_t year, size_t unit)
{
    uint32_t n = 0, of = 0;

    begin_sum(b);
    for (int g = GENDER_F; g < b->n_genders; g++)
        add_part(b, cell_index(b, item, year, unit, g), &n, &of);
    end_sum(b, cell_index(b, item, year, unit, ALL_GENDERS), n, of);
}

static void sum_children(struct block *b, size_t item, size_t year, size_t unit, int gender)
{
    uint32_t n = 0, of = 0;

    begin_sum(b);
    for (size_t u = 0; u < b->n_units; u++) {
        if (b->d->units[u].parent == unit && u != unit)
            add_part(b, cell_index(b, item, year, u, gender), &n, &of);
    }
    end_sum(b, cell_index(b, item, year, unit, gender), n, of);
}

static void sum_years(struct block *b, size_t item, size_t unit, int gender)
{
    uint32_t n = 0, of = 0;

    begin_sum(b);
    for (size_t y = 1; y < b->n_years; y++)
        add_part(b, cell_index(b, item, y, unit, gender), &n, &of);
    end_sum(b, cell_index(b, item, 0, unit, gender), n, of);
}

/* The first item is the whole. */
static void sum_items(struct block *b, size_t year, size_t unit, int gender)
{
    uint32_t n = 0, of = 0;

    begin_sum(b);
    for (size_t i = 1; i < b->n_items; i++)
        add_part(b, cell_index(b, i, year, unit, gender), &n, &of);
    end_sum(b, cell_index(b, 0, year, unit, gender), n, of);
}

/* The first item is the sum of the others. */
static bool has_whole(const struct block *b)
{
    return b->n_items > 1 && b->d->items[b->items[1]].part_of == b->items[0];
}

/* Those of girls and boys together follow from those of each, and those of a whole from its parts'. */
static int first_gender(const struct block *b)
{
    return b->n_genders > 1 ? GENDER_F : ALL_GENDERS;
}

static void add_sums(struct block *b)
{
    for (size_t u = 0; u < b->n_units; u++) {
        for (size_t i = has_whole(b) ? 1 : 0; i < b->n_items; i++) {
            for (size_t y = 0; y < b->n_years; y++)
                sum_genders(b, i, y, u);
            for (int g = first_gender(b); g < b->n_genders; g++) {
                if (b->n_years > 1)
                    sum_years(b, i, u, g);
                for (size_t y = 0; y < b->n_years; y++)
                    sum_children(b, i, y, u, g);
            }
        }
        for (size_t y = 0; has_whole(b) && y < b->n_years; y++) {
            for (int g = 0; g < b->n_genders; g++)
                sum_items(b, y, u, g);
        }
    }
}

static size_t place_of(const struct block *b, size_t item)
{
    size_t i = 0;

    while (b->items[i] != item)
        i++;
    return i;
}

/* Requirements are data: other ones may not contain each other. */
static bool implies(const struct block *b, size_t one, size_t other)
{
    bool all = one != other;
    size_t n = b->n_years * b->n_units * (size_t)b->n_genders;

    for (size_t i = 0; i < n && all; i++) {
        const struct suppress_cell *x = &b->cells[one * n + i], *y = &b->cells[other * n + i];

        all = x->of == y->of && x->n <= y->n;
    }
    return all;
}

static void add_orders(struct block *b)
{
    for (size_t i = 0; i < b->n_items; i++) {
        size_t other = place_of(b, b->d->items[b->items[i]].implies);

        for (size_t y = 0; implies(b, i, other) && y < b->n_years; y++) {
            for (size_t u = 0; u < b->n_units; u++) {
                for (int g = first_gender(b); g < b->n_genders; g++)
                    b->orders[b->n_orders++] = (struct suppress_order){cell_index(b, i, y, u, g),
                                                                       cell_index(b, other, y, u, g)};
            }
        }
    }
}

static void fill(struct block *b)
{
    size_t n = b->n_items * b->n_years * b->n_units * (size_t)b->n_genders;

    /* Each cell is a part of four sums at most, and each sum may have a rest. */
    b->cells = arena_array(b->a, n * 5 + 1, sizeof(*b->cells));
    b->sums = arena_array(b->a, n * 4 + 1, sizeof(*b->sums));
    b->parts = arena_array(b->a, n * 8 + 1, sizeof(*b->parts));
    b->orders = arena_array(b->a, n + 1, sizeof(*b->orders));
    for (size_t i = 0; i < b->n_items; i++) {
        for (size_t y = 0; y < b->n_years; y++) {
            for (size_t u = 0; u < b->n_units; u++) {
                for (int g = 0; g < b->n_genders; g++)
                    fill_cell(b, i, y, u, g);
            }
        }
    }
    b->n_cells = n;
    add_sums(b);
    add_orders(b);
}

static void take_states(const struct block *b)
{
    for (size_t i = 0; i < b->n_items; i++) {
        for (size_t y = 0; y < b->n_years; y++) {
            for (size_t u = 0; u < b->n_units; u++) {
                for (int g = 0; g < b->n_genders; g++)
                    value_of(b, i, y, u, g)->state = b->cells[cell_index(b, i, y, u, g)].state;
            }
        }
    }
}

/* Of the work: it grows about so with the size of a table. */
static size_t share_of(size_t n_items)
{
    return n_items * n_items * n_items;
}

static int solve(struct block *b, struct err *e)
{
    const struct publication_item *first = &b->d->items[b->items[0]];
    struct suppress_tally *tally = &b->d->tallies[b->items[0] * b->d->n_years + b->first_year];
    struct suppress_table t;

    fill(b);
    t = (struct suppress_table){.cells = b->cells, .n_cells = b->n_cells, .sums = b->sums, .n_sums = b->n_sums,
                                .parts = b->parts, .orders = b->orders, .n_orders = b->n_orders,
                                .counts_only = first->id == ITEM_PUPILS || first->is_mean,
                                .work = b->work * (double)share_of(b->n_items) / (double)b->n_shares};
    memset(tally, 0, sizeof(*tally));
    if (suppress_solve(&t, tally, e) < 0)
        return -1;
    b->work -= t.work < b->work ? t.work : b->work;
    b->n_shares -= share_of(b->n_items);
    take_states(b);
    return 0;
}

/* Year groups stand alone unless all of them together are published too. */
static size_t years_together(const struct publication_draft *d)
{
    return d->years[0] == 0 ? d->n_years : 1;
}

/* A later decision is another one only where more is known by then. */
static bool is_open(const struct block *b)
{
    bool open = !b->d->decided;

    for (size_t i = 0; i < b->n_items; i++) {
        for (size_t y = b->first_year; y < b->first_year + b->n_years; y++)
            open |= b->d->changed[b->items[i] * b->d->n_years + y];
    }
    return open;
}

/* The next year groups that are solved together, from b->first_year on; false: there are none. */
static bool find_years(struct block *b)
{
    b->n_years = years_together(b->d);
    while (b->first_year < b->d->n_years && !is_open(b))
        b->first_year += b->n_years;
    return b->first_year < b->d->n_years;
}

static int solve_years(struct block *b, struct err *e)
{
    for (b->first_year = 0; find_years(b); b->first_year += b->n_years) {
        b->n_cells = b->n_sums = b->n_parts = b->n_orders = 0;
        if (solve(b, e) < 0)
            return -1;
    }
    return 0;
}

static void take_items(struct block *b, size_t item)
{
    b->items[0] = item;
    b->n_items = 1;
    for (size_t i = 0; i < b->d->n_items && b->n_items < GROUP_MAX; i++) {
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

static int decide(struct arena *a, struct publication_draft *d, double work, struct err *e)
{
    struct block b = {.d = d, .a = a, .n_genders = d->with_genders ? GENDERS : 1, .work = work};

    /* Units stand in the order of their levels. */
    while (b.n_units < d->n_units && d->units[b.n_units].level <= d->deepest)
        b.n_units++;
    for (size_t i = 0; i < d->n_items; i++) {
        take_items(&b, i);
        for (b.first_year = 0; decides(d, i) && find_years(&b); b.first_year += b.n_years)
            b.n_shares += share_of(b.n_items);
    }
    /* The numbers of pupils come first: a row that they hide is hidden in every column. */
    for (size_t i = 0; i < d->n_items; i++) {
        take_items(&b, i);
        if (decides(d, i) && solve_years(&b, e) < 0)
            return -1;
    }
    memset(d->changed, 0, d->n_items * d->n_years * sizeof(*d->changed));
    add_tallies(d);
    return 0;
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
