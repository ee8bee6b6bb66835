/*
 * Imports assessments from a CSV file with the heading pupil,subject,level,by: the pupil's source
 * id, the subject's code, the level's code or "-" for not assessable, and the source id of who set
 * it (may be empty or left out).
 *
 * Only into an open round, in one transaction, followed by a rebuild of the round's figures. A row
 * that the round does not expect is skipped with a finding; what stands is not written again.
 */
#ifndef MALKOLL_ROSTER_ASSESSMENTS_H
#define MALKOLL_ROSTER_ASSESSMENTS_H

#include "base/db.h"
#include "roster/report.h"

/*
 * round_key: HT2026-43 or HT2026-grade. lang: of the report that is kept in import_run. 0, or -1:
 * the file or the round was refused (ERR_INPUT and ret_report->refused), or something failed. The
 * caller has initialised the report.
 */
int assessments_import(struct db *db, const char *path, const char *round_key,
                       enum findings_lang lang, struct import_report *ret_report, struct err *e);

#endif
