#include "domain/suppress_lp.h"

#include <coin/Clp_C_Interface.h>
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/*
 * Columns of a cell. The two counts, and by how much they differ from what is shown: the number of
 * pupils up and down; those who do not qualify up within "~100", up beyond it, and down.
 */
enum { COL_N, COL_F, COL_OF_UP, COL_OF_DOWN, COL_NEAR, COL_F_UP, COL_F_DOWN, COL__MAX };

/* Rows of a cell: what is shown of the number of pupils, and of those who do not qualify. */
enum { ROW_OF, ROW_F, ROW__MAX };

/* Giving up the number of pupils loses more than the per cent, and that more than "100". */
enum { COST_OF = 10, COST_F = 3, COST_NEAR = 1 };

#define SLACK 1e-6
#define BEGINNING 100.0 /* a program costs as much as so many of its steps before the first */

/*
 * The solver is loaded with the first table that needs it: with its libraries it is a fifth of a
 * worker, and few workers ever make a publication.
 */
#define CLP_FUNCTIONS(X)                                                                           \
    X(newModel) X(deleteModel) X(setLogLevel) X(loadProblem) X(chgColumnLower) X(chgColumnUpper)   \
    X(chgRowLower) X(chgRowUpper) X(chgObjCoefficients) X(dual) X(primal) X(initialPrimalSolve)    \
    X(status) X(getColSolution) X(numberIterations)

static struct {
#define MEMBER(name) __typeof__(&Clp_##name) name;
    CLP_FUNCTIONS(MEMBER)
#undef MEMBER
    void *library;
} clp;

