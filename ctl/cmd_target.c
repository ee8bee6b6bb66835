/* target: milestones of the measures. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ctl/ctl.h"
#include "store/target.h"

static int list(struct ctl *c)
{
    struct arena *a = arena_new(SIZE_MAX);
    struct targets t;
    struct err e = {0};
    int result = 0;

    if (db_connect(c->db, &e) < 0 || target_load(c->db, a, &t, &e) < 0) {
        result = ctl_fail(&e);
        t.n = 0;
    }
    for (size_t i = 0; i < t.n; i++) {
        const struct target *one = &t.list[i];

        char year[8] = "all";

        if (one->year_group)
            snprintf(year, sizeof(year), "%d", one->year_group);
        printf("%-5u %-28s %-4s year group %-4s %5d.%d  %s - %s\n", one->id, one->measure,
               one->code ? one->code : "", year, one->value10 / 10, one->value10 % 10, one->from,
               one->to[0] ? one->to : "");
    }
    arena_free(a);
    return result;
}

static int add_in_transaction(struct db *db, void *ctx, struct err *e)
{
    return target_add(db, ctx, e);
}

/* "92" or "92.5" to tenths; -1 when it is neither. */
static int tenths(const char *text)
{
    char *end;
    long whole = strtol(text, &end, 10);

    if (end == text || whole < 0 || whole > 1000)
        return -1;
    if ((*end == '.' || *end == ',') && end[1] >= '0' && end[1] <= '9' && !end[2])
        return (int)whole * 10 + (end[1] - '0');
    return *end ? -1 : (int)whole * 10;
}

static int add(struct ctl *c, int argc, char **argv)
{
    static const struct option options[] = {
        {"measure", required_argument, NULL, 'm'}, {"subject", required_argument, NULL, 's'},
        {"year-group", required_argument, NULL, 'y'}, {"value", required_argument, NULL, 'v'},
        {"from", required_argument, NULL, 'f'}, {"to", required_argument, NULL, 't'}, {0}};
    struct target_order o = {.to = DAY_MAX, .from = ctl_today(), .value10 = -1};
    struct err e = {0};
    int opt;

    while ((opt = getopt_long(argc, argv, "", options, NULL)) != -1) {
        if (opt == 'm')
            o.measure = optarg;
        else if (opt == 's')
            o.subject = optarg;
        else if (opt == 'y')
            o.year_group = atoi(optarg);
        else if (opt == 'v')
            o.value10 = tenths(optarg);
        else if ((opt != 'f' || ctl_day("--from", optarg, &o.from) < 0) &&
                 (opt != 't' || ctl_day("--to", optarg, &o.to) < 0))
            return CTL_USAGE;
    }
    if (o.subject && !o.measure)
        o.measure = TARGET_SUBJECT;
    if (!o.measure || o.value10 < 0 || optind < argc)
        return ctl_usage("target add --measure NAME | --subject CODE  [--year-group N] --value "
                         "NUMBER [--from DAY] [--to DAY]");
    return db_transaction(c->db, add_in_transaction, &o, &e) < 0 ? ctl_fail(&e) : 0;
}

struct ending {
    uint32_t id;
    int32_t last;
};

static int end_in_transaction(struct db *db, void *ctx, struct err *e)
{
    const struct ending *end = ctx;

    return target_end(db, end->id, end->last, e);
}

int cmd_target(struct ctl *c, int argc, char **argv)
{
    struct ending end = {.last = ctl_today()};
    struct err e = {0};

    if (argc == 2 && strcmp(argv[1], "list") == 0)
        return list(c);
    if (argc > 2 && strcmp(argv[1], "add") == 0)
        return add(c, argc - 1, argv + 1);
    if ((argc != 3 && argc != 4) || strcmp(argv[1], "end") != 0 || atoi(argv[2]) <= 0)
        return ctl_usage("target list, target add ..., or target end ID [LAST-DAY]");
    end.id = (uint32_t)atoi(argv[2]);
    if (argc == 4 && ctl_day("LAST-DAY", argv[3], &end.last) < 0)
        return CTL_USAGE;
    return db_transaction(c->db, end_in_transaction, &end, &e) < 0 ? ctl_fail(&e) : 0;
}
