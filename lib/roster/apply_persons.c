/*
 * Persons: matched by source id; one who was made by hand and has the login of somebody in the set
 * is the same person. Logins are unique in the database and may change hands between two imports,
 * so those that move are released first.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "roster/apply.h"

struct numbers {
    uint32_t *v;
    size_t count;
    size_t cap;
};

/* A person of the database whose login the set gives to somebody else. */
struct holder {
    uint32_t person;
    uint32_t user;
    bool by_hand;
};

struct plan {
    struct apply *a;
    struct id_index by_login; /* places in the set's users */
    struct numbers update;    /* places in the set's users */
    struct numbers release;   /* ids */
    struct numbers end;       /* ids */
    struct holder *holders;
    size_t holder_count;
    size_t holder_cap;
};

static const char *const gender_names[] = {
    [SET_GENDER_UNKNOWN] = "unknown",
    [SET_GENDER_FEMALE] = "female",
    [SET_GENDER_MALE] = "male",
};

static void push(struct numbers *n, uint32_t value)
{
    if (n->count == n->cap) {
        n->cap = n->cap ? n->cap * 2 : 256;
        n->v = mem_realloc(n->v, n->cap * sizeof(*n->v));
    }
    n->v[n->count++] = value;
}

static bool is_used(const struct set_user *user)
{
    return user->pupil || user->staff;
}

static const char *login_of(const struct set_user *user)
{
    return user->login_taken ? NULL : user->login;
}

/* Of pupils only what the program needs is kept. */
static const char *email_of(const struct set_user *user)
{
    return user->staff ? user->email : NULL;
}

/* NULL leaves the mark as it is. One by hand is never the roster's to change. */
static struct db_param marking_of(const struct set_user *user)
{
    return user->marking == SET_MARKING_NONE ? DB_NULL : DB_I(user->marking);
}

static bool is_same(const struct set_user *user, const struct db_rows *r)
{
    return apply_same_text(db_str(r, 2), login_of(user)) &&
           strcmp(db_str(r, 3), user->given_name) == 0 &&
           strcmp(db_str(r, 4), user->family_name) == 0 &&
           apply_same_text(db_str(r, 5), email_of(user)) &&
           strcmp(db_str(r, 6), gender_names[user->gender]) == 0 && db_is_null(r, 7) &&
           (user->marking == SET_MARKING_NONE || user->marking == db_int(r, 8));
}

static void add_holder(struct plan *p, uint32_t person, uint32_t user, bool by_hand)
{
    if (p->holder_count == p->holder_cap) {
        p->holder_cap = p->holder_cap ? p->holder_cap * 2 : 16;
        p->holders = mem_realloc(p->holders, p->holder_cap * sizeof(*p->holders));
    }
    p->holders[p->holder_count++] = (struct holder){person, user, by_hand};
}

/* One person of the database. */
static void look_at(struct plan *p, const struct db_rows *r)
{
    const struct set *s = p->a->set;
    uint32_t id = (uint32_t)db_id(r, 0);
    const char *source_id = db_str(r, 1);
    const char *login = db_str(r, 2);
    uint32_t at = source_id ? id_index_get(&s->user_index, source_id) : ID_INDEX_NONE;
    uint32_t owner = login ? id_index_get(&p->by_login, login) : ID_INDEX_NONE;

    if (at != ID_INDEX_NONE && !is_used(&s->users[at]))
        at = ID_INDEX_NONE;
    if (owner != ID_INDEX_NONE && owner != at)
        add_holder(p, id, owner, !source_id);
    if (at != ID_INDEX_NONE) {
        s->users[at].db_id = id;
        if (is_same(&s->users[at], r))
            return;
        push(&p->update, at);
        if (login && !apply_same_text(login, login_of(&s->users[at])))
            push(&p->release, id);
    } else if (source_id && db_is_null(r, 7)) {
        push(&p->end, id);
    }
}

/* Whose the logins are that stand at somebody else in the database. */
static void settle_holders(struct plan *p)
{
    struct set *s = p->a->set;

    for (size_t i = 0; i < p->holder_count; i++) {
        const struct holder *h = &p->holders[i];
        struct set_user *user = &s->users[h->user];

        if (!h->by_hand) {
            push(&p->release, h->person);
        } else if (user->db_id == 0) {
            user->db_id = h->person;
            push(&p->update, h->user);
        } else {
            user->login_taken = true;
            findings_add(p->a->report->findings, FINDING_LOGIN_TAKEN, set_file_names[SET_USERS],
                         user->line, "username", user->id, NULL);
        }
    }
}

