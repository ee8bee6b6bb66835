/* School enrolments, memberships of classes and groups, duties: all compared as links. */
#include <stdlib.h>

#include "roster/apply.h"
#include "store/duty.h"

struct table {
    enum report_kind kind;
    enum sql_id select;
    enum sql_id insert;
    enum sql_id update;
    enum sql_id end;
    enum sql_id last;
    enum sql_id returned;
    const char *insert_types;
    /* Puts what the set wants into the list. */
    void (*want)(const struct apply *a, struct link_list *list);
};

struct writer {
    struct apply *a;
    const struct table *table;
    struct db_bulk *insert;
    struct db_bulk *update;
    struct link_list ended;
    bool began_before; /* some new link began before today */
};

/* Text of a day, NULL for none. buf must last until the value was added. */
static struct db_param day_param(int32_t day, char buf[DAY_TEXT_SIZE])
{
    if (day == DAY_MAX)
        return DB_NULL;
    day_format(day, buf);
    return DB_S(buf);
}

static int insert(struct writer *w, const struct link *x, struct err *e)
{
    char first[DAY_TEXT_SIZE], last[DAY_TEXT_SIZE];
    struct db_param starts = day_param(x->starts, first);
    struct db_param ends = day_param(x->ends, last);

    w->began_before |= x->starts < w->a->today;
    switch (w->table->kind) {
    case REPORT_ENROLMENTS:
        return db_bulk_add(w->insert, e, DB_I(x->person), DB_I(x->target), DB_I(x->detail), starts,
                           ends);
    case REPORT_DUTIES:
        return db_bulk_add(w->insert, e, DB_I(x->person), DB_I(x->detail),
                           x->detail != SET_DUTY_MENTOR && x->detail != SET_DUTY_TEACHER
                               ? DB_I(x->target)
                               : DB_NULL,
                           x->detail == SET_DUTY_MENTOR ? DB_I(x->target) : DB_NULL,
                           x->detail == SET_DUTY_TEACHER ? DB_I(x->target) : DB_NULL, starts, ends);
    default:
        return db_bulk_add(w->insert, e, DB_I(x->person), DB_I(x->target), starts, ends);
    }
}

static int update(struct writer *w, const struct link *x, struct err *e)
{
    char first[DAY_TEXT_SIZE], last[DAY_TEXT_SIZE];

    return db_bulk_add(w->update, e, day_param(x->starts, first), day_param(x->ends, last),
                       DB_I(x->id));
}

static int compare_id(const void *left, const void *right)
{
    const struct link *a = left;
    const struct link *b = right;

    return a->id < b->id ? -1 : a->id > b->id;
}

/*
 * Ends links by runs of ids without a gap. Rows that were written by one import lie together, so
 * that the ends of a school year are few statements and not one for each membership.
 */
static int end_all(struct writer *w, struct err *e)
{
    struct link_list *ended = &w->ended;
    struct db_bulk *b = db_bulk_new(w->a->db, w->table->end, "sii");
    int rc = 0;

    if (ended->count > 1)
        qsort(ended->v, ended->count, sizeof(*ended->v), compare_id);
    for (size_t first = 0, next; rc == 0 && first < ended->count; first = next) {
        for (next = first + 1; next < ended->count; next++)
            if (ended->v[next].id != ended->v[next - 1].id + 1)
                break;
        rc = db_bulk_add(b, e, DB_S(w->a->before), DB_I(ended->v[first].id),
                         DB_I(ended->v[next - 1].id));
    }
    if (rc == 0)
        rc = db_bulk_flush(b, NULL, e);
    db_bulk_free(b);
    return rc;
}

struct act_context {
    struct writer *writer;
    struct err *e;
};

static int act(void *ctx, enum link_act what, const struct link *x)
{
    const struct act_context *c = ctx;
    struct writer *w = c->writer;
    struct report_count *count = &w->a->report->counts[w->table->kind];

    switch (what) {
    case LINK_INSERT:
        count->added++;
        return insert(w, x, c->e);
    case LINK_UPDATE:
        count->changed++;
        return update(w, x, c->e);
    case LINK_END:
        count->ended++;
        link_add(&w->ended, x);
        return 0;
    }
    return 0;
}

