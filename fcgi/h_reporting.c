#include <stdio.h>
#include <string.h>

#include "fcgi/handlers.h"
#include "fcgi/identity.h"
#include "fcgi/piece.h"

/* A unit or a subject with its counts. */
struct line {
    uint32_t id, parent_id;
    const char *name, *kind;
    const char *code, *name_sv, *name_en; /* of a subject */
    int depth;
    struct counts counts;
    int64_t groups, groups_done;
    char last_at[24]; /* of what was reported last; "" = nothing yet */
};

struct report {
    struct line total;
    struct line *units, *subjects;
    size_t n_units, n_subjects;
};

static struct line *find_line(struct line *lines, size_t n, uint32_t id)
{
    for (size_t i = 0; i < n; i++) {
        if (lines[i].id == id)
            return &lines[i];
    }
    return NULL;
}

static int load_units(struct req *q, const struct unit_view *unit, const struct round *round,
                      struct report *rep)
{
    struct db_rows *r;
    struct err e = {0};

    if (db_select(q->db, SQL_UNIT_CHILDREN, &r, &e, DB_I(unit->id), DB_S(q->today),
                  DB_I(round->id)) < 0)
        return fail_err(q, &e);
    rep->units = arena_array(q->arena, db_count(r) + 1, sizeof(*rep->units));
    while (db_next(r)) {
        rep->units[rep->n_units++] = (struct line){
            .id = (uint32_t)db_id(r, 0),
            .parent_id = (uint32_t)db_id(r, 1),
            .kind = arena_strdup(q->arena, db_str(r, 2)),
            .name = arena_strdup(q->arena, db_str(r, 3)),
            .depth = (int)db_int(r, 4) - 1,
        };
    }
    return db_done(r, &e) < 0 ? fail_err(q, &e) : 0;
}

static int load_subjects(struct req *q, struct report *rep)
{
    struct db_rows *r;
    struct err e = {0};

    if (db_select(q->db, SQL_ATTAINMENT_FAMILIES, &r, &e) < 0)
        return fail_err(q, &e);
    rep->subjects = arena_array(q->arena, db_count(r) + 1, sizeof(*rep->subjects));
    while (db_next(r)) {
        rep->subjects[rep->n_subjects++] = (struct line){
            .id = (uint32_t)db_id(r, 0),
            .code = arena_strdup(q->arena, db_str(r, 1)),
            .name_sv = arena_strdup(q->arena, db_str(r, 2)),
            .name_en = arena_strdup(q->arena, db_str(r, 3)),
        };
    }
    return db_done(r, &e) < 0 ? fail_err(q, &e) : 0;
}

/* Adds to the total, the subject, the unit and the unit above it. */
static void add(struct report *rep, uint32_t unit_id, uint32_t subject_id, const struct line *what)
{
    struct line *unit = find_line(rep->units, rep->n_units, unit_id);
    struct line *to[4] = {&rep->total, find_line(rep->subjects, rep->n_subjects, subject_id), unit,
                          unit ? find_line(rep->units, rep->n_units, unit->parent_id) : NULL};

    for (int i = 0; i < 4; i++) {
        if (!to[i])
            continue;
        piece_counts_add(&to[i]->counts, &what->counts);
        to[i]->groups += what->groups;
        to[i]->groups_done += what->groups_done;
        if (strcmp(what->last_at, to[i]->last_at) > 0)
            memcpy(to[i]->last_at, what->last_at, sizeof(to[i]->last_at));
    }
}

static int load_counts(struct req *q, const struct unit_view *unit, const struct round *round,
                       struct report *rep)
{
    struct db_rows *r;
    struct err e = {0};

    if (db_stream(q->db, SQL_REPORTING_CELLS, &r, &e, DB_I(round->id), DB_I(unit->id)) < 0)
        return fail_err(q, &e);
    while (db_next(r)) {
        struct line l = {.counts = {db_int(r, 2), db_int(r, 3), db_int(r, 4), db_int(r, 5)}};

        add(rep, (uint32_t)db_id(r, 0), (uint32_t)db_id(r, 1), &l);
    }
    if (db_done(r, &e) < 0 || db_stream(q->db, SQL_REPORTING_GROUPS_DONE, &r, &e, DB_I(round->id),
                                        DB_I(unit->id)) < 0)
        return fail_err(q, &e);
    while (db_next(r)) {
        struct line l = {.groups = db_int(r, 2), .groups_done = db_int(r, 3)};

        snprintf(l.last_at, sizeof(l.last_at), "%s", db_str(r, 4) ? db_str(r, 4) : "");
        add(rep, (uint32_t)db_id(r, 0), (uint32_t)db_id(r, 1), &l);
    }
    return db_done(r, &e) < 0 ? fail_err(q, &e) : 0;
}

