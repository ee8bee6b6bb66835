#include <string.h>

#include "fcgi/handlers.h"
#include "fcgi/identity.h"
#include "fcgi/piece.h"
#include "fcgi/req_audit.h"
#include "fcgi/seen.h"

#define ROUNDS_MAX 128

struct rounds {
    struct round list[ROUNDS_MAX]; /* oldest first */
    size_t n;
};

/* Writes the head; *ret_all: every subject may be seen, not only those that the person teaches. */
static int enter(struct req *q, bool *ret_all)
{
    struct json_writer *w = &q->w;
    uint32_t person_id = q->me->person_id;
    const char *acting = q->me->acting;
    struct db_rows *r;
    struct err e = {0};
    bool all = false, taught = false;

    if (db_select(q->db, SQL_PUPIL_FOR_PERSON, &r, &e, DB_I(person_id), DB_S(acting),
                  DB_S(q->today), DB_S(q->today), DB_I(person_id), DB_S(acting), DB_S(q->today),
                  DB_S(q->today), SEEN_PARAMS(q), DB_I(q->args.id)) < 0)
        return fail_err(q, &e);
    if (db_next(r)) {
        all = db_int(r, 7) != 0;
        taught = db_int(r, 8) != 0;
    }
    if (all || taught) {
        json_object(w);
        json_key(w, "pupil");
        json_object(w);
        json_kv_id(w, "id", db_id(r, 0));
        json_kv_str(w, "name", db_str(r, 1));
        seen_pupil(q, db_id(r, 0), (enum seen)db_int(r, 9));
        piece_id_name(w, "class", db_id(r, 2), db_str(r, 3));
        piece_id_name(w, "unit", db_id(r, 4), db_str(r, 5));
        json_kv_int(w, "year_group", db_int(r, 6));
        json_object_end(w);
        req_audit(q, &(struct audit_line){.kind = AUDIT_VIEW_PUPIL, .pupil_id = q->args.id,
                                          .class_id = (uint32_t)db_id(r, 2),
                                          .unit_id = (uint32_t)db_id(r, 4)});
    }
    if (db_done(r, &e) < 0)
        return fail_err(q, &e);
    if (!all && !taught)
        return fail(q, 404, "not-found", "There is no such pupil, or it is not yours to see.");
    *ret_all = all;
    return 0;
}

static int load_rounds(struct req *q, struct rounds *rounds)
{
    struct round *list = arena_array(q->arena, ROUNDS_MAX, sizeof(*list));
    struct db_rows *r;
    struct err e = {0};
    size_t n = 0;

    if (db_select(q->db, SQL_ROUND_LIST, &r, &e) < 0)
        return fail_err(q, &e);
    while (n < ROUNDS_MAX && db_next(r)) {
        round_from_row(r, &list[n]);
        n += list[n].state != ROUND_PLANNED;
    }
    for (size_t i = 0; i < n; i++)
        rounds->list[i] = list[n - 1 - i];
    rounds->n = n;
    return db_done(r, &e) < 0 ? fail_err(q, &e) : 0;
}

/* Writes null for the rounds up to that of the row; the row's round is done after the call. */
static void fill_to(struct json_writer *w, const struct rounds *rounds, size_t *at,
                    uint64_t round_id)
{
    while (*at < rounds->n && rounds->list[*at].id != round_id) {
        json_null(w);
        (*at)++;
    }
    (*at)++;
}

static void end_subject(struct json_writer *w, const struct rounds *rounds, size_t at)
{
    for (; at < rounds->n; at++)
        json_null(w);
    json_array_end(w);
    json_object_end(w);
}

/* Columns of SQL_PUPIL_ROWS. */
static void write_level(struct json_writer *w, const struct db_rows *r)
{
    bool missing = strcmp(db_str(r, 5), "missing") == 0;
    bool level = strcmp(db_str(r, 5), "level") == 0;

    json_object(w);
    json_kv_str(w, "level", level ? db_str(r, 6) : missing ? NULL : "-");
    if (missing)
        json_kv_null(w, "passes");
    else
        json_kv_bool(w, "passes", level && db_int(r, 7) != 0);
    json_kv_bool(w, "expected", true);
    json_kv_bool(w, "left", db_int(r, 8) != 0);
    json_object_end(w);
}

