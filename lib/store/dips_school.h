/* What the list of dips keeps of one school: made by dips_school.c, put together by dips.c. */
#ifndef MALKOLL_STORE_DIPS_SCHOOL_H
#define MALKOLL_STORE_DIPS_SCHOOL_H

#include "base/db.h"
#include "domain/dip.h"
#include "store/reference.h"

/* A year group of the school in one subject (0: all subjects). */
struct dips_total {
    uint32_t year_group, subject_id, missing;
    struct dip_share now, year_ago;
    struct dip_pairs pairs;
};

struct dips_school {
    uint32_t unit_id, area_id;
    uint64_t revision;
    struct dips_total *totals;
    size_t n_totals;
    /* Groups that could become a flag: those whose test could give a small p, and those that only
     * the municipality's share is left for, which are tested when it is known. */
    struct dip_group *groups;
    size_t n_groups;
    size_t n_tested; /* of all groups, with those that are not among them */
};

/* The rounds compared, and what is needed to understand the pupils' marks. */
struct dips_basis {
    uint32_t round_id, previous_id, year_ago_id;
    const struct reference *ref;
    struct dip_rules rules;
};

int dips_school_load(struct db *db, const struct dips_basis *basis, struct dips_school *s,
                     struct err *e);
void dips_school_free(struct dips_school *s);

#endif