static void write_progress(struct json_writer *w, const struct line *l)
{
    piece_counts(w, "counts", &l->counts);
    json_kv_int(w, "groups", l->groups);
    json_kv_int(w, "groups_done", l->groups_done);
    req_kv_time(w, "last_at", l->last_at[0] ? l->last_at : NULL);
}

static void write_units(struct json_writer *w, const struct report *rep)
{
    json_key(w, "units");
    json_array(w);
    for (size_t i = 0; i < rep->n_units; i++) {
        const struct line *l = &rep->units[i];

        json_object(w);
        json_kv_id(w, "id", l->id);
        json_kv_str(w, "name", l->name);
        json_kv_str(w, "kind", l->kind);
        json_kv_id(w, "parent", l->parent_id);
        json_kv_int(w, "depth", l->depth);
        write_progress(w, l);
        json_object_end(w);
    }
    json_array_end(w);
}

static void write_subjects(struct json_writer *w, const struct report *rep)
{
    json_key(w, "subjects");
    json_array(w);
    for (size_t i = 0; i < rep->n_subjects; i++) {
        const struct line *l = &rep->subjects[i];

        if (l->counts.assessed + l->counts.not_assessable + l->counts.missing + l->groups == 0)
            continue;
        json_object(w);
        piece_subject(w, "subject", l->id, l->code, l->name_sv, l->name_en);
        write_progress(w, l);
        json_object_end(w);
    }
    json_array_end(w);
}

/* Names come one per line; only a principal gets them. */
static void write_teachers(struct req *q, const char *names, bool allowed)
{
    json_key(&q->w, "teachers");
    json_array(&q->w);
    while (allowed && names && *names) {
        size_t len = strcspn(names, "\n");

        json_str(&q->w, arena_strndup(q->arena, names, len));
        names += len + (names[len] == '\n');
    }
    json_array_end(&q->w);
}

static int write_groups(struct req *q, const struct unit_view *unit, const struct round *round)
{
    struct json_writer *w = &q->w;
    bool principal = unit->roles & ROLES_PRINCIPAL;
    bool open = unit->roles & (ROLES_PRINCIPAL | 1u << ROLE_SPECIAL_EDUCATOR | 1u << ROLE_DELEGATE);
    struct db_rows *r;
    struct err e = {0};

    json_key(w, "groups");
    json_array(w);
    if (unit->is_school) {
        if (db_stream(q->db, SQL_REPORTING_GROUPS, &r, &e, DB_S(q->today), DB_S(q->today),
                      DB_I(round->id), DB_I(unit->id)) < 0)
            return fail_err(q, &e);
        while (db_next(r)) {
            struct counts c = {db_int(r, 6), db_int(r, 7), db_int(r, 8), db_int(r, 9)};

            json_object(w);
            json_kv_id(w, "id", db_id(r, 0));
            json_kv_str(w, "name", db_str(r, 1));
            piece_subject(w, "subject", db_id(r, 2), db_str(r, 3), db_str(r, 4), db_str(r, 5));
            write_teachers(q, db_str(r, 11), principal);
            piece_counts(w, "counts", &c);
            req_kv_time(w, "last_at", db_str(r, 10));
            json_kv_bool(w, "open", open);
            json_object_end(w);
        }
        if (db_done(r, &e) < 0)
            return fail_err(q, &e);
    }
    json_array_end(w);
    return 0;
}

int h_reporting(struct req *q)
{
    struct json_writer *w = &q->w;
    struct report rep = {0};
    struct unit_view unit;
    struct round round;

    if (unit_enter(q, q->args.unit, 0, &unit) < 0 || round_enter_at(q, unit.id, &round) < 0 ||
        load_units(q, &unit, &round, &rep) < 0 || load_subjects(q, &rep) < 0 ||
        load_counts(q, &unit, &round, &rep) < 0)
        return -1;
    json_object(w);
    if (piece_unit(q, "unit", &unit) < 0)
        return -1;
    piece_round(w, "round", &round);
    piece_counts(w, "total", &rep.total.counts);
    json_kv_int(w, "groups_total", rep.total.groups);
    json_kv_int(w, "groups_done", rep.total.groups_done);
    req_kv_time(w, "last_at", rep.total.last_at[0] ? rep.total.last_at : NULL);
    write_units(w, &rep);
    write_subjects(w, &rep);
    if (write_groups(q, &unit, &round) < 0)
        return -1;
    json_object_end(w);
    return 0;
}
