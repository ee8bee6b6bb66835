/*
 * The removal is one transaction, in which a dry run differs only in its end. Assessments are
 * system-versioned: deleting one would leave it in the history as valid until now. So the
 * session's clock, which stamps the history, is set back to the moment before which no round that
 * stays has any history; everything up to that moment is then dropped from the history.
 */
#include "store/retention.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "store/round.h"
#include "store/seal.h"

#define ROUNDS_MAX 256

static const char *const type_names[RETENTION__MAX] = {
    [RETENTION_ASSESSMENTS] = "assessments",
    [RETENTION_LINKS] = "links",
    [RETENTION_PERSONS] = "persons",
    [RETENTION_IMPORTS] = "imports",
    [RETENTION_ACCESS_LOG] = "access_log",
};

struct purge {
    int32_t day;
    bool dry, taken_back;
    const char *actor;
    int years[RETENTION__MAX];
    struct retention_report *report;
};

const char *retention_type_name(enum retention_type type)
{
    return type_names[type];
}

int retention_type_find(const char *name, enum retention_type *ret_type)
{
    for (int i = 0; i < RETENTION__MAX; i++) {
        if (strcmp(type_names[i], name) == 0) {
            *ret_type = (enum retention_type)i;
            return 0;
        }
    }
    return -1;
}

int retention_years(struct db *db, int ret_years[RETENTION__MAX], struct err *e)
{
    enum retention_type type;
    struct db_rows *r;

    if (db_select(db, SQL_RETENTION_RULES, &r, e) < 0)
        return -1;
    while (db_next(r)) {
        if (retention_type_find(db_str(r, 0), &type) == 0)
            ret_years[type] = (int)db_int(r, 1);
    }
    return db_done(r, e);
}

int retention_set_years(struct db *db, enum retention_type type, int years, uint32_t person_id,
                        struct err *e)
{
    if (years < RETENTION_YEARS_MIN || years > RETENTION_YEARS_MAX)
        return err_set(e, ERR_INPUT, "years are from %d to %d", RETENTION_YEARS_MIN,
                       RETENTION_YEARS_MAX);
    return db_exec(db, SQL_RETENTION_RULE_SET, NULL, e, DB_I(years), DB_ID(person_id),
                   DB_S(type_names[type]));
}

/* ---- holds ---- */

static int check_reason(const char *reason, struct err *e)
{
    if (!reason || reason[strspn(reason, " \t\r\n")] == '\0')
        return err_set(e, ERR_INPUT, "a reason is required");
    if (utf8_length(reason, strlen(reason)) > RETENTION_REASON_MAX)
        return err_set(e, ERR_INPUT, "a reason has at most %d characters", RETENTION_REASON_MAX);
    return 0;
}

/* The id in the only column of the only row; 0 when there is none. */
static int one_id(struct db_rows *r, uint32_t *ret_id, struct err *e)
{
    uint32_t id = db_next(r) ? (uint32_t)db_id(r, 0) : 0;

    if (db_done(r, e) < 0)
        return -1;
    *ret_id = id;
    return 0;
}

static int find_held(struct db *db, const char *source_id, uint32_t unit_id, uint32_t *ret_person,
                     struct err *e)
{
    struct db_rows *r;
    uint32_t found = 0;

    if (source_id) {
        if (db_select(db, SQL_RETENTION_PERSON_BY_SOURCE, &r, e, DB_S(source_id)) < 0 ||
            one_id(r, &found, e) < 0)
            return -1;
        *ret_person = found;
    } else if (unit_id) {
        if (db_select(db, SQL_RETENTION_UNIT_EXISTS, &r, e, DB_I(unit_id)) < 0 ||
            one_id(r, &found, e) < 0)
            return -1;
    } else {
        return 0;
    }
    return found ? 0 : err_set(e, ERR_NOT_FOUND, "there is no such %s", source_id ? "person" : "unit");
}

int retention_hold_add(struct db *db, const char *source_id, uint32_t unit_id, const char *reason,
                       uint32_t created_by, uint32_t *ret_id, struct err *e)
{
    uint32_t person = 0;
    struct db_rows *r;

    if (check_reason(reason, e) < 0)
        return -1;
    if (source_id && unit_id)
        return err_set(e, ERR_INPUT, "a hold is on a person, on a unit, or on everything");
    if (find_held(db, source_id, unit_id, &person, e) < 0 ||
        db_exec(db, SQL_RETENTION_HOLD_ADD, NULL, e, DB_ID(person), DB_ID(unit_id), DB_S(reason),
                DB_ID(created_by)) < 0 ||
        db_select(db, SQL_RETENTION_HOLD_LAST, &r, e) < 0)
        return -1;
    return one_id(r, ret_id, e);
}

