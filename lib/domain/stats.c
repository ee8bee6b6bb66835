#include "domain/stats.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define Z95 1.959963984540054 /* qnorm(0.975) */
/* Outcomes that are equally probable are not told apart by the last bits: as R does. */
#define AS_PROBABLE (1 + 1e-7)

/* ---- intervals ---- */

static double share(uint32_t x, uint32_t n)
{
    return n ? (double)x / n : 0;
}

struct stats_interval stats_wilson(uint32_t x, uint32_t n)
{
    const double z2 = Z95 * Z95;
    double centre, half;

    assert(x <= n);
    if (n == 0)
        return (struct stats_interval){0, 1};
    centre = (x + z2 / 2) / (n + z2);
    half = Z95 / (n + z2) * sqrt((double)x * (n - x) / n + z2 / 4);
    return (struct stats_interval){x == 0 ? 0 : fmax(0, centre - half),
                                   x == n ? 1 : fmin(1, centre + half)};
}

struct stats_interval stats_newcombe(uint32_t x1, uint32_t n1, uint32_t x2, uint32_t n2)
{
    struct stats_interval a = stats_wilson(x1, n1), b = stats_wilson(x2, n2);
    double p1 = share(x1, n1), p2 = share(x2, n2), d = p1 - p2;

    if (n1 == 0 || n2 == 0)
        return (struct stats_interval){-1, 1};
    return (struct stats_interval){d - hypot(p1 - a.low, b.high - p2),
                                   d + hypot(a.high - p1, p2 - b.low)};
}

/* Correlation of a pupil's two results, shrunk towards 0 as Newcombe does. */
static double correlation(double both, double fell, double rose, double neither)
{
    double n = both + fell + rose + neither, c = both * neither - fell * rose;
    double margins = (both + fell) * (rose + neither) * (both + rose) * (fell + neither);

    if (margins <= 0)
        return 0;
    if (c > 0)
        c = fmax(0, c - n / 2);
    return c / sqrt(margins);
}

/* From two shares with their intervals, and the correlation between them. */
static struct stats_interval difference(double p1, struct stats_interval a, double p2,
                                        struct stats_interval b, double phi)
{
    double down1 = p1 - a.low, up1 = a.high - p1, down2 = p2 - b.low, up2 = b.high - p2;
    double d = p1 - p2;

    return (struct stats_interval){
        d - sqrt(fmax(0, down1 * down1 - 2 * phi * down1 * up2 + up2 * up2)),
        d + sqrt(fmax(0, up1 * up1 - 2 * phi * up1 * down2 + down2 * down2))};
}

struct stats_interval stats_newcombe_paired(uint32_t both, uint32_t fell, uint32_t rose,
                                            uint32_t neither)
{
    uint32_t n = both + fell + rose + neither;

    return stats_newcombe_overlap(both + rose, n, both + fell, n,
                                  (struct stats_pairs){both, fell, rose, neither});
}

struct stats_interval stats_newcombe_overlap(uint32_t x1, uint32_t n1, uint32_t x2, uint32_t n2,
                                             struct stats_pairs pairs)
{
    double in_common = fmin(stats_pairs_n(pairs), n1 < n2 ? n1 : n2);
    double phi = correlation(pairs.both, pairs.fell, pairs.rose, pairs.neither);

    if (n1 == 0 || n2 == 0)
        return (struct stats_interval){-1, 1};
    return difference(share(x1, n1), stats_wilson(x1, n1), share(x2, n2), stats_wilson(x2, n2),
                      phi * in_common / sqrt((double)n1 * n2));
}

/* ---- distributions of a count: one hump, and a known ratio of neighbours ---- */

/* Binomial: n draws with chance p. Hypergeometric: k draws out of good + bad, p < 0. */
struct dist {
    int64_t low, high; /* the possible outcomes */
    int64_t n, good, bad;
    double p;
};

static double log_choose(int64_t n, int64_t k)
{
    return lgamma((double)n + 1) - lgamma((double)k + 1) - lgamma((double)(n - k) + 1);
}

static double probability(const struct dist *d, int64_t x)
{
    if (x < d->low || x > d->high)
        return 0;
    if (d->p >= 0)
        return exp(log_choose(d->n, x) + (double)x * log(d->p) +
                   (double)(d->n - x) * log1p(-d->p));
    return exp(log_choose(d->good, x) + log_choose(d->bad, d->n - x) -
               log_choose(d->good + d->bad, d->n));
}

/* Probability of x + 1 by that of x. */
static double ratio(const struct dist *d, int64_t x)
{
    if (d->p >= 0)
        return (double)(d->n - x) / (double)(x + 1) * (d->p / (1 - d->p));
    return (double)(d->good - x) * (double)(d->n - x) /
           ((double)(x + 1) * (double)(d->bad - d->n + x + 1));
}

static double mean(const struct dist *d)
{
    if (d->p >= 0)
        return (double)d->n * d->p;
    return (double)d->n * (double)d->good / (double)(d->good + d->bad);
}

/* From x outwards on its own side of the hump: the terms only get smaller. */
static double outwards(const struct dist *d, int64_t x, int step)
{
    double term = probability(d, x), sum = 0;

    for (; x >= d->low && x <= d->high && term > sum * 1e-18; x += step) {
        sum += term;
        term = step > 0 ? term * ratio(d, x) : x > d->low ? term / ratio(d, x - 1) : 0;
    }
    return sum;
}

