/*
 * The linear programs of suppress.c. Per cell two counts, those who qualify (n) and those who do
 * not (f), and what a reader knows of them; per sum two equations. A reader's knowledge can be
 * given up at a price, which is what hiding a further cell means.
 */
#ifndef MALKOLL_DOMAIN_SUPPRESS_LP_H
#define MALKOLL_DOMAIN_SUPPRESS_LP_H

#include "domain/suppress.h"

/* What may be given up, each with those before it. */
enum suppress_giving {
    SUPPRESS_GIVE_RESULTS,
    SUPPRESS_GIVE_NUMBERS, /* of pupils */
    SUPPRESS_GIVE_NOBODY   /* that there is nobody */
};

struct suppress_lp;

/* NULL: the solver (Debian: coinor-libclp1) cannot be loaded. Without give_up it is a third of the
 * size, and neither suppress_lp_find nor suppress_lp_becomes may be called. */
struct suppress_lp *suppress_lp_new(const struct suppress_table *t, bool give_up);
void suppress_lp_free(struct suppress_lp *lp);

/* What readers know of a cell is what its state says: call after each change of a state. */
void suppress_lp_know(struct suppress_lp *lp, uint32_t cell);

/*
 * A table that agrees with what readers know and in which a count has a value; where there is none,
 * the one for which the least has to be given up of what they know. 1 and the values of every
 * cell's counts in suppress_lp_value, what each cell must become at least in suppress_lp_becomes; 0
 * when there is no way; -1 when the solver fails.
 */
int suppress_lp_find(struct suppress_lp *lp, uint32_t cell, enum suppress_count count, uint32_t value,
                     enum suppress_giving giving);

/*
 * A table that agrees with what readers know, as far out as it can be in the directions that are given:
 * two per cell, for those who qualify and those who do not, below, above or equal to 0. 1, with the
 * values in suppress_lp_value; 0 or -1 as above.
 */
int suppress_lp_stretch(struct suppress_lp *lp, const signed char *directions);

/* As suppress_lp_find, without giving anything up: whether the value is open. */
int suppress_lp_meet(struct suppress_lp *lp, uint32_t cell, enum suppress_count count, uint32_t value);

/* The least (side 0) or the greatest (side 1) value of a count in the tables that agree with what
 * readers know. 1, 0 or -1 as above. */
int suppress_lp_reach(struct suppress_lp *lp, uint32_t cell, enum suppress_count count, int side,
                      double *ret_value);

/* Whether readers could take these for the counts of a cell. */
bool suppress_lp_agrees(const struct suppress_lp *lp, uint32_t cell, double n, double f);

/* From now on each cell differs by no more than its room. Only without give_up, and at the end. */
void suppress_lp_confine(struct suppress_lp *lp);

/* What a cell matters to readers: they should lose the least of it. */
double suppress_lp_worth(const struct suppress_cell *cell);

/* What the solver has done so far, the same on every machine: 50 million are about a second. */
double suppress_lp_work(const struct suppress_lp *lp);

double suppress_lp_value(const struct suppress_lp *lp, uint32_t cell, enum suppress_count count);
enum suppress_state suppress_lp_becomes(const struct suppress_lp *lp, uint32_t cell);

#endif
