/*
 * Imports a published file of the national agency (national_read.h) into national_figure. In one
 * transaction; the same file again changes nothing. Figures of a file that was published later stay.
 */
#ifndef MALKOLL_ROSTER_NATIONAL_H
#define MALKOLL_ROSTER_NATIONAL_H

#include "base/db.h"
#include "roster/report.h"

struct national_options {
    const char *path;
    bool dry_run;            /* say what would happen, and change nothing */
    enum findings_lang lang; /* of the report that is kept in import_run */
    int32_t date;            /* today */
};

/* 0, or -1: the file was refused (ERR_INPUT and ret_report->refused), or something failed. The
 * caller has initialised the report. */
int national_import(struct db *db, const struct national_options *options,
                    struct import_report *ret_report, struct err *e);

#endif
