/*
 * Imports assessments from a CSV file with the heading pupil,subject,level,by: the pupil's source
 * id, the subject's code, the level's code or "-" for not assessable, and the source id of who set
 * it (may be empty or left out). A file of grades may say elev, ämne, betyg, lärare in their place.
 *
 * Only into an open round, in one transaction, followed by a rebuild of the round's figures. A row
 * that the round does not expect is skipped with a finding; what stands is not written again.
 */
#ifndef MALKOLL_ROSTER_ASSESSMENTS_H
#define MALKOLL_ROSTER_ASSESSMENTS_H

#include "base/db.h"
#include "roster/report.h"
#include "store/audit.h"

struct assessments_options {
    const char *path;
    const char *name;      /* of the file where it comes from; NULL: the path's last part */
    const char *round_key; /* HT2026-43 or HT2026-grade; NULL: round_id */
    uint32_t round_id;
    bool grades;             /* only into a round of kind grade */
    bool dry_run;            /* say what would happen, and change nothing */
    enum findings_lang lang; /* of the report that is kept in import_run */
    uint32_t person_id;      /* who reads it in; 0 with actor NULL: malkollctl */
    const char *actor;
    const struct audit_actor *audit; /* NULL: no line of the access log */
};

/*
 * 0, or -1: the file or the round was refused (ERR_INPUT and ret_report->refused), or something
 * failed. ret_run_id may be NULL. The caller has initialised the report.
 */
int assessments_import(struct db *db, const struct assessments_options *options,
                       struct import_report *ret_report, uint32_t *ret_run_id, struct err *e);

#endif
