/*
 * Strong entity tags: what an answer was built from, in one short text. A tag names the build of
 * the program with its settings, the path with its query, the person, the day, and the revisions;
 * so two answers with one tag say the same, and a tag of one address never fits another.
 */
#ifndef MALKOLL_FCGI_ETAG_H
#define MALKOLL_FCGI_ETAG_H

#include <stdbool.h>
#include <stdint.h>

#include "base/conf.h"
#include "fcgi/revision.h"

#define ETAG_SIZE 112

/* Of the program and the settings that answers show: the same in all workers of an instance. */
uint64_t etag_seed(uint64_t build, const struct conf *conf);
/* For answers that change only with the program. Quotes included. */
void etag_build(char out[ETAG_SIZE], uint64_t seed, const char *path, const char *query);
void etag_revision(char out[ETAG_SIZE], uint64_t seed, const char *path, const char *query,
                   uint32_t person_id, const char *today, const struct revision_stamp *stamp);
/* Does If-None-Match (a list; * names none) name the tag? Compared weakly, as RFC 9110 says: nginx makes a
 * tag weak when it compresses the answer. */
bool etag_matches(const char *if_none_match, const char *etag);

#endif
