#include "db_schema.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "store/migrate.h"

void db_schema_migrate(const struct conf *conf)
{
    struct db *db = db_new(conf, DB_ACCOUNT_MIGRATOR);
    const char *srcdir = getenv("srcdir");
    struct err e = {.kind = ERR_NONE};
    char dir[512];
    int applied;

    snprintf(dir, sizeof(dir), "%s/sql/migrate", srcdir ? srcdir : ".");
    if (migrate_run(db, dir, NULL, &applied, &e) < 0)
        fail_msg("%s", e.msg);
    db_free(db);
}
