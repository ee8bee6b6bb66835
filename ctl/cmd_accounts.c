#include <getopt.h>
#include <stdio.h>

#include "ctl/ctl.h"
#include "store/accounts.h"

int cmd_accounts(struct ctl *c, int argc, char **argv)
{
    static const struct option options[] = {{"host", required_argument, NULL, 'h'}, {0}};
    const char *host = "localhost";
    struct err e = {0};
    char path[4096];
    int opt;

    while ((opt = getopt_long(argc, argv, "", options, NULL)) != -1) {
        if (opt != 'h')
            return CTL_USAGE;
        host = optarg;
    }
    if (optind < argc)
        return ctl_usage("accounts takes no argument \"%s\"", argv[optind]);
    snprintf(path, sizeof(path), "%s/accounts.sql", ctl_datadir());
    return accounts_print(path, &c->conf->database, host, stdout, &e) < 0 ? ctl_fail(&e) : 0;
}

int cmd_check_config(struct ctl *c, int argc, char **argv)
{
    static const enum db_account accounts[] = {DB_ACCOUNT_MIGRATOR, DB_ACCOUNT_WORKER,
                                               DB_ACCOUNT_AUDITOR, DB_ACCOUNT_SEALER};

    (void)argv;
    if (argc > 1)
        return ctl_usage("check-config takes no arguments");
    for (size_t i = 0; i < sizeof(accounts) / sizeof(accounts[0]); i++) {
        struct db *db = db_new(c->conf, accounts[i]);
        struct err e = {0};
        int result = db_connect(db, &e);

        db_free(db);
        if (result < 0)
            return ctl_fail(&e);
    }
    printf("the configuration is right, all accounts reach the database %s\n",
           c->conf->database.name);
    return 0;
}
