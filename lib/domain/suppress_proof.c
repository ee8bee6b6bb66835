#include "domain/suppress_proof.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define KEPT_MAX ((size_t)24 * 1024 * 1024) /* a worker may have 128 MiB */
#define SLACK 1e-6

struct suppress_proof {
    size_t uses, size;
    double x[]; /* per cell, those who qualify and those who do not */
};

/* One side of a need for which another table has to be found. */
struct gap {
    size_t need;
    int side;
    struct suppress_proof *proof; /* found */
    bool open;
};

/* A cell and the other gender's, which are shown alike. */
struct candidate {
    uint32_t cells[2];
    double worth;
};

struct showing {
    struct suppress_proofs *p;
    const enum suppress_state *least;
    struct gap *gaps;
    size_t n_gaps;
    size_t *order; /* of needs: those first that have forbidden something lately */
};

static struct suppress_proof *proof_use(struct suppress_proof *proof)
{
    if (proof)
        proof->uses++;
    return proof;
}

static void proof_drop(struct suppress_proofs *p, struct suppress_proof *proof)
{
    if (proof && --proof->uses == 0) {
        p->kept -= proof->size;
        free(proof);
    }
}

/* The solver's table; NULL when there is no room for it. */
static struct suppress_proof *proof_new(struct suppress_proofs *p)
{
    size_t size = sizeof(struct suppress_proof) + p->t->n_cells * 2 * sizeof(double);
    struct suppress_proof *proof;

    if (p->kept + size > KEPT_MAX)
        return NULL;
    proof = mem_calloc(1, size);
    proof->size = size;
    p->kept += size;
    for (uint32_t i = 0; i < p->t->n_cells; i++) {
        proof->x[2 * i] = suppress_lp_value(p->lp, i, SUPPRESS_N);
        proof->x[2 * i + 1] = suppress_lp_value(p->lp, i, SUPPRESS_F);
    }
    return proof;
}

static bool meets(const struct suppress_proofs *p, const struct suppress_need *n, int side)
{
    double x = suppress_lp_value(p->lp, n->cell, n->count);

    return side == 0 ? x <= n->value[0] + SLACK : x >= n->value[1] - SLACK;
}

size_t suppress_proofs_note(struct suppress_proofs *p)
{
    struct suppress_proof *proof = NULL;
    size_t noted = 0;

    for (size_t i = 0; i < p->n_needs; i++) {
        struct suppress_need *n = &p->needs[i];

        for (int side = 0; side < 2; side++) {
            if (n->open[side] || !meets(p, n, side))
                continue;
            n->open[side] = true;
            proof = proof ? proof : proof_new(p);
            n->proof[side] = proof_use(proof);
            noted++;
        }
    }
    return noted;
}

void suppress_proofs_forget(struct suppress_proofs *p, struct suppress_need *n, int side)
{
    proof_drop(p, n->proof[side]);
    n->proof[side] = NULL;
    n->open[side] = n->alone[side] = false;
}

/* ---- showing again ---- */

static bool agrees(const struct suppress_proofs *p, const struct suppress_proof *proof, const uint32_t *cells)
{
    for (int i = 0; i < 2; i++) {
        if (!suppress_lp_agrees(p->lp, cells[i], proof->x[2 * cells[i]], proof->x[2 * cells[i] + 1]))
            return false;
    }
    return true;
}

static void find_gaps(struct showing *s, const uint32_t *cells)
{
    s->n_gaps = 0;
    for (size_t k = 0; k < s->p->n_needs; k++) {
        const struct suppress_need *n = &s->p->needs[s->order[k]];

        for (int side = 0; side < 2; side++) {
            if (n->open[side] && !n->alone[side] && (!n->proof[side] || !agrees(s->p, n->proof[side], cells)))
                s->gaps[s->n_gaps++] = (struct gap){.need = s->order[k], .side = side};
        }
    }
}

/* The solver's table closes a gap and perhaps others. */
static void close_gaps(struct showing *s)
{
    struct suppress_proof *proof = NULL;

    for (size_t i = 0; i < s->n_gaps; i++) {
        struct gap *g = &s->gaps[i];

        if (g->open || !meets(s->p, &s->p->needs[g->need], g->side))
            continue;
        g->open = true;
        proof = proof ? proof : proof_new(s->p);
        g->proof = proof_use(proof);
    }
}

/* What forbids one cell often forbids its neighbours. */
static void move_to_front(struct showing *s, size_t need)
{
    size_t at = 0;

    while (s->order[at] != need)
        at++;
    memmove(s->order + 1, s->order, at * sizeof(*s->order));
    s->order[0] = need;
}

