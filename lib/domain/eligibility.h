/*
 * Eligibility (behörighet) for the programmes of upper secondary school: a rule asks for a pass in
 * each of some positions and in a number of other subjects. Rules are dated reference data; the
 * caller passes those in force.
 *
 * A position is met by any one of its alternatives (SV or SVA). Alternatives exclude each other: a
 * subject that is named in a position never counts as an other subject, passed or used or not.
 * Other subjects are counted by distinct subject id, so M1 and M2 in two languages are two.
 */
#ifndef MALKOLL_DOMAIN_ELIGIBILITY_H
#define MALKOLL_DOMAIN_ELIGIBILITY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "domain/assess.h"

#define ELIGIBILITY_POSITIONS_MAX 16
#define ELIGIBILITY_ALTERNATIVES_MAX 4
#define ELIGIBILITY_RULES_MAX 32 /* bits of a mask */

struct eligibility_position {
    size_t count;
    uint64_t subject_id[ELIGIBILITY_ALTERNATIVES_MAX];
};

struct eligibility_rule {
    char code[33]; /* "vocational" */
    size_t position_count;
    struct eligibility_position position[ELIGIBILITY_POSITIONS_MAX];
    int other_count;
};

/* For whoever loads rules: counts in range, a position at least, and no subject named twice. */
bool eligibility_rule_valid(const struct eligibility_rule *rule);

/* What a pupil lacks. Each pass closes one step, whichever comes first. */
struct eligibility_gap {
    int distance;       /* passes that are lacking in all; 0: the rule is met */
    uint32_t positions; /* bit p: no alternative of position p is passed */
    int others;         /* other subjects that are lacking */
};

/* Counts as eligibility_meets, which is true where the distance is 0. */
struct eligibility_gap eligibility_gap(const struct eligibility_rule *rule,
                                       const struct assess_row *rows, size_t n);
/* Whether a position names the subject: then it is no other subject. */
bool eligibility_names(const struct eligibility_rule *rule, uint64_t subject_id);

/* Only passes on scales with points count. The rule must be valid. */
bool eligibility_meets(const struct eligibility_rule *rule, const struct assess_row *rows,
                       size_t n);
/* Bit i is set when rules[i] is met; at most ELIGIBILITY_RULES_MAX rules. */
uint32_t eligibility_mask(const struct eligibility_rule *rules, size_t rule_count,
                          const struct assess_row *rows, size_t n);

#endif
