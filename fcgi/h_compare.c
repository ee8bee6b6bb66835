/*
 * One measure, row by row, with its differences: to the round before and the year before, to the
 * whole that the rows are parts of, and between girls and boys. Rows and filters are the overview's
 * (h_attainment.c); a second and a third reading, of one gender each, give the gap what it rests on.
 */
#include <string.h>

#include "fcgi/attainment_view.h"
#include "fcgi/handlers.h"
#include "fcgi/req_audit.h"
#include "fcgi/share.h"
#include "store/history.h"
#include "store/pair.h"
#include "store/target.h"

#define GENDERS 2 /* girls, boys */

struct line {
    struct row_label label;
    const struct attainment_row *row;
};

struct compare {
    struct view view;
    const struct reference *ref;            /* within a school, and where a subject is compared */
    size_t column;                          /* of the subject that is compared */
    const struct attainment_measure *measure; /* NULL: a subject */
    struct attainment *by_gender[GENDERS];  /* NULL where there is no gap */
    struct attainment *whole_of[GENDERS];   /* the same for the total, with all columns */
    struct pair_rows common[ATTAINMENT_ROUNDS]; /* with the rounds before, by row */
    struct targets targets;
    struct line *lines; /* without the total */
    size_t n_lines, cap_lines;
    struct arena *arena;
};

/* ---- loading ---- */

static void collect(struct json_writer *w, const struct view *v, const struct row_label *label,
                    const struct attainment_row *row)
{
    struct compare *c = v->ctx;
    struct line *to;

    (void)w;
    if (c->n_lines == c->cap_lines) {
        size_t cap = c->cap_lines ? c->cap_lines * 2 : 64;
        struct line *lines = arena_array(c->arena, cap, sizeof(*lines));

        if (c->n_lines)
            memcpy(lines, c->lines, c->n_lines * sizeof(*lines));
        c->lines = lines;
        c->cap_lines = cap;
    }
    to = &c->lines[c->n_lines++];
    *to = (struct line){*label, row};
    to->label.name = label->name ? arena_strdup(c->arena, label->name) : NULL;
    to->label.text_id = label->text_id ? arena_strdup(c->arena, label->text_id) : NULL;
}

/* Of the rounds before only what is compared is read. */
static int settle_before(struct req *q, struct compare *c)
{
    const struct reference_subject *subject = NULL;
    struct view *v = &c->view;

    if (q->args.subject[0] || v->unit.is_school) {
        if (piece_reference(q, &v->round, &c->ref) < 0)
            return -1;
        subject = reference_subject_by_code(c->ref, q->args.subject);
    }
    v->query.one_before = true;
    v->query.subject_id = subject ? subject->family_id : 0;
    return 0;
}

/* Rows by year group are many schools times many year groups, and a school has many classes: there
 * only the column that is compared is read row by row, and the total by itself. */
static int load_genders(struct req *q, struct compare *c)
{
    const struct view *v = &c->view;
    bool many = (v->rows == ROWS_YEAR_GROUP || v->rows == ROWS_CLASS) && !v->class_id;
    struct err e = {0};

    if (v->query.gender || v->rows == ROWS_GENDER)
        return 0;
    for (int i = 0; i < GENDERS; i++) {
        struct attainment_query one = v->query;

        one.gender = i + 1;
        one.rounds[ATTAINMENT_PREVIOUS] = one.rounds[ATTAINMENT_YEAR_AGO] = 0;
        one.one_column = many;
        one.subject_id = v->subject_id;
        if (attainment_load(q->db, q->arena, &one, &c->by_gender[i], &e) < 0)
            return fail_err(q, &e);
        c->whole_of[i] = c->by_gender[i];
        one.one_column = false;
        one.rows = ATTAINMENT_BY_UNIT;
        if (many && attainment_load(q->db, q->arena, &one, &c->whole_of[i], &e) < 0)
            return fail_err(q, &e);
    }
    return 0;
}

/* To count a school's pupils costs about as much as half of the page: it is done once. */
static int load_common(struct req *q, struct compare *c)
{
    const struct view *v = &c->view;
    struct pair_basis basis = {.ref = c->ref};
    struct err e = {0};

    if (v->unit.is_school && history_schemes(q->db, &basis.schemes, &e) < 0)
        return fail_err(q, &e);
    for (int which = ATTAINMENT_PREVIOUS; which < ATTAINMENT_ROUNDS; which++) {
        bool counted = v->unit.is_school && (which == ATTAINMENT_PREVIOUS || v->class_id);
        const struct pair_rows_query rows = {
            .figures = &v->query,
            .which = (enum attainment_round)which,
            .round = &v->round,
            .before = which == ATTAINMENT_PREVIOUS ? &v->previous : &v->year_ago,
            .basis = counted ? &basis : NULL,
            .measure = c->measure ? pair_measure_of(c->measure->n) : PAIR_SUBJECT,
            .subject_id = v->subject_id,
        };

        if (rows.before->id &&
            pair_load_rows(q->db, q->arena, &rows, &c->common[which], &e) < 0)
            return fail_err(q, &e);
    }
    return 0;
}

