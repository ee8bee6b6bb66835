#include "domain/suppress.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "domain/suppress_proof.h"

/* How many values of a count stay open at least where the pupils counted are too few to be shown. */
#define OPEN_VALUES 4
#define TURNS 16 /* of stretching, fewer when some in a row */
#define IDLE 2   /* have shown nothing */
#define SLACK 1e-6

struct solving {
    struct suppress_table *t;
    struct suppress_proofs p;
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

static enum suppress_state state_of(const struct suppress_cell *c)
{
    if (c->hidden)
        return SUPPRESS_HIDDEN;
    if (c->of == 0)
        return SUPPRESS_NONE;
    if (c->of < c->limit)
        return SUPPRESS_HIDDEN;
    if (c->counts_only)
        return SUPPRESS_SHOWN;
    if (c->n < c->limit || is_moved(c))
        return SUPPRESS_VALUE;
    return c->n < c->of && c->of - c->n <= SUPPRESS_NEAR_MAX ? SUPPRESS_NEAR : SUPPRESS_SHOWN;
}

/* What was shown before stays known; a cell that no table has shows nothing. */
static void begin(struct suppress_cell *c)
{
    enum suppress_state own = state_of(c);

    c->primary = own > SUPPRESS_SHOWN && !c->hidden;
    c->state = own == SUPPRESS_NONE || c->wanted ? own : SUPPRESS_HIDDEN;
    if (c->least > c->state)
        c->state = c->least;
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
    unsigned alone = s->t->decided ? s->t->cells[cell].alone >> (2 * count) : 0;
    bool sides[2] = {alone & 1, alone & 2};

    s->p.needs[s->p.n_needs++] = (struct suppress_need){.cell = cell, .count = count, .value = {from, to},
                                                        .open = {sides[0], sides[1]},
                                                        .alone = {sides[0], sides[1]}};
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
        if (!c->counts_only) {
            need_window(s, i, SUPPRESS_F, c->of - c->n);
            need_window(s, i, SUPPRESS_N, c->n);
        }
    } else if (few && !c->counts_only && c->known >= SUPPRESS_VALUE) {
        need_results(s, i);
    } else if (!c->counts_only && c->asked && c->of >= c->limit && c->known >= SUPPRESS_NEAR) {
        if (c->n < c->limit && c->known >= SUPPRESS_VALUE)
            need(s, i, SUPPRESS_F, c->of - c->limit + 1, c->of);
        else if (c->n >= c->limit && c->n < c->of && c->of - c->n <= SUPPRESS_NEAR_MAX)
            need(s, i, SUPPRESS_F, 1, SUPPRESS_NEAR_MAX);
        else if (is_moved(c) && c->known >= SUPPRESS_VALUE)
            need(s, i, SUPPRESS_F, c->moved_from, c->moved_to);
    }
}

/* Either way while neither end is shown to be open; then towards the one that is left, every other time, as others
 * may pull the other way. */
