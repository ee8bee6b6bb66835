#include "store/round.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "store/snapshot.h"

static const char *const kind_names[ROUND_KIND__MAX] = {"forecast", "grade"};
static const char *const state_names[ROUND_STATE__MAX] = {"planned", "open", "closed"};

const char *round_kind_name(enum round_kind kind)
{
    return kind_names[kind];
}

const char *round_state_name(enum round_state state)
{
    return state_names[state];
}

static int name_index(const char *const names[], int max, const char *name)
{
    int i = 0;

    while (i < max - 1 && strcmp(names[i], name) != 0)
        i++;
    return i;
}

static void copy_text(char *to, size_t size, const char *from)
{
    snprintf(to, size, "%s", from ? from : "");
}

void round_from_row(const struct db_rows *r, struct round *ret_round)
{
    struct round *to = ret_round;

    memset(to, 0, sizeof(*to));
    to->id = (uint32_t)db_id(r, 0);
    to->kind = (enum round_kind)name_index(kind_names, ROUND_KIND__MAX, db_str(r, 1));
    copy_text(to->term, sizeof(to->term), db_str(r, 2));
    to->week = (int)db_int(r, 3);
    copy_text(to->opens_at, sizeof(to->opens_at), db_str(r, 4));
    copy_text(to->due_at, sizeof(to->due_at), db_str(r, 5));
    copy_text(to->closes_at, sizeof(to->closes_at), db_str(r, 6));
    to->state = (enum round_state)name_index(state_names, ROUND_STATE__MAX, db_str(r, 7));
    copy_text(to->closed_at, sizeof(to->closed_at), db_str(r, 8));
    to->accepts = db_int(r, 9) != 0;
    copy_text(to->snapshot_on, sizeof(to->snapshot_on), db_str(r, 10));
    if (to->kind == ROUND_GRADE)
        snprintf(to->key, sizeof(to->key), "%s-grade", to->term);
    else
        snprintf(to->key, sizeof(to->key), "%s-%02d", to->term, to->week);
}

/* The only row of a result; id 0 when there is none. */
static int one_round(struct db_rows *r, struct round *ret_round, struct err *e)
{
    struct round round = {.id = 0};

    if (db_next(r))
        round_from_row(r, &round);
    if (db_done(r, e) < 0)
        return -1;
    *ret_round = round;
    return 0;
}

int round_by_id(struct db *db, uint32_t id, struct round *ret_round, struct err *e)
{
    struct db_rows *r;
    struct round round;

    if (db_select(db, SQL_ROUND_BY_ID, &r, e, DB_I(id)) < 0 || one_round(r, &round, e) < 0)
        return -1;
    if (!round.id)
        return err_set(e, ERR_NOT_FOUND, "there is no such round");
    *ret_round = round;
    return 0;
}

int round_hold(struct db *db, uint32_t id, struct round *ret_round, struct err *e)
{
    struct db_rows *r;
    struct round round;

    if ((id ? db_select(db, SQL_ROUND_HOLD, &r, e, DB_I(id))
            : db_select(db, SQL_ROUND_HOLD_CURRENT, &r, e)) < 0 ||
        one_round(r, &round, e) < 0)
        return -1;
    if (id && !round.id)
        return err_set(e, ERR_NOT_FOUND, "there is no such round");
    *ret_round = round;
    return 0;
}

/* "HT2026-43" or "HT2026-grade". */
static int parse_key(const char *key, enum round_kind *ret_kind, struct term *ret_term,
                     int *ret_week)
{
    char term[TERM_TEXT_SIZE] = "";

    if (strlen(key) == 12 && strcmp(key + 6, "-grade") == 0) {
        memcpy(term, key, TERM_TEXT_SIZE - 1);
        *ret_kind = ROUND_GRADE;
        *ret_week = 0;
        return term_parse(term, ret_term);
    }
    *ret_kind = ROUND_FORECAST;
    return term_round_key_parse(key, ret_term, ret_week);
}

int round_by_key(struct db *db, const char *key, struct round *ret_round, struct err *e)
{
    enum round_kind kind;
    struct db_rows *r;
    struct round round;
    struct term term;
    char text[TERM_TEXT_SIZE];
    int week;

    if (parse_key(key, &kind, &term, &week) < 0)
        return err_set(e, ERR_INPUT, "\"%s\" is not a round: write HT2026-43 or HT2026-grade", key);
    term_format(term, text);
    if (db_select(db, SQL_ROUND_BY_KEY, &r, e, DB_S(text), DB_I(week), DB_S(kind_names[kind])) < 0 ||
        one_round(r, &round, e) < 0)
        return -1;
    if (!round.id)
        return err_set(e, ERR_NOT_FOUND, "round %s is not planned", key);
    *ret_round = round;
    return 0;
}

int round_current(struct db *db, struct round *ret_round, struct err *e)
{
    struct db_rows *r;

    return db_select(db, SQL_ROUND_CURRENT, &r, e) < 0 ? -1 : one_round(r, ret_round, e);
}

