/*
 * Duties that are given by hand: by an administrator, or delegated by the principal of a unit.
 *
 * What changes a duty runs in the caller's transaction, refuses before it writes, and advances the
 * revision that every request looks at: it holds from the next request on. Days are as in
 * domain/day.h, both ends inclusive; today is the local day.
 */
#ifndef MALKOLL_STORE_DUTY_H
#define MALKOLL_STORE_DUTY_H

#include <stdbool.h>

#include "base/db.h"
#include "domain/day.h"

#define DUTY_NOTE_MAX 200
#define DUTY_DELEGATED_DAYS_MAX 400

/* err.code of what is refused; err.msg says what to do. */
enum duty_fault {
    DUTY_OK,
    DUTY_PERSON,   /* ERR_NOT_FOUND: no such person among the staff; a pupil is none */
    DUTY_PLACE,    /* ERR_NOT_FOUND: no such unit, class or group, or not the giver's */
    DUTY_UNKNOWN,  /* ERR_NOT_FOUND: no such duty, or not the caller's to end */
    DUTY_ROLE,     /* ERR_INPUT: the role cannot be given there, or not by hand */
    DUTY_STARTS,   /* ERR_INPUT */
    DUTY_ENDS,     /* ERR_INPUT */
    DUTY_ONESELF,  /* ERR_FORBIDDEN */
    DUTY_HELD,     /* ERR_CONFLICT: has it already in some of the days */
    DUTY_EXCLUDED, /* ERR_CONFLICT: who administers does not audit */
    DUTY_IMPORTED, /* ERR_CONFLICT: the roster gave it */
    DUTY_OVER,     /* ERR_CONFLICT: it has ended */
    DUTY_LAST      /* ERR_CONFLICT: nobody else administers */
};

enum duty_right { DUTY_CORRECT = 1, DUTY_PROTECT = 2 }; /* bits, as in duty.rights */

struct duty_new {
    uint32_t person_id;
    const char *role;                    /* not looked at by duty_delegate */
    uint32_t unit_id, class_id, group_id; /* one of them */
    int32_t starts, ends;                /* starts DAY_MAX: today; ends DAY_MAX: until further notice */
    unsigned rights;                     /* of a delegate */
    const char *note;                    /* or NULL */
};

/* Who acts. */
struct duty_actor {
    uint32_t person_id; /* 0: malkollctl */
    const char *acting; /* the capacity, NULL for all */
    int32_t today;
};

/* By an administrator. */
int duty_give(struct db *db, const struct duty_new *duty, const struct duty_actor *actor,
              uint32_t *ret_id, struct err *e);
/* By the principal or preschool head of duty->unit_id, to one who works there. */
int duty_delegate(struct db *db, const struct duty_new *duty, const struct duty_actor *giver,
                  uint32_t *ret_id, struct err *e);
/* last: its last day, today or later; DAY_MIN ends it at once. delegated: only one that was
 * delegated at a unit that the actor leads (whoever delegated it); else any made by hand. */
int duty_end(struct db *db, uint32_t id, int32_t last, bool delegated,
             const struct duty_actor *actor, struct err *e);
/* After duties ended in some other way: ends what their holders had delegated. */
int duty_settle(struct db *db, int32_t day, struct err *e);

/* Staff whose name or login contains a text, up to 51 of them; or those who work at a unit: id, name,
 * login. */
int duty_staff(struct db *db, const char *search, int32_t today, struct db_rows **ret_rows,
               struct err *e);
int duty_staff_of_unit(struct db *db, uint32_t unit_id, const char *search, int32_t today,
                       struct db_rows **ret_rows, struct err *e);
/* ERR_NOT_FOUND with DUTY_PERSON unless the person is on the staff. */
int duty_staff_check(struct db *db, uint32_t person_id, int32_t today, struct err *e);

#endif
