/*
 * Rounds as the administrator sees and changes them. Everything is done by lib/store/round_act, as
 * malkollctl does.
 */
#include <stdio.h>
#include <string.h>

#include "domain/day.h"
#include "fcgi/handlers.h"
#include "fcgi/identity.h"
#include "fcgi/member.h"
#include "fcgi/piece.h"
#include "fcgi/req_audit.h"
#include "store/round_act.h"

#define REASON_MAX 500

static int32_t today(const struct req *q)
{
    int32_t day = 0;

    (void)day_parse(q->today, &day);
    return day;
}

/* What the library refused, as a problem that says what to do. */
static int refused(struct req *q, const struct err *e)
{
    if (e->kind != ERR_CONFLICT && e->kind != ERR_INPUT)
        return fail_err(q, e);
    switch (e->code) {
    case ROUND_REFUSED_EXISTS:
        return fail(q, 409, "round-exists", "The round is planned already.");
    case ROUND_REFUSED_STATE:
        return fail(q, 409, "round-state",
                    "The round is in another state now: load the page again to see what is "
                    "possible.");
    case ROUND_REFUSED_ORDER:
        return fail(q, 422, "round-days", "A round opens, then is due, then closes.");
    case ROUND_REFUSED_PASSED:
        return fail(q, 422, "round-passed",
                    "The closing time must be in the future, and for one school after the "
                    "round's.");
    case ROUND_REFUSED_REASON:
        return fail_field(q, 422, "reason-required", "reason", "This needs a reason.");
    case ROUND_REFUSED_PURGED:
        return fail(q, 409, "round-purged",
                    "The round is so old that its pupils were removed: it cannot be reopened.");
    case ROUND_REFUSED_UNIT:
        return fail_field(q, 422, "unit-not-in-round", "unit",
                          "The school does not take part in the round.");
    default:
        return fail_err(q, e);
    }
}

static int run(struct req *q, struct round_order *order, struct round *ret_round)
{
    char detail[REASON_MAX * 4 + 40];
    struct err e = {0};

    order->actor = (struct round_actor){q->me->person_id, q->me->name};
    if (round_do(q->db, order, ret_round, &e) < 0)
        return refused(q, &e);
    snprintf(detail, sizeof(detail), "%s %s%s%s", round_act_name(order->act), ret_round->key,
             order->reason ? ": " : "", order->reason ? order->reason : "");
    req_audit(q, &(struct audit_line){.kind = AUDIT_ROUND, .round_id = ret_round->id,
                                      .unit_id = order->unit_id, .detail = detail});
    return 0;
}

static int answer(struct req *q, const struct round *round)
{
    json_object(&q->w);
    piece_round(&q->w, "round", round);
    json_object_end(&q->w);
    return 0;
}

/* ---- planning ---- */

static void kv_day(struct json_writer *w, const char *key, int32_t day)
{
    char text[DAY_TEXT_SIZE];

    day_format(day, text);
    json_kv_str(w, key, text);
}

static void write_proposal(struct json_writer *w, const struct round_proposal *p)
{
    char term[TERM_TEXT_SIZE];

    term_format(p->plan.term, term);
    json_object(w);
    json_kv_str(w, "key", p->key);
    json_kv_str(w, "kind", round_kind_name(p->plan.kind));
    json_kv_str(w, "term", term);
    json_kv_int(w, "week", p->plan.week);
    kv_day(w, "opens", p->plan.opens);
    kv_day(w, "due", p->plan.due);
    kv_day(w, "closes", p->plan.closes);
    json_kv_id(w, "existing", p->existing);
    json_kv_bool(w, "passed", p->passed);
    json_object_end(w);
}

