/*
 * How far one pupil is from the goals: from passing every subject, and from eligibility for each of
 * the four groups of programmes. A distance is the number of passes that are lacking. It exists only
 * where the goal itself is counted (summary.h): for pupils of whom nothing is missing, and for
 * eligibility in the year groups that it is counted for.
 */
#ifndef MALKOLL_DOMAIN_CLOSEST_H
#define MALKOLL_DOMAIN_CLOSEST_H

#include <stdbool.h>
#include <stddef.h>

#include "domain/assess.h"
#include "domain/eligibility.h"

#define CLOSEST_RULES 4
#define CLOSEST_GOALS (1 + CLOSEST_RULES) /* all subjects first, then rule by rule */
#define CLOSEST_FAR 2                     /* as many subjects as one may lack and still be close */
#define CLOSEST_NOT_COUNTED (-1)

struct closest {
    int lacks[CLOSEST_GOALS]; /* 0: reached */
};

/* Rows as for summary_of. Rules beyond CLOSEST_RULES are not looked at. */
struct closest closest_of(const struct assess_row *rows, size_t n,
                          const struct eligibility_rule *rules, size_t rule_count, bool covered);
/* One or two subjects away. */
bool closest_is_near(int lacks);
/* Of any of the goals. */
bool closest_is_any_near(const struct closest *c);

#endif
