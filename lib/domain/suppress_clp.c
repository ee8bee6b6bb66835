#include "domain/suppress_clp.h"

#include <dlfcn.h>
#include <stdlib.h>

#include "base/mem.h"

const struct suppress_clp *suppress_clp(void)
{
    static struct suppress_clp clp;
    static void *library;

    if (library)
        return &clp;
    library = dlopen("libClp.so.1", RTLD_NOW | RTLD_LOCAL);
    if (!library)
        return NULL;
#define FIND(name)                                                                                 \
    *(void **)&clp.name = dlsym(library, "Clp_" #name);                                            \
    if (!clp.name) {                                                                               \
        dlclose(library);                                                                          \
        library = NULL;                                                                            \
        return NULL;                                                                               \
    }
    SUPPRESS_CLP(FIND)
#undef FIND
    return &clp;
}

struct suppress_rows *suppress_rows_new(size_t rows, size_t entries)
{
    struct suppress_rows *m = mem_calloc(1, sizeof(*m));

    m->start = mem_calloc(rows + 2, sizeof(*m->start));
    m->column = mem_calloc(entries, sizeof(*m->column));
    m->value = mem_calloc(entries, sizeof(*m->value));
    return m;
}

void suppress_rows_free(struct suppress_rows *m)
{
    free(m->start);
    free(m->column);
    free(m->value);
    free(m);
}

void suppress_rows_put(struct suppress_rows *m, int column, double value)
{
    CoinBigIndex *end = &m->start[m->n + 1];

    m->column[*end] = column;
    m->value[(*end)++] = value;
}

bool suppress_rows_end(struct suppress_rows *m)
{
    if (m->start[m->n + 1] == m->start[m->n])
        return false;
    m->n++;
    m->start[m->n + 1] = m->start[m->n];
    return true;
}

void suppress_rows_load(const struct suppress_rows *m, const struct suppress_clp *clp, Clp_Simplex *model,
                        int n_columns, const double *column_lower, const double *column_upper,
                        const double *cost, const double *row_lower, const double *row_upper)
{
    size_t n = (size_t)m->start[m->n];
    CoinBigIndex *start = mem_calloc((size_t)n_columns + 2, sizeof(*start));
    int *row = mem_calloc(n + 1, sizeof(*row));
    double *value = mem_calloc(n + 1, sizeof(*value));

    /* Counted one place further on than each begins, as filling moves every start to its end. */
    for (size_t i = 0; i < n; i++)
        start[m->column[i] + 2]++;
    for (int c = 1; c <= n_columns; c++)
        start[c + 1] += start[c];
    for (int r = 0; r < m->n; r++) {
        for (CoinBigIndex i = m->start[r]; i < m->start[r + 1]; i++) {
            row[start[m->column[i] + 1]] = r;
            value[start[m->column[i] + 1]++] = m->value[i];
        }
    }
    clp->loadProblem(model, n_columns, m->n, start, row, value, column_lower, column_upper, cost, row_lower,
                     row_upper);
    free(start);
    free(row);
    free(value);
}