/* 1 all gaps are closed, 0 one cannot be, -1. */
static int close_all(struct showing *s)
{
    for (size_t i = 0; i < s->n_gaps; i++) {
        const struct suppress_need *n = &s->p->needs[s->gaps[i].need];
        int rc;

        if (s->gaps[i].open)
            continue;
        rc = suppress_lp_meet(s->p->lp, n->cell, n->count, n->value[s->gaps[i].side]);
        if (rc <= 0) {
            if (rc == 0)
                move_to_front(s, s->gaps[i].need);
            return rc;
        }
        close_gaps(s);
    }
    return 1;
}

static void keep(struct showing *s, bool shown)
{
    for (size_t i = 0; i < s->n_gaps; i++) {
        struct gap *g = &s->gaps[i];
        struct suppress_proof **at = &s->p->needs[g->need].proof[g->side];

        if (shown) {
            proof_drop(s->p, *at);
            *at = g->proof;
        } else {
            proof_drop(s->p, g->proof);
        }
    }
}

static void set(struct showing *s, uint32_t cell, enum suppress_state state)
{
    s->p->t->cells[cell].state = state;
    suppress_lp_know(s->p->lp, cell);
}

/* "~100" is true of few only; the other gender is shown beside it. */
static enum suppress_state at_least(const struct showing *s, uint32_t cell, enum suppress_state state)
{
    const struct suppress_cell *c = &s->p->t->cells[cell];

    if (c->of == 0)
        return s->least[cell];
    if (state == SUPPRESS_NEAR && c->of - c->n > SUPPRESS_NEAR_MAX)
        state = SUPPRESS_SHOWN;
    return state > s->least[cell] ? state : s->least[cell];
}

/* As little hidden as `state`. 1, or 0 and nothing is changed. */
static int try(struct showing *s, const struct candidate *c, enum suppress_state state)
{
    enum suppress_state was[2];
    bool other = false;
    int rc = 1;

    for (int i = 0; i < 2; i++) {
        enum suppress_state becomes = at_least(s, c->cells[i], state);

        was[i] = s->p->t->cells[c->cells[i]].state;
        if (was[i] > becomes) {
            set(s, c->cells[i], becomes);
            other = true;
        }
    }
    if (!other)
        return 0;
    find_gaps(s, c->cells);
    rc = close_all(s);
    keep(s, rc > 0);
    /* Both may be one cell: what it was first holds. */
    for (int i = 1; i >= 0 && rc <= 0; i--)
        set(s, c->cells[i], was[i]);
    return rc;
}

static int by_worth(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;

    if (x->worth != y->worth)
        return x->worth > y->worth ? -1 : 1;
    return x->cells[0] < y->cells[0] ? -1 : x->cells[0] > y->cells[0];
}

static size_t find_candidates(const struct showing *s, struct candidate *list)
{
    const struct suppress_cell *cells = s->p->t->cells;
    size_t n = 0;

    for (uint32_t i = 0; i < s->p->t->n_cells; i++) {
        uint32_t partner = cells[i].partner;
        double worth = suppress_lp_worth(&cells[i]);

        if (!cells[i].wanted || partner < i)
            continue;
        if (cells[i].state <= s->least[i] && cells[partner].state <= s->least[partner])
            continue;
        if (partner != i)
            worth += suppress_lp_worth(&cells[partner]);
        list[n++] = (struct candidate){.cells = {i, partner}, .worth = worth};
    }
    qsort(list, n, sizeof(*list), by_worth);
    return n;
}

int suppress_proofs_show(struct suppress_proofs *p, const enum suppress_state *least, double work)
{
    struct candidate *list = mem_calloc(p->t->n_cells + 1, sizeof(*list));
    struct showing s = {.p = p, .least = least};
    double end = suppress_lp_work(p->lp) + work;
    size_t n;
    int rc = 0;

    s.gaps = mem_calloc(p->n_needs * 2 + 1, sizeof(*s.gaps));
    s.order = mem_calloc(p->n_needs + 1, sizeof(*s.order));
    for (size_t i = 0; i < p->n_needs; i++)
        s.order[i] = i;
    n = find_candidates(&s, list);
    for (size_t i = 0; i < n && rc >= 0; i++) {
        int most = p->t->cells[list[i].cells[0]].counts_only ? SUPPRESS_NEAR : SUPPRESS_HIDDEN;

        rc = 0;
        for (int to = SUPPRESS_SHOWN; to < most && rc == 0 && suppress_lp_work(p->lp) < end; to++)
            rc = try(&s, &list[i], (enum suppress_state)to);
    }
    free(s.order);
    free(s.gaps);
    free(list);
    return rc < 0 ? -1 : 0;
}
