/*
 * The overview. The rounds that stand beside each other, the rows and the filters are settled
 * here; the figures come from lib/store/attainment, the pupils' rows from attainment_pupils.c.
 */
#include "fcgi/attainment_view.h"

#include <stdio.h>
#include <string.h>

#include "fcgi/handlers.h"
#include "fcgi/req_audit.h"

static const char *const rows_names[] = {"", "unit", "class", "year_group", "gender", "pupil"};
static const char *const gender_names[] = {"", "female", "male", "unknown"};

/* Which kinds of rows this caller can ask for here; 0-terminated. */
static void allowed_rows(const struct view *v, enum arg_rows ret_rows[6])
{
    size_t n = 0;

    if (!v->unit.is_school)
        ret_rows[n++] = ROWS_UNIT;
    else if (!v->class_id)
        ret_rows[n++] = ROWS_CLASS;
    ret_rows[n++] = ROWS_YEAR_GROUP;
    ret_rows[n++] = ROWS_GENDER;
    if (v->unit.is_school && (v->unit.roles & ROLES_PUPILS))
        ret_rows[n++] = ROWS_PUPIL;
    ret_rows[n] = ROWS_DEFAULT;
}

static int settle_rows(struct req *q, struct view *v)
{
    enum arg_rows allowed[6];

    allowed_rows(v, allowed);
    v->rows = q->args.rows;
    if (v->rows == ROWS_DEFAULT)
        v->rows = v->class_id && (v->unit.roles & ROLES_PUPILS) ? ROWS_PUPIL : allowed[0];
    for (int i = 0; allowed[i] != ROWS_DEFAULT; i++) {
        if (allowed[i] == v->rows)
            return 0;
    }
    if (v->rows == ROWS_PUPIL && v->unit.is_school)
        return fail(q, 403, "pupils-not-visible", "Your duty here shows figures, not pupils.");
    return fail_field(q, 422, "invalid-parameter", "rows",
                      "This unit has no rows by %s.", rows_names[v->rows]);
}

/* Classes have other ids in another school year: which they were is asked of the snapshots. */
static int settle_classes(struct req *q, struct view *v)
{
    struct attainment_query *a = &v->query;
    struct class_thens *thens;
    struct err e = {0};
    int followed = 0;

    for (int i = ATTAINMENT_PREVIOUS; i < ATTAINMENT_ROUNDS; i++) {
        const struct round *round = i == ATTAINMENT_PREVIOUS ? &v->previous : &v->year_ago;

        a->other_year[i] =
            round->id && round_school_year(round) != round_school_year(&v->round);
        followed += a->other_year[i];
    }
    if (!followed || (!a->class_id && a->rows != ATTAINMENT_BY_CLASS))
        return 0;
    thens = arena_alloc(q->arena, sizeof(*thens));
    if ((a->class_id ? class_then_of_class(q->db, q->arena, v->unit.id, v->round.id, a->class_id,
                                           thens, &e)
                     : class_then_of_school(q->db, q->arena, v->unit.id, v->round.id,
                                            &a->rounds[ATTAINMENT_PREVIOUS], thens, &e)) < 0)
        return fail_err(q, &e);
    a->thens = thens;
    return 0;
}

int attainment_settle(struct req *q, struct view *v)
{
    struct err e = {0};

    if (unit_enter(q, q->args.unit, q->args.class_id, &v->unit) < 0 ||
        round_enter_at(q, v->unit.id, &v->round) < 0)
        return -1;
    v->class_id = q->args.class_id;
    if (class_enter(q, &v->unit, v->round.id, v->class_id, &v->class_name) < 0 ||
        settle_rows(q, v) < 0)
        return -1;
    if (v->round.id && (round_previous(q->db, v->round.id, &v->previous, &e) < 0 ||
                        round_year_ago(q->db, v->round.id, &v->year_ago, &e) < 0))
        return fail_err(q, &e);
    v->query = (struct attainment_query){
        .rounds = {v->round.id, v->previous.id, v->year_ago.id},
        .unit_id = v->unit.id,
        .class_id = v->class_id,
        .year_group = q->args.year_group,
        .gender = (int)q->args.gender,
        .rows = v->rows == ROWS_UNIT         ? ATTAINMENT_BY_UNIT
                : v->rows == ROWS_CLASS      ? ATTAINMENT_BY_CLASS
                : v->rows == ROWS_YEAR_GROUP ? ATTAINMENT_BY_YEAR_GROUP
                                             : ATTAINMENT_BY_GENDER,
        .as_closed = q->args.basis == BASIS_CLOSED && v->round.state == ROUND_CLOSED,
    };
    return settle_classes(q, v);
}

