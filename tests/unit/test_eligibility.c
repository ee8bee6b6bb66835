#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "assess_rows.h"
#include "domain/eligibility.h"

enum { VOC = 1, ES = 2, EK_HU_SA = 4, NA_TE = 8, ALL = 15 };

/* Fills a rule from "SV|SVA EN MA" and a number of other subjects. */
static struct eligibility_rule make_rule(const char *positions, int other_count)
{
    struct eligibility_rule rule = {.code = "TEST", .other_count = other_count};
    struct eligibility_position *position = rule.position;

    for (const char *s = positions; *s != '\0'; s += *s == ' ' || *s == '|') {
        size_t length = strcspn(s, " |");

        position->subject_id[position->count++] = subject_id(s, length);
        s += length;
        if (*s != '|') {
            position++;
            rule.position_count++;
        }
    }
    return rule;
}

static void make_rules(struct eligibility_rule rules[4])
{
    rules[0] = make_rule("SV|SVA EN MA", 5);
    rules[1] = make_rule("SV|SVA EN MA", 9);
    rules[2] = make_rule("SV|SVA EN MA GE HI RE SH", 5);
    rules[3] = make_rule("SV|SVA EN MA BI FY KE", 6);
}

#define CORE "SV=E EN=E MA=E"
#define GEHIRESH " GE=E HI=E RE=E SH=E"
#define BIFYKE " BI=E FY=E KE=E"

static const struct {
    const char *what;
    const char *rows;
    uint32_t mask;
} cases[] = {
    {"nothing", "", 0},
    {"all sixteen", SIXTEEN("E"), ALL},
    {"all sixteen with SVA", "SVA=E" FIFTEEN("E"), ALL},
    {"all failed", SIXTEEN("F"), 0},
    {"no basis in anything", SIXTEEN("-"), 0},
    {"nothing reported", SIXTEEN("?"), 0},

    {"the core alone", CORE, 0},
    {"core and 4 other", CORE " BL=E MU=E SL=E TK=E", 0},
    {"core and 5 other", CORE " BL=E MU=E SL=E TK=E IDH=E", VOC},
    {"core and 8 other",
     CORE " BL=E MU=E SL=E TK=E IDH=E HKK=E"
          " GE=E HI=E",
     VOC},
    {"core and 9 other",
     CORE " BL=E MU=E SL=E TK=E IDH=E HKK=E"
          " GE=E HI=E M2SPA=E",
     VOC | ES},
    {"EK HU SA: those four and 5 other", CORE GEHIRESH " BL=E MU=E SL=E TK=E IDH=E",
     VOC | ES | EK_HU_SA},
    {"EK HU SA: those four and 4 other", CORE GEHIRESH " BL=E MU=E SL=E TK=E", VOC},
    {"EK HU SA without religion", CORE " GE=E HI=E RE=F SH=E BL=E MU=E SL=E TK=E IDH=E HKK=E",
     VOC | ES},
    {"NA TE: those three and 6 other", CORE BIFYKE " BL=E MU=E SL=E TK=E IDH=E HKK=E",
     VOC | ES | NA_TE},
    {"NA TE: those three and 5 other", CORE BIFYKE " BL=E MU=E SL=E TK=E IDH=E", VOC},
    {"NA TE with physics not assessable", CORE " BI=E FY=- KE=E BL=E MU=E SL=E TK=E IDH=E HKK=E",
     VOC},

    {"mathematics is failed, the rest A", "SV=A EN=A MA=F BL=A MU=A SL=A TK=A IDH=A HKK=A", 0},
    {"English without basis", "SV=A EN=- MA=A BL=A MU=A SL=A TK=A IDH=A HKK=A", 0},
    {"neither SV nor SVA", "EN=A MA=A BL=A MU=A SL=A TK=A IDH=A HKK=A", 0},
    {"failed SV, passed SVA", "SV=F SVA=E EN=E MA=E BL=E MU=E SL=E TK=E IDH=E", VOC},
    {"SV and SVA exclude each other: 4 other", CORE " SVA=E BL=E MU=E SL=E TK=E", 0},
    {"SV and SVA exclude each other: 8 other",
     CORE " SVA=E BL=E MU=E SL=E TK=E IDH=E HKK=E"
          " GE=E HI=E",
     VOC},

    {"languages and mother tongue are other subjects", CORE " M1FRA=E M2SPA=E MLARA=E BL=E MU=E",
     VOC},
    {"M1 and M2 in one language are two subjects", CORE " M1SPA=E M2SPA=E BL=E MU=E TK=E", VOC},
    {"failed språkval is no other subject", CORE " M2SPA=F BL=E MU=E SL=E TK=E", 0},
    {"the same subject twice is one", CORE " BL=E BL=D MU=E SL=E TK=E", 0},
    {"failed in one row, passed in another", CORE " BL=F BL=E MU=E SL=E TK=E IDH=E", VOC},
    {"a core subject twice is no other", CORE " EN=A BL=E MU=E SL=E TK=E", 0},
    {"left counts nowhere", CORE " BL=E MU=E SL=E TK=E IDH=E/", 0},
    {"left core subject", "SV=E/ EN=E MA=E BL=E MU=E SL=E TK=E IDH=E", 0},
    {"a scale without points gives no eligibility", "SV=m EN=m MA=m BL=m MU=m SL=m TK=m IDH=m", 0},
    {"order does not matter", "IDH=E TK=E SL=E MU=E BL=E MA=E EN=E SV=E", VOC},
};

