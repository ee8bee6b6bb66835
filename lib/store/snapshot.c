#include "store/snapshot.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/mem.h"
#include "domain/day.h"
#include "domain/term.h"
#include "store/cells.h"
#include "store/reference.h"
#include "store/round.h"

struct scale_key {
    uint32_t syllabus_id, unit_id;
    int year_group;
};

/*
 * Decides by the day's rules which scale each syllabus has in each school and year group. What gets
 * none is not expected; in a round of grades that is where no grades are set.
 */
static int put_scales(struct db *db, uint32_t round_id, const struct reference *ref,
                      const char *date, bool grades, struct err *e)
{
    struct db_rows *r;
    struct db_bulk *b;
    struct scale_key *keys;
    size_t n = 0;
    int32_t day;
    int result = 0;

    if (day_parse(date, &day) < 0)
        return err_set(e, ERR_INPUT, "\"%s\" is not a date", date);
    if (db_select(db, SQL_SNAPSHOT_SCALE_KEYS, &r, e, DB_S(date), DB_S(date),
                  DB_I(ref->first_year), DB_I(ref->last_year)) < 0)
        return -1;
    keys = mem_calloc(db_count(r) + 1, sizeof(*keys));
    while (db_next(r))
        keys[n++] = (struct scale_key){(uint32_t)db_id(r, 0), (uint32_t)db_id(r, 1),
                                       (int)db_int(r, 2)};
    if (db_done(r, e) < 0) {
        free(keys);
        return -1;
    }
    b = db_bulk_new(db, SQL_SNAPSHOT_SCALE_PUT, "iiiii");
    for (size_t i = 0; i < n && result == 0; i++) {
        const struct scale_rule *rule = scale_choose(
            &ref->scales, keys[i].syllabus_id, keys[i].unit_id, keys[i].year_group, day);

        if (rule && (rule->graded || !grades))
            result = db_bulk_add(b, e, DB_I(round_id), DB_I(keys[i].syllabus_id),
                                 DB_I(keys[i].unit_id), DB_I(keys[i].year_group),
                                 DB_I(rule->scale_id));
    }
    if (result == 0)
        result = db_bulk_flush(b, NULL, e);
    db_bulk_free(b);
    free(keys);
    return result;
}

static int put_pupils(struct db *db, uint32_t round_id, const char *date, bool anew, struct err *e)
{
    if (db_exec(db, SQL_SNAPSHOT_PUPILS_PUT, NULL, e, DB_I(round_id), DB_S(date), DB_S(date),
                DB_S(date), DB_S(date), DB_I(round_id)) < 0)
        return -1;
    if (anew)
        return 0;
    return db_exec(db, SQL_SNAPSHOT_PUPILS_LEAVE, NULL, e, DB_S(date), DB_I(round_id), DB_S(date),
                   DB_S(date));
}

static int put_subjects(struct db *db, uint32_t round_id, const char *date, bool anew,
                        struct err *e)
{
    if (db_exec(db, SQL_SNAPSHOT_SUBJECTS_PUT, NULL, e, DB_S(date), DB_S(date), DB_S(date),
                DB_S(date), DB_I(round_id)) < 0)
        return -1;
    if (!anew &&
        (db_exec(db, SQL_SNAPSHOT_SUBJECTS_LEAVE, NULL, e, DB_S(date), DB_S(date), DB_S(date),
                 DB_S(date), DB_S(date), DB_I(round_id)) < 0 ||
         db_exec(db, SQL_SNAPSHOT_LEVELS_OFF_SCALE, NULL, e, DB_I(round_id)) < 0))
        return -1;
    return db_exec(db, SQL_SNAPSHOT_UNITS_PUT, NULL, e, DB_I(round_id), DB_I(round_id),
                   DB_I(round_id));
}

/* anew: the round has no snapshot yet, so nobody can have left it. */
static int take(struct db *db, uint32_t round_id, const char *date, bool anew, struct err *e)
{
    struct arena *a = arena_new(0);
    struct reference *ref;
    struct round round;
    int result = -1;

    if (round_by_id(db, round_id, &round, e) == 0 && reference_load(db, a, date, &ref, e) == 0 &&
        db_exec(db, SQL_ROUND_UNITS_TOUCH, NULL, e, DB_I(round_id)) == 0 &&
        put_scales(db, round_id, ref, date, round.kind == ROUND_GRADE, e) == 0 &&
        put_pupils(db, round_id, date, anew, e) == 0 &&
        put_subjects(db, round_id, date, anew, e) == 0)
        result = cells_rebuild(db, round_id, e);
    arena_free(a);
    return result;
}

int snapshot_take(struct db *db, uint32_t round_id, const char *date, struct err *e)
{
    return take(db, round_id, date, true, e);
}

int snapshot_refresh(struct db *db, uint32_t round_id, const char *date, struct err *e)
{
    struct db_rows *r;
    struct round round;
    struct term term;
    int32_t day;

    if (day_parse(date, &day) < 0)
        return err_set(e, ERR_INPUT, "\"%s\" is not a date", date);
    if (db_select(db, SQL_ROUND_LOCK, &r, e, DB_I(round_id)) < 0 || db_done(r, e) < 0 ||
        round_by_id(db, round_id, &round, e) < 0)
        return -1;
    if (round.state != ROUND_OPEN || term_parse(round.term, &term) < 0 ||
        term_compare(term, term_from_day(day)) != 0)
        return 0;
    if (db_exec(db, SQL_SNAPSHOT_SET_DATE, NULL, e, DB_S(date), DB_I(round_id)) < 0)
        return -1;
    return take(db, round_id, date, false, e);
}
