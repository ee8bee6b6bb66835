/*
 * The auditor's pages. Everything is read with the auditor's account, on a connection of its own that
 * is opened when it is needed first; that it was read is logged with the worker's.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/buf.h"
#include "domain/day.h"
#include "fcgi/export.h"
#include "fcgi/handlers.h"
#include "fcgi/identity.h"
#include "fcgi/piece.h"
#include "fcgi/req_audit.h"
#include "store/setting.h"

#define PAGE_LINES 100
#define PAGES_LOOKED_AT 20 /* for one page of unusual lines */
#define FILE_LINES 10000
#define AT_ONCE 1000 /* lines that are asked for together for a file */
#define HOURS_KEPT 64

/* What is unusual about a line; the limits are settings. */
enum mark { MARK_NIGHT, MARK_REFUSED, MARK_MANY, MARK_MANY_REFUSED, MARK__MAX };

/* Columns of SQL_AUDIT_LINES. */
enum { COL_ID, COL_AT, COL_KIND, COL_ACTOR, COL_PERSON, COL_PERSON_NAME, COL_DUTY, COL_ADDRESS,
       COL_REQUEST, COL_ROUTE, COL_STATUS, COL_PUPIL, COL_PUPIL_NAME, COL_PROTECTED, COL_UNIT,
       COL_UNIT_NAME, COL_CLASS, COL_CLASS_NAME, COL_GROUP, COL_GROUP_NAME, COL_SUBJECT, COL_ROUND,
       COL_TERM, COL_WEEK, COL_OLD, COL_NEW, COL_DETAIL, COL_PUPILS };

struct hour {
    uint32_t person_id;
    char start[14]; /* "YYYY-MM-DD hh" */
    int strangers;  /* pupils outside the own groups and classes that were looked at */
    int refusals;
};

struct search {
    struct db *db;
    char from[20], to[20]; /* UTC */
    const char *kind;      /* NULL: any */
    uint64_t before;
    uint64_t ids[AT_ONCE];
    size_t n_ids, looked;
    size_t at_once; /* lines that are asked for together */
    size_t shown, most;
    time_t until;   /* of the clock: then what has been found is enough */
    int limits[SETTING__MAX]; /* those that are numbers */
    struct hour hours[HOURS_KEPT];
    size_t n_hours;
};

static struct db *auditor(const struct req *q)
{
    static struct db *db; /* of this process, for as long as it lives */

    if (!db)
        db = db_new(q->conf, DB_ACCOUNT_AUDITOR);
    return db;
}

/* ---- what is asked for ---- */

/* The beginning of a local day, plus days, as UTC. */
static int utc_of(struct req *q, const char *name, const char *text, int days, char ret_utc[20])
{
    struct tm tm = {.tm_isdst = -1};
    int32_t day;
    time_t t;

    if (day_parse(text, &day) < 0)
        return fail_field(q, 400, "invalid-parameter", name, "%s is a day, YYYY-MM-DD.", name);
    day_to_ymd(day, &tm.tm_year, &tm.tm_mon, &tm.tm_mday);
    tm.tm_year -= 1900;
    tm.tm_mon -= 1;
    tm.tm_mday += days;
    t = mktime(&tm);
    gmtime_r(&t, &tm);
    strftime(ret_utc, 20, "%Y-%m-%d %H:%M:%S", &tm);
    return 0;
}

static int settle(struct req *q, struct search *s)
{
    snprintf(s->from, sizeof(s->from), "1970-01-01 00:00:01");
    snprintf(s->to, sizeof(s->to), "2038-01-01 00:00:00");
    if ((q->args.from[0] && utc_of(q, "from", q->args.from, 0, s->from) < 0) ||
        (q->args.to[0] && utc_of(q, "to", q->args.to, 1, s->to) < 0))
        return -1;
    if (q->args.kind)
        s->kind = audit_kind_name((enum audit_kind)(AUDIT_SAVE + q->args.kind - 1));
    s->before = q->args.before ? q->args.before : INT64_MAX;
    s->at_once = export_wanted(q) ? AT_ONCE : PAGE_LINES;
    s->most = export_wanted(q) ? FILE_LINES : PAGE_LINES;
    s->until = time(NULL) + q->conf->request_timeout_s / 2;
    s->db = auditor(q);
    return 0;
}

