#include <string.h>

#include "fcgi/attainment_view.h"

void attainment_write_columns(struct json_writer *w, const struct view *v)
{
    json_key(w, "subjects");
    json_array(w);
    for (size_t i = 0; i < v->figures->n_columns; i++) {
        const struct attainment_column *c = &v->figures->columns[i];

        if (v->shown[i])
            piece_subject(w, NULL, c->subject_id, c->code, c->name_sv, c->name_en);
    }
    json_array_end(w);
    json_key(w, "measure_names");
    json_array(w);
    for (size_t i = 0; i < ATTAINMENT_MEASURES; i++)
        json_str(w, attainment_measures[i].name);
    json_array_end(w);
}

static void write_cell(struct json_writer *w, const struct attainment_cell *c)
{
    if (c->assessed + c->not_assessable + c->missing + c->left == 0) {
        json_null(w);
        return;
    }
    json_array(w);
    json_int(w, c->passed);
    json_int(w, attainment_of(c));
    json_int(w, c->missing);
    json_int(w, c->left);
    json_int(w, c->not_assessable);
    json_int(w, c->before_passed[ATTAINMENT_PREVIOUS]);
    json_int(w, c->before_of[ATTAINMENT_PREVIOUS]);
    json_int(w, c->before_passed[ATTAINMENT_YEAR_AGO]);
    json_int(w, c->before_of[ATTAINMENT_YEAR_AGO]);
    json_array_end(w);
}

/* m: one [n, of, ...] per measure, for the first rounds of the row. */
static void write_measures(struct json_writer *w, const char *key,
                           const uint32_t m[][RECOUNT_MEASURE__MAX], int rounds)
{
    json_key(w, key);
    json_object(w);
    json_kv_int(w, "pupils", m[0][RECOUNT_PUPILS]);
    json_kv_int(w, "complete", m[0][RECOUNT_COMPLETE]);
    json_kv_int(w, "at_risk", m[0][RECOUNT_AT_RISK]);
    json_key(w, "m");
    json_array(w);
    for (size_t i = 0; i < ATTAINMENT_MEASURES; i++) {
        json_array(w);
        for (int k = 0; k < rounds; k++) {
            json_int(w, m[k][attainment_measures[i].n]);
            json_int(w, m[k][attainment_measures[i].of]);
        }
        json_array_end(w);
    }
    json_array_end(w);
    json_object_end(w);
}

/* Levels in the order of the member "levels": scale by scale, lowest first. */
static void write_level_counts(struct json_writer *w, const struct view *v,
                               const struct attainment_row *row)
{
    json_key(w, "levels");
    json_array(w);
    for (size_t i = 0; row->levels && i < v->figures->n_level_scales; i++) {
        for (int k = 0; k < v->level_positions[i]; k++)
            json_int(w, row->levels[i][k]);
    }
    json_array_end(w);
}

void attainment_write_row(struct json_writer *w, const struct view *v,
                          const struct row_label *label, const struct attainment_row *row)
{
    struct counts all = {0};

    json_object(w);
    if (label->text_id)
        json_kv_str(w, "id", label->text_id);
    else
        json_kv_id(w, "id", label->id);
    json_kv_str(w, "kind", label->kind);
    json_kv_str(w, "name", label->name);
    json_kv_id(w, "parent", label->parent_id);
    json_kv_int(w, "depth", label->depth);
    for (size_t i = 0; i < v->figures->n_columns; i++) {
        const struct attainment_cell *c = &row->cells[i];
        struct counts one = {c->assessed, c->not_assessable, c->missing, c->left};

        piece_counts_add(&all, &one);
    }
    piece_counts(w, "counts", &all);
    json_key(w, "cells");
    json_array(w);
    for (size_t i = 0; i < v->figures->n_columns; i++) {
        if (v->shown[i])
            write_cell(w, &row->cells[i]);
    }
    json_array_end(w);
    write_measures(w, "measures", row->measures, ATTAINMENT_ROUNDS);
    if (v->subject_id)
        write_level_counts(w, v, row);
    json_object_end(w);
}

static void write_level(struct json_writer *w, const struct db_rows *r)
{
    json_object(w);
    json_kv_id(w, "scale", db_id(r, 0));
    piece_name(w, "scale_name", db_str(r, 1), db_str(r, 2));
    json_kv_str(w, "code", db_str(r, 3));
    piece_name(w, "name", db_str(r, 4), db_str(r, 5));
    json_kv_bool(w, "passes", db_int(r, 6) != 0);
    json_object_end(w);
}

int attainment_write_levels(struct req *q, struct view *v)
{
    struct json_writer *w = &q->w;
    struct err e = {0};

    json_key(w, "levels");
    json_array(w);
    for (size_t i = 0; i < v->figures->n_level_scales; i++) {
        struct db_rows *r;

        if (db_select(q->db, SQL_ATTAINMENT_SCALE_LEVELS, &r, &e,
                      DB_I(v->figures->level_scales[i])) < 0)
            return fail_err(q, &e);
        while (db_next(r)) {
            v->level_positions[i]++;
            write_level(w, r);
        }
        if (db_done(r, &e) < 0)
            return fail_err(q, &e);
    }
    json_array_end(w);
    return 0;
}

/* One gender's measures in one round, or the sum of all genders (gender 0). */
static void sum_gender(const struct attainment *t, uint32_t gender, enum attainment_round round,
                       uint32_t ret_sum[1][RECOUNT_MEASURE__MAX])
{
    memset(ret_sum, 0, sizeof(ret_sum[0]));
    for (size_t i = 0; i < t->n_rows; i++) {
        for (int k = 0; (gender == 0 || t->rows[i].key == gender) && k < RECOUNT_MEASURE__MAX; k++)
            ret_sum[0][k] += t->rows[i].measures[round][k];
    }
}

int attainment_write_key(struct req *q, const struct view *v)
{
    static const struct {
        const char *name;
        uint32_t gender;
        enum attainment_round round;
    } parts[] = {
        {"total", 0, ATTAINMENT_NOW},
        {"female", 1, ATTAINMENT_NOW},
        {"male", 2, ATTAINMENT_NOW},
        {"previous", 0, ATTAINMENT_PREVIOUS},
        {"previous_female", 1, ATTAINMENT_PREVIOUS},
        {"previous_male", 2, ATTAINMENT_PREVIOUS},
        {"year_ago", 0, ATTAINMENT_YEAR_AGO},
        {"year_ago_female", 1, ATTAINMENT_YEAR_AGO},
        {"year_ago_male", 2, ATTAINMENT_YEAR_AGO},
    };
    int year_group = q->args.year_group ? q->args.year_group : v->last_year_group;
    struct json_writer *w = &q->w;
    struct attainment *t;
    struct err e = {0};

    if (!year_group) {
        json_kv_null(w, "key");
        return 0;
    }
    if (attainment_load_key(q->db, q->arena, &v->query, year_group, &t, &e) < 0)
        return fail_err(q, &e);
    json_key(w, "key");
    json_object(w);
    json_kv_int(w, "year_group", year_group);
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        uint32_t sum[1][RECOUNT_MEASURE__MAX];

        if (!v->query.rounds[parts[i].round]) {
            json_kv_null(w, parts[i].name);
            continue;
        }
        sum_gender(t, parts[i].gender, parts[i].round, sum);
        write_measures(w, parts[i].name, (const uint32_t(*)[RECOUNT_MEASURE__MAX])sum, 1);
    }
    json_object_end(w);
    return 0;
}
