/* Units as an administrator names them. */
#ifndef MALKOLL_STORE_UNIT_H
#define MALKOLL_STORE_UNIT_H

#include <stdint.h>

#include "base/db.h"

/* By its school unit code, its id in the roster's source, or its whole name. ERR_NOT_FOUND, also
 * when several have the name. */
int unit_by_text(struct db *db, const char *text, uint32_t *ret_id, struct err *e);

#endif