int attainment_load_view(struct req *q, struct view *v)
{
    struct err e = {0};

    if (attainment_load(q->db, q->arena, &v->query, &v->figures, &e) < 0)
        return fail_err(q, &e);
    for (size_t i = 0; q->args.subject[0] && i < v->figures->n_columns; i++) {
        if (strcmp(v->figures->columns[i].code, q->args.subject) == 0)
            v->subject_id = v->figures->columns[i].subject_id;
    }
    if (q->args.subject[0] && !v->subject_id)
        return fail_field(q, 422, "invalid-parameter", "subject",
                          "subject is the code of a subject, such as MA.");
    if (v->subject_id && v->with_levels &&
        attainment_load_levels(q->db, q->arena, &v->query, v->subject_id, v->figures, &e) < 0)
        return fail_err(q, &e);
    v->total = attainment_new_row(q->arena, v->figures, v->class_id ? v->class_id : v->unit.id);
    for (size_t i = 0; i < v->figures->n_rows; i++)
        attainment_add(v->figures, v->total, &v->figures->rows[i]);
    if (attainment_follow_classes(q->db, q->arena, &v->query, v->figures, &e) < 0)
        return fail_err(q, &e);
    v->shown = arena_array(q->arena, v->figures->n_columns + 1, sizeof(*v->shown));
    for (size_t i = 0; i < v->figures->n_columns; i++) {
        const struct attainment_cell *c = &v->total->cells[i];

        v->shown[i] = c->assessed + c->not_assessable + c->missing + c->left > 0;
    }
    return 0;
}

static void write_filters(struct req *q, const struct view *v)
{
    struct json_writer *w = &q->w;

    json_key(w, "filters");
    json_object(w);
    if (q->args.year_group)
        json_kv_int(w, "year_group", q->args.year_group);
    else
        json_kv_null(w, "year_group");
    json_kv_str(w, "gender", q->args.gender ? gender_names[q->args.gender] : NULL);
    json_kv_str(w, "subject", q->args.subject[0] ? q->args.subject : NULL);
    json_kv_id(w, "class", v->class_id);
    json_kv_str(w, "basis", v->query.as_closed ? "closed" : "now");
    json_object_end(w);
}

static int write_options(struct req *q, struct view *v)
{
    struct json_writer *w = &q->w;
    enum arg_rows allowed[6];

    json_key(w, "options");
    json_object(w);
    if (piece_year_groups(q, &v->unit, v->round.id, v->class_id, &v->last_year_group) < 0 ||
        piece_classes(q, &v->unit, v->round.id) < 0)
        return -1;
    allowed_rows(v, allowed);
    json_key(w, "rows");
    json_array(w);
    for (int i = 0; allowed[i] != ROWS_DEFAULT; i++)
        json_str(w, rows_names[allowed[i]]);
    json_array_end(w);
    json_object_end(w);
    return 0;
}

static int write_corrections(struct req *q, const struct view *v)
{
    struct db_rows *r;
    struct err e = {0};

    if (db_select(q->db, SQL_UNIT_CORRECTIONS, &r, &e, DB_I(v->unit.id), DB_I(v->round.id)) < 0)
        return fail_err(q, &e);
    json_kv_int(&q->w, "corrections", db_next(r) ? db_int(r, 0) : 0);
    return db_done(r, &e) < 0 ? fail_err(q, &e) : 0;
}

struct row_label attainment_total_label(const struct view *v)
{
    return (struct row_label){.id = v->class_id ? v->class_id : v->unit.id,
                              .kind = v->class_id ? "class" : v->unit.kind,
                              .name = v->class_id ? v->class_name : v->unit.name};
}

int attainment_write_head(struct req *q, struct view *v)
{
    struct json_writer *w = &q->w;

    piece_round(w, "round", &v->round);
    piece_round(w, "previous", &v->previous);
    piece_round(w, "year_ago", &v->year_ago);
    if (piece_unit(q, "unit", &v->unit) < 0)
        return -1;
    piece_id_name(w, "class", v->class_id, v->class_name);
    write_filters(q, v);
    if (write_options(q, v) < 0)
        return -1;
    req_kv_time(w, "as_of", q->now);
    if (write_corrections(q, v) < 0)
        return -1;
    json_kv_str(w, "rows_kind", rows_names[v->rows]);
    return 0;
}

/* ---- rows by unit ---- */

