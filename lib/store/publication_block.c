#include "store/publication_block.h"

static uint32_t cell_index(const struct publication_block *b, size_t item, size_t year, size_t unit, int gender)
{
    return (uint32_t)(((item * b->n_years + year) * b->n_units + unit) * (size_t)b->n_genders + (size_t)gender);
}

static struct publication_value *value_of(const struct publication_block *b, size_t item, size_t year, size_t unit,
                                          int gender)
{
    return publication_value_at(b->d, b->items[item], b->first_year + year, unit, gender);
}

/* Girls and boys are given up before the total, small units before large ones. */
static uint32_t weight_of(enum publication_level level, int gender)
{
    static const uint32_t weights[PUBLICATION_LEVELS] = {100, 20, 4};

    return weights[level] * (gender == ALL_GENDERS ? 3 : 1);
}

static void fill_cell(struct publication_block *b, size_t item, size_t year, size_t unit, int gender)
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
        /* A number of pupils that is hidden hides the row: that has been decided. */
        .known = b->together && b->items[item] == 0 ? v->state : v->known,
        .moved_from = v->moved_from,
        .moved_to = v->moved_to,
        .counts_only = d->items[b->items[item]].id == ITEM_PUPILS || d->items[b->items[item]].is_mean,
        .room = v->room,
        .alone = b->together ? v->alone : 0,
        /* A number of pupils that is hidden hides the row: that has been decided. */
        .fixed = b->together && b->items[item] == 0,
        .least = b->together && wanted && printed ? v->state : SUPPRESS_NONE,
    };
}

static void add_part(struct publication_block *b, uint32_t cell, uint32_t *n, uint32_t *of)
{
    b->parts[b->n_parts++] = cell;
    b->sums[b->n_sums].count++;
    *n += b->cells[cell].n;
    *of += b->cells[cell].of;
}

/* What no table names but the sum gives: units directly below, year groups that were not chosen. */
static void end_sum(struct publication_block *b, uint32_t total, uint32_t n, uint32_t of)
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

static void begin_sum(struct publication_block *b)
{
    b->sums[b->n_sums] = (struct suppress_sum){.first = b->n_parts};
}

static void sum_genders(struct publication_block *b, size_t item, size_t year, size_t unit)
{
    uint32_t n = 0, of = 0;

    begin_sum(b);
    for (int g = GENDER_F; g < b->n_genders; g++)
        add_part(b, cell_index(b, item, year, unit, g), &n, &of);
    end_sum(b, cell_index(b, item, year, unit, ALL_GENDERS), n, of);
}

static void sum_children(struct publication_block *b, size_t item, size_t year, size_t unit, int gender)
{
    uint32_t n = 0, of = 0;

    begin_sum(b);
    for (size_t u = 0; u < b->n_units; u++) {
        if (b->d->units[u].parent == unit && u != unit)
            add_part(b, cell_index(b, item, year, u, gender), &n, &of);
    }
    end_sum(b, cell_index(b, item, year, unit, gender), n, of);
}

static void sum_years(struct publication_block *b, size_t item, size_t unit, int gender)
{
    uint32_t n = 0, of = 0;

    begin_sum(b);
    for (size_t y = 1; y < b->n_years; y++)
        add_part(b, cell_index(b, item, y, unit, gender), &n, &of);
    end_sum(b, cell_index(b, item, 0, unit, gender), n, of);
}

static void sum_items(struct publication_block *b, size_t whole, size_t year, size_t unit, int gender)
{
    uint32_t n = 0, of = 0;

    begin_sum(b);
    for (size_t i = 0; i < b->n_items; i++) {
        if (i != whole && b->d->items[b->items[i]].part_of == b->items[whole])
            add_part(b, cell_index(b, i, year, unit, gender), &n, &of);
    }
    end_sum(b, cell_index(b, whole, year, unit, gender), n, of);
}

static bool is_whole(const struct publication_block *b, size_t item)
{
    bool whole = false;

    for (size_t i = 0; i < b->n_items; i++)
        whole |= i != item && b->d->items[b->items[i]].part_of == b->items[item];
    return whole;
}