int retention_hold_end(struct db *db, uint32_t id, const char *reason, uint32_t ended_by,
                       struct err *e)
{
    int64_t n;

    if (check_reason(reason, e) < 0)
        return -1;
    if (db_exec(db, SQL_RETENTION_HOLD_END, &n, e, DB_ID(ended_by), DB_S(reason), DB_I(id)) < 0)
        return -1;
    return n ? 0 : err_set(e, ERR_NOT_FOUND, "there is no such hold in force");
}

/* ---- removal ---- */

/* The same day so many years earlier; 29 February becomes 1 March. */
static void cutoff_of(const struct purge *p, enum retention_type type, char ret_text[DAY_TEXT_SIZE])
{
    int year, month, mday;
    int32_t day;

    day_to_ymd(p->day, &year, &month, &mday);
    year -= p->years[type];
    if (day_from_ymd(year, month, mday, &day) < 0 && day_from_ymd(year, 3, 1, &day) < 0)
        day = DAY_MIN;
    day_format(day, ret_text);
}

static void note(struct purge *p, enum retention_type type, const char *what, const char *key,
                 int64_t rows)
{
    struct retention_report *report = p->report;
    struct retention_item *item;

    if (rows == 0)
        return;
    report->items = mem_realloc(report->items, (report->n + 1) * sizeof(*report->items));
    item = &report->items[report->n++];
    item->type = type;
    item->rows = rows;
    snprintf(item->what, sizeof(item->what), "%s%s%s", what, key ? " " : "", key ? key : "");
    cutoff_of(p, type, item->cutoff);
}

static int drop_round(struct db *db, struct purge *p, const struct round *round, struct err *e)
{
    static const struct { enum sql_id id; const char *table; } steps[] = {
        {SQL_RETENTION_DROP_ASSESSMENTS, "assessment"},
        {SQL_RETENTION_DROP_SUMMARIES, "pupil_summary"},
        {SQL_RETENTION_DROP_SUBJECTS, "snapshot_subject"},
        {SQL_RETENTION_DROP_PUPILS, "snapshot_pupil"},
    };
    int64_t n, total = 0;

    for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
        if (db_exec(db, steps[i].id, &n, e, DB_I(round->id)) < 0)
            return -1;
        note(p, RETENTION_ASSESSMENTS, steps[i].table, round->key, n);
        total += n;
    }
    return total ? db_exec(db, SQL_RETENTION_ROUND_PURGED, NULL, e, DB_I(round->id)) : 0;
}

static int list_rounds(struct db *db, int school_year_end, struct round *list, size_t *ret_n,
                       struct err *e)
{
    struct db_rows *r;
    size_t n = 0;

    if (db_select(db, SQL_RETENTION_ROUNDS, &r, e, DB_I(school_year_end)) < 0)
        return -1;
    while (n < ROUNDS_MAX && db_next(r))
        round_from_row(r, &list[n++]);
    *ret_n = n;
    return db_done(r, e);
}

/* From the round's opening text "…hh:mm:ss.mmm" the moment just after it. */
static int history_until(struct db *db, int school_year_end, char ret_at[ROUND_TIME_SIZE],
                         char ret_before[ROUND_TIME_SIZE + 4], struct err *e)
{
    struct db_rows *r;

    if (db_select(db, SQL_RETENTION_HISTORY_FROM, &r, e, DB_I(school_year_end)) < 0)
        return -1;
    if (db_next(r))
        snprintf(ret_at, ROUND_TIME_SIZE, "%s", db_str(r, 0));
    snprintf(ret_before, ROUND_TIME_SIZE + 4, "%.23s001", ret_at);
    return db_done(r, e);
}

static int drop_history(struct db *db, struct purge *p, const char *before, struct err *e)
{
    struct db_rows *r;
    int64_t n;

    if (db_exec(db, SQL_RETENTION_DROP_HISTORY, &n, e, DB_S(before)) < 0 ||
        db_select(db, SQL_RETENTION_HISTORY_LEFT, &r, e) < 0)
        return -1;
    note(p, RETENTION_ASSESSMENTS, "assessment history", NULL, n);
    if (db_next(r))
        p->report->history_left = db_int(r, 0);
    return db_done(r, e);
}

