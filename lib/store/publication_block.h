/*
 * What of a draft is solved together, as the table of lib/domain/suppress.h: its cells, and what they
 * have to do with each other.
 */
#ifndef MALKOLL_STORE_PUBLICATION_BLOCK_H
#define MALKOLL_STORE_PUBLICATION_BLOCK_H

#include "store/publication_draft.h"

/* Items that are sums of each other or imply each other, and year groups that are sums. */
struct publication_block {
    struct publication_draft *d;
    struct arena *a; /* for all below that is not given */
    size_t *items, n_items;
    bool together; /* all that matter, the pupils first, each decided by itself before */
    bool rooms;    /* it will be solved together with others */
    size_t first_year, n_years;
    size_t n_units;   /* of the levels that the sums reach */
    int n_genders;    /* 1, or GENDERS */
    struct suppress_cell *cells;
    struct suppress_sum *sums;
    uint32_t *parts;
    struct suppress_order *orders;
    struct suppress_bound *bounds;
    struct suppress_term *terms;
    size_t n_cells, n_sums, n_parts, n_orders, n_bounds, n_terms;
    double work;     /* that is left */
    size_t n_shares; /* and for how many: see publication_build.c */
};

void publication_block_fill(struct publication_block *b);
/* Of what will be solved together: by how much each count may differ while all other columns stay as they are.
 * Columns that are solved together before share what there is. */
void publication_block_rooms(const struct publication_block *b);
/* The results, into the draft. */
void publication_block_take(const struct publication_block *b);

#endif
