#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "domain/day.h"
#include "domain/term.h"

static struct term parsed(const char *text)
{
    struct term term = {0};

    if (term_parse(text, &term) < 0)
        fail_msg("'%s' is refused", text);
    return term;
}

static void assert_day(int32_t day, const char *expected)
{
    char text[DAY_TEXT_SIZE];

    day_format(day, text);
    assert_string_equal(text, expected);
}

static const struct {
    const char *text;
    const char *school_year;
    const char *next;
    const char *prev;
    const char *first;
    const char *last;
    int forecast_week;
} cases[] = {
    {"HT2026", "2026/27", "VT2027", "VT2026", "2026-07-01", "2026-12-31", 43},
    {"VT2027", "2026/27", "HT2027", "HT2026", "2027-01-01", "2027-06-30", 13},
    {"HT1999", "1999/00", "VT2000", "VT1999", "1999-07-01", "1999-12-31", 43},
    {"VT2000", "1999/00", "HT2000", "HT1999", "2000-01-01", "2000-06-30", 13},
    {"VT2009", "2008/09", "HT2009", "HT2008", "2009-01-01", "2009-06-30", 13},
};

static void test_terms(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct term term = parsed(cases[i].text);
        char text[TERM_TEXT_SIZE], school_year[TERM_SCHOOL_YEAR_SIZE];
        int32_t first, last;

        term_format(term, text);
        assert_string_equal(text, cases[i].text);
        term_school_year(term, school_year);
        assert_string_equal(school_year, cases[i].school_year);
        term_format(term_next(term), text);
        assert_string_equal(text, cases[i].next);
        term_format(term_prev(term), text);
        assert_string_equal(text, cases[i].prev);
        assert_int_equal(term_forecast_week(term), cases[i].forecast_week);

        term_first_last_day(term, &first, &last);
        assert_day(first, cases[i].first);
        assert_day(last, cases[i].last);
        assert_int_equal(term_compare(term_from_day(first), term), 0);
        assert_int_equal(term_compare(term_from_day(last), term), 0);
        assert_int_equal(term_compare(term_from_day(first - 1), term_prev(term)), 0);
        assert_int_equal(term_compare(term_from_day(last + 1), term_next(term)), 0);
    }
}

static void test_no_such_term(void **state)
{
    static const char *const texts[] = {"",        "HT",        "HT26",    "HT2026 ", " HT2026",
                                        "ht2026",  "2026HT",    "HT 2026", "XT2026",  "HV2026",
                                        "HT20261", "HT2026-43", "HT0226",  "HT3000",  "HT-026",
                                        "VT",      "H",         "VT1899"};

    (void)state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
        struct term term = {1, TERM_SPRING};

        if (term_parse(texts[i], &term) != -1 || term.year != 1 || term.season != TERM_SPRING)
            fail_msg("'%s' is taken", texts[i]);
    }
}

static void test_order(void **state)
{
    static const char *const ordered[] = {"HT2025", "VT2026", "HT2026", "VT2027"};

    (void)state;
    for (size_t i = 0; i < 4; i++) {
        for (size_t j = 0; j < 4; j++) {
            int order = term_compare(parsed(ordered[i]), parsed(ordered[j]));

            assert_int_equal((order > 0) - (order < 0), (i > j) - (i < j));
            assert_int_equal(term_order(parsed(ordered[i])) - term_order(parsed(ordered[j])),
                             (int)i - (int)j);
        }
    }
}

static const struct {
    const char *term;
    int week;
    const char *opens; /* NULL: refused */
    const char *due;
    const char *closes;
    const char *key;
} rounds[] = {
    {"HT2026", 43, "2026-10-19", "2026-10-23", "2026-10-30", "HT2026-43"},
    {"VT2027", 13, "2027-03-29", "2027-04-02", "2027-04-09", "VT2027-13"},
    {"HT2020", 43, "2020-10-19", "2020-10-23", "2020-10-30", "HT2020-43"},
    {"VT2021", 13, "2021-03-29", "2021-04-02", "2021-04-09", "VT2021-13"}, /* after 53 weeks */
    {"HT2024", 43, "2024-10-21", "2024-10-25", "2024-11-01", "HT2024-43"}, /* leap years */
    {"VT2024", 13, "2024-03-25", "2024-03-29", "2024-04-05", "VT2024-13"},
    {"VT2026", 1, "2025-12-29", "2026-01-02", "2026-01-09", "VT2026-01"},
    {"HT2026", 53, "2026-12-28", "2027-01-01", "2027-01-08", "HT2026-53"},
    {"HT2025", 53, NULL, NULL, NULL, NULL}, /* no such week */
    {"HT2026", 54, NULL, NULL, NULL, NULL},
    {"HT2026", 0, NULL, NULL, NULL, NULL},
    {"HT2026", 13, NULL, NULL, NULL, NULL}, /* a week of the other term */
    {"VT2027", 43, NULL, NULL, NULL, NULL},
    {"VT2026", 26, "2026-06-22", "2026-06-26", "2026-07-03", "VT2026-26"},
    {"VT2026", 27, NULL, NULL, NULL, NULL}, /* its Thursday is 2 July */
    {"HT2026", 27, "2026-06-29", "2026-07-03", "2026-07-10", "HT2026-27"},
};

