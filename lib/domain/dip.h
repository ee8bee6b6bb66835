/*
 * Dips: groups whose attainment has clearly changed, told apart from chance. A rise is the same in
 * the other direction.
 *
 * Three things a group is compared with:
 *   pairs         the same pupils in the round before. Those who were assessed in both, on the same
 *                 scale; McNemar's exact test on those who changed side. Needs min_size pairs, and
 *                 that they are at least half of the group.
 *   year_ago      the same year group and subject of the same school (of a class: of its school) one
 *                 year earlier; Fisher's exact test. Needs min_size pupils on both sides.
 *   municipality  the whole municipality's share in the same year group and subject of this round,
 *                 the group itself included; exact binomial test. Needs min_size pupils.
 *
 * Each group is tested once: on the first of them that it has and that the rules allow, in this
 * order. The same pupils go first because neither what a school's pupils are like nor that one
 * year's pupils differ from the next year's can pass for a change; the municipality's share goes
 * last because a school that has always been below it has not dipped. The others are told beside it.
 * A class is tested on its own pupils only: without pairs it is a part of its year group, which is
 * tested, and to test the parts as well would make the list longer and everything on it less sure.
 *
 * All tests of all groups are one list, adjusted by Benjamini and Hochberg's procedure for exact
 * tests (stats_bh_exact). A flag is what has an adjusted p of at most the rate: of all flags, no
 * more than that share is expected to be false alarms. A change smaller than min_points counts as
 * none, whatever its p, before anything is adjusted.
 */
#ifndef MALKOLL_DOMAIN_DIP_H
#define MALKOLL_DOMAIN_DIP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "domain/stats.h"

enum dip_kind { DIP_PAIRS, DIP_YEAR_AGO, DIP_MUNICIPALITY, DIP_KIND__MAX };
/* What a group is. */
enum dip_grain {
    DIP_CLASS,   /* a subject, or all subjects, in a class; in each year group of it */
    DIP_SUBJECT, /* a subject in a year group of a school */
    DIP_SCHOOL,  /* all subjects in a year group of a school */
    DIP_AREA,    /* all subjects in a year group of an area's schools */
    DIP_GRAIN__MAX
};
enum dip_strength { DIP_SOME, DIP_CLEAR, DIP_STRONG, DIP_STRENGTH__MAX };

/* No single p above it is ever a flag, and no comparison with one above it agrees. */
#define DIP_P_MAX 0.05

struct dip_rules {
    uint32_t min_size;
    uint32_t min_points; /* percentage points */
    uint32_t rate;       /* per cent */
    bool use[DIP_KIND__MAX];
};

struct dip_share {
    uint32_t passed, of; /* of: assessed and not assessable */
};

/* The same pupils before and now; pass or not. */
struct dip_pairs {
    uint32_t both, fell, rose, neither;
};

/* Where a group is; 0 for what it has none of. */
struct dip_key {
    uint32_t unit_id, class_id, year_group, subject_id; /* subject 0: all subjects attained */
};

struct dip_group {
    enum dip_grain grain;
    struct dip_key key;
    struct dip_share now, year_ago, municipality;
    uint32_t missing;
    struct dip_pairs pairs;
    struct dip_pairs all; /* the municipality's in the same year group and subject */
    /* Filled by dip_test: */
    bool tested;
    enum dip_kind tested_on;
    double p, floor; /* of that test, and the smallest that it could have given */
    double difference; /* percentage points */
    /* Filled by dip_adjust: */
    double adjusted;
    bool flagged;
};

/* One comparison, in percentage points. */
struct dip_comparison {
    enum dip_kind kind;
    struct dip_share now, before;
    double difference; /* now - before */
    struct stats_interval interval;
    double p;
    double floor;
};

/* false: the group does not have it. */
bool dip_compare(const struct dip_rules *rules, const struct dip_group *g, enum dip_kind kind,
                 struct dip_comparison *ret_comparison);
/* Tests the group on its first comparison. */
void dip_test(const struct dip_rules *rules, struct dip_group *g);

struct dip_list {
    size_t groups; /* that were tested */
    size_t tests;  /* those among them that could have given a p of DIP_P_MAX or less */
    size_t found;  /* flags */
};

/* All groups, tested before, as one list. */
void dip_adjust(const struct dip_rules *rules, struct dip_group *const *groups, size_t n,
                struct dip_list *ret_list);

/* False alarms to expect among n flags, at most; in tenths. */
uint32_t dip_expected_false10(const struct dip_rules *rules, size_t n);
enum dip_strength dip_strength_of(const struct dip_group *g);
/* Does the comparison say the same as the flag? */
bool dip_agrees(const struct dip_group *g, const struct dip_comparison *c);
/*
 * Has the rest of the municipality changed the same way, so that this group is part of it? Only of a
 * flag on pairs: the others' pupils changed in the same direction (p at most DIP_P_MAX), and the
 * share that fell among those who changed is not another one here (Fisher's p above it).
 */
bool dip_is_common(const struct dip_group *g);
struct dip_pairs dip_elsewhere(const struct dip_group *g);
/* The order of a list: a group's own before what is common, the surest first; by key. */
int dip_order(const struct dip_group *a, const struct dip_group *b);

/* "pairs", "class", "strong" ... as in the API. */
const char *dip_kind_name(enum dip_kind kind);
const char *dip_grain_name(enum dip_grain grain);
const char *dip_strength_name(enum dip_strength strength);

#endif
