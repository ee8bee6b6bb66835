#include <stdio.h>
#include <string.h>

#include "ctl/ctl.h"
#include "store/instance.h"
#include "store/setting.h"

static int list(struct ctl *c)
{
    struct err e = {0};

    if (db_connect(c->db, &e) < 0)
        return ctl_fail(&e);
    for (enum setting_id id = 0; id < SETTING__MAX; id++) {
        char value[SETTING_VALUE_MAX * 4 + 1];

        if (setting_get(c->db, id, value, &e) < 0)
            return ctl_fail(&e);
        printf("%s = %s\n    %s\n", setting_specs[id].name, value, setting_specs[id].text);
    }
    return 0;
}

struct change {
    enum setting_id id;
    const char *value;
};

static int set_in_transaction(struct db *db, void *ctx, struct err *e)
{
    const struct change *change = ctx;

    return setting_set(db, change->id, change->value, 0, "malkollctl", e);
}

int cmd_settings(struct ctl *c, int argc, char **argv)
{
    struct change change;
    struct err e = {0};

    if (argc == 2 && strcmp(argv[1], "list") == 0)
        return list(c);
    if (argc != 4 || strcmp(argv[1], "set") != 0)
        return ctl_usage("settings list, or settings set NAME VALUE");
    change = (struct change){setting_find(argv[2]), argv[3]};
    if (change.id == SETTING__MAX)
        return ctl_usage("there is no setting \"%s\", see settings list", argv[2]);
    return db_transaction(c->db, set_in_transaction, &change, &e) < 0 ? ctl_fail(&e) : 0;
}

int cmd_health(struct ctl *c, int argc, char **argv)
{
    struct instance in;
    struct err e = {0};

    (void)argv;
    if (argc > 1)
        return ctl_usage("health takes no argument");
    if (db_connect(c->db, &e) < 0 || instance_read(c->db, &in, &e) < 0)
        return ctl_fail(&e);
    printf("schema          %lld (wanted: %d)\ndatabase        %s on %s, %lld MiB\n"
           "open rounds     %lld, %lld overdue\nlast import     %s\nrefused imports %lld in 7 days\n"
           "last seal       %s\n",
           (long long)in.schema, SQL_SCHEMA_VERSION, in.server, in.host, (long long)in.size_mib,
           (long long)in.open_rounds, (long long)in.overdue,
           in.last_import[0] ? in.last_import : "none", (long long)in.refused_imports,
           in.last_seal[0] ? in.last_seal : "none");
    return in.schema == SQL_SCHEMA_VERSION && in.overdue == 0 ? 0 : CTL_FAILED;
}
