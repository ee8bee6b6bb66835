#include "store/target.h"

#include <stdio.h>
#include <string.h>

#define SHARE_MAX10 1000

static const struct {
    const char *name;
    int max10;
} measures[] = {
    {TARGET_SUBJECT, SHARE_MAX10},       {"all_subjects", SHARE_MAX10},
    {"vocational", SHARE_MAX10},         {"arts", SHARE_MAX10},
    {"economics_humanities_social", SHARE_MAX10}, {"science_technology", SHARE_MAX10},
    {"merit16", 3200},                   {"merit17", 3400},
};

static void copy_text(char *to, size_t size, const char *from)
{
    snprintf(to, size, "%s", from ? from : "");
}

int target_load(struct db *db, struct arena *a, struct targets *ret_targets, struct err *e)
{
    struct targets t = {0};
    struct db_rows *r;

    if (db_select(db, SQL_TARGET_LIST, &r, e) < 0)
        return -1;
    t.list = arena_array(a, db_count(r) + 1, sizeof(*t.list));
    while (db_next(r)) {
        struct target *to = &t.list[t.n++];

        to->id = (uint32_t)db_id(r, 0);
        to->measure = arena_strdup(a, db_str(r, 1));
        to->subject_id = (uint32_t)db_id(r, 2);
        to->code = db_str(r, 3) ? arena_strdup(a, db_str(r, 3)) : NULL;
        to->name_sv = db_str(r, 4) ? arena_strdup(a, db_str(r, 4)) : NULL;
        to->name_en = db_str(r, 5) ? arena_strdup(a, db_str(r, 5)) : NULL;
        to->year_group = (int)db_int(r, 6);
        to->value10 = (int)db_int(r, 7);
        copy_text(to->from, sizeof(to->from), db_str(r, 8));
        copy_text(to->to, sizeof(to->to), db_str(r, 9));
        to->set_by = db_str(r, 10) ? arena_strdup(a, db_str(r, 10)) : NULL;
        copy_text(to->set_at, sizeof(to->set_at), db_str(r, 11));
    }
    *ret_targets = t;
    return db_done(r, e);
}

const struct target *target_for(const struct targets *t, const char *measure, uint32_t subject_id,
                                int year_group, const char *day)
{
    const struct target *all = NULL;

    for (size_t i = 0; i < t->n; i++) {
        const struct target *one = &t->list[i];

        if (strcmp(one->measure, measure) != 0 || one->subject_id != subject_id ||
            strncmp(day, one->from, DAY_TEXT_SIZE - 1) < 0 ||
            (one->to[0] && strncmp(day, one->to, DAY_TEXT_SIZE - 1) > 0))
            continue;
        if (year_group && one->year_group == year_group)
            return one;
        if (one->year_group == 0)
            all = one;
    }
    return all;
}

bool target_measure(const char *measure, int *ret_max10)
{
    for (size_t i = 0; i < sizeof(measures) / sizeof(measures[0]); i++) {
        if (strcmp(measures[i].name, measure) == 0) {
            *ret_max10 = measures[i].max10;
            return true;
        }
    }
    return false;
}

/* Figures are shown beside milestones: what was answered before is no longer true. */
static int changed(struct db *db, struct err *e)
{
    return db_exec(db, SQL_REVISION_BUMP, NULL, e, DB_I(0));
}

static int refuse(struct target_order *o, const char *field, struct err *e, const char *sentence)
{
    o->field = field;
    return err_set(e, ERR_INPUT, "%s", sentence);
}

