#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "assess_rows.h"
#include "domain/merit.h"

static const struct {
    const char *what;
    const char *rows;
    int mv16;
    int mv17;
    bool any_pass;
} cases[] = {
    {"nothing at all", "", 0, 0, false},
    {"the most there is without språkval", SIXTEEN("A"), 3200, 3200, true},
    {"the most there is", SIXTEEN("A") " M2SPA=A", 3200, 3400, true},
    {"sixteen E", SIXTEEN("E"), 1600, 1600, true},
    {"språkval replaces the worst in mv16, is added in mv17", SIXTEEN("E") " M2SPA=A", 1700, 1800,
     true},
    {"språkval worse than all own", SIXTEEN("C") " M2SPA=E", 2400, 2500, true},
    {"the place of the språkval does not matter", "M2SPA=A " SIXTEEN("E"), 1700, 1800, true},

    {"fewer than 16: språkval is still added", "SV=C EN=C M2SPA=E", 400, 400, true},
    {"fewer than 16 without språkval", "SV=C EN=B MA=F", 325, 325, true},
    {"15 own and språkval are 16",
     "SV=E BL=E BI=E EN=E FY=E GE=E HI=E HKK=E IDH=E KE=E MA=E MU=E "
     "RE=E SH=E SL=E M2DEU=A",
     1700, 1700, true},
    {"only språkval", "M2SPA=D", 125, 125, true},
    {"one grade", "SV=A", 200, 200, true},

    {"failed språkval counts nowhere", SIXTEEN("E") " M2SPA=F", 1600, 1600, true},
    {"språkval without basis counts nowhere", SIXTEEN("E") " M2SPA=-", 1600, 1600, true},
    {"språkval not reported", SIXTEEN("E") " M2SPA=?", 1600, 1600, true},
    {"språkval left", SIXTEEN("E") " M2SPA=A/", 1600, 1600, true},

    {"M1 is own: a 17th grade only replaces", SIXTEEN("E") " M1SPA=A", 1700, 1700, true},
    {"M1 worse than the rest adds nothing", SIXTEEN("C") " M1SPA=E", 2400, 2400, true},
    {"M1 beside M2", SIXTEEN("E") " M1FRA=B M2SPA=A", 1775, 1875, true},
    {"passed M1 beside failed M2", SIXTEEN("E") " M1FRA=B M2SPA=F", 1675, 1675, true},
    {"failed M1 beside passed M2", SIXTEEN("E") " M1FRA=F M2SPA=B", 1675, 1775, true},
    {"mother tongue is own", SIXTEEN("D") " MLARA=A M2SPA=E", 2075, 2175, true},
    {"mother tongue beside M2", SIXTEEN("E") " MLARA=A M2SPA=A", 1800, 1900, true},
    {"two språkval: the better is ms, the other own", SIXTEEN("E") " M2SPA=C M2FRA=A", 1750, 1850,
     true},
    {"two språkval, the other order", SIXTEEN("E") " M2FRA=A M2SPA=C", 1750, 1850, true},
    {"two equal språkval: one is ms, one own", SIXTEEN("E") " M2SPA=C M2FRA=C", 1700, 1800, true},
    {"two språkval, one failed", SIXTEEN("E") " M2SPA=F M2FRA=E", 1600, 1700, true},
    {"two språkval, both failed", SIXTEEN("E") " M2SPA=F M2FRA=F", 1600, 1600, true},
    {"three språkval", "M2SPA=E M2FRA=A M2DEU=C", 450, 450, true},

    {"SVA counts as SV does", "SVA=B" FIFTEEN("B"), 2800, 2800, true},
    {"eighteen own and språkval: the worst fall out", SIXTEEN("A") " M1FRA=E MLARA=E M2SPA=E", 3200,
     3300, true},
    {"half points survive", SIXTEEN("B") " M2SPA=D", 2800, 2925, true},
    {"a mix with F and -",
     "SV=A EN=B MA=C FY=D KE=E BI=F GE=- HI=A RE=B SH=C IDH=D HKK=E BL=A MU=B SL=C TK=D M2SPA=B",
     2325, 2325, true},

    {"no pass at all", SIXTEEN("F"), 0, 0, false},
    {"no pass, failed språkval", SIXTEEN("F") " M2SPA=F", 0, 0, false},
    {"no basis in anything", SIXTEEN("-"), 0, 0, false},
    {"nothing reported", SIXTEEN("?"), 0, 0, false},
    {"one pass among F", "SV=E" FIFTEEN("F"), 100, 100, true},
    {"the only pass is the språkval", SIXTEEN("F") " M2SPA=E", 100, 100, true},
    {"a scale without points counts nowhere", "SV=m EN=g MA=o", 0, 0, false},
    {"a scale without points beside one with", "SV=m EN=D", 125, 125, true},
    {"rows that left count nowhere", "SV=A/ EN=E M1SPA=B/", 100, 100, true},
};