/* Those of girls and boys together follow from those of each, and those of a whole from its parts'. */
static int first_gender(const struct publication_block *b)
{
    return b->n_genders > 1 ? GENDER_F : ALL_GENDERS;
}

static void add_sums_of(struct publication_block *b, size_t item, size_t unit)
{
    for (size_t y = 0; y < b->n_years; y++)
        sum_genders(b, item, y, unit);
    for (int g = first_gender(b); g < b->n_genders; g++) {
        if (b->n_years > 1)
            sum_years(b, item, unit, g);
        for (size_t y = 0; y < b->n_years; y++)
            sum_children(b, item, y, unit, g);
    }
}

static void add_sums(struct publication_block *b)
{
    for (size_t u = 0; u < b->n_units; u++) {
        for (size_t i = 0; i < b->n_items; i++) {
            if (!is_whole(b, i)) {
                add_sums_of(b, i, u);
                continue;
            }
            for (size_t y = 0; y < b->n_years; y++) {
                for (int g = 0; g < b->n_genders; g++)
                    sum_items(b, i, y, u, g);
            }
        }
    }
}

/* n_items: it is not among them. */
static size_t place_of(const struct publication_block *b, size_t item)
{
    size_t i = 0;

    while (i < b->n_items && b->items[i] != item)
        i++;
    return i;
}

/* Requirements are data: other ones may not contain each other. */
static bool implies(const struct publication_block *b, size_t one, size_t other)
{
    bool all = one != other && other < b->n_items;
    size_t n = b->n_years * b->n_units * (size_t)b->n_genders;

    for (size_t i = 0; i < n && all; i++) {
        const struct suppress_cell *x = &b->cells[one * n + i], *y = &b->cells[other * n + i];

        all = x->of == y->of && x->n <= y->n;
    }
    return all;
}

static void add_orders(struct publication_block *b)
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

/* ---- programmes and subjects ---- */

struct place {
    size_t year, unit;
    int gender;
};

static void add_term(struct publication_block *b, size_t item, const struct place *p, enum suppress_count count,
                     int sign)
{
    b->terms[b->n_terms++] = (struct suppress_term){cell_index(b, item, p->year, p->unit, p->gender), count, sign};
}

static int64_t count_of(const struct publication_block *b, const struct suppress_term *t)
{
    const struct suppress_cell *c = &b->cells[t->cell];

    return t->count == SUPPRESS_OF ? c->of : t->count == SUPPRESS_N ? c->n : c->of - c->n;
}

/* Of the terms since the last one. Data may say otherwise (two languages in one column): then there is none. */
static void end_bound(struct publication_block *b, size_t first)
{
    int64_t sum = 0;

    for (size_t i = first; i < b->n_terms; i++)
        sum += b->terms[i].sign * count_of(b, &b->terms[i]);
    if (sum <= 0)
        b->bounds[b->n_bounds++] = (struct suppress_bound){first, b->n_terms - first};
    else
        b->n_terms = first;
}

/* Who is eligible for a programme passes in one of the subjects. */
static void bound_eligible(struct publication_block *b, const struct publication_requirement *r, const struct place *p)
{
    size_t first = b->n_terms, programme = place_of(b, r->programme);

    if (programme == b->n_items)
        return;
    add_term(b, programme, p, SUPPRESS_N, 1);
    for (size_t i = 0; i < r->n_subjects; i++) {
        if (place_of(b, r->subjects[i]) < b->n_items)
            add_term(b, place_of(b, r->subjects[i]), p, SUPPRESS_N, -1);
    }
    end_bound(b, first);
}

static bool is_subject(const struct publication_block *b, size_t item)
{
    const struct publication_item *it = &b->d->items[b->items[item]];

    return it->id != ITEM_PUPILS && it->id != ITEM_SWEDISH && !it->is_measure;
}

/* Who attains all subjects fails in none, and who does not fails in one at least. */
static void bound_all(struct publication_block *b, size_t all, const struct place *p)
{
    size_t first;

    for (size_t i = 0; i < b->n_items; i++) {
        if (!is_subject(b, i))
            continue;
        first = b->n_terms;
        add_term(b, all, p, SUPPRESS_N, 1);
        add_term(b, i, p, SUPPRESS_F, 1);
        add_term(b, 0, p, SUPPRESS_OF, -1);
        end_bound(b, first);
    }
    first = b->n_terms;
    add_term(b, all, p, SUPPRESS_F, 1);
    for (size_t i = 0; i < b->n_items; i++) {
        if (is_subject(b, i))
            add_term(b, i, p, SUPPRESS_F, -1);
    }
    end_bound(b, first);
}