int round_previous(struct db *db, uint32_t id, struct round *ret_round, struct err *e)
{
    struct db_rows *r;

    return db_select(db, SQL_ROUND_PREVIOUS, &r, e, DB_I(id)) < 0 ? -1 : one_round(r, ret_round, e);
}

int round_year_ago(struct db *db, uint32_t id, struct round *ret_round, struct err *e)
{
    struct db_rows *r;

    return db_select(db, SQL_ROUND_YEAR_AGO, &r, e, DB_I(id)) < 0 ? -1 : one_round(r, ret_round, e);
}

/* ---- acts ---- */

enum act { ACT_PLAN, ACT_OPEN, ACT_CLOSE, ACT_REOPEN };
static const char *const act_names[] = {"plan", "open", "close", "reopen"};

/* What one act needs, as the context of its transaction. */
struct act_ctx {
    enum act act;
    uint32_t id;
    int32_t day, closes;
    const struct round_plan *plan;
    const struct round_actor *actor;
    const char *reason;
};

/* The start or the last second of a local day, as UTC text. */
static void utc_of_local(int32_t day, bool end, char ret_text[ROUND_TIME_SIZE])
{
    struct tm tm = {.tm_isdst = -1};
    time_t t;
    int year, month, mday;

    day_to_ymd(day, &year, &month, &mday);
    tm.tm_year = year - 1900;
    tm.tm_mon = month - 1;
    tm.tm_mday = mday;
    tm.tm_hour = end ? 23 : 0;
    tm.tm_min = end ? 59 : 0;
    tm.tm_sec = end ? 59 : 0;
    t = mktime(&tm);
    gmtime_r(&t, &tm);
    strftime(ret_text, ROUND_TIME_SIZE, "%Y-%m-%d %H:%M:%S.000", &tm);
}

static int write_event(struct db *db, const struct act_ctx *c, struct err *e)
{
    if (db_exec(db, SQL_ROUND_EVENT_INSERT, NULL, e, DB_I(c->id), DB_S(act_names[c->act]),
                DB_ID(c->actor->person_id), DB_S(c->actor->name), DB_S(c->reason)) < 0)
        return -1;
    return db_exec(db, SQL_REVISION_BUMP, NULL, e, DB_I(0));
}

static int lock_round(struct db *db, uint32_t id, struct round *ret_round, struct err *e)
{
    struct db_rows *r;

    if (db_select(db, SQL_ROUND_LOCK, &r, e, DB_I(id)) < 0 || db_done(r, e) < 0)
        return -1;
    return round_by_id(db, id, ret_round, e);
}

static int plan_in_transaction(struct db *db, void *ctx, struct err *e)
{
    struct act_ctx *c = ctx;
    const struct round_plan *p = c->plan;
    char opens[ROUND_TIME_SIZE], due[ROUND_TIME_SIZE], closes[ROUND_TIME_SIZE];
    char term[TERM_TEXT_SIZE], key[ROUND_KEY_SIZE];
    struct round round;
    struct err ignored;

    utc_of_local(p->opens, false, opens);
    utc_of_local(p->due, true, due);
    utc_of_local(p->closes, true, closes);
    term_format(p->term, term);
    if (p->kind == ROUND_GRADE)
        snprintf(key, sizeof(key), "%s-grade", term);
    else
        term_round_key(p->term, p->week, key);
    err_clear(&ignored);
    if (round_by_key(db, key, &round, &ignored) == 0)
        return err_set(e, ERR_CONFLICT, "round %s exists already", key);
    if (ignored.kind != ERR_NOT_FOUND)
        return err_set(e, ignored.kind, "%s", ignored.msg);
    if (db_exec(db, SQL_ROUND_INSERT, NULL, e, DB_S(kind_names[p->kind]), DB_S(term),
                DB_I(p->kind == ROUND_GRADE ? 0 : p->week),
                DB_I(term_order(p->term)), DB_S(opens), DB_S(due),
                DB_S(closes)) < 0 ||
        round_by_key(db, key, &round, e) < 0)
        return -1;
    c->id = round.id;
    return write_event(db, c, e);
}

int round_plan(struct db *db, const struct round_plan *plan, const struct round_actor *actor,
               uint32_t *ret_id, struct err *e)
{
    struct act_ctx c = {.act = ACT_PLAN, .plan = plan, .actor = actor};

    if (plan->opens > plan->due || plan->due > plan->closes)
        return err_set(e, ERR_INPUT, "a round opens, then is due, then closes: %s",
                       "the given days are in another order");
    if (db_transaction(db, plan_in_transaction, &c, e) < 0)
        return -1;
    *ret_id = c.id;
    return 0;
}

/* Opening and reopening: the state, and a closing time that has not passed. */
static int set_open(struct db *db, const struct act_ctx *c, const char *snapshot_on, struct err *e)
{
    char closes[ROUND_TIME_SIZE];

    if (c->closes != DAY_MAX)
        utc_of_local(c->closes, true, closes);
    return db_exec(db, SQL_ROUND_SET_OPEN, NULL, e, DB_S(snapshot_on),
                   DB_S(c->closes != DAY_MAX ? closes : NULL), DB_I(c->id));
}

