/*
 * Brings the schema forward: applies the files NNNN-name.sql of a directory that the database has
 * not had yet, in order. Safe to run twice, and from two hosts at once: the second waits, finds
 * everything applied and does nothing. Workers answer 503 from the beginning of a file on.
 */
#ifndef MALKOLL_STORE_MIGRATE_H
#define MALKOLL_STORE_MIGRATE_H

#include <stdio.h>

#include "base/db.h"

/*
 * dir: the directory of the files. Each applied file is a line in out (may be NULL).
 * ERR_CONFLICT when a file was changed after it was applied, when an earlier run broke off in the
 * middle of one, or when the database is newer than the files.
 */
int migrate_run(struct db *db, const char *dir, FILE *out, int *ret_applied, struct err *e);

#endif
