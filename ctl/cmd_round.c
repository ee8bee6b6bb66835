#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "ctl/ctl.h"
#include "domain/day.h"
#include "domain/term.h"
#include "store/round.h"

struct round_options {
    enum round_kind kind;
    int week; /* 0 = proposed */
    int32_t opens, due, closes, date; /* DAY_MAX = not given */
    const char *reason;
    const char *what; /* term or key */
};

static const struct round_actor actor = {0, "malkollctl"};

static int parse_options(int argc, char **argv, struct round_options *o)
{
    static const struct option options[] = {
        {"kind", required_argument, NULL, 'k'},   {"week", required_argument, NULL, 'w'},
        {"opens", required_argument, NULL, 'o'},  {"due", required_argument, NULL, 'd'},
        {"closes", required_argument, NULL, 'c'}, {"date", required_argument, NULL, 't'},
        {"reason", required_argument, NULL, 'r'}, {0}};
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
    char opens[20], due[20], closes[20];

    printf("%-13s %-8s %-8s opens %s  due %s  closes %s%s\n", r->key, round_kind_name(r->kind),
           round_state_name(r->state), local_time(r->opens_at, opens), local_time(r->due_at, due),
           local_time(r->closes_at, closes),
           r->state == ROUND_OPEN && !r->accepts ? "  (time has passed)" : "");
}

static int print_by_id(struct ctl *c, uint32_t id)
{
    struct round round;
    struct err e = {0};

    if (round_by_id(c->db, id, &round, &e) < 0)
        return ctl_fail(&e);
    print_round(&round);
    return 0;
}

static int plan(struct ctl *c, const struct round_options *o)
{
    struct term_round proposal;
    struct round_plan p = {.kind = o->kind};
    struct err e = {0};
    uint32_t id;

    if (!o->what || term_parse(o->what, &p.term) < 0)
        return ctl_usage("round plan wants a term, such as HT2026 or VT2027");
    p.week = o->week ? o->week : term_forecast_week(p.term);
    if (term_propose_round(p.term, p.week, &proposal) < 0)
        return ctl_usage("%s has no week %d", o->what, p.week);
    p.opens = o->opens != DAY_MAX ? o->opens : proposal.opens;
    p.due = o->due != DAY_MAX ? o->due : proposal.due;
    p.closes = o->closes != DAY_MAX ? o->closes : proposal.closes;
    if (round_plan(c->db, &p, &actor, &id, &e) < 0)
        return ctl_fail(&e);
    return print_by_id(c, id);
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

static int tick(struct ctl *c)
{
    struct err e = {0};
    int n;

    if (round_tick(c->db, ctl_today(), &actor, &n, &e) < 0)
        return ctl_fail(&e);
    printf("%d rounds opened or closed\n", n);
    return 0;
}

/* open, close and reopen. */
static int change(struct ctl *c, const char *act, const struct round_options *o)
{
    struct round round;
    struct err e = {0};
    int result;

    if (!o->what)
        return ctl_usage("round %s wants a round, such as HT2026-43", act);
    if (db_connect(c->db, &e) < 0 || round_by_key(c->db, o->what, &round, &e) < 0)
        return ctl_fail(&e);
    if (strcmp(act, "open") == 0)
        result = round_open(c->db, round.id, o->date != DAY_MAX ? o->date : ctl_today(), o->closes,
                            &actor, &e);
    else if (strcmp(act, "close") == 0)
        result = round_close(c->db, round.id, &actor, o->reason, &e);
    else
        result = round_reopen(c->db, round.id, o->closes, &actor, o->reason, &e);
    return result < 0 ? ctl_fail(&e) : print_by_id(c, round.id);
}

int cmd_round(struct ctl *c, int argc, char **argv)
{
    struct round_options o = {.opens = DAY_MAX, .due = DAY_MAX, .closes = DAY_MAX, .date = DAY_MAX};
    const char *act = argc > 1 ? argv[1] : "";
    int status;

    if (argc < 2)
        return ctl_usage("round plan|open|close|reopen|list|due");
    status = parse_options(argc - 1, argv + 1, &o);
    if (status != 0)
        return status;
    if (strcmp(act, "plan") == 0)
        return plan(c, &o);
    if (strcmp(act, "list") == 0)
        return list(c);
    if (strcmp(act, "due") == 0)
        return tick(c);
    if (strcmp(act, "open") == 0 || strcmp(act, "close") == 0 || strcmp(act, "reopen") == 0)
        return change(c, act, &o);
    return ctl_usage("there is no \"round %s\"", act);
}
