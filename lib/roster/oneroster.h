/*
 * Imports a OneRoster bulk set (1.1 or 1.2; folder or zip) as the roster that holds from a day.
 *
 * Everything happens in one transaction. A set with an error (a finding of that severity) changes
 * nothing. The same set for the same day twice changes nothing. Who is gone from the set is ended
 * on the day before, not deleted; who comes back gets a new row. Only duties that an import made
 * are ended by one. Open rounds get the new roster in the same transaction.
 *
 * A membership's beginDate and endDate are taken over; without them it begins on the day of import.
 */
#ifndef MALKOLL_ROSTER_ONEROSTER_H
#define MALKOLL_ROSTER_ONEROSTER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/db.h"
#include "roster/report.h"
#include "roster/source.h"
#include "store/audit.h"

struct oneroster_options {
    const char *path;
    int32_t date; /* the day that the roster holds from (domain/day.h) */
    bool dry_run; /* do everything, report it, and roll it back */
    int sanity_end_percent; /* refuse to end more than this share of the active pupils, 0..100 */
    enum findings_lang lang; /* of the report that is kept in import_run */
    const char *name;        /* the set's file name, where path says nothing; else NULL */
    uint32_t person_id;      /* who does it; 0 with actor NULL: malkollctl */
    const char *actor;
    const struct audit_actor *audit;  /* NULL: no line of the access log */
    const struct source_limits *limits; /* of an archive that comes from afar; NULL: none */
    int wait_s;              /* for another import that runs; then ERR_CONFLICT */
};

/*
 * 0 when the set was read in (or could be, in a dry run). -1 when it was refused (ERR_INPUT, and
 * ret_report->refused with its findings) or when something failed. The report, which the caller
 * has initialised, is filled in both cases. *ret_run_id (may be NULL): its row in import_run, which
 * trials and refused sets have too.
 */
int oneroster_import(struct db *db, const struct oneroster_options *o,
                     struct import_report *ret_report, uint32_t *ret_run_id, struct err *e);

#endif
