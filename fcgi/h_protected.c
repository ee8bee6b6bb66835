/* Protected pupils of a unit, for those who decide: marks, pseudonyms, who is named. */
#include <stdio.h>

#include "domain/day.h"
#include "fcgi/handlers.h"
#include "fcgi/identity.h"
#include "fcgi/member.h"
#include "fcgi/piece.h"
#include "fcgi/req_audit.h"
#include "fcgi/seen.h"
#include "store/protect.h"

#define NOT_YOURS "There is no such unit, or it is not yours to decide over."

static struct protect_actor actor_of(const struct req *q)
{
    struct protect_actor actor = {q->me->person_id, q->me->acting, DAY_MIN};

    (void)day_parse(q->today, &actor.today);
    return actor;
}

/* What store/protect.h refuses, as a problem. */
static int refuse(struct req *q, const struct err *e)
{
    switch ((enum protect_fault)e->code) {
    case PROTECT_UNKNOWN:
        return fail(q, 404, "not-found", "%s", e->msg);
    case PROTECT_STAFF:
        return fail_field(q, 422, "invalid-body", "person", "%s", e->msg);
    case PROTECT_REASON:
        return fail_field(q, 422, "reason-required", "reason", "%s", e->msg);
    case PROTECT_PSEUDONYM:
        return fail_field(q, 422, "invalid-body", "pseudonym", "%s", e->msg);
    case PROTECT_DAYS:
        return fail_field(q, 422, "invalid-body", "ends", "%s", e->msg);
    }
    return fail_err(q, e);
}

/* ---- GET ---- */

static int write_units(struct req *q)
{
    struct db_rows *r;
    struct err e = {0};

    if (db_select(q->db, SQL_PROTECT_UNITS, &r, &e, DB_I(q->me->person_id), DB_S(q->me->acting),
                  DB_S(q->today), DB_S(q->today)) < 0)
        return fail_err(q, &e);
    json_key(&q->w, "units");
    json_array(&q->w);
    while (db_next(r))
        piece_id_name(&q->w, NULL, db_id(r, 0), db_str(r, 1));
    json_array_end(&q->w);
    return db_done(r, &e) < 0 ? fail_err(q, &e) : 0;
}

static int enter(struct req *q)
{
    struct db_rows *r;
    struct err e = {0};
    bool mine;

    if (db_select(q->db, SQL_PROTECT_UNIT, &r, &e, DB_I(q->args.unit), DB_I(q->me->person_id),
                  DB_S(q->me->acting), DB_S(q->today), DB_S(q->today)) < 0)
        return fail_err(q, &e);
    mine = db_next(r);
    if (mine)
        piece_id_name(&q->w, "unit", db_id(r, 0), db_str(r, 1));
    if (db_done(r, &e) < 0)
        return fail_err(q, &e);
    return mine ? 0 : fail(q, 404, "not-found", NOT_YOURS);
}

static int write_readers(struct req *q, uint64_t pupil_id)
{
    struct json_writer *w = &q->w;
    struct db_rows *r;
    struct err e = {0};

    if (db_select(q->db, SQL_PROTECT_READERS, &r, &e, DB_I(pupil_id), DB_S(q->today),
                  DB_I(q->me->person_id), DB_S(q->me->acting), DB_S(q->today)) < 0)
        return fail_err(q, &e);
    json_key(w, "readers");
    json_array(w);
    while (db_next(r)) {
        json_object(w);
        piece_id_name(w, "person", db_id(r, 0), db_str(r, 1));
        json_kv_str(w, "starts", db_str(r, 2));
        json_kv_str(w, "ends", db_str(r, 3));
        json_kv_str(w, "by", db_str(r, 4));
        req_kv_time(w, "at", db_str(r, 5));
        json_object_end(w);
    }
    json_array_end(w);
    return db_done(r, &e) < 0 ? fail_err(q, &e) : 0;
}

static int write_staff(struct req *q, uint64_t pupil_id)
{
    struct db_param pupil = DB_I(pupil_id), day = DB_S(q->today);
    struct db_rows *r;
    struct err e = {0};

    if (db_select(q->db, SQL_PROTECT_STAFF, &r, &e, pupil, day, day, day, day, pupil, day, day, day,
                  day, pupil, day, day, day, day, DB_NULL, pupil, DB_I(q->me->person_id),
                  DB_S(q->me->acting), day) < 0)
        return fail_err(q, &e);
    json_key(&q->w, "staff");
    json_array(&q->w);
    while (db_next(r))
        piece_id_name(&q->w, NULL, db_id(r, 0), db_str(r, 1));
    json_array_end(&q->w);
    return db_done(r, &e) < 0 ? fail_err(q, &e) : 0;
}

/* Columns of SQL_PROTECT_LIST. */
static int write_pupil(struct req *q, const struct db_rows *r)
{
    struct json_writer *w = &q->w;
    uint64_t id = db_id(r, 0);

    json_object(w);
    json_kv_id(w, "id", id);
    json_kv_str(w, "name", db_str(r, 1));
    json_kv_str(w, "pseudonym", db_str(r, 2));
    piece_id_name(w, "class", db_id(r, 3), db_str(r, 4));
    json_kv_int(w, "year_group", db_int(r, 5));
    json_kv_str(w, "mark", protect_mark_name((enum protect_mark)db_int(r, 6)));
    json_kv_bool(w, "by_roster", db_int(r, 7) != 0);
    json_kv_bool(w, "by_hand", db_int(r, 8) != 0);
    json_kv_str(w, "reason", db_str(r, 9));
    json_kv_str(w, "by", db_str(r, 10));
    req_kv_time(w, "at", db_str(r, 11));
    seen_protected(q, id);
    if (write_readers(q, id) < 0 || write_staff(q, id) < 0)
        return -1;
    json_object_end(w);
    return 0;
}

