#include "fcgi/piece.h"

#include <stdio.h>
#include <string.h>

#include "fcgi/identity.h"

void piece_name(struct json_writer *w, const char *key, const char *sv, const char *en)
{
    json_key(w, key);
    json_object(w);
    json_kv_str(w, "sv", sv);
    json_kv_str(w, "en", en);
    json_object_end(w);
}

void piece_round_members(struct json_writer *w, const struct round *round)
{
    json_kv_id(w, "id", round->id);
    json_kv_str(w, "key", round->key);
    json_kv_str(w, "kind", round_kind_name(round->kind));
    json_kv_str(w, "term", round->term);
    if (round->week)
        json_kv_int(w, "week", round->week);
    else
        json_kv_null(w, "week");
    req_kv_time(w, "opens", round->opens_at);
    req_kv_time(w, "due", round->due_at);
    req_kv_time(w, "closes", round->closes_at);
    json_kv_str(w, "state", round_state_name(round->state));
    req_kv_time(w, "closed_at", round->closed_at[0] ? round->closed_at : NULL);
    json_kv_bool(w, "accepts", round->accepts);
    req_kv_time(w, "extended_until", round->extended_until[0] ? round->extended_until : NULL);
}

void piece_round(struct json_writer *w, const char *key, const struct round *round)
{
    if (key)
        json_key(w, key);
    if (!round || !round->id) {
        json_null(w);
        return;
    }
    json_object(w);
    piece_round_members(w, round);
    json_object_end(w);
}

void piece_subject(struct json_writer *w, const char *key, uint64_t id, const char *code,
                   const char *name_sv, const char *name_en)
{
    if (key)
        json_key(w, key);
    json_object(w);
    json_kv_id(w, "id", id);
    json_kv_str(w, "code", code);
    piece_name(w, "name", name_sv, name_en);
    json_object_end(w);
}

void piece_id_name(struct json_writer *w, const char *key, uint64_t id, const char *name)
{
    if (key)
        json_key(w, key);
    if (!id) {
        json_null(w);
        return;
    }
    json_object(w);
    json_kv_id(w, "id", id);
    json_kv_str(w, "name", name);
    json_object_end(w);
}

void piece_counts(struct json_writer *w, const char *key, const struct counts *c)
{
    if (key)
        json_key(w, key);
    json_array(w);
    json_int(w, c->assessed + c->not_assessable + c->missing);
    json_int(w, c->assessed);
    json_int(w, c->not_assessable);
    json_int(w, c->missing);
    json_int(w, c->left);
    json_array_end(w);
}

void piece_counts_add(struct counts *to, const struct counts *from)
{
    to->assessed += from->assessed;
    to->not_assessable += from->not_assessable;
    to->missing += from->missing;
    to->left += from->left;
}

static void copy_text(char *to, size_t size, const char *from)
{
    snprintf(to, size, "%s", from ? from : "");
}

/* The row of either statement that lets somebody in; false when there is none. */
static bool unit_from_row(struct db_rows *r, bool mentor, struct unit_view *u)
{
    if (!db_next(r))
        return false;
    u->id = (uint32_t)db_id(r, 0);
    copy_text(u->kind, sizeof(u->kind), db_str(r, 1));
    copy_text(u->name, sizeof(u->name), db_str(r, 2));
    copy_text(u->code, sizeof(u->code), db_str(r, 3));
    u->is_school = strcmp(u->kind, "school") == 0 || strcmp(u->kind, "preschool") == 0;
    if (mentor) {
        u->roles = 1u << ROLE_MENTOR;
        u->class_id = (uint32_t)db_id(r, 4);
        copy_text(u->class_name, sizeof(u->class_name), db_str(r, 5));
    } else {
        u->roles = (unsigned)db_int(r, 4);
    }
    return true;
}

int unit_enter(struct req *q, uint32_t unit_id, uint32_t class_id, struct unit_view *ret_unit)
{
    struct unit_view u = {0};
    struct db_rows *r;
    struct err e = {0};
    bool found;

    if (db_select(q->db, SQL_UNIT_FOR_PERSON, &r, &e, DB_I(unit_id), DB_I(q->me->person_id),
                  DB_S(q->me->acting), DB_S(q->today), DB_S(q->today)) < 0)
        return fail_err(q, &e);
    found = unit_from_row(r, false, &u);
    if (db_done(r, &e) < 0)
        return fail_err(q, &e);
    if (!found && class_id) {
        if (db_select(q->db, SQL_UNIT_CLASS_FOR_MENTOR, &r, &e, DB_I(class_id), DB_I(unit_id),
                      DB_I(q->me->person_id), DB_S(q->me->acting), DB_S(q->today),
                      DB_S(q->today)) < 0)
            return fail_err(q, &e);
        found = unit_from_row(r, true, &u);
        if (db_done(r, &e) < 0)
            return fail_err(q, &e);
    }
    if (!found)
        return fail(q, 404, "not-found", "There is no such unit, or it is not yours to see.");
    *ret_unit = u;
    return 0;
}

int class_enter(struct req *q, const struct unit_view *unit, uint32_t round_id, uint32_t class_id,
                const char **ret_name)
{
    const char *name = NULL;
    struct db_rows *r;
    struct err e = {0};

    *ret_name = NULL;
    if (!class_id)
        return 0;
    if (unit->class_id) {
        *ret_name = unit->class_name;
        return 0;
    }
    if (db_select(q->db, SQL_UNIT_CLASSES, &r, &e, DB_I(round_id), DB_I(unit->id)) < 0)
        return fail_err(q, &e);
    while (db_next(r)) {
        if (db_id(r, 0) == class_id)
            name = arena_strdup(q->arena, db_str(r, 1));
    }
    if (db_done(r, &e) < 0)
        return fail_err(q, &e);
    if (!name)
        return fail(q, 404, "not-found", "There is no such class in the unit in this round.");
    *ret_name = name;
    return 0;
}

