/*
 * Year groups over time. How many there are is dated: nine until 30 June 2028, ten after it, when
 * every year group's number rises by one. What stays the same is how far a year group is from the
 * last one, so both questions here are answered by that distance.
 *
 * A scheme holds for a whole term when it holds on the term's first day. Year groups are 1 to last;
 * 0 in an answer: there was, or will be, no such year group.
 */
#ifndef MALKOLL_DOMAIN_YEAR_SCHEME_H
#define MALKOLL_DOMAIN_YEAR_SCHEME_H

#include <stddef.h>
#include <stdint.h>

#include "domain/term.h"

#define YEAR_SCHEMES_MAX 16

struct year_scheme {
    int last_year;
    int32_t valid_from, valid_to; /* days; DAY_MAX = no end */
};

struct year_schemes {
    size_t n;
    struct year_scheme list[YEAR_SCHEMES_MAX];
};

/* The last year group of a term; 0 when no scheme holds. */
int year_scheme_last(const struct year_schemes *s, struct term term);
/* The year that a school year ends in: 2027 for HT2026 and VT2027. */
int year_scheme_school_year(struct term term);
/* The year group that is in `to` what `year_group` is in `from`: as far from the last. */
int year_scheme_same(const struct year_schemes *s, int year_group, struct term from,
                     struct term to);
/* The year group that those who are in `year_group` in `from` are in in `to`, one further with
 * each school year. */
int year_scheme_cohort(const struct year_schemes *s, int year_group, struct term from,
                       struct term to);

#endif
