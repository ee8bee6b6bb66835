#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "domain/dip.h"

static const struct dip_rules all = {10, 5, 10, {true, true, true}};

/* A group of so many pairs, with a year ago and a municipality. */
static struct dip_group group(struct dip_pairs pairs, struct dip_share year_ago,
                              struct dip_share municipality)
{
    return (struct dip_group){
        .grain = DIP_SUBJECT,
        .key = {7, 0, 9, 3},
        .now = {pairs.both + pairs.rose, pairs.both + pairs.fell + pairs.rose + pairs.neither},
        .pairs = pairs,
        .year_ago = year_ago,
        .municipality = municipality,
    };
}

static const struct {
    const char *what;
    struct dip_rules rules;
    struct dip_share now;
    struct dip_pairs pairs;
    struct dip_share year_ago, municipality;
    int tested_on; /* -1: not at all */
    double difference, p;
} choices[] = {
    {"the same pupils go first", {10, 5, 10, {true, true, true}},
     {15, 24}, {14, 8, 1, 1}, {20, 24}, {800, 1000}, DIP_PAIRS, -700.0 / 24, 0.0390625},
    {"pairs of half the group are enough", {10, 5, 10, {true, true, true}},
     {15, 24}, {4, 8, 0, 0}, {20, 24}, {800, 1000}, DIP_PAIRS, -800.0 / 12, 0.0078125},
    {"of fewer than half not", {10, 5, 10, {true, true, true}},
     {15, 24}, {3, 8, 0, 0}, {20, 24}, {800, 1000}, DIP_YEAR_AGO, -500.0 / 24, 0.19302},
    {"too few pairs", {13, 5, 10, {true, true, true}},
     {15, 24}, {4, 8, 0, 0}, {20, 24}, {800, 1000}, DIP_YEAR_AGO, -500.0 / 24, 0.19302},
    {"pairs may not raise a flag", {10, 5, 10, {false, true, true}},
     {15, 24}, {14, 8, 1, 1}, {20, 24}, {800, 1000}, DIP_YEAR_AGO, -500.0 / 24, 0.19302},
    {"no year ago", {10, 5, 10, {true, true, true}},
     {15, 24}, {0, 0, 0, 0}, {9, 9}, {800, 1000}, DIP_MUNICIPALITY, -17.5, 0.0409},
    {"only the municipality", {10, 5, 10, {false, false, true}},
     {15, 24}, {14, 8, 1, 1}, {20, 24}, {800, 1000}, DIP_MUNICIPALITY, -17.5, 0.0409},
    {"the group is the municipality", {10, 5, 10, {false, false, true}},
     {15, 24}, {14, 8, 1, 1}, {20, 24}, {15, 24}, -1, 0, 1},
    {"nothing is compared", {10, 5, 10, {false, false, false}},
     {15, 24}, {14, 8, 1, 1}, {20, 24}, {800, 1000}, -1, 0, 1},
    {"a small group", {10, 5, 10, {true, true, true}},
     {3, 9}, {3, 6, 0, 0}, {20, 24}, {800, 1000}, -1, 0, 1},
    {"nobody changed", {10, 5, 10, {true, true, true}},
     {20, 24}, {20, 0, 0, 4}, {20, 24}, {800, 1000}, DIP_PAIRS, 0, 1},
    {"a change of exactly the least", {10, 5, 10, {true, true, true}},
     {170, 200}, {170, 10, 0, 20}, {0, 0}, {0, 0}, DIP_PAIRS, -5, 0.001953125},
    {"a sure change that is too small", {10, 6, 10, {true, true, true}},
     {170, 200}, {170, 10, 0, 20}, {0, 0}, {0, 0}, DIP_PAIRS, -5, 1},
    {"a rise", {10, 5, 10, {true, true, true}},
     {200, 200}, {180, 0, 20, 0}, {0, 0}, {0, 0}, DIP_PAIRS, 10, 1.9073486328125e-06},
};

