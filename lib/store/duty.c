#include "store/duty.h"

#include <stdio.h>
#include <string.h>

#define PATTERN_SIZE 1024

enum target { TARGET_UNIT, TARGET_CLASS, TARGET_GROUP };

/* What may be given by hand, and where: the kinds as SQL_DUTY_PLACE_... name them. */
static const struct rule {
    const char *role;
    enum target target;
    const char *kinds;
} rules[] = {
    {"teacher", TARGET_GROUP, "group"},
    {"mentor", TARGET_CLASS, "class"},
    {"special_educator", TARGET_UNIT, "school preschool"},
    {"principal", TARGET_UNIT, "school preschool"},
    {"preschool_head", TARGET_UNIT, "preschool"},
    {"area_manager", TARGET_UNIT, "area"},
    {"director", TARGET_UNIT, "municipality"},
    {"analyst", TARGET_UNIT, "municipality"},
    {"board", TARGET_UNIT, "municipality"},
    {"administrator", TARGET_UNIT, "municipality"},
    {"auditor", TARGET_UNIT, "municipality"},
};

static int not_found(struct err *e, enum duty_fault fault, const char *what)
{
    return err_set_code(e, ERR_NOT_FOUND, (int)fault, "%s", what);
}

/* The same for what does not exist and for what is another's. */
static int unknown(struct err *e)
{
    return not_found(e, DUTY_UNKNOWN, "There is no such duty, or it is not yours to end.");
}

static int bad(struct err *e, enum duty_fault fault, const char *what)
{
    return err_set_code(e, ERR_INPUT, (int)fault, "%s", what);
}

static int conflict(struct err *e, enum duty_fault fault, const char *what)
{
    return err_set_code(e, ERR_CONFLICT, (int)fault, "%s", what);
}

/* One change of duties at a time, imports among them; and all who have cached a person look anew. */
static int begin_change(struct db *db, struct err *e)
{
    return db_exec(db, SQL_REVISION_BUMP, NULL, e, DB_I(0));
}

static bool has_word(const char *list, const char *word)
{
    size_t len = strlen(word);

    while (*list) {
        size_t n = strcspn(list, " ");

        if (n == len && strncmp(list, word, n) == 0)
            return true;
        list += n + (list[n] == ' ');
    }
    return false;
}

/* The number that a statement counts. */
static int count(struct db_rows *r, int64_t *ret_n, struct err *e)
{
    *ret_n = db_next(r) ? db_int(r, 0) : 0;
    return db_done(r, e);
}

/* ---- checks ---- */

int duty_staff_check(struct db *db, uint32_t person_id, int32_t today, struct err *e)
{
    char day[DAY_TEXT_SIZE];
    struct db_rows *r;
    bool found;

    day_format(today, day);
    if (db_select(db, SQL_DUTY_STAFF_ONE, &r, e, DB_I(person_id), DB_S(day), DB_S(day), DB_S(day),
                  DB_S(day)) < 0)
        return -1;
    found = db_next(r);
    if (db_done(r, e) < 0)
        return -1;
    return found ? 0 : not_found(e, DUTY_PERSON, "There is nobody like that among the staff.");
}

/* The place's kind and school, from one of the statements for places. */
static int find_place(struct db *db, enum sql_id statement, uint32_t id, const char *day,
                      char ret_kind[16], uint32_t *ret_school, struct err *e)
{
    struct db_rows *r;
    bool found;

    if (db_select(db, statement, &r, e, DB_I(id), DB_S(day)) < 0)
        return -1;
    found = db_next(r);
    if (found) {
        snprintf(ret_kind, 16, "%s", db_str(r, 0));
        *ret_school = (uint32_t)db_id(r, 1);
    }
    if (db_done(r, e) < 0)
        return -1;
    return found ? 0 : not_found(e, DUTY_PLACE, "There is no such unit, class or group.");
}