static double at_most(const struct dist *d, int64_t x)
{
    if (x >= d->high)
        return 1;
    if ((double)x <= mean(d))
        return outwards(d, x, -1);
    return 1 - outwards(d, x + 1, 1);
}

static double at_least(const struct dist *d, int64_t x)
{
    if (x <= d->low)
        return 1;
    if ((double)x >= mean(d))
        return outwards(d, x, 1);
    return 1 - outwards(d, x - 1, -1);
}

/* The nearest outcome from the middle to the end (step) that is no more probable than limit; one
 * past the end when there is none. */
static int64_t first_as_rare(const struct dist *d, int64_t middle, int step, double limit)
{
    int64_t near = middle, far = step > 0 ? d->high + 1 : d->low - 1;

    while (near != far) {
        int64_t half = step > 0 ? near + (far - near) / 2 : near - (near - far) / 2;

        if (probability(d, half) <= limit)
            far = half;
        else
            near = half + step;
    }
    return far;
}

static double two_sided(const struct dist *d, int64_t x)
{
    double limit = probability(d, x) * AS_PROBABLE, m = mean(d), sum;

    if ((double)x == m)
        return 1;
    if ((double)x < m)
        sum = at_most(d, x) + at_least(d, first_as_rare(d, (int64_t)ceil(m), 1, limit));
    else
        sum = at_least(d, x) + at_most(d, first_as_rare(d, (int64_t)floor(m), -1, limit));
    return fmin(1, sum);
}

/* ---- tests ---- */

double stats_binomial(uint32_t x, uint32_t n, double p, enum stats_side side)
{
    struct dist d = {.high = n, .n = n, .p = p};

    assert(x <= n && p >= 0 && p <= 1);
    if (n == 0)
        return 1;
    /* A chance of 0 or 1 has one outcome. */
    if (p <= 0 || p >= 1) {
        uint32_t only = p <= 0 ? 0 : n;

        return x == only || side == (x > only ? STATS_LESS : STATS_GREATER) ? 1 : 0;
    }
    if (side == STATS_LESS)
        return at_most(&d, x);
    return side == STATS_GREATER ? at_least(&d, x) : two_sided(&d, x);
}

double stats_binomial_floor(uint32_t n, double p)
{
    return fmin(stats_binomial(0, n, p, STATS_TWO_SIDED), stats_binomial(n, n, p, STATS_TWO_SIDED));
}

double stats_mcnemar(uint32_t fell, uint32_t rose)
{
    return stats_binomial(fell, fell + rose, 0.5, STATS_TWO_SIDED);
}

double stats_mcnemar_floor(uint32_t changed)
{
    return stats_mcnemar(0, changed);
}

static struct dist table_of(uint32_t x1, uint32_t n1, uint32_t x2, uint32_t n2)
{
    int64_t all = (int64_t)x1 + x2;

    assert(x1 <= n1 && x2 <= n2);
    return (struct dist){.low = all > n2 ? all - n2 : 0,
                         .high = all < n1 ? all : n1,
                         .n = all,
                         .good = n1,
                         .bad = n2,
                         .p = -1};
}

double stats_fisher(uint32_t x1, uint32_t n1, uint32_t x2, uint32_t n2)
{
    struct dist d = table_of(x1, n1, x2, n2);

    return d.low == d.high ? 1 : two_sided(&d, x1);
}

double stats_fisher_floor(uint32_t x1, uint32_t n1, uint32_t x2, uint32_t n2)
{
    struct dist d = table_of(x1, n1, x2, n2);

    return d.low == d.high ? 1 : fmin(two_sided(&d, d.low), two_sided(&d, d.high));
}

/* ---- many tests ---- */

struct ranked {
    double p;
    size_t at;
};

static int by_p(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;

    return x->p != y->p ? (x->p < y->p ? -1 : 1) : (x->at > y->at) - (x->at < y->at);
}

static int by_value(const void *a, const void *b)
{
    const double *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

static struct ranked *rank(const double *p, size_t n)
{
    struct ranked *list = mem_calloc(n + 1, sizeof(*list));

    for (size_t i = 0; i < n; i++)
        list[i] = (struct ranked){p[i], i};
    qsort(list, n, sizeof(*list), by_p);
    return list;
}

void stats_bh(const double *p, size_t n, double *ret_adjusted)
{
    struct ranked *list = rank(p, n);
    double least = 1;

    for (size_t j = n; j-- > 0;) {
        least = fmin(least, list[j].p * (double)n / (double)(j + 1));
        ret_adjusted[list[j].at] = least;
    }
    free(list);
}

void stats_bh_exact(const double *p, const double *floor, size_t n, double cap,
                    double *ret_adjusted)
{
    struct ranked *list = rank(p, n);
    double *floors = mem_calloc(n + 1, sizeof(*floors));
    size_t m = n; /* tests whose floor is at most the p in hand */
    double least = 1;

    assert(cap > 0 && cap < 1);
    if (n)
        memcpy(floors, floor, n * sizeof(*floors));
    qsort(floors, n, sizeof(*floors), by_value);
    for (size_t j = n; j-- > 0;) {
        while (m > 0 && floors[m - 1] > list[j].p)
            m--;
        if (list[j].p <= cap)
            least = fmin(least, list[j].p * (double)m / ((1 - cap) * (double)(j + 1)));
        ret_adjusted[list[j].at] = least;
    }
    free(floors);
    free(list);
}
