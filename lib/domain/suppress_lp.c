#include "domain/suppress_lp_rows.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* Giving up the number of pupils loses more than the per cent, and that more than "100". */
enum { COST_OF = 10, COST_F = 3, COST_NEAR = 1 };

#define SLACK 1e-6
#define BEGINNING 100.0 /* a program costs as much as so many of its steps before the first */

static void set_bounds(struct suppress_lp *lp, uint32_t cell, int column, double lower, double upper)
{
    int i = suppress_lp_column(lp, cell, column);

    if (i < 0)
        return;
    lp->column_lower[i] = lower;
    lp->column_upper[i] = upper;
}

/* ---- building ---- */

/* What of a cell can differ, as it is now and may become: more is hidden while giving up, else less. */
static void find_columns(struct suppress_lp *lp, uint32_t c)
{
    const struct suppress_cell *cell = &lp->t->cells[c];
    bool nobody = cell->state == SUPPRESS_NONE && !cell->wanted, results = !cell->counts_only;
    enum suppress_state most = lp->give_up ? cell->known : cell->state;
    bool of = !nobody && most == SUPPRESS_HIDDEN;
    bool given = cell->wanted || most < SUPPRESS_HIDDEN || lp->give_up;
    bool f = results && given && cell->of > 0 &&
             (most > SUPPRESS_SHOWN || lp->known[c].f_from < lp->known[c].f_to);
    bool more_of = lp->give_up && of && cell->state < SUPPRESS_HIDDEN;
    bool near = results && cell->state == SUPPRESS_SHOWN && cell->n == cell->of && most > SUPPRESS_SHOWN;
    bool more_f = lp->give_up && !nobody && results && most >= SUPPRESS_VALUE && cell->state < SUPPRESS_VALUE;
    const bool has[COL__MAX] = {
        [COL_N] = of,
        [COL_F] = f,
        [COL_HIDDEN_F] = of && results,
        [COL_OF_UP] = more_of,
        [COL_OF_DOWN] = more_of && cell->of > 0,
        [COL_NEAR] = lp->give_up && near,
        [COL_F_UP] = more_f,
        [COL_F_DOWN] = more_f && cell->n < cell->of,
    };

    for (int k = 0; k < COL__MAX; k++)
        lp->column[(size_t)c * COL__MAX + (size_t)k] = has[k] ? lp->n_columns++ : -1;
}

/* Small ones are given up before large ones. */
double suppress_lp_worth(const struct suppress_cell *cell)
{
    return cell->weight * (1 + cell->of / 100.0);
}

static void set_costs(struct suppress_lp *lp)
{
    static const int costs[COL__MAX] = {[COL_OF_UP] = COST_OF, [COL_OF_DOWN] = COST_OF, [COL_NEAR] = COST_NEAR,
                                        [COL_F_UP] = COST_F, [COL_F_DOWN] = COST_F};

    for (uint32_t c = 0; c < lp->t->n_cells; c++) {
        for (int k = 0; k < COL__MAX; k++) {
            if (suppress_lp_column(lp, c, k) >= 0)
                lp->cost[suppress_lp_column(lp, c, k)] = costs[k] * suppress_lp_worth(&lp->t->cells[c]);
        }
    }
}

static void know(struct suppress_lp *lp, uint32_t c)
{
    const struct suppress_cell *cell = &lp->t->cells[c];
    bool hidden = cell->state == SUPPRESS_HIDDEN;
    uint32_t least = 0, most = 0;

    if (cell->state == SUPPRESS_SHOWN && !cell->counts_only)
        suppress_range(suppress_percent(cell->n, cell->of), cell->of, cell->limit, &least, &most);
    if (cell->state == SUPPRESS_NEAR || cell->state == SUPPRESS_VALUE)
        most = cell->state == SUPPRESS_NEAR && cell->of > SUPPRESS_NEAR_MAX ? SUPPRESS_NEAR_MAX : cell->of;
    lp->known[c] = (struct suppress_known){.of_from = hidden ? 0 : cell->of, .of_to = hidden ? 2 * lp->most : cell->of,
                                  .f_from = least, .f_to = hidden ? lp->most : most};
}

