#include "store/round_act.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "store/dips.h"
#include "store/follow.h"
#include "store/snapshot.h"

static const char *const act_names[ROUND_ACT__MAX] = {
    [ROUND_ACT_PLAN] = "plan",   [ROUND_ACT_CHANGE] = "change", [ROUND_ACT_OPEN] = "open",
    [ROUND_ACT_CLOSE] = "close", [ROUND_ACT_REOPEN] = "reopen", [ROUND_ACT_EXTEND] = "extend",
};

const char *round_act_name(enum round_act act)
{
    return act_names[act];
}

static int refuse(struct err *e, enum err_kind kind, enum round_refusal why, const char *text)
{
    return err_set_code(e, kind, (int)why, "%s", text);
}

static int refuse_state(struct err *e, const struct round *round, const char *text)
{
    return err_set_code(e, ERR_CONFLICT, ROUND_REFUSED_STATE, "round %s is %s%s", round->key,
                        round_state_name(round->state), text);
}

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

static int write_event(struct db *db, const struct round_order *o, const char *until,
                       struct err *e)
{
    if (db_exec(db, SQL_ROUND_EVENT_INSERT, NULL, e, DB_I(o->id), DB_S(act_names[o->act]),
                DB_ID(o->actor.person_id), DB_S(o->actor.name), DB_S(o->reason), DB_ID(o->unit_id),
                DB_S(until)) < 0)
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

/* The database's clock decides: is a time to come, and is it after another? */
static int ask_clock(struct db *db, const char *time, const char *after, bool *ret_to_come,
                     bool *ret_later, struct err *e)
{
    struct db_rows *r;

    if (db_select(db, SQL_ROUND_CLOCK, &r, e, DB_S(time), DB_S(time), DB_S(after)) < 0)
        return -1;
    if (db_next(r)) {
        *ret_to_come = db_int(r, 0) != 0;
        *ret_later = db_int(r, 1) != 0;
    }
    return db_done(r, e);
}

/* ---- planning ---- */

static void key_of(const struct round_plan *p, char ret_key[ROUND_KEY_SIZE])
{
    char term[TERM_TEXT_SIZE];

    if (p->kind == ROUND_GRADE) {
        term_format(p->term, term);
        snprintf(ret_key, ROUND_KEY_SIZE, "%s-grade", term);
    } else {
        term_round_key(p->term, p->week, ret_key);
    }
}

static int check_days(const struct round_plan *p, struct err *e)
{
    if (p->opens > p->due || p->due > p->closes)
        return refuse(e, ERR_INPUT, ROUND_REFUSED_ORDER,
                      "a round opens, then is due, then closes: the given days are in another "
                      "order");
    return 0;
}

/* *ret_id is 0 when there is none of the key. */
static int find_key(struct db *db, const char *key, uint32_t *ret_id, struct err *e)
{
    struct err local = {.kind = ERR_NONE};
    struct round round = {.id = 0};

    if (round_by_key(db, key, &round, &local) < 0 && local.kind != ERR_NOT_FOUND)
        return err_set_code(e, local.kind, local.code, "%s", local.msg);
    *ret_id = round.id;
    return 0;
}

static int do_plan(struct db *db, struct round_order *o, struct err *e)
{
    const struct round_plan *p = &o->plan;
    char opens[ROUND_TIME_SIZE], due[ROUND_TIME_SIZE], closes[ROUND_TIME_SIZE];
    char term[TERM_TEXT_SIZE], key[ROUND_KEY_SIZE];
    uint32_t there;

    if (check_days(p, e) < 0)
        return -1;
    utc_of_local(p->opens, false, opens);
    utc_of_local(p->due, true, due);
    utc_of_local(p->closes, true, closes);
    term_format(p->term, term);
    key_of(p, key);
    if (find_key(db, key, &there, e) < 0)
        return -1;
    if (there)
        return err_set_code(e, ERR_CONFLICT, ROUND_REFUSED_EXISTS, "round %s exists already", key);
    if (db_exec(db, SQL_ROUND_INSERT, NULL, e, DB_S(round_kind_name(p->kind)), DB_S(term),
                DB_I(p->kind == ROUND_GRADE ? 0 : p->week), DB_I(term_order(p->term)), DB_S(opens),
                DB_S(due), DB_S(closes)) < 0 ||
        find_key(db, key, &o->id, e) < 0)
        return -1;
    return write_event(db, o, closes, e);
}

static int do_change(struct db *db, struct round_order *o, struct err *e)
{
    char opens[ROUND_TIME_SIZE], due[ROUND_TIME_SIZE], closes[ROUND_TIME_SIZE];
    struct round round;

    if (check_days(&o->plan, e) < 0 || lock_round(db, o->id, &round, e) < 0)
        return -1;
    if (round.state != ROUND_PLANNED)
        return refuse_state(e, &round, ": only a planned round gets other days");
    utc_of_local(o->plan.opens, false, opens);
    utc_of_local(o->plan.due, true, due);
    utc_of_local(o->plan.closes, true, closes);
    if (db_exec(db, SQL_ROUND_CHANGE, NULL, e, DB_S(opens), DB_S(due), DB_S(closes),
                DB_I(o->id)) < 0)
        return -1;
    return write_event(db, o, closes, e);
}

/* ---- opening and closing ---- */

/* Opening and reopening: the state, and a closing time that has not passed. */
static int set_open(struct db *db, const struct round_order *o, const char *snapshot_on,
                    struct round *ret_round, struct err *e)
{
    char closes[ROUND_TIME_SIZE];