static int load_held(struct apply *a, const struct table *t, struct link_list *held, struct err *e)
{
    struct db_rows *r;

    if (db_stream(a->db, t->select, &r, e, DB_S(a->date)) < 0)
        return -1;
    while (db_next(r))
        link_add(held, &(struct link){.id = (uint32_t)db_id(r, 0),
                                      .person = (uint32_t)db_id(r, 1),
                                      .target = (uint32_t)db_id(r, 2),
                                      .detail = (uint32_t)db_id(r, 3),
                                      .starts = (int32_t)db_int(r, 4),
                                      .ends = db_is_null(r, 5) ? DAY_MAX : (int32_t)db_int(r, 5)});
    return db_done(r, e);
}

static int last_id(struct apply *a, enum sql_id statement, uint64_t *ret_id, struct err *e)
{
    struct db_rows *r;

    if (db_select(a->db, statement, &r, e) < 0)
        return -1;
    if (db_next(r))
        *ret_id = db_id(r, 0);
    return db_done(r, e);
}

/* Writes the differences. A link that returns must not begin inside the time of its earlier row. */
static int write_differences(struct apply *a, const struct table *t, const struct link_list *wanted,
                             const struct link_list *held, struct err *e)
{
    struct writer w = {.a = a, .table = t};
    struct act_context c = {&w, e};
    uint64_t last = 0;
    int rc;

    if (last_id(a, t->last, &last, e) < 0)
        return -1;
    w.insert = db_bulk_new(a->db, t->insert, t->insert_types);
    w.update = db_bulk_new(a->db, t->update, "ssi");
    rc = link_compare(wanted, held, a->today, act, &c);
    if (rc == 0 && (db_bulk_flush(w.update, NULL, e) < 0 || end_all(&w, e) < 0 ||
                    db_bulk_flush(w.insert, NULL, e) < 0))
        rc = -1;
    db_bulk_free(w.insert);
    db_bulk_free(w.update);
    link_list_free(&w.ended);
    if (rc == 0 && last > 0 && w.began_before)
        rc = db_exec(a->db, t->returned, NULL, e, DB_S(a->date), DB_I(last));
    return rc;
}

static int apply_table(struct apply *a, const struct table *t, struct err *e)
{
    struct link_list wanted = LINK_LIST_INIT;
    struct link_list held = LINK_LIST_INIT;
    int rc = load_held(a, t, &held, e);

    if (rc == 0) {
        t->want(a, &wanted);
        link_sort(&wanted);
        link_merge(&wanted);
        link_sort(&held);
        rc = write_differences(a, t, &wanted, &held, e);
    }
    link_list_free(&wanted);
    link_list_free(&held);
    return rc;
}

/* ---- what the set wants ---- */

static int32_t first_day(const struct apply *a, int32_t begin)
{
    return begin == DAY_MIN ? a->today : begin;
}

static void want_enrolments(const struct apply *a, struct link_list *list)
{
    for (size_t i = 0; i < a->set->user_count; i++) {
        const struct set_user *u = &a->set->users[i];

        if (u->pupil)
            link_add(list, &(struct link){.person = u->db_id,
                                          .target = a->set->orgs[u->school].unit_id,
                                          .detail = (uint32_t)u->year,
                                          .starts = a->today,
                                          .ends = DAY_MAX});
    }
}

/* Pupils of classes or of groups. */
static void want_members(const struct apply *a, enum set_class_type type, struct link_list *list)
{
    for (size_t i = 0; i < a->set->enrolment_count; i++) {
        const struct set_enrolment *x = &a->set->enrolments[i];
        const struct set_user *u = &a->set->users[x->user];
        const struct set_class *class = &a->set->classes[x->class_at];

        if (!x->teacher && u->pupil && class->type == type)
            link_add(list, &(struct link){.person = u->db_id,
                                          .target = class->db_id,
                                          .starts = first_day(a, x->begin),
                                          .ends = x->end});
    }
}

static void want_class_members(const struct apply *a, struct link_list *list)
{
    want_members(a, SET_CLASS_HOMEROOM, list);
}

static void want_group_members(const struct apply *a, struct link_list *list)
{
    want_members(a, SET_CLASS_SCHEDULED, list);
}

