#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "ctl/ctl.h"
#include "domain/day.h"
#include "domain/term.h"
#include "store/round_act.h"
#include "store/unit.h"

struct round_options {
    enum round_kind kind;
    int week; /* 0 = proposed */
    int32_t opens, due, closes, date; /* DAY_MAX = not given */
    const char *reason, *unit;
    bool until; /* --until was given: a day (in closes), or none */
    const char *what; /* term, school year or key */
};

static const struct round_actor actor = {0, "malkollctl"};

/* "none" takes longer time back. */
static int parse_until(const char *text, struct round_options *o)
{
    o->until = true;
    return strcmp(text, "none") == 0 ? 0 : ctl_day("--until", text, &o->closes);
}

static int parse_options(int argc, char **argv, struct round_options *o)
{
    static const struct option options[] = {
        {"kind", required_argument, NULL, 'k'},   {"week", required_argument, NULL, 'w'},
        {"opens", required_argument, NULL, 'o'},  {"due", required_argument, NULL, 'd'},
        {"closes", required_argument, NULL, 'c'}, {"date", required_argument, NULL, 't'},
        {"reason", required_argument, NULL, 'r'}, {"unit", required_argument, NULL, 'u'},
        {"until", required_argument, NULL, 'l'},  {0}};
    int opt;

    while ((opt = getopt_long(argc, argv, "", options, NULL)) != -1) {
        int result = 0;

        if (opt == 'k' && strcmp(optarg, "grade") == 0)
            o->kind = ROUND_GRADE;
        else if (opt == 'k' && strcmp(optarg, "forecast") != 0)
            return ctl_usage("--kind is forecast or grade");
        else if (opt == 'w' && (o->week = atoi(optarg)) < 1)
            return ctl_usage("--week: \"%s\" is not an ISO week", optarg);
        else if (opt == 'o')
            result = ctl_day("--opens", optarg, &o->opens);
        else if (opt == 'd')
            result = ctl_day("--due", optarg, &o->due);
        else if (opt == 'c')
            result = ctl_day("--closes", optarg, &o->closes);
        else if (opt == 't')
            result = ctl_day("--date", optarg, &o->date);
        else if (opt == 'r')
            o->reason = optarg;
        else if (opt == 'u')
            o->unit = optarg;
        else if (opt == 'l')
            result = parse_until(optarg, o);
        else if (opt == '?')
            return CTL_USAGE;
        if (result < 0)
            return CTL_USAGE;
    }
    if (optind < argc)
        o->what = argv[optind++];
    if (optind < argc)
        return ctl_usage("what is \"%s\"?", argv[optind]);
    return 0;
}

/* "YYYY-MM-DD hh:mm" in local time of a UTC text. */
static const char *local_time(const char *utc, char ret_text[20])
{
    struct tm tm = {0};
    time_t t;

    if (!strptime(utc, "%Y-%m-%d %H:%M:%S", &tm))
        return utc;
    t = timegm(&tm);
    localtime_r(&t, &tm);
    strftime(ret_text, 20, "%Y-%m-%d %H:%M", &tm);
    return ret_text;
}

static void print_round(const struct round *r)
{
    char opens[20], due[20], closes[20], until[20];

    printf("%-13s %-8s %-8s opens %s  due %s  closes %s%s", r->key, round_kind_name(r->kind),
           round_state_name(r->state), local_time(r->opens_at, opens), local_time(r->due_at, due),
           local_time(r->closes_at, closes),
           r->state == ROUND_OPEN && !r->accepts ? "  (time has passed)" : "");
    if (r->extended_until[0])
        printf("  some schools until %s", local_time(r->extended_until, until));
    putchar('\n');
}

static int run(struct ctl *c, struct round_order *order)
{
    struct round round;
    struct err e = {0};

    order->actor = actor;
    if (round_do_alone(c->db, order, &round, &e) < 0)
        return ctl_fail(&e);
    print_round(&round);
    return 0;
}

static int plan(struct ctl *c, const struct round_options *o)
{
    struct term_round proposal;
    struct round_order order = {.act = ROUND_ACT_PLAN, .plan = {.kind = o->kind}};
    struct round_plan *p = &order.plan;

    if (!o->what || term_parse(o->what, &p->term) < 0)
        return ctl_usage("round plan wants a term, such as HT2026 or VT2027");
    p->week = o->week ? o->week : term_forecast_week(p->term);
    if (term_propose_round(p->term, p->week, &proposal) < 0)
        return ctl_usage("%s has no week %d", o->what, p->week);
    p->opens = o->opens != DAY_MAX ? o->opens : proposal.opens;
    p->due = o->due != DAY_MAX ? o->due : proposal.due;
    p->closes = o->closes != DAY_MAX ? o->closes : proposal.closes;
    return run(c, &order);
}

