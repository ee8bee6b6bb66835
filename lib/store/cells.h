/*
 * The derived rows of a round: attainment cells, measures, summaries, progress.
 */
#ifndef MALKOLL_STORE_CELLS_H
#define MALKOLL_STORE_CELLS_H

#include <stdint.h>
#include <stdio.h>

#include "base/db.h"

/*
 * Writes all derived rows of the round anew from its raw rows. Runs inside the caller's
 * transaction, which must hold the round's schools (SQL_ROUND_UNITS_TOUCH): it does that itself.
 */
int cells_rebuild(struct db *db, uint32_t round_id, struct err *e);

/*
 * Recounts the round from raw rows and compares with what is stored; for a closed round also the
 * view as it closed, against the assessments' history. Each difference is a line in out (the
 * first 20 of each kind), their number goes to *ret_differences. Runs inside db_read.
 */
int cells_verify(struct db *db, uint32_t round_id, FILE *out, size_t *ret_differences,
                 size_t *ret_compared, struct err *e);

#endif
