#include "store/protect.h"

#include <string.h>

#include "domain/day.h"

static const char *const names[PROTECT_MARK__MAX] = {"none", "confidential", "registration"};

const char *protect_mark_name(enum protect_mark mark)
{
    return names[mark];
}

enum protect_mark protect_mark_find(const char *name)
{
    int mark = 0;

    while (mark < PROTECT_MARK__MAX && strcmp(names[mark], name) != 0)
        mark++;
    return (enum protect_mark)mark;
}

/* What stands of a person, whose row is locked. */
struct state {
    enum protect_mark by_hand;
    bool has_pseudonym, is_protected, names_person;
};

static int lock(struct db *db, const struct protect_actor *actor, uint32_t person_id,
                const char *pseudonym, struct state *ret_state, struct err *e)
{
    const char *text = pseudonym ? pseudonym : "";
    char today[DAY_TEXT_SIZE];
    struct db_rows *r;
    bool found;

    day_format(actor->today, today);
    if ((actor->person_id ? db_select(db, SQL_PROTECT_LOCK, &r, e, DB_S(text), DB_S(text),
                                      DB_I(person_id), DB_I(actor->person_id), DB_S(actor->acting),
                                      DB_S(today))
                          : db_select(db, SQL_PROTECT_LOCK_ANY, &r, e, DB_S(text), DB_S(text),
                                      DB_I(person_id))) < 0)
        return -1;
    found = db_next(r);
    if (found)
        *ret_state = (struct state){(enum protect_mark)db_int(r, 0), !db_is_null(r, 1),
                                    db_int(r, 2) != 0, db_int(r, 3) != 0};
    if (db_done(r, e) < 0)
        return -1;
    return found ? 0
                 : err_set_code(e, ERR_NOT_FOUND, PROTECT_UNKNOWN,
                                "There is no such pupil, or it is not yours to decide over.");
}

static int bump(struct db *db, struct err *e)
{
    return db_exec(db, SQL_REVISION_BUMP, NULL, e, DB_I(0));
}

int protect_change(struct db *db, const struct protect_actor *actor,
                   const struct protect_change *change, struct protect_result *ret_result,
                   struct err *e)
{
    const char *pseudonym = change->set_pseudonym ? change->pseudonym : NULL;
    struct state s = {0};
    enum protect_mark mark;

    if (lock(db, actor, change->person_id, pseudonym, &s, e) < 0)
        return -1;
    mark = change->set_mark ? change->mark : s.by_hand;
    if (mark != s.by_hand && !change->reason)
        return err_set_code(e, ERR_INPUT, PROTECT_REASON, "Say why the mark is set or taken away.");
    if (pseudonym && s.names_person)
        return err_set_code(e, ERR_INPUT, PROTECT_PSEUDONYM,
                            "The pseudonym has the pupil's name in it; choose another.");
    if (mark != s.by_hand &&
        db_exec(db, SQL_PROTECT_NOTE, NULL, e, DB_I(change->person_id), DB_S(change->reason),
                DB_ID(actor->person_id)) < 0)
        return -1;
    *ret_result = (struct protect_result){s.by_hand, mark, change->set_pseudonym};
    if (change->set_pseudonym &&
        db_exec(db, SQL_PROTECT_SET_PSEUDONYM, NULL, e, DB_S(pseudonym), DB_I(change->person_id)) < 0)
        return -1;
    return db_exec(db, SQL_PROTECT_SET_MARK, NULL, e, DB_I(mark), DB_I(change->person_id)) < 0
               ? -1
               : bump(db, e);
}

/* Whether the person's own duty reaches the pupil; malkollctl names anybody who is there. */
static int check_staff(struct db *db, const struct protect_actor *actor, uint32_t pupil_id,
                       uint32_t person_id, struct err *e)
{
    char today[DAY_TEXT_SIZE];
    struct db_param day;
    struct db_rows *r;
    bool found;

    day_format(actor->today, today);
    day = DB_S(today);
    if ((actor->person_id
             ? db_select(db, SQL_PROTECT_STAFF, &r, e, DB_I(pupil_id), day, day, day, day,
                         DB_I(pupil_id), day, day, day, day, DB_I(pupil_id), day, day, day, day,
                         DB_I(person_id), DB_I(pupil_id), DB_I(actor->person_id),
                         DB_S(actor->acting), day)
             : db_select(db, SQL_PROTECT_PERSON, &r, e, DB_I(person_id))) < 0)
        return -1;
    found = db_next(r);
    if (db_done(r, e) < 0)
        return -1;
    return found ? 0
                 : err_set_code(e, ERR_NOT_FOUND, PROTECT_STAFF,
                                "No duty of that person reaches the pupil today.");
}

int protect_allow(struct db *db, const struct protect_actor *actor, uint32_t pupil_id,
                  uint32_t person_id, int32_t starts, int32_t ends, struct err *e)
{
    char from[DAY_TEXT_SIZE], to[DAY_TEXT_SIZE];
    struct state s = {0};

    if (lock(db, actor, pupil_id, NULL, &s, e) < 0 ||
        check_staff(db, actor, pupil_id, person_id, e) < 0)
        return -1;
    if (ends < starts || ends < actor->today || ends - actor->today > PROTECT_DAYS_MAX)
        return err_set_code(e, ERR_INPUT, PROTECT_DAYS,
                            "The last day must be after the first, and within 400 days.");
    day_format(starts, from);
    day_format(ends, to);
    if (db_exec(db, SQL_PROTECT_ALLOW, NULL, e, DB_I(pupil_id), DB_I(person_id), DB_S(from),
                DB_S(to), DB_ID(actor->person_id)) < 0)
        return -1;
    return bump(db, e);
}

int protect_deny(struct db *db, const struct protect_actor *actor, uint32_t pupil_id,
                 uint32_t person_id, struct err *e)
{
    struct state s = {0};

    if (lock(db, actor, pupil_id, NULL, &s, e) < 0 ||
        db_exec(db, SQL_PROTECT_DENY, NULL, e, DB_I(pupil_id), DB_I(person_id)) < 0)
        return -1;
    return bump(db, e);
}
