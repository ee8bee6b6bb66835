#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <time.h>

#include <cmocka.h>

#include "domain/day.h"

#define UNTOUCHED 123456789

static int32_t at(int year, int month, int mday)
{
    int32_t day = UNTOUCHED;

    assert_int_equal(day_from_ymd(year, month, mday, &day), 0);
    return day;
}

static void test_known_days(void **state)
{
    (void)state;
    assert_int_equal(at(1970, 1, 1), 0);
    assert_int_equal(at(1969, 12, 31), -1);
    assert_int_equal(at(2000, 2, 29), 11016);
    assert_int_equal(at(2026, 10, 19), 20745);
    assert_int_equal(at(1, 1, 1), DAY_MIN);
    assert_int_equal(at(9999, 12, 31), DAY_MAX);
}

static void test_no_such_date(void **state)
{
    static const int cases[][3] = {
        {2026, 2, 29}, {2026, 2, 30}, {2024, 2, 30},  {1900, 2, 29}, {2100, 2, 29}, {2026, 4, 31},
        {2026, 6, 31}, {2026, 9, 31}, {2026, 11, 31}, {2026, 1, 32}, {2026, 1, 0},  {2026, 0, 1},
        {2026, 13, 1}, {2026, 1, -1}, {2026, -1, 1},  {0, 1, 1},     {-1, 1, 1},    {10000, 1, 1},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        int32_t day = UNTOUCHED;

        if (day_from_ymd(cases[i][0], cases[i][1], cases[i][2], &day) != -1 || day != UNTOUCHED)
            fail_msg("%d-%d-%d is taken", cases[i][0], cases[i][1], cases[i][2]);
    }
}

/* Every day there is: there and back, in order, and its week there and back. */
static void test_every_day(void **state)
{
    int year = 1, month = 1, mday = 1;

    (void)state;
    for (int32_t day = DAY_MIN; day <= DAY_MAX; day++) {
        int32_t back;
        int y, m, d, week_year, week;

        day_to_ymd(day, &y, &m, &d);
        if (y != year || m != month || d != mday)
            fail_msg("%d is %d-%d-%d, not %d-%d-%d", day, y, m, d, year, month, mday);
        if (day_from_ymd(y, m, d, &back) < 0 || back != day)
            fail_msg("%d-%d-%d does not come back", y, m, d);
        day_iso_week(day, &week_year, &week);
        if (day_from_iso_week(week_year, week, day_weekday(day), &back) < 0 || back != day)
            fail_msg("%d-W%d of %d-%d-%d does not come back", week_year, week, y, m, d);
        if (day_from_ymd(year, month, mday + 1, &back) == 0) {
            mday++;
        } else {
            mday = 1;
            year += month == 12;
            month = month % 12 + 1;
        }
    }
}

/* The C library's calendar as a second opinion. */
static void test_against_libc(void **state)
{
    (void)state;
    for (int32_t day = at(1950, 1, 1); day <= at(2100, 1, 1); day++) {
        time_t t = (time_t)day * 86400;
        struct tm tm;
        char expected[32], text[DAY_TEXT_SIZE], got[64];
        int year, week;

        assert_non_null(gmtime_r(&t, &tm));
        assert_true(strftime(expected, sizeof(expected), "%Y-%m-%d %u %G-%V", &tm) > 0);
        day_format(day, text);
        day_iso_week(day, &year, &week);
        snprintf(got, sizeof(got), "%s %d %04d-%02d", text, day_weekday(day), year, week);
        assert_string_equal(got, expected);
    }
}

static const struct {
    const char *text;
    int strict;  /* what day_parse returns */
    int lenient; /* what day_parse_lenient returns */
} parse_cases[] = {
    {"2026-10-19", 0, 0},
    {"2024-02-29", 0, 0},
    {"0001-01-01", 0, 0},
    {"9999-12-31", 0, 0},
    {"2026-10-19T00:00:00.000Z", -1, 0},
    {"2026-10-19T23:59:59Z", -1, 0},
    {"2026-10-19T23:59:60Z", -1, 0},
    {"2026-10-19T08:15", -1, 0},
    {"2026-10-19 08:15:00.123", -1, 0},
    {"2026-10-19T08:15:00,5", -1, 0},
    {"2026-10-19T08:15:00+02:00", -1, 0},
    {"2026-10-19T08:15:00-0330", -1, 0},
    {"2026-10-19T08:15+02", -1, 0},
    {"2026-10-19t08:15z", -1, 0},
    {"", -1, -1},
    {"2026", -1, -1},
    {"2026-10", -1, -1},
    {"2026-10-1", -1, -1},
    {"2026-1-19", -1, -1},
    {"26-10-19", -1, -1},
    {"2026/10/19", -1, -1},
    {"20261019", -1, -1},
    {"19-10-2026", -1, -1},
    {"2026-02-30", -1, -1},
    {"2026-02-29", -1, -1},
    {"2026-13-01", -1, -1},
    {"2026-00-01", -1, -1},
    {"0000-01-01", -1, -1},
    {" 2026-10-19", -1, -1},
    {"2026-10-19 ", -1, -1},
    {"+026-10-19", -1, -1},
    {"2026-10-190", -1, -1},
    {"2026-10-19T", -1, -1},
    {"2026-10-19Z", -1, -1},
    {"2026-10-19T8:15", -1, -1},
    {"2026-10-19T08", -1, -1},
    {"2026-10-19T24:00", -1, -1},
    {"2026-10-19T08:60", -1, -1},
    {"2026-10-19T08:15:61", -1, -1},
    {"2026-10-19T08:15:", -1, -1},
    {"2026-10-19T08:15:00.", -1, -1},
    {"2026-10-19T08:15:00.Z", -1, -1},
    {"2026-10-19T08:15:00ZZ", -1, -1},
    {"2026-10-19T08:15:00+", -1, -1},
    {"2026-10-19T08:15:00+2", -1, -1},
    {"2026-10-19T08:15:00+02:", -1, -1},
    {"2026-10-19T08:15:00+02:60", -1, -1},
    {"2026-10-19T08:15:00+24:00", -1, -1},
    {"2026-02-30T08:15", -1, -1},
    {"2026-10-19x08:15", -1, -1},
};

