#include "store/unit.h"

#include <stdbool.h>

int unit_by_text(struct db *db, const char *text, uint32_t *ret_id, struct err *e)
{
    struct db_rows *r;
    uint32_t id = 0;
    bool several;

    if (db_select(db, SQL_UNIT_BY_TEXT, &r, e, DB_S(text), DB_S(text), DB_S(text)) < 0)
        return -1;
    several = db_count(r) > 1;
    if (db_next(r))
        id = (uint32_t)db_id(r, 0);
    if (db_done(r, e) < 0)
        return -1;
    if (!id || several)
        return err_set(e, ERR_NOT_FOUND, "%s unit has the code, source id or name \"%s\"",
                       several ? "more than one" : "no", text);
    *ret_id = id;
    return 0;
}
