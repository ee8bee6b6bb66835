/*
 * Scales, where they are used, and eligibility: what there is, and new versions. What may be added
 * is decided by lib/store/dated, as for malkollctl.
 */
#include "domain/day.h"
#include "fcgi/handlers.h"
#include "fcgi/piece.h"
#include "fcgi/req_audit.h"
#include "store/dated.h"

static int32_t today(const struct req *q)
{
    int32_t day = 0;

    (void)day_parse(q->today, &day);
    return day;
}

static int write_earliest(struct req *q)
{
    char text[DAY_TEXT_SIZE];
    struct err e = {0};
    int32_t day;

    if (dated_earliest(q->db, today(q), &day, &e) < 0)
        return fail_err(q, &e);
    day_format(day, text);
    json_kv_str(&q->w, "earliest", text);
    return 0;
}

/* ---- scales ---- */

/* Columns: id, scale, position, code, key, points10, passes, names; levels is at the first of it. */
static bool write_levels(struct json_writer *w, struct db_rows *levels, bool has, uint64_t scale_id)
{
    json_key(w, "levels");
    json_array(w);
    for (; has && db_id(levels, 1) == scale_id; has = db_next(levels)) {
        json_object(w);
        json_kv_str(w, "code", db_str(levels, 3));
        json_kv_str(w, "key", db_str(levels, 4));
        piece_name(w, "name", db_str(levels, 7), db_str(levels, 8));
        json_kv_int(w, "points10", db_int(levels, 5));
        json_kv_bool(w, "passes", db_int(levels, 6) != 0);
        json_object_end(w);
    }
    json_array_end(w);
    return has;
}

/* Columns: id, code, names, points, from, to. Scales and levels both come in order of the scale. */
static int write_scales(struct req *q)
{
    struct json_writer *w = &q->w;
    struct db_rows *r, *levels;
    struct err e = {0};
    bool has;

    if (db_select(q->db, SQL_DATED_SCALES, &r, &e) < 0 ||
        db_select(q->db, SQL_REFERENCE_LEVELS, &levels, &e) < 0)
        return fail_err(q, &e);
    has = db_next(levels);
    json_key(w, "scales");
    json_array(w);
    while (db_next(r)) {
        json_object(w);
        json_kv_id(w, "id", db_id(r, 0));
        json_kv_str(w, "code", db_str(r, 1));
        piece_name(w, "name", db_str(r, 2), db_str(r, 3));
        json_kv_bool(w, "has_points", db_int(r, 4) != 0);
        json_kv_str(w, "valid_from", db_str(r, 5));
        json_kv_str(w, "valid_to", db_str(r, 6));
        has = write_levels(w, levels, has, db_id(r, 0));
        json_object_end(w);
    }
    json_array_end(w);
    return db_done(levels, &e) < 0 || db_done(r, &e) < 0 ? fail_err(q, &e) : 0;
}

/* Columns: id, syllabus's code and names, unit's id and name, years, scale, from, to, graded. */
static int write_rules(struct req *q)
{
    struct json_writer *w = &q->w;
    struct db_rows *r;
    struct err e = {0};

    if (db_select(q->db, SQL_DATED_SCALE_RULES, &r, &e) < 0)
        return fail_err(q, &e);
    json_key(w, "rules");
    json_array(w);
    while (db_next(r)) {
        json_object(w);
        json_kv_id(w, "id", db_id(r, 0));
        json_kv_str(w, "syllabus", db_str(r, 1));
        piece_id_name(w, "unit", db_id(r, 4), db_str(r, 5));
        json_kv_int(w, "year_from", db_int(r, 6));
        json_kv_int(w, "year_to", db_int(r, 7));
        json_kv_str(w, "scale", db_str(r, 8));
        json_kv_bool(w, "graded", db_int(r, 11) != 0);
        json_kv_str(w, "valid_from", db_str(r, 9));
        json_kv_str(w, "valid_to", db_str(r, 10));
        json_object_end(w);
    }
    json_array_end(w);
    return db_done(r, &e) < 0 ? fail_err(q, &e) : 0;
}