/* Teachers of groups, mentors of classes, and the duties that come from roles. */
static void want_duties(const struct apply *a, struct link_list *list)
{
    for (size_t i = 0; i < a->set->enrolment_count; i++) {
        const struct set_enrolment *x = &a->set->enrolments[i];
        const struct set_user *u = &a->set->users[x->user];
        const struct set_class *class = &a->set->classes[x->class_at];

        if (x->teacher && u->staff)
            link_add(list, &(struct link){.person = u->db_id,
                                          .target = class->db_id,
                                          .detail = class->type == SET_CLASS_SCHEDULED
                                                        ? SET_DUTY_TEACHER
                                                        : SET_DUTY_MENTOR,
                                          .starts = first_day(a, x->begin),
                                          .ends = x->end});
    }
    for (size_t i = 0; i < a->set->duty_count; i++) {
        const struct set_duty *d = &a->set->duties[i];

        if (d->duty != SET_DUTY_NONE)
            link_add(list, &(struct link){.person = a->set->users[d->user].db_id,
                                          .target = a->set->orgs[d->unit].unit_id,
                                          .detail = d->duty,
                                          .starts = first_day(a, d->begin),
                                          .ends = d->end});
    }
}

/* ---- the tables ---- */

int apply_enrolments(struct apply *a, struct err *e)
{
    static const struct table t = {
        .kind = REPORT_ENROLMENTS,
        .select = SQL_IMPORT_ENROLMENTS,
        .insert = SQL_IMPORT_ENROLMENT_INSERT,
        .update = SQL_IMPORT_ENROLMENT_UPDATE,
        .end = SQL_IMPORT_ENROLMENT_END,
        .last = SQL_IMPORT_ENROLMENT_LAST,
        .returned = SQL_IMPORT_ENROLMENT_RETURNED,
        .insert_types = "iiiss",
        .want = want_enrolments,
    };

    return apply_table(a, &t, e);
}

int apply_class_members(struct apply *a, struct err *e)
{
    static const struct table t = {
        .kind = REPORT_CLASS_MEMBERS,
        .select = SQL_IMPORT_CLASS_MEMBERS,
        .insert = SQL_IMPORT_CLASS_MEMBER_INSERT,
        .update = SQL_IMPORT_CLASS_MEMBER_UPDATE,
        .end = SQL_IMPORT_CLASS_MEMBER_END,
        .last = SQL_IMPORT_CLASS_MEMBER_LAST,
        .returned = SQL_IMPORT_CLASS_MEMBER_RETURNED,
        .insert_types = "iiss",
        .want = want_class_members,
    };

    return apply_table(a, &t, e);
}

int apply_group_members(struct apply *a, struct err *e)
{
    static const struct table t = {
        .kind = REPORT_GROUP_MEMBERS,
        .select = SQL_IMPORT_GROUP_MEMBERS,
        .insert = SQL_IMPORT_GROUP_MEMBER_INSERT,
        .update = SQL_IMPORT_GROUP_MEMBER_UPDATE,
        .end = SQL_IMPORT_GROUP_MEMBER_END,
        .last = SQL_IMPORT_GROUP_MEMBER_LAST,
        .returned = SQL_IMPORT_GROUP_MEMBER_RETURNED,
        .insert_types = "iiss",
        .want = want_group_members,
    };

    return apply_table(a, &t, e);
}

int apply_duties(struct apply *a, struct err *e)
{
    static const struct table t = {
        .kind = REPORT_DUTIES,
        .select = SQL_IMPORT_DUTIES,
        .insert = SQL_IMPORT_DUTY_INSERT,
        .update = SQL_IMPORT_DUTY_UPDATE,
        .end = SQL_IMPORT_DUTY_END,
        .last = SQL_IMPORT_DUTY_LAST,
        .returned = SQL_IMPORT_DUTY_RETURNED,
        .insert_types = "iiiiiss",
        .want = want_duties,
    };

    if (apply_table(a, &t, e) < 0)
        return -1;
    if (db_exec(a->db, SQL_IMPORT_DUTY_SCHOOLS, NULL, e) < 0)
        return -1;
    return duty_settle(a->db, a->today, e);
}