static void test_cases(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct assess_row rows[ROWS_MAX];
        size_t n = rows_from_text(cases[i].rows, rows);
        struct merit merit = merit_of(rows, n);

        if (merit.mv16 != cases[i].mv16 || merit.mv17 != cases[i].mv17 ||
            merit.any_pass != cases[i].any_pass)
            fail_msg("%s: mv16 %d, mv17 %d, any_pass %d", cases[i].what, merit.mv16, merit.mv17,
                     merit.any_pass);
    }
}

/* A scale without F may give points below pass: they count in own, but never as språkval. */
static void test_points_below_pass(void **state)
{
    (void)state;
    const struct assess_row rows[] = {
        {.subject_id = 1, .state = ASSESS_LEVEL, .has_points = true, .points10 = 40},
        {.subject_id = 2,
         .state = ASSESS_LEVEL,
         .has_points = true,
         .points10 = 100,
         .passes = true},
        {.subject_id = 3,
         .state = ASSESS_LEVEL,
         .has_points = true,
         .points10 = 60,
         .is_sprakval = true},
    };
    struct merit merit = merit_of(rows, 3);

    assert_int_equal(merit.mv16, 140);
    assert_int_equal(merit.mv17, 140);
    assert_true(merit.any_pass);
    assert_false(merit_of(rows, 1).any_pass);
}

static int descending(const void *a, const void *b)
{
    return *(const int *)b - *(const int *)a;
}

/* The definition once more, by sorting: mv16 and mv17 of rows with at most one språkval. */
static void by_definition(const struct assess_row *rows, size_t n, int *ret_mv16, int *ret_mv17)
{
    int own[ROWS_MAX], all[ROWS_MAX];
    size_t own_count = 0;
    int ms = 0;

    for (size_t i = 0; i < n; i++) {
        if (!rows[i].is_sprakval)
            own[own_count++] = rows[i].points10;
        else if (rows[i].passes)
            ms = rows[i].points10;
    }
    memcpy(all, own, own_count * sizeof(*own));
    all[own_count] = ms;
    qsort(own, own_count, sizeof(*own), descending);
    qsort(all, own_count + 1, sizeof(*all), descending);
    *ret_mv16 = 0;
    *ret_mv17 = ms;
    for (size_t i = 0; i < 16 && i < own_count + 1; i++)
        *ret_mv16 += all[i];
    for (size_t i = 0; i < 16 && i < own_count; i++)
        *ret_mv17 += own[i];
}

static void test_against_definition(void **state)
{
    (void)state;
    uint32_t seed = 1;

    for (int round = 0; round < 20000; round++) {
        struct assess_row rows[24];
        int mv16, mv17;

        seed = seed * 1664525u + 1013904223u;
        size_t n = (seed >> 16) % 25;
        for (size_t i = 0; i < n; i++) {
            seed = seed * 1664525u + 1013904223u;
            rows[i] = (struct assess_row){.subject_id = i + 1, .is_sprakval = i == 7};
            set_level(&rows[i], (char)('A' + (seed >> 16) % 6));
        }
        struct merit merit = merit_of(rows, n);
        by_definition(rows, n, &mv16, &mv17);
        assert_int_equal(merit.mv16, mv16);
        assert_int_equal(merit.mv17, mv17);
        assert_true(merit.mv17 >= merit.mv16 && merit.mv16 <= 3200 && merit.mv17 <= 3400);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),
        cmocka_unit_test(test_points_below_pass),
        cmocka_unit_test(test_against_definition),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