int h_round_proposal(struct req *q)
{
    struct round_proposal list[ROUND_YEAR_MAX];
    int year = q->args.year ? q->args.year : round_year_of(today(q));
    struct err e = {0};

    if (round_propose_year(q->db, year, today(q), list, &e) < 0)
        return e.kind == ERR_INPUT ? fail_field(q, 400, "invalid-parameter", "year",
                                                "This school year cannot be planned.")
                                   : fail_err(q, &e);
    json_object(&q->w);
    json_kv_int(&q->w, "year", year);
    json_key(&q->w, "rounds");
    json_array(&q->w);
    for (int i = 0; i < ROUND_YEAR_MAX; i++)
        write_proposal(&q->w, &list[i]);
    json_array_end(&q->w);
    json_object_end(&q->w);
    return 0;
}

static int read_days(struct req *q, const struct json_node *n, struct round_plan *plan)
{
    if (member_day(q, n, "opens", true, &plan->opens) < 0 ||
        member_day(q, n, "due", true, &plan->due) < 0 ||
        member_day(q, n, "closes", true, &plan->closes) < 0)
        return -1;
    return 0;
}

static int read_plan(struct req *q, const struct json_node *n, struct round_plan *plan)
{
    static const char *const names[] = {"kind", "term", "week", "opens", "due", "closes", NULL};
    const char *kind, *term;
    struct term_round dates;

    if (member_only(q, n, names) < 0 || member_text(q, n, "kind", 8, true, &kind) < 0 ||
        member_text(q, n, "term", 6, true, &term) < 0)
        return -1;
    if (strcmp(kind, "grade") != 0 && strcmp(kind, "forecast") != 0)
        return fail_field(q, 422, "invalid-body", "kind", "kind must be forecast or grade.");
    if (term_parse(term, &plan->term) < 0)
        return fail_field(q, 422, "invalid-body", "term", "term must be a term such as HT2026.");
    plan->kind = strcmp(kind, "grade") == 0 ? ROUND_GRADE : ROUND_FORECAST;
    if (plan->kind == ROUND_FORECAST) {
        if (member_int(q, n, "week", 1, 53, &plan->week) < 0)
            return -1;
        if (term_propose_round(plan->term, plan->week, &dates) < 0)
            return fail_field(q, 422, "invalid-body", "week", "The term does not have this week.");
    }
    return read_days(q, n, plan);
}

int h_round_plan(struct req *q)
{
    struct round_order order = {.act = ROUND_ACT_PLAN};
    struct round round;

    if (read_plan(q, q->body, &order.plan) < 0 || run(q, &order, &round) < 0)
        return -1;
    return answer(q, &round);
}

/* Plans all of the list, or nothing. */
int h_round_plan_year(struct req *q)
{
    static const char *const names[] = {"rounds", NULL};
    struct json_writer *w = &q->w;
    const struct json_node *rounds;

    if (member_only(q, q->body, names) < 0 ||
        member_array(q, q->body, "rounds", 1, 4, &rounds) < 0)
        return -1;
    json_object(w);
    json_key(w, "rounds");
    json_array(w);
    for (const struct json_node *n = json_first(rounds); n; n = json_next(n)) {
        struct round_order order = {.act = ROUND_ACT_PLAN};
        struct round round;

        if (read_plan(q, n, &order.plan) < 0 || run(q, &order, &round) < 0)
            return -1;
        piece_round(w, NULL, &round);
    }
    json_array_end(w);
    json_object_end(w);
    return 0;
}

int h_round_change(struct req *q)
{
    static const char *const names[] = {"opens", "due", "closes", NULL};
    struct round_order order = {.act = ROUND_ACT_CHANGE, .id = q->args.id};
    struct round round;

    if (member_only(q, q->body, names) < 0 || read_days(q, q->body, &order.plan) < 0 ||
        run(q, &order, &round) < 0)
        return -1;
    return answer(q, &round);
}

/* ---- acts on a round that is there ---- */