/* The next ids before s->before. */
static int find_ids(struct req *q, struct search *s, struct err *e)
{
    const struct args *a = &q->args;
    struct db_rows *r;
    int result;

    if (a->pupil)
        result = db_select(s->db, SQL_AUDIT_IDS_PUPIL, &r, e, DB_I(a->pupil), DB_I(a->pupil),
                           DB_I(a->pupil), DB_I(a->pupil), DB_I(a->pupil), DB_I(a->pupil),
                           DB_ID(a->person), DB_ID(a->person), DB_I(s->before), DB_S(s->from),
                           DB_S(s->to), DB_S(s->kind), DB_S(s->kind), DB_ID(a->unit),
                           DB_ID(a->unit), DB_I(s->at_once));
    else if (a->person)
        result = db_select(s->db, SQL_AUDIT_IDS_PERSON, &r, e, DB_I(a->person), DB_I(s->before),
                           DB_S(s->from), DB_S(s->to), DB_S(s->kind), DB_S(s->kind),
                           DB_ID(a->unit), DB_ID(a->unit), DB_I(s->at_once));
    else
        result = db_select(s->db, SQL_AUDIT_IDS, &r, e, DB_I(s->before), DB_S(s->from),
                           DB_S(s->to), DB_S(s->kind), DB_S(s->kind), DB_ID(a->unit),
                           DB_ID(a->unit), DB_I(s->at_once));
    if (result < 0)
        return -1;
    for (s->n_ids = 0; s->n_ids < s->at_once && db_next(r); s->n_ids++)
        s->ids[s->n_ids] = db_id(r, 0);
    return db_done(r, e);
}

/* ---- what is unusual ---- */

static int load_limits(struct search *s, struct err *e)
{
    char value[SETTING_VALUE_MAX * 4 + 1];

    for (int id = 0; id < SETTING__MAX; id++) {
        if (!setting_specs[id].is_number)
            continue;
        if (setting_get(s->db, (enum setting_id)id, value, e) < 0)
            return -1;
        s->limits[id] = atoi(value);
    }
    return 0;
}

/* Hours are the municipality's own. A night may reach over midnight; one that ends when it begins
 * is none. */
static bool at_night(const struct search *s, const char *utc)
{
    int from = s->limits[SETTING_NIGHT_FROM], to = s->limits[SETTING_NIGHT_TO];
    struct tm tm = {0};
    time_t t;

    if (!strptime(utc, "%Y-%m-%d %H:%M:%S", &tm))
        return false;
    t = timegm(&tm);
    localtime_r(&t, &tm);
    return from <= to ? tm.tm_hour >= from && tm.tm_hour < to
                      : tm.tm_hour >= from || tm.tm_hour < to;
}

/* What a person did in the hour of a line. */
static int hour_of(struct search *s, uint32_t person_id, const char *at,
                   const struct hour **ret_hour, struct err *e)
{
    struct hour *h = &s->hours[s->n_hours % HOURS_KEPT];
    char from[24], to[24];
    struct db_rows *r;

    for (size_t i = 0; i < s->n_hours && i < HOURS_KEPT; i++) {
        if (s->hours[i].person_id == person_id && strncmp(s->hours[i].start, at, 13) == 0) {
            *ret_hour = &s->hours[i];
            return 0;
        }
    }
    snprintf(h->start, sizeof(h->start), "%.13s", at);
    snprintf(from, sizeof(from), "%s:00:00", h->start);
    snprintf(to, sizeof(to), "%s:59:59.999", h->start);
    if (db_select(s->db, SQL_AUDIT_HOUR, &r, e, DB_I(person_id), DB_S(from), DB_S(to),
                  DB_I(person_id), DB_S(from), DB_S(to)) < 0)
        return -1;
    h->person_id = person_id;
    if (db_next(r)) {
        h->strangers = (int)db_int(r, 0);
        h->refusals = (int)db_int(r, 1);
    }
    *ret_hour = h;
    s->n_hours++;
    return db_done(r, e);
}

