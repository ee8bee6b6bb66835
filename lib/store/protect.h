/*
 * Protected identity: marks by hand, pseudonyms, and who is named to see a pupil. What the roster
 * marks only the roster takes back; the stronger of both marks holds.
 *
 * All of it runs inside db_transaction and makes every tag of an answer void.
 */
#ifndef MALKOLL_STORE_PROTECT_H
#define MALKOLL_STORE_PROTECT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/db.h"

#define PROTECT_REASON_MAX 500
#define PROTECT_PSEUDONYM_MAX 100
#define PROTECT_DAYS_MAX 400 /* that somebody can be named for: a school year and some */

enum protect_mark {
    PROTECT_NONE,
    PROTECT_CONFIDENTIAL, /* sekretessmarkering */
    PROTECT_REGISTRATION, /* skyddad folkbokföring */
    PROTECT_MARK__MAX
};

/* "none", "confidential", "registration". */
const char *protect_mark_name(enum protect_mark mark);
/* PROTECT_MARK__MAX when it is none. */
enum protect_mark protect_mark_find(const char *name);

/* Who acts: person_id 0 is malkollctl, which may act on everybody. */
struct protect_actor {
    uint32_t person_id;
    const char *acting; /* NULL: in all duties */
    int32_t today;
};

struct protect_change {
    uint32_t person_id;
    bool set_mark;
    enum protect_mark mark;
    const char *reason; /* of the mark; NULL: refused if the mark changes */
    bool set_pseudonym;
    const char *pseudonym; /* NULL: none */
};

/* What was and what is, for the log. */
struct protect_result {
    enum protect_mark before, after;
    bool pseudonym_changed;
};

/* The code of an error: what was wrong. */
enum protect_fault { PROTECT_UNKNOWN = 1, PROTECT_REASON, PROTECT_PSEUDONYM, PROTECT_STAFF, PROTECT_DAYS };

int protect_change(struct db *db, const struct protect_actor *actor,
                   const struct protect_change *change, struct protect_result *ret_result,
                   struct err *e);
/* Names somebody, or gives other days to one who is named; days as in domain/day.h. */
int protect_allow(struct db *db, const struct protect_actor *actor, uint32_t pupil_id,
                  uint32_t person_id, int32_t starts, int32_t ends, struct err *e);
/* At once. Nobody has to be named for it to succeed. */
int protect_deny(struct db *db, const struct protect_actor *actor, uint32_t pupil_id,
                 uint32_t person_id, struct err *e);

#endif
