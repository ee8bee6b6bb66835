/* Duties given by hand, delegations, and whom and where they can be given. */
#include <stdio.h>
#include <string.h>

#include "fcgi/handlers.h"
#include "fcgi/identity.h"
#include "fcgi/member.h"
#include "fcgi/piece.h"
#include "fcgi/req_audit.h"
#include "fcgi/route.h"
#include "store/duty.h"

#define STAFF_SHOWN 50

static int32_t today_of(const struct req *q)
{
    int32_t day = DAY_MIN;

    (void)day_parse(q->today, &day);
    return day;
}

static struct duty_actor actor_of(const struct req *q)
{
    return (struct duty_actor){q->me->person_id, q->me->acting, today_of(q)};
}

/* What store/duty.h refuses, as a problem. */
static int refuse(struct req *q, const struct err *e)
{
    static const struct {
        enum duty_fault fault;
        int status;
        const char *slug, *field;
    } problems[] = {
        {DUTY_PERSON, 404, "not-found", "person"},    {DUTY_PLACE, 404, "not-found", "unit"},
        {DUTY_UNKNOWN, 404, "not-found", ""},         {DUTY_ROLE, 422, "invalid-body", "role"},
        {DUTY_STARTS, 422, "invalid-body", "starts"}, {DUTY_ENDS, 422, "invalid-body", "ends"},
        {DUTY_ONESELF, 403, "duty-to-oneself", "person"}, {DUTY_HELD, 409, "duty-held", "person"},
        {DUTY_EXCLUDED, 409, "duty-excluded", "role"}, {DUTY_IMPORTED, 409, "duty-imported", ""},
        {DUTY_OVER, 409, "duty-over", ""},            {DUTY_LAST, 409, "duty-last", ""},
    };
    bool refused = e->kind == ERR_INPUT || e->kind == ERR_NOT_FOUND || e->kind == ERR_FORBIDDEN ||
                   e->kind == ERR_CONFLICT;

    for (size_t i = 0; refused && i < sizeof(problems) / sizeof(problems[0]); i++)
        if (e->code == (int)problems[i].fault)
            return fail_field(q, problems[i].status, problems[i].slug, problems[i].field, "%s",
                              e->msg);
    return fail_err(q, e);
}

/* ---- what is written ---- */

static void write_person(struct json_writer *w, uint64_t id, const char *name, const char *login)
{
    json_object(w);
    json_kv_id(w, "id", id);
    json_kv_str(w, "name", name);
    json_kv_str(w, "login", login);
    json_object_end(w);
}

static const char *state_of(const struct req *q, const struct db_rows *r)
{
    if (strcmp(db_str(r, 14), q->today) > 0)
        return "coming";
    return !db_is_null(r, 15) && strcmp(db_str(r, 15), q->today) < 0 ? "ended" : "now";
}

/* Columns as sql/query/duty.sql says. */
static void write_duty(struct req *q, const struct db_rows *r)
{
    struct json_writer *w = &q->w;
    const char *rights = db_str(r, 17);

    json_object(w);
    json_kv_id(w, "id", db_id(r, 0));
    json_key(w, "person");
    write_person(w, db_id(r, 1), db_str(r, 2), db_str(r, 3));
    json_kv_str(w, "role", db_str(r, 4));
    json_key(w, "unit");
    if (db_id(r, 5)) {
        json_object(w);
        json_kv_id(w, "id", db_id(r, 5));
        json_kv_str(w, "name", db_str(r, 6));
        json_kv_str(w, "kind", db_str(r, 7));
        json_object_end(w);
    } else {
        json_null(w);
    }
    piece_id_name(w, "class", db_id(r, 8), db_str(r, 9));
    piece_id_name(w, "group", db_id(r, 10), db_str(r, 11));
    piece_id_name(w, "school", db_id(r, 12), db_str(r, 13));
    json_kv_str(w, "starts", db_str(r, 14));
    json_kv_str(w, "ends", db_str(r, 15));
    json_kv_str(w, "state", state_of(q, r));
    json_kv_str(w, "origin", db_str(r, 16));
    json_key(w, "rights");
    json_array(w);
    if (strstr(rights, "correct"))
        json_str(w, "correct");
    if (strstr(rights, "protect"))
        json_str(w, "protect");
    json_array_end(w);
    json_kv_str(w, "by", db_str(r, 18));
    json_kv_str(w, "note", db_str(r, 19));
    json_object_end(w);
}

/* Ends the result. */
static int write_duties(struct req *q, const char *key, struct db_rows *r)
{
    struct err e = {0};

    json_key(&q->w, key);
    json_array(&q->w);
    while (db_next(r))
        write_duty(q, r);
    json_array_end(&q->w);
    return db_done(r, &e) < 0 ? fail_err(q, &e) : 0;
}