static void test_rounds(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(rounds) / sizeof(*rounds); i++) {
        struct term term = parsed(rounds[i].term), back;
        struct term_round round = {.week = 99};
        char key[TERM_ROUND_KEY_SIZE];
        int week;

        if (!rounds[i].opens) {
            if (term_propose_round(term, rounds[i].week, &round) != -1 || round.week != 99)
                fail_msg("%s week %d is taken", rounds[i].term, rounds[i].week);
            continue;
        }
        assert_int_equal(term_propose_round(term, rounds[i].week, &round), 0);
        assert_int_equal(term_compare(round.term, term), 0);
        assert_int_equal(round.week, rounds[i].week);
        assert_day(round.opens, rounds[i].opens);
        assert_day(round.due, rounds[i].due);
        assert_day(round.closes, rounds[i].closes);

        term_round_key(term, round.week, key);
        assert_string_equal(key, rounds[i].key);
        assert_int_equal(term_round_key_parse(key, &back, &week), 0);
        assert_int_equal(term_compare(back, term), 0);
        assert_int_equal(week, round.week);
    }
}

/* The proposal holds in every year: Monday to Friday of the right ISO week, in the term. */
static void test_every_year(void **state)
{
    int32_t last;

    (void)state;
    assert_int_equal(day_from_ymd(TERM_YEAR_MAX, 12, 31, &last), 0);
    for (struct term term = parsed("VT1900"); term.year <= TERM_YEAR_MAX; term = term_next(term)) {
        struct term_round round;
        int year, week;

        assert_int_equal(term_propose_round(term, term_forecast_week(term), &round), 0);
        day_iso_week(round.opens, &year, &week);
        assert_int_equal(year, term.year);
        assert_int_equal(week, term.season == TERM_AUTUMN ? 43 : 13);
        assert_int_equal(day_weekday(round.opens), 1);
        assert_int_equal(round.due - round.opens, 4);
        assert_int_equal(round.closes - round.due, 7);
        assert_int_equal(term_compare(term_from_day(round.opens), term), 0);
        assert_true(round.closes <= last);
    }
}

static void test_no_such_key(void **state)
{
    static const char *const texts[] = {"",          "HT2026",     "HT2026-",   "HT2026-4",
                                        "VT2027-7",  "HT2026-430", "HT2026 43", "HT2026-00",
                                        "HT2026-54", "HT2025-53",  "HT2026-13", "VT2027-43",
                                        "HT2026-4x", "ht2026-43",  "HT2026-+4", "HT2026_43"};

    (void)state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
        struct term term = {1, TERM_SPRING};
        int week = 99;

        if (term_round_key_parse(texts[i], &term, &week) != -1 || term.year != 1 || week != 99)
            fail_msg("'%s' is taken", texts[i]);
    }
}

static void test_last_year(void **state)
{
    struct term_round round;

    (void)state;
    /* The last week there is: its round would close in the year 10000. */
    assert_int_equal(term_propose_round((struct term){9999, TERM_AUTUMN}, 52, &round), -1);
    assert_int_equal(term_propose_round((struct term){9999, TERM_AUTUMN}, 51, &round), 0);
    assert_day(round.closes, "9999-12-31");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_terms),      cmocka_unit_test(test_no_such_term),
        cmocka_unit_test(test_order),      cmocka_unit_test(test_rounds),
        cmocka_unit_test(test_every_year), cmocka_unit_test(test_no_such_key),
        cmocka_unit_test(test_last_year),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