static int write_pupils(struct req *q)
{
    struct db_rows *r;
    struct err e = {0};

    if (db_select(q->db, SQL_PROTECT_LIST, &r, &e, DB_S(q->today), DB_S(q->today),
                  DB_I(q->args.unit), DB_S(q->today), DB_S(q->today), DB_I(q->me->person_id),
                  DB_S(q->me->acting), DB_S(q->today)) < 0)
        return fail_err(q, &e);
    json_key(&q->w, "pupils");
    json_array(&q->w);
    while (db_next(r)) {
        if (write_pupil(q, r) < 0)
            return -1;
    }
    json_array_end(&q->w);
    return db_done(r, &e) < 0 ? fail_err(q, &e) : 0;
}

/* Ends the result: ids and names. */
static int write_refs(struct req *q, const char *key, struct db_rows *r)
{
    struct err e = {0};

    json_key(&q->w, key);
    json_array(&q->w);
    while (db_next(r))
        piece_id_name(&q->w, NULL, db_id(r, 0), db_str(r, 1));
    json_array_end(&q->w);
    return db_done(r, &e) < 0 ? fail_err(q, &e) : 0;
}

static int write_choices(struct req *q)
{
    struct db_rows *r;
    struct err e = {0};

    if (db_select(q->db, SQL_PROTECT_CLASSES, &r, &e, DB_I(q->args.unit), DB_S(q->today),
                  DB_S(q->today)) < 0)
        return fail_err(q, &e);
    if (write_refs(q, "classes", r) < 0)
        return -1;
    if (db_select(q->db, SQL_PROTECT_CLASS_PUPILS, &r, &e, DB_I(q->args.class_id), DB_S(q->today),
                  DB_S(q->today), DB_I(q->me->person_id), DB_S(q->me->acting), DB_S(q->today)) < 0)
        return fail_err(q, &e);
    return write_refs(q, "class_pupils", r);
}

int h_protected(struct req *q)
{
    json_object(&q->w);
    if (enter(q) < 0)
        return -1;
    req_audit(q, &(struct audit_line){.kind = AUDIT_VIEW_LIST, .unit_id = q->args.unit,
                                      .class_id = q->args.class_id});
    q->shows_protected = true;
    if (write_units(q) < 0 || write_pupils(q) < 0 || write_choices(q) < 0)
        return -1;
    json_object_end(&q->w);
    return 0;
}

/* ---- PUT ---- */

static int done(struct req *q)
{
    json_object(&q->w);
    json_kv_bool(&q->w, "done", true);
    json_object_end(&q->w);
    return 0;
}

int h_protected_put(struct req *q)
{
    static const char *const members[] = {"mark", "reason", "pseudonym", NULL};
    struct protect_actor actor = actor_of(q);
    struct protect_change change = {.person_id = q->args.id};
    struct protect_result result;
    const char *mark;
    struct err e = {0};

    if (member_only(q, q->body, members) < 0 ||
        member_text(q, q->body, "mark", 20, false, &mark) < 0 ||
        member_text(q, q->body, "reason", PROTECT_REASON_MAX, false, &change.reason) < 0 ||
        member_text(q, q->body, "pseudonym", PROTECT_PSEUDONYM_MAX, false, &change.pseudonym) < 0)
        return -1;
    change.set_pseudonym = json_get(q->body, "pseudonym") != NULL;
    change.set_mark = mark != NULL;
    change.mark = mark ? protect_mark_find(mark) : PROTECT_NONE;
    if (change.mark == PROTECT_MARK__MAX)
        return fail_field(q, 422, "invalid-body", "mark",
                          "mark is none, confidential or registration.");
    if (protect_change(q->db, &actor, &change, &result, &e) < 0)
        return refuse(q, &e);
    req_audit(q, &(struct audit_line){.kind = AUDIT_PROTECT, .pupil_id = change.person_id,
                                      .old_value = protect_mark_name(result.before),
                                      .new_value = protect_mark_name(result.after),
                                      .detail = result.pseudonym_changed ? "pseudonym" : NULL});
    return done(q);
}

int h_protected_reader(struct req *q)
{
    static const char *const members[] = {"person", "starts", "ends", NULL};
    struct protect_actor actor = actor_of(q);
    uint32_t person_id, pupil_id = q->args.id;
    int32_t starts, ends;
    char detail[80], from[DAY_TEXT_SIZE], to[DAY_TEXT_SIZE];
    struct err e = {0};
    int result;

    if (member_only(q, q->body, members) < 0 ||
        member_id(q, q->body, "person", true, &person_id) < 0 ||
        member_day(q, q->body, "starts", false, &starts) < 0 ||
        member_day(q, q->body, "ends", false, &ends) < 0)
        return -1;
    starts = starts == DAY_MAX ? actor.today : starts;
    snprintf(detail, sizeof(detail), "reader %u withdrawn", person_id);
    if (ends == DAY_MAX) {
        result = protect_deny(q->db, &actor, pupil_id, person_id, &e);
    } else {
        day_format(starts, from);
        day_format(ends, to);
        snprintf(detail, sizeof(detail), "reader %u from %s to %s", person_id, from, to);
        result = protect_allow(q->db, &actor, pupil_id, person_id, starts, ends, &e);
    }
    if (result < 0)
        return refuse(q, &e);
    req_audit(q, &(struct audit_line){.kind = AUDIT_PROTECT, .pupil_id = pupil_id,
                                      .detail = detail});
    return done(q);
}