/* "principal, eva.ek@exempelkoping.se, 2026-08-17 - 2026-12-20", for the access log. */
static const char *duty_text(struct req *q, const struct db_rows *r)
{
    const char *rights = db_str(r, 17), *ends = db_is_null(r, 15) ? "" : db_str(r, 15);
    char text[400];

    snprintf(text, sizeof(text), "%s, %s, %s - %s%s%s", db_str(r, 4),
             db_is_null(r, 3) ? "-" : db_str(r, 3), db_str(r, 14), ends, rights[0] ? ", " : "",
             rights);
    return arena_strdup(q->arena, text);
}

/* As it is before it is changed; "" when it is not there. */
static int read_before(struct req *q, uint32_t id, const char **ret_text)
{
    struct db_rows *r;
    struct err e = {0};

    if (db_select(q->db, SQL_DUTY_BY_ID, &r, &e, DB_I(id)) < 0)
        return fail_err(q, &e);
    *ret_text = db_next(r) ? duty_text(q, r) : "";
    return db_done(r, &e) < 0 ? fail_err(q, &e) : 0;
}

/* A duty that was changed, as the whole answer and into the access log, by its id too: of protected
 * staff the text has no login. before: what it was, or
 * NULL when it is new. */
static int answer_duty(struct req *q, uint32_t id, const char *before)
{
    struct db_rows *r;
    struct err e = {0};
    char which[20];

    if (db_select(q->db, SQL_DUTY_BY_ID, &r, &e, DB_I(id)) < 0)
        return fail_err(q, &e);
    snprintf(which, sizeof(which), "id %u", id);
    json_object(&q->w);
    json_key(&q->w, "duty");
    if (db_next(r)) {
        req_audit(q, &(struct audit_line){.kind = q->route->logs, .unit_id = (uint32_t)db_id(r, 5),
                                          .class_id = (uint32_t)db_id(r, 8),
                                          .group_id = (uint32_t)db_id(r, 10), .old_value = before,
                                          .new_value = duty_text(q, r), .detail = which});
        write_duty(q, r);
    } else {
        json_null(&q->w);
    }
    json_object_end(&q->w);
    return db_done(r, &e) < 0 ? fail_err(q, &e) : 0;
}

/* ---- whom and where ---- */

static int write_staff(struct req *q, struct db_rows *r, size_t shown)
{
    struct json_writer *w = &q->w;
    struct err e = {0};
    bool more = db_count(r) > shown;

    json_object(w);
    json_key(w, "staff");
    json_array(w);
    for (size_t i = 0; i < shown && db_next(r); i++)
        write_person(w, db_id(r, 0), db_str(r, 1), db_str(r, 2));
    json_array_end(w);
    json_kv_bool(w, "more", more);
    json_object_end(w);
    return db_done(r, &e) < 0 ? fail_err(q, &e) : 0;
}

/* 404 unless the caller leads args.unit. */
static int enter_own_unit(struct req *q)
{
    struct db_rows *r;
    struct err e = {0};
    bool found = false;

    if (db_select(q->db, SQL_DUTY_OWN_UNITS, &r, &e, DB_I(q->me->person_id), DB_S(q->me->acting),
                  DB_S(q->today), DB_S(q->today)) < 0)
        return fail_err(q, &e);
    while (!found && db_next(r))
        found = db_id(r, 0) == q->args.unit;
    if (db_done(r, &e) < 0)
        return fail_err(q, &e);
    return found ? 0 : fail(q, 404, "not-found", "There is no such unit, or it is not yours to see.");
}

int h_staff(struct req *q)
{
    struct db_rows *r;
    struct err e = {0};

    if (q->args.unit) {
        if (enter_own_unit(q) < 0)
            return -1;
        if (duty_staff_of_unit(q->db, q->args.unit, q->args.search, today_of(q), &r, &e) < 0)
            return fail_err(q, &e);
        return write_staff(q, r, SIZE_MAX);
    }
    if (!(q->me->roles & 1u << ROLE_ADMINISTRATOR))
        return fail_field(q, 400, "missing-parameter", "unit", "unit must be given.");
    if (!q->args.search[0])
        return fail_field(q, 400, "missing-parameter", "search", "search must be given.");
    if (duty_staff(q->db, q->args.search, today_of(q), &r, &e) < 0)
        return fail_err(q, &e);
    return write_staff(q, r, STAFF_SHOWN);
}

