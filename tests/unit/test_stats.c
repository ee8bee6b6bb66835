#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <math.h>

#include "aborts.h"
#include "domain/stats.h"
#include "stats_reference.h"

#define LENGTH(list) (sizeof(list) / sizeof((list)[0]))

/* As exact as doubles let sums of thousands of terms be; relative for the small ones. */
static void close_to(double have, double want, const char *what, size_t row)
{
    double off = fabs(have - want);

    if (off > 1e-9 * fabs(want) && off > 1e-15)
        fail_msg("%s, row %zu: %.17g, not %.17g", what, row, have, want);
}

static void interval_is(struct stats_interval have, double low, double high, const char *what,
                        size_t row)
{
    /* R's prop.test rounds its ends a little otherwise. */
    if (fabs(have.low - low) > 1e-12 || fabs(have.high - high) > 1e-12)
        fail_msg("%s, row %zu: %.17g..%.17g, not %.17g..%.17g", what, row, have.low, have.high, low,
                 high);
}

static void test_intervals(void **state)
{
    (void)state;
    for (size_t i = 0; i < LENGTH(wilson_rows); i++)
        interval_is(stats_wilson(wilson_rows[i].x, wilson_rows[i].n), wilson_rows[i].low,
                    wilson_rows[i].high, "wilson", i);
    for (size_t i = 0; i < LENGTH(newcombe_rows); i++)
        interval_is(stats_newcombe(newcombe_rows[i].x1, newcombe_rows[i].n1, newcombe_rows[i].x2,
                                   newcombe_rows[i].n2),
                    newcombe_rows[i].low, newcombe_rows[i].high, "newcombe", i);
    for (size_t i = 0; i < LENGTH(paired_rows); i++)
        interval_is(stats_newcombe_paired(paired_rows[i].both, paired_rows[i].fell,
                                          paired_rows[i].rose, paired_rows[i].neither),
                    paired_rows[i].low, paired_rows[i].high, "paired", i);
    for (size_t i = 0; i < LENGTH(overlap_rows); i++)
        interval_is(stats_newcombe_overlap(overlap_rows[i].x1, overlap_rows[i].n1,
                                           overlap_rows[i].x2, overlap_rows[i].n2,
                                           (struct stats_pairs){overlap_rows[i].both,
                                                                overlap_rows[i].fell,
                                                                overlap_rows[i].rose,
                                                                overlap_rows[i].neither}),
                    overlap_rows[i].low, overlap_rows[i].high, "overlap", i);
}

/* Of values in the thousands. */
static void mean_is(struct stats_interval have, double low, double high, const char *what, size_t row)
{
    if (fabs(have.low - low) > 1e-8 || fabs(have.high - high) > 1e-8)
        fail_msg("%s, row %zu: %.17g..%.17g, not %.17g..%.17g", what, row, have.low, have.high, low,
                 high);
}

static void test_partly_same(void **state)
{
    struct stats_interval i;

    (void)state;
    for (size_t k = 0; k < LENGTH(partly_rows); k++) {
        assert_true(stats_mean_overlap(
            (struct stats_sums){partly_rows[k].sum1, partly_rows[k].squares1, partly_rows[k].n1},
            (struct stats_sums){partly_rows[k].sum2, partly_rows[k].squares2, partly_rows[k].n2},
            (struct stats_value_pairs){partly_rows[k].x, partly_rows[k].y, partly_rows[k].xx,
                                       partly_rows[k].yy, partly_rows[k].dd, partly_rows[k].n},
            &i));
        mean_is(i, partly_rows[k].low, partly_rows[k].high, "partly the same", k);
    }
    /* More in common than there are: after a correction only some of it is as it was. */
    assert_true(stats_mean_overlap((struct stats_sums){4200, 8.9e6, 2},
                                   (struct stats_sums){4000, 8.1e6, 2},
                                   (struct stats_value_pairs){6200, 6000, 13.1e6, 12.2e6, 4e4, 3}, &i));
    assert_true(i.low < i.high && i.low < 100 && i.high > 100);
    assert_false(stats_mean_overlap((struct stats_sums){2000, 4e6, 1},
                                    (struct stats_sums){4000, 8e6, 2},
                                    (struct stats_value_pairs){2000, 2000, 4e6, 4e6, 0, 1}, &i));
}

static void test_means(void **state)
{
    struct stats_interval i;

    (void)state;
    for (size_t k = 0; k < LENGTH(mean_rows); k++) {
        assert_true(stats_mean((struct stats_sums){mean_rows[k].sum, mean_rows[k].squares,
                                                   mean_rows[k].n}, &i));
        mean_is(i, mean_rows[k].low, mean_rows[k].high, "mean", k);
    }
    for (size_t k = 0; k < LENGTH(welch_rows); k++) {
        assert_true(stats_mean_difference(
            (struct stats_sums){welch_rows[k].sum1, welch_rows[k].squares1, welch_rows[k].n1},
            (struct stats_sums){welch_rows[k].sum2, welch_rows[k].squares2, welch_rows[k].n2}, &i));
        mean_is(i, welch_rows[k].low, welch_rows[k].high, "welch", k);
    }
    for (size_t k = 0; k < LENGTH(t95_rows); k++)
        assert_true(fabs(stats_t95(t95_rows[k].df) / t95_rows[k].t - 1) < 1e-9);
    assert_false(stats_mean((struct stats_sums){2000, 4e6, 1}, &i));
    assert_false(stats_mean((struct stats_sums){0, 0, 0}, &i));
    assert_false(stats_mean_difference((struct stats_sums){2000, 4e6, 1},
                                       (struct stats_sums){4000, 8e6, 2}, &i));
}

