#include <string.h>

#include "fcgi/attainment_view.h"
#include "fcgi/seen.h"

#define ANY_MAX 255

/* Columns of SQL_ATTAINMENT_PUPILS. */
enum { COL_PUPIL, COL_NAME, COL_CLASS, COL_CLASS_NAME, COL_YEAR, COL_SUBJECT, COL_STATE, COL_CODE,
       COL_PASSES, COL_BEFORE_STATE, COL_BEFORE_CODE, COL_LEFT, COL_EXPECTED, COL_ASSESSED,
       COL_PASSED, COL_MISSING, COL_NOT_ASSESSABLE, COL_COMPLETE, COL_ALL_SUBJECTS, COL_ELIGIBLE,
       COL_COVERED, COL_MERIT16, COL_MERIT17, COL_SEEN };

static const char *level_text(const char *state, const char *code)
{
    if (strcmp(state, "not_assessable") == 0)
        return "-";
    return strcmp(state, "level") == 0 ? code : NULL;
}

static void write_summary(struct json_writer *w, const struct db_rows *r)
{
    json_key(w, "summary");
    json_object(w);
    json_kv_int(w, "expected", db_int(r, COL_EXPECTED));
    json_kv_int(w, "assessed", db_int(r, COL_ASSESSED));
    json_kv_int(w, "passed", db_int(r, COL_PASSED));
    json_kv_int(w, "missing", db_int(r, COL_MISSING));
    json_kv_int(w, "not_assessable", db_int(r, COL_NOT_ASSESSABLE));
    json_kv_bool(w, "complete", db_int(r, COL_COMPLETE) != 0);
    json_kv_bool(w, "all_subjects", db_int(r, COL_ALL_SUBJECTS) != 0);
    piece_selection(w, db_int(r, COL_COVERED) != 0, (unsigned)db_int(r, COL_ELIGIBLE),
                    db_int(r, COL_MERIT16), db_int(r, COL_MERIT17));
    json_object_end(w);
}

static void begin_pupil(struct req *q, const struct db_rows *r)
{
    struct json_writer *w = &q->w;

    json_object(w);
    json_kv_id(w, "id", db_id(r, COL_PUPIL));
    json_kv_str(w, "kind", "pupil");
    json_kv_str(w, "name", db_str(r, COL_NAME));
    seen_pupil(q, db_id(r, COL_PUPIL), (enum seen)db_int(r, COL_SEEN));
    piece_id_name(w, "class", db_id(r, COL_CLASS), db_str(r, COL_CLASS_NAME));
    json_kv_int(w, "year_group", db_int(r, COL_YEAR));
    write_summary(w, r);
    json_key(w, "cells");
    json_array(w);
}

static void write_cell(struct json_writer *w, const struct db_rows *r)
{
    const char *level = level_text(db_str(r, COL_STATE), db_str(r, COL_CODE));

    json_array(w);
    json_str(w, level);
    json_str(w, level_text(db_str(r, COL_BEFORE_STATE), db_str(r, COL_BEFORE_CODE)));
    if (level)
        json_bool(w, db_int(r, COL_PASSES) != 0);
    else
        json_null(w);
    json_bool(w, db_int(r, COL_LEFT) != 0);
    json_array_end(w);
}

/* Writes null up to the column of a subject; false if the column is behind or not shown. */
static bool fill_to(struct json_writer *w, const struct view *v, size_t *column,
                    uint32_t subject_id)
{
    size_t i = *column;

    while (i < v->figures->n_columns && v->figures->columns[i].subject_id != subject_id)
        i++;
    if (i == v->figures->n_columns || !v->shown[i])
        return false;
    for (; *column < i; (*column)++) {
        if (v->shown[*column])
            json_null(w);
    }
    (*column)++;
    return true;
}

static void end_pupil(struct json_writer *w, const struct view *v, size_t column)
{
    for (; column < v->figures->n_columns; column++) {
        if (v->shown[column])
            json_null(w);
    }
    json_array_end(w);
    json_object_end(w);
}

/* Round, unit, class range, year groups and genders; and the person, who is bound again. */
#define WHICH_PUPILS(q, v)                                                                         \
    DB_I((v)->round.id), DB_I((v)->unit.id), DB_I((v)->class_id),                                  \
        DB_I((v)->class_id ? (v)->class_id : UINT32_MAX), DB_I((v)->query.year_group),             \
        DB_I((v)->query.year_group ? (v)->query.year_group : ANY_MAX), DB_I((v)->query.gender),    \
        DB_I((v)->query.gender ? (v)->query.gender : ANY_MAX), DB_I((q)->me->person_id),           \
        DB_S((q)->me->acting), DB_S((q)->today), DB_S((q)->today)

int attainment_write_hidden(struct req *q, const struct view *v)
{
    struct db_rows *r;
    struct err e = {0};

    if (db_select(q->db, SQL_ATTAINMENT_PUPILS_HIDDEN, &r, &e, WHICH_PUPILS(q, v),
                  SEEN_PARAMS(q)) < 0)
        return fail_err(q, &e);
    seen_hidden(q, db_next(r) ? db_int(r, 0) : 0);
    return db_done(r, &e) < 0 ? fail_err(q, &e) : 0;
}

int attainment_write_pupils(struct req *q, const struct view *v)
{
    struct json_writer *w = &q->w;
    uint32_t pupil_id = 0;
    size_t column = 0;
    struct db_rows *r;
    struct err e = {0};

    if (db_stream(q->db, SQL_ATTAINMENT_PUPILS, &r, &e, SEEN_PARAMS(q), DB_I(v->previous.id),
                  WHICH_PUPILS(q, v)) < 0)
        return fail_err(q, &e);
    while (db_next(r)) {
        if (db_id(r, COL_PUPIL) != pupil_id) {
            if (pupil_id)
                end_pupil(w, v, column);
            pupil_id = (uint32_t)db_id(r, COL_PUPIL);
            column = 0;
            begin_pupil(q, r);
        }
        /* Two languages of one family share a column: the first has it. */
        if (fill_to(w, v, &column, (uint32_t)db_id(r, COL_SUBJECT)))
            write_cell(w, r);
    }
    if (pupil_id)
        end_pupil(w, v, column);
    return db_done(r, &e) < 0 ? fail_err(q, &e) : 0;
}
