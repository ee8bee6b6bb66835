#include "store/dated.h"

#include <stdio.h>
#include <string.h>

#include "domain/day.h"
#include "store/dated_read.h"

#define DUPLICATE_KEY 1062 /* the server's error number */

static int refuse(struct dated_order *o, const char *field, struct err *e, enum err_kind kind,
                  const char *sentence)
{
    o->field = field;
    return err_set(e, kind, "%s", sentence);
}

static int one_id(struct db *db, enum sql_id id, uint64_t *ret_id, struct err *e)
{
    struct db_rows *r;

    if (db_select(db, id, &r, e) < 0)
        return -1;
    *ret_id = db_next(r) ? db_id(r, 0) : 0;
    return db_done(r, e);
}

/* The id of what a code names, 0 when there is none. */
static int find_code(struct db *db, enum sql_id id, const char *code, uint64_t *ret_id,
                     struct err *e)
{
    struct db_rows *r;

    if (db_select(db, id, &r, e, DB_S(code)) < 0)
        return -1;
    *ret_id = db_next(r) ? db_id(r, 0) : 0;
    return db_done(r, e);
}

static int find_scale(struct db *db, const char *code, const char *day, uint64_t *ret_id,
                      bool *ret_valid, struct err *e)
{
    struct db_rows *r;

    if (db_select(db, SQL_DATED_SCALE_FIND, &r, e, DB_S(day), DB_S(day), DB_S(code)) < 0)
        return -1;
    *ret_id = 0;
    if (db_next(r)) {
        *ret_id = db_id(r, 0);
        *ret_valid = db_int(r, 1) != 0;
    }
    return db_done(r, e);
}

/* ---- the day ---- */

int dated_earliest(struct db *db, int32_t today, int32_t *ret_day, struct err *e)
{
    char text[DAY_TEXT_SIZE];
    struct db_rows *r;

    day_format(today, text);
    if (db_select(db, SQL_DATED_EARLIEST, &r, e, DB_S(text)) < 0)
        return -1;
    *ret_day = today + 1;
    if (db_next(r))
        (void)day_parse_lenient(db_str(r, 0), ret_day);
    return db_done(r, e);
}

static int check_day(struct db *db, struct dated_order *o, int32_t day, const char *text,
                     struct err *e)
{
    struct db_rows *r;
    int32_t earliest;
    bool across;

    if (dated_earliest(db, o->today, &earliest, e) < 0)
        return -1;
    if (day < earliest)
        return refuse(o, "valid_from", e, ERR_INPUT,
                      "valid_from must be a day to come, after the rounds that have opened.");
    if (db_select(db, SQL_DATED_ROUND_ACROSS, &r, e, DB_S(text), DB_S(text)) < 0)
        return -1;
    across = db_next(r);
    if (db_done(r, e) < 0)
        return -1;
    return across ? refuse(o, "valid_from", e, ERR_INPUT,
                           "valid_from is in the middle of a round: choose a day after it has "
                           "closed, or the day on which it opens.")
                  : 0;
}

/* ---- a scale ---- */

static int insert_levels(struct db *db, struct dated_order *o, const struct dated_scale *s,
                         uint64_t scale_id, struct err *e)
{
    uint64_t id;

    if (one_id(db, SQL_DATED_LEVEL_ID, &id, e) < 0)
        return -1;
    for (size_t i = 0; i < s->n; i++) {
        const struct dated_level *l = &s->level[i];

        if (db_exec(db, SQL_DATED_LEVEL_INSERT, NULL, e, DB_I(id + i), DB_I(scale_id), DB_I(i + 1),
                    DB_S(l->code), DB_S(l->key), DB_S(l->name_sv), DB_S(l->name_en),
                    DB_I(l->points10), DB_I(l->passes)) < 0) {
            /* The database compares without case and accents. */
            return e->code == DUPLICATE_KEY
                       ? refuse(o, "levels", e, ERR_INPUT,
                                "levels: two codes or keys are too much alike.")
                       : -1;
        }
    }
    return 0;
}

