/*
 * Hit rate: forecasts against the grades that followed in the same school year, for the same pupil
 * and subject. Counted in hit_cell when a round of grades is filled or closed, and again for the
 * schools that a correction touches (follow.h), so that no page reads raw rows. Never per person,
 * class or teaching group.
 */
#ifndef MALKOLL_STORE_HIT_H
#define MALKOLL_STORE_HIT_H

#include <stdint.h>
#include <stdio.h>

#include "base/db.h"

enum hit_count {
    HIT_RIGHT_PASS, /* pass was forecast and followed */
    HIT_OVER,       /* pass was forecast and did not follow: over-forecast */
    HIT_UNDER,      /* no pass was forecast, but followed: under-forecast */
    HIT_RIGHT_FAIL,
    HIT_LEVEL_OVER, /* both are levels of one scale: a higher one was forecast */
    HIT_LEVEL_SAME,
    HIT_LEVEL_UNDER,
    HIT_UNPAIRED,   /* a forecast that a grade was to follow and did not */
    HIT_GROUPS,     /* teaching groups behind the pairs */
    HIT_MERIT_N,    /* pupils with both merit values */
    HIT_MERIT_ERROR, /* sum of forecast less grade, tenths; may be below 0 */
    HIT_MERIT_ABS,   /* sum of how far off, tenths */
    HIT_COUNT__MAX
};

/*
 * Counts anew every pair of rounds that a round, of forecasts or of grades, is in. In the caller's
 * transaction. Does nothing for a round without a counterpart.
 */
int hit_rebuild(struct db *db, uint32_t round_id, struct err *e);
/* The same of the schools at which those forecasts were made that pupils of a teaching group of the
 * round have. */
int hit_correct(struct db *db, uint32_t round_id, uint32_t group_id, struct err *e);

/*
 * Counts the pairs of closed rounds from raw rows and compares with what is stored. A difference is
 * a line in out (the first 20 of each pair). Adds to both numbers.
 */
int hit_verify(struct db *db, FILE *out, size_t *differences, size_t *compared, struct err *e);

#endif
