/* How long records are kept, what is held back, and what was removed. The removal itself is malkollctl's. */
#include <stdio.h>
#include <string.h>

#include "fcgi/handlers.h"
#include "fcgi/identity.h"
#include "fcgi/member.h"
#include "fcgi/piece.h"
#include "fcgi/req_audit.h"
#include "fcgi/route.h"
#include "store/retention.h"

#define SOURCE_ID_MAX 255

static int write_rules(struct req *q)
{
    struct json_writer *w = &q->w;
    struct db_rows *r;
    struct err e = {0};

    if (db_select(q->db, SQL_RETENTION_RULES, &r, &e) < 0)
        return fail_err(q, &e);
    json_key(w, "rules");
    json_array(w);
    while (db_next(r)) {
        json_object(w);
        json_kv_str(w, "type", db_str(r, 0));
        json_kv_int(w, "years", db_int(r, 1));
        json_kv_str(w, "changed_by", db_str(r, 2));
        req_kv_time(w, "changed_at", db_str(r, 3));
        json_object_end(w);
    }
    json_array_end(w);
    return db_done(r, &e) < 0 ? fail_err(q, &e) : 0;
}

/* Columns: id, person, person's source id, unit id/name, reason, from, to, reason of the end, protected. */
static int write_holds(struct req *q)
{
    struct json_writer *w = &q->w;
    struct db_rows *r;
    struct err e = {0};

    if (db_select(q->db, SQL_RETENTION_HOLD_LIST, &r, &e) < 0)
        return fail_err(q, &e);
    json_key(w, "holds");
    json_array(w);
    while (db_next(r)) {
        json_object(w);
        json_kv_id(w, "id", db_id(r, 0));
        json_kv_str(w, "person", db_is_null(r, 2) ? db_str(r, 1) : db_str(r, 2));
        json_kv_bool(w, "protected", db_int(r, 9) != 0);
        piece_id_name(w, "unit", db_id(r, 3), db_str(r, 4));
        json_kv_str(w, "reason", db_str(r, 5));
        req_kv_time(w, "from", db_str(r, 6));
        req_kv_time(w, "to", db_str(r, 7));
        json_kv_str(w, "end_reason", db_str(r, 8));
        json_object_end(w);
    }
    json_array_end(w);
    return db_done(r, &e) < 0 ? fail_err(q, &e) : 0;
}

static void end_run(struct json_writer *w)
{
    json_array_end(w);
    json_object_end(w);
}

/* Columns: run, time, day, actor, type, what, cutoff, rows; a run without rows has one row of NULL. */
static int write_runs(struct req *q)
{
    struct json_writer *w = &q->w;
    struct db_rows *r;
    struct err e = {0};
    uint64_t run = 0;

    if (db_select(q->db, SQL_RETENTION_RUNS, &r, &e) < 0)
        return fail_err(q, &e);
    json_key(w, "runs");
    json_array(w);
    while (db_next(r)) {
        if (db_id(r, 0) != run) {
            if (run)
                end_run(w);
            run = db_id(r, 0);
            json_object(w);
            req_kv_time(w, "at", db_str(r, 1));
            json_kv_str(w, "day", db_str(r, 2));
            json_kv_str(w, "actor", db_str(r, 3));
            json_key(w, "items");
            json_array(w);
        }
        if (db_is_null(r, 4))
            continue;
        json_object(w);
        json_kv_str(w, "type", db_str(r, 4));
        json_kv_str(w, "what", db_str(r, 5));
        json_kv_str(w, "cutoff", db_str(r, 6));
        json_kv_int(w, "rows", db_int(r, 7));
        json_object_end(w);
    }
    if (run)
        end_run(w);
    json_array_end(w);
    return db_done(r, &e) < 0 ? fail_err(q, &e) : 0;
}

int h_retention(struct req *q)
{
    json_object(&q->w);
    if (write_rules(q) < 0 || write_holds(q) < 0 || write_runs(q) < 0)
        return -1;
    json_object_end(&q->w);
    return 0;
}