static void test_parse(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(parse_cases) / sizeof(*parse_cases); i++) {
        const char *text = parse_cases[i].text;
        int32_t day = UNTOUCHED, lenient = UNTOUCHED;
        char back[DAY_TEXT_SIZE];

        if (day_parse(text, &day) != parse_cases[i].strict)
            fail_msg("'%s': strict", text);
        if (day_parse_lenient(text, &lenient) != parse_cases[i].lenient)
            fail_msg("'%s': lenient", text);
        if (parse_cases[i].strict < 0)
            assert_int_equal(day, UNTOUCHED);
        if (parse_cases[i].lenient < 0) {
            assert_int_equal(lenient, UNTOUCHED);
            continue;
        }
        day_format(lenient, back);
        assert_memory_equal(back, text, DAY_TEXT_SIZE - 1);
    }
}

static const struct {
    const char *date;
    int weekday;
    int year;
    int week;
} week_cases[] = {
    {"2026-10-19", 1, 2026, 43}, /* where forecasts are collected */
    {"2026-10-25", 7, 2026, 43}, {"2026-10-26", 1, 2026, 44}, {"2027-03-29", 1, 2027, 13},
    {"2020-12-31", 4, 2020, 53}, /* a leap year that begins on a Wednesday */
    {"2021-01-01", 5, 2020, 53}, {"2021-01-03", 7, 2020, 53}, {"2021-01-04", 1, 2021, 1},
    {"2026-12-31", 4, 2026, 53}, /* a common year that begins on a Thursday */
    {"2027-01-01", 5, 2026, 53}, {"2027-01-03", 7, 2026, 53}, {"2027-01-04", 1, 2027, 1},
    {"2025-12-28", 7, 2025, 52}, {"2025-12-29", 1, 2026, 1}, /* the days of December that belong to
                                                                the next year */
    {"2026-01-01", 4, 2026, 1},  {"2018-12-31", 1, 2019, 1},  {"2023-01-01", 7, 2022, 52},
    {"2024-12-30", 1, 2025, 1},  {"2000-01-01", 6, 1999, 52}, {"1970-01-01", 4, 1970, 1},
    {"1969-12-28", 7, 1969, 52}, {"0001-01-01", 1, 1, 1},     {"9999-12-31", 5, 9999, 52},
};

static void test_iso_week(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(week_cases) / sizeof(*week_cases); i++) {
        int32_t day, back;
        int year, week;

        assert_int_equal(day_parse(week_cases[i].date, &day), 0);
        day_iso_week(day, &year, &week);
        if (day_weekday(day) != week_cases[i].weekday || year != week_cases[i].year ||
            week != week_cases[i].week)
            fail_msg("%s is %d-W%d-%d", week_cases[i].date, year, week, day_weekday(day));
        assert_int_equal(day_from_iso_week(year, week, week_cases[i].weekday, &back), 0);
        assert_int_equal(back, day);
    }
}

static void test_weeks_in_year(void **state)
{
    /* All years with 53 weeks from 2000 to 2060. */
    static const int long_years[] = {2004, 2009, 2015, 2020, 2026, 2032,
                                     2037, 2043, 2048, 2054, 2060};
    size_t next = 0;

    (void)state;
    for (int year = 2000; year <= 2060; year++) {
        int weeks = 52;

        if (long_years[next] == year) {
            weeks = 53;
            next++;
        }
        assert_int_equal(day_weeks_in_year(year), weeks);
    }
}

static void test_no_such_week(void **state)
{
    static const int cases[][3] = {
        {2026, 0, 1},  {2026, 54, 1}, {2025, 53, 1},  {2026, -1, 1}, {2026, 43, 0},
        {2026, 43, 8}, {0, 43, 1},    {10000, 43, 1}, {9999, 52, 6},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        int32_t day = UNTOUCHED;

        if (day_from_iso_week(cases[i][0], cases[i][1], cases[i][2], &day) != -1 ||
            day != UNTOUCHED)
            fail_msg("%d-W%d-%d is taken", cases[i][0], cases[i][1], cases[i][2]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known_days),    cmocka_unit_test(test_no_such_date),
        cmocka_unit_test(test_every_day),     cmocka_unit_test(test_against_libc),
        cmocka_unit_test(test_parse),         cmocka_unit_test(test_iso_week),
        cmocka_unit_test(test_weeks_in_year), cmocka_unit_test(test_no_such_week),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
