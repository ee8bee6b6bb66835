#include "fcgi/handlers.h"
#include "fcgi/identity.h"
#include "fcgi/piece.h"

/* Columns of SQL_GROUP_MINE. Whether the group can be reported in is a matter of its school. */
static int write_group(struct req *q, const struct round *current, const struct db_rows *r)
{
    struct json_writer *w = &q->w;
    struct round round = *current;
    struct err e = {0};
    struct counts c = {db_int(r, 8), db_int(r, 9), db_int(r, 10), db_int(r, 11)};

    json_object(w);
    json_kv_id(w, "id", db_id(r, 0));
    json_kv_str(w, "name", db_str(r, 1));
    piece_subject(w, "subject", db_id(r, 2), db_str(r, 3), db_str(r, 4), db_str(r, 5));
    piece_id_name(w, "unit", db_id(r, 6), db_str(r, 7));
    piece_counts(w, "counts", &c);
    req_kv_time(w, "last_at", db_str(r, 12));
    if (round_for_unit(q->db, (uint32_t)db_id(r, 6), &round, &e) < 0)
        return fail_err(q, &e);
    json_kv_bool(w, "accepts", round.accepts);
    json_object_end(w);
    return 0;
}

int h_groups(struct req *q)
{
    struct json_writer *w = &q->w;
    struct round own, round;
    struct db_rows *r;
    struct err e = {0};

    if (round_current(q->db, &own, &e) < 0)
        return fail_err(q, &e);
    round = own;
    if (round_for_person(q->db, q->me->person_id, q->me->acting, q->today, &round, &e) < 0 ||
        db_select(q->db, SQL_GROUP_MINE, &r, &e, DB_I(round.id), DB_I(q->me->person_id),
                  DB_S(q->me->acting), DB_S(q->today), DB_S(q->today)) < 0)
        return fail_err(q, &e);
    json_object(w);
    piece_round(w, "round", &round);
    json_key(w, "groups");
    json_array(w);
    while (db_next(r)) {
        if (write_group(q, &own, r) < 0)
            return -1;
    }
    json_array_end(w);
    json_object_end(w);
    return db_done(r, &e) < 0 ? fail_err(q, &e) : 0;
}