static int check_place(struct db *db, const struct duty_new *d, const char *day,
                       uint32_t *ret_school, struct err *e)
{
    static const enum sql_id statements[] = {
        [TARGET_UNIT] = SQL_DUTY_PLACE_UNIT,
        [TARGET_CLASS] = SQL_DUTY_PLACE_CLASS,
        [TARGET_GROUP] = SQL_DUTY_PLACE_GROUP,
    };
    const uint32_t ids[] = {d->unit_id, d->class_id, d->group_id};
    const struct rule *rule = NULL;
    char kind[16];

    for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++)
        if (strcmp(rules[i].role, d->role) == 0)
            rule = &rules[i];
    if (!rule)
        return bad(e, DUTY_ROLE, "There is no such duty that can be given by hand.");
    if ((d->unit_id != 0) + (d->class_id != 0) + (d->group_id != 0) != 1 || !ids[rule->target])
        return bad(e, DUTY_ROLE, "A teacher has one teaching group, a mentor one class, and "
                                 "everybody else one unit.");
    if (find_place(db, statements[rule->target], ids[rule->target], day, kind, ret_school, e) < 0)
        return -1;
    return has_word(rule->kinds, kind) ? 0 : bad(e, DUTY_ROLE, "A unit of that kind has no such "
                                                              "duty.");
}

static int check_days(const struct duty_new *d, int32_t today, struct err *e)
{
    if (d->starts < today)
        return bad(e, DUTY_STARTS, "The first day has passed already: today is the earliest.");
    if (d->ends < d->starts)
        return bad(e, DUTY_ENDS, "The last day is before the first.");
    return 0;
}

/* As text; NULL without an end. */
static const char *end_text(int32_t day, char text[DAY_TEXT_SIZE])
{
    if (day == DAY_MAX)
        return NULL;
    day_format(day, text);
    return text;
}

static int check_held(struct db *db, const struct duty_new *d, struct err *e)
{
    char starts[DAY_TEXT_SIZE], ends[DAY_TEXT_SIZE];
    struct db_rows *r;
    int64_t n;

    day_format(d->starts, starts);
    day_format(d->ends, ends);
    if (db_select(db, SQL_DUTY_OVERLAPS, &r, e, DB_I(d->person_id), DB_S(d->role),
                  DB_ID(d->unit_id), DB_ID(d->class_id), DB_ID(d->group_id), DB_S(ends),
                  DB_S(starts)) < 0 ||
        count(r, &n, e) < 0)
        return -1;
    return n == 0 ? 0
                  : conflict(e, DUTY_HELD, "The person has this duty there already in some of these "
                                           "days.");
}

/* Who gives duties does not look after what is done with them. */
static int check_excluded(struct db *db, const struct duty_new *d, struct err *e)
{
    const char *other = strcmp(d->role, "auditor") == 0         ? "administrator"
                        : strcmp(d->role, "administrator") == 0 ? "auditor"
                                                                : NULL;
    char starts[DAY_TEXT_SIZE], ends[DAY_TEXT_SIZE];
    struct db_rows *r;
    int64_t n;

    if (!other)
        return 0;
    day_format(d->starts, starts);
    day_format(d->ends, ends);
    if (db_select(db, SQL_DUTY_HAS_ROLE, &r, e, DB_I(d->person_id), DB_S(other), DB_S(ends),
                  DB_S(starts)) < 0 ||
        count(r, &n, e) < 0)
        return -1;
    return n == 0 ? 0
                  : conflict(e, DUTY_EXCLUDED, "Nobody is both administrator and auditor: give it "
                                               "to another person.");
}

static int check_oneself(const struct duty_new *d, const struct duty_actor *actor, struct err *e)
{
    if (d->person_id != actor->person_id)
        return 0;
    return err_set_code(e, ERR_FORBIDDEN, DUTY_ONESELF,
                        "Nobody gives a duty to himself or herself: ask another who may.");
}

static int insert(struct db *db, const struct duty_new *d, uint32_t school_id, const char *origin,
                  const struct duty_actor *actor, uint32_t *ret_id, struct err *e)
{
    static const char *const rights[] = {"", "correct", "protect", "correct,protect"};
    char starts[DAY_TEXT_SIZE], ends[DAY_TEXT_SIZE];
    struct db_rows *r;

    day_format(d->starts, starts);
    if (db_exec(db, SQL_DUTY_INSERT, NULL, e, DB_I(d->person_id), DB_S(d->role), DB_ID(d->unit_id),
                DB_ID(d->class_id), DB_ID(d->group_id), DB_ID(school_id),
                DB_S(rights[d->rights & (DUTY_CORRECT | DUTY_PROTECT)]), DB_S(starts),
                DB_S(end_text(d->ends, ends)), DB_S(origin), DB_ID(actor->person_id),
                DB_S(d->note)) < 0 ||
        db_select(db, SQL_DUTY_INSERTED, &r, e) < 0)
        return -1;
    if (db_next(r))
        *ret_id = (uint32_t)db_id(r, 0);
    return db_done(r, e);
}

/* ---- acts ---- */

