#include "domain/day.h"

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>

#include "domain/digits.h"

static bool is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int days_in_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

/*
 * Here and in day_to_ymd years begin on 1 March, so that the leap day is a year's last day, in eras
 * of 400 years = 146 097 days (H. Hinnant, "chrono-Compatible Low-Level Date Algorithms").
 */
static int32_t from_ymd(int year, int month, int mday)
{
    int y = month <= 2 ? year - 1 : year;
    int era = y / 400;
    int year_of_era = y - era * 400;
    int day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + mday - 1;
    int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

    return era * 146097 + day_of_era - 719468;
}

/* Reads "YYYY-MM-DD"; the place after it, or NULL. */
static const char *read_date(const char *s, int32_t *ret_day)
{
    int year, month, mday;

    if (!(s = digits_read(s, 4, &year)) || *s++ != '-' || !(s = digits_read(s, 2, &month)) ||
        *s++ != '-' || !(s = digits_read(s, 2, &mday)))
        return NULL;
    return day_from_ymd(year, month, mday, ret_day) < 0 ? NULL : s;
}

/* Reads two digits up to max; the place after them, or NULL. */
static const char *read_part(const char *s, int max)
{
    int value;

    s = digits_read(s, 2, &value);
    return s && value <= max ? s : NULL;
}

/* Skips "hh:mm[:ss[.fraction]]"; the place after it, or NULL. */
static const char *skip_time(const char *s)
{
    int digit;

    if (!(s = read_part(s, 23)) || *s++ != ':' || !(s = read_part(s, 59)))
        return NULL;
    if (*s != ':')
        return s;
    if (!(s = read_part(s + 1, 60))) /* 60 is a leap second */
        return NULL;
    if (*s != '.' && *s != ',')
        return s;
    if (!(s = digits_read(s + 1, 1, &digit)))
        return NULL;
    while (*s >= '0' && *s <= '9')
        s++;
    return s;
}

/* Skips nothing, "Z" or an offset from UTC; the place after it, or NULL. */
static const char *skip_zone(const char *s)
{
    if (*s == 'Z' || *s == 'z')
        return s + 1;
    if (*s != '+' && *s != '-')
        return s;
    if (!(s = read_part(s + 1, 23)) || *s == '\0')
        return s;
    return read_part(*s == ':' ? s + 1 : s, 59);
}

int day_from_ymd(int year, int month, int mday, int32_t *ret_day)
{
    if (year < 1 || year > 9999 || month < 1 || month > 12 || mday < 1 ||
        mday > days_in_month(year, month))
        return -1;
    *ret_day = from_ymd(year, month, mday);
    return 0;
}

void day_to_ymd(int32_t day, int *ret_year, int *ret_month, int *ret_mday)
{
    assert(day >= DAY_MIN && day <= DAY_MAX);

    int z = day + 719468;
    int era = z / 146097;
    int day_of_era = z - era * 146097;
    int year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int month = (5 * day_of_year + 2) / 153;

    *ret_mday = day_of_year - (153 * month + 2) / 5 + 1;
    *ret_month = month < 10 ? month + 3 : month - 9;
    *ret_year = year_of_era + era * 400 + (*ret_month <= 2 ? 1 : 0);
}

int day_parse(const char *text, int32_t *ret_day)
{
    int32_t day;
    const char *end = read_date(text, &day);

    if (!end || *end != '\0')
        return -1;
    *ret_day = day;
    return 0;
}

int day_parse_lenient(const char *text, int32_t *ret_day)
{
    int32_t day;
    const char *s = read_date(text, &day);

    if (!s)
        return -1;
    if (*s != '\0') {
        if (*s != 'T' && *s != 't' && *s != ' ')
            return -1;
        if (!(s = skip_time(s + 1)) || !(s = skip_zone(s)) || *s != '\0')
            return -1;
    }
    *ret_day = day;
    return 0;
}

void day_format(int32_t day, char ret_text[DAY_TEXT_SIZE])
{
    int year, month, mday;

    day_to_ymd(day, &year, &month, &mday);
    digits_write(ret_text, 4, year);
    ret_text[4] = '-';
    digits_write(ret_text + 5, 2, month);
    ret_text[7] = '-';
    digits_write(ret_text + 8, 2, mday);
    ret_text[DAY_TEXT_SIZE - 1] = '\0';
}

int day_weekday(int32_t day)
{
    assert(day >= DAY_MIN && day <= DAY_MAX);

    return (day - DAY_MIN) % 7 + 1; /* 0001-01-01 was a Monday */
}

void day_iso_week(int32_t day, int *ret_year, int *ret_week)
{
    int32_t thursday = day - day_weekday(day) + 4;
    int year, month, mday;

    day_to_ymd(thursday, &year, &month, &mday);
    *ret_year = year;
    *ret_week = (thursday - from_ymd(year, 1, 1)) / 7 + 1;
}

int day_weeks_in_year(int year)
{
    int iso_year, week;

    assert(year >= 1 && year <= 9999);
    /* 28 December is always in the last week of its year. */
    day_iso_week(from_ymd(year, 12, 28), &iso_year, &week);
    return week;
}

int day_from_iso_week(int year, int week, int weekday, int32_t *ret_day)
{
    if (year < 1 || year > 9999 || week < 1 || week > day_weeks_in_year(year) || weekday < 1 ||
        weekday > 7)
        return -1;

    /* 4 January is always in week 1. */
    int32_t fourth = from_ymd(year, 1, 4);
    int32_t day = fourth - day_weekday(fourth) + (week - 1) * 7 + weekday;
    if (day > DAY_MAX)
        return -1;
    *ret_day = day;
    return 0;
}
