/* What was forecast and what followed, from the pupils' summaries. For hit.c. */
#ifndef MALKOLL_STORE_HIT_COUNT_H
#define MALKOLL_STORE_HIT_COUNT_H

#include <stdint.h>

#include "base/db.h"
#include "store/hit.h"

/* Counts of the pupils of one school, subject, teaching group and year group. */
struct hit_row {
    uint32_t unit_id;
    uint32_t family_id;
    uint32_t group_id;
    int year_group;
    int64_t n[HIT_GROUPS];
};

/*
 * Gives the rows to take, by school and subject; those of a group in a subject follow each other.
 * The same as SQL_HIT_COUNT counts from the rows behind the summaries, of the schools from one unit
 * id to another.
 */
int hit_count_rows(struct db *db, uint32_t grades, uint32_t forecasts, uint32_t from, uint32_t to,
                   void (*take)(void *ctx, const struct hit_row *row), void *ctx, struct err *e);

#endif