int duty_give(struct db *db, const struct duty_new *duty, const struct duty_actor *actor,
              uint32_t *ret_id, struct err *e)
{
    struct duty_new d = *duty;
    char day[DAY_TEXT_SIZE];
    uint32_t school_id = 0;

    day_format(actor->today, day);
    if (d.starts == DAY_MAX)
        d.starts = actor->today;
    d.rights = 0;
    if (begin_change(db, e) < 0 || duty_staff_check(db, d.person_id, actor->today, e) < 0 ||
        check_place(db, &d, day, &school_id, e) < 0 || check_oneself(&d, actor, e) < 0 ||
        check_days(&d, actor->today, e) < 0 || check_held(db, &d, e) < 0 ||
        check_excluded(db, &d, e) < 0)
        return -1;
    return insert(db, &d, school_id, "manual", actor, ret_id, e);
}

/* Until when the actor leads the unit; DUTY_PLACE when not today. */
static int leads(struct db *db, uint32_t unit_id, const struct duty_actor *actor,
                 int32_t *ret_until, struct err *e)
{
    char day[DAY_TEXT_SIZE];
    struct db_rows *r;
    bool found = false;

    day_format(actor->today, day);
    if (db_select(db, SQL_DUTY_OWN_UNITS, &r, e, DB_I(actor->person_id), DB_S(actor->acting),
                  DB_S(day), DB_S(day)) < 0)
        return -1;
    while (!found && db_next(r))
        found = db_id(r, 0) == unit_id && day_parse(db_str(r, 3), ret_until) == 0;
    if (db_done(r, e) < 0)
        return -1;
    return found ? 0 : not_found(e, DUTY_PLACE, "There is no such unit, or you do not lead it.");
}

static int works_at(struct db *db, uint32_t unit_id, uint32_t person_id, int32_t today,
                    struct err *e)
{
    struct db_rows *r;
    bool found = false;

    if (duty_staff_of_unit(db, unit_id, "", today, &r, e) < 0)
        return -1;
    while (!found && db_next(r))
        found = db_id(r, 0) == person_id;
    if (db_done(r, e) < 0)
        return -1;
    return found ? 0 : not_found(e, DUTY_PERSON, "There is nobody like that who works there.");
}

static int check_delegated_days(const struct duty_new *d, const struct duty_actor *giver,
                                int32_t until, struct err *e)
{
    if (check_days(d, giver->today, e) < 0)
        return -1;
    if (d->ends == DAY_MAX || d->ends >= giver->today + DUTY_DELEGATED_DAYS_MAX)
        return bad(e, DUTY_ENDS, "A delegation has a last day, at most 400 days from now.");
    if (d->ends > until)
        return bad(e, DUTY_ENDS, "Your own duty at the unit ends before that.");
    return 0;
}

int duty_delegate(struct db *db, const struct duty_new *duty, const struct duty_actor *giver,
                  uint32_t *ret_id, struct err *e)
{
    struct duty_new d = *duty;
    int32_t until = DAY_MIN;

    d.role = "delegate";
    d.class_id = d.group_id = 0;
    if (d.starts == DAY_MAX)
        d.starts = giver->today;
    if (begin_change(db, e) < 0 || leads(db, d.unit_id, giver, &until, e) < 0 ||
        check_oneself(&d, giver, e) < 0 ||
        works_at(db, d.unit_id, d.person_id, giver->today, e) < 0 ||
        check_delegated_days(&d, giver, until, e) < 0 || check_held(db, &d, e) < 0)
        return -1;
    return insert(db, &d, 0, "delegated", giver, ret_id, e);
}

/* A duty as duty_end has to know it. */
struct held {
    uint32_t id, unit_id;
    bool imported, delegated, administers;
    int32_t starts, ends;
};

static int lock(struct db *db, uint32_t id, struct held *ret_held, struct err *e)
{
    struct held h = {.ends = DAY_MAX};
    struct db_rows *r;

    if (db_select(db, SQL_DUTY_LOCK, &r, e, DB_I(id)) < 0)
        return -1;
    if (db_next(r)) {
        h.id = (uint32_t)db_id(r, 0);
        h.administers = strcmp(db_str(r, 2), "administrator") == 0;
        h.imported = strcmp(db_str(r, 3), "import") == 0;
        h.delegated = strcmp(db_str(r, 3), "delegated") == 0;
        h.unit_id = (uint32_t)db_id(r, 4);
        (void)day_parse(db_str(r, 5), &h.starts);
        if (!db_is_null(r, 6))
            (void)day_parse(db_str(r, 6), &h.ends);
    }
    if (db_done(r, e) < 0)
        return -1;
    *ret_held = h;
    return h.id ? 0 : unknown(e);
}

