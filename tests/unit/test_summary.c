#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "assess_rows.h"
#include "domain/summary.h"

/*
 * counts: expected, assessed, passed, not passed, not assessable, missing, left.
 * verdict: complete, all subjects, risk; after a colon, where computed: the mask of eligibility,
 * mv16, mv17 and whether there is a pass.
 */
static const struct {
    const char *what;
    const char *rows;
    bool covered;
    const char *counts;
    const char *verdict;
} cases[] = {
    {"no rows", "", true, "0 0 0 0 0 0 0", ""},
    {"only rows that left", "SV=A/ EN=F/ MA=?/ FY=-/", true, "0 0 0 0 0 0 4", ""},
    {"nothing reported", SIXTEEN("?"), true, "16 0 0 0 0 16 0", ""},

    {"all passed", SIXTEEN("E") " M2SPA=A", true, "17 17 17 0 0 0 0",
     "complete all: 3 1700 1800 pass"},
    {"year group not covered", SIXTEEN("E"), false, "16 16 16 0 0 0 0", "complete all"},
    {"one missing: not complete, no risk", "SV=?" FIFTEEN("A"), true, "16 15 15 0 0 1 0", ""},
    {"one missing, one failed: risk at once", "SV=? EN=F MA=A", true, "3 2 1 1 0 1 0", "risk"},
    {"one missing, one without basis", "SV=? EN=- MA=A", true, "3 1 1 0 1 1 0", "risk"},

    {"failed språkval", SIXTEEN("C") " M2SPA=F", true, "17 17 16 1 0 0 0",
     "complete risk: 3 2400 2400 pass"},
    {"- counts as not passed", SIXTEEN("C") " M1SPA=-", true, "17 16 16 0 1 0 0",
     "complete risk: 3 2400 2400 pass"},
    {"failed mathematics", "SV=E EN=E MA=F BL=E MU=E SL=E TK=E IDH=E", true, "8 8 7 1 0 0 0",
     "complete risk: 0 700 700 pass"},
    {"SVA instead of SV", "SVA=E" FIFTEEN("E"), true, "16 16 16 0 0 0 0",
     "complete all: 3 1600 1600 pass"},
    {"no pass at all", SIXTEEN("F"), true, "16 16 0 16 0 0 0", "complete risk: 0 0 0 none"},
    {"no basis in anything", SIXTEEN("-"), true, "16 0 0 0 16 0 0", "complete risk: 0 0 0 none"},

    {"a failed row that left", SIXTEEN("E") " M2SPA=F/", true, "16 16 16 0 0 0 1",
     "complete all: 3 1600 1600 pass"},
    {"a missing row that left", SIXTEEN("E") " M2SPA=?/", true, "16 16 16 0 0 0 1",
     "complete all: 3 1600 1600 pass"},
    {"a passed row that left", "SV=A/ EN=E MA=E", true, "2 2 2 0 0 0 1",
     "complete all: 0 200 200 pass"},

    {"three steps", "SV=g EN=m MA=o BL=-", false, "4 3 2 1 1 0 0", "complete risk"},
    {"three steps, all reached", "SV=g EN=m MA=g", false, "3 3 3 0 0 0 0", "complete all"},
    {"two scales, all passed", SIXTEEN("E") " M1SPA=m", true, "17 17 17 0 0 0 0",
     "complete all: 3 1600 1600 pass"},
    {"two scales, failed on the one without points", SIXTEEN("E") " M1SPA=o", true,
     "17 17 16 1 0 0 0", "complete risk: 3 1600 1600 pass"},
};

/* Rule 0: vocational; rule 1: four named subjects. */
static void make_rules(struct eligibility_rule rules[2])
{
    const struct eligibility_position sv = {2, {subject_id("SV", 2), subject_id("SVA", 3)}};
    const struct eligibility_position en = {1, {subject_id("EN", 2)}};
    const struct eligibility_position ma = {1, {subject_id("MA", 2)}};
    const struct eligibility_position re = {1, {subject_id("RE", 2)}};

    rules[0] = (struct eligibility_rule){
        .code = "VOC", .position_count = 3, .position = {sv, en, ma}, .other_count = 5};
    rules[1] = (struct eligibility_rule){
        .code = "RE", .position_count = 4, .position = {sv, en, ma, re}, .other_count = 0};
}

static void write_counts(const struct summary *s, char *text, size_t size)
{
    snprintf(text, size, "%d %d %d %d %d %d %d", s->expected, s->assessed, s->passed, s->not_passed,
             s->not_assessable, s->missing, s->left);
}

static void write_verdict(const struct summary *s, char *text, size_t size)
{
    char selection[64] = "";

    if (s->has_selection)
        snprintf(selection, sizeof(selection), ": %x %d %d %s", s->eligible, s->merit.mv16,
                 s->merit.mv17, s->merit.any_pass ? "pass" : "none");
    else if (s->eligible || s->merit.mv16 || s->merit.mv17 || s->merit.any_pass)
        fail_msg("something is computed without being asked for");
    snprintf(text, size, "%s%s%s%s", s->complete ? "complete" : "", s->all_subjects ? " all" : "",
             s->at_risk ? s->complete ? " risk" : "risk" : "", selection);
}

static void test_cases(void **state)
{
    (void)state;
    struct eligibility_rule rules[2];

    make_rules(rules);
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct assess_row rows[ROWS_MAX];
        size_t n = rows_from_text(cases[i].rows, rows);
        struct summary summary = summary_of(rows, n, rules, 2, cases[i].covered);
        char counts[96], verdict[96];

        write_counts(&summary, counts, sizeof(counts));
        write_verdict(&summary, verdict, sizeof(verdict));
        if (strcmp(counts, cases[i].counts) != 0 || strcmp(verdict, cases[i].verdict) != 0)
            fail_msg("%s: %s, %s", cases[i].what, counts, verdict);
    }
}

/* The sums that the header promises, over every state of four subjects. */
static void test_counts_add_up(void **state)
{
    static const char levels[] = "AF-?mo";
    struct assess_row rows[4];

    (void)state;
    for (int code = 0; code < 12 * 12 * 12 * 12; code++) {
        for (int i = 0, rest = code; i < 4; i++, rest /= 12) {
            rows[i] = (struct assess_row){.subject_id = (uint64_t)i + 1, .left = rest % 12 >= 6};
            set_level(&rows[i], levels[rest % 6]);
        }
        struct summary s = summary_of(rows, 4, NULL, 0, true);

        assert_int_equal(s.expected + s.left, 4);
        assert_int_equal(s.expected, s.assessed + s.not_assessable + s.missing);
        assert_int_equal(s.assessed, s.passed + s.not_passed);
        assert_true(!s.all_subjects || (s.complete && !s.at_risk));
        assert_true(!s.complete || s.all_subjects || s.at_risk);
        assert_int_equal(s.has_selection, s.complete);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),
        cmocka_unit_test(test_counts_add_up),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
