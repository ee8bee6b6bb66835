#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ctl/ctl.h"
#include "store/seal.h"

#define GRACE_MAX 86400

static int seal(struct db *db, int grace_s)
{
    struct seal_result result;
    struct err e = {0};

    if (seal_lines(db, grace_s, &result, &e) < 0)
        return ctl_fail(&e);
    printf("audit seal: %zu lines sealed, newest hash %s\n", result.lines,
           result.hash[0] ? result.hash : "none");
    return 0;
}

static int verify(struct db *db, const char *kept)
{
    struct seal_check check;
    struct err e = {0};

    if (seal_verify(db, kept, stdout, &check, &e) < 0)
        return ctl_fail(&e);
    printf("audit verify: %zu seals, %zu lines, %zu differences, %zu lines not sealed yet", check.seals,
           check.lines, check.differences, check.open);
    if (check.purged)
        printf(", lines of %zu seals removed by retention", check.purged);
    printf("\nnewest hash %s\n", check.hash[0] ? check.hash : "none");
    return check.differences ? CTL_FAILED : 0;
}

int cmd_audit(struct ctl *c, int argc, char **argv)
{
    static const struct option options[] = {{"grace", required_argument, NULL, 'g'},
                                            {"hash", required_argument, NULL, 'h'},
                                            {0}};
    const char *act = argc > 1 ? argv[1] : "", *kept = NULL;
    bool seals = strcmp(act, "seal") == 0;
    int opt, grace_s = SEAL_GRACE_S, status;
    struct db *db;

    if (!seals && strcmp(act, "verify") != 0)
        return ctl_usage("audit seal|verify");
    while ((opt = getopt_long(argc - 1, argv + 1, "", options, NULL)) != -1) {
        if (opt == 'g' && seals) {
            grace_s = atoi(optarg);
            if (strspn(optarg, "0123456789") != strlen(optarg) || grace_s > GRACE_MAX)
                return ctl_usage("--grace is a number of seconds, at most %d", GRACE_MAX);
        } else if (opt == 'h' && !seals) {
            kept = optarg;
        } else {
            return ctl_usage("audit %s does not take that option", act);
        }
    }
    if (optind + 1 < argc)
        return ctl_usage("audit %s takes no argument", act);
    db = db_new(c->conf, DB_ACCOUNT_SEALER);
    status = seals ? seal(db, grace_s) : verify(db, kept);
    db_free(db);
    return status;
}
