#include <stdio.h>

#include "ctl/ctl.h"
#include "store/migrate.h"

int cmd_migrate(struct ctl *c, int argc, char **argv)
{
    struct err e = {0};
    char dir[4096];
    int applied;

    (void)argv;
    if (argc > 1)
        return ctl_usage("migrate takes no arguments");
    snprintf(dir, sizeof(dir), "%s/migrate", ctl_datadir());
    if (migrate_run(c->db, dir, stdout, &applied, &e) < 0)
        return ctl_fail(&e);
    if (applied == 0)
        printf("the schema is up to date (%d)\n", SQL_SCHEMA_VERSION);
    return 0;
}
