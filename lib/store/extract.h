/*
 * The register extract: everything that is stored about one person, as JSON. An object of parts;
 * each part is an array of objects whose members are named as in extract.c (and in English: a
 * format for machines; pages translate). Empty parts are there too, so that "nothing" is said.
 */
#ifndef MALKOLL_STORE_EXTRACT_H
#define MALKOLL_STORE_EXTRACT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/db.h"
#include "base/json_write.h"

/* *ret_id 0: nobody has this id in the pupil or staff register. */
int extract_find(struct db *db, const char *source_id, uint32_t *ret_id, struct err *e);
/*
 * Writes the object. whole adds what costs a look through whole tables (how much a teacher has
 * reported) and what the access log says about and of the person: for malkollctl, whose account
 * may read it. Of an unknown id every part is empty.
 */
int extract_write(struct db *db, uint32_t person_id, bool whole, struct json_writer *w,
                  struct err *e);

#endif
