/*
 * What a save has to know of a teaching group and what saves themselves never change: who may write
 * it, and where its pupils stand in the roster of the round. Rosters, duties and acts on rounds change
 * it, and each of them raises the revision of everything in the same transaction; what was read at a
 * revision is good as long as that stands. One cache per worker, of a fixed size.
 */
#ifndef MALKOLL_STORE_GROUP_CACHE_H
#define MALKOLL_STORE_GROUP_CACHE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/assessment.h"
#include "store/recount.h"

struct group_cache *group_cache_new(void);
void group_cache_free(struct group_cache *c);

/* ---- who may write it: the answer of SQL_SAVE_GROUP ---- */

bool group_cache_rights(const struct group_cache *c, uint32_t group_id, uint64_t revision,
                        const struct assessment_person *person,
                        struct assessment_group *ret_group);
void group_cache_keep_rights(struct group_cache *c, const struct assessment_group *group,
                             const struct assessment_person *person);

/* ---- its pupils in a round ---- */

struct group_pupil {
    uint32_t id;
    uint32_t subject_id, scale_id;
    struct recount_place place;
    bool left, protected;
};

/* Which pupils: those of a group from one pupil id to another. */
struct group_span {
    uint64_t revision; /* of everything, in the view that they were read in */
    uint32_t round_id, group_id;
    uint32_t from, to;
};

/* Whether everything is kept that the span has. */
bool group_cache_has(const struct group_cache *c, const struct group_span *span);
/* NULL: not a pupil of the group, or nothing is kept. */
const struct group_pupil *group_cache_pupil(const struct group_cache *c,
                                            const struct group_span *span, uint32_t pupil_id);
/* Pupils by id, ascending; more than GROUP_CACHE_PUPILS, or one that is there twice, are not kept. */
#define GROUP_CACHE_PUPILS 40
void group_cache_keep(struct group_cache *c, const struct group_span *span,
                      const struct group_pupil *pupils, size_t n);

#endif
