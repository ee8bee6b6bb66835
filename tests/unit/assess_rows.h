/*
 * Rows of assessments written as text, so that a table of cases can be read:
 *     "SV=A EN=F MA=? FY=- M2SPA=C KE=B/"
 * A..F on the scale with points; o g m on the three-step scale of years 1-5, without points;
 * ? missing; - not assessable; a slash after it: left. Codes that begin with M2 are språkval.
 */
#ifndef MALKOLL_TESTS_ASSESS_ROWS_H
#define MALKOLL_TESTS_ASSESS_ROWS_H

#include <assert.h>
#include <string.h>

#include "domain/assess.h"

#define ROWS_MAX 40

/* The 16 obligatory subjects, the first language apart, all at one level. */
#define FIFTEEN(level)                                                                             \
    " BL=" level " BI=" level " EN=" level " FY=" level " GE=" level " HI=" level " HKK=" level    \
    " IDH=" level " KE=" level " MA=" level " MU=" level " RE=" level " SH=" level " SL=" level    \
    " TK=" level
#define SIXTEEN(level) "SV=" level FIFTEEN(level)

static inline uint64_t subject_id(const char *code, size_t length)
{
    static const char *const codes[] = {
        "BL", "BI", "EN",    "FY",    "GE",    "HI",    "HKK",   "IDH",  "KE", "MA",
        "MU", "RE", "SH",    "SL",    "SV",    "SVA",   "TK",    "TN",   "JU", "DA",
        "NO", "SO", "M1SPA", "M1FRA", "M2SPA", "M2FRA", "M2DEU", "MLARA"};

    for (size_t i = 0; i < sizeof(codes) / sizeof(*codes); i++) {
        if (strlen(codes[i]) == length && memcmp(codes[i], code, length) == 0)
            return i + 1;
    }
    assert(false); /* a code that no test uses yet */
    return 0;
}

static inline void set_level(struct assess_row *row, char level)
{
    static const int points10[] = {200, 175, 150, 125, 100, 0};

    row->has_points = level >= 'A' && level <= 'F';
    row->state = ASSESS_LEVEL;
    if (level == '?' || level == '-') {
        row->state = level == '?' ? ASSESS_MISSING : ASSESS_NOT_ASSESSABLE;
        /* What a careless caller may leave behind: it must not be looked at. */
        row->has_points = true;
        row->passes = true;
        row->points10 = 200;
    } else if (row->has_points) {
        row->points10 = points10[level - 'A'];
        row->passes = level != 'F';
    } else {
        assert(level == 'o' || level == 'g' || level == 'm');
        row->passes = level != 'o';
    }
}

static inline size_t rows_from_text(const char *text, struct assess_row rows[ROWS_MAX])
{
    size_t n = 0;

    for (const char *s = text + strspn(text, " "); *s != '\0'; s += strspn(s, " ")) {
        size_t length = strcspn(s, "=");

        assert(n < ROWS_MAX && s[length] == '=');
        rows[n] = (struct assess_row){
            .subject_id = subject_id(s, length),
            .is_sprakval = strncmp(s, "M2", 2) == 0,
        };
        s += length + 1;
        set_level(&rows[n], *s++);
        if (*s == '/') {
            rows[n].left = true;
            s++;
        }
        assert(*s == ' ' || *s == '\0');
        n++;
    }
    return n;
}

#endif
