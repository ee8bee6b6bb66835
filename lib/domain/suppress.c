#include "domain/suppress.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "domain/suppress_lp.h"

/* How many values of a count stay open at least where the pupils counted are too few to be shown. */
#define OPEN_VALUES 4
#define TURNS 6
#define SLACK 1e-6

/* A count of a cell for which a reader must not be able to exclude `from` nor `to`. */
struct need {
    uint32_t cell;
    enum suppress_count count;
    uint32_t value[2];
    bool open[2]; /* met by some table that agrees with what is shown */
};

struct solving {
    struct suppress_table *t;
    struct suppress_lp *lp;
    struct need *needs;
    size_t n_needs;
    size_t unprotected;
};

unsigned suppress_percent(uint32_t n, uint32_t of)
{
    unsigned percent = (unsigned)((200ULL * n + of) / (2ULL * of));

    return n < of && percent > 99 ? 99 : percent;
}

void suppress_range(unsigned percent, uint32_t of, uint16_t limit, uint32_t *ret_from,
                    uint32_t *ret_to)
{
    uint32_t least = SUPPRESS_NEAR_MAX + 1, most = of > limit ? of - limit : 0;
    uint32_t from = least;

    if (percent == 100 || most < least) {
        *ret_from = *ret_to = 0;
        return;
    }
    /* The per cent falls as f grows: halve for both ends. */
    for (uint32_t low = least, high = most; low <= high;) {
        uint32_t mid = low + (high - low) / 2;

        if (suppress_percent(of - mid, of) <= percent) {
            from = mid;
            high = mid - 1;
        } else {
            low = mid + 1;
        }
    }
    *ret_from = *ret_to = from;
    for (uint32_t low = from, high = most; low <= high;) {
        uint32_t mid = low + (high - low) / 2;

        if (suppress_percent(of - mid, of) >= percent) {
            *ret_to = mid;
            low = mid + 1;
        } else {
            high = mid - 1;
        }
    }
}

/* ---- what a cell is by itself ---- */

static bool is_moved(const struct suppress_cell *c)
{
    return c->moved_to > 0;
}

static enum suppress_state state_of(const struct suppress_table *t, const struct suppress_cell *c)
{
    if (c->hidden)
        return SUPPRESS_HIDDEN;
    if (c->of == 0)
        return SUPPRESS_NONE;
    if (c->of < c->limit)
        return SUPPRESS_HIDDEN;
    if (t->counts_only)
        return SUPPRESS_SHOWN;
    if (c->n < c->limit || is_moved(c))
        return SUPPRESS_VALUE;
    return c->n < c->of && c->of - c->n <= SUPPRESS_NEAR_MAX ? SUPPRESS_NEAR : SUPPRESS_SHOWN;
}

/* What was shown before stays known; a cell that no table has shows nothing. */
static void begin(const struct suppress_table *t, struct suppress_cell *c)
{
    enum suppress_state own = state_of(t, c);

    c->primary = own > SUPPRESS_SHOWN && !c->hidden;
    c->state = own == SUPPRESS_NONE || c->wanted ? own : SUPPRESS_HIDDEN;
    if (c->known < c->state)
        c->state = c->known;
}

/* One gender hidden: the other one too. */
static void pair(struct suppress_table *t, uint32_t i)
{
    struct suppress_cell *a = &t->cells[i], *b = &t->cells[a->partner];

    if (a->state >= SUPPRESS_VALUE && a->wanted && b->state < a->state && b->state > SUPPRESS_NONE &&
        b->known >= a->state)
        b->state = a->state;
}

/* ---- what must stay open ---- */

static void need(struct solving *s, uint32_t cell, enum suppress_count count, uint32_t from, uint32_t to)
{
    s->needs[s->n_needs++] = (struct need){.cell = cell, .count = count, .value = {from, to}};
}

static void need_window(struct solving *s, uint32_t cell, enum suppress_count count, uint32_t value)
{
    uint32_t from = value >= OPEN_VALUES ? value - OPEN_VALUES + 1 : 0;

    need(s, cell, count, from, from + OPEN_VALUES - 1);
}

/* Of those whose number is no secret, what any of them has stays open. */
static void need_results(struct solving *s, uint32_t i)
{
    const struct suppress_cell *c = &s->t->cells[i];
    uint32_t few = c->of < OPEN_VALUES ? c->of : OPEN_VALUES - 1, f = c->of - c->n;
    uint32_t from = f > few ? f - few : 0;

    need(s, i, SUPPRESS_F, from, from + few);
}

static void need_of_cell(struct solving *s, uint32_t i)
{
    const struct suppress_cell *c = &s->t->cells[i];
    bool few = c->of > 0 && c->of < c->limit;

    if (few && c->asked && c->known == SUPPRESS_HIDDEN) {
        need(s, i, SUPPRESS_OF, 1, c->limit - 1u);
        if (!s->t->counts_only) {
            need_window(s, i, SUPPRESS_F, c->of - c->n);
            need_window(s, i, SUPPRESS_N, c->n);
        }
    } else if (few && !s->t->counts_only && c->known >= SUPPRESS_VALUE) {
        need_results(s, i);
    } else if (!s->t->counts_only && c->asked && c->of >= c->limit && c->known >= SUPPRESS_NEAR) {
        if (c->n < c->limit && c->known >= SUPPRESS_VALUE)
            need(s, i, SUPPRESS_F, c->of - c->limit + 1, c->of);
        else if (c->n >= c->limit && c->n < c->of && c->of - c->n <= SUPPRESS_NEAR_MAX)
            need(s, i, SUPPRESS_F, 1, SUPPRESS_NEAR_MAX);
        else if (is_moved(c) && c->known >= SUPPRESS_VALUE)
            need(s, i, SUPPRESS_F, c->moved_from, c->moved_to);
    }
}

