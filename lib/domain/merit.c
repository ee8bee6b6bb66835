#include "domain/merit.h"

/* The best points so far, in no order; unused places are 0, which adds nothing. */
struct best {
    int points10[MERIT_SUBJECTS];
};

static void best_add(struct best *best, int points10)
{
    int *least = best->points10;

    for (size_t i = 1; i < MERIT_SUBJECTS; i++) {
        if (best->points10[i] < *least)
            least = &best->points10[i];
    }
    if (points10 > *least)
        *least = points10;
}

static int best_sum(const struct best *best)
{
    int sum = 0;

    for (size_t i = 0; i < MERIT_SUBJECTS; i++)
        sum += best->points10[i];
    return sum;
}

/* The best passed språkval with points, or NULL. */
static const struct assess_row *find_sprakval(const struct assess_row *rows, size_t n)
{
    const struct assess_row *found = NULL;

    for (size_t i = 0; i < n; i++) {
        if (rows[i].is_sprakval && assess_is_graded(&rows[i]) && rows[i].passes &&
            rows[i].points10 > (found ? found->points10 : 0))
            found = &rows[i];
    }
    return found;
}

struct merit merit_of(const struct assess_row *rows, size_t n)
{
    const struct assess_row *sprakval = find_sprakval(rows, n);
    int ms = sprakval ? sprakval->points10 : 0;
    struct best best = {{0}};
    struct merit merit = {0};

    for (size_t i = 0; i < n; i++) {
        if (!assess_is_graded(&rows[i]))
            continue;
        if (rows[i].passes)
            merit.any_pass = true;
        if (&rows[i] != sprakval && (rows[i].passes || !rows[i].is_sprakval))
            best_add(&best, rows[i].points10);
    }
    merit.mv17 = best_sum(&best) + ms;
    best_add(&best, ms);
    merit.mv16 = best_sum(&best);
    return merit;
}
