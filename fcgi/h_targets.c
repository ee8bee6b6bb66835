/* Milestones: everybody who reads figures sees them, the director sets them. */
#include <stdio.h>

#include "fcgi/handlers.h"
#include "fcgi/identity.h"
#include "fcgi/member.h"
#include "fcgi/piece.h"
#include "fcgi/req_audit.h"
#include "store/target.h"

#define WHAT_SIZE 120

static void write_target(struct json_writer *w, const struct target *t)
{
    json_object(w);
    json_kv_id(w, "id", t->id);
    json_kv_str(w, "measure", t->measure);
    if (t->subject_id)
        piece_subject(w, "subject", t->subject_id, t->code, t->name_sv, t->name_en);
    else
        json_kv_null(w, "subject");
    if (t->year_group)
        json_kv_int(w, "year_group", t->year_group);
    else
        json_kv_null(w, "year_group");
    json_kv_int(w, "value10", t->value10);
    json_kv_str(w, "from", t->from);
    json_kv_str(w, "to", t->to[0] ? t->to : NULL);
    json_kv_str(w, "by", t->set_by);
    req_kv_time(w, "at", t->set_at);
    json_object_end(w);
}

int h_targets(struct req *q)
{
    struct json_writer *w = &q->w;
    struct targets targets;
    struct err e = {0};

    if (target_load(q->db, q->arena, &targets, &e) < 0)
        return fail_err(q, &e);
    json_object(w);
    json_key(w, "targets");
    json_array(w);
    for (size_t i = 0; i < targets.n; i++)
        write_target(w, &targets.list[i]);
    json_array_end(w);
    json_object_end(w);
    return 0;
}

static int refused(struct req *q, const struct err *e, const char *field)
{
    if (e->kind == ERR_CONFLICT)
        return fail_field(q, 409, "version-exists", field, "%s", e->msg);
    if (e->kind == ERR_NOT_FOUND)
        return fail(q, 404, "not-found", "%s", e->msg);
    return e->kind == ERR_INPUT ? fail_field(q, 422, "invalid-body", field, "%s", e->msg)
                                : fail_err(q, e);
}

int h_targets_post(struct req *q)
{
    static const char *const names[] = {"measure", "subject", "year_group", "value10", "from", "to", NULL};
    const struct json_node *year = json_get(q->body, "year_group");
    struct target_order o = {.person_id = q->me->person_id};
    char what[WHAT_SIZE], value[16];
    struct err e = {0};

    if (member_only(q, q->body, names) < 0 ||
        member_text(q, q->body, "measure", 32, true, &o.measure) < 0 ||
        member_text(q, q->body, "subject", SUBJECT_CODE_MAX, false, &o.subject) < 0 ||
        (year && json_type(year) != JSON_NULL &&
         member_int(q, q->body, "year_group", 1, 10, &o.year_group) < 0) ||
        member_int(q, q->body, "value10", 1, 3400, &o.value10) < 0 ||
        member_day(q, q->body, "from", true, &o.from) < 0 ||
        member_day(q, q->body, "to", false, &o.to) < 0)
        return -1;
    if (target_add(q->db, &o, &e) < 0)
        return refused(q, &e, o.field);
    snprintf(what, sizeof(what), "target %s %s year_group=%d", o.measure, o.subject ? o.subject : "",
             o.year_group);
    snprintf(value, sizeof(value), "%d.%d", o.value10 / 10, o.value10 % 10);
    req_audit(q, &(struct audit_line){.kind = AUDIT_SETTING, .detail = what, .new_value = value});
    return h_targets(q);
}

int h_target_end(struct req *q)
{
    static const char *const names[] = {"last", NULL};
    char what[WHAT_SIZE], day[DAY_TEXT_SIZE];
    struct err e = {0};
    int32_t last;

    if (member_only(q, q->body, names) < 0 || member_day(q, q->body, "last", true, &last) < 0)
        return -1;
    if (target_end(q->db, q->args.id, last, &e) < 0)
        return refused(q, &e, "last");
    day_format(last, day);
    snprintf(what, sizeof(what), "target %u ends", q->args.id);
    req_audit(q, &(struct audit_line){.kind = AUDIT_SETTING, .detail = what, .new_value = day});
    return h_targets(q);
}
