/*
 * What is counted from the pupils of closed rounds beside the rounds' own cells: hit rates (hit.h) and
 * what pupils have in common with an earlier round (pair.h). Made when a round closes or is filled
 * from a file, and made anew for the schools that a correction touches, in its transaction. All
 * writers take one lock first: two corrections, one in each of two rounds, count the same rows.
 */
#ifndef MALKOLL_STORE_FOLLOW_H
#define MALKOLL_STORE_FOLLOW_H

#include <stdint.h>
#include <stdio.h>

#include "base/db.h"

#define FOLLOW_UNITS_MAX 2048

struct follow_units {
    uint32_t list[FOLLOW_UNITS_MAX];
    size_t n;
};

/* In the caller's transaction, which has written the round's rows and summaries. */
int follow_rebuild(struct db *db, uint32_t round_id, struct err *e);
/* After a correction of a teaching group's pupils in a closed round. */
int follow_correct(struct db *db, uint32_t round_id, uint32_t group_id, struct err *e);
/* Recounts all of it and compares; differences are lines in out. Adds to both numbers. */
int follow_verify(struct db *db, FILE *out, size_t *differences, size_t *compared, struct err *e);

/* The schools of a result whose only column they are; ends it. */
int follow_take_units(struct db_rows *r, struct follow_units *ret_units, struct err *e);
/* The schools that the pupils of a round's teaching group have in another round. */
int follow_find_units(struct db *db, uint32_t round_id, uint32_t group_id, uint32_t other_round_id,
                      struct follow_units *ret_units, struct err *e);

#endif