static int refused(struct req *q, const struct err *e, const char *field)
{
    if (e->kind == ERR_NOT_FOUND)
        return fail_field(q, 422, "invalid-body", field, "%s", e->msg);
    return e->kind == ERR_INPUT ? fail_field(q, 422, "invalid-body", field, "%s", e->msg)
                                : fail_err(q, e);
}

static int put_rule(struct req *q, const struct json_node *n)
{
    static const char *const members[] = {"type", "years", NULL};
    enum retention_type type;
    const char *name;
    struct err e = {0};
    char was[64], text[64];
    int before[RETENTION__MAX] = {0}, years;

    if (member_only(q, n, members) < 0 || member_text(q, n, "type", 16, true, &name) < 0 ||
        member_int(q, n, "years", RETENTION_YEARS_MIN, RETENTION_YEARS_MAX, &years) < 0)
        return -1;
    if (retention_type_find(name, &type) < 0)
        return fail_field(q, 422, "invalid-body", "type", "There is no such type of record.");
    if (retention_years(q->db, before, &e) < 0)
        return fail_err(q, &e);
    if (retention_set_years(q->db, type, years, q->me->person_id, &e) < 0)
        return refused(q, &e, "years");
    snprintf(was, sizeof(was), "%s: %d", name, before[type]);
    snprintf(text, sizeof(text), "%s: %d", name, years);
    req_audit(q, &(struct audit_line){.kind = AUDIT_SETTING, .old_value = was,
                                      .new_value = text});
    return 0;
}

int h_retention_put(struct req *q)
{
    static const char *const members[] = {"rules", NULL};
    const struct json_node *rules;

    if (member_only(q, q->body, members) < 0 ||
        member_array(q, q->body, "rules", 1, RETENTION__MAX, &rules) < 0)
        return -1;
    for (const struct json_node *n = json_first(rules); n; n = json_next(n)) {
        if (put_rule(q, n) < 0)
            return -1;
    }
    return h_retention(q);
}

int h_hold_post(struct req *q)
{
    static const char *const members[] = {"person", "unit", "reason", NULL};
    const char *person, *reason;
    struct err e = {0};
    uint32_t unit, id = 0;
    char what[40];

    if (member_only(q, q->body, members) < 0 ||
        member_text(q, q->body, "person", SOURCE_ID_MAX, false, &person) < 0 ||
        member_id(q, q->body, "unit", false, &unit) < 0 ||
        member_text(q, q->body, "reason", RETENTION_REASON_MAX, true, &reason) < 0)
        return -1;
    if (retention_hold_add(q->db, person, unit, reason, q->me->person_id, &id, &e) < 0)
        return refused(q, &e, person ? "person" : "unit");
    snprintf(what, sizeof(what), "hold %u: %s", id, person ? "person" : unit ? "unit" : "all");
    req_audit(q, &(struct audit_line){.kind = AUDIT_PURGE, .unit_id = unit, .detail = reason,
                                      .new_value = what});
    return h_retention(q);
}

int h_hold_end(struct req *q)
{
    static const char *const members[] = {"reason", NULL};
    const char *reason;
    struct err e = {0};
    char what[40];

    if (member_only(q, q->body, members) < 0 ||
        member_text(q, q->body, "reason", RETENTION_REASON_MAX, true, &reason) < 0)
        return -1;
    if (retention_hold_end(q->db, q->args.id, reason, q->me->person_id, &e) < 0)
        return e.kind == ERR_NOT_FOUND ? fail(q, 404, "not-found", "There is no such hold in force.")
                                       : refused(q, &e, "reason");
    snprintf(what, sizeof(what), "hold %u ended", q->args.id);
    req_audit(q, &(struct audit_line){.kind = AUDIT_PURGE, .detail = reason, .new_value = what});
    return h_retention(q);
}
