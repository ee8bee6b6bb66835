/*
 * Closest to the goal: how many pupils are one or two subjects from passing everything or from
 * eligibility, and, for those who may see pupils, who they are and which subjects it is.
 */
#include <stdio.h>

#include "fcgi/closest_view.h"
#include "fcgi/handlers.h"
#include "fcgi/req_audit.h"

static const char *const rows_names[] = {"", "unit", "class", "year_group"};

static int settle(struct req *q, struct closest_view *v)
{
    if (unit_enter(q, q->args.unit, q->args.class_id, &v->unit) < 0 ||
        round_enter_at(q, v->unit.id, &v->round) < 0)
        return -1;
    v->class_id = q->args.class_id;
    if (class_enter(q, &v->unit, v->round.id, v->class_id, &v->class_name) < 0)
        return -1;
    v->rows = q->args.rows;
    if (v->rows == ROWS_DEFAULT)
        v->rows = v->unit.is_school ? ROWS_CLASS : ROWS_UNIT;
    if (v->rows == (v->unit.is_school ? ROWS_UNIT : ROWS_CLASS))
        return fail_field(q, 422, "invalid-parameter", "rows", "This unit has no rows by %s.",
                          rows_names[v->rows]);
    v->pupils = v->unit.is_school && (v->unit.roles & ROLES_PUPILS);
    return 0;
}

static int load(struct req *q, struct closest_view *v)
{
    const struct goals_query query = {
        .round_id = v->round.id,
        .unit_id = v->unit.id,
        .is_school = v->unit.is_school,
        .class_id = v->class_id,
        .year_group = q->args.year_group,
        .rows = v->rows == ROWS_UNIT    ? ATTAINMENT_BY_UNIT
                : v->rows == ROWS_CLASS ? ATTAINMENT_BY_CLASS
                                        : ATTAINMENT_BY_YEAR_GROUP,
    };
    struct err e = {0};

    if (piece_reference(q, &v->round, &v->ref) < 0)
        return -1;
    if (goals_load(q->db, q->arena, v->ref, &query, &v->goals, &e) < 0)
        return fail_err(q, &e);
    return 0;
}

static int write_options(struct req *q, const struct closest_view *v)
{
    struct json_writer *w = &q->w;
    struct db_rows *r;
    struct err e = {0};

    json_key(w, "year_groups");
    json_array(w);
    if ((v->class_id ? db_select(q->db, SQL_UNIT_CLASS_YEAR_GROUPS, &r, &e, DB_I(v->round.id),
                                 DB_I(v->unit.id), DB_I(v->class_id))
                     : db_select(q->db, SQL_UNIT_YEAR_GROUPS, &r, &e, DB_I(v->unit.id),
                                 DB_I(v->round.id))) < 0)
        return fail_err(q, &e);
    while (db_next(r))
        json_int(w, db_int(r, 0));
    json_array_end(w);
    if (db_done(r, &e) < 0)
        return fail_err(q, &e);
    json_key(w, "classes");
    json_array(w);
    if (v->unit.class_id) {
        piece_id_name(w, NULL, v->unit.class_id, v->unit.class_name);
    } else if (v->unit.is_school) {
        if (db_select(q->db, SQL_UNIT_CLASSES, &r, &e, DB_I(v->round.id), DB_I(v->unit.id)) < 0)
            return fail_err(q, &e);
        while (db_next(r))
            piece_id_name(w, NULL, db_id(r, 0), db_str(r, 1));
        if (db_done(r, &e) < 0)
            return fail_err(q, &e);
    }
    json_array_end(w);
    return 0;
}

static int write_head(struct req *q, const struct closest_view *v)
{
    struct json_writer *w = &q->w;

    piece_round(w, "round", &v->round);
    if (piece_unit(q, "unit", &v->unit) < 0)
        return -1;
    piece_id_name(w, "class", v->class_id, v->class_name);
    json_key(w, "year_group");
    if (q->args.year_group)
        json_int(w, q->args.year_group);
    else
        json_null(w);
    req_kv_time(w, "as_of", q->now);
    json_kv_str(w, "rows_kind", rows_names[v->rows]);
    json_key(w, "options");
    json_object(w);
    if (write_options(q, v) < 0)
        return -1;
    json_object_end(w);
    json_key(w, "goals");
    json_array(w);
    json_str(w, "all_subjects");
    for (size_t i = 0; i < v->ref->rule_count; i++)
        json_str(w, v->ref->rules[i].code);
    json_array_end(w);
    return 0;
}

/* ---- rows of counts ---- */

struct label {
    uint32_t id, parent_id;
    const char *kind, *name;
    int depth, year_group;
};

