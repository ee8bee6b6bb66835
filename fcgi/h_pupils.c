#include <string.h>

#include "fcgi/handlers.h"
#include "fcgi/identity.h"
#include "fcgi/piece.h"
#include "fcgi/req_audit.h"
#include "fcgi/seen.h"
#include "store/goals.h"

#define ROUNDS_MAX 128

struct rounds {
    struct round list[ROUNDS_MAX]; /* oldest first */
    size_t n;
};

/* One subject while its rounds are written. */
struct course {
    const struct rounds *rounds;
    const struct reference *ref;
    size_t at;                              /* the round that comes next */
    struct risk_point points[ROUNDS_MAX]; /* by round */
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
                  DB_S(q->today), DB_I(person_id), DB_S(acting), DB_S(q->today), DB_S(q->today),
                  DB_S(q->today), DB_S(q->today), SEEN_PARAMS(q), DB_I(q->args.id)) < 0)
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

/* The round before of the same kind; false if there is none. */
static bool find_before(const struct rounds *rounds, size_t *at)
{
    for (size_t i = *at; i-- > 0;) {
        if (rounds->list[i].kind == rounds->list[*at].kind) {
            *at = i;
            return true;
        }
    }
    return false;
}

static void kv_number(struct json_writer *w, const char *key, bool known, int n)
{
    if (known)
        json_kv_int(w, key, n);
    else
        json_kv_null(w, key);
}

/* The round of the subject's last row if it is the latest of its kind, as grades are for all but those
 * who are not graded yet; else the latest. */
static size_t latest_of(const struct course *c)
{
    size_t last = c->at > 0 ? c->at - 1 : 0;

    for (size_t i = last + 1; i < c->rounds->n; i++) {
        if (c->rounds->list[i].kind == c->rounds->list[last].kind)
            return c->rounds->n - 1;
    }
    return last < c->rounds->n ? last : c->rounds->n - 1;
}

/* What the latest round says of the subject, with those before it. */
static void write_risk(struct json_writer *w, const struct course *c)
{
    struct risk_point points[RISK_ROUNDS];
    size_t at = latest_of(c), n = 0;
    struct risk_view v;

    do
        points[n++] = c->points[at];
    while (n < RISK_ROUNDS && find_before(c->rounds, &at));
    v = risk_of(points, n);
    json_kv_str(w, "risk", risk_name(v.risk));
    kv_number(w, "trend", v.has_trend, v.trend);
}

static void begin_subject(struct json_writer *w, struct course *c, const struct db_rows *r)
{
    memset(c->points, 0, sizeof(c->points));
    c->at = 0;
    json_object(w);
    piece_subject(w, "subject", db_id(r, 0), db_str(r, 1), db_str(r, 2), db_str(r, 3));
    json_key(w, "levels");
    json_array(w);
}

static void end_subject(struct json_writer *w, const struct course *c)
{
    for (size_t at = c->at; at < c->rounds->n; at++)
        json_null(w);
    json_array_end(w);
    write_risk(w, c);
    json_object_end(w);
}

/* Columns of SQL_PUPIL_ROWS. */
static struct risk_point point_from_row(const struct course *c, const struct db_rows *r)
{
    const char *state = db_str(r, 5);
    struct mark mark = {.subject_id = (uint32_t)db_id(r, 0),
                        .scale_id = (uint32_t)db_id(r, 9),
                        .level_id = (uint32_t)db_id(r, 10),
                        .state = strcmp(state, "level") == 0     ? ASSESS_LEVEL
                                 : strcmp(state, "missing") == 0 ? ASSESS_MISSING
                                                                 : ASSESS_NOT_ASSESSABLE,
                        .left = db_int(r, 8) != 0};

    return goals_risk_point(c->ref, &mark);
}

static void write_level(struct json_writer *w, const struct course *c, size_t at,
                        const struct db_rows *r)
{
    bool missing = strcmp(db_str(r, 5), "missing") == 0;
    bool level = strcmp(db_str(r, 5), "level") == 0;
    size_t before = at;
    int change = 0;
    bool known = find_before(c->rounds, &before) &&
                 risk_change(&c->points[before], &c->points[at], &change);

    json_object(w);
    json_kv_str(w, "level", level ? db_str(r, 6) : missing ? NULL : "-");
    if (missing)
        json_kv_null(w, "passes");
    else
        json_kv_bool(w, "passes", level && db_int(r, 7) != 0);
    json_kv_bool(w, "expected", true);
    json_kv_bool(w, "left", db_int(r, 8) != 0);
    kv_number(w, "change", known, change);
    req_kv_time(w, "at", db_str(r, 11));
    json_object_end(w);
}

static int select_rows(struct req *q, bool all, struct db_rows **ret_r, struct err *e)
{
    uint32_t person_id = q->me->person_id;

    if (all)
        return db_select(q->db, SQL_PUPIL_ROWS, ret_r, e, DB_I(q->args.id), SEEN_PARAMS(q));
    return db_select(q->db, SQL_PUPIL_ROWS_TAUGHT, ret_r, e, DB_I(q->args.id), DB_I(q->args.id),
                     DB_S(q->today), DB_S(q->today), DB_I(person_id), DB_S(q->me->acting),
                     DB_S(q->today), DB_S(q->today), SEEN_PARAMS(q));
}

static int write_subjects(struct req *q, const struct rounds *rounds, bool all)
{
    struct course *c = arena_alloc(q->arena, sizeof(*c));
    struct json_writer *w = &q->w;
    uint64_t subject_id = 0;
    struct db_rows *r;
    struct err e = {0};

    c->rounds = rounds;
    if (rounds->n > 0 && piece_reference(q, &rounds->list[rounds->n - 1], &c->ref) < 0)
        return -1;
    if (select_rows(q, all, &r, &e) < 0)
        return fail_err(q, &e);
    json_key(w, "subjects");
    json_array(w);
    while (db_next(r)) {
        if (db_id(r, 0) != subject_id) {
            if (subject_id)
                end_subject(w, c);
            subject_id = db_id(r, 0);
            begin_subject(w, c, r);
        }
        fill_to(w, rounds, &c->at, db_id(r, 4));
        if (c->at > rounds->n)
            continue; /* older than the rounds that are listed */
        c->points[c->at - 1] = point_from_row(c, r);
        write_level(w, c, c->at - 1, r);
    }
    if (subject_id)
        end_subject(w, c);
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
