/*
 * The roster snapshot of a round: who was to be assessed in what, where, in which group and on
 * which scale. Taken when the round opens, updated while it is open, frozen when it closes.
 */
#ifndef MALKOLL_STORE_SNAPSHOT_H
#define MALKOLL_STORE_SNAPSHOT_H

#include <stdint.h>

#include "base/db.h"

/*
 * Takes the first snapshot of a round from the roster of that day (YYYY-MM-DD) and makes the
 * derived rows. Runs in the caller's transaction, which has locked the round.
 */
int snapshot_take(struct db *db, uint32_t round_id, const char *date, struct err *e);

/*
 * What an import calls for every open round: brings the snapshot to the roster of that day. Pupils
 * who are gone are marked as left; who comes back is unmarked. Only when the day lies in the
 * round's own term: a round that was reopened later keeps the roster it had. Locks the round.
 */
int snapshot_refresh(struct db *db, uint32_t round_id, const char *date, struct err *e);

#endif
