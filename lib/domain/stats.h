/*
 * Statistics of shares in small groups: intervals, exact tests, and adjusting for many tests.
 * Nothing here rests on a normal approximation of a count, but the score intervals do by design, and
 * those of means on that means of groups are nearly normal.
 *
 * Counts are whole numbers up to 10 million. A p-value is in 0..1, where smaller means less easily
 * explained by chance. tests/unit/stats_reference.R made the values that the tests compare with.
 */
#ifndef MALKOLL_DOMAIN_STATS_H
#define MALKOLL_DOMAIN_STATS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct stats_interval {
    double low, high;
};

/* ---- 95 % intervals ---- */

/*
 * Of a share x / n. Wilson's score interval without continuity correction:
 *     (2x + z² ± z √(z² + 4x(n - x)/n)) / 2(n + z²)
 * Source: Wilson 1927; as R's prop.test(x, n, correct = FALSE). n = 0 gives 0..1: nothing is
 * known. x <= n (assert).
 */
struct stats_interval stats_wilson(uint32_t x, uint32_t n);

/*
 * Of the difference x1/n1 - x2/n2 of two independent shares: Newcombe's hybrid score interval
 * (1998, Statistics in Medicine 17:873, method 10), made of the two Wilson intervals:
 *     d - √((p1 - l1)² + (u2 - p2)²)  ..  d + √((u1 - p1)² + (p2 - l2)²)
 * A group of 0 gives -1..1.
 */
struct stats_interval stats_newcombe(uint32_t x1, uint32_t n1, uint32_t x2, uint32_t n2);

/*
 * Of the change (rose - fell) / n of a share among the same n = both + fell + rose + neither pupils:
 * Newcombe's interval for paired data (1998, Statistics in Medicine 17:2635, method 10), the same
 * with the correlation of before and after. both: pass before and after. n = 0 gives -1..1.
 */
struct stats_interval stats_newcombe_paired(uint32_t both, uint32_t fell, uint32_t rose,
                                            uint32_t neither);

/* Pupils who are in two groups: who passes in both, in the other one only, in this one only, in
 * neither. */
struct stats_pairs {
    uint32_t both, fell, rose, neither;
};

static inline uint32_t stats_pairs_n(struct stats_pairs p)
{
    return p.both + p.fell + p.rose + p.neither;
}

/*
 * Of the difference x1/n1 - x2/n2 of two groups that have the pupils of `pairs` in common. The two
 * Wilson intervals as in stats_newcombe_paired, with the correlation that the shares of such groups
 * have: that of the pairs times m / sqrt(n1 n2), where m is their number. With everybody in common
 * it is stats_newcombe_paired, with nobody stats_newcombe. More pairs than pupils count as those.
 * Source: Zou and Donner 2008 (Statistics in Medicine 27:1693), the way from two intervals and a
 * correlation to that of the difference; the correlation follows from Cov = m cov / (n1 n2).
 */
struct stats_interval stats_newcombe_overlap(uint32_t x1, uint32_t n1, uint32_t x2, uint32_t n2,
                                             struct stats_pairs pairs);

/* ---- means ---- */

/* n values by their sum and the sum of their squares. */
struct stats_sums {
    double sum, squares;
    uint32_t n;
};

/*
 * 95 % interval of the mean of a population that the values are drawn from, by Student's t:
 *     mean ± t(n - 1) s / √n
 * as R's t.test. false: of fewer than two values nothing is known.
 */
bool stats_mean(struct stats_sums s, struct stats_interval *ret_interval);
/* Of the difference of the means a - b of independent groups, their spread not taken for equal:
 * Welch's, as R's t.test. */
bool stats_mean_difference(struct stats_sums a, struct stats_sums b,
                           struct stats_interval *ret_interval);

/* n pupils who have a value in two groups, x in the one and y in the other, by their sums; dd is that
 * of the squared differences x - y. */
struct stats_value_pairs {
    double x, y, xx, yy, dd;
    uint32_t n;
};

/*
 * Of the difference of the means a - b of two groups that have the pupils of `pairs` in common, x being
 * their values in a. With the correlation r of the pairs, and n pupils in common of na and nb:
 *     variance  sa² / na + sb² / nb - 2 r sa sb n / (na nb)
 *     df        n - 1 + (w - n + 1) (na + nb - 2n) / (na + nb)    w: that of Welch's interval
 * With everybody in common it is R's t.test(paired = TRUE); with fewer than two pairs it is
 * stats_mean_difference. More pairs than pupils count as those.
 * Source: Derrick, Russ, Toher and White 2017 (Journal of Modern Applied Statistical Methods
 * 16(1):137), T_new2.
 */
bool stats_mean_overlap(struct stats_sums a, struct stats_sums b, struct stats_value_pairs pairs,
                        struct stats_interval *ret_interval);
/* The t that 5 % of all lie beyond, to both sides; df > 0, also between whole numbers. */
double stats_t95(double df);

/* ---- exact tests ---- */

enum stats_side { STATS_TWO_SIDED, STATS_LESS, STATS_GREATER };

/*
 * x of n where each has the chance p: as R's binom.test(x, n, p). Two-sided: the sum over all
 * outcomes that are no more probable than x. n = 0 gives 1. p in 0..1 (assert).
 */
double stats_binomial(uint32_t x, uint32_t n, double p, enum stats_side side);
/* The smallest two-sided p that any x of n could give. */
double stats_binomial_floor(uint32_t n, double p);

/*
 * Of those who changed side among the same pupils, are as many risen as fallen? McNemar's test,
 * exact: two-sided binomial of fell out of fell + rose with 1/2. Nobody changed: 1.
 */
double stats_mcnemar(uint32_t fell, uint32_t rose);
double stats_mcnemar_floor(uint32_t changed);

/*
 * Are the shares x1/n1 and x2/n2 of two independent groups the same? Fisher's exact test, two-sided,
 * as R's fisher.test on the two by two table. A group of 0 gives 1.
 */
double stats_fisher(uint32_t x1, uint32_t n1, uint32_t x2, uint32_t n2);
/* The smallest that these groups could give with the same number x1 + x2 in all. */
double stats_fisher_floor(uint32_t x1, uint32_t n1, uint32_t x2, uint32_t n2);

/* ---- many tests ---- */

/*
 * Benjamini and Hochberg's adjusted p-values, as R's p.adjust(p, "BH"): those at most q are a list
 * in which at most the share q is expected to be false alarms. ret_adjusted may be p.
 */
void stats_bh(const double *p, size_t n, double *ret_adjusted);

/*
 * The same for exact tests, which cannot give every p: floor[i] is the smallest that test i could
 * have given. A test counts against others only from its floor on:
 *     adjusted of the k-th smallest p = min over j >= k of  p(j) m(p(j)) / ((1 - cap) j)
 * where m(t) is the number of tests with a floor of at most t. What is above cap is never found: 1.
 * Source: Döhler, Durand and Roquain 2018 (Electronic Journal of Statistics 12:1867, procedure
 * DBH-SU), with the largest critical value cap and each test's distribution under the null
 * bounded by F(t) <= t from its floor on, 0 below it. cap in 0..1, both ends excluded (assert).
 */
void stats_bh_exact(const double *p, const double *floor, size_t n, double cap,
                    double *ret_adjusted);

#endif