static void test_cases(void **state)
{
    (void)state;
    struct eligibility_rule rules[4];

    make_rules(rules);
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct assess_row rows[ROWS_MAX];
        size_t n = rows_from_text(cases[i].rows, rows);
        uint32_t mask = eligibility_mask(rules, 4, rows, n);

        if (mask != cases[i].mask)
            fail_msg("%s: mask %x, not %x", cases[i].what, mask, cases[i].mask);
    }
}

static void test_mask_follows_rules(void **state)
{
    (void)state;
    struct eligibility_rule rules[ELIGIBILITY_RULES_MAX];
    struct assess_row rows[ROWS_MAX];
    size_t n = rows_from_text("SV=E EN=F", rows);

    assert_int_equal(eligibility_mask(NULL, 0, rows, n), 0);
    for (size_t i = 0; i < ELIGIBILITY_RULES_MAX; i++)
        rules[i] = make_rule(i % 2 ? "SV" : "EN", 0);
    assert_int_equal(eligibility_mask(rules, ELIGIBILITY_RULES_MAX, rows, n), 0xaaaaaaaau);
}

static void test_gap(void **state)
{
    static const struct {
        const char *rows;
        int distance, others;
        uint32_t positions;
    } gaps[] = {
        {"", 8, 5, 7},
        {CORE " BL=E MU=E SL=E TK=E IDH=E", 0, 0, 0},
        {CORE " BL=E MU=E SL=E TK=E IDH=F", 1, 1, 0},
        {"SV=E EN=F MA=E BL=E MU=E SL=E TK=E IDH=E", 1, 0, 2},
        {"SVA=E EN=F MA=- BL=E MU=E SL=E TK=E IDH=E", 2, 0, 6},
        {"SV=F SVA=E EN=E MA=E BL=E MU=E SL=E", 2, 2, 0},
        {"SV=F EN=E MA=E BL=E MU=E SL=E TK=E IDH=E HI=E", 1, 0, 1},
        {"SV=E/ EN=E MA=E BL=E MU=E SL=E TK=E IDH=?", 2, 1, 1},
    };
    struct eligibility_rule rules[4];

    (void)state;
    make_rules(rules);
    for (size_t i = 0; i < sizeof(gaps) / sizeof(*gaps); i++) {
        struct assess_row rows[ROWS_MAX];
        size_t n = rows_from_text(gaps[i].rows, rows);
        struct eligibility_gap gap = eligibility_gap(&rules[0], rows, n);

        if (gap.distance != gaps[i].distance || gap.others != gaps[i].others ||
            gap.positions != gaps[i].positions)
            fail_msg("%s: %d lacking, %d of them others, positions %x", gaps[i].rows, gap.distance,
                     gap.others, gap.positions);
    }
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct assess_row rows[ROWS_MAX];
        size_t n = rows_from_text(cases[i].rows, rows);

        for (size_t k = 0; k < 4; k++)
            assert_int_equal(eligibility_gap(&rules[k], rows, n).distance == 0,
                             (cases[i].mask >> k) & 1);
    }
    assert_true(eligibility_names(&rules[0], subject_id("SVA", 3)));
    assert_false(eligibility_names(&rules[0], subject_id("GE", 2)));
}

static void test_valid(void **state)
{
    (void)state;
    struct eligibility_rule rule = make_rule("SV|SVA EN MA GE HI RE SH", 5);

    assert_true(eligibility_rule_valid(&rule));
    rule.other_count = 0;
    assert_true(eligibility_rule_valid(&rule));
    rule.other_count = -1;
    assert_false(eligibility_rule_valid(&rule));

    rule = make_rule("", 5);
    assert_false(eligibility_rule_valid(&rule));
    rule = make_rule("SV|SVA EN SVA", 5);
    assert_false(eligibility_rule_valid(&rule));
    rule = make_rule("SV|SV EN", 5);
    assert_false(eligibility_rule_valid(&rule));

    rule = make_rule("SV EN", 5);
    rule.position[1].count = 0;
    assert_false(eligibility_rule_valid(&rule));
    rule.position[1].count = ELIGIBILITY_ALTERNATIVES_MAX + 1;
    assert_false(eligibility_rule_valid(&rule));
    rule.position_count = ELIGIBILITY_POSITIONS_MAX + 1;
    assert_false(eligibility_rule_valid(&rule));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),
        cmocka_unit_test(test_mask_follows_rules),
        cmocka_unit_test(test_gap),
        cmocka_unit_test(test_valid),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
