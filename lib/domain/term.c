#include "domain/term.h"

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>

#include "domain/day.h"
#include "domain/digits.h"

#define MONDAY 1
#define THURSDAY 4
#define FRIDAY 5

static void check(struct term term)
{
    assert(term.year >= 1 && term.year <= 9999);
    assert(term.season == TERM_SPRING || term.season == TERM_AUTUMN);
    (void)term; /* without assertions */
}

/* Reads "HT2026"; the place after it, or NULL. */
static const char *read_term(const char *s, struct term *ret_term)
{
    bool autumn = s[0] == 'H';
    int year;

    if ((s[0] != 'H' && s[0] != 'V') || s[1] != 'T' || !(s = digits_read(s + 2, 4, &year)) ||
        year < TERM_YEAR_MIN || year > TERM_YEAR_MAX)
        return NULL;
    *ret_term = (struct term){year, autumn ? TERM_AUTUMN : TERM_SPRING};
    return s;
}

/* A week belongs to the term that its Thursday lies in, as it belongs to that day's year. */
static bool has_week(struct term term, int week)
{
    int32_t thursday;

    return day_from_iso_week(term.year, week, THURSDAY, &thursday) == 0 &&
           term_compare(term_from_day(thursday), term) == 0;
}

int term_parse(const char *text, struct term *ret_term)
{
    struct term term;
    const char *end = read_term(text, &term);

    if (!end || *end != '\0')
        return -1;
    *ret_term = term;
    return 0;
}

void term_format(struct term term, char ret_text[TERM_TEXT_SIZE])
{
    check(term);
    ret_text[0] = term.season == TERM_AUTUMN ? 'H' : 'V';
    ret_text[1] = 'T';
    digits_write(ret_text + 2, 4, term.year);
    ret_text[6] = '\0';
}

struct term term_from_day(int32_t day)
{
    int year, month, mday;

    day_to_ymd(day, &year, &month, &mday);
    return (struct term){year, month >= 7 ? TERM_AUTUMN : TERM_SPRING};
}

struct term term_next(struct term term)
{
    check(term);
    if (term.season == TERM_SPRING)
        return (struct term){term.year, TERM_AUTUMN};
    return (struct term){term.year + 1, TERM_SPRING};
}

struct term term_prev(struct term term)
{
    check(term);
    if (term.season == TERM_AUTUMN)
        return (struct term){term.year, TERM_SPRING};
    return (struct term){term.year - 1, TERM_AUTUMN};
}

int term_order(struct term term)
{
    check(term);
    return 2 * term.year + (term.season == TERM_AUTUMN ? 1 : 0);
}

int term_compare(struct term a, struct term b)
{
    return term_order(a) - term_order(b);
}

void term_first_last_day(struct term term, int32_t *ret_first, int32_t *ret_last)
{
    check(term);
    bool autumn = term.season == TERM_AUTUMN;

    day_from_ymd(term.year, autumn ? 7 : 1, 1, ret_first);
    day_from_ymd(term.year, autumn ? 12 : 6, autumn ? 31 : 30, ret_last);
}

void term_school_year(struct term term, char ret_text[TERM_SCHOOL_YEAR_SIZE])
{
    check(term);
    int autumn = term.season == TERM_AUTUMN ? term.year : term.year - 1;

    digits_write(ret_text, 4, autumn);
    ret_text[4] = '/';
    digits_write(ret_text + 5, 2, (autumn + 1) % 100);
    ret_text[7] = '\0';
}

int term_forecast_week(struct term term)
{
    return term.season == TERM_AUTUMN ? 43 : 13;
}

int term_propose_round(struct term term, int week, struct term_round *ret_round)
{
    int32_t monday;

    check(term);
    if (!has_week(term, week) || day_from_iso_week(term.year, week, MONDAY, &monday) < 0)
        return -1;

    int32_t friday = monday + FRIDAY - MONDAY;
    if (friday + 7 > DAY_MAX)
        return -1;
    *ret_round = (struct term_round){
        .term = term, .week = week, .opens = monday, .due = friday, .closes = friday + 7};
    return 0;
}

void term_round_key(struct term term, int week, char ret_text[TERM_ROUND_KEY_SIZE])
{
    assert(week >= 1 && week <= 53);

    term_format(term, ret_text);
    ret_text[6] = '-';
    digits_write(ret_text + 7, 2, week);
    ret_text[9] = '\0';
}

int term_round_key_parse(const char *text, struct term *ret_term, int *ret_week)
{
    struct term term;
    int week;
    const char *s = read_term(text, &term);

    if (!s || *s != '-' || !(s = digits_read(s + 1, 2, &week)) || *s != '\0' ||
        !has_week(term, week))
        return -1;
    *ret_term = term;
    *ret_week = week;
    return 0;
}