static int settle_column(struct req *q, struct compare *c)
{
    const struct view *v = &c->view;

    if (v->rows == ROWS_PUPIL)
        return fail_field(q, 422, "invalid-parameter", "rows", "Pupils are not compared.");
    if (q->args.subject[0] && q->args.measure)
        return fail_field(q, 422, "invalid-parameter", "measure",
                          "Either a subject or a measure is compared.");
    c->measure = v->subject_id ? NULL : &attainment_measures[q->args.measure ? q->args.measure - 1 : 0];
    while (v->subject_id && v->figures->columns[c->column].subject_id != v->subject_id)
        c->column++;
    return 0;
}

/* ---- shares ---- */

static struct share measure_share(const struct attainment_measure *m,
                                  const struct attainment_row *row, enum attainment_round which)
{
    enum recount_measure squares = attainment_squares(m);
    const uint32_t *sums = row->measures[which];

    return (struct share){sums[m->n], sums[m->of], attainment_is_mean(m),
                          squares < RECOUNT_MEASURE__MAX ? sums[squares] : 0};
}

static struct share cell_share(const struct attainment_cell *cell, enum attainment_round which)
{
    if (which == ATTAINMENT_NOW)
        return share_of(cell->passed, attainment_of(cell));
    return share_of(cell->before_passed[which], cell->before_of[which]);
}

/* measure NULL: the column. */
static struct share share_in(const struct attainment_row *row,
                             const struct attainment_measure *measure, size_t column,
                             enum attainment_round which)
{
    return measure ? measure_share(measure, row, which) : cell_share(&row->cells[column], which);
}

/* Whether a key is what the line is made of: an area is the sum of its schools, the whole of all. */
static bool is_inside(const struct compare *c, const struct row_label *label, uint32_t key)
{
    if (!label || key == label->id)
        return true;
    for (size_t k = 0; c->view.rows == ROWS_UNIT && k < c->n_lines; k++) {
        if (c->lines[k].label.id == key && c->lines[k].label.parent_id == label->id)
            return true;
    }
    return false;
}

/* What a line is in the figures of one gender. */
static struct share gender_share(const struct compare *c, int gender, const struct row_label *label,
                                 const struct attainment_measure *measure, size_t column)
{
    const struct attainment *t = label ? c->by_gender[gender] : c->whole_of[gender];
    struct share sum = {0, 0, measure && attainment_is_mean(measure), 0};

    for (size_t i = 0; i < t->n_rows; i++) {
        const struct attainment_row *row = &t->rows[i];
        struct share s = share_in(row, measure, column, ATTAINMENT_NOW);
        bool inside = is_inside(c, label, row->key);

        sum.n += inside ? s.n : 0;
        sum.of += inside ? s.of : 0;
        sum.squares += inside ? s.squares : 0;
    }
    return sum;
}

/* ---- writing ---- */

static bool has_key_of_whole(const struct pair_rows *rows)
{
    for (size_t i = 0; i < rows->n; i++) {
        if (rows->list[i].key == 0)
            return true;
    }
    return false;
}

/* The pupils of a line who were in it in a round before too; label NULL: of the whole. */
static struct pair_common common_of(const struct compare *c, enum attainment_round which,
                                    const struct row_label *label)
{
    const struct pair_rows *rows = &c->common[which];
    bool one_key = !label && has_key_of_whole(rows);
    struct pair_common sum = {.values.n = 0};

    for (size_t i = 0; i < rows->n; i++) {
        uint32_t key = rows->list[i].key;

        if (one_key ? key == 0 : is_inside(c, label, key))
            pair_add(&sum, &rows->list[i].common);
    }
    return sum;
}

/* label NULL: of the whole. */
static void write_earlier(struct json_writer *w, const struct compare *c, const struct line *line,
                          enum attainment_round which, const struct row_label *label)
{
    const struct round *round =
        which == ATTAINMENT_PREVIOUS ? &c->view.previous : &c->view.year_ago;
    struct share now = share_in(line->row, c->measure, c->column, ATTAINMENT_NOW);
    struct share before = share_in(line->row, c->measure, c->column, which);
    struct pair_common common;

    json_key(w, which == ATTAINMENT_PREVIOUS ? "previous" : "year_ago");
    if (!round->id || !before.of || !now.of) {
        json_null(w);
        return;
    }
    common = common_of(c, which, label);
    json_array(w);
    json_int(w, before.n);
    json_int(w, before.of);
    share_write_change(w, now, before, &common);
    share_write_common(w, now, before, &common);
    json_array_end(w);
}

static void write_gap(struct json_writer *w, const struct compare *c, const struct row_label *label,
                      const struct attainment_measure *measure, size_t column)
{
    struct share girls, boys;

    json_key(w, "gap");
    if (!c->by_gender[0]) {
        json_null(w);
        return;
    }
    girls = gender_share(c, 0, label, measure, column);
    boys = gender_share(c, 1, label, measure, column);
    json_array(w);
    json_int(w, girls.n);
    json_int(w, girls.of);
    json_int(w, boys.n);
    json_int(w, boys.of);
    share_write_difference(w, girls, boys);
    json_array_end(w);
}

