/*
 * The measures of one pupil in one round, from the pupil's subject rows.
 *
 *   expected = assessed + not_assessable + missing
 *   assessed = passed + not_passed
 *
 * Rows that have left are counted in left and take part in nothing else. While a round is open,
 * only complete pupils count in "all subjects", eligibility and merit; the incomplete are kept
 * apart, never taken for failing.
 */
#ifndef MALKOLL_DOMAIN_SUMMARY_H
#define MALKOLL_DOMAIN_SUMMARY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "domain/assess.h"
#include "domain/eligibility.h"
#include "domain/merit.h"

struct summary {
    int expected;
    int assessed; /* reported with a level */
    int passed;
    int not_passed; /* a level below pass; `-` is in not_assessable only */
    int not_assessable;
    int missing;
    int left;
    bool complete;      /* something was expected and nothing is missing */
    bool all_subjects;  /* complete, and every expected subject is passed: `-` is not */
    bool at_risk;       /* something is reported and not passed, `-` included; also if incomplete */
    bool has_selection; /* complete and the year group is covered: the two below are computed */
    uint32_t eligible;  /* bit i: rules[i] is met */
    struct merit merit;
};

/*
 * Rows in any order, one per subject. covered: the pupil's year group is one that eligibility and
 * merit value are computed for. At most ELIGIBILITY_RULES_MAX rules.
 */
struct summary summary_of(const struct assess_row *rows, size_t n,
                          const struct eligibility_rule *rules, size_t rule_count, bool covered);

#endif