    if (o->closes != DAY_MAX)
        utc_of_local(o->closes, true, closes);
    if (db_exec(db, SQL_ROUND_SET_OPEN, NULL, e, DB_S(snapshot_on),
                DB_S(o->closes != DAY_MAX ? closes : NULL), DB_I(o->id)) < 0)
        return -1;
    return round_by_id(db, o->id, ret_round, e);
}

static int do_open(struct db *db, struct round_order *o, struct err *e)
{
    char date[DAY_TEXT_SIZE];
    struct round round;

    if (lock_round(db, o->id, &round, e) < 0)
        return -1;
    if (round.state != ROUND_PLANNED)
        return refuse_state(e, &round,
                            round.state == ROUND_CLOSED ? " already: use reopen, with a reason"
                                                        : " already");
    day_format(o->day, date);
    if (set_open(db, o, date, &round, e) < 0 || snapshot_take(db, o->id, date, e) < 0)
        return -1;
    return write_event(db, o, round.closes_at, e);
}

static int do_close(struct db *db, struct round_order *o, struct err *e)
{
    static const enum sql_id steps[] = {
        SQL_ROUND_UNITS_TOUCH,           SQL_ROUND_UNITS_RESET,
        SQL_ROUND_BASIS_DROP_CLASS_CELLS, SQL_ROUND_BASIS_DROP_UNIT_CELLS,
        SQL_ROUND_BASIS_DROP_CLASS_MEASURES, SQL_ROUND_BASIS_DROP_UNIT_MEASURES,
        SQL_ROUND_SET_CLOSED,
    };
    struct round round;

    if (lock_round(db, o->id, &round, e) < 0)
        return -1;
    if (round.state != ROUND_OPEN)
        return refuse_state(e, &round, ", not open");
    for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
        if (db_exec(db, steps[i], NULL, e, DB_I(o->id)) < 0)
            return -1;
    }
    if (dips_fix(db, o->id, e) < 0 || follow_rebuild(db, o->id, e) < 0)
        return -1;
    return write_event(db, o, NULL, e);
}

static int need_reason(const struct round_order *o, struct err *e)
{
    const char *reason = o->reason ? o->reason : "";

    if (reason[strspn(reason, " \t\r\n")] == '\0')
        return err_set_code(e, ERR_INPUT, ROUND_REFUSED_REASON, "to %s a round needs a reason",
                            act_names[o->act]);
    return 0;
}

/* Without the pupils' rows nothing can be reported, and nothing recounted. */
static int refuse_purged(struct db *db, const struct round *round, struct err *e)
{
    bool purged;

    if (round_is_purged(db, round->id, &purged, e) < 0)
        return -1;
    return purged ? err_set_code(e, ERR_CONFLICT, ROUND_REFUSED_PURGED,
                                 "round %s is too old: its pupils' rows were removed", round->key)
                  : 0;
}

static int do_reopen(struct db *db, struct round_order *o, struct err *e)
{
    struct round round;

    if (need_reason(o, e) < 0 || lock_round(db, o->id, &round, e) < 0)
        return -1;
    /* An open round whose time has passed is reopened too: its closing time is moved. */
    if (round.state == ROUND_PLANNED || round.accepts)
        return refuse_state(e, &round, ": only a round that has closed is reopened");
    if (refuse_purged(db, &round, e) < 0 || set_open(db, o, round.snapshot_on, &round, e) < 0)
        return -1;
    if (!round.accepts)
        return err_set_code(e, ERR_INPUT, ROUND_REFUSED_PASSED,
                            "the closing time of round %s has passed: give a new one", round.key);
    return write_event(db, o, round.closes_at, e);
}

/* ---- longer time for one school ---- */