/* Every table that the solver has found shows that some values are open. */
static void note(struct solving *s)
{
    for (size_t i = 0; i < s->n_needs; i++) {
        struct need *n = &s->needs[i];
        double x = suppress_lp_value(s->lp, n->cell, n->count);

        n->open[0] |= x <= n->value[0] + SLACK;
        n->open[1] |= x >= n->value[1] - SLACK;
    }
}

/*
 * One table pulled far out in many directions at once shows much to be open, for the price of one
 * program. Directions are drawn, the same ones each time.
 */
static void stretch(struct solving *s)
{
    signed char *directions = mem_calloc(s->t->n_cells * 2, 1);
    uint32_t drawn = 1;

    for (int turn = 0; turn < TURNS; turn++) {
        memset(directions, 0, s->t->n_cells * 2);
        for (size_t i = 0; i < s->n_needs; i++) {
            const struct need *n = &s->needs[i];

            drawn = drawn * 1664525u + 1013904223u;
            if (n->open[0] && n->open[1])
                continue;
            if (n->count != SUPPRESS_F)
                directions[2 * n->cell] = drawn >> 16 & 1 ? 1 : -1;
            if (n->count != SUPPRESS_N)
                directions[2 * n->cell + 1] = drawn >> 16 & 1 ? 1 : -1;
        }
        if (suppress_lp_stretch(s->lp, directions) > 0)
            note(s);
    }
    free(directions);
}

static void take(struct solving *s, uint32_t i, enum suppress_state state)
{
    struct suppress_cell *c = &s->t->cells[i];

    if (state > c->state && state <= c->known)
        c->state = state;
    suppress_lp_know(s->lp, i);
    pair(s->t, i);
    suppress_lp_know(s->lp, c->partner);
}

/* Hides what the solver gives up. Its table then agrees with all that is shown. */
static void hide(struct solving *s)
{
    enum suppress_state *becomes = mem_calloc(s->t->n_cells, sizeof(*becomes));

    for (uint32_t i = 0; i < s->t->n_cells; i++)
        becomes[i] = suppress_lp_becomes(s->lp, i);
    note(s);
    for (uint32_t i = 0; i < s->t->n_cells; i++) {
        if (becomes[i] > SUPPRESS_SHOWN)
            take(s, i, becomes[i]);
    }
    free(becomes);
}

/*
 * Where too few qualify and the sum of them is known from before, the number of pupils is hidden as
 * well: then those who qualify can again be any few.
 */
static int open_with_number(struct solving *s, const struct need *n, int side)
{
    const struct suppress_cell *c = &s->t->cells[n->cell];

    if (c->known < SUPPRESS_HIDDEN || c->n >= c->limit || c->of < c->limit)
        return 0;
    take(s, n->cell, SUPPRESS_HIDDEN);
    return suppress_lp_find(s->lp, n->cell, SUPPRESS_N, side == 0 ? c->limit - 1u : 0, true);
}

static int open_up(struct solving *s, const struct need *n, int side, struct err *e)
{
    const struct suppress_cell *c = &s->t->cells[n->cell];
    int rc;

    if (n->open[side])
        return 0;
    /* Pupils are the same in most subjects: a number that only one of them hides is no secret, so
     * it is given up only where a number must be hidden. */
    rc = suppress_lp_find(s->lp, n->cell, n->count, n->value[side], c->of < c->limit);
    if (rc == 0 && c->asked)
        rc = open_with_number(s, n, side);
    if (rc < 0)
        return err_set(e, ERR_INTERNAL, "the linear program of the suppression has failed");
    if (rc > 0)
        hide(s);
    else if (c->asked)
        s->unprotected++;
    return 0;
}

static void tally_up(const struct solving *s, struct suppress_tally *to)
{
    for (size_t i = 0; i < s->t->n_cells; i++) {
        const struct suppress_cell *c = &s->t->cells[i];

        if (!c->wanted || c->state == SUPPRESS_NONE)
            continue;
        to->cells++;
        to->hidden += c->state >= SUPPRESS_VALUE;
        to->near += c->state == SUPPRESS_NEAR;
        to->primary += c->state >= SUPPRESS_NEAR && c->primary;
    }
    to->unprotected += s->unprotected;
}

int suppress_solve(struct suppress_table *t, struct suppress_tally *tally, struct err *e)
{
    struct solving s = {.t = t, .needs = mem_calloc(t->n_cells * 3 + 1, sizeof(struct need))};
    int rc = 0;

    for (size_t i = 0; i < t->n_cells; i++)
        begin(t, &t->cells[i]);
    for (uint32_t i = 0; i < t->n_cells; i++)
        pair(t, i);
    for (uint32_t i = 0; i < t->n_cells; i++)
        need_of_cell(&s, i);
    if (s.n_needs > 0) {
        s.lp = suppress_lp_new(t);
        if (s.lp)
            stretch(&s);
        else
            rc = err_set(e, ERR_INTERNAL, "libClp.so.1 cannot be loaded: small numbers cannot be hidden");
        for (size_t i = 0; i < s.n_needs && rc == 0; i++) {
            rc = open_up(&s, &s.needs[i], 0, e);
            if (rc == 0)
                rc = open_up(&s, &s.needs[i], 1, e);
        }
        suppress_lp_free(s.lp);
    }
    if (rc == 0)
        tally_up(&s, tally);
    free(s.needs);
    return rc;
}