/* The children in order; an area's row is the sum of its schools'. */
static int write_unit_rows(struct req *q, const struct view *v)
{
    struct row_label *labels;
    struct attainment_row **rows;
    struct db_rows *r;
    struct err e = {0};
    size_t n = 0;

    if (db_select(q->db, SQL_UNIT_CHILDREN, &r, &e, DB_I(v->unit.id), DB_S(q->today),
                  DB_I(v->round.id)) < 0)
        return fail_err(q, &e);
    labels = arena_array(q->arena, db_count(r) + 1, sizeof(*labels));
    rows = arena_array(q->arena, db_count(r) + 1, sizeof(*rows));
    for (; db_next(r); n++) {
        struct attainment_row *own = attainment_find(v->figures, (uint32_t)db_id(r, 0));

        labels[n] = (struct row_label){.id = (uint32_t)db_id(r, 0),
                                       .parent_id = (uint32_t)db_id(r, 1),
                                       .kind = arena_strdup(q->arena, db_str(r, 2)),
                                       .name = arena_strdup(q->arena, db_str(r, 3)),
                                       .depth = (int)db_int(r, 4) - 1};
        rows[n] = attainment_new_row(q->arena, v->figures, labels[n].id);
        if (own)
            attainment_add(v->figures, rows[n], own);
        for (size_t i = 0; own && labels[n].depth > 0 && i < n; i++) {
            if (labels[i].id == labels[n].parent_id)
                attainment_add(v->figures, rows[i], own);
        }
    }
    if (db_done(r, &e) < 0)
        return fail_err(q, &e);
    for (size_t i = 0; i < n; i++) {
        if (rows[i]->has_cells)
            v->write_row(&q->w, v, &labels[i], rows[i]);
    }
    return 0;
}

/* By year group and name; pupils without a class come last, in a row without id and name. */
static int write_class_rows(struct req *q, const struct view *v)
{
    struct attainment_row *without = attainment_find(v->figures, 0);
    struct row_label no_class = {.kind = "class"};
    struct db_rows *r;
    struct err e = {0};

    if (db_select(q->db, SQL_UNIT_CLASSES, &r, &e, DB_I(v->round.id), DB_I(v->unit.id)) < 0)
        return fail_err(q, &e);
    while (db_next(r)) {
        struct attainment_row *row = attainment_find(v->figures, (uint32_t)db_id(r, 0));
        struct row_label label = {.id = (uint32_t)db_id(r, 0), .kind = "class",
                                  .name = db_str(r, 1)};

        if (row && row->has_cells)
            v->write_row(&q->w, v, &label, row);
    }
    if (without && without->has_cells)
        v->write_row(&q->w, v, &no_class, without);
    return db_done(r, &e) < 0 ? fail_err(q, &e) : 0;
}

/* Year groups or genders, ascending by key. */
static void write_key_rows(struct req *q, const struct view *v)
{
    for (uint32_t key = 1; key <= 10; key++) {
        struct attainment_row *row = attainment_find(v->figures, key);
        struct row_label label = {.id = key, .kind = rows_names[v->rows]};
        char text[12];

        if (!row || !row->has_cells)
            continue;
        if (v->rows == ROWS_GENDER) {
            label.text_id = gender_names[key];
        } else {
            snprintf(text, sizeof(text), "%u", key);
            label.text_id = text;
        }
        v->write_row(&q->w, v, &label, row);
    }
}

int attainment_walk_rows(struct req *q, const struct view *v)
{
    if (v->rows == ROWS_UNIT)
        return write_unit_rows(q, v);
    if (v->rows == ROWS_CLASS)
        return write_class_rows(q, v);
    if (v->rows == ROWS_PUPIL)
        return attainment_write_pupils(q, v);
    write_key_rows(q, v);
    return 0;
}

static int write_rows(struct req *q, const struct view *v)
{
    struct row_label label = attainment_total_label(v);
    int result;

    json_key(&q->w, "total");
    attainment_write_row(&q->w, v, &label, v->total);
    json_key(&q->w, "rows");
    json_array(&q->w);
    result = attainment_walk_rows(q, v);
    json_array_end(&q->w);
    if (result == 0 && v->rows == ROWS_PUPIL)
        result = attainment_write_hidden(q, v);
    return result;
}

/* Only rows of pupils name anybody. */
static void log_view(struct req *q, const struct view *v)
{
    char filters[60] = "";
    size_t len = 0;

    if (v->rows != ROWS_PUPIL) {
        req_audit_nothing(q);
        return;
    }
    if (q->args.year_group)
        len = (size_t)snprintf(filters, sizeof(filters), "year_group=%d ", q->args.year_group);
    if (q->args.gender)
        snprintf(filters + len, sizeof(filters) - len, "gender=%s", gender_names[q->args.gender]);
    req_audit(q, &(struct audit_line){.kind = AUDIT_VIEW_LIST, .unit_id = v->unit.id,
                                      .class_id = v->class_id, .round_id = v->round.id,
                                      .detail = filters[0] ? filters : NULL});
}

int h_attainment(struct req *q)
{
    struct json_writer *w = &q->w;
    struct view *v = arena_alloc(q->arena, sizeof(*v));

    v->write_row = attainment_write_row;
    v->with_levels = true;
    if (attainment_settle(q, v) < 0 || attainment_load_view(q, v) < 0)
        return -1;
    log_view(q, v);
    json_object(w);
    if (attainment_write_head(q, v) < 0)
        return -1;
    attainment_write_columns(w, v);
    if (v->subject_id && attainment_write_levels(q, v) < 0)
        return -1;
    if (write_rows(q, v) < 0 || attainment_write_key(q, v) < 0)
        return -1;
    json_object_end(w);
    return 0;
}
