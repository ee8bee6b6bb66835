/*
 * COIN-OR's Clp, loaded with the first program that needs it: with its libraries it is a fifth of a
 * worker, and few workers ever make a publication. And the rows of a program as they are made, one
 * after the other, which the solver takes column by column.
 */
#ifndef MALKOLL_DOMAIN_SUPPRESS_CLP_H
#define MALKOLL_DOMAIN_SUPPRESS_CLP_H

#include <coin/Clp_C_Interface.h>
#include <stdbool.h>
#include <stddef.h>

#define SUPPRESS_CLP(X)                                                                            \
    X(newModel) X(deleteModel) X(setLogLevel) X(loadProblem) X(addRows) X(chgColumnLower)          \
    X(chgColumnUpper) X(chgRowLower) X(chgRowUpper) X(chgObjCoefficients) X(dual) X(primal)        \
    X(initialPrimalSolve) X(status) X(getColSolution) X(numberIterations)

struct suppress_clp {
#define SUPPRESS_CLP_MEMBER(name) __typeof__(&Clp_##name) name;
    SUPPRESS_CLP(SUPPRESS_CLP_MEMBER)
#undef SUPPRESS_CLP_MEMBER
};

/* NULL: the library (Debian: coinor-libclp1) cannot be loaded. */
const struct suppress_clp *suppress_clp(void);

struct suppress_rows {
    int n;               /* that have ended */
    CoinBigIndex *start; /* of each among the entries, and the end of the one that is being made */
    int *column;
    double *value;
};

/* For so many rows and entries at most. */
struct suppress_rows *suppress_rows_new(size_t rows, size_t entries);
void suppress_rows_free(struct suppress_rows *m);
void suppress_rows_put(struct suppress_rows *m, int column, double value);
/* False, and no row: it has no entries. */
bool suppress_rows_end(struct suppress_rows *m);
void suppress_rows_load(const struct suppress_rows *m, const struct suppress_clp *clp, Clp_Simplex *model,
                        int n_columns, const double *column_lower, const double *column_upper,
                        const double *cost, const double *row_lower, const double *row_upper);

#endif
