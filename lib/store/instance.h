/* How the instance is: facts for whoever runs it. */
#ifndef MALKOLL_STORE_INSTANCE_H
#define MALKOLL_STORE_INSTANCE_H

#include <stdint.h>

#include "base/db.h"

struct instance {
    char server[80], host[80];
    char now[24];          /* the server's clock, UTC */
    int64_t size_mib;
    int64_t schema;
    int64_t open_rounds;
    int64_t overdue;       /* rounds that the timer should have opened or closed an hour ago */
    char last_import[24];  /* "" = none */
    int64_t refused_imports; /* in seven days */
    char last_seal[24];      /* of the access log; "" = none */
};

int instance_read(struct db *db, struct instance *ret_instance, struct err *e);

#endif
