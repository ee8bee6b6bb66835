/*
 * Who calls, and what this person's duties reach today. Loaded by two statements and kept per
 * worker for as long as the revision of everything (row 0 of table revision) and the day stay the
 * same, so that an answer which has not changed costs one look-up.
 */
#ifndef MALKOLL_FCGI_IDENTITY_H
#define MALKOLL_FCGI_IDENTITY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/db.h"

/* Order as in table duty's enum. */
enum role {
    ROLE_TEACHER,
    ROLE_MENTOR,
    ROLE_SPECIAL_EDUCATOR,
    ROLE_PRINCIPAL,
    ROLE_PRESCHOOL_HEAD,
    ROLE_AREA_MANAGER,
    ROLE_DIRECTOR,
    ROLE_ANALYST,
    ROLE_BOARD,
    ROLE_ADMINISTRATOR,
    ROLE_AUDITOR,
    ROLE_DELEGATE, /* acts for a principal at a unit, for a time */
    ROLE__MAX
};

struct duty {
    uint32_t id;
    enum role role;
    uint32_t unit_id;  /* exactly one of the three is not 0 */
    uint32_t class_id;
    uint32_t group_id;
};

/* A unit that some duty reaches, by the duty's own unit or one above. */
struct reach {
    uint32_t unit_id;
    unsigned roles; /* bits of the roles that reach it */
};

#define IDENTITY_CAPACITY_MAX 31

struct identity {
    uint32_t person_id;
    char name[802]; /* "Given Family", 100 characters each */
    char capacity[IDENTITY_CAPACITY_MAX + 1]; /* "principal-12": acts in this one only; "": in all */
    const char *acting; /* capacity, or NULL for all: what statements bind beside the person */
    unsigned roles; /* bits of all duties held today, in that capacity */
    size_t n_duties;
    const struct duty *duties;
    size_t n_reach;
    const struct reach *reach; /* sorted by unit_id */
};

/* "principal" etc., as in the database and the API. */
const char *role_name(enum role role);

#define IDENTITY_EPPN_MAX 255

/*
 * REMOTE_USER as the roster has it: ASCII letters become lower case. 0, or -1 when it cannot be an
 * EPPN (empty, too long, not UTF-8, spaces or control characters).
 */
int identity_eppn(const char *remote_user, char ret_eppn[IDENTITY_EPPN_MAX + 1]);

/*
 * A capacity as a browser names it: a role and the id of a unit ("principal-12"; "teacher-12" is
 * the teacher of groups and the mentor of classes there). 0 and ret_capacity, -1 when it is none.
 */
int identity_capacity(const char *text, char ret_capacity[IDENTITY_CAPACITY_MAX + 1]);

/*
 * Keeps the max_entries persons used last, each with a capacity. The results of identity_cached and identity_get are
 * valid until the next call of either.
 */
struct identity_cache;
struct identity_cache *identity_cache_new(size_t max_entries);
void identity_cache_free(struct identity_cache *c);
/* Only if cached at the same revision on the same day; NULL otherwise. */
const struct identity *identity_cached(struct identity_cache *c, const char *eppn,
                                       const char *capacity, uint64_t revision, const char *today);
/*
 * The person for an EPPN with the duties of a capacity ("" for all), from the cache or the
 * database. Returns 0 and *ret_me; ERR_NOT_FOUND when the roster does not know the EPPN. A capacity
 * that the person does not hold gives a person without duties.
 */
int identity_get(struct identity_cache *c, struct db *db, const char *eppn, const char *capacity,
                 uint64_t revision, const char *today, const struct identity **ret_me,
                 struct err *e);

/* True if one of the roles (bits) reaches the unit. */
bool identity_reaches(const struct identity *me, uint32_t unit_id, unsigned roles);
/* The roles (bits) that reach the unit. */
unsigned identity_roles_at(const struct identity *me, uint32_t unit_id);
bool identity_mentors(const struct identity *me, uint32_t class_id);

#endif