static bool load_solver(void)
{
    if (clp.library)
        return true;
    clp.library = dlopen("libClp.so.1", RTLD_NOW | RTLD_LOCAL);
    if (!clp.library)
        return false;
#define FIND(name)                                                                                 \
    *(void **)&clp.name = dlsym(clp.library, "Clp_" #name);                                        \
    if (!clp.name) {                                                                               \
        dlclose(clp.library);                                                                      \
        clp.library = NULL;                                                                        \
        return false;                                                                              \
    }
    CLP_FUNCTIONS(FIND)
#undef FIND
    return true;
}

struct suppress_lp {
    const struct suppress_table *t;
    Clp_Simplex *model;
    int width; /* columns of a cell: COL__MAX, or the two counts alone where nothing is ever given up */
    int n_columns, n_rows;
    double *column_lower, *column_upper, *cost, *row_lower, *row_upper;
    double most; /* more than any count can be */
    double work;
};

static int column_of(const struct suppress_lp *lp, uint32_t cell, int column)
{
    return (int)cell * lp->width + column;
}

static int row_of(uint32_t cell, int row)
{
    return (int)cell * ROW__MAX + row;
}

/* The sums' entries of a column are found by going through all sums once. */
struct entries {
    CoinBigIndex *start;
    int *row;
    double *value;
};

static void count_sums(const struct suppress_table *t, int *count)
{
    for (size_t s = 0; s < t->n_sums; s++) {
        count[t->sums[s].total]++;
        for (size_t i = 0; i < t->sums[s].count; i++)
            count[t->parts[t->sums[s].first + i]]++;
    }
}

static void put(struct entries *m, CoinBigIndex *at, int column, int row, double value)
{
    m->row[at[column]] = row;
    m->value[at[column]++] = value;
}

static void put_cell(const struct suppress_lp *lp, struct entries *m, CoinBigIndex *at, uint32_t c)
{
    put(m, at, column_of(lp, c, COL_N), row_of(c, ROW_OF), 1);
    put(m, at, column_of(lp, c, COL_F), row_of(c, ROW_OF), 1);
    put(m, at, column_of(lp, c, COL_F), row_of(c, ROW_F), 1);
    if (lp->width < COL__MAX)
        return;
    put(m, at, column_of(lp, c, COL_OF_UP), row_of(c, ROW_OF), -1);
    put(m, at, column_of(lp, c, COL_OF_DOWN), row_of(c, ROW_OF), 1);
    put(m, at, column_of(lp, c, COL_NEAR), row_of(c, ROW_F), -1);
    put(m, at, column_of(lp, c, COL_F_UP), row_of(c, ROW_F), -1);
    put(m, at, column_of(lp, c, COL_F_DOWN), row_of(c, ROW_F), 1);
}

static void put_sums(const struct suppress_lp *lp, struct entries *m, CoinBigIndex *at)
{
    const struct suppress_table *t = lp->t;

    for (size_t s = 0; s < t->n_sums; s++) {
        int row = (int)(t->n_cells * ROW__MAX + s * 2);

        for (int k = COL_N; k <= COL_F; k++) {
            put(m, at, column_of(lp, t->sums[s].total, k), row + k, -1);
            for (size_t i = 0; i < t->sums[s].count; i++)
                put(m, at, column_of(lp, t->parts[t->sums[s].first + i], k), row + k, 1);
        }
    }
}

static void load(struct suppress_lp *lp)
{
    const struct suppress_table *t = lp->t;
    int *sums = mem_calloc(t->n_cells, sizeof(*sums));
    CoinBigIndex *at = mem_calloc((size_t)lp->n_columns + 1, sizeof(*at));
    static const int own[COL__MAX] = {1, 2, 1, 1, 1, 1, 1};
    struct entries m = {.start = mem_calloc((size_t)lp->n_columns + 1, sizeof(*m.start))};

    count_sums(t, sums);
    for (int c = 0; c < lp->n_columns; c++)
        m.start[c + 1] = m.start[c] + own[c % lp->width] + (c % lp->width <= COL_F ? sums[c / lp->width] : 0);
    m.row = mem_calloc((size_t)m.start[lp->n_columns] + 1, sizeof(*m.row));
    m.value = mem_calloc((size_t)m.start[lp->n_columns] + 1, sizeof(*m.value));
    memcpy(at, m.start, ((size_t)lp->n_columns + 1) * sizeof(*at));
    for (uint32_t c = 0; c < t->n_cells; c++)
        put_cell(lp, &m, at, c);
    put_sums(lp, &m, at);
    clp.loadProblem(lp->model, lp->n_columns, lp->n_rows, m.start, m.row, m.value, lp->column_lower,
                    lp->column_upper, lp->cost, lp->row_lower, lp->row_upper);
    free(m.start);
    free(m.row);
    free(m.value);
    free(at);
    free(sums);
}

/* Small ones are given up before large ones. */
double suppress_lp_worth(const struct suppress_cell *cell)
{
    return cell->weight * (1 + cell->of / 100.0);
}

static void set_costs(struct suppress_lp *lp)
{
    for (uint32_t c = 0; c < lp->t->n_cells; c++) {
        const struct suppress_cell *cell = &lp->t->cells[c];
        double *cost = &lp->cost[column_of(lp, c, 0)];
        double weight = suppress_lp_worth(cell);

        cost[COL_OF_UP] = cost[COL_OF_DOWN] = COST_OF * weight;
        cost[COL_NEAR] = COST_NEAR * weight;
        cost[COL_F_UP] = cost[COL_F_DOWN] = COST_F * weight;
    }
}

struct suppress_lp *suppress_lp_new(const struct suppress_table *t, bool give_up)
{
    struct suppress_lp *lp;

    if (!load_solver())
        return NULL;
    lp = mem_calloc(1, sizeof(*lp));
    lp->t = t;
    lp->width = give_up ? COL__MAX : COL_F + 1;
    lp->n_columns = (int)t->n_cells * lp->width;
    lp->n_rows = (int)(t->n_cells * ROW__MAX + t->n_sums * 2);
    lp->column_lower = mem_calloc((size_t)lp->n_columns, sizeof(double));
    lp->column_upper = mem_calloc((size_t)lp->n_columns, sizeof(double));
    lp->cost = mem_calloc((size_t)lp->n_columns, sizeof(double));
    lp->row_lower = mem_calloc((size_t)lp->n_rows, sizeof(double));
    lp->row_upper = mem_calloc((size_t)lp->n_rows, sizeof(double));
    lp->most = 100;
    for (uint32_t c = 0; c < t->n_cells; c++)
        lp->most = lp->most < 2.0 * t->cells[c].of + 100 ? 2.0 * t->cells[c].of + 100 : lp->most;
    for (uint32_t c = 0; c < t->n_cells; c++) {
        lp->column_upper[column_of(lp, c, COL_N)] = lp->most;
        lp->column_upper[column_of(lp, c, COL_F)] = t->counts_only ? 0 : lp->most;
        suppress_lp_know(lp, c);
    }
    if (give_up)
        set_costs(lp);
    lp->model = clp.newModel();
    clp.setLogLevel(lp->model, 0);
    load(lp);
    return lp;
}

void suppress_lp_free(struct suppress_lp *lp)
{
    if (!lp)
        return;
    clp.deleteModel(lp->model);
    free(lp->column_lower);
    free(lp->column_upper);
    free(lp->cost);
    free(lp->row_lower);
    free(lp->row_upper);
    free(lp);
}

void suppress_lp_know(struct suppress_lp *lp, uint32_t c)
{
    const struct suppress_cell *cell = &lp->t->cells[c];
    double *from = &lp->row_lower[row_of(c, 0)], *to = &lp->row_upper[row_of(c, 0)];
    uint32_t least = 0, most = 0;

    from[ROW_OF] = cell->state == SUPPRESS_HIDDEN ? 0 : cell->of;
    to[ROW_OF] = cell->state == SUPPRESS_HIDDEN ? 2 * lp->most : cell->of;
    if (cell->state == SUPPRESS_SHOWN && !lp->t->counts_only)
        suppress_range(suppress_percent(cell->n, cell->of), cell->of, cell->limit, &least, &most);
    from[ROW_F] = least;
    to[ROW_F] = cell->state >= SUPPRESS_VALUE ? lp->most
                : cell->state == SUPPRESS_NEAR ? SUPPRESS_NEAR_MAX
                                               : most;
}

static void allow_none(struct suppress_lp *lp, uint32_t c)
{
    double *upper = &lp->column_upper[column_of(lp, c, 0)];

    for (int i = COL_OF_UP; i < lp->width; i++)
        upper[i] = 0;
}

/* What may be given up of a cell. Nothing of what was published before. */
static void allow(struct suppress_lp *lp, uint32_t c, enum suppress_giving giving)
{
    const struct suppress_cell *cell = &lp->t->cells[c];
    double *upper = &lp->column_upper[column_of(lp, c, 0)];
    bool nobody = cell->state == SUPPRESS_NONE, results = !lp->t->counts_only;
    bool f = cell->state < SUPPRESS_VALUE && cell->known >= SUPPRESS_VALUE;
    bool of = giving >= SUPPRESS_GIVE_NUMBERS && cell->state < SUPPRESS_HIDDEN && cell->known == SUPPRESS_HIDDEN;
    bool near = cell->state == SUPPRESS_SHOWN && cell->n == cell->of && cell->known >= SUPPRESS_NEAR;

    allow_none(lp, c);
    if (nobody && (giving < SUPPRESS_GIVE_NOBODY || !cell->wanted))
        return;
    upper[COL_OF_UP] = upper[COL_OF_DOWN] = of ? lp->most : 0;
    upper[COL_NEAR] = results && near ? SUPPRESS_NEAR_MAX : 0;
    upper[COL_F_UP] = upper[COL_F_DOWN] = results && f ? lp->most : 0;
}

static void allow_nothing(struct suppress_lp *lp)
{
    for (uint32_t c = 0; c < lp->t->n_cells; c++)
        allow_none(lp, c);
}

static void count_work(struct suppress_lp *lp)
{
    lp->work += (BEGINNING + clp.numberIterations(lp->model)) * lp->n_rows;
}

/* 1 solved, 0 infeasible, -1. Costs never change, so that the last solution is a good beginning. */
static int solve(struct suppress_lp *lp)
{
    clp.chgColumnLower(lp->model, lp->column_lower);
    clp.chgColumnUpper(lp->model, lp->column_upper);
    clp.chgRowLower(lp->model, lp->row_lower);
    clp.chgRowUpper(lp->model, lp->row_upper);
    clp.dual(lp->model, 0);
    if (clp.status(lp->model) != 0 && clp.status(lp->model) != 1)
        clp.initialPrimalSolve(lp->model);
    count_work(lp);
    return clp.status(lp->model) == 0 ? 1 : clp.status(lp->model) == 1 ? 0 : -1;
}

/* With what may be given up as it is allowed. */
static int find(struct suppress_lp *lp, uint32_t cell, enum suppress_count count, uint32_t value)
{
    int column = column_of(lp, cell, count == SUPPRESS_N ? COL_N : COL_F);
    double *lower = count == SUPPRESS_OF ? &lp->row_lower[row_of(cell, ROW_OF)] : &lp->column_lower[column];
    double *upper = count == SUPPRESS_OF ? &lp->row_upper[row_of(cell, ROW_OF)] : &lp->column_upper[column];
    double was_lower = *lower, was_upper = *upper;
    int rc;

    *lower = *upper = value;
    rc = solve(lp);
    *lower = was_lower;
    *upper = was_upper;
    return rc;
}

int suppress_lp_find(struct suppress_lp *lp, uint32_t cell, enum suppress_count count, uint32_t value,
                     enum suppress_giving giving)
{
    for (uint32_t c = 0; c < lp->t->n_cells; c++)
        allow(lp, c, giving);
    allow_none(lp, cell);
    return find(lp, cell, count, value);
}

int suppress_lp_meet(struct suppress_lp *lp, uint32_t cell, enum suppress_count count, uint32_t value)
{
    allow_nothing(lp);
    return find(lp, cell, count, value);
}

bool suppress_lp_agrees(const struct suppress_lp *lp, uint32_t cell, double n, double f)
{
    const double *from = &lp->row_lower[row_of(cell, 0)], *to = &lp->row_upper[row_of(cell, 0)];

    return n + f >= from[ROW_OF] - SLACK && n + f <= to[ROW_OF] + SLACK && f >= from[ROW_F] - SLACK &&
           f <= to[ROW_F] + SLACK;
}

double suppress_lp_work(const struct suppress_lp *lp)
{
    return lp->work;
}

/* For other costs than those of giving up. */
static int optimise(struct suppress_lp *lp, const double *cost)
{
    clp.chgColumnLower(lp->model, lp->column_lower);
    clp.chgColumnUpper(lp->model, lp->column_upper);
    clp.chgRowLower(lp->model, lp->row_lower);
    clp.chgRowUpper(lp->model, lp->row_upper);
    clp.chgObjCoefficients(lp->model, cost);
    clp.primal(lp->model, 0);
    count_work(lp);
    clp.chgObjCoefficients(lp->model, lp->cost);
    return clp.status(lp->model) == 0 ? 1 : clp.status(lp->model) == 1 ? 0 : -1;
}

int suppress_lp_stretch(struct suppress_lp *lp, const signed char *directions)
{
    double *cost = mem_calloc((size_t)lp->n_columns, sizeof(*cost));
    int rc;

    allow_nothing(lp);
    for (uint32_t c = 0; c < lp->t->n_cells; c++) {
        cost[column_of(lp, c, COL_N)] = -directions[2 * c];
        cost[column_of(lp, c, COL_F)] = -directions[2 * c + 1];
    }
    rc = optimise(lp, cost);
    free(cost);
    return rc;
}

int suppress_lp_reach(struct suppress_lp *lp, uint32_t cell, enum suppress_count count, int side,
                      double *ret_value)
{
    double *cost = mem_calloc((size_t)lp->n_columns, sizeof(*cost));
    int rc;

    allow_nothing(lp);
    cost[column_of(lp, cell, COL_N)] = count == SUPPRESS_F ? 0 : side == 0 ? 1 : -1;
    cost[column_of(lp, cell, COL_F)] = count == SUPPRESS_N ? 0 : side == 0 ? 1 : -1;
    rc = optimise(lp, cost);
    if (rc > 0)
        *ret_value = suppress_lp_value(lp, cell, count);
    free(cost);
    return rc;
}

double suppress_lp_value(const struct suppress_lp *lp, uint32_t cell, enum suppress_count count)
{
    const double *x = clp.getColSolution(lp->model);
    double n = x[column_of(lp, cell, COL_N)], f = x[column_of(lp, cell, COL_F)];

    return count == SUPPRESS_N ? n : count == SUPPRESS_F ? f : n + f;
}

enum suppress_state suppress_lp_becomes(const struct suppress_lp *lp, uint32_t cell)
{
    const double *x = clp.getColSolution(lp->model) + column_of(lp, cell, 0);

    if (x[COL_OF_UP] > SLACK || x[COL_OF_DOWN] > SLACK)
        return SUPPRESS_HIDDEN;
    if (x[COL_F_UP] > SLACK || x[COL_F_DOWN] > SLACK)
        return SUPPRESS_VALUE;
    return x[COL_NEAR] > SLACK ? SUPPRESS_NEAR : SUPPRESS_NONE;
}