/* Whether it may be ended, and by this actor. */
static int check_end(struct db *db, const struct held *h, bool delegated,
                     const struct duty_actor *actor, struct err *e)
{
    char day[DAY_TEXT_SIZE];
    struct db_rows *r;
    int32_t until;
    int64_t n = 1;

    if (delegated) {
        if (!h->delegated || leads(db, h->unit_id, actor, &until, e) < 0)
            return !e || e->kind == ERR_NONE || e->kind == ERR_NOT_FOUND
                       ? unknown(e)
                       : -1;
    } else if (h->imported) {
        return conflict(e, DUTY_IMPORTED, "This duty comes from the roster: it ends when the roster "
                                          "says so. Change it there and import again.");
    }
    if (h->ends < actor->today)
        return conflict(e, DUTY_OVER, "This duty has ended already.");
    day_format(actor->today, day);
    if (h->administers && actor->person_id &&
        (db_select(db, SQL_DUTY_OTHER_ADMINISTRATORS, &r, e, DB_I(h->id), DB_S(day), DB_S(day),
                   DB_S(day)) < 0 ||
         count(r, &n, e) < 0))
        return -1;
    return n > 0 ? 0
                 : conflict(e, DUTY_LAST, "This is the last administrator: give the duty to another "
                                          "person first.");
}

int duty_end(struct db *db, uint32_t id, int32_t last, bool delegated,
             const struct duty_actor *actor, struct err *e)
{
    char text[DAY_TEXT_SIZE];
    struct held h;

    if (begin_change(db, e) < 0 || lock(db, id, &h, e) < 0 ||
        check_end(db, &h, delegated, actor, e) < 0)
        return -1;
    if (last != DAY_MIN && last < actor->today)
        return bad(e, DUTY_ENDS, "The last day has passed already: today is the earliest.");
    if (last > h.ends)
        return bad(e, DUTY_ENDS, "The duty ends before that: give it anew to prolong it.");
    if (last == DAY_MIN)
        last = actor->today - 1;
    if (last < h.starts - 1)
        last = h.starts - 1; /* never came into force */
    if (db_exec(db, SQL_DUTY_SET_END, NULL, e, DB_S(end_text(last, text)), DB_I(id)) < 0)
        return -1;
    return duty_settle(db, actor->today, e);
}

int duty_settle(struct db *db, int32_t day, struct err *e)
{
    char text[DAY_TEXT_SIZE];

    day_format(day, text);
    return db_exec(db, SQL_DUTY_SETTLE, NULL, e, DB_S(text), DB_S(text), DB_S(text));
}

/* ---- whom ---- */

/* "%text%" with what LIKE takes for something else escaped. */
static void contains(const char *text, char ret_pattern[PATTERN_SIZE])
{
    size_t n = 0;

    ret_pattern[n++] = '%';
    for (; *text && n < PATTERN_SIZE - 4; text++) {
        if (*text == '%' || *text == '_' || *text == '\\')
            ret_pattern[n++] = '\\';
        ret_pattern[n++] = *text;
    }
    ret_pattern[n++] = '%';
    ret_pattern[n] = '\0';
}

int duty_staff(struct db *db, const char *search, int32_t today, struct db_rows **ret_rows,
               struct err *e)
{
    char day[DAY_TEXT_SIZE], pattern[PATTERN_SIZE];

    day_format(today, day);
    contains(search, pattern);
    return db_select(db, SQL_DUTY_STAFF, ret_rows, e, DB_S(day), DB_S(pattern), DB_S(pattern),
                     DB_S(pattern), DB_S(day), DB_S(day), DB_S(day));
}

int duty_staff_of_unit(struct db *db, uint32_t unit_id, const char *search, int32_t today,
                       struct db_rows **ret_rows, struct err *e)
{
    char day[DAY_TEXT_SIZE], pattern[PATTERN_SIZE];

    day_format(today, day);
    contains(search, pattern);
    return db_select(db, SQL_DUTY_STAFF_OF_UNIT, ret_rows, e, DB_I(unit_id), DB_S(day), DB_S(day),
                     DB_I(unit_id), DB_S(day), DB_S(day), DB_S(day), DB_S(day), DB_S(day),
                     DB_S(day), DB_S(pattern), DB_S(pattern));
}
