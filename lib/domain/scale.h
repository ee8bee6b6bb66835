/*
 * Scales of assessment: which one applies, and what its levels are worth.
 *
 * All of it is dated reference data that the caller passes in; nothing about any scale is known
 * here. A scale belongs to the syllabus that a pupil follows in a subject, not to the pupil.
 * Validity dates are days (see day.h), both ends included; DAY_MAX stands for no end.
 */
#ifndef MALKOLL_DOMAIN_SCALE_H
#define MALKOLL_DOMAIN_SCALE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SCALE_POSITION_MAX 12

struct scale {
    uint64_t id; /* not 0 */
    int32_t valid_from;
    int32_t valid_to;
};

struct scale_level {
    uint64_t id;
    uint64_t scale_id;
    int position;  /* 1 (lowest) to SCALE_POSITION_MAX */
    char code[33]; /* "A", "10": at most 8 characters; letter case counts */
    char key;      /* the key that sets it in the browser, 0 = none */
    int points10;  /* tenths of a point */
    bool passes;
};

/* "This syllabus, in these year groups, in this time, is assessed on this scale." */
struct scale_rule {
    uint64_t syllabus_id;
    uint64_t unit_id; /* 0 = every unit */
    int year_from;    /* year groups, both ends included */
    int year_to;
    int32_t valid_from;
    int32_t valid_to;
    uint64_t scale_id;
    bool graded; /* grades are set: a round of grades expects them */
};

struct scale_set {
    const struct scale *scales;
    size_t scale_count;
    const struct scale_level *levels;
    size_t level_count;
    const struct scale_rule *rules;
    size_t rule_count;
};

/*
 * The rule for a syllabus, unit and year group on a day, or NULL when there is none. A rule for the
 * unit goes before one for every unit, then the rule that came into force later; of two alike the
 * lower scale id, so that the order of rows never matters. Rules whose scale is unknown or not valid
 * on the day are passed over.
 */
const struct scale_rule *scale_choose(const struct scale_set *set, uint64_t syllabus_id,
                                      uint64_t unit_id, int year_group, int32_t day);

/* NULL when the scale has no such level. */
const struct scale_level *scale_find_level(const struct scale_set *set, uint64_t scale_id,
                                           const char *code);

#endif
