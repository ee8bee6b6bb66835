/*
 * The sanity stop: a set that lacks many of the pupils is rather an export that went wrong. Looked at
 * before anything is written.
 */
#include <stdio.h>

#include "roster/apply.h"

int apply_check_share(struct apply *a, struct err *e)
{
    const struct set *s = a->set;
    size_t active = 0, gone = 0;
    struct db_rows *r;
    char detail[64];

    if (db_stream(a->db, SQL_IMPORT_PUPILS, &r, e, DB_S(a->date), DB_S(a->date)) < 0)
        return -1;
    while (db_next(r)) {
        uint32_t at = id_index_get(&s->user_index, db_str(r, 0));

        active++;
        gone += at == ID_INDEX_NONE || !s->users[at].pupil;
    }
    if (db_done(r, e) < 0)
        return -1;
    if (gone * 100 <= active * (size_t)a->sanity_end_percent)
        return 0;
    snprintf(detail, sizeof(detail), "%zu / %zu, max %d %%", gone, active, a->sanity_end_percent);
    findings_add(a->report->findings, FINDING_TOO_MANY_END, set_file_names[SET_USERS], 0, NULL,
                 NULL, detail);
    return 0;
}