void suppress_lp_know(struct suppress_lp *lp, uint32_t c)
{
    const struct suppress_cell *cell = &lp->t->cells[c];
    const struct suppress_known *known = &lp->known[c];
    double n = cell->n, f = cell->of - cell->n;
    bool hidden = cell->state == SUPPRESS_HIDDEN;

    know(lp, c);
    set_bounds(lp, c, COL_N, hidden ? -n : 0, hidden ? lp->most : 0);
    set_bounds(lp, c, COL_HIDDEN_F, hidden ? -f : 0, hidden ? lp->most : 0);
    set_bounds(lp, c, COL_F, hidden ? 0 : known->f_from - f, hidden ? 0 : known->f_to - f);
}

static void confine(struct suppress_lp *lp, uint32_t c, int column, double less, double more)
{
    int i = suppress_lp_column(lp, c, column);

    if (i < 0)
        return;
    lp->column_lower[i] = fmax(lp->column_lower[i], -less);
    lp->column_upper[i] = fmin(lp->column_upper[i], more);
}

void suppress_lp_confine(struct suppress_lp *lp)
{
    for (uint32_t c = 0; c < lp->t->n_cells; c++) {
        const struct suppress_room *r = &lp->t->cells[c].room;

        confine(lp, c, COL_N, r->n_less, r->n_more);
        confine(lp, c, COL_HIDDEN_F, r->f_less, r->f_more);
        confine(lp, c, COL_F, fmin(r->f_less, r->n_more), fmin(r->f_more, r->n_less));
    }
}

struct suppress_lp *suppress_lp_new(const struct suppress_table *t, bool give_up)
{
    struct suppress_lp *lp;
    size_t columns = t->n_cells * COL__MAX, rows = (t->n_sums + t->n_orders + t->n_cells) * 2 + t->n_bounds;

    if (!suppress_clp())
        return NULL;
    lp = mem_calloc(1, sizeof(*lp));
    lp->t = t;
    lp->clp = suppress_clp();
    lp->give_up = give_up;
    lp->column = mem_calloc(columns, sizeof(*lp->column));
    lp->of_row = mem_calloc(t->n_cells, sizeof(*lp->of_row));
    lp->n_row = mem_calloc(t->n_cells, sizeof(*lp->n_row));
    lp->known = mem_calloc(t->n_cells, sizeof(*lp->known));
    memset(lp->column, -1, columns * sizeof(*lp->column));
    lp->most = 100;
    for (uint32_t c = 0; c < t->n_cells; c++)
        lp->most = lp->most < 2.0 * t->cells[c].of + 100 ? 2.0 * t->cells[c].of + 100 : lp->most;
    for (uint32_t c = 0; c < t->n_cells; c++) {
        know(lp, c);
        find_columns(lp, c);
    }
    lp->column_lower = mem_calloc((size_t)lp->n_columns + 1, sizeof(double));
    lp->column_upper = mem_calloc((size_t)lp->n_columns + 1, sizeof(double));
    lp->cost = mem_calloc((size_t)lp->n_columns + 1, sizeof(double));
    lp->row_lower = mem_calloc(rows + 1, sizeof(double));
    lp->row_upper = mem_calloc(rows + 1, sizeof(double));
    for (uint32_t c = 0; c < t->n_cells; c++)
        suppress_lp_know(lp, c);
    set_costs(lp);
    lp->model = lp->clp->newModel();
    lp->clp->setLogLevel(lp->model, 0);
    suppress_lp_rows_load(lp);
    return lp;
}

void suppress_lp_free(struct suppress_lp *lp)
{
    if (!lp)
        return;
    lp->clp->deleteModel(lp->model);
    free(lp->column);
    free(lp->of_row);
    free(lp->n_row);
    free(lp->known);
    free(lp->column_lower);
    free(lp->column_upper);
    free(lp->cost);
    free(lp->row_lower);
    free(lp->row_upper);
    free(lp);
}

/* ---- giving up ---- */

static void allow_none(struct suppress_lp *lp, uint32_t c)
{
    for (int k = COL_OF_UP; k < COL__MAX; k++)
        set_bounds(lp, c, k, 0, 0);
}

