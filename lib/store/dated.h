/*
 * New versions of reference data: a scale, a rule that says where a scale is used, a rule of
 * eligibility. Versions come into force on a day to come and are never changed or removed; only
 * the end of the version before is set.
 *
 * No round changes: the day must be after those of all snapshots, and not in the middle of a round
 * that is open or planned, whose snapshot may be taken anew until it closes.
 */
#ifndef MALKOLL_STORE_DATED_H
#define MALKOLL_STORE_DATED_H

#include <stdint.h>

#include "base/db.h"
#include "base/json_read.h"

#define DATED_WHAT_SIZE 400

enum dated_kind { DATED_SCALE, DATED_SCALE_RULE, DATED_ELIGIBILITY, DATED__MAX };

struct dated_order {
    enum dated_kind kind;
    const struct json_node *body; /* dated_read.h */
    int32_t today;
    /* Results */
    char what[DATED_WHAT_SIZE]; /* what was added, for the log */
    const char *field;          /* of a refusal: the member that is wrong, or NULL */
};

/*
 * Adds a version, in the caller's transaction. ERR_INPUT: it does not fit. ERR_CONFLICT: there is
 * one already. Both with a whole sentence.
 */
int dated_add(struct db *db, struct dated_order *order, struct err *e);
/* The first day on which a version can come into force, apart from rounds to come. */
int dated_earliest(struct db *db, int32_t today, int32_t *ret_day, struct err *e);

#endif
