/* The record of an import in the database, with the report as it was printed. */
#ifndef MALKOLL_ROSTER_IMPORT_RUN_H
#define MALKOLL_ROSTER_IMPORT_RUN_H

#include "base/db.h"
#include "roster/report.h"

#define IMPORT_RUN_TIME_SIZE 24 /* "YYYY-MM-DD hh:mm:ss.mmm" */

struct import_run {
    const char *source; /* "oneroster", "assessments" */
    const char *path;
    enum findings_lang lang;
    char started_at[IMPORT_RUN_TIME_SIZE]; /* UTC */
};

/* Takes the database's time as the beginning. */
int import_run_start(struct db *db, struct import_run *run, struct err *e);
/* Keeps ids and logins of persons who are protected in the database out of the findings. */
int import_run_hide(struct db *db, struct findings *f, struct err *e);
/* date: the day that it applied from, or whose roster it was about. */
int import_run_insert(struct db *db, const struct import_run *run, const char *date,
                      const struct import_report *report, struct err *e);

#endif