/* What may be given up of a cell. Nothing of what was published before. */
static void allow(struct suppress_lp *lp, uint32_t c, enum suppress_giving giving)
{
    const struct suppress_cell *cell = &lp->t->cells[c];
    const struct suppress_known *known = &lp->known[c];
    bool nobody = cell->state == SUPPRESS_NONE;
    bool f = cell->state < SUPPRESS_VALUE && cell->known >= SUPPRESS_VALUE;
    bool of = giving >= SUPPRESS_GIVE_NUMBERS && cell->state < SUPPRESS_HIDDEN && cell->known == SUPPRESS_HIDDEN;
    bool near = cell->state == SUPPRESS_SHOWN && cell->n == cell->of && cell->known >= SUPPRESS_NEAR;

    allow_none(lp, c);
    if (cell->fixed || (nobody && (giving < SUPPRESS_GIVE_NOBODY || !cell->wanted)))
        return;
    set_bounds(lp, c, COL_OF_UP, 0, of ? lp->most : 0);
    set_bounds(lp, c, COL_OF_DOWN, 0, of ? cell->of : 0);
    set_bounds(lp, c, COL_NEAR, 0, near ? SUPPRESS_NEAR_MAX : 0);
    set_bounds(lp, c, COL_F_UP, 0, !f ? 0 : of ? lp->most : cell->of - known->f_to);
    set_bounds(lp, c, COL_F_DOWN, 0, f ? known->f_from : 0);
}

static void allow_nothing(struct suppress_lp *lp)
{
    for (uint32_t c = 0; c < lp->t->n_cells; c++)
        allow_none(lp, c);
}

/* ---- solving ---- */

static void count_work(struct suppress_lp *lp)
{
    lp->work += (BEGINNING + lp->clp->numberIterations(lp->model)) * lp->n_rows;
}

/* 1 solved, 0 infeasible, -1. Costs never change, so that the last solution is a good beginning. */
static int solve(struct suppress_lp *lp)
{
    lp->clp->chgColumnLower(lp->model, lp->column_lower);
    lp->clp->chgColumnUpper(lp->model, lp->column_upper);
    lp->clp->chgRowLower(lp->model, lp->row_lower);
    lp->clp->chgRowUpper(lp->model, lp->row_upper);
    lp->clp->dual(lp->model, 0);
    if (lp->clp->status(lp->model) != 0 && lp->clp->status(lp->model) != 1)
        lp->clp->initialPrimalSolve(lp->model);
    count_work(lp);
    return lp->clp->status(lp->model) == 0 ? 1 : lp->clp->status(lp->model) == 1 ? 0 : -1;
}

/* Where more was given up than there are who qualify, that becomes a row. */
static bool add_rows(struct suppress_lp *lp)
{
    int before = lp->n_rows;

    for (uint32_t c = 0; c < lp->t->n_cells; c++) {
        CoinBigIndex start[2] = {0, 0};
        int columns[COL__MAX];
        double values[COL__MAX];

        if (lp->n_row[c] || suppress_lp_value(lp, c, SUPPRESS_N) > -SLACK)
            continue;
        for (int k = 0; k < COL__MAX; k++) {
            if (suppress_lp_column(lp, c, k) < 0 || suppress_lp_adds(k, SUPPRESS_N) == 0)
                continue;
            columns[start[1]] = suppress_lp_column(lp, c, k);
            values[start[1]++] = suppress_lp_adds(k, SUPPRESS_N);
        }
        lp->n_row[c] = true;
        lp->row_lower[lp->n_rows] = -(double)lp->t->cells[c].n;
        lp->row_upper[lp->n_rows] = 2 * lp->most;
        lp->clp->addRows(lp->model, 1, &lp->row_lower[lp->n_rows], &lp->row_upper[lp->n_rows], start, columns, values);
        lp->n_rows++;
    }
    return lp->n_rows > before;
}

static int solve_all(struct suppress_lp *lp)
{
    int rc = solve(lp);

    while (rc > 0 && lp->give_up && add_rows(lp))
        rc = solve(lp);
    return rc;
}

/* With what may be given up as it is allowed. */
static int find(struct suppress_lp *lp, uint32_t c, enum suppress_count count, uint32_t value)
{
    const struct suppress_cell *cell = &lp->t->cells[c];
    bool hidden = cell->state == SUPPRESS_HIDDEN;
    double by = value - suppress_lp_count(cell, count);
    int column = !hidden ? COL_F : count == SUPPRESS_N ? COL_N : COL_HIDDEN_F;
    int i = count == SUPPRESS_OF ? lp->of_row[c] : suppress_lp_column(lp, c, column);
    double *lower, *upper, was_lower, was_upper;
    int rc;

    if (i < 0)
        return by == 0 ? solve_all(lp) : 0;
    /* Of those whose number is known, who qualify are one fewer where one more does not. */
    by = count == SUPPRESS_N && !hidden ? -by : by;
    lower = count == SUPPRESS_OF ? &lp->row_lower[i] : &lp->column_lower[i];
    upper = count == SUPPRESS_OF ? &lp->row_upper[i] : &lp->column_upper[i];
    was_lower = *lower;
    was_upper = *upper;
    if (by < was_lower || by > was_upper)
        return 0;
    *lower = *upper = by;
    rc = solve_all(lp);
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
    const struct suppress_known *k = &lp->known[cell];

    return n + f >= k->of_from - SLACK && n + f <= k->of_to + SLACK && f >= k->f_from - SLACK && f <= k->f_to + SLACK;
}