/* Newcombe's own tables, as they are printed: to four places. */
static void test_published(void **state)
{
    struct stats_interval d = stats_newcombe(56, 70, 48, 80);

    (void)state;
    assert_float_equal(d.low, 0.0524, 0.00005);
    assert_float_equal(d.high, 0.3339, 0.00005);
    d = stats_newcombe(9, 10, 3, 10);
    assert_float_equal(d.low, 0.1705, 0.00005);
    assert_float_equal(d.high, 0.8090, 0.00005);
    d = stats_wilson(81, 263);
    assert_float_equal(d.low, 0.2553, 0.00005);
    assert_float_equal(d.high, 0.3662, 0.00005);
}

static void test_binomial(void **state)
{
    (void)state;
    for (size_t i = 0; i < LENGTH(binomial_rows); i++) {
        uint32_t x = binomial_rows[i].x, n = binomial_rows[i].n;
        double p = binomial_rows[i].p;

        close_to(stats_binomial(x, n, p, STATS_TWO_SIDED), binomial_rows[i].two_sided, "two-sided", i);
        close_to(stats_binomial(x, n, p, STATS_LESS), binomial_rows[i].less, "less", i);
        close_to(stats_binomial(x, n, p, STATS_GREATER), binomial_rows[i].greater, "greater", i);
    }
    for (size_t i = 0; i < LENGTH(mcnemar_rows); i++)
        close_to(stats_mcnemar(mcnemar_rows[i].fell, mcnemar_rows[i].rose), mcnemar_rows[i].p,
                 "mcnemar", i);
}

static void test_fisher(void **state)
{
    (void)state;
    for (size_t i = 0; i < LENGTH(fisher_rows); i++)
        close_to(stats_fisher(fisher_rows[i].x1, fisher_rows[i].n1, fisher_rows[i].x2,
                              fisher_rows[i].n2),
                 fisher_rows[i].p, "fisher", i);
}

static void test_floors(void **state)
{
    (void)state;
    for (size_t i = 0; i < LENGTH(binomial_floor_rows); i++)
        close_to(stats_binomial_floor(binomial_floor_rows[i].n, binomial_floor_rows[i].p),
                 binomial_floor_rows[i].floor, "binomial", i);
    for (size_t i = 0; i < LENGTH(fisher_floor_rows); i++)
        close_to(stats_fisher_floor(fisher_floor_rows[i].x1, fisher_floor_rows[i].n1,
                                    fisher_floor_rows[i].x2, fisher_floor_rows[i].n2),
                 fisher_floor_rows[i].floor, "fisher", i);
    for (uint32_t changed = 1; changed < 60; changed++)
        close_to(stats_mcnemar_floor(changed), ldexp(2, -(int)changed), "mcnemar", changed);
    close_to(stats_mcnemar_floor(0), 1, "mcnemar of nobody", 0);
}

/* What must hold whatever the values: nothing outside 0..1, and more extreme is not more probable. */
static void test_order(void **state)
{
    (void)state;
    for (uint32_t n = 1; n <= 40; n++) {
        for (uint32_t x = 0; x <= n; x++) {
            double p = stats_fisher(x, n, 30, 40);

            assert_true(p > 0 && p <= 1);
            assert_true(p >= stats_fisher_floor(x, n, 30, 40));
            p = stats_binomial(x, n, 0.8, STATS_TWO_SIDED);
            assert_true(p > 0 && p <= 1);
            assert_true(p >= stats_binomial_floor(n, 0.8));
            close_to(stats_binomial(x, n, 0.8, STATS_LESS) +
                         (x < n ? stats_binomial(x + 1, n, 0.8, STATS_GREATER) : 0),
                     1, "both sides", x);
        }
    }
}

static void test_many(void **state)
{
    double got[64];

    (void)state;
    for (size_t i = 0; i < LENGTH(lists); i++) {
        stats_bh(lists[i].p, lists[i].n, got);
        for (size_t k = 0; k < lists[i].n; k++)
            close_to(got[k], lists[i].bh[k], "bh", i);
        stats_bh_exact(lists[i].p, lists[i].floor, lists[i].n, 0.05, got);
        for (size_t k = 0; k < lists[i].n; k++)
            close_to(got[k], lists[i].exact[k], "exact", i);
    }
    stats_bh(NULL, 0, got);
    stats_bh_exact(NULL, NULL, 0, 0.05, got);
}

static void more_than_all(void)
{
    stats_wilson(3, 2);
}

static void no_chance(void)
{
    stats_binomial(1, 2, 1.5, STATS_TWO_SIDED);
}

static void no_cap(void)
{
    double p = 0.5;

    stats_bh_exact(&p, &p, 1, 1, &p);
}

static void test_asserts(void **state)
{
    (void)state;
    assert_true(aborts(more_than_all));
    assert_true(aborts(no_chance));
    assert_true(aborts(no_cap));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_intervals), cmocka_unit_test(test_means),
        cmocka_unit_test(test_partly_same),
        cmocka_unit_test(test_published),
        cmocka_unit_test(test_binomial),  cmocka_unit_test(test_fisher),
        cmocka_unit_test(test_floors),    cmocka_unit_test(test_order),
        cmocka_unit_test(test_many),      cmocka_unit_test(test_asserts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
