#include <string.h>

#include "fcgi/handlers.h"
#include "fcgi/identity.h"
#include "fcgi/piece.h"

/* Where the overview begins for this person. */
struct home {
    uint64_t unit_id, class_id;
    char unit_name[801], unit_kind[16], class_name[401];
    int rank; /* of the duty it comes from */
};

/* The highest duty leads: municipality, area, school; a class only if there is no unit. */
static int rank_of(enum role role)
{
    switch (role) {
    case ROLE_DIRECTOR:
    case ROLE_ANALYST:
        return 4;
    case ROLE_AREA_MANAGER:
        return 3;
    case ROLE_PRINCIPAL:
    case ROLE_PRESCHOOL_HEAD:
    case ROLE_SPECIAL_EDUCATOR:
    case ROLE_DELEGATE:
        return 2;
    case ROLE_MENTOR:
        return 1;
    default:
        return 0;
    }
}

static void consider_home(struct home *home, enum role role, const struct db_rows *r)
{
    int rank = rank_of(role);

    if (rank <= home->rank)
        return;
    memset(home, 0, sizeof(*home));
    home->rank = rank;
    home->unit_id = db_id(r, 2);
    snprintf(home->unit_name, sizeof(home->unit_name), "%s", db_str(r, 3));
    snprintf(home->unit_kind, sizeof(home->unit_kind), "%s", db_str(r, 4));
    if (role == ROLE_MENTOR) {
        home->class_id = db_id(r, 5);
        snprintf(home->class_name, sizeof(home->class_name), "%s", db_str(r, 6));
    }
}

static void write_unit(struct json_writer *w, uint64_t id, const char *name, const char *kind)
{
    if (!id) {
        json_null(w);
        return;
    }
    json_object(w);
    json_kv_id(w, "id", id);
    json_kv_str(w, "name", name);
    json_kv_str(w, "kind", kind);
    json_object_end(w);
}

/* In whose place, until when and with which rights; columns from 13. */
static void write_delegation(struct json_writer *w, const struct db_rows *r)
{
    const char *rights = db_str(r, 15);

    json_key(w, "delegation");
    json_object(w);
    json_kv_str(w, "by", db_str(r, 13));
    json_kv_str(w, "ends", db_str(r, 14));
    json_kv_bool(w, "correct", strstr(rights, "correct") != NULL);
    json_kv_bool(w, "protect", strstr(rights, "protect") != NULL);
    json_object_end(w);
}

/* Columns: duty, role, unit id/name/kind (of the unit, or of the class's or group's), class
 * id/name, group id/name, subject id/code/names, then those of a delegation. */
static void write_duty(struct json_writer *w, const struct db_rows *r)
{
    json_object(w);
    json_kv_id(w, "id", db_id(r, 0));
    json_kv_str(w, "role", db_str(r, 1));
    json_key(w, "unit");
    write_unit(w, db_id(r, 5) || db_id(r, 7) ? 0 : db_id(r, 2), db_str(r, 3), db_str(r, 4));
    json_key(w, "class");
    if (db_id(r, 5)) {
        json_object(w);
        json_kv_id(w, "id", db_id(r, 5));
        json_kv_str(w, "name", db_str(r, 6));
        piece_id_name(w, "unit", db_id(r, 2), db_str(r, 3));
        json_object_end(w);
    } else {
        json_null(w);
    }
    json_key(w, "group");
    if (db_id(r, 7)) {
        json_object(w);
        json_kv_id(w, "id", db_id(r, 7));
        json_kv_str(w, "name", db_str(r, 8));
        piece_subject(w, "subject", db_id(r, 9), db_str(r, 10), db_str(r, 11), db_str(r, 12));
        piece_id_name(w, "unit", db_id(r, 2), db_str(r, 3));
        json_object_end(w);
    } else {
        json_null(w);
    }
    if (!db_is_null(r, 13))
        write_delegation(w, r);
    json_object_end(w);
}

static int write_duties(struct req *q, struct home *home)
{
    struct json_writer *w = &q->w;
    struct db_rows *r;
    struct err e = {0};

    if (db_select(q->db, SQL_ME_DUTIES, &r, &e, DB_I(q->me->person_id), DB_S(q->me->acting),
                  DB_S(q->today), DB_S(q->today)) < 0)
        return fail_err(q, &e);
    json_key(w, "duties");
    json_array(w);
    while (db_next(r)) {
        enum role role = ROLE_TEACHER;

        while (role < ROLE__MAX - 1 && strcmp(role_name(role), db_str(r, 1)) != 0)
            role++;
        consider_home(home, role, r);
        write_duty(w, r);
    }
    json_array_end(w);
    return db_done(r, &e) < 0 ? fail_err(q, &e) : 0;
}

