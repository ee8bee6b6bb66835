/*
 * The list of dips and rises of a round (lib/domain/dip.h).
 *
 * It is made from the pupils' summaries of the round and of the one before, school by school. While
 * a round is open a worker keeps what it made of each school for as long as nothing is written
 * there, so that asking again costs what has changed since. When the round closes the list is
 * stored (tables dip_list and dip), in the closing's own transaction, and stays as it is.
 */
#ifndef MALKOLL_STORE_DIPS_H
#define MALKOLL_STORE_DIPS_H

#include "base/arena.h"
#include "base/db.h"
#include "domain/dip.h"
#include "store/round.h"

struct dips {
    uint32_t round_id, previous_id, year_ago_id;
    char fixed_at[ROUND_TIME_SIZE]; /* "" = made of the figures as they are now */
    struct dip_rules rules;
    struct dip_list list;
    struct dip_group *flags; /* in dip_order */
    size_t n_flags;
};

struct dips_cache;
struct dips_cache *dips_cache_new(void);
void dips_cache_free(struct dips_cache *c);

/* The list as it is now. Valid until the next call. Inside a unit of work. */
int dips_now(struct dips_cache *c, struct db *db, const struct round *round,
             const struct dips **ret_dips, struct err *e);
/* The list that was stored, in the arena; NULL when there is none. */
int dips_kept(struct db *db, struct arena *a, uint32_t round_id, struct dips **ret_dips,
              struct err *e);
/* Makes the list and stores it in place of what was stored before. In the caller's transaction. */
int dips_fix(struct db *db, uint32_t round_id, struct err *e);

#endif
