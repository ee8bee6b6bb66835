/*
 * Nobody gives duties to himself or herself, not by a file either: a set that somebody reads in in
 * the browser is refused when it gives that person a duty, or another login, which would be to act
 * as somebody else. Looked at in the transaction, before it is kept.
 */
#include "roster/apply.h"
#include "store/audit.h"

static bool has_reader(const struct apply *a)
{
    return a->reader && a->reader->person_id;
}

int apply_note_reader(struct apply *a, struct err *e)
{
    struct db_rows *r;

    if (!has_reader(a))
        return 0;
    if (db_select(a->db, SQL_IMPORT_DUTY_LAST, &r, e) < 0)
        return -1;
    a->last_duty = db_next(r) ? db_id(r, 0) : 0;
    return db_done(r, e);
}

int apply_check_reader(struct apply *a, struct err *e)
{
    struct db_rows *r;
    bool gains;

    if (!has_reader(a))
        return 0;
    if (db_select(a->db, SQL_IMPORT_READER_GAINS, &r, e, DB_S(a->reader->name),
                  DB_I(a->last_duty), DB_I(a->last_duty), DB_S(a->before),
                  DB_I(a->reader->person_id)) < 0)
        return -1;
    gains = db_next(r) && db_int(r, 0) != 0;
    if (db_done(r, e) < 0)
        return -1;
    if (gains)
        findings_add(a->report->findings, FINDING_READER_GAINS, set_file_names[SET_USERS], 0, NULL,
                     NULL, NULL);
    return 0;
}
