#include "store/instance.h"

#include <stdio.h>

static void copy(char *to, size_t size, const char *from)
{
    snprintf(to, size, "%s", from ? from : "");
}

int instance_read(struct db *db, struct instance *ret_instance, struct err *e)
{
    struct instance *to = ret_instance;
    struct db_rows *r;

    *to = (struct instance){.schema = 0};
    if (db_select(db, SQL_INSTANCE_FACTS, &r, e) < 0)
        return -1;
    if (db_next(r)) {
        copy(to->server, sizeof(to->server), db_str(r, 0));
        copy(to->host, sizeof(to->host), db_str(r, 1));
        copy(to->now, sizeof(to->now), db_str(r, 2));
        to->size_mib = db_int(r, 3);
        to->schema = db_int(r, 4);
        to->open_rounds = db_int(r, 5);
        to->overdue = db_int(r, 6);
        copy(to->last_import, sizeof(to->last_import), db_str(r, 7));
        to->refused_imports = db_int(r, 8);
        copy(to->last_seal, sizeof(to->last_seal), db_str(r, 9));
    }
    return db_done(r, e);
}