/* Plans what a school year lacks. */
static int plan_year(struct ctl *c, const struct round_options *o)
{
    struct round_proposal list[ROUND_YEAR_MAX];
    struct err e = {0};
    int year = o->what ? atoi(o->what) : round_year_of(ctl_today());
    int planned = 0;

    if (db_connect(c->db, &e) < 0 ||
        round_propose_year(c->db, year, ctl_today(), list, &e) < 0)
        return ctl_fail(&e);
    for (int i = 0; i < ROUND_YEAR_MAX; i++) {
        struct round_order order = {.act = ROUND_ACT_PLAN, .plan = list[i].plan};

        if (list[i].existing || list[i].passed) {
            printf("%-13s %s\n", list[i].key,
                   list[i].existing ? "is there already" : "has passed, not planned");
            continue;
        }
        if (run(c, &order) != 0)
            return CTL_FAILED;
        planned++;
    }
    printf("%d rounds planned\n", planned);
    return 0;
}

static int list(struct ctl *c)
{
    struct err e = {0};
    struct db_rows *r;

    if (db_select_once(c->db, SQL_ROUND_LIST, &r, &e) < 0)
        return ctl_fail(&e);
    while (db_next(r)) {
        struct round round;

        round_from_row(r, &round);
        print_round(&round);
    }
    return db_done(r, &e) < 0 ? ctl_fail(&e) : 0;
}

static int is_due(struct ctl *c, bool *ret_due, struct err *e)
{
    struct db_rows *r;

    if (db_select_once(c->db, SQL_ROUND_DUE, &r, e) < 0)
        return -1;
    *ret_due = db_next(r);
    return db_done(r, e);
}

/* Of every five minutes, only those are logged in which there is something to do. */
static int tick(struct ctl *c)
{
    struct err e = {0};
    bool due;
    int n;

    if (is_due(c, &due, &e) < 0)
        return ctl_fail(&e);
    if (due && ctl_log(c, AUDIT_ROUND, "round due", "begun") < 0)
        return CTL_FAILED;
    if (round_tick(c->db, ctl_today(), &actor, &n, &e) < 0)
        return ctl_fail(&e);
    printf("%d rounds opened or closed\n", n);
    return 0;
}

/* Acts on a round that is there. */
static int change(struct ctl *c, enum round_act act, const char *name,
                  const struct round_options *o)
{
    struct round_order order = {.act = act,
                                .day = o->date != DAY_MAX ? o->date : ctl_today(),
                                .closes = o->closes,
                                .reason = o->reason};
    struct round round;
    struct err e = {0};

    if (!o->what)
        return ctl_usage("round %s wants a round, such as HT2026-43", name);
    if (act == ROUND_ACT_EXTEND && (!o->unit || !o->until))
        return ctl_usage("round extend wants --unit, --until (a day, or none) and --reason");
    if (act == ROUND_ACT_CHANGE &&
        (o->opens == DAY_MAX || o->due == DAY_MAX || o->closes == DAY_MAX))
        return ctl_usage("round change wants --opens, --due and --closes");
    if (db_connect(c->db, &e) < 0 || round_by_key(c->db, o->what, &round, &e) < 0 ||
        (o->unit && unit_by_text(c->db, o->unit, &order.unit_id, &e) < 0))
        return ctl_fail(&e);
    order.id = round.id;
    order.plan = (struct round_plan){.opens = o->opens, .due = o->due, .closes = o->closes};
    return run(c, &order);
}

int cmd_round(struct ctl *c, int argc, char **argv)
{
    static const struct {
        const char *name;
        enum round_act act;
    } changes[] = {{"change", ROUND_ACT_CHANGE},
                   {"open", ROUND_ACT_OPEN},
                   {"close", ROUND_ACT_CLOSE},
                   {"reopen", ROUND_ACT_REOPEN},
                   {"extend", ROUND_ACT_EXTEND}};
    struct round_options o = {.opens = DAY_MAX, .due = DAY_MAX, .closes = DAY_MAX, .date = DAY_MAX};
    const char *act = argc > 1 ? argv[1] : "";
    int status;

    if (argc < 2)
        return ctl_usage("round plan|plan-year|change|open|close|reopen|extend|list|due");
    status = parse_options(argc - 1, argv + 1, &o);
    if (status != 0)
        return status;
    if (strcmp(act, "plan") == 0)
        return plan(c, &o);
    if (strcmp(act, "plan-year") == 0)
        return plan_year(c, &o);
    if (strcmp(act, "list") == 0)
        return list(c);
    if (strcmp(act, "due") == 0)
        return tick(c);
    for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
        if (strcmp(act, changes[i].name) == 0)
            return change(c, changes[i].act, act, &o);
    }
    return ctl_usage("there is no \"round %s\"", act);
}