/* Classes or groups of args.unit. */
static int write_places(struct req *q, const char *key, enum sql_id statement)
{
    struct db_rows *r;
    struct err e = {0};

    if (db_select(q->db, statement, &r, &e, DB_I(q->args.unit), DB_S(q->today)) < 0)
        return fail_err(q, &e);
    json_key(&q->w, key);
    json_array(&q->w);
    while (db_next(r))
        piece_id_name(&q->w, NULL, db_id(r, 0), db_str(r, 1));
    json_array_end(&q->w);
    return db_done(r, &e) < 0 ? fail_err(q, &e) : 0;
}

int h_places(struct req *q)
{
    struct json_writer *w = &q->w;
    struct db_rows *r;
    struct err e = {0};
    bool found = false;

    if (db_select(q->db, SQL_DUTY_PLACES, &r, &e, DB_S(q->today)) < 0)
        return fail_err(q, &e);
    json_object(w);
    json_key(w, "units");
    json_array(w);
    while (db_next(r)) {
        found |= db_id(r, 0) == q->args.unit;
        json_object(w);
        json_kv_id(w, "id", db_id(r, 0));
        json_kv_id(w, "parent", db_id(r, 1));
        json_kv_str(w, "kind", db_str(r, 2));
        json_kv_str(w, "name", db_str(r, 3));
        json_object_end(w);
    }
    json_array_end(w);
    if (db_done(r, &e) < 0)
        return fail_err(q, &e);
    if (q->args.unit && !found)
        return fail(q, 404, "not-found", "There is no such unit.");
    if (write_places(q, "classes", SQL_DUTY_PLACE_CLASSES) < 0 ||
        write_places(q, "groups", SQL_DUTY_PLACE_GROUPS) < 0)
        return -1;
    json_object_end(w);
    return 0;
}

/* ---- duties ---- */

static int write_of_person(struct req *q)
{
    uint32_t id = q->args.person;
    struct db_rows *r;
    struct err e = {0};

    if (duty_staff_check(q->db, id, today_of(q), &e) < 0)
        return refuse(q, &e);
    if (db_select(q->db, SQL_DUTY_STAFF_ONE, &r, &e, DB_I(id), DB_S(q->today), DB_S(q->today),
                  DB_S(q->today), DB_S(q->today)) < 0)
        return fail_err(q, &e);
    json_kv_null(&q->w, "unit");
    json_key(&q->w, "person");
    if (db_next(r))
        write_person(&q->w, db_id(r, 0), db_str(r, 1), db_str(r, 2));
    else
        json_null(&q->w);
    if (db_done(r, &e) < 0 ||
        db_select(q->db, SQL_DUTY_OF_PERSON, &r, &e, DB_I(id), DB_S(q->today), DB_S(q->today)) < 0)
        return fail_err(q, &e);
    return write_duties(q, "duties", r);
}

static int write_of_unit(struct req *q)
{
    struct db_rows *r;
    struct err e = {0};
    bool found;

    if (db_select(q->db, SQL_DUTY_PLACE_UNIT, &r, &e, DB_I(q->args.unit), DB_S(q->today)) < 0)
        return fail_err(q, &e);
    found = db_next(r);
    if (found)
        piece_id_name(&q->w, "unit", q->args.unit, db_str(r, 2));
    if (db_done(r, &e) < 0)
        return fail_err(q, &e);
    if (!found)
        return fail_field(q, 404, "not-found", "unit", "There is no such unit.");
    json_kv_null(&q->w, "person");
    if (db_select(q->db, SQL_DUTY_OF_UNIT, &r, &e, DB_I(q->args.unit), DB_S(q->today),
                  DB_I(q->args.unit), DB_S(q->today)) < 0)
        return fail_err(q, &e);
    return write_duties(q, "duties", r);
}

int h_duties(struct req *q)
{
    if (!q->args.person == !q->args.unit)
        return fail_field(q, 400, "missing-parameter", "person",
                          "Either person or unit must be given.");
    json_object(&q->w);
    if ((q->args.person ? write_of_person(q) : write_of_unit(q)) < 0)
        return -1;
    json_object_end(&q->w);
    return 0;
}

