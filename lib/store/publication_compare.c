/*
 * What readers know from earlier publications. Of the same round it counts as known as it is. Of
 * neighbouring rounds, and of the same round before corrections, the pupils are nearly the same: if
 * nothing in a row of figures says that those who stayed have changed, then the few who came or went
 * explain the difference, and a reader sees what they had. Such figures are hidden.
 */
#include "store/publication_draft.h"

#include <stdlib.h>

/* From the first figure of a publication to the one after its last. */
struct earlier {
    const struct publication_known *from, *to;
};

static int compare_known(const void *a, const void *b)
{
    const struct publication_known *x = a, *y = b;

    if (x->unit != y->unit)
        return x->unit < y->unit ? -1 : 1;
    if (x->year_group != y->year_group)
        return x->year_group < y->year_group ? -1 : 1;
    if (x->gender != y->gender)
        return x->gender < y->gender ? -1 : 1;
    return x->item < y->item ? -1 : x->item > y->item;
}

static const struct publication_known *find(const struct earlier *e, uint32_t unit, int year_group,
                                            int gender, uint16_t item)
{
    struct publication_known key = {.unit = unit, .year_group = (uint8_t)year_group,
                                    .gender = (uint8_t)gender, .item = item};

    return bsearch(&key, e->from, (size_t)(e->to - e->from), sizeof(key), compare_known);
}

/* Those who do not qualify, as far as a reader knew; false: not at all. */
static bool range_of(const struct publication_known *k, uint16_t limit, uint32_t *ret_from, uint32_t *ret_to)
{
    *ret_from = 0;
    *ret_to = SUPPRESS_NEAR_MAX;
    if (k->state == SUPPRESS_SHOWN)
        suppress_range(k->percent, k->of, limit, ret_from, ret_to);
    return k->state == SUPPRESS_SHOWN || k->state == SUPPRESS_NEAR;
}

static bool compared(const struct publication_draft *d, size_t item)
{
    return d->items[item].id != ITEM_PUPILS && !d->items[item].is_mean;
}

/* One figure now and before: how many more pupils, and how many more of them may not qualify. */
struct change {
    int64_t pupils, least, most;
};

static bool change_of(const struct publication_draft *d, const struct publication_value *v,
                      const struct publication_known *k, uint16_t limit, struct change *ret_change)
{
    uint32_t from, to, now_from, now_to;

    if (v->of < limit || v->n < limit || !range_of(k, limit, &from, &to))
        return false;
    /* What is hidden now tells a reader nothing, also not that those who stayed have changed. */
    if (d->decided && v->state != SUPPRESS_SHOWN && v->state != SUPPRESS_NEAR)
        return false;
    now_from = 0;
    now_to = SUPPRESS_NEAR_MAX;
    if (v->of - v->n == 0 || v->of - v->n > SUPPRESS_NEAR_MAX)
        suppress_range(suppress_percent(v->n, v->of), v->of, limit, &now_from, &now_to);
    *ret_change = (struct change){.pupils = (int64_t)v->of - k->of,
                                  .least = (int64_t)now_from - to,
                                  .most = (int64_t)now_to - from};
    return true;
}

/* Whether those who came or went can be all that has changed. */
static bool explained(const struct change *c)
{
    int64_t low = c->pupils < 0 ? c->pupils : 0, high = c->pupils > 0 ? c->pupils : 0;

    return c->least <= high && c->most >= low;
}

/* Whether a reader who believes so learns what they had: not when all of it stays possible. */
static bool tells(const struct change *c, uint16_t limit)
{
    int64_t low = c->pupils < 0 ? c->pupils : 0, high = c->pupils > 0 ? c->pupils : 0;

    return c->pupils != 0 && llabs(c->pupils) < limit && (c->least > low || c->most < high);
}

static void mark_moved(struct publication_value *v, const struct publication_known *k, uint16_t limit)
{
    int64_t few = (int64_t)v->of - k->of;
    uint32_t from, to;

    range_of(k, limit, &from, &to);
    if (few > 0)
        to += (uint32_t)few;
    else
        from = from > (uint32_t)-few ? from - (uint32_t)-few : 0;
    v->moved_from = from;
    v->moved_to = to < v->of ? to : v->of;
}

