/*
 * How old everything is. Table revision has one row per school that counts the writes there, and
 * row 0 for what concerns all: roster, duties, rounds, reference data. Every request reads all of
 * it with one statement. What else is needed to stamp an answer changes only with row 0 (or when a
 * round passes its closing time) and is kept in between, for some seconds: the tree of units, the
 * rounds that accept, and the version of the schema.
 */
#ifndef MALKOLL_FCGI_REVISION_H
#define MALKOLL_FCGI_REVISION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/db.h"

struct revision;

/* What an answer is stamped with. */
struct revision_stamp {
    uint64_t global;   /* row 0 */
    uint64_t sum;      /* over the units that the answer is about */
    int64_t accepting; /* number of rounds that are open and before their closing time */
};

struct revision *revision_new(void);
void revision_free(struct revision *rev);
/* Reads the counters; outside of a transaction the statement may reconnect. */
int revision_read(struct revision *rev, struct db *db, bool in_transaction, struct err *e);
/* Row 0 only, in a transaction that writes: nothing can be stamped after it. */
int revision_read_global(struct revision *rev, struct db *db, struct err *e);
/* Row 0 as it was read last. */
uint64_t revision_global(const struct revision *rev);
/* Does what is kept still fit the counters that were read last? */
bool revision_fresh(const struct revision *rev, const struct db *db);
/* Reads what is kept anew, if it has to be. */
int revision_refresh(struct revision *rev, struct db *db, struct err *e);
/* The schema's version, 0 while a migration is being applied. */
int64_t revision_schema(const struct revision *rev);
/* Of a unit and everything below it; unit 0 is everything. */
struct revision_stamp revision_stamp(const struct revision *rev, uint32_t unit_id);

#endif