int h_duties_post(struct req *q)
{
    static const char *const members[] = {"person", "role", "unit", "class", "group", "starts",
                                          "ends", "note", NULL};
    struct duty_actor actor = actor_of(q);
    struct duty_new d = {0};
    struct err e = {0};
    uint32_t id = 0;

    if (member_only(q, q->body, members) < 0 ||
        member_id(q, q->body, "person", true, &d.person_id) < 0 ||
        member_text(q, q->body, "role", 32, true, &d.role) < 0 ||
        member_id(q, q->body, "unit", false, &d.unit_id) < 0 ||
        member_id(q, q->body, "class", false, &d.class_id) < 0 ||
        member_id(q, q->body, "group", false, &d.group_id) < 0 ||
        member_day(q, q->body, "starts", false, &d.starts) < 0 ||
        member_day(q, q->body, "ends", false, &d.ends) < 0 ||
        member_text(q, q->body, "note", DUTY_NOTE_MAX, false, &d.note) < 0)
        return -1;
    if (duty_give(q->db, &d, &actor, &id, &e) < 0)
        return refuse(q, &e);
    return answer_duty(q, id, NULL);
}

/* args.id ends: on the day that the body names, or at once. */
static int end(struct req *q, bool delegated)
{
    static const char *const members[] = {"ends", NULL};
    struct duty_actor actor = actor_of(q);
    const char *before = NULL;
    struct err e = {0};
    int32_t last;

    if (member_only(q, q->body, delegated ? members + 1 : members) < 0 ||
        member_day(q, q->body, "ends", false, &last) < 0 ||
        read_before(q, q->args.id, &before) < 0)
        return -1;
    if (duty_end(q->db, q->args.id, last == DAY_MAX ? DAY_MIN : last, delegated, &actor, &e) < 0)
        return refuse(q, &e);
    return answer_duty(q, q->args.id, before);
}

int h_duty_end(struct req *q)
{
    return end(q, false);
}

/* ---- delegations ---- */

int h_delegations(struct req *q)
{
    struct json_writer *w = &q->w;
    struct db_rows *r;
    struct err e = {0};

    if (db_select(q->db, SQL_DUTY_OWN_UNITS, &r, &e, DB_I(q->me->person_id), DB_S(q->me->acting),
                  DB_S(q->today), DB_S(q->today)) < 0)
        return fail_err(q, &e);
    json_object(w);
    json_key(w, "units");
    json_array(w);
    while (db_next(r)) {
        bool open_end = strcmp(db_str(r, 3), "9999-12-31") == 0;

        json_object(w);
        json_kv_id(w, "id", db_id(r, 0));
        json_kv_str(w, "name", db_str(r, 1));
        json_kv_str(w, "kind", db_str(r, 2));
        json_kv_str(w, "until", open_end ? NULL : db_str(r, 3));
        json_object_end(w);
    }
    json_array_end(w);
    json_kv_int(w, "days_max", DUTY_DELEGATED_DAYS_MAX);
    if (db_done(r, &e) < 0 ||
        db_select(q->db, SQL_DUTY_DELEGATIONS, &r, &e, DB_I(q->me->person_id),
                  DB_S(q->me->acting), DB_S(q->today), DB_S(q->today)) < 0)
        return fail_err(q, &e);
    if (write_duties(q, "delegations", r) < 0)
        return -1;
    json_object_end(w);
    return 0;
}

static int parse_rights(struct req *q, unsigned *ret_rights)
{
    const struct json_node *list;

    if (member_array(q, q->body, "rights", 0, 2, &list) < 0)
        return -1;
    *ret_rights = 0;
    for (const struct json_node *n = json_first(list); n; n = json_next(n)) {
        const char *name = json_string(n) ? json_string(n) : "";
        unsigned right = strcmp(name, "correct") == 0   ? DUTY_CORRECT
                         : strcmp(name, "protect") == 0 ? DUTY_PROTECT
                                                        : 0;

        if (!right)
            return fail_field(q, 422, "invalid-body", "rights",
                              "rights can be correct and protect.");
        *ret_rights |= right;
    }
    return 0;
}

int h_delegations_post(struct req *q)
{
    static const char *const members[] = {"person", "unit", "rights", "starts", "ends", "note",
                                          NULL};
    struct duty_actor giver = actor_of(q);
    struct duty_new d = {0};
    struct err e = {0};
    uint32_t id = 0;

    if (member_only(q, q->body, members) < 0 ||
        member_id(q, q->body, "person", true, &d.person_id) < 0 ||
        member_id(q, q->body, "unit", true, &d.unit_id) < 0 || parse_rights(q, &d.rights) < 0 ||
        member_day(q, q->body, "starts", false, &d.starts) < 0 ||
        member_day(q, q->body, "ends", true, &d.ends) < 0 ||
        member_text(q, q->body, "note", DUTY_NOTE_MAX, false, &d.note) < 0)
        return -1;
    if (duty_delegate(q->db, &d, &giver, &id, &e) < 0)
        return refuse(q, &e);
    return answer_duty(q, id, NULL);
}

int h_delegation_end(struct req *q)
{
    return end(q, true);
}
