/*
 * New versions of scales and rules as JSON, in a request and in a file alike. What can be seen from
 * the text alone is checked here: lengths, ranges, and what stands twice. Texts live as long as the
 * parsed document.
 */
#ifndef MALKOLL_STORE_DATED_READ_H
#define MALKOLL_STORE_DATED_READ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/json_read.h"
#include "domain/eligibility.h"
#include "domain/scale.h"

#define DATED_POINTS10_MAX 10000
#define DATED_YEAR_MAX 10
#define DATED_OTHER_MAX 30

struct dated_level {
    const char *code, *key, *name_sv, *name_en;
    int points10;
    bool passes;
};

struct dated_scale {
    const char *code, *name_sv, *name_en;
    bool has_points;
    int32_t valid_from;
    size_t n;
    struct dated_level level[SCALE_POSITION_MAX]; /* lowest first */
};

struct dated_scale_rule {
    const char *syllabus, *scale; /* codes */
    uint32_t unit_id;             /* 0 = every unit */
    int year_from, year_to;
    bool graded;
    int32_t valid_from;
};

struct dated_place {
    size_t n;
    const char *subject[ELIGIBILITY_ALTERNATIVES_MAX]; /* codes */
};

struct dated_eligibility {
    int slot, other_count;
    const char *name_sv, *name_en;
    int32_t valid_from;
    size_t n;
    struct dated_place place[ELIGIBILITY_POSITIONS_MAX];
};

/* 0, or -1 with ERR_INPUT, a whole sentence, and the member that is wrong (NULL: none of them). */
int dated_read_scale(const struct json_node *body, struct dated_scale *ret_scale,
                     const char **ret_field, struct err *e);
int dated_read_scale_rule(const struct json_node *body, struct dated_scale_rule *ret_rule,
                          const char **ret_field, struct err *e);
int dated_read_eligibility(const struct json_node *body, struct dated_eligibility *ret_rule,
                           const char **ret_field, struct err *e);

#endif
