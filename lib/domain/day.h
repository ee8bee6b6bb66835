/*
 * Civil days and ISO 8601 weeks.
 *
 * A day is an int32_t: days since 1970-01-01 in the proleptic Gregorian calendar, without time and
 * without time zone; valid from DAY_MIN to DAY_MAX. Weekdays are 1 (Monday) to 7 (Sunday). ISO
 * weeks begin on Monday and belong to the year of their Thursday.
 *
 * Functions that can fail return 0, or -1 and leave their ret_ parameters untouched. The others
 * want a valid day and assert it.
 */
#ifndef MALKOLL_DOMAIN_DAY_H
#define MALKOLL_DOMAIN_DAY_H

#include <stdint.h>

#define DAY_MIN INT32_C(-719162) /* 0001-01-01 */
#define DAY_MAX INT32_C(2932896) /* 9999-12-31; stands for "no end" in validity dates */
#define DAY_TEXT_SIZE 11         /* "YYYY-MM-DD" and its terminator */

/* -1 when there is no such date or the year is outside 1..9999. */
int day_from_ymd(int year, int month, int mday, int32_t *ret_day);
void day_to_ymd(int32_t day, int *ret_year, int *ret_month, int *ret_mday);

/* Exactly "YYYY-MM-DD". */
int day_parse(const char *text, int32_t *ret_day);
/*
 * "YYYY-MM-DD", alone or followed by 'T' or a space and "hh:mm[:ss[.fraction]]" with an optional
 * "Z", "+hh", "+hhmm" or "+hh:mm". The time is checked and dropped: the date stands as written,
 * without conversion to local time.
 */
int day_parse_lenient(const char *text, int32_t *ret_day);
void day_format(int32_t day, char ret_text[DAY_TEXT_SIZE]);

int day_weekday(int32_t day);
void day_iso_week(int32_t day, int *ret_year, int *ret_week);
/* 52 or 53; year 1..9999. */
int day_weeks_in_year(int year);
/* -1 when the year has no such week, the weekday is not 1..7 or the day is past DAY_MAX. */
int day_from_iso_week(int year, int week, int weekday, int32_t *ret_day);

#endif