static int mark_line(struct search *s, const struct db_rows *r, bool ret_marks[MARK__MAX],
                     struct err *e)
{
    const char *kind = db_str(r, COL_KIND);
    bool viewed = strncmp(kind, "view-p", 6) == 0;
    bool refused = strcmp(kind, "refused") == 0;
    const struct hour *h;

    memset(ret_marks, 0, MARK__MAX * sizeof(*ret_marks));
    ret_marks[MARK_NIGHT] = at_night(s, db_str(r, COL_AT));
    ret_marks[MARK_REFUSED] = refused;
    if (!db_id(r, COL_PERSON) || (!viewed && !refused))
        return 0;
    if (hour_of(s, (uint32_t)db_id(r, COL_PERSON), db_str(r, COL_AT), &h, e) < 0)
        return -1;
    ret_marks[MARK_MANY] = viewed && h->strangers >= s->limits[SETTING_MANY_PUPILS];
    ret_marks[MARK_MANY_REFUSED] = refused && h->refusals >= s->limits[SETTING_MANY_REFUSALS];
    return 0;
}

/* ---- what is written ---- */

static void write_round(struct json_writer *w, const struct db_rows *r)
{
    char key[32];

    if (!db_id(r, COL_ROUND)) {
        json_kv_null(w, "round");
        return;
    }
    if (db_int(r, COL_WEEK))
        snprintf(key, sizeof(key), "%.8s-%02d", db_str(r, COL_TERM), (int)db_int(r, COL_WEEK));
    else
        snprintf(key, sizeof(key), "%.8s-grade", db_is_null(r, COL_TERM) ? "" : db_str(r, COL_TERM));
    json_kv_str(w, "round", key);
}

/* What is no longer there has an id and no name. */
static void write_thing(struct json_writer *w, const char *key, uint64_t id, const char *name)
{
    json_key(w, key);
    if (!id) {
        json_null(w);
        return;
    }
    json_object(w);
    json_kv_id(w, "id", id);
    json_kv_str(w, "name", name);
    json_object_end(w);
}

static void write_line(struct json_writer *w, const struct db_rows *r,
                       const bool marks[MARK__MAX])
{
    static const char *const names[MARK__MAX] = {"night", "refused", "many", "many-refused"};

    json_object(w);
    json_kv_id(w, "id", db_id(r, COL_ID));
    req_kv_time(w, "at", db_str(r, COL_AT));
    json_kv_str(w, "kind", db_str(r, COL_KIND));
    json_kv_str(w, "actor", db_str(r, COL_ACTOR));
    write_thing(w, "person", db_id(r, COL_PERSON), db_str(r, COL_PERSON_NAME));
    json_kv_str(w, "duty", db_str(r, COL_DUTY));
    json_kv_str(w, "address", db_str(r, COL_ADDRESS));
    json_kv_str(w, "request", db_str(r, COL_REQUEST));
    json_kv_str(w, "route", db_str(r, COL_ROUTE));
    json_kv_int(w, "status", db_int(r, COL_STATUS));
    write_thing(w, "pupil", db_id(r, COL_PUPIL), db_str(r, COL_PUPIL_NAME));
    json_kv_bool(w, "protected", db_int(r, COL_PROTECTED) != 0);
    if (db_is_null(r, COL_PUPILS))
        json_kv_null(w, "pupils");
    else
        json_kv_int(w, "pupils", db_int(r, COL_PUPILS));
    write_thing(w, "unit", db_id(r, COL_UNIT), db_str(r, COL_UNIT_NAME));
    write_thing(w, "class", db_id(r, COL_CLASS), db_str(r, COL_CLASS_NAME));
    write_thing(w, "group", db_id(r, COL_GROUP), db_str(r, COL_GROUP_NAME));
    json_kv_str(w, "subject", db_str(r, COL_SUBJECT));
    write_round(w, r);
    json_kv_str(w, "old", db_str(r, COL_OLD));
    json_kv_str(w, "new", db_str(r, COL_NEW));
    json_kv_str(w, "detail", db_str(r, COL_DETAIL));
    json_key(w, "marks");
    json_array(w);
    for (int i = 0; i < MARK__MAX; i++) {
        if (marks[i])
            json_str(w, names[i]);
    }
    json_array_end(w);
    json_object_end(w);
}

