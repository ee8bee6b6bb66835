/* The record of an import in the database, with the report as it was printed. */
#ifndef MALKOLL_ROSTER_IMPORT_RUN_H
#define MALKOLL_ROSTER_IMPORT_RUN_H

#include "base/db.h"
#include "roster/report.h"
#include "store/audit.h"

#define IMPORT_RUN_TIME_SIZE 24 /* "YYYY-MM-DD hh:mm:ss.mmm" */

struct import_run {
    const char *source; /* "oneroster", "assessments" */
    const char *path; /* only its last part is kept */
    enum findings_lang lang;
    uint32_t person_id; /* who reads it in; 0 with actor NULL: malkollctl */
    const char *actor;
    const struct audit_actor *audit; /* NULL: no line of the access log */
    char started_at[IMPORT_RUN_TIME_SIZE]; /* UTC */
};

/* Takes the database's time as the beginning. */
int import_run_start(struct db *db, struct import_run *run, struct err *e);
/* Keeps ids and logins of persons who are protected in the database out of the findings. */
int import_run_hide(struct db *db, struct findings *f, struct err *e);
/* With its line of the access log. *ret_id may be NULL. date: the day
 * that it applied from, or whose roster it was about. */
int import_run_insert(struct db *db, const struct import_run *run, const char *date,
                      const struct import_report *report, uint32_t *ret_id, struct err *e);

#endif
