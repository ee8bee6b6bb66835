/*
 * The reference data of one day: scales, levels, eligibility rules, subjects, year groups. Small
 * tables, loaded as a whole; what they mean is decided in lib/domain.
 */
#ifndef MALKOLL_STORE_REFERENCE_H
#define MALKOLL_STORE_REFERENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/db.h"
#include "domain/eligibility.h"
#include "domain/scale.h"

#define REFERENCE_SLOTS 4 /* eligibility groups: bit 0..3 of a pupil's mask, in order of slot */

struct reference_subject {
    uint32_t id;
    uint32_t family_id;
    bool is_sprakval;
    const char *code;
    const char *name_sv;
    const char *name_en;
};

struct reference_name {
    uint32_t id;
    const char *code;
    const char *name_sv;
    const char *name_en;
};

struct reference {
    struct scale_set scales;
    const struct reference_name *scale_names; /* parallel to scales.scales */
    const bool *scale_has_points;             /* parallel to scales.scales */
    const struct reference_name *level_names; /* parallel to scales.levels */
    struct eligibility_rule rules[REFERENCE_SLOTS];
    size_t rule_count;
    struct reference_subject *subjects; /* in the order of columns */
    size_t subject_count;
    int first_year, last_year; /* year groups of compulsory school */
    int merit_from;            /* from which year group eligibility and merit are forecast */
};

/* date: YYYY-MM-DD. The result lives in the arena. */
int reference_load(struct db *db, struct arena *a, const char *date, struct reference **ret_ref,
                   struct err *e);

/*
 * The reference data of the last day that was asked for, kept as long as the revision of
 * everything (row 0 of table revision) stays the same. Whoever changes reference data bumps it.
 */
struct reference_cache;
struct reference_cache *reference_cache_new(void);
void reference_cache_free(struct reference_cache *c);
/* Valid until the next call. */
int reference_get(struct reference_cache *c, struct db *db, const char *date, uint64_t revision,
                  const struct reference **ret_ref, struct err *e);

/* NULL if unknown. */
const struct reference_subject *reference_subject_by_id(const struct reference *r, uint64_t id);
const struct reference_subject *reference_subject_by_code(const struct reference *r,
                                                          const char *code);
const struct scale_level *reference_level(const struct reference *r, uint64_t level_id);
bool reference_scale_has_points(const struct reference *r, uint64_t scale_id);

#endif