static void add_bounds(struct publication_block *b)
{
    size_t all = place_of(b, b->d->all_subjects);

    for (struct place p = {0}; p.year < b->n_years; p.year++) {
        for (p.unit = 0; p.unit < b->n_units; p.unit++) {
            for (p.gender = first_gender(b); p.gender < b->n_genders; p.gender++) {
                for (size_t i = 0; i < b->d->n_requirements; i++)
                    bound_eligible(b, &b->d->requirements[i], &p);
                if (all < b->n_items)
                    bound_all(b, all, &p);
            }
        }
    }
}

static void make_room(struct publication_block *b, size_t n)
{
    size_t places = n / b->n_items;

    /* Each cell is a part of four sums at most, and each sum may have a rest. */
    b->cells = arena_array(b->a, n * 5 + 1, sizeof(*b->cells));
    b->sums = arena_array(b->a, n * 4 + 1, sizeof(*b->sums));
    b->parts = arena_array(b->a, n * 8 + 1, sizeof(*b->parts));
    b->orders = arena_array(b->a, n + 1, sizeof(*b->orders));
    if (!b->together)
        return;
    b->bounds = arena_array(b->a, places * (b->d->n_requirements + b->n_items + 1), sizeof(*b->bounds));
    b->terms = arena_array(b->a, places * (b->d->n_requirements * (ELIGIBILITY_ALTERNATIVES_MAX + 1) + b->n_items * 4),
                           sizeof(*b->terms));
}

void publication_block_fill(struct publication_block *b)
{
    size_t n = b->n_items * b->n_years * b->n_units * (size_t)b->n_genders;

    make_room(b, n);
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
    if (b->together)
        add_bounds(b);
}

static size_t item_of(const struct publication_block *b, const struct suppress_term *t)
{
    return b->items[t->cell / (b->n_years * b->n_units * (size_t)b->n_genders)];
}

static void narrow(const struct publication_block *b, const struct suppress_term *t, uint32_t room)
{
    size_t at = t->cell % (b->n_years * b->n_units * (size_t)b->n_genders);
    size_t place = at / (size_t)b->n_genders;
    struct suppress_room *r = &publication_value_at(b->d, item_of(b, t), b->first_year + place / b->n_units,
                                                    place % b->n_units, (int)(at % (size_t)b->n_genders))->room;
    uint32_t *side = t->count == SUPPRESS_F ? (t->sign > 0 ? &r->f_more : &r->f_less)
                                            : (t->sign > 0 ? &r->n_more : &r->n_less);

    if (*side > room)
        *side = room;
}

void publication_block_rooms(const struct publication_block *b)
{
    for (size_t i = 0; i < b->n_bounds; i++) {
        const struct suppress_term *terms = b->terms + b->bounds[i].first;
        size_t n = b->bounds[i].count;
        int64_t room = 0;

        for (size_t k = 0; k < n; k++)
            room -= terms[k].sign * count_of(b, &terms[k]);
        for (size_t k = 0; k < n; k++) {
            size_t with = b->d->items[item_of(b, &terms[k])].with, share = 0;

            for (size_t j = 0; j < n; j++)
                share += b->d->items[item_of(b, &terms[j])].with == with;
            narrow(b, &terms[k], (uint32_t)((size_t)room / share));
        }
    }
}

void publication_block_take(const struct publication_block *b)
{
    for (size_t i = 0; i < b->n_items; i++) {
        for (size_t y = 0; y < b->n_years; y++) {
            for (size_t u = 0; u < b->n_units; u++) {
                for (int g = 0; g < b->n_genders; g++) {
                    const struct suppress_cell *c = &b->cells[cell_index(b, i, y, u, g)];
                    struct publication_value *v = value_of(b, i, y, u, g);

                    v->state = c->state;
                    v->alone = c->alone;
                }
            }
        }
    }
}
