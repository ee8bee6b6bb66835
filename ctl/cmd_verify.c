#include <getopt.h>
#include <stdio.h>

#include "ctl/ctl.h"
#include "store/cells.h"
#include "store/follow.h"
#include "store/round.h"

#define ROUNDS_MAX 1024

struct verify {
    const char *key; /* NULL: every round that was opened */
    size_t rounds, compared, differences;
};

static int list_rounds(struct db *db, const char *key, struct round *rounds, size_t *ret_n,
                       struct err *e)
{
    struct db_rows *r;
    size_t n = 0;

    if (key) {
        *ret_n = 1;
        return round_by_key(db, key, &rounds[0], e);
    }
    if (db_select(db, SQL_RECOUNT_ROUND_LIST, &r, e) < 0)
        return -1;
    while (n < ROUNDS_MAX && db_next(r))
        round_from_row(r, &rounds[n++]);
    *ret_n = n;
    return db_done(r, e);
}

static int verify_all(struct db *db, void *ctx, struct err *e)
{
    static struct round rounds[ROUNDS_MAX];
    struct verify *v = ctx;
    size_t n;

    v->rounds = v->compared = v->differences = 0;
    if (list_rounds(db, v->key, rounds, &n, e) < 0)
        return -1;
    for (size_t i = 0; i < n; i++) {
        size_t differences, compared;

        if (cells_verify(db, rounds[i].id, stdout, &differences, &compared, e) < 0)
            return -1;
        v->rounds++;
        v->compared += compared;
        v->differences += differences;
    }
    return v->key ? 0 : follow_verify(db, stdout, &v->differences, &v->compared, e);
}

int cmd_verify(struct ctl *c, int argc, char **argv)
{
    static const struct option options[] = {{"round", required_argument, NULL, 'r'}, {0}};
    struct verify v = {.key = NULL};
    struct err e = {0};
    int opt;

    while ((opt = getopt_long(argc, argv, "", options, NULL)) != -1) {
        if (opt != 'r')
            return CTL_USAGE;
        v.key = optarg;
    }
    if (optind < argc)
        return ctl_usage("verify takes no argument \"%s\"", argv[optind]);
    if (db_read(c->db, verify_all, &v, &e) < 0)
        return ctl_fail(&e);
    printf("verify: %zu rounds, %zu rows compared, %zu differences\n", v.rounds, v.compared,
           v.differences);
    return v.differences ? CTL_FAILED : 0;
}

static int recount_closed(struct db *db, void *ctx, struct err *e)
{
    static struct round rounds[ROUNDS_MAX];
    size_t n, *counted = ctx;

    *counted = 0;
    if (list_rounds(db, NULL, rounds, &n, e) < 0)
        return -1;
    for (size_t i = 0; i < n; i++) {
        if (rounds[i].state != ROUND_CLOSED)
            continue;
        if (follow_rebuild(db, rounds[i].id, e) < 0)
            return -1;
        ++*counted;
    }
    return db_exec(db, SQL_REVISION_BUMP, NULL, e, DB_I(0));
}

int cmd_recount(struct ctl *c, int argc, char **argv)
{
    struct err e = {0};
    size_t counted;

    if (argc > 1)
        return ctl_usage("recount takes no argument \"%s\"", argv[1]);
    if (db_transaction(c->db, recount_closed, &counted, &e) < 0)
        return ctl_fail(&e);
    printf("recount: %zu closed rounds\n", counted);
    return 0;
}