static int do_extend(struct db *db, struct round_order *o, struct err *e)
{
    char until[ROUND_TIME_SIZE] = "";
    bool to_come = true, later = true;
    struct round round;
    struct db_rows *r;
    bool takes_part;

    if (need_reason(o, e) < 0 || lock_round(db, o->id, &round, e) < 0)
        return -1;
    if (round.state != ROUND_OPEN)
        return refuse_state(e, &round, ": only in an open round a school gets longer time");
    if (db_select(db, SQL_ROUND_UNIT_LOCK, &r, e, DB_I(o->id), DB_I(o->unit_id)) < 0)
        return -1;
    takes_part = db_next(r);
    if (db_done(r, e) < 0)
        return -1;
    if (!takes_part)
        return refuse(e, ERR_INPUT, ROUND_REFUSED_UNIT, "the school does not take part in it");
    if (o->closes != DAY_MAX) {
        utc_of_local(o->closes, true, until);
        if (ask_clock(db, until, round.closes_at, &to_come, &later, e) < 0)
            return -1;
    }
    if (!to_come || !later)
        return refuse(e, ERR_INPUT, ROUND_REFUSED_PASSED,
                      "longer time ends later than the round, and not in the past");
    if (db_exec(db, SQL_ROUND_UNIT_EXTEND, NULL, e, DB_S(until[0] ? until : NULL), DB_I(o->id),
                DB_I(o->unit_id)) < 0)
        return -1;
    return write_event(db, o, until[0] ? until : NULL, e);
}

/* ---- public ---- */

int round_do(struct db *db, struct round_order *o, struct round *ret_round, struct err *e)
{
    static int (*const acts[ROUND_ACT__MAX])(struct db *db, struct round_order *o,
                                             struct err *e) = {
        [ROUND_ACT_PLAN] = do_plan,   [ROUND_ACT_CHANGE] = do_change, [ROUND_ACT_OPEN] = do_open,
        [ROUND_ACT_CLOSE] = do_close, [ROUND_ACT_REOPEN] = do_reopen, [ROUND_ACT_EXTEND] = do_extend,
    };
    struct round round;

    if (acts[o->act](db, o, e) < 0 || round_by_id(db, o->id, &round, e) < 0)
        return -1;
    if (ret_round)
        *ret_round = round;
    return 0;
}

struct alone {
    struct round_order *order;
    struct round round;
};

static int do_in_transaction(struct db *db, void *ctx, struct err *e)
{
    struct alone *a = ctx;

    return round_do(db, a->order, &a->round, e);
}

int round_do_alone(struct db *db, struct round_order *o, struct round *ret_round, struct err *e)
{
    struct alone a = {.order = o};

    if (db_transaction(db, do_in_transaction, &a, e) < 0)
        return -1;
    if (ret_round)
        *ret_round = a.round;
    return 0;
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
        struct round_order o = {.act = due[i].opens ? ROUND_ACT_OPEN : ROUND_ACT_CLOSE,
                                .id = due[i].id,
                                .day = today,
                                .closes = DAY_MAX,
                                .actor = *actor};

        if (round_do_alone(db, &o, NULL, e) < 0)
            return -1;
    }
    *ret_n = n;
    return 0;
}

int round_year_of(int32_t day)
{
    struct term term = term_from_day(day);

    /* In June the year to plan is the next one. */
    if (term.season == TERM_SPRING && term_from_day(day + 30).season == TERM_AUTUMN)
        return term.year;
    return term.season == TERM_AUTUMN ? term.year : term.year - 1;
}

int round_propose_year(struct db *db, int year, int32_t today,
                       struct round_proposal ret_list[ROUND_YEAR_MAX], struct err *e)
{
    for (int i = 0; i < ROUND_YEAR_MAX; i++) {
        struct round_proposal *to = &ret_list[i];
        struct term term = {.year = year + i, .season = i == 0 ? TERM_AUTUMN : TERM_SPRING};
        struct term_round dates;

        if (year < TERM_YEAR_MIN || year >= TERM_YEAR_MAX ||
            term_propose_round(term, term_forecast_week(term), &dates) < 0)
            return err_set(e, ERR_INPUT, "%d is not a year to plan", year);
        to->plan = (struct round_plan){.kind = ROUND_FORECAST,
                                       .term = term,
                                       .week = dates.week,
                                       .opens = dates.opens,
                                       .due = dates.due,
                                       .closes = dates.closes};
        to->passed = dates.closes < today;
        key_of(&to->plan, to->key);
        if (find_key(db, to->key, &to->existing, e) < 0)
            return -1;
    }
    return 0;
}