static int add_scale(struct db *db, struct dated_order *o, struct err *e)
{
    char day[DAY_TEXT_SIZE];
    struct dated_scale s;
    uint64_t id;
    bool valid;
    int n;

    if (dated_read_scale(o->body, &s, &o->field, e) < 0)
        return -1;
    day_format(s.valid_from, day);
    if (check_day(db, o, s.valid_from, day, e) < 0 ||
        find_scale(db, s.code, day, &id, &valid, e) < 0)
        return -1;
    if (id != 0)
        return refuse(o, "code", e, ERR_CONFLICT,
                      "There is a scale of this code already: a new one needs another code.");
    if (one_id(db, SQL_DATED_SCALE_ID, &id, e) < 0 ||
        db_exec(db, SQL_DATED_SCALE_INSERT, NULL, e, DB_I(id), DB_S(s.code), DB_S(s.name_sv),
                DB_S(s.name_en), DB_I(s.has_points), DB_S(day)) < 0 ||
        insert_levels(db, o, &s, id, e) < 0)
        return -1;
    n = snprintf(o->what, sizeof(o->what), "scale %s from %s:", s.code, day);
    for (size_t i = 0; i < s.n && n > 0 && (size_t)n < sizeof(o->what); i++)
        n += snprintf(o->what + n, sizeof(o->what) - (size_t)n, " %s", s.level[i].code);
    return 0;
}

/* ---- where a scale is used ---- */

static int find_school(struct db *db, struct dated_order *o, const struct dated_scale_rule *rule,
                       const char *day, struct err *e)
{
    struct db_rows *r;
    bool found;

    if (rule->unit_id == 0)
        return 0;
    if (db_select(db, SQL_DATED_SCHOOL_FIND, &r, e, DB_I(rule->unit_id), DB_S(day)) < 0)
        return -1;
    found = db_next(r);
    if (db_done(r, e) < 0)
        return -1;
    return found ? 0 : refuse(o, "unit", e, ERR_INPUT, "There is no such school.");
}

static int is_twice(struct db *db, struct dated_order *o, const struct dated_scale_rule *rule,
                    uint64_t syllabus_id, const char *day, struct err *e)
{
    struct db_rows *r;
    bool found;

    if (db_select(db, SQL_DATED_SCALE_RULE_TWICE, &r, e, DB_I(syllabus_id), DB_ID(rule->unit_id),
                  DB_S(day), DB_I(rule->year_to), DB_I(rule->year_from)) < 0)
        return -1;
    found = db_next(r);
    if (db_done(r, e) < 0)
        return -1;
    return found ? refuse(o, "valid_from", e, ERR_CONFLICT,
                          "There is a rule from the same day for some of these year groups.")
                 : 0;
}

static int add_scale_rule(struct db *db, struct dated_order *o, struct err *e)
{
    struct dated_scale_rule rule;
    uint64_t syllabus_id, scale_id;
    char day[DAY_TEXT_SIZE], unit[40] = "";
    bool valid = false;

    if (dated_read_scale_rule(o->body, &rule, &o->field, e) < 0)
        return -1;
    day_format(rule.valid_from, day);
    if (check_day(db, o, rule.valid_from, day, e) < 0 ||
        find_code(db, SQL_DATED_SYLLABUS_FIND, rule.syllabus, &syllabus_id, e) < 0 ||
        find_scale(db, rule.scale, day, &scale_id, &valid, e) < 0 ||
        find_school(db, o, &rule, day, e) < 0)
        return -1;
    if (syllabus_id == 0)
        return refuse(o, "syllabus", e, ERR_INPUT, "There is no such syllabus.");
    if (scale_id == 0 || !valid)
        return refuse(o, "scale", e, ERR_INPUT,
                      scale_id == 0 ? "There is no such scale."
                                    : "The scale is not valid on that day.");
    if (is_twice(db, o, &rule, syllabus_id, day, e) < 0 ||
        db_exec(db, SQL_DATED_SCALE_RULE_END, NULL, e, DB_S(day), DB_I(syllabus_id),
                DB_ID(rule.unit_id), DB_I(rule.year_from), DB_I(rule.year_to), DB_S(day),
                DB_S(day)) < 0 ||
        db_exec(db, SQL_DATED_SCALE_RULE_INSERT, NULL, e, DB_I(syllabus_id), DB_ID(rule.unit_id),
                DB_I(rule.year_from), DB_I(rule.year_to), DB_I(scale_id), DB_I(rule.graded),
                DB_S(day)) < 0)
        return -1;
    if (rule.unit_id)
        snprintf(unit, sizeof(unit), " at unit %u", (unsigned)rule.unit_id);
    snprintf(o->what, sizeof(o->what), "scale %s for %s in year groups %d to %d%s, %s, from %s",
             rule.scale, rule.syllabus, rule.year_from, rule.year_to, unit,
             rule.graded ? "graded" : "not graded", day);
    return 0;
}

