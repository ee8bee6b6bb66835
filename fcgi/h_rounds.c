#include "fcgi/handlers.h"
#include "fcgi/identity.h"
#include "fcgi/piece.h"

#define ROUNDS_MAX 256

struct reported {
    uint32_t round_id;
    int64_t reported, expected;
};

static int load_reported(struct req *q, struct reported *list, size_t *ret_n)
{
    struct db_rows *r;
    struct err e = {0};
    size_t n = 0;

    if (db_select(q->db, SQL_ROUND_REPORTED, &r, &e, DB_I(q->me->person_id),
                  DB_S(q->me->acting), DB_S(q->today), DB_S(q->today)) < 0)
        return fail_err(q, &e);
    while (n < ROUNDS_MAX && db_next(r))
        list[n++] = (struct reported){(uint32_t)db_id(r, 0), db_int(r, 1), db_int(r, 2)};
    *ret_n = n;
    return db_done(r, &e) < 0 ? fail_err(q, &e) : 0;
}

static void write_reported(struct json_writer *w, const struct reported *list, size_t n,
                           uint32_t round_id)
{
    json_key(w, "reported");
    for (size_t i = 0; i < n; i++) {
        if (list[i].round_id != round_id)
            continue;
        json_array(w);
        json_int(w, list[i].reported);
        json_int(w, list[i].expected);
        json_array_end(w);
        return;
    }
    json_null(w);
}

int h_rounds(struct req *q)
{
    struct json_writer *w = &q->w;
    struct reported *list = arena_array(q->arena, ROUNDS_MAX, sizeof(*list));
    struct db_rows *r;
    struct err e = {0};
    size_t n = 0;

    if ((q->me->roles & ROLES_UNIT) && load_reported(q, list, &n) < 0)
        return -1;
    if (db_select(q->db, SQL_ROUND_LIST, &r, &e) < 0)
        return fail_err(q, &e);
    json_object(w);
    json_key(w, "rounds");
    json_array(w);
    while (db_next(r)) {
        struct round round;

        round_from_row(r, &round);
        json_object(w);
        piece_round_members(w, &round);
        write_reported(w, list, n, round.id);
        json_object_end(w);
    }
    json_array_end(w);
    json_object_end(w);
    return db_done(r, &e) < 0 ? fail_err(q, &e) : 0;
}