/* How many the share could be of, when all is reported. */
static uint32_t expected_of(const struct compare *c, const struct attainment_row *row)
{
    const struct attainment_cell *cell = &row->cells[c->column];

    return c->measure ? row->measures[ATTAINMENT_NOW][RECOUNT_PUPILS]
                      : attainment_of(cell) + cell->missing;
}

static uint32_t reported_of(const struct compare *c, const struct attainment_row *row)
{
    return c->measure ? row->measures[ATTAINMENT_NOW][RECOUNT_COMPLETE]
                      : attainment_of(&row->cells[c->column]);
}

static void write_milestone(struct json_writer *w, const struct compare *c,
                            const struct row_label *label)
{
    int year_group = c->view.query.year_group;
    const struct target *t;

    if (c->view.rows == ROWS_YEAR_GROUP && label->text_id)
        year_group = label->text_id[1] ? 10 : label->text_id[0] - '0';
    t = target_for(&c->targets, c->measure ? c->measure->name : TARGET_SUBJECT,
                   c->measure ? 0 : c->view.subject_id, year_group, c->view.round.due_at);
    json_key(w, "milestone");
    if (t)
        json_int(w, t->value10 * 10);
    else
        json_null(w);
}

static void write_line(struct json_writer *w, const struct compare *c, const struct line *line,
                       bool is_total)
{
    const struct view *v = &c->view;
    struct share now = share_in(line->row, c->measure, c->column, ATTAINMENT_NOW);
    struct share whole = share_in(v->total, c->measure, c->column, ATTAINMENT_NOW);

    json_object(w);
    if (line->label.text_id)
        json_kv_str(w, "id", line->label.text_id);
    else
        json_kv_id(w, "id", line->label.id);
    json_kv_str(w, "kind", line->label.kind);
    json_kv_str(w, "name", line->label.name);
    json_kv_id(w, "parent", line->label.parent_id);
    json_kv_int(w, "depth", line->label.depth);
    json_kv_int(w, "expected", expected_of(c, line->row));
    json_kv_int(w, "reported", reported_of(c, line->row));
    json_key(w, "share");
    if (now.of) {
        json_array(w);
        json_int(w, now.n);
        json_int(w, now.of);
        share_write_interval(w, now);
        json_array_end(w);
    } else {
        json_null(w);
    }
    write_earlier(w, c, line, ATTAINMENT_PREVIOUS, is_total ? NULL : &line->label);
    write_earlier(w, c, line, ATTAINMENT_YEAR_AGO, is_total ? NULL : &line->label);
    json_key(w, "whole");
    json_array(w);
    share_write_to_whole(w, is_total ? (struct share){0} : now, whole);
    json_array_end(w);
    write_gap(w, c, is_total ? NULL : &line->label, c->measure, c->column);
    write_milestone(w, c, &line->label);
    json_object_end(w);
}

/* The gap in every subject, for the whole. */
static void write_gaps(struct json_writer *w, const struct compare *c)
{
    const struct attainment *t = c->view.figures;

    json_key(w, "gaps");
    json_array(w);
    for (size_t i = 0; c->by_gender[0] && i < t->n_columns; i++) {
        const struct attainment_column *column = &t->columns[i];

        if (!c->view.shown[i])
            continue;
        json_object(w);
        piece_subject(w, "subject", column->subject_id, column->code, column->name_sv,
                      column->name_en);
        write_gap(w, c, NULL, NULL, i);
        json_object_end(w);
    }
    json_array_end(w);
}

int h_compare(struct req *q)
{
    struct compare *c = arena_alloc(q->arena, sizeof(*c));
    struct json_writer *w = &q->w;
    struct view *v = &c->view;
    struct err e = {0};

    c->arena = q->arena;
    v->write_row = collect;
    v->ctx = c;
    if (q->args.rows == ROWS_DEFAULT && q->args.class_id)
        q->args.rows = ROWS_GENDER;
    if (attainment_settle(q, v) < 0 || settle_before(q, c) < 0 || attainment_load_view(q, v) < 0 ||
        settle_column(q, c) < 0 || load_genders(q, c) < 0 || load_common(q, c) < 0)
        return -1;
    if (target_load(q->db, q->arena, &c->targets, &e) < 0)
        return fail_err(q, &e);
    req_audit_nothing(q);
    if (attainment_walk_rows(q, v) < 0)
        return -1;
    json_object(w);
    if (attainment_write_head(q, v) < 0)
        return -1;
    json_kv_str(w, "measure", c->measure ? c->measure->name : TARGET_SUBJECT);
    json_key(w, "total");
    write_line(w, c, &(struct line){attainment_total_label(v), v->total}, true);
    json_key(w, "rows");
    json_array(w);
    for (size_t i = 0; i < c->n_lines; i++)
        write_line(w, c, &c->lines[i], false);
    json_array_end(w);
    write_gaps(w, c);
    json_object_end(w);
    return 0;
}
