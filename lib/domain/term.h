/*
 * School terms and the rounds that are proposed for them.
 *
 * A term is written "HT2026" (autumn, 1 July to 31 December) or "VT2027" (spring, 1 January to
 * 30 June). A school year is an autumn term and the spring term after it, written "2026/27".
 * Forecasts are collected in ISO week 43 of an autumn and in week 13 of a spring term.
 *
 * Functions that can fail return 0, or -1 and leave their ret_ parameters untouched.
 */
#ifndef MALKOLL_DOMAIN_TERM_H
#define MALKOLL_DOMAIN_TERM_H

#include <stdint.h>

#define TERM_TEXT_SIZE 7        /* "HT2026" */
#define TERM_SCHOOL_YEAR_SIZE 8 /* "2026/27" */
#define TERM_ROUND_KEY_SIZE 10  /* "HT2026-43" */

#define TERM_YEAR_MIN 1900
#define TERM_YEAR_MAX 2999

enum term_season { TERM_SPRING, TERM_AUTUMN, TERM_SEASON__MAX }; /* in the order of a year */

struct term {
    int year; /* calendar year */
    enum term_season season;
};

/* A collection: opens <= due <= closes, each the whole day. */
struct term_round {
    struct term term;
    int week; /* ISO week */
    int32_t opens;
    int32_t due;
    int32_t closes;
};

/* Exactly "HT" or "VT" and a year from TERM_YEAR_MIN to TERM_YEAR_MAX, so that slips are caught. */
int term_parse(const char *text, struct term *ret_term);
void term_format(struct term term, char ret_text[TERM_TEXT_SIZE]);
struct term term_from_day(int32_t day);
struct term term_next(struct term term);
struct term term_prev(struct term term);
/* Counts terms: the next term's order is one more (2 * year, and 1 for an autumn). */
int term_order(struct term term);
/* Below, equal to or above 0 when a is before, the same as or after b. */
int term_compare(struct term a, struct term b);
void term_first_last_day(struct term term, int32_t *ret_first, int32_t *ret_last);
void term_school_year(struct term term, char ret_text[TERM_SCHOOL_YEAR_SIZE]);

/* The ISO week in which every teacher reports: 43 in autumn, 13 in spring. */
int term_forecast_week(struct term term);
/*
 * Proposes the dates of a round: opens on Monday and is due on Friday of the week, closes on Friday
 * one week later. A proposal only: the caller may change each date. -1 when the year has no such
 * week or the week belongs to the other term.
 */
int term_propose_round(struct term term, int week, struct term_round *ret_round);

/* "HT2026-43", "VT2027-07"; parsing wants exactly what formatting writes and a week of the term. */
void term_round_key(struct term term, int week, char ret_text[TERM_ROUND_KEY_SIZE]);
int term_round_key_parse(const char *text, struct term *ret_term, int *ret_week);

#endif