/* code and names from a column on. */
static int write_coded(struct req *q, enum sql_id id, const char *key, unsigned code, unsigned name)
{
    struct json_writer *w = &q->w;
    struct db_rows *r;
    struct err e = {0};

    if (db_select(q->db, id, &r, &e) < 0)
        return fail_err(q, &e);
    json_key(w, key);
    json_array(w);
    while (db_next(r)) {
        json_object(w);
        json_kv_str(w, "code", db_str(r, code));
        piece_name(w, "name", db_str(r, name), db_str(r, name + 1));
        json_object_end(w);
    }
    json_array_end(w);
    return db_done(r, &e) < 0 ? fail_err(q, &e) : 0;
}

int h_scales(struct req *q)
{
    json_object(&q->w);
    if (write_scales(q) < 0 || write_rules(q) < 0 ||
        write_coded(q, SQL_DATED_SYLLABUSES, "syllabuses", 1, 2) < 0 || write_earliest(q) < 0)
        return -1;
    json_object_end(&q->w);
    return 0;
}

/* ---- eligibility ---- */

/* Columns: rule, place, subject; r is at the first of the rule. */
static bool write_requirements(struct json_writer *w, struct db_rows *r, bool has, uint64_t rule_id)
{
    json_key(w, "requirements");
    json_array(w);
    while (has && db_id(r, 0) == rule_id) {
        int64_t place = db_int(r, 1);

        json_array(w);
        for (; has && db_id(r, 0) == rule_id && db_int(r, 1) == place; has = db_next(r))
            json_str(w, db_str(r, 2));
        json_array_end(w);
    }
    json_array_end(w);
    return has;
}

/* Columns: id, slot, code, names, others, from, to. */
static int write_eligibility(struct req *q)
{
    struct json_writer *w = &q->w;
    struct db_rows *r, *subjects;
    struct err e = {0};
    bool has;

    if (db_select(q->db, SQL_DATED_ELIGIBILITY, &r, &e) < 0 ||
        db_select(q->db, SQL_DATED_REQUIREMENTS, &subjects, &e) < 0)
        return fail_err(q, &e);
    has = db_next(subjects);
    json_key(w, "rules");
    json_array(w);
    while (db_next(r)) {
        json_object(w);
        json_kv_id(w, "id", db_id(r, 0));
        json_kv_int(w, "slot", db_int(r, 1));
        json_kv_str(w, "code", db_str(r, 2));
        piece_name(w, "name", db_str(r, 3), db_str(r, 4));
        json_kv_int(w, "other_count", db_int(r, 5));
        json_kv_str(w, "valid_from", db_str(r, 6));
        json_kv_str(w, "valid_to", db_str(r, 7));
        has = write_requirements(w, subjects, has, db_id(r, 0));
        json_object_end(w);
    }
    json_array_end(w);
    return db_done(subjects, &e) < 0 || db_done(r, &e) < 0 ? fail_err(q, &e) : 0;
}

int h_eligibility(struct req *q)
{
    json_object(&q->w);
    if (write_eligibility(q) < 0 ||
        write_coded(q, SQL_REFERENCE_SUBJECTS, "subjects", 1, 4) < 0 || write_earliest(q) < 0)
        return -1;
    json_object_end(&q->w);
    return 0;
}

/* ---- new versions ---- */

static int add(struct req *q, enum dated_kind kind, int (*answer)(struct req *q))
{
    struct dated_order order = {.kind = kind, .body = q->body, .today = today(q)};
    struct err e = {0};

    if (dated_add(q->db, &order, &e) < 0) {
        if (e.kind != ERR_INPUT && e.kind != ERR_CONFLICT)
            return fail_err(q, &e);
        if (e.kind == ERR_CONFLICT)
            return fail_field(q, 409, "version-exists", order.field, "%s", e.msg);
        return order.field ? fail_field(q, 422, "invalid-body", order.field, "%s", e.msg)
                           : fail(q, 422, "invalid-body", "%s", e.msg);
    }
    req_audit(q, &(struct audit_line){.kind = AUDIT_SETTING, .new_value = order.what});
    return answer(q);
}

int h_scales_post(struct req *q)
{
    return add(q, DATED_SCALE, h_scales);
}

int h_scale_rules_post(struct req *q)
{
    return add(q, DATED_SCALE_RULE, h_scales);
}

int h_eligibility_post(struct req *q)
{
    return add(q, DATED_ELIGIBILITY, h_eligibility);
}
