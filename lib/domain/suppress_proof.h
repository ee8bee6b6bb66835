/*
 * What must stay open, and the tables that show that it is: per need two tables that agree with all
 * that readers know, one with the least and one with the greatest value of the count. A table that
 * the solver has found serves every need that it shows to be open, and is kept, so that showing a
 * cell again only asks anew where that table does not agree with what the cell would tell.
 */
#ifndef MALKOLL_DOMAIN_SUPPRESS_PROOF_H
#define MALKOLL_DOMAIN_SUPPRESS_PROOF_H

#include "domain/suppress_lp.h"

struct suppress_proof; /* one table */

/* A count of a cell for which a reader must not be able to exclude `value[0]` nor `value[1]`. */
struct suppress_need {
    uint32_t cell;
    enum suppress_count count;
    uint32_t value[2];
    bool open[2];
    bool alone[2]; /* open whatever else is hidden or not: struct suppress_cell */
    bool moved;    /* the values are other ones than the rule asks for */
    bool edge[2]; /* readers could exclude what is beyond before this */
    struct suppress_proof *proof[2]; /* NULL: not open, or shown by a table that was not kept */
};

struct suppress_proofs {
    const struct suppress_table *t;
    struct suppress_lp *lp;
    struct suppress_need *needs;
    size_t n_needs;
    size_t kept; /* bytes */
};

/* The solver's table, for all needs that it shows to be open and that were not before: how many sides. */
size_t suppress_proofs_note(struct suppress_proofs *p);
/* A side that is not open, or was. */
void suppress_proofs_forget(struct suppress_proofs *p, struct suppress_need *n, int side);

/*
 * Shows again what hides nothing: each cell, or girls and boys together, that is more hidden than
 * `least` says (of each cell, what it is by itself), what matters most first, as far as all needs stay
 * open. Ends when `work` is done (suppress_lp_work), with what is shown by then. -1 when the solver fails.
 */
int suppress_proofs_show(struct suppress_proofs *p, const enum suppress_state *least, double work);

#endif