/* *ret_subject_id: 0 where the measure is not of a subject. */
static int check(struct db *db, struct target_order *o, uint64_t *ret_subject_id, struct err *e)
{
    struct db_rows *r;
    int max10;

    *ret_subject_id = 0;
    if (!target_measure(o->measure, &max10))
        return refuse(o, "measure", e, "There is no measure of this name.");
    if (o->value10 < 1 || o->value10 > max10)
        return refuse(o, "value10", e,
                      max10 == SHARE_MAX10 ? "A share is 0.1 to 100 per cent, in tenths."
                                           : "A merit value is 0.1 to 320 points (340 with 17 "
                                             "grades), in tenths.");
    if (o->year_group < 0 || o->year_group > 10)
        return refuse(o, "year_group", e, "A year group is 1 to 10, or 0 for all.");
    if (o->to < o->from)
        return refuse(o, "to", e, "The last day is before the first.");
    if ((strcmp(o->measure, TARGET_SUBJECT) == 0) != (o->subject != NULL))
        return refuse(o, "subject", e, "The measure subject needs a subject, the others have none.");
    if (!o->subject)
        return 0;
    if (db_select(db, SQL_TARGET_SUBJECT_FIND, &r, e, DB_S(o->subject)) < 0)
        return -1;
    *ret_subject_id = db_next(r) ? db_id(r, 0) : 0;
    if (db_done(r, e) < 0)
        return -1;
    return *ret_subject_id ? 0 : refuse(o, "subject", e, "subject is the code of a subject, such as MA.");
}

static int find_clash(struct db *db, struct target_order *o, uint64_t subject_id, const char *from,
                      const char *to, struct err *e)
{
    char day[DAY_TEXT_SIZE] = "";
    struct db_rows *r;

    if (db_select(db, SQL_TARGET_CLASH, &r, e, DB_S(o->measure), DB_ID(subject_id),
                  DB_I(o->year_group), DB_S(from), DB_S(to)) < 0)
        return -1;
    if (db_next(r))
        copy_text(day, sizeof(day), db_str(r, 0));
    if (db_done(r, e) < 0)
        return -1;
    if (!day[0])
        return 0;
    o->field = "from";
    return err_set(e, ERR_CONFLICT,
                   "There is a milestone for the same from %s. End it first, or let the new one end "
                   "before it.",
                   day);
}

int target_add(struct db *db, struct target_order *o, struct err *e)
{
    char from[DAY_TEXT_SIZE], last[DAY_TEXT_SIZE];
    const char *to = o->to == DAY_MAX ? NULL : last;
    uint64_t subject_id;

    if (check(db, o, &subject_id, e) < 0)
        return -1;
    day_format(o->from, from);
    day_format(o->to, last);
    if (find_clash(db, o, subject_id, from, to, e) < 0 ||
        db_exec(db, SQL_TARGET_GIVE_WAY, NULL, e, DB_S(from), DB_S(o->measure), DB_ID(subject_id),
                DB_I(o->year_group), DB_S(from), DB_S(from)) < 0 ||
        db_exec(db, SQL_TARGET_INSERT, NULL, e, DB_S(o->measure), DB_ID(subject_id),
                DB_I(o->year_group), DB_I(o->value10), DB_S(from), DB_S(to),
                DB_ID(o->person_id)) < 0)
        return -1;
    return changed(db, e);
}

int target_end(struct db *db, uint32_t id, int32_t last, struct err *e)
{
    int32_t from = 0, to = 0;
    char text[DAY_TEXT_SIZE];
    bool found = false;
    struct db_rows *r;

    if (db_select(db, SQL_TARGET_FIND, &r, e, DB_I(id)) < 0)
        return -1;
    if (db_next(r))
        found = day_parse(db_str(r, 1), &from) == 0 && day_parse(db_str(r, 2), &to) == 0;
    if (db_done(r, e) < 0)
        return -1;
    if (!found)
        return err_set(e, ERR_NOT_FOUND, "There is no such milestone.");
    if (to <= last)
        return err_set(e, ERR_CONFLICT, "The milestone has ended already.");
    day_format(last, text);
    if ((from > last ? db_exec(db, SQL_TARGET_DROP, NULL, e, DB_I(id))
                     : db_exec(db, SQL_TARGET_END, NULL, e, DB_S(text), DB_I(id))) < 0)
        return -1;
    return changed(db, e);
}