static void test_choice(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(choices) / sizeof(choices[0]); i++) {
        struct dip_group g = {.grain = DIP_SUBJECT, .now = choices[i].now, .pairs = choices[i].pairs,
                              .year_ago = choices[i].year_ago,
                              .municipality = choices[i].municipality};

        dip_test(&choices[i].rules, &g);
        if (g.tested != (choices[i].tested_on >= 0) ||
            (g.tested && (int)g.tested_on != choices[i].tested_on))
            fail_msg("%s: tested on %d", choices[i].what, g.tested ? (int)g.tested_on : -1);
        if (fabs(g.difference - choices[i].difference) > 1e-9 ||
            fabs(g.p - choices[i].p) > (choices[i].tested_on == DIP_PAIRS ? 1e-15 : 5e-5))
            fail_msg("%s: %.17g points, p %.17g", choices[i].what, g.difference, g.p);
    }
}

/* A class is tested on its own pupils or not at all; what else is known is still compared. */
static void test_class(void **state)
{
    struct dip_group g = group((struct dip_pairs){14, 8, 1, 1}, (struct dip_share){20, 24},
                               (struct dip_share){800, 1000});
    struct dip_comparison c;

    (void)state;
    g.grain = DIP_CLASS;
    dip_test(&all, &g);
    assert_true(g.tested && g.tested_on == DIP_PAIRS);
    g.pairs = (struct dip_pairs){0, 5, 0, 0};
    dip_test(&all, &g);
    assert_false(g.tested);
    assert_true(dip_compare(&all, &g, DIP_YEAR_AGO, &c));
    g.grain = DIP_SUBJECT;
    dip_test(&all, &g);
    assert_true(g.tested && g.tested_on == DIP_YEAR_AGO);
}

static void test_comparisons(void **state)
{
    struct dip_group g = group((struct dip_pairs){118, 24, 0, 32}, (struct dip_share){154, 174},
                               (struct dip_share){1305, 1557});
    struct dip_comparison c;

    (void)state;
    assert_true(dip_compare(&all, &g, DIP_PAIRS, &c));
    assert_int_equal(c.now.passed, 118);
    assert_int_equal(c.before.passed, 142);
    assert_int_equal(c.before.of, 174);
    assert_true(fabs(c.difference - (-100 * 24 / 174.0)) < 1e-9);
    assert_true(c.interval.low < c.difference && c.difference < c.interval.high);
    assert_true(c.interval.high < 0);
    assert_true(c.floor == c.p);
    assert_true(dip_compare(&all, &g, DIP_YEAR_AGO, &c));
    assert_true(fabs(c.difference - (100 * (118 / 174.0 - 154 / 174.0))) < 1e-9);
    assert_true(c.interval.high < 0 && c.p < 1e-5 && c.floor < c.p);
    assert_true(dip_compare(&all, &g, DIP_MUNICIPALITY, &c));
    assert_true(fabs(c.difference - (100 * (118 / 174.0 - 1305 / 1557.0))) < 1e-9);
    assert_true(c.interval.low < c.difference && c.interval.high < 0 && c.p < 1e-5);
    dip_test(&all, &g);
    assert_true(dip_agrees(&g, &c));
    c.difference = 3;
    assert_false(dip_agrees(&g, &c));
    c.difference = -3;
    c.p = 0.06;
    assert_false(dip_agrees(&g, &c));
}

#define N 400