int h_round_open(struct req *q)
{
    static const char *const names[] = {"closes", NULL};
    struct round_order order = {.act = ROUND_ACT_OPEN, .id = q->args.id, .day = today(q)};
    struct round round;

    if (member_only(q, q->body, names) < 0 ||
        member_day(q, q->body, "closes", false, &order.closes) < 0 || run(q, &order, &round) < 0)
        return -1;
    /* Nobody opens a round in the browser that nobody can report in. */
    if (!round.accepts)
        return fail_field(q, 422, "round-passed", "closes",
                          "The closing day has passed: choose another one.");
    return answer(q, &round);
}

int h_round_close(struct req *q)
{
    static const char *const names[] = {"reason", NULL};
    struct round_order order = {.act = ROUND_ACT_CLOSE, .id = q->args.id};
    struct round round;

    if (member_only(q, q->body, names) < 0 ||
        member_text(q, q->body, "reason", REASON_MAX, false, &order.reason) < 0 ||
        run(q, &order, &round) < 0)
        return -1;
    return answer(q, &round);
}

int h_round_reopen(struct req *q)
{
    static const char *const names[] = {"closes", "reason", NULL};
    struct round_order order = {.act = ROUND_ACT_REOPEN, .id = q->args.id};
    struct round round;

    if (member_only(q, q->body, names) < 0 ||
        member_day(q, q->body, "closes", true, &order.closes) < 0 ||
        member_text(q, q->body, "reason", REASON_MAX, false, &order.reason) < 0 ||
        run(q, &order, &round) < 0)
        return -1;
    return answer(q, &round);
}

int h_round_extend(struct req *q)
{
    static const char *const names[] = {"unit", "until", "reason", NULL};
    struct round_order order = {.act = ROUND_ACT_EXTEND, .id = q->args.id};
    struct round round;

    if (member_only(q, q->body, names) < 0 ||
        member_id(q, q->body, "unit", true, &order.unit_id) < 0 ||
        member_day(q, q->body, "until", false, &order.closes) < 0 ||
        member_text(q, q->body, "reason", REASON_MAX, false, &order.reason) < 0 ||
        run(q, &order, &round) < 0)
        return -1;
    return answer(q, &round);
}

/* ---- one round with its schools and what has been done with it ---- */

static int write_units(struct req *q)
{
    struct json_writer *w = &q->w;
    struct db_rows *r;
    struct err e = {0};

    if (db_select(q->db, SQL_ROUND_UNITS, &r, &e, DB_I(q->args.id)) < 0)
        return fail_err(q, &e);
    json_key(w, "units");
    json_array(w);
    while (db_next(r)) {
        json_object(w);
        json_kv_id(w, "id", db_id(r, 0));
        json_kv_str(w, "name", db_str(r, 1));
        req_kv_time(w, "until", db_str(r, 2));
        json_object_end(w);
    }
    json_array_end(w);
    return db_done(r, &e) < 0 ? fail_err(q, &e) : 0;
}

static int write_events(struct req *q)
{
    struct json_writer *w = &q->w;
    struct db_rows *r;
    struct err e = {0};

    if (db_select(q->db, SQL_ROUND_EVENTS, &r, &e, DB_I(q->args.id)) < 0)
        return fail_err(q, &e);
    json_key(w, "events");
    json_array(w);
    while (db_next(r)) {
        json_object(w);
        req_kv_time(w, "at", db_str(r, 0));
        json_kv_str(w, "act", db_str(r, 1));
        json_kv_str(w, "by", db_str(r, 2));
        json_kv_str(w, "reason", db_str(r, 3));
        piece_id_name(w, "unit", db_id(r, 4), db_str(r, 5));
        req_kv_time(w, "until", db_str(r, 6));
        json_object_end(w);
    }
    json_array_end(w);
    return db_done(r, &e) < 0 ? fail_err(q, &e) : 0;
}

int h_round(struct req *q)
{
    struct round round;
    struct err e = {0};

    if (round_by_id(q->db, q->args.id, &round, &e) < 0)
        return fail_err(q, &e);
    json_object(&q->w);
    piece_round(&q->w, "round", &round);
    if (write_units(q) < 0 || write_events(q) < 0)
        return -1;
    json_object_end(&q->w);
    return 0;
}