static int drop_assessments(struct db *db, struct purge *p, struct err *e)
{
    struct round *rounds = mem_calloc(ROUNDS_MAX, sizeof(*rounds));
    char cutoff[DAY_TEXT_SIZE], at[ROUND_TIME_SIZE] = "", before[ROUND_TIME_SIZE + 4];
    int32_t day = DAY_MIN;
    int year, month, mday, result = -1;
    size_t n = 0;

    cutoff_of(p, RETENTION_ASSESSMENTS, cutoff);
    (void)day_parse(cutoff, &day);
    day_to_ymd(day, &year, &month, &mday);
    /* The last school year that ended, on 30 June, before the cutoff. */
    year -= month <= 6;
    if (list_rounds(db, year, rounds, &n, e) < 0)
        result = -1;
    else if (n == 0)
        result = 0;
    else if (history_until(db, year, at, before, e) == 0 &&
             db_exec(db, SQL_RETENTION_CLOCK, NULL, e, DB_S(at)) == 0) {
        result = 0;
        for (size_t i = 0; i < n && result == 0; i++)
            result = drop_round(db, p, &rounds[i], e);
        if (db_exec(db, SQL_RETENTION_CLOCK, NULL, result == 0 ? e : NULL, DB_NULL) < 0)
            result = -1;
        if (result == 0)
            result = drop_history(db, p, before, e);
    }
    free(rounds);
    return result;
}

static int drop_dated(struct db *db, struct purge *p, struct err *e)
{
    static const struct { enum retention_type type; enum sql_id id; const char *table; } steps[] = {
        {RETENTION_LINKS, SQL_RETENTION_DROP_ENROLMENTS, "enrolment"},
        {RETENTION_LINKS, SQL_RETENTION_DROP_CLASS_MEMBERS, "class_member"},
        {RETENTION_LINKS, SQL_RETENTION_DROP_GROUP_MEMBERS, "group_member"},
        {RETENTION_LINKS, SQL_RETENTION_DROP_DUTIES, "duty"},
        {RETENTION_PERSONS, SQL_RETENTION_FORGET_ACTORS, "round_event"},
        {RETENTION_PERSONS, SQL_RETENTION_DROP_PERSONS, "person"},
        {RETENTION_IMPORTS, SQL_RETENTION_DROP_FINDINGS, "import_run"},
    };

    for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
        char cutoff[DAY_TEXT_SIZE];
        int64_t n;

        cutoff_of(p, steps[i].type, cutoff);
        if (db_exec(db, steps[i].id, &n, e, DB_S(cutoff)) < 0)
            return -1;
        note(p, steps[i].type, steps[i].table, NULL, n);
    }
    return 0;
}

static int drop_log(struct db *db, struct purge *p, struct err *e)
{
    char cutoff[DAY_TEXT_SIZE];
    int64_t n;

    cutoff_of(p, RETENTION_ACCESS_LOG, cutoff);
    if (seal_purge(db, cutoff, &n, e) < 0)
        return -1;
    note(p, RETENTION_ACCESS_LOG, "access_log", NULL, n);
    return 0;
}

static int write_protocol(struct db *db, const struct purge *p, struct err *e)
{
    char day[DAY_TEXT_SIZE];
    struct db_rows *r;
    uint32_t run;

    day_format(p->day, day);
    if (db_exec(db, SQL_RETENTION_RUN_INSERT, NULL, e, DB_S(day), DB_S(p->actor)) < 0 ||
        db_select(db, SQL_RETENTION_RUN_LAST, &r, e) < 0 || one_id(r, &run, e) < 0)
        return -1;
    for (size_t i = 0; i < p->report->n; i++) {
        const struct retention_item *item = &p->report->items[i];

        if (db_exec(db, SQL_RETENTION_ITEM_INSERT, NULL, e, DB_I(run), DB_I(i + 1),
                    DB_S(type_names[item->type]), DB_S(item->what), DB_S(item->cutoff),
                    DB_I(item->rows)) < 0)
            return -1;
    }
    return db_exec(db, SQL_REVISION_BUMP, NULL, e, DB_I(0));
}

static int purge_in_transaction(struct db *db, void *ctx, struct err *e)
{
    struct purge *p = ctx;

    retention_report_free(p->report);
    if (retention_years(db, p->years, e) < 0 || drop_assessments(db, p, e) < 0 ||
        drop_dated(db, p, e) < 0 || drop_log(db, p, e) < 0)
        return -1;
    if (!p->dry)
        return write_protocol(db, p, e);
    p->taken_back = true;
    return err_set(e, ERR_CONFLICT, "a dry run");
}

int retention_purge(struct db *db, int32_t day, bool dry, const char *actor,
                    struct retention_report *ret_report, struct err *e)
{
    struct purge p = {.day = day, .dry = dry, .actor = actor, .report = ret_report};

    memset(ret_report, 0, sizeof(*ret_report));
    if (db_transaction(db, purge_in_transaction, &p, e) == 0)
        return 0;
    if (!p.taken_back)
        return -1;
    err_clear(e);
    return 0;
}

void retention_report_free(struct retention_report *report)
{
    free(report->items);
    memset(report, 0, sizeof(*report));
}
