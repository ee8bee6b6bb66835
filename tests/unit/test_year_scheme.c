#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "domain/day.h"
#include "domain/year_scheme.h"

static struct year_schemes schemes(void)
{
    struct year_schemes s = {.n = 2};

    s.list[0] = (struct year_scheme){.last_year = 9};
    s.list[1] = (struct year_scheme){.last_year = 10, .valid_to = DAY_MAX};
    day_from_ymd(2011, 7, 1, &s.list[0].valid_from);
    day_from_ymd(2028, 6, 30, &s.list[0].valid_to);
    day_from_ymd(2028, 7, 1, &s.list[1].valid_from);
    return s;
}

static struct term term(const char *text)
{
    struct term t;

    assert_int_equal(term_parse(text, &t), 0);
    return t;
}

static const struct {
    int year_group;
    const char *from, *to;
    int same, cohort;
} cases[] = {
    {9, "HT2026", "HT2026", 9, 9},
    {9, "HT2026", "VT2026", 9, 8},
    {9, "HT2026", "HT2025", 9, 8},
    {9, "VT2027", "HT2026", 9, 9},
    {9, "HT2026", "VT2018", 9, 0},
    {9, "HT2026", "HT2018", 9, 1},
    {9, "HT2026", "HT2027", 9, 0},
    {1, "HT2026", "VT2026", 1, 0},
    /* Those who are in year group 8 in the spring of 2028 are in the last one, the tenth, in the autumn. */
    {8, "VT2028", "HT2028", 9, 10},
    {10, "HT2028", "VT2028", 9, 8},
    {10, "HT2028", "HT2027", 9, 8},
    {10, "VT2029", "VT2027", 9, 7},
    {9, "VT2028", "HT2028", 10, 0},
    {5, "VT2028", "VT2031", 6, 9},
    /* The new year group 1 has none that it was before; year group 2 was the first. */
    {1, "HT2028", "VT2028", 0, 0},
    {2, "HT2028", "VT2028", 1, 0},
    {3, "HT2028", "VT2028", 2, 1},
    {9, "HT2026", "HT2005", 0, 0},
    {0, "HT2026", "HT2025", 0, 0},
};

static void test_year_groups_over_time(void **state)
{
    struct year_schemes s = schemes();

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct term from = term(cases[i].from), to = term(cases[i].to);

        assert_int_equal(year_scheme_same(&s, cases[i].year_group, from, to), cases[i].same);
        assert_int_equal(year_scheme_cohort(&s, cases[i].year_group, from, to), cases[i].cohort);
    }
}

static void test_the_way_back_is_the_way_forth(void **state)
{
    struct year_schemes s = schemes();

    (void)state;
    for (struct term a = term("HT2020"); a.year < 2035; a = term_next(a)) {
        for (struct term b = a; b.year < 2035; b = term_next(b)) {
            for (int year_group = 1; year_group <= 10; year_group++) {
                int then = year_scheme_cohort(&s, year_group, a, b);

                if (then && year_group <= year_scheme_last(&s, a))
                    assert_int_equal(year_scheme_cohort(&s, then, b, a), year_group);
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_year_groups_over_time),
        cmocka_unit_test(test_the_way_back_is_the_way_forth),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
