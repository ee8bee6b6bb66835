/*
 * The answer about the hit rate while it is being made: what h_hit_rate.c has settled and loaded, and
 * what hit_rate_write.c writes of it.
 */
#ifndef MALKOLL_FCGI_HIT_RATE_VIEW_H
#define MALKOLL_FCGI_HIT_RATE_VIEW_H

#include "fcgi/piece.h"
#include "store/hit.h"

#define HIT_FORECASTS_MAX 4
#define HIT_PAIRS_MAX 128
#define HIT_ROUNDS_MAX 128
#define HIT_NO_ROUND SIZE_MAX

struct hit_cell {
    int64_t n[HIT_COUNT__MAX];
};

struct hit_pair {
    size_t grades, forecasts; /* places in rounds */
    struct hit_cell cell;
};

struct hit_view {
    struct unit_view unit;
    uint32_t subject; /* 0 = all */
    int min;
    struct round rounds[HIT_ROUNDS_MAX]; /* newest first */
    size_t n_rounds;
    struct hit_pair pairs[HIT_PAIRS_MAX]; /* newest grades first, their forecasts oldest first */
    size_t n_pairs;
    size_t grades; /* the chosen round, or HIT_NO_ROUND */
    size_t forecasts[HIT_FORECASTS_MAX];
    size_t n_forecasts;
};

/* The counts of a row of sql/query/hit.sql, which stand after two keys. */
struct hit_cell hit_cell_read(const struct db_rows *r);
/* HIT_NO_ROUND when there is none of the id. */
size_t hit_find_round(const struct hit_view *v, uint64_t id);
/* The members from "round" on. */
int hit_rate_write(struct req *q, const struct hit_view *v);

#endif