static void ids_text(const struct search *s, struct buf *out)
{
    buf_putc(out, '[');
    for (size_t i = 0; i < s->n_ids; i++)
        buf_printf(out, "%s%llu", i ? "," : "", (unsigned long long)s->ids[i]);
    buf_putc(out, ']');
}

/* Of a save of several pupils the page shows the one that is asked for, a file otherwise all. */
static int find_lines(const struct req *q, const struct search *s, struct db_rows **ret_rows,
                      struct err *e)
{
    struct db_param pupil = q->args.pupil || export_wanted(q) ? DB_I(q->args.pupil) : DB_NULL;
    struct buf ids = BUF_INIT;
    int result;

    ids_text(s, &ids);
    result = db_select(s->db, SQL_AUDIT_LINES, ret_rows, e, DB_S(ids.data), pupil, pupil);
    buf_free(&ids);
    return result;
}

/* Writes the lines of s->ids that are wanted, as long as there is room, a line that is begun to its
 * end; s->before is the last one that was looked at. */
static int write_lines(struct req *q, struct search *s, struct err *e)
{
    struct db_rows *r;

    s->looked = 0;
    if (find_lines(q, s, &r, e) < 0)
        return -1;
    while (db_next(r)) {
        bool marks[MARK__MAX];

        if (s->shown >= s->most && db_id(r, COL_ID) != s->before)
            break;
        if (mark_line(s, r, marks, e) < 0) {
            (void)db_done(r, NULL);
            return -1;
        }
        s->looked += db_id(r, COL_ID) != s->before;
        s->before = db_id(r, COL_ID);
        if (q->args.unusual == YES_TRUE && !memchr(marks, true, sizeof(marks)))
            continue;
        write_line(&q->w, r, marks);
        s->shown++;
    }
    return db_done(r, e);
}

/* What was asked for, without what was not: "person 12, kind save, from 2026-10-01". */
static void log_reading(struct req *q)
{
    const struct args *a = &q->args;
    struct buf text = BUF_INIT;

    if (a->person)
        buf_printf(&text, ", person %u", a->person);
    if (a->kind)
        buf_printf(&text, ", kind %s",
                   audit_kind_name((enum audit_kind)(AUDIT_SAVE + a->kind - 1)));
    if (a->from[0])
        buf_printf(&text, ", from %s", a->from);
    if (a->to[0])
        buf_printf(&text, ", to %s", a->to);
    if (a->unusual == YES_TRUE)
        buf_puts(&text, ", unusual");
    if (a->before)
        buf_printf(&text, ", before %u", a->before);
    req_audit(q, &(struct audit_line){.kind = AUDIT_READ,
                                      .pupil_id = a->pupil,
                                      .unit_id = a->unit,
                                      .detail = text.len ? text.data + 2 : NULL});
    buf_free(&text);
}

/* A search that finds little among much goes on for as many lines, or as long, as it may take. */
static bool goes_on(const struct req *q, const struct search *s, int pages)
{
    if (s->shown >= s->most)
        return false;
    return export_wanted(q) ? time(NULL) < s->until : pages < PAGES_LOOKED_AT;
}