/* "teacher,mentor" as an array. */
static void write_roles(struct req *q, const char *roles)
{
    struct json_writer *w = &q->w;

    json_key(w, "roles");
    json_array(w);
    while (*roles) {
        size_t len = strcspn(roles, ",");

        json_str(w, arena_strndup(q->arena, roles, len));
        roles += len + (roles[len] == ',');
    }
    json_array_end(w);
}

/* What the person may act as, and as what this request did: null for all duties at once. */
static int write_capacities(struct req *q)
{
    struct json_writer *w = &q->w;
    struct db_rows *r;
    struct err e = {0};

    if (db_select(q->db, SQL_ME_CAPACITIES, &r, &e, DB_I(q->me->person_id), DB_S(q->today),
                  DB_S(q->today)) < 0)
        return fail_err(q, &e);
    json_kv_str(w, "acting", q->me->acting);
    json_key(w, "capacities");
    json_array(w);
    while (db_next(r)) {
        json_object(w);
        json_kv_str(w, "key", db_str(r, 0));
        write_roles(q, db_str(r, 1));
        json_key(w, "unit");
        write_unit(w, db_id(r, 2), db_str(r, 3), db_str(r, 4));
        json_object_end(w);
    }
    json_array_end(w);
    return db_done(r, &e) < 0 ? fail_err(q, &e) : 0;
}

static void write_can(struct json_writer *w, unsigned roles, bool protects)
{
    json_key(w, "can");
    json_object(w);
    json_kv_bool(w, "report", roles & 1u << ROLE_TEACHER);
    json_kv_bool(w, "overview", roles & (ROLES_UNIT | 1u << ROLE_MENTOR));
    json_kv_bool(w, "reporting", roles & ROLES_UNIT);
    json_kv_bool(w, "pupils", roles & ROLES_PUPILS);
    json_kv_bool(w, "extract", roles & ROLES_PRINCIPAL);
    json_kv_bool(w, "administer", roles & 1u << ROLE_ADMINISTRATOR);
    json_kv_bool(w, "audit", roles & 1u << ROLE_AUDITOR);
    json_kv_bool(w, "delegate", roles & ROLES_PRINCIPAL);
    json_kv_bool(w, "protect", protects);
    json_object_end(w);
}

/* Whether the person decides over protected identities somewhere. */
static int decides(struct req *q, bool *ret_decides)
{
    struct db_rows *r;
    struct err e = {0};

    if (db_select(q->db, SQL_PROTECT_UNITS, &r, &e, DB_I(q->me->person_id), DB_S(q->me->acting),
                  DB_S(q->today), DB_S(q->today)) < 0)
        return fail_err(q, &e);
    *ret_decides = db_next(r);
    return db_done(r, &e) < 0 ? fail_err(q, &e) : 0;
}

int h_me(struct req *q)
{
    struct json_writer *w = &q->w;
    struct home home = {0};
    struct round round;
    struct err e = {0};
    bool protects = false;

    if (decides(q, &protects) < 0)
        return -1;
    if (round_current(q->db, &round, &e) < 0 ||
        round_for_person(q->db, q->me->person_id, q->me->acting, q->today, &round, &e) < 0)
        return fail_err(q, &e);
    json_object(w);
    piece_id_name(w, "person", q->me->person_id, q->me->name);
    json_kv_str(w, "instance", q->conf->instance_name);
    json_kv_str(w, "login_url", q->conf->login_url);
    json_kv_str(w, "logout_url", q->conf->logout_url);
    json_kv_int(w, "lock_after_minutes", q->conf->lock_after_min);
    if (write_capacities(q) < 0 || write_duties(q, &home) < 0)
        return -1;
    write_can(w, q->me->roles, protects);
    json_key(w, "home_unit");
    write_unit(w, home.unit_id, home.unit_name, home.unit_kind);
    piece_id_name(w, "home_class", home.class_id, home.class_name);
    piece_round(w, "round", &round);
    json_object_end(w);
    return 0;
}