static int make_plan(struct plan *p, struct err *e)
{
    struct set *s = p->a->set;
    struct db_rows *r;

    for (size_t i = 0; i < s->user_count; i++) {
        s->users[i].db_id = 0;
        s->users[i].login_taken = false;
        if (s->users[i].staff && s->users[i].login)
            id_index_put(&p->by_login, s->users[i].login, (uint32_t)i);
    }
    if (db_stream(p->a->db, SQL_IMPORT_PERSONS, &r, e) < 0)
        return -1;
    while (db_next(r))
        look_at(p, r);
    if (db_done(r, e) < 0)
        return -1;
    settle_holders(p);
    return 0;
}

static int write_ids(struct apply *a, enum sql_id statement, const char *date,
                     const struct numbers *ids, int64_t *ret_affected, struct err *e)
{
    struct db_bulk *b = db_bulk_new(a->db, statement, date ? "si" : "i");
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < ids->count; i++)
        rc = date ? db_bulk_add(b, e, DB_S(date), DB_I(ids->v[i]))
                  : db_bulk_add(b, e, DB_I(ids->v[i]));
    if (rc == 0)
        rc = db_bulk_flush(b, ret_affected, e);
    db_bulk_free(b);
    return rc;
}

static int write_updates(struct plan *p, int64_t *ret_affected, struct err *e)
{
    struct db_bulk *b = db_bulk_new(p->a->db, SQL_IMPORT_PERSON_UPDATE, "ssssssii");
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < p->update.count; i++) {
        const struct set_user *u = &p->a->set->users[p->update.v[i]];

        rc = db_bulk_add(b, e, DB_S(u->id), DB_S(login_of(u)), DB_S(u->given_name),
                         DB_S(u->family_name), DB_S(email_of(u)), DB_S(gender_names[u->gender]),
                         marking_of(u), DB_I(u->db_id));
    }
    if (rc == 0)
        rc = db_bulk_flush(b, ret_affected, e);
    db_bulk_free(b);
    return rc;
}

static int write_inserts(struct plan *p, int64_t *ret_affected, struct err *e)
{
    struct db_bulk *b = db_bulk_new(p->a->db, SQL_IMPORT_PERSON_INSERT, "ssssssi");
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < p->a->set->user_count; i++) {
        const struct set_user *u = &p->a->set->users[i];

        if (is_used(u) && u->db_id == 0)
            rc = db_bulk_add(b, e, DB_S(u->id), DB_S(login_of(u)), DB_S(u->given_name),
                             DB_S(u->family_name), DB_S(email_of(u)),
                             DB_S(gender_names[u->gender]), marking_of(u));
    }
    if (rc == 0)
        rc = db_bulk_flush(b, ret_affected, e);
    db_bulk_free(b);
    return rc;
}

static int last_person(struct apply *a, uint64_t *ret_id, struct err *e)
{
    struct db_rows *r;

    if (db_select(a->db, SQL_IMPORT_PERSON_LAST, &r, e) < 0)
        return -1;
    if (db_next(r))
        *ret_id = db_id(r, 0);
    return db_done(r, e);
}

static int take_new_ids(struct apply *a, uint64_t after, struct err *e)
{
    struct set *s = a->set;
    struct db_rows *r;

    if (db_stream(a->db, SQL_IMPORT_PERSONS_AFTER, &r, e, DB_I(after)) < 0)
        return -1;
    while (db_next(r)) {
        uint32_t at = id_index_get(&s->user_index, db_str(r, 1));

        if (at != ID_INDEX_NONE)
            s->users[at].db_id = (uint32_t)db_id(r, 0);
    }
    return db_done(r, e);
}

static int carry_out(struct plan *p, struct err *e)
{
    struct apply *a = p->a;
    struct report_count *count = &a->report->counts[REPORT_PERSONS];
    int64_t ended = 0, changed = 0, added = 0;
    uint64_t last = 0;

    if (last_person(a, &last, e) < 0 ||
        write_ids(a, SQL_IMPORT_PERSON_RELEASE, NULL, &p->release, NULL, e) < 0 ||
        write_ids(a, SQL_IMPORT_PERSON_END, a->before, &p->end, &ended, e) < 0 ||
        write_updates(p, &changed, e) < 0 || write_inserts(p, &added, e) < 0)
        return -1;
    count->ended = (size_t)ended;
    count->changed = (size_t)changed;
    count->added = (size_t)added;
    return added ? take_new_ids(a, last, e) : 0;
}

int apply_persons(struct apply *a, struct err *e)
{
    struct plan p = {.a = a};
    int rc = make_plan(&p, e);

    if (rc == 0)
        rc = carry_out(&p, e);
    id_index_free(&p.by_login);
    free(p.update.v);
    free(p.release.v);
    free(p.end.v);
    free(p.holders);
    return rc;
}
