#include "fcgi/handlers.h"
#include "fcgi/identity.h"
#include "fcgi/piece.h"
#include "fcgi/req_audit.h"
#include "fcgi/seen.h"
#include "store/extract.h"

/* The pupil's own principal, and nobody else: also not those who otherwise see the pupil. */
static int enter(struct req *q)
{
    const char *acting = q->me->acting;
    uint32_t person_id = q->me->person_id;
    struct db_rows *r;
    struct err e = {0};
    bool mine;

    if (db_select(q->db, SQL_PUPIL_FOR_PRINCIPAL, &r, &e, DB_I(q->args.id), DB_I(person_id),
                  DB_S(acting), DB_S(q->today), DB_S(q->today), DB_I(person_id), DB_S(acting),
                  DB_S(q->today)) < 0)
        return fail_err(q, &e);
    mine = db_next(r);
    if (mine)
        req_audit(q, &(struct audit_line){.kind = AUDIT_EXTRACT, .pupil_id = q->args.id});
    if (mine && db_int(r, 1) != 0)
        seen_protected(q, q->args.id);
    if (db_done(r, &e) < 0)
        return fail_err(q, &e);
    return mine ? 0 : fail(q, 404, "not-found", "There is no such pupil, or it is not yours to see.");
}

int h_extract(struct req *q)
{
    struct err e = {0};

    if (enter(q) < 0)
        return -1;
    return extract_write(q->db, q->args.id, false, &q->w, &e) < 0 ? fail_err(q, &e) : 0;
}