/* ---- eligibility ---- */

static int insert_place(struct db *db, struct dated_order *o, const struct dated_place *place,
                        uint64_t rule_id, size_t number, const char *day, struct err *e)
{
    for (size_t i = 0; i < place->n; i++) {
        struct db_rows *r;
        uint64_t id;

        if (db_select(db, SQL_DATED_SUBJECT_FIND, &r, e, DB_S(place->subject[i]), DB_S(day),
                      DB_S(day)) < 0)
            return -1;
        id = db_next(r) ? db_id(r, 0) : 0;
        if (db_done(r, e) < 0)
            return -1;
        if (id == 0)
            return refuse(o, "requirements", e, ERR_INPUT,
                          "requirements: there is no such subject on that day.");
        if (db_exec(db, SQL_DATED_REQUIREMENT_INSERT, NULL, e, DB_I(rule_id), DB_I(number),
                    DB_I(id)) < 0)
            return -1;
    }
    return 0;
}

/* The code of the slot; -1 also when its last version is not before the day. */
static int last_version(struct db *db, struct dated_order *o, const struct dated_eligibility *rule,
                        char ret_code[33], struct err *e)
{
    struct db_rows *r;
    int32_t last = DAY_MIN;

    if (db_select(db, SQL_DATED_ELIGIBILITY_LAST, &r, e, DB_I(rule->slot)) < 0)
        return -1;
    ret_code[0] = '\0';
    if (db_next(r)) {
        snprintf(ret_code, 33, "%s", db_str(r, 0));
        (void)day_parse(db_str(r, 1), &last);
    }
    if (db_done(r, e) < 0)
        return -1;
    if (ret_code[0] == '\0')
        return refuse(o, "slot", e, ERR_INPUT, "There is no rule to make a new version of.");
    return rule->valid_from <= last
               ? refuse(o, "valid_from", e, ERR_CONFLICT,
                        "There is a version from that day or a later one: the new one must come "
                        "after it.")
               : 0;
}

static int add_eligibility(struct db *db, struct dated_order *o, struct err *e)
{
    struct dated_eligibility rule;
    char day[DAY_TEXT_SIZE], code[33];
    uint64_t id;
    int n;

    if (dated_read_eligibility(o->body, &rule, &o->field, e) < 0)
        return -1;
    day_format(rule.valid_from, day);
    if (check_day(db, o, rule.valid_from, day, e) < 0 ||
        last_version(db, o, &rule, code, e) < 0 || one_id(db, SQL_DATED_ELIGIBILITY_ID, &id, e) < 0 ||
        db_exec(db, SQL_DATED_ELIGIBILITY_END, NULL, e, DB_S(day), DB_I(rule.slot), DB_S(day)) < 0 ||
        db_exec(db, SQL_DATED_ELIGIBILITY_INSERT, NULL, e, DB_I(id), DB_S(code), DB_I(rule.slot),
                DB_S(rule.name_sv), DB_S(rule.name_en), DB_I(rule.other_count), DB_S(day)) < 0)
        return -1;
    for (size_t i = 0; i < rule.n; i++) {
        if (insert_place(db, o, &rule.place[i], id, i + 1, day, e) < 0)
            return -1;
    }
    n = snprintf(o->what, sizeof(o->what), "eligibility %s from %s: %d others and", code, day,
                 rule.other_count);
    for (size_t i = 0; i < rule.n; i++) {
        for (size_t k = 0; k < rule.place[i].n && n > 0 && (size_t)n < sizeof(o->what); k++)
            n += snprintf(o->what + n, sizeof(o->what) - (size_t)n, "%s%s", k ? "/" : " ",
                          rule.place[i].subject[k]);
    }
    return 0;
}

int dated_add(struct db *db, struct dated_order *order, struct err *e)
{
    static int (*const add[DATED__MAX])(struct db *, struct dated_order *, struct err *) = {
        add_scale, add_scale_rule, add_eligibility};

    order->field = NULL;
    /* First, so that two additions at the same time come one after the other. */
    if (db_exec(db, SQL_REVISION_BUMP, NULL, e, DB_I(0)) < 0)
        return -1;
    return add[order->kind](db, order, e);
}