double suppress_lp_work(const struct suppress_lp *lp)
{
    return lp->work;
}

/* For other costs than those of giving up. */
static int optimise(struct suppress_lp *lp, const double *cost)
{
    lp->clp->chgColumnLower(lp->model, lp->column_lower);
    lp->clp->chgColumnUpper(lp->model, lp->column_upper);
    lp->clp->chgRowLower(lp->model, lp->row_lower);
    lp->clp->chgRowUpper(lp->model, lp->row_upper);
    lp->clp->chgObjCoefficients(lp->model, cost);
    lp->clp->primal(lp->model, 0);
    count_work(lp);
    lp->clp->chgObjCoefficients(lp->model, lp->cost);
    return lp->clp->status(lp->model) == 0 ? 1 : lp->clp->status(lp->model) == 1 ? 0 : -1;
}

/* As far as the costs of more who qualify and of more who do not pull each cell. */
static void set_pull(const struct suppress_lp *lp, double *cost, uint32_t cell, double n, double f)
{
    for (int k = 0; k < COL__MAX; k++) {
        if (suppress_lp_column(lp, cell, k) >= 0)
            cost[suppress_lp_column(lp, cell, k)] =
                suppress_lp_adds(k, SUPPRESS_N) * n + suppress_lp_adds(k, SUPPRESS_F) * f;
    }
}

int suppress_lp_stretch(struct suppress_lp *lp, const signed char *directions)
{
    double *cost = mem_calloc((size_t)lp->n_columns + 1, sizeof(*cost));
    int rc;

    allow_nothing(lp);
    for (uint32_t c = 0; c < lp->t->n_cells; c++)
        set_pull(lp, cost, c, -directions[2 * c], -directions[2 * c + 1]);
    rc = optimise(lp, cost);
    free(cost);
    return rc;
}

int suppress_lp_reach(struct suppress_lp *lp, uint32_t cell, enum suppress_count count, int side,
                      double *ret_value)
{
    double *cost = mem_calloc((size_t)lp->n_columns + 1, sizeof(*cost));
    double pull = side == 0 ? 1 : -1;
    int rc;

    allow_nothing(lp);
    set_pull(lp, cost, cell, count == SUPPRESS_F ? 0 : pull, count == SUPPRESS_N ? 0 : pull);
    rc = optimise(lp, cost);
    if (rc > 0)
        *ret_value = suppress_lp_value(lp, cell, count);
    free(cost);
    return rc;
}

double suppress_lp_value(const struct suppress_lp *lp, uint32_t cell, enum suppress_count count)
{
    const double *x = lp->clp->getColSolution(lp->model);
    const struct suppress_cell *c = &lp->t->cells[cell];
    double n = c->n, f = c->of - c->n;

    for (int k = 0; k < COL__MAX; k++) {
        int i = suppress_lp_column(lp, cell, k);

        n += i < 0 ? 0 : suppress_lp_adds(k, SUPPRESS_N) * x[i];
        f += i < 0 ? 0 : suppress_lp_adds(k, SUPPRESS_F) * x[i];
    }
    return count == SUPPRESS_N ? n : count == SUPPRESS_F ? f : n + f;
}

static bool gives(const struct suppress_lp *lp, uint32_t cell, int column)
{
    int i = suppress_lp_column(lp, cell, column);

    return i >= 0 && lp->clp->getColSolution(lp->model)[i] > SLACK;
}

enum suppress_state suppress_lp_becomes(const struct suppress_lp *lp, uint32_t cell)
{
    if (gives(lp, cell, COL_OF_UP) || gives(lp, cell, COL_OF_DOWN))
        return SUPPRESS_HIDDEN;
    if (gives(lp, cell, COL_F_UP) || gives(lp, cell, COL_F_DOWN))
        return SUPPRESS_VALUE;
    return gives(lp, cell, COL_NEAR) ? SUPPRESS_NEAR : SUPPRESS_NONE;
}