static void draw(const struct suppress_need *n, signed char *directions, uint32_t *drawn)
{
    for (int k = 0; k < 2; k++) {
        signed char to;

        *drawn = *drawn * 1664525u + 1013904223u;
        to = *drawn >> 16 & 1 ? 1 : -1;
        if (n->open[0] || n->open[1])
            to = *drawn >> 17 & 1 ? 0 : n->open[0] ? 1 : -1;
        if (!(n->open[0] && n->open[1]) && n->count != (k == 0 ? SUPPRESS_F : SUPPRESS_N))
            directions[2 * n->cell + (uint32_t)k] = to;
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
    int idle = 0;

    for (int turn = 0; turn < TURNS && idle < IDLE; turn++) {
        memset(directions, 0, s->t->n_cells * 2);
        for (size_t i = 0; i < s->p.n_needs; i++)
            draw(&s->p.needs[i], directions, &drawn);
        if (suppress_lp_stretch(s->p.lp, directions) > 0)
            idle = suppress_proofs_note(&s->p) > 0 ? 0 : idle + 1;
    }
    free(directions);
}

static void take(struct solving *s, uint32_t i, enum suppress_state state)
{
    struct suppress_cell *c = &s->t->cells[i];

    if (state > c->state && state <= c->known)
        c->state = state;
    suppress_lp_know(s->p.lp, i);
    pair(s->t, i);
    suppress_lp_know(s->p.lp, c->partner);
}

/* Hides what the solver gives up. Its table then agrees with all that is shown. */
static void hide(struct solving *s)
{
    enum suppress_state *becomes = mem_calloc(s->t->n_cells, sizeof(*becomes));

    for (uint32_t i = 0; i < s->t->n_cells; i++)
        becomes[i] = suppress_lp_becomes(s->p.lp, i);
    suppress_proofs_note(&s->p);
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
static bool with_number(struct solving *s, struct suppress_need *n)
{
    const struct suppress_cell *c = &s->t->cells[n->cell];

    if (!c->asked || c->known < SUPPRESS_HIDDEN || c->n >= c->limit || c->of < c->limit || n->count != SUPPRESS_F)
        return false;
    take(s, n->cell, SUPPRESS_HIDDEN);
    for (int side = 0; side < 2; side++)
        suppress_proofs_forget(&s->p, n, side);
    n->count = SUPPRESS_N;
    n->moved = true;
    n->value[0] = 0;
    n->value[1] = c->limit - 1u;
    return true;
}

/* What readers knew of a count before this, and from numbers of pupils if they are no secret. */
static int known_before(struct solving *s, const struct suppress_need *n, int side, bool numbers, double *ret_value)
{
    enum suppress_state *states = mem_calloc(s->t->n_cells, sizeof(*states));
    int rc;

    for (uint32_t i = 0; i < s->t->n_cells; i++) {
        struct suppress_cell *c = &s->t->cells[i];

        states[i] = c->state;
        if (c->wanted || c->state > SUPPRESS_NONE)
            c->state = numbers && states[i] < SUPPRESS_HIDDEN && c->known > SUPPRESS_VALUE ? SUPPRESS_VALUE : c->known;
        suppress_lp_know(s->p.lp, i);
    }
    rc = suppress_lp_reach(s->p.lp, n->cell, n->count, side, ret_value);
    for (uint32_t i = 0; i < s->t->n_cells; i++) {
        s->t->cells[i].state = states[i];
        suppress_lp_know(s->p.lp, i);
    }
    free(states);
    return rc;
}

/* Pupils are the same in most subjects: a number that only one of them hides is no secret, so it is
 * given up only where a number must be hidden. */
static enum suppress_giving giving_for(const struct solving *s, const struct suppress_need *n)
{
    const struct suppress_cell *c = &s->t->cells[n->cell];

    return c->of < c->limit || n->count == SUPPRESS_N ? SUPPRESS_GIVE_NUMBERS : SUPPRESS_GIVE_RESULTS;
}

/* As many values stay open on the other side, if they were. */
static void end_at(struct solving *s, struct suppress_need *n, int side, uint32_t value)
{
    uint32_t lost = side == 0 ? value - n->value[0] : n->value[1] - value;

    n->value[side] = value;
    n->edge[side] = n->moved = true;
    if (n->edge[1 - side])
        return;
    if (side == 0)
        n->value[1] += lost;
    else
        n->value[0] -= n->value[0] < lost ? n->value[0] : lost;
    suppress_proofs_forget(&s->p, n, 1 - side);
}

/* What readers could exclude before cannot be opened again; the rest of it stays open. */
static int open_rest(struct solving *s, struct suppress_need *n, int side)
{
    enum suppress_giving giving = giving_for(s, n);
    double reached;
    int rc = known_before(s, n, side, giving < SUPPRESS_GIVE_NUMBERS, &reached);

    if (rc <= 0)
        return rc;
    if (side == 0 && reached > n->value[0] + SLACK)
        end_at(s, n, side, (uint32_t)ceil(reached - SLACK));
    else if (side == 1 && reached < n->value[1] - SLACK)
        end_at(s, n, side, (uint32_t)floor(reached + SLACK));
    rc = suppress_lp_find(s->p.lp, n->cell, n->count, n->value[side], giving);
    if (rc == 0)
        rc = suppress_lp_find(s->p.lp, n->cell, n->count, n->value[side], SUPPRESS_GIVE_NOBODY);
    return rc;
}

static int open_side(struct solving *s, struct suppress_need *n, int side)
{
    int rc;

    if (n->open[side])
        return 0;
    rc = suppress_lp_find(s->p.lp, n->cell, n->count, n->value[side], giving_for(s, n));
    if (rc == 0 && with_number(s, n))
        rc = suppress_lp_find(s->p.lp, n->cell, n->count, n->value[side], SUPPRESS_GIVE_NUMBERS);
    if (rc == 0)
        rc = open_rest(s, n, side);
    if (rc > 0)
        hide(s);
    return rc < 0 ? -1 : 0;
}

static int open_all(struct solving *s)
{
    for (size_t i = 0; i < s->p.n_needs; i++) {
        /* Each side may move the other, once. */
        for (int turn = 0; turn < 4; turn++) {
            if (open_side(s, &s->p.needs[i], turn % 2) < 0)
                return -1;
        }
    }
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
    for (size_t i = 0; i < s->p.n_needs; i++) {
        const struct suppress_need *n = &s->p.needs[i];

        to->unprotected += s->t->cells[n->cell].asked && !(n->open[0] && n->open[1]);
        to->followed += s->t->cells[n->cell].wanted && (n->edge[0] || n->edge[1]);
    }
}

/* What the solver gave up on its way may not be needed in the end. */
static int show(struct solving *s, const enum suppress_state *least)
{
    int rc;

    suppress_lp_free(s->p.lp);
    s->p.lp = suppress_lp_new(s->t, false);
    rc = suppress_proofs_show(&s->p, least, s->t->work);
    s->t->work = suppress_lp_work(s->p.lp);
    return rc;
}

/* 1 all that must be open is so as it is, 0 not all, -1. */
static int look(struct solving *s)
{
    int open = 1;

    stretch(s);
    for (size_t i = 0; i < s->p.n_needs * 2; i++) {
        struct suppress_need *n = &s->p.needs[i / 2];
        int side = i % 2, rc = n->open[side] ? 1 : suppress_lp_meet(s->p.lp, n->cell, n->count, n->value[side]);

        if (rc < 0)
            return -1;
        if (rc == 0)
            open = 0;
        else if (!n->open[side])
            suppress_proofs_note(&s->p);
    }
    return open;
}

/*
 * Tables that were decided each by itself are mostly open together too: the program without what
 * could be given up tells so at a third of the price.
 */
static int solve_decided(struct solving *s, const enum suppress_state *least)
{
    int rc = look(s);

    s->t->work = rc > 0 ? 0 : s->t->work;
    if (rc != 0)
        return rc;
    suppress_lp_free(s->p.lp);
    s->p.lp = suppress_lp_new(s->t, true);
    return open_all(s) < 0 ? -1 : show(s, least);
}

/* Finds what is open without any other table's having to differ: what is decided together need not look at it. */
static void look_alone(struct solving *s)
{
    struct suppress_need *needs = s->p.needs;
    size_t size = (s->p.n_needs + 1) * sizeof(*needs);

    s->p.needs = memcpy(mem_calloc(1, size), needs, size);
    for (size_t i = 0; i < s->p.n_needs; i++) {
        s->p.needs[i].open[0] = s->p.needs[i].open[1] = false;
        s->p.needs[i].proof[0] = s->p.needs[i].proof[1] = NULL;
    }
    suppress_lp_confine(s->p.lp);
    stretch(s);
    for (size_t i = 0; i < s->p.n_needs * 2; i++) {
        struct suppress_need *n = &s->p.needs[i / 2];
        int side = i % 2;

        if (n->open[side] && !n->moved)
            s->t->cells[n->cell].alone |= (uint8_t)(1u << (2 * n->count + (unsigned)side));
        suppress_proofs_forget(&s->p, n, side);
    }
    free(s->p.needs);
    s->p.needs = needs;
}

static int solve_alone(struct solving *s, const enum suppress_state *least)
{
    stretch(s);
    if (open_all(s) < 0 || show(s, least) < 0)
        return -1;
    if (s->t->rooms)
        look_alone(s);
    return 0;
}

static int solve(struct solving *s, const enum suppress_state *least, struct err *e)
{
    int rc;

    s->p.lp = suppress_lp_new(s->t, !s->t->decided);
    if (!s->p.lp)
        return err_set(e, ERR_INTERNAL, "libClp.so.1 cannot be loaded: small numbers cannot be hidden");
    rc = s->t->decided ? solve_decided(s, least) : solve_alone(s, least);
    suppress_lp_free(s->p.lp);
    return rc < 0 ? err_set(e, ERR_INTERNAL, "the linear program of the suppression has failed") : 0;
}

int suppress_solve(struct suppress_table *t, struct suppress_tally *tally, struct err *e)
{
    struct solving s = {.t = t, .p = {.t = t, .needs = mem_calloc(t->n_cells * 3 + 1, sizeof(*s.p.needs))}};
    enum suppress_state *least = mem_calloc(t->n_cells + 1, sizeof(*least));
    int rc = 0;

    for (size_t i = 0; i < t->n_cells; i++)
        begin(&t->cells[i]);
    for (uint32_t i = 0; i < t->n_cells; i++)
        pair(t, i);
    for (uint32_t i = 0; i < t->n_cells; i++) {
        least[i] = t->cells[i].state;
        need_of_cell(&s, i);
    }
    if (s.p.n_needs > 0)
        rc = solve(&s, least, e);
    else
        t->work = 0;
    if (rc == 0)
        tally_up(&s, tally);
    for (size_t i = 0; i < s.p.n_needs * 2; i++)
        suppress_proofs_forget(&s.p, &s.p.needs[i / 2], i % 2);
    free(s.p.needs);
    free(least);
    return rc;
}