static void write_row(struct json_writer *w, const struct closest_view *v, const struct label *label,
                      const struct goals_row *row)
{
    char text[12];

    json_object(w);
    snprintf(text, sizeof(text), "%d", label->year_group);
    if (label->year_group)
        json_kv_str(w, "id", text);
    else
        json_kv_id(w, "id", label->id);
    json_kv_str(w, "kind", label->kind);
    json_kv_str(w, "name", label->name);
    json_kv_id(w, "parent", label->parent_id);
    json_kv_int(w, "depth", label->depth);
    json_kv_int(w, "pupils", row->pupils);
    json_kv_int(w, "complete", row->complete);
    json_key(w, "goals");
    json_array(w);
    for (size_t g = 0; g < 1 + v->ref->rule_count; g++) {
        json_array(w);
        for (size_t k = 0; k < GOALS_COUNT__MAX; k++)
            json_int(w, row->n[g][k]);
        json_array_end(w);
    }
    json_array_end(w);
    json_object_end(w);
}

/* The children in order; an area's row is the sum of its schools'. */
static int write_unit_rows(struct req *q, const struct closest_view *v)
{
    struct label *labels;
    struct goals_row *rows;
    struct db_rows *r;
    struct err e = {0};
    size_t n = 0;

    if (db_select(q->db, SQL_UNIT_CHILDREN, &r, &e, DB_I(v->unit.id), DB_S(q->today),
                  DB_I(v->round.id)) < 0)
        return fail_err(q, &e);
    labels = arena_array(q->arena, db_count(r) + 1, sizeof(*labels));
    rows = arena_array(q->arena, db_count(r) + 1, sizeof(*rows));
    for (; db_next(r); n++) {
        const struct goals_row *own = goals_find(v->goals, (uint32_t)db_id(r, 0));

        labels[n] = (struct label){.id = (uint32_t)db_id(r, 0),
                                   .parent_id = (uint32_t)db_id(r, 1),
                                   .kind = arena_strdup(q->arena, db_str(r, 2)),
                                   .name = arena_strdup(q->arena, db_str(r, 3)),
                                   .depth = (int)db_int(r, 4) - 1};
        if (!own)
            continue;
        goals_add(&rows[n], own);
        for (size_t i = 0; labels[n].depth > 0 && i < n; i++) {
            if (labels[i].id == labels[n].parent_id)
                goals_add(&rows[i], own);
        }
    }
    if (db_done(r, &e) < 0)
        return fail_err(q, &e);
    for (size_t i = 0; i < n; i++) {
        if (rows[i].pupils > 0)
            write_row(&q->w, v, &labels[i], &rows[i]);
    }
    return 0;
}

/* By year group and name; pupils without a class come last, in a row without id and name. */
static int write_class_rows(struct req *q, const struct closest_view *v)
{
    const struct goals_row *without = goals_find(v->goals, 0);
    struct db_rows *r;
    struct err e = {0};

    if (db_select(q->db, SQL_UNIT_CLASSES, &r, &e, DB_I(v->round.id), DB_I(v->unit.id)) < 0)
        return fail_err(q, &e);
    while (db_next(r)) {
        const struct goals_row *row = goals_find(v->goals, (uint32_t)db_id(r, 0));
        struct label label = {.id = (uint32_t)db_id(r, 0), .kind = "class", .name = db_str(r, 1)};

        if (row && row->pupils > 0)
            write_row(&q->w, v, &label, row);
    }
    if (without && without->pupils > 0)
        write_row(&q->w, v, &(struct label){.kind = "class"}, without);
    return db_done(r, &e) < 0 ? fail_err(q, &e) : 0;
}

static int write_rows(struct req *q, const struct closest_view *v)
{
    struct json_writer *w = &q->w;
    struct label label = {.id = v->class_id ? v->class_id : v->unit.id,
                          .kind = v->class_id ? "class" : v->unit.kind,
                          .name = v->class_id ? v->class_name : v->unit.name};
    int result = 0;

    json_key(w, "total");
    write_row(w, v, &label, &v->goals->total);
    json_key(w, "rows");
    json_array(w);
    if (v->rows == ROWS_UNIT) {
        result = write_unit_rows(q, v);
    } else if (v->rows == ROWS_CLASS) {
        result = write_class_rows(q, v);
    } else {
        for (uint32_t year = 1; year <= 10; year++) {
            const struct goals_row *row = goals_find(v->goals, year);

            if (row && row->pupils > 0)
                write_row(w, v, &(struct label){.kind = "year_group", .year_group = (int)year}, row);
        }
    }
    json_array_end(w);
    return result;
}

int h_closest(struct req *q)
{
    struct closest_view *v = arena_alloc(q->arena, sizeof(*v));
    struct json_writer *w = &q->w;

    if (settle(q, v) < 0 || load(q, v) < 0)
        return -1;
    if (v->pupils)
        req_audit(q, &(struct audit_line){.kind = AUDIT_VIEW_LIST, .unit_id = v->unit.id,
                                          .class_id = v->class_id, .round_id = v->round.id});
    else
        req_audit_nothing(q);
    json_object(w);
    if (write_head(q, v) < 0 || write_rows(q, v) < 0 || closest_write_pupils(q, v) < 0)
        return -1;
    json_object_end(w);
    return 0;
}