static int open_in_transaction(struct db *db, void *ctx, struct err *e)
{
    const struct act_ctx *c = ctx;
    char date[DAY_TEXT_SIZE];
    struct round round;

    if (lock_round(db, c->id, &round, e) < 0)
        return -1;
    if (round.state != ROUND_PLANNED)
        return err_set(e, ERR_CONFLICT, "round %s is %s already%s", round.key,
                       state_names[round.state],
                       round.state == ROUND_CLOSED ? ": use reopen, with a reason" : "");
    day_format(c->day, date);
    if (set_open(db, c, date, e) < 0 || snapshot_take(db, c->id, date, e) < 0)
        return -1;
    return write_event(db, c, e);
}

int round_open(struct db *db, uint32_t id, int32_t day, int32_t closes,
               const struct round_actor *actor, struct err *e)
{
    struct act_ctx c = {.act = ACT_OPEN, .id = id, .day = day, .closes = closes, .actor = actor};

    return db_transaction(db, open_in_transaction, &c, e);
}

static int close_in_transaction(struct db *db, void *ctx, struct err *e)
{
    static const enum sql_id steps[] = {
        SQL_ROUND_UNITS_TOUCH,           SQL_ROUND_UNITS_RESET_CORRECTIONS,
        SQL_ROUND_BASIS_DROP_CLASS_CELLS, SQL_ROUND_BASIS_DROP_UNIT_CELLS,
        SQL_ROUND_BASIS_DROP_CLASS_MEASURES, SQL_ROUND_BASIS_DROP_UNIT_MEASURES,
        SQL_ROUND_SET_CLOSED,
    };
    const struct act_ctx *c = ctx;
    struct round round;

    if (lock_round(db, c->id, &round, e) < 0)
        return -1;
    if (round.state != ROUND_OPEN)
        return err_set(e, ERR_CONFLICT, "round %s is not open but %s", round.key,
                       state_names[round.state]);
    for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
        if (db_exec(db, steps[i], NULL, e, DB_I(c->id)) < 0)
            return -1;
    }
    return write_event(db, c, e);
}

int round_close(struct db *db, uint32_t id, const struct round_actor *actor, const char *reason,
                struct err *e)
{
    struct act_ctx c = {.act = ACT_CLOSE, .id = id, .actor = actor, .reason = reason};

    return db_transaction(db, close_in_transaction, &c, e);
}

/* Without the pupils' rows nothing can be reported, and nothing recounted. */
static int refuse_purged(struct db *db, const struct round *round, struct err *e)
{
    struct db_rows *r;
    bool purged;

    if (db_select(db, SQL_ROUND_PURGED, &r, e, DB_I(round->id)) < 0)
        return -1;
    purged = db_next(r) && db_int(r, 0);
    if (db_done(r, e) < 0)
        return -1;
    return purged ? err_set(e, ERR_CONFLICT, "round %s is too old: its pupils' rows were removed",
                            round->key)
                  : 0;
}

static int reopen_in_transaction(struct db *db, void *ctx, struct err *e)
{
    const struct act_ctx *c = ctx;
    struct round round;

    if (lock_round(db, c->id, &round, e) < 0)
        return -1;
    /* An open round whose time has passed is reopened too: its closing time is moved. */
    if (round.state == ROUND_PLANNED || round.accepts)
        return err_set(e, ERR_CONFLICT, "round %s is %s: only a round that has closed is reopened",
                       round.key, state_names[round.state]);
    if (refuse_purged(db, &round, e) < 0 || set_open(db, c, round.snapshot_on, e) < 0 ||
        round_by_id(db, c->id, &round, e) < 0)
        return -1;
    if (!round.accepts)
        return err_set(e, ERR_INPUT, "the closing time of round %s has passed: give a new one",
                       round.key);
    return write_event(db, c, e);
}

int round_reopen(struct db *db, uint32_t id, int32_t closes, const struct round_actor *actor,
                 const char *reason, struct err *e)
{
    struct act_ctx c = {
        .act = ACT_REOPEN, .id = id, .closes = closes, .actor = actor, .reason = reason};

    if (!reason || !reason[0])
        return err_set(e, ERR_INPUT, "reopening a round needs a reason");
    return db_transaction(db, reopen_in_transaction, &c, e);
}

int round_tick(struct db *db, int32_t today, const struct round_actor *actor, int *ret_n,
               struct err *e)
{
    struct { uint32_t id; bool opens; } due[32];
    struct db_rows *r;
    int n = 0;

    if (db_select_once(db, SQL_ROUND_DUE, &r, e) < 0)
        return -1;
    while (n < 32 && db_next(r)) {
        due[n].id = (uint32_t)db_id(r, 0);
        due[n++].opens = strcmp(db_str(r, 1), "planned") == 0;
    }
    if (db_done(r, e) < 0)
        return -1;
    for (int i = 0; i < n; i++) {
        if ((due[i].opens ? round_open(db, due[i].id, today, DAY_MAX, actor, e)
                          : round_close(db, due[i].id, actor, NULL, e)) < 0)
            return -1;
    }
    *ret_n = n;
    return 0;
}
