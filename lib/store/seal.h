/*
 * The seals of the access log: a chain of hashes over its lines, in batches, so that a line that is
 * changed, taken away or put in later can be named.
 *
 * A seal covers all ids from first_id to last_id. Per line that there was it keeps the id and the
 * first 16 bytes of the line's SHA-256 (digests), and of all that, with the hash of the seal before,
 * a SHA-256 (hash). Whoever can write to both tables could compute the whole chain anew: so the
 * newest hash, which sealing prints, is kept where the database's administrators cannot write.
 *
 * Sealing also notes by which pupils a line with changes is found (access_log_pupil): a search by pupil
 * looks there for what is sealed, and through the few lines that are not.
 *
 * Lines younger than the grace time are not sealed: a transaction that has taken its number and has
 * not ended would come into a range that is sealed already.
 */
#ifndef MALKOLL_STORE_SEAL_H
#define MALKOLL_STORE_SEAL_H

#include <stdbool.h>
#include <stdio.h>

#include "base/db.h"

#define SEAL_HASH_SIZE 65 /* hex, with its NUL */
/* Longer than any request, and than an import's last step. */
#define SEAL_GRACE_S 900

struct seal_result {
    size_t seals, lines;
    char hash[SEAL_HASH_SIZE]; /* of the newest seal; "" = there is none */
};

/* Seals what is older than grace_s; with the sealer's account. */
int seal_lines(struct db *db, int grace_s, struct seal_result *ret, struct err *e);

struct seal_check {
    size_t seals, lines, purged; /* purged: seals whose lines retention has removed */
    size_t differences;          /* each is a line in out */
    size_t open;                 /* lines that are not sealed yet */
    char hash[SEAL_HASH_SIZE];
    bool kept_found;
};

/* Compares every sealed line, by which pupils it is found, and the chain. kept: a hash from outside that
 * must be in the chain, in hex; NULL for none. */
int seal_verify(struct db *db, const char *kept, FILE *out, struct seal_check *ret, struct err *e);

/*
 * Retention: removes the lines that were sealed before a time (UTC), unless something is held. Their
 * seals stay, without digests, so the chain holds. In the caller's transaction, with the migrator's
 * account.
 */
int seal_purge(struct db *db, const char *before, int64_t *ret_lines, struct err *e);

#endif
