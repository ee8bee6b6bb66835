/*
 * What a linear program of suppress_lp.c is made of: columns, what readers know, and the rows for all
 * that the counts have to do with each other. For these two files alone.
 */
#ifndef MALKOLL_DOMAIN_SUPPRESS_LP_ROWS_H
#define MALKOLL_DOMAIN_SUPPRESS_LP_ROWS_H

#include "domain/suppress_clp.h"
#include "domain/suppress_lp.h"

/*
 * Columns of a cell, as differences from what it holds: the table itself is the solution of zeros, and
 * what cannot differ has no column. Where the number of pupils is known, those who do not qualify may
 * be others (F) and, at a price, more or fewer than is shown: up within "~100" (NEAR), up beyond it
 * (F_UP), and down; and so the number of pupils (OF_UP, OF_DOWN). Where the number is hidden, both
 * counts are (N, HIDDEN_F).
 */
enum { COL_N, COL_F, COL_HIDDEN_F, COL_OF_UP, COL_OF_DOWN, COL_NEAR, COL_F_UP, COL_F_DOWN, COL__MAX };

/* What readers know of a cell. */
struct suppress_known {
    double of_from, of_to, f_from, f_to;
};

struct suppress_lp {
    const struct suppress_table *t;
    const struct suppress_clp *clp;
    Clp_Simplex *model;
    bool give_up;
    int n_columns, n_rows;
    int *column; /* by cell and COL_...; -1: none */
    int *of_row; /* by cell: of the number of pupils where it is hidden and must stay open; -1: none */
    bool *n_row; /* by cell: that those who qualify are not fewer than none has become a row */
    struct suppress_known *known;
    double *column_lower, *column_upper, *cost, *row_lower, *row_upper;
    double most; /* more than any count can be */
    double work;
};

static inline int suppress_lp_column(const struct suppress_lp *lp, uint32_t cell, int column)
{
    return lp->column[(size_t)cell * COL__MAX + (size_t)column];
}

static inline double suppress_lp_count(const struct suppress_cell *c, enum suppress_count count)
{
    return count == SUPPRESS_OF ? c->of : count == SUPPRESS_N ? c->n : c->of - c->n;
}

/* What one of a column adds to a count. */
int suppress_lp_adds(int column, enum suppress_count count);
/* When the columns have their bounds and costs. */
void suppress_lp_rows_load(struct suppress_lp *lp);

#endif
