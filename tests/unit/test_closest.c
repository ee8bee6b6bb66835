#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "assess_rows.h"
#include "domain/closest.h"

/* Vocational, and one that asks for nothing but English. */
static void make_rules(struct eligibility_rule rules[2])
{
    const struct eligibility_position sv = {2, {subject_id("SV", 2), subject_id("SVA", 3)}};
    const struct eligibility_position en = {1, {subject_id("EN", 2)}};
    const struct eligibility_position ma = {1, {subject_id("MA", 2)}};

    rules[0] = (struct eligibility_rule){"V", 3, {sv, en, ma}, 5};
    rules[1] = (struct eligibility_rule){"E", 1, {en}, 0};
}

static const struct {
    const char *what, *rows;
    bool covered;
    int lacks[3]; /* all subjects, vocational, English */
    bool near;
} cases[] = {
    {"everything passed", SIXTEEN("E"), true, {0, 0, 0}, false},
    {"one failed, still eligible", SIXTEEN("E") " DA=F", true, {1, 0, 0}, true},
    {"one without basis", SIXTEEN("E") " DA=-", true, {1, 0, 0}, true},
    {"English failed", "SV=E EN=F MA=E BL=E MU=E SL=E TK=E IDH=E", true, {1, 1, 1}, true},
    {"two failed", "SV=F EN=F MA=E BL=E MU=E SL=E TK=E IDH=E", true, {2, 2, 1}, true},
    {"three failed: English alone is near", "SV=F EN=F MA=F BL=E MU=E SL=E TK=E IDH=E", true,
     {3, 3, 1}, true},
    {"everything failed", SIXTEEN("F"), true, {16, 8, 1}, true},
    {"not covered: all subjects only", "SV=F EN=F MA=E", false, {2, -1, -1}, true},
    {"not covered, far", "SV=F EN=F MA=F", false, {3, -1, -1}, false},
    {"something missing: nothing is known", "SV=F EN=? MA=E", true, {-1, -1, -1}, false},
    {"what left counts nowhere", "SV=E EN=E MA=E BL=E MU=E SL=E TK=E IDH=E HI=F/ GE=?/", true,
     {0, 0, 0}, false},
    {"nothing expected", "SV=A/", true, {-1, -1, -1}, false},
};

static void test_cases(void **state)
{
    struct eligibility_rule rules[2];

    (void)state;
    make_rules(rules);
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct assess_row rows[ROWS_MAX];
        size_t n = rows_from_text(cases[i].rows, rows);
        struct closest c = closest_of(rows, n, rules, 2, cases[i].covered);

        for (size_t g = 0; g < 3; g++) {
            if (c.lacks[g] != cases[i].lacks[g])
                fail_msg("%s: goal %zu lacks %d", cases[i].what, g, c.lacks[g]);
        }
        assert_int_equal(c.lacks[3], CLOSEST_NOT_COUNTED);
        if (closest_is_any_near(&c) != cases[i].near)
            fail_msg("%s: near %d", cases[i].what, !cases[i].near);
    }
}

static void test_near(void **state)
{
    (void)state;
    assert_false(closest_is_near(CLOSEST_NOT_COUNTED));
    assert_false(closest_is_near(0));
    assert_true(closest_is_near(1));
    assert_true(closest_is_near(2));
    assert_false(closest_is_near(3));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),
        cmocka_unit_test(test_near),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
