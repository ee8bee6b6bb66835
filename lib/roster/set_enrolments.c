/*
 * enrollments.csv. The largest file by far: a row becomes 24 bytes; its own id is not looked at.
 */
#include <strings.h>

#include "domain/day.h"
#include "roster/set_read.h"
#include "roster/set_row.h"

enum column { CLASS, USER, STATUS, ROLE, BEGIN, END, COLUMN__MAX };

static const struct table_column columns[COLUMN__MAX] = {
    [CLASS] = {"classSourcedId", true, NULL}, [USER] = {"userSourcedId", true, NULL},
    [STATUS] = {"status", false, NULL},       [ROLE] = {"role", true, NULL},
    [BEGIN] = {"beginDate", false, NULL},     [END] = {"endDate", false, NULL},
};

/* The class and the user of a row; false with a finding when it leads nowhere. */
static bool find_both(const struct set_reader *r, const struct table_row *row,
                      struct set_enrolment *x)
{
    const struct set *s = r->set;

    x->class_at = id_index_get(&s->class_index, row->value[CLASS]);
    x->user = id_index_get(&s->user_index, row->value[USER]);
    if (x->class_at == ID_INDEX_NONE)
        set_row_finding(r, row, FINDING_ENROL_CLASS_MISSING, "classSourcedId", row->value[CLASS]);
    else if (!s->classes[x->class_at].used)
        set_row_finding(r, row, FINDING_ENROL_CLASS_UNUSED, "classSourcedId", row->value[CLASS]);
    else if (x->user == ID_INDEX_NONE)
        set_row_finding(r, row, FINDING_ENROL_USER_MISSING, "userSourcedId", row->value[USER]);
    else if (!s->users[x->user].active)
        set_row_finding(r, row, FINDING_ENROL_USER_UNUSED, "userSourcedId", row->value[USER]);
    else
        return true;
    return false;
}

static bool has_staff_role(const struct set_user *user)
{
    return user->roles & ~(1u << SET_ROLE_STUDENT | 1u << SET_ROLE_FAMILY);
}

/* Whether the row's role can be held by the user; false with a finding. */
static bool check_role(const struct set_reader *r, const struct table_row *row,
                       struct set_enrolment *x)
{
    const struct set_user *user = &r->set->users[x->user];

    switch (set_row_role(row->value[ROLE])) {
    case SET_ROLE_STUDENT:
        x->teacher = false;
        if (user->roles & 1u << SET_ROLE_STUDENT)
            return true;
        set_row_finding(r, row, FINDING_ENROL_NOT_PUPIL, "role", row->value[ROLE]);
        return false;
    case SET_ROLE_TEACHER:
        x->teacher = true;
        if (has_staff_role(user))
            return true;
        set_row_finding(r, row, FINDING_ENROL_NOT_STAFF, "role", row->value[ROLE]);
        return false;
    default:
        set_row_finding(r, row, FINDING_ENROL_ROLE_UNUSED, "role", row->value[ROLE]);
        return false;
    }
}

/* What a pupil's class tells about the pupil, where the user's own row does not. */
static void use_class(struct set *s, const struct set_enrolment *x)
{
    struct set_user *user = &s->users[x->user];
    const struct set_class *class = &s->classes[x->class_at];
    bool homeroom = class->type == SET_CLASS_HOMEROOM;

    set_offer_school(user, class->school, homeroom ? SET_SCHOOL_HOMEROOM : SET_SCHOOL_GROUP);
    if (homeroom && user->class_year == SET_YEAR_NONE)
        user->class_year = class->year;
}

static void read_row(void *ctx, const struct table_row *row)
{
    const struct set_reader *r = ctx;
    struct set *s = r->set;
    struct set_enrolment x = {.line = row->line};

    s->rows_read++;
    if (!set_row_active(r, row, row->value[STATUS]) ||
        !set_row_dates(r, row, row->value[BEGIN], row->value[END], &x.begin, &x.end) ||
        x.end < s->today || !find_both(r, row, &x) || !check_role(r, row, &x))
        return;
    if (!x.teacher)
        use_class(s, &x);
    *SET_PUSH(s->enrolments, s->enrolment_count, s->enrolment_cap) = x;
}

void set_enrolments_read(struct set *s, struct source_file *file)
{
    struct set_reader reader = {s, SET_ENROLLMENTS};

    table_read(file, columns, COLUMN__MAX, read_row, &reader, s->findings);
}