/* A row: all that is shown of the same pupils, now and in one earlier publication. */
static void compare_row(struct publication_draft *d, const struct earlier *e, size_t year, size_t unit, int gender)
{
    int before = d->years[year] - (d->years[year] ? d->school_year - e->from->school_year : 0);
    uint16_t limit = d->limits[d->units[unit].level];
    struct change c;

    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < d->n_items; i++) {
            const struct publication_known *k = find(e, d->units[unit].id, before, gender, d->items[i].id);
            struct publication_value *v = publication_value_at(d, i, year, unit, gender);

            if (!k || !compared(d, i) || !publication_wants(d, i, year, unit, gender) || !change_of(d, v, k, limit, &c))
                continue;
            if (pass == 0 && !explained(&c) && e->from->round != d->choice.round_id)
                return;
            if (pass == 0 || !explained(&c) || !tells(&c, limit))
                continue;
            d->moved += v->moved_to == 0;
            d->changed[i * d->n_years + year] |= v->moved_to == 0;
            mark_moved(v, k, limit);
        }
    }
}

/* Where nobody was counted, that was printed and is not among the figures: the column and the row were there. */
static bool nobody_before(const struct publication_draft *d, const struct earlier *e, size_t item, size_t year,
                          size_t unit, int gender)
{
    int year_group = d->years[year];

    return find(e, d->units[0].id, year_group, ALL_GENDERS, d->items[item].id) &&
           find(e, d->units[0].id, year_group, gender, ITEM_PUPILS) &&
           find(e, d->units[unit].id, year_group, ALL_GENDERS, ITEM_PUPILS);
}

/* What was shown of the same round and still is so is known, whatever is hidden now. */
static void take_known(struct publication_draft *d, const struct earlier *e, size_t year, size_t unit, int gender)
{
    for (size_t i = 0; i < d->n_items; i++) {
        const struct publication_known *k = find(e, d->units[unit].id, d->years[year], gender, d->items[i].id);
        struct publication_value *v = publication_value_at(d, i, year, unit, gender);
        bool same = k && k->of == v->of && k->state < SUPPRESS_HIDDEN;

        if (same && k->state == SUPPRESS_SHOWN && !d->items[i].is_mean && d->items[i].id != ITEM_PUPILS)
            same = v->of > 0 && suppress_percent(v->n, v->of) == k->percent;
        v->asked |= k != NULL;
        if (!k && v->of == 0 && nobody_before(d, e, i, year, unit, gender))
            v->known = SUPPRESS_NONE;
        if (same && k->state < v->known)
            v->known = k->state;
    }
}

static bool is_neighbour(const struct publication_draft *d, const struct publication_known *k, int year_group)
{
    int years = d->school_year - k->school_year;

    return years >= -1 && years <= 1 && (year_group ? year_group > years : years == 0);
}

static void compare_with(struct publication_draft *d, const struct earlier *e)
{
    for (size_t y = 0; y < d->n_years; y++) {
        for (size_t u = 0; u < d->n_units; u++) {
            for (int g = ALL_GENDERS; g <= GENDER_M; g++) {
                if (!d->decided && e->from->round == d->choice.round_id)
                    take_known(d, e, y, u, g);
                if (is_neighbour(d, e->from, d->years[y]))
                    compare_row(d, e, y, u, g);
            }
        }
    }
}

void publication_compare(struct publication_draft *d)
{
    const struct publication_known *end = d->known + d->n_known;

    for (size_t i = 0; !d->decided && i < d->n_items * d->n_years * d->n_units * GENDERS; i++)
        d->values[i].known = SUPPRESS_HIDDEN;
    for (struct earlier e = {d->known, d->known}; e.from < end; e.from = e.to) {
        while (e.to < end && e.to->publication == e.from->publication)
            e.to++;
        compare_with(d, &e);
    }
}