int h_access_log(struct req *q)
{
    struct search *s = arena_alloc(q->arena, sizeof(*s));
    struct err e = {0};

    if (settle(q, s) < 0)
        return -1;
    if (db_connect(s->db, &e) < 0 || load_limits(s, &e) < 0)
        return fail_err(q, &e);
    log_reading(q);
    json_object(&q->w);
    json_key(&q->w, "lines");
    json_array(&q->w);
    for (int page = 0; goes_on(q, s, page); page++) {
        if (find_ids(q, s, &e) < 0 || (s->n_ids > 0 && write_lines(q, s, &e) < 0))
            return fail_err(q, &e);
        if (s->n_ids < s->at_once)
            break;
    }
    json_array_end(&q->w);
    if (s->n_ids == s->at_once || s->looked < s->n_ids)
        json_kv_id(&q->w, "next", s->before);
    else
        json_kv_null(&q->w, "next");
    json_object_end(&q->w);
    return 0;
}

/* ---- finding and naming people ---- */

int h_access_log_people(struct req *q)
{
    struct json_writer *w = &q->w;
    struct db *db = auditor(q);
    struct db_rows *r;
    struct err e = {0};
    char pattern[SEARCH_MAX + 2];
    size_t n = 0;

    snprintf(pattern, sizeof(pattern), "%s%%", q->args.search);
    req_audit(q, &(struct audit_line){.kind = AUDIT_READ, .detail = q->args.search});
    if (db_select_once(db, SQL_AUDIT_PEOPLE, &r, &e, DB_S(pattern), DB_S(pattern),
                       DB_S(pattern)) < 0)
        return fail_err(q, &e);
    json_object(w);
    json_key(w, "people");
    json_array(w);
    for (; n < 50 && db_next(r); n++) {
        json_object(w);
        json_kv_id(w, "id", db_id(r, 0));
        json_kv_str(w, "name", db_str(r, 1));
        json_kv_bool(w, "staff", db_int(r, 2) != 0);
        json_kv_str(w, "class", db_str(r, 3));
        json_object_end(w);
    }
    json_array_end(w);
    json_kv_bool(w, "more", db_count(r) > n);
    json_object_end(w);
    return db_done(r, &e) < 0 ? fail_err(q, &e) : 0;
}

/* Columns of SQL_AUDIT_LIST_PUPILS, and of SQL_AUDIT_LINE_CHANGES, which has the levels too. */
static void write_inside(struct json_writer *w, struct db_rows *r, bool levels)
{
    while (db_next(r)) {
        json_object(w);
        json_kv_id(w, "id", db_id(r, 0));
        json_kv_str(w, "name", db_str(r, 1));
        json_kv_bool(w, "protected", db_int(r, 2) != 0);
        if (levels) {
            json_kv_str(w, "old", db_str(r, 3));
            json_kv_str(w, "new", db_str(r, 4));
        }
        json_object_end(w);
    }
}

int h_access_log_pupils(struct req *q)
{
    struct json_writer *w = &q->w;
    struct db *db = auditor(q);
    struct db_rows *r;
    struct err e = {0};

    if (db_select_once(db, SQL_AUDIT_LIST_PUPILS, &r, &e, DB_I(q->args.id)) < 0)
        return fail_err(q, &e);
    json_object(w);
    json_key(w, "pupils");
    json_array(w);
    write_inside(w, r, false);
    if (db_done(r, &e) < 0 ||
        db_select_once(db, SQL_AUDIT_LINE_CHANGES, &r, &e, DB_I(q->args.id)) < 0)
        return fail_err(q, &e);
    write_inside(w, r, true);
    json_array_end(w);
    json_object_end(w);
    return db_done(r, &e) < 0 ? fail_err(q, &e) : 0;
}
