#include <stdlib.h>
#include <string.h>

#include "fcgi/handlers.h"
#include "fcgi/identity.h"
#include "fcgi/piece.h"

/* "7,8,9" of the database as an array of numbers. */
static void write_year_groups(struct json_writer *w, const char *list)
{
    json_key(w, "year_groups");
    json_array(w);
    while (list && *list) {
        char *end;

        json_int(w, strtol(list, &end, 10));
        list = *end == ',' ? end + 1 : end;
    }
    json_array_end(w);
}

/* Columns of SQL_UNIT_LIST. */
static void write_unit(struct json_writer *w, const struct db_rows *r)
{
    json_object(w);
    json_kv_id(w, "id", db_id(r, 0));
    json_kv_id(w, "parent", db_id(r, 1));
    json_kv_str(w, "kind", db_str(r, 2));
    json_kv_str(w, "name", db_str(r, 3));
    json_kv_str(w, "code", db_str(r, 4));
    json_kv_int(w, "pupils", db_int(r, 5));
    json_kv_int(w, "classes", db_int(r, 6));
    write_year_groups(w, db_str(r, 7));
    json_object_end(w);
}

/* Writes the caller's units as elements: all, or those with one parent. */
static int write_units(struct req *q, const struct round *round, uint32_t parent)
{
    struct db_rows *r;
    struct err e = {0};

    if (db_select(q->db, SQL_UNIT_LIST, &r, &e, DB_I(round->id), DB_I(round->id), DB_I(round->id),
                  DB_I(q->me->person_id), DB_S(q->me->acting), DB_S(q->today),
                  DB_S(q->today)) < 0)
        return fail_err(q, &e);
    json_array(&q->w);
    while (db_next(r)) {
        if (!parent || db_id(r, 1) == parent)
            write_unit(&q->w, r);
    }
    json_array_end(&q->w);
    return db_done(r, &e) < 0 ? fail_err(q, &e) : 0;
}

int h_units(struct req *q)
{
    struct round round;
    struct err e = {0};

    if (round_current(q->db, &round, &e) < 0)
        return fail_err(q, &e);
    json_object(&q->w);
    json_key(&q->w, "units");
    if (write_units(q, &round, 0) < 0)
        return -1;
    json_object_end(&q->w);
    return 0;
}

static int write_classes(struct req *q, const struct round *round, uint32_t unit_id)
{
    struct json_writer *w = &q->w;
    struct db_rows *r;
    struct err e = {0};

    if (db_select(q->db, SQL_UNIT_CLASSES, &r, &e, DB_I(round->id), DB_I(unit_id)) < 0)
        return fail_err(q, &e);
    json_key(w, "classes");
    json_array(w);
    while (db_next(r)) {
        json_object(w);
        json_kv_id(w, "id", db_id(r, 0));
        json_kv_str(w, "name", db_str(r, 1));
        json_kv_int(w, "pupils", db_int(r, 2));
        write_year_groups(w, db_str(r, 3));
        json_object_end(w);
    }
    json_array_end(w);
    return db_done(r, &e) < 0 ? fail_err(q, &e) : 0;
}

int h_unit(struct req *q)
{
    struct unit_view unit;
    struct round round;
    struct err e = {0};

    if (unit_enter(q, q->args.id, 0, &unit) < 0)
        return -1;
    if (round_current(q->db, &round, &e) < 0)
        return fail_err(q, &e);
    json_object(&q->w);
    if (piece_unit(q, "unit", &unit) < 0)
        return -1;
    json_key(&q->w, "children");
    if (write_units(q, &round, unit.id) < 0 || write_classes(q, &round, unit.id) < 0)
        return -1;
    json_object_end(&q->w);
    return 0;
}