/* One clear dip, one clear rise, one that is only just seen alone, and many where nothing happened. */
static void test_list(void **state)
{
    static struct dip_group groups[N];
    struct dip_group *list[N];
    struct dip_list got;

    (void)state;
    for (size_t i = 0; i < N; i++) {
        /* 20 in 100 have enough who changed side to be told from chance. */
        struct dip_pairs p = i % 5 ? (struct dip_pairs){20, 1, 1, 3} : (struct dip_pairs){14, 4, 4, 3};

        if (i < 3)
            p = i == 0   ? (struct dip_pairs){10, 13, 0, 2}
                : i == 1 ? (struct dip_pairs){8, 0, 14, 3}
                         : (struct dip_pairs){14, 6, 0, 5};
        groups[i] = group(p, (struct dip_share){0, 0}, (struct dip_share){0, 0});
        groups[i].key.unit_id = (uint32_t)(N - i);
        dip_test(&all, &groups[i]);
        list[i] = &groups[i];
    }
    dip_adjust(&all, list, N, &got);
    assert_int_equal(got.groups, N);
    assert_int_equal(got.tests, 3 + (N - 1) / 5); /* the group at 0 is one of the three */
    assert_int_equal(got.found, 2);
    assert_true(groups[0].flagged && groups[1].flagged && !groups[2].flagged);
    assert_true(groups[2].p <= DIP_P_MAX);
    /* p times the tests that could give as small a p, by its rank; 1 - 0.05 below. */
    assert_true(fabs(groups[1].adjusted - ldexp(1, -13) / 0.95) < 1e-12);
    assert_true(fabs(groups[0].adjusted - ldexp(1, -12) / 0.95) < 1e-12);
    assert_int_equal(dip_strength_of(&groups[0]), DIP_STRONG);
    assert_true(dip_order(&groups[1], &groups[0]) < 0);
    assert_int_equal(dip_order(&groups[1], &groups[1]), 0);
    /* Nothing to list. */
    dip_adjust(&all, list, 0, &got);
    assert_int_equal(got.groups + got.tests + got.found, 0);
}

static void test_strength(void **state)
{
    static const struct {
        double adjusted;
        const char *name;
    } cases[] = {{0, "strong"}, {0.01, "strong"}, {0.011, "clear"}, {0.05, "clear"}, {0.051, "some"}};

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct dip_group g = {.adjusted = cases[i].adjusted};

        assert_string_equal(dip_strength_name(dip_strength_of(&g)), cases[i].name);
    }
    assert_int_equal(dip_expected_false10(&all, 0), 0);
    assert_int_equal(dip_expected_false10(&all, 1), 1);
    assert_int_equal(dip_expected_false10(&all, 37), 37);
    assert_int_equal(dip_expected_false10(&(struct dip_rules){.rate = 5}, 37), 19);
    assert_string_equal(dip_kind_name(DIP_YEAR_AGO), "year_ago");
    assert_string_equal(dip_grain_name(DIP_AREA), "area");
}

/* All schools' year 7 rises; one school falls as nobody else does. */
static void test_common(void **state)
{
    struct dip_group g = group((struct dip_pairs){150, 1, 20, 9}, (struct dip_share){0, 0},
                               (struct dip_share){0, 0});
    struct dip_group own = group((struct dip_pairs){150, 20, 1, 9}, (struct dip_share){0, 0},
                                 (struct dip_share){0, 0});

    (void)state;
    g.all = own.all = (struct dip_pairs){1200, 20, 110, 100};
    dip_test(&all, &g);
    dip_test(&all, &own);
    assert_int_equal(dip_elsewhere(&g).rose, 90);
    assert_true(dip_is_common(&g));
    assert_false(dip_is_common(&own));
    assert_true(dip_order(&own, &g) < 0);
    /* Elsewhere nothing happened. */
    g.all = (struct dip_pairs){1200, 50, 69, 100};
    assert_false(dip_is_common(&g));
    /* Elsewhere a little, here much more. */
    g.all = (struct dip_pairs){1200, 81, 140, 100};
    assert_false(dip_is_common(&g));
    g.all = own.all;
    dip_test(&(struct dip_rules){10, 5, 10, {false, false, true}}, &g);
    assert_false(dip_is_common(&g));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_choice),   cmocka_unit_test(test_class), cmocka_unit_test(test_comparisons),
        cmocka_unit_test(test_list),     cmocka_unit_test(test_strength),
        cmocka_unit_test(test_common),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
