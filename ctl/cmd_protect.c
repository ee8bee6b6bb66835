#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ctl/ctl.h"
#include "domain/day.h"
#include "store/protect.h"

/* Persons are named by their ids alone: the command shows no names. */
struct protect_work {
    const char *act, *reason, *pseudonym;
    uint32_t ids[2]; /* whom, and who is to see */
    int n_ids;
    enum protect_mark mark;
    int32_t from, to; /* DAY_MAX: not given */
    int32_t today;
};

static int parse_options(int argc, char **argv, struct protect_work *w)
{
    static const struct option options[] = {{"reason", required_argument, NULL, 'r'},
                                            {"pseudonym", required_argument, NULL, 'p'},
                                            {"as", required_argument, NULL, 'a'},
                                            {"from", required_argument, NULL, 'f'},
                                            {"to", required_argument, NULL, 't'},
                                            {0}};
    int opt;

    while ((opt = getopt_long(argc, argv, "", options, NULL)) != -1) {
        if (opt == 'r')
            w->reason = optarg;
        else if (opt == 'p')
            w->pseudonym = optarg;
        else if (opt == 'a')
            w->mark = protect_mark_find(optarg);
        else if (opt == '?' || ctl_day(opt == 'f' ? "--from" : "--to", optarg,
                                       opt == 'f' ? &w->from : &w->to) < 0)
            return CTL_USAGE;
    }
    if (w->mark == PROTECT_NONE || w->mark == PROTECT_MARK__MAX)
        return ctl_usage("--as is confidential or registration");
    for (; optind < argc; optind++) {
        char *end;
        unsigned long id = strtoul(argv[optind], &end, 10);

        if (*end || id == 0 || id > UINT32_MAX || w->n_ids == 2)
            return ctl_usage("\"%s\" is not the id of a person", argv[optind]);
        w->ids[w->n_ids++] = (uint32_t)id;
    }
    return 0;
}

static int work(struct db *db, void *ctx, struct err *e)
{
    const struct protect_work *w = ctx;
    const struct protect_actor actor = {.today = w->today};
    struct protect_change change = {.person_id = w->ids[0],
                                    .set_mark = true,
                                    .mark = w->mark,
                                    .reason = w->reason,
                                    .set_pseudonym = w->pseudonym != NULL,
                                    .pseudonym = w->pseudonym && *w->pseudonym ? w->pseudonym : NULL};
    struct protect_result result;

    if (strcmp(w->act, "allow") == 0)
        return protect_allow(db, &actor, w->ids[0], w->ids[1],
                             w->from == DAY_MAX ? w->today : w->from, w->to, e);
    if (strcmp(w->act, "deny") == 0)
        return protect_deny(db, &actor, w->ids[0], w->ids[1], e);
    if (strcmp(w->act, "unmark") == 0)
        change.mark = PROTECT_NONE;
    return protect_change(db, &actor, &change, &result, e);
}

static int list(struct ctl *c, int32_t today)
{
    char day[DAY_TEXT_SIZE];
    struct err e = {0};
    struct db_rows *r;

    day_format(today, day);
    if (db_select_once(c->db, SQL_PROTECT_ALL, &r, &e, DB_S(day)) < 0)
        return ctl_fail(&e);
    while (db_next(r))
        printf("%-10s %-14s %s%s%s%s, %lld named\n", db_str(r, 0),
               protect_mark_name((enum protect_mark)db_int(r, 2)),
               db_int(r, 3) ? "by the roster" : "", db_int(r, 3) && db_int(r, 4) ? " and " : "",
               db_int(r, 4) ? "by hand" : "", db_int(r, 5) ? ", pseudonym" : "",
               (long long)db_int(r, 6));
    return db_done(r, &e) < 0 ? ctl_fail(&e) : 0;
}

int cmd_protect(struct ctl *c, int argc, char **argv)
{
    static const struct {
        const char *act;
        int n_ids;
    } acts[] = {{"list", 0}, {"mark", 1}, {"unmark", 1}, {"allow", 2}, {"deny", 2}};
    struct protect_work w = {.act = argc > 1 ? argv[1] : "",
                             .mark = PROTECT_CONFIDENTIAL,
                             .from = DAY_MAX,
                             .to = DAY_MAX,
                             .today = ctl_today()};
    struct err e = {0};
    size_t i = 0;
    int status;

    while (i < sizeof(acts) / sizeof(acts[0]) && strcmp(acts[i].act, w.act) != 0)
        i++;
    if (i == sizeof(acts) / sizeof(acts[0]))
        return ctl_usage("protect list|mark|unmark|allow|deny");
    status = parse_options(argc - 1, argv + 1, &w);
    if (status != 0)
        return status;
    if (w.n_ids != acts[i].n_ids)
        return ctl_usage("protect %s takes %d ids of persons", w.act, acts[i].n_ids);
    if (i == 0)
        return list(c, w.today);
    if (strcmp(w.act, "allow") == 0 && w.to == DAY_MAX)
        return ctl_usage("protect allow wants a last day: --to YYYY-MM-DD");
    if (db_transaction(c->db, work, &w, &e) < 0)
        return ctl_fail(&e);
    printf("protect %s: done\n", w.act);
    return 0;
}