static int write_subjects(struct req *q, const struct rounds *rounds, bool all)
{
    struct json_writer *w = &q->w;
    uint32_t person_id = q->me->person_id;
    uint64_t subject_id = 0;
    size_t at = 0;
    struct db_rows *r;
    struct err e = {0};

    if ((all ? db_select(q->db, SQL_PUPIL_ROWS, &r, &e, DB_I(q->args.id), SEEN_PARAMS(q))
             : db_select(q->db, SQL_PUPIL_ROWS_TAUGHT, &r, &e, DB_I(q->args.id), DB_I(q->args.id),
                         DB_S(q->today), DB_S(q->today), DB_I(person_id),
                         DB_S(q->me->acting), DB_S(q->today), DB_S(q->today),
                         SEEN_PARAMS(q))) < 0)
        return fail_err(q, &e);
    json_key(w, "subjects");
    json_array(w);
    while (db_next(r)) {
        if (db_id(r, 0) != subject_id) {
            if (subject_id)
                end_subject(w, rounds, at);
            subject_id = db_id(r, 0);
            at = 0;
            json_object(w);
            piece_subject(w, "subject", subject_id, db_str(r, 1), db_str(r, 2), db_str(r, 3));
            json_key(w, "levels");
            json_array(w);
        }
        fill_to(w, rounds, &at, db_id(r, 4));
        write_level(w, r);
    }
    if (subject_id)
        end_subject(w, rounds, at);
    json_array_end(w);
    return db_done(r, &e) < 0 ? fail_err(q, &e) : 0;
}

/* Columns of SQL_PUPIL_SUMMARIES. */
static void write_summary(struct json_writer *w, const struct db_rows *r)
{
    json_object(w);
    json_kv_id(w, "round", db_id(r, 0));
    json_kv_int(w, "expected", db_int(r, 1));
    json_kv_int(w, "assessed", db_int(r, 2));
    json_kv_int(w, "passed", db_int(r, 3));
    json_kv_int(w, "missing", db_int(r, 4));
    json_kv_bool(w, "complete", db_int(r, 5) != 0);
    json_kv_bool(w, "all_subjects", db_int(r, 6) != 0);
    piece_selection(w, db_int(r, 8) != 0, (unsigned)db_int(r, 7), db_int(r, 9), db_int(r, 10));
    json_object_end(w);
}

static int write_summaries(struct req *q, const struct rounds *rounds, bool all)
{
    struct json_writer *w = &q->w;
    size_t at = 0;
    struct db_rows *r;
    struct err e = {0};

    json_key(w, "summaries");
    json_array(w);
    if (all) {
        if (db_select(q->db, SQL_PUPIL_SUMMARIES, &r, &e, DB_I(q->args.id),
                      SEEN_PARAMS(q)) < 0)
            return fail_err(q, &e);
        while (db_next(r)) {
            fill_to(w, rounds, &at, db_id(r, 0));
            write_summary(w, r);
        }
        if (db_done(r, &e) < 0)
            return fail_err(q, &e);
    }
    for (; at < rounds->n; at++)
        json_null(w);
    json_array_end(w);
    return 0;
}

int h_pupil(struct req *q)
{
    struct json_writer *w = &q->w;
    struct rounds *rounds = arena_alloc(q->arena, sizeof(*rounds));
    bool all;

    if (load_rounds(q, rounds) < 0 || enter(q, &all) < 0)
        return -1;
    json_key(w, "rounds");
    json_array(w);
    for (size_t i = 0; i < rounds->n; i++)
        piece_round(w, NULL, &rounds->list[i]);
    json_array_end(w);
    if (write_subjects(q, rounds, all) < 0 || write_summaries(q, rounds, all) < 0)
        return -1;
    json_object_end(w);
    return 0;
}