int piece_unit(struct req *q, const char *key, const struct unit_view *unit)
{
    struct json_writer *w = &q->w;
    struct db_rows *r;
    struct err e = {0};

    if (db_select(q->db, SQL_UNIT_TRAIL, &r, &e, DB_I(q->me->person_id),
                  DB_S(q->me->acting), DB_S(q->today), DB_S(q->today), DB_I(unit->id)) < 0)
        return fail_err(q, &e);
    json_key(w, key);
    json_object(w);
    json_kv_id(w, "id", unit->id);
    json_kv_str(w, "kind", unit->kind);
    json_kv_str(w, "name", unit->name);
    json_key(w, "trail");
    json_array(w);
    while (db_next(r)) {
        if (db_id(r, 0) == unit->id)
            continue;
        json_object(w);
        json_kv_id(w, "id", db_id(r, 0));
        json_kv_str(w, "name", db_str(r, 1));
        json_kv_str(w, "kind", db_str(r, 2));
        json_kv_bool(w, "readable", db_int(r, 3) != 0);
        json_object_end(w);
    }
    json_array_end(w);
    json_object_end(w);
    return db_done(r, &e) < 0 ? fail_err(q, &e) : 0;
}

int piece_year_groups(struct req *q, const struct unit_view *unit, uint32_t round_id,
                      uint32_t class_id, int *ret_last)
{
    struct json_writer *w = &q->w;
    struct db_rows *r;
    struct err e = {0};

    if ((class_id ? db_select(q->db, SQL_UNIT_CLASS_YEAR_GROUPS, &r, &e, DB_I(round_id),
                              DB_I(unit->id), DB_I(class_id))
                  : db_select(q->db, SQL_UNIT_YEAR_GROUPS, &r, &e, DB_I(unit->id),
                              DB_I(round_id))) < 0)
        return fail_err(q, &e);
    json_key(w, "year_groups");
    json_array(w);
    while (db_next(r)) {
        json_int(w, db_int(r, 0));
        *ret_last = (int)db_int(r, 0);
    }
    json_array_end(w);
    return db_done(r, &e) < 0 ? fail_err(q, &e) : 0;
}

int piece_classes(struct req *q, const struct unit_view *unit, uint32_t round_id)
{
    struct json_writer *w = &q->w;
    struct db_rows *r;
    struct err e = {0};

    json_key(w, "classes");
    json_array(w);
    if (unit->class_id) {
        piece_id_name(w, NULL, unit->class_id, unit->class_name);
    } else if (unit->is_school) {
        if (db_select(q->db, SQL_UNIT_CLASSES, &r, &e, DB_I(round_id), DB_I(unit->id)) < 0)
            return fail_err(q, &e);
        while (db_next(r))
            piece_id_name(w, NULL, db_id(r, 0), db_str(r, 1));
        if (db_done(r, &e) < 0)
            return fail_err(q, &e);
    }
    json_array_end(w);
    return 0;
}

static int refuse_planned(struct req *q, const struct round *round)
{
    if (round->id && round->state == ROUND_PLANNED)
        return fail(q, 409, "round-not-open", "The round has not opened yet.");
    return 0;
}

int round_enter(struct req *q, struct round *ret_round)
{
    struct err e = {0};

    if (!q->args.round)
        return (q->args.round_kind
                    ? round_current_of_kind(q->db, (enum round_kind)(q->args.round_kind - 1),
                                            ret_round, &e)
                    : round_current(q->db, ret_round, &e)) < 0
                   ? fail_err(q, &e)
                   : 0;
    if (round_by_id(q->db, q->args.round, ret_round, &e) < 0)
        return fail_err(q, &e);
    return refuse_planned(q, ret_round);
}

int round_enter_held(struct req *q, struct round *ret_round)
{
    struct err e = {0};

    if (round_hold(q->db, q->args.round, ret_round, &e) < 0)
        return fail_err(q, &e);
    return refuse_planned(q, ret_round);
}

int round_enter_at(struct req *q, uint32_t unit_id, struct round *ret_round)
{
    struct err e = {0};

    if (round_enter(q, ret_round) < 0)
        return -1;
    return round_for_unit(q->db, unit_id, ret_round, &e) < 0 ? fail_err(q, &e) : 0;
}

int piece_reference(struct req *q, const struct round *round, const struct reference **ret_ref)
{
    const char *date = round->snapshot_on[0] ? round->snapshot_on : q->today;
    uint64_t revision = 0;
    struct db_rows *r;
    struct err e = {0};

    if (db_select(q->db, SQL_REFERENCE_REVISION, &r, &e) < 0)
        return fail_err(q, &e);
    if (db_next(r))
        revision = db_id(r, 0);
    if (db_done(r, &e) < 0 || reference_get(q->reference, q->db, date, revision, ret_ref, &e) < 0)
        return fail_err(q, &e);
    return 0;
}

void piece_selection(struct json_writer *w, bool covered, unsigned eligible, int64_t merit16,
                     int64_t merit17)
{
    if (!covered) {
        json_kv_null(w, "eligible");
        json_kv_null(w, "merit16");
        json_kv_null(w, "merit17");
        return;
    }
    json_key(w, "eligible");
    json_array(w);
    for (int i = 0; i < 4; i++)
        json_bool(w, eligible >> i & 1);
    json_array_end(w);
    json_kv_int(w, "merit16", merit16);
    json_kv_int(w, "merit17", merit17);
}
