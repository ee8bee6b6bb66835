#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "ctl/ctl.h"
#include "store/dips.h"
#include "store/reference.h"

struct job {
    const char *key; /* of a round; NULL: the current one */
    bool fix;
};

static int find_round(struct db *db, const char *key, struct round *ret_round, struct err *e)
{
    if (key)
        return round_by_key(db, key, ret_round, e);
    if (round_current(db, ret_round, e) < 0)
        return -1;
    return ret_round->id ? 0 : err_set(e, ERR_NOT_FOUND, "there is no round yet");
}

static void print_flag(uint32_t round_id, const struct reference *ref, const struct dip_group *g)
{
    const struct reference_subject *s = reference_subject_by_id(ref, g->key.subject_id);

    printf("%u-%u-%u-%u-%u\t%s\t%s\t%s\t%.1f\t%u/%u\t-%u +%u\t%s\t%.3g\t%s%s\n", round_id,
           g->key.unit_id, g->key.class_id, g->key.year_group, g->key.subject_id,
           g->difference < 0 ? "dip" : "rise", dip_grain_name(g->grain), s ? s->code : "all",
           g->difference, g->now.passed, g->now.of, g->pairs.fell, g->pairs.rose,
           dip_kind_name(g->tested_on), g->adjusted, dip_strength_name(dip_strength_of(g)),
           dip_is_common(g) ? " common" : "");
}

static int print_list(struct db *db, const struct round *round, struct err *e)
{
    struct dips_cache *c = dips_cache_new();
    struct arena *a = arena_new(0);
    const struct dips *d = NULL;
    struct dips *kept = NULL;
    struct reference *ref;
    int result = reference_load(db, a, round->snapshot_on, &ref, e);

    if (result == 0 && round->state == ROUND_CLOSED)
        result = dips_kept(db, a, round->id, &kept, e);
    d = kept;
    if (result == 0 && !d)
        result = dips_now(c, db, round, &d, e);
    if (result == 0) {
        for (size_t i = 0; i < d->n_flags; i++)
            print_flag(round->id, ref, &d->flags[i]);
        printf("dips: round %s, %s%s; %zu groups, %zu tests, %zu flags, at most %.1f of them false\n",
               round->key, kept ? "fixed at " : "as it is now", d->fixed_at, d->list.groups,
               d->list.tests, d->list.found,
               dip_expected_false10(&d->rules, d->list.found) / 10.0);
    }
    arena_free(a);
    dips_cache_free(c);
    return result;
}

static int list_dips(struct db *db, void *ctx, struct err *e)
{
    struct job *job = ctx;
    struct round round;

    if (find_round(db, job->key, &round, e) < 0)
        return -1;
    if (round.state == ROUND_PLANNED)
        return err_set(e, ERR_CONFLICT, "round %s was never opened", round.key);
    return print_list(db, &round, e);
}

static int fix_dips(struct db *db, void *ctx, struct err *e)
{
    struct job *job = ctx;
    struct round round;

    if (find_round(db, job->key, &round, e) < 0)
        return -1;
    if (round.state != ROUND_CLOSED)
        return err_set(e, ERR_CONFLICT, "round %s is %s: the list is fixed when it closes",
                       round.key, round_state_name(round.state));
    return dips_fix(db, round.id, e);
}

int cmd_dips(struct ctl *c, int argc, char **argv)
{
    static const struct option options[] = {{"round", required_argument, NULL, 'r'}, {0}};
    struct job job = {.key = NULL};
    struct err e = {0};
    int opt;

    if (argc < 2 || (strcmp(argv[1], "list") != 0 && strcmp(argv[1], "fix") != 0))
        return ctl_usage("dips list|fix [--round KEY]");
    job.fix = strcmp(argv[1], "fix") == 0;
    argc--;
    argv++;
    while ((opt = getopt_long(argc, argv, "", options, NULL)) != -1) {
        if (opt != 'r')
            return CTL_USAGE;
        job.key = optarg;
    }
    if (optind < argc)
        return ctl_usage("dips takes no argument \"%s\"", argv[optind]);
    if (job.fix && !job.key)
        return ctl_usage("dips fix needs --round KEY");
    if ((job.fix ? db_transaction(c->db, fix_dips, &job, &e)
                 : db_read(c->db, list_dips, &job, &e)) < 0)
        return ctl_fail(&e);
    return 0;
}
