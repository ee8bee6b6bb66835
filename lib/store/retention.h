/*
 * Retention: how many years each type of record is kept after its trigger, what is held back, and
 * the removal itself with its protocol.
 *
 * type         trigger                                     what goes
 * assessments  30 June of the round's school year          pupils' rows of the round, with their history
 * links        the day a membership or duty ended          enrolments, memberships, duties
 * persons      the day the person left the roster          the person, when nothing refers to it any more
 * imports      the end of the import                       its report and the name of the file
 * access_log   the time of the line                        sealed lines of the access log (store/audit)
 *
 * Figures (cells, measures, progress) survive: they name nobody. A round whose pupils' rows have
 * gone keeps its figures and is left out by cells_verify.
 */
#ifndef MALKOLL_STORE_RETENTION_H
#define MALKOLL_STORE_RETENTION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/db.h"
#include "domain/day.h"

enum retention_type {
    RETENTION_ASSESSMENTS,
    RETENTION_LINKS,
    RETENTION_PERSONS,
    RETENTION_IMPORTS,
    RETENTION_ACCESS_LOG,
    RETENTION__MAX
};

#define RETENTION_YEARS_MIN 1
#define RETENTION_YEARS_MAX 100
#define RETENTION_REASON_MAX 500 /* characters */

/* "assessments" etc., as in the database and the API. */
const char *retention_type_name(enum retention_type type);
/* -1 when there is no such type. */
int retention_type_find(const char *name, enum retention_type *ret_type);

/* years[RETENTION__MAX] */
int retention_years(struct db *db, int ret_years[RETENTION__MAX], struct err *e);
/* In the caller's transaction. ERR_INPUT outside RETENTION_YEARS_MIN..MAX. person_id 0: malkollctl. */
int retention_set_years(struct db *db, enum retention_type type, int years, uint32_t person_id,
                        struct err *e);

/*
 * A hold on one person (by the id of the pupil register, source_id), on a unit, or on everything
 * (both empty). In the caller's transaction. ERR_NOT_FOUND when there is no such person or unit,
 * ERR_INPUT when both are given or the reason is empty or too long.
 */
int retention_hold_add(struct db *db, const char *source_id, uint32_t unit_id, const char *reason,
                       uint32_t created_by, uint32_t *ret_id, struct err *e);
/* ERR_NOT_FOUND when there is no such hold in force. */
int retention_hold_end(struct db *db, uint32_t id, const char *reason, uint32_t ended_by,
                       struct err *e);

/* One line of what was, or would be, removed. */
struct retention_item {
    enum retention_type type;
    char what[65]; /* table, and for assessments the round: "assessment HT2016-43" */
    char cutoff[DAY_TEXT_SIZE]; /* first day that stays */
    int64_t rows;
};

struct retention_report {
    struct retention_item *items; /* those with rows > 0 */
    size_t n;
    int64_t history_left; /* of late corrections; goes with a later removal */
};

/*
 * Removes what is due on a day; needs the migrator's account. One transaction: all or nothing. dry
 * tells the same and takes everything back. *ret_report must be freed also after a failure.
 */
int retention_purge(struct db *db, int32_t day, bool dry, const char *actor,
                    struct retention_report *ret_report, struct err *e);
void retention_report_free(struct retention_report *report);

#endif
