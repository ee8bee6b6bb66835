/* What an import did, or would do, in words for a person at a school's office. */
#ifndef MALKOLL_ROSTER_REPORT_H
#define MALKOLL_ROSTER_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "domain/day.h"
#include "roster/findings.h"

enum report_kind {
    REPORT_UNITS,
    REPORT_SUBJECTS,
    REPORT_PERSONS,
    REPORT_CLASSES,
    REPORT_GROUPS,
    REPORT_ENROLMENTS,
    REPORT_CLASS_MEMBERS,
    REPORT_GROUP_MEMBERS,
    REPORT_DUTIES,
    REPORT_ASSESSMENTS,
    REPORT_FIGURES,
    REPORT_KIND__MAX
};

struct report_count {
    size_t added;
    size_t changed;
    size_t ended;
};

struct import_report {
    struct findings *findings;
    char source[32];         /* "OneRoster 1.2", "" while unknown */
    char date[DAY_TEXT_SIZE];
    bool dry_run;
    bool refused;            /* nothing was changed, for the findings' errors */
    size_t rows_read;
    size_t pupils;           /* that the set has, read in */
    size_t staff;
    size_t family;           /* guardians and the like, passed over */
    size_t refreshed;        /* open rounds brought to the new roster */
    struct report_count counts[REPORT_KIND__MAX];
};

void report_init(struct import_report *r);
void report_free(struct import_report *r);
/* Sum of all counts. */
size_t report_rows_changed(const struct import_report *r);
/* Adds the report's text to out. path is printed as given. */
void report_print(const struct import_report *r, const char *path, enum findings_lang lang,
                  struct buf *out);
/* The same as a JSON object: {counts: {units: [added, changed, ended], ...}, pupils, staff, family,
 * refreshed, findings}. */
void report_write(const struct import_report *r, struct json_writer *w);

#endif
