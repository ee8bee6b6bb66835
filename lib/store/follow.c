#include "store/follow.h"

#include "store/hit.h"
#include "store/pair.h"

static int take_lock(struct db *db, struct err *e)
{
    struct db_rows *r;

    return db_select(db, SQL_FOLLOW_LOCK, &r, e) < 0 ? -1 : db_done(r, e);
}

int follow_rebuild(struct db *db, uint32_t round_id, struct err *e)
{
    if (take_lock(db, e) < 0 || hit_rebuild(db, round_id, e) < 0)
        return -1;
    return pair_rebuild(db, round_id, e);
}

int follow_correct(struct db *db, uint32_t round_id, uint32_t group_id, struct err *e)
{
    if (take_lock(db, e) < 0 || hit_correct(db, round_id, group_id, e) < 0)
        return -1;
    return pair_correct(db, round_id, group_id, e);
}

int follow_verify(struct db *db, FILE *out, size_t *differences, size_t *compared, struct err *e)
{
    if (hit_verify(db, out, differences, compared, e) < 0)
        return -1;
    return pair_verify(db, out, differences, compared, e);
}

int follow_take_units(struct db_rows *r, struct follow_units *ret_units, struct err *e)
{
    ret_units->n = 0;
    while (db_next(r)) {
        if (ret_units->n == FOLLOW_UNITS_MAX) {
            db_done(r, NULL);
            return err_set(e, ERR_INTERNAL, "more than %d schools in a round", FOLLOW_UNITS_MAX);
        }
        ret_units->list[ret_units->n++] = (uint32_t)db_id(r, 0);
    }
    return db_done(r, e);
}

int follow_find_units(struct db *db, uint32_t round_id, uint32_t group_id, uint32_t other_round_id,
                      struct follow_units *ret_units, struct err *e)
{
    struct db_rows *r;

    if (db_select(db, SQL_FOLLOW_UNITS, &r, e, DB_I(other_round_id), DB_I(round_id),
                  DB_I(group_id)) < 0)
        return -1;
    return follow_take_units(r, ret_units, e);
}
