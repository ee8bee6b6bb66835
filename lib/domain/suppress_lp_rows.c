#include "domain/suppress_lp_rows.h"

#define SLACK 1e-6
#define MANY 100 /* cells of a bound, at most */

/* What one of each column adds to those who qualify, and to those who do not. */
static const signed char adds[COL__MAX][2] = {{1, 0}, {-1, 1}, {0, 1}, {1, 0}, {-1, 0}, {-1, 1}, {-1, 1}, {1, -1}};

int suppress_lp_adds(int column, enum suppress_count count)
{
    return (count == SUPPRESS_F ? 0 : adds[column][0]) + (count == SUPPRESS_N ? 0 : adds[column][1]);
}

static void put_cell(const struct suppress_lp *lp, struct suppress_rows *m, uint32_t cell, enum suppress_count count,
                     int sign)
{
    for (int k = 0; k < COL__MAX; k++) {
        int value = suppress_lp_adds(k, count), column = suppress_lp_column(lp, cell, k);

        if (column < 0 || value == 0)
            continue;
        suppress_rows_put(m, column, sign * value);
    }
}

static void put_sums(const struct suppress_lp *lp, struct suppress_rows *m)
{
    const struct suppress_table *t = lp->t;

    for (size_t s = 0; s < t->n_sums; s++) {
        for (int f = 0; f < 2; f++) {
            enum suppress_count count = f ? SUPPRESS_F : SUPPRESS_OF;

            put_cell(lp, m, t->sums[s].total, count, -1);
            for (size_t i = 0; i < t->sums[s].count; i++)
                put_cell(lp, m, t->parts[t->sums[s].first + i], count, 1);
            suppress_rows_end(m);
        }
    }
}

/* The numbers of pupils differ alike, and those who do not qualify by no more than there are between. */
static void put_orders(struct suppress_lp *lp, struct suppress_rows *m)
{
    for (size_t i = 0; i < lp->t->n_orders; i++) {
        const struct suppress_order *o = &lp->t->orders[i];
        const struct suppress_cell *one = &lp->t->cells[o->one], *other = &lp->t->cells[o->other];

        put_cell(lp, m, o->other, SUPPRESS_OF, 1);
        put_cell(lp, m, o->one, SUPPRESS_OF, -1);
        suppress_rows_end(m);
        put_cell(lp, m, o->other, SUPPRESS_F, 1);
        put_cell(lp, m, o->one, SUPPRESS_F, -1);
        if (!suppress_rows_end(m))
            continue;
        lp->row_lower[m->n - 1] = -4 * lp->most;
        lp->row_upper[m->n - 1] = other->n - (double)one->n;
    }
}

/* How much a count can differ from what it is, at most, in the direction of the sign. */
static double most_of(const struct suppress_lp *lp, const struct suppress_term *term)
{
    double most = 0;

    for (int k = 0; k < COL__MAX; k++) {
        int value = term->sign * suppress_lp_adds(k, term->count), column = suppress_lp_column(lp, term->cell, k);

        if (column >= 0)
            most += value > 0 ? value * lp->column_upper[column] : value * lp->column_lower[column];
    }
    return most;
}

/* Most bounds are far from what any table that agrees with what is shown can have. */
static bool binds(const struct suppress_lp *lp, const struct suppress_bound *b, double room)
{
    double most = 0;

    for (size_t i = 0; i < b->count; i++)
        most += most_of(lp, &lp->t->terms[b->first + i]);
    return lp->give_up || most > room + SLACK;
}

static void put_bounds(struct suppress_lp *lp, struct suppress_rows *m)
{
    for (size_t i = 0; i < lp->t->n_bounds; i++) {
        const struct suppress_bound *b = &lp->t->bounds[i];
        const struct suppress_term *terms = lp->t->terms + b->first;
        double room = 0;

        for (size_t k = 0; k < b->count; k++)
            room -= terms[k].sign * suppress_lp_count(&lp->t->cells[terms[k].cell], terms[k].count);
        if (!binds(lp, b, room))
            continue;
        for (size_t k = 0; k < b->count; k++)
            put_cell(lp, m, terms[k].cell, terms[k].count, terms[k].sign);
        if (!suppress_rows_end(m))
            continue;
        lp->row_lower[m->n - 1] = -MANY * lp->most;
        lp->row_upper[m->n - 1] = room;
    }
}

/* Where too few are counted, how many of them stays open. */
static void put_numbers(struct suppress_lp *lp, struct suppress_rows *m)
{
    for (uint32_t c = 0; c < lp->t->n_cells; c++) {
        const struct suppress_cell *cell = &lp->t->cells[c];

        lp->of_row[c] = -1;
        if (cell->of == 0 || cell->of >= cell->limit || cell->state != SUPPRESS_HIDDEN)
            continue;
        put_cell(lp, m, c, SUPPRESS_OF, 1);
        if (!suppress_rows_end(m))
            continue;
        lp->of_row[c] = m->n - 1;
        lp->row_lower[m->n - 1] = -2 * lp->most;
        lp->row_upper[m->n - 1] = 2 * lp->most;
    }
}

void suppress_lp_rows_load(struct suppress_lp *lp)
{
    const struct suppress_table *t = lp->t;
    size_t entries = (t->n_cells + t->n_orders * 4 + t->n_terms) * COL__MAX;
    struct suppress_rows *m;

    for (size_t s = 0; s < t->n_sums; s++)
        entries += (t->sums[s].count + 1) * 2 * COL__MAX;
    m = suppress_rows_new((t->n_sums + t->n_orders) * 2 + t->n_bounds + t->n_cells, entries);
    put_sums(lp, m);
    put_orders(lp, m);
    put_bounds(lp, m);
    put_numbers(lp, m);
    lp->n_rows = m->n;
    suppress_rows_load(m, lp->clp, lp->model, lp->n_columns, lp->column_lower, lp->column_upper, lp->cost,
                       lp->row_lower, lp->row_upper);
    suppress_rows_free(m);
}
