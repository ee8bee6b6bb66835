#include "fcgi/identity.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "fcgi/hash.h"

struct entry {
    char *eppn;        /* NULL: empty slot */
    uint64_t revision; /* of everything, when it was loaded */
    char day[11];
    uint64_t used;     /* tick of the last use; 0: empty */
    struct identity me;
    struct duty *duties;
    struct reach *reach;
};

struct identity_cache {
    size_t n;
    uint64_t tick;
    uint64_t *hashes; /* of eppn and capacity; apart, because every request looks through them */
    struct entry entries[];
};

static const char *const role_names[ROLE__MAX] = {
    [ROLE_TEACHER] = "teacher",
    [ROLE_MENTOR] = "mentor",
    [ROLE_SPECIAL_EDUCATOR] = "special_educator",
    [ROLE_PRINCIPAL] = "principal",
    [ROLE_PRESCHOOL_HEAD] = "preschool_head",
    [ROLE_AREA_MANAGER] = "area_manager",
    [ROLE_DIRECTOR] = "director",
    [ROLE_ANALYST] = "analyst",
    [ROLE_BOARD] = "board",
    [ROLE_ADMINISTRATOR] = "administrator",
    [ROLE_AUDITOR] = "auditor",
    [ROLE_DELEGATE] = "delegate",
};

static void entry_clear(struct entry *en)
{
    free(en->eppn);
    free(en->duties);
    free(en->reach);
    memset(en, 0, sizeof(*en));
}

static uint64_t hash_of(const char *eppn, const char *capacity)
{
    return hash_text(hash_text(HASH_INIT, eppn), capacity);
}

static struct entry *find(struct identity_cache *c, const char *eppn, const char *capacity,
                          uint64_t hash)
{
    for (size_t i = 0; i < c->n; i++)
        if (c->hashes[i] == hash && c->entries[i].eppn &&
            strcmp(c->entries[i].eppn, eppn) == 0 &&
            strcmp(c->entries[i].me.capacity, capacity) == 0)
            return &c->entries[i];
    return NULL;
}

static struct entry *least_used(struct identity_cache *c)
{
    struct entry *least = &c->entries[0];

    for (size_t i = 1; i < c->n; i++)
        if (c->entries[i].used < least->used)
            least = &c->entries[i];
    return least;
}

static void take_duty(struct entry *en, const struct db_rows *r)
{
    struct duty *d = &en->duties[en->me.n_duties];
    int64_t role = db_int(r, 4);

    if (db_is_null(r, 3) || role < 0 || role >= ROLE__MAX)
        return;
    d->id = (uint32_t)db_id(r, 3);
    d->role = (enum role)role;
    d->unit_id = (uint32_t)db_id(r, 5);
    d->class_id = (uint32_t)db_id(r, 6);
    d->group_id = (uint32_t)db_id(r, 7);
    en->me.roles |= 1u << d->role;
    en->me.n_duties++;
}

static int load_duties(struct entry *en, struct db *db, struct err *e)
{
    struct db_rows *r;

    if (db_select(db, SQL_IDENTITY_DUTIES, &r, e, DB_S(en->me.acting), DB_S(en->day),
                  DB_S(en->day), DB_S(en->eppn), DB_S(en->day)) < 0)
        return -1;
    en->duties = mem_calloc(db_count(r), sizeof(*en->duties));
    while (db_next(r)) {
        if (en->me.person_id == 0) {
            en->me.person_id = (uint32_t)db_id(r, 0);
            snprintf(en->me.name, sizeof(en->me.name), "%s %s", db_str(r, 1), db_str(r, 2));
        }
        take_duty(en, r);
    }
    en->me.duties = en->duties;
    if (db_done(r, e) < 0)
        return -1;
    if (en->me.person_id == 0)
        return err_set(e, ERR_NOT_FOUND, "no person has this EPPN");
    return 0;
}

static int load_reach(struct entry *en, struct db *db, struct err *e)
{
    struct db_rows *r;

    if (db_select(db, SQL_IDENTITY_REACH, &r, e, DB_ID(en->me.person_id), DB_S(en->me.acting),
                  DB_S(en->day), DB_S(en->day)) < 0)
        return -1;
    en->reach = mem_calloc(db_count(r), sizeof(*en->reach));
    while (db_next(r)) {
        struct reach *reach = &en->reach[en->me.n_reach++];

        reach->unit_id = (uint32_t)db_id(r, 0);
        reach->roles = (unsigned)db_int(r, 1);
    }
    en->me.reach = en->reach;
    return db_done(r, e);
}

const char *role_name(enum role role)
{
    assert(role < ROLE__MAX);
    return role_names[role];
}

int identity_eppn(const char *remote_user, char ret_eppn[IDENTITY_EPPN_MAX + 1])
{
    size_t len = strlen(remote_user);

    if (len == 0 || len > IDENTITY_EPPN_MAX || !utf8_valid(remote_user, len))
        return -1;
    for (size_t i = 0; i < len; i++)
        if ((unsigned char)remote_user[i] <= ' ' || remote_user[i] == 0x7f)
            return -1;
    for (size_t i = 0; i <= len; i++) {
        char c = remote_user[i];

        ret_eppn[i] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
    }
    return 0;
}

int identity_capacity(const char *text, char ret_capacity[IDENTITY_CAPACITY_MAX + 1])
{
    size_t len = strlen(text), role = strspn(text, "abcdefghijklmnopqrstuvwxyz_");
    size_t digits = text[role] == '-' ? strspn(text + role + 1, "0123456789") : 0;

    if (role == 0 || digits == 0 || role + 1 + digits != len || len > IDENTITY_CAPACITY_MAX)
        return -1;
    memcpy(ret_capacity, text, len + 1);
    return 0;
}

struct identity_cache *identity_cache_new(size_t max_entries)
{
    struct identity_cache *c;

    assert(max_entries > 0);
    c = mem_calloc(1, sizeof(*c) + max_entries * sizeof(c->entries[0]));
    c->n = max_entries;
    c->hashes = mem_calloc(max_entries, sizeof(*c->hashes));
    return c;
}

void identity_cache_free(struct identity_cache *c)
{
    if (!c)
        return;
    for (size_t i = 0; i < c->n; i++)
        entry_clear(&c->entries[i]);
    free(c->hashes);
    free(c);
}

const struct identity *identity_cached(struct identity_cache *c, const char *eppn,
                                       const char *capacity, uint64_t revision, const char *today)
{
    struct entry *en = find(c, eppn, capacity, hash_of(eppn, capacity));

    if (!en || en->revision != revision || strcmp(en->day, today) != 0)
        return NULL;
    en->used = ++c->tick;
    return &en->me;
}

int identity_get(struct identity_cache *c, struct db *db, const char *eppn, const char *capacity,
                 uint64_t revision, const char *today, const struct identity **ret_me,
                 struct err *e)
{
    const struct identity *cached = identity_cached(c, eppn, capacity, revision, today);
    uint64_t hash = hash_of(eppn, capacity);
    struct entry *en;

    if (cached) {
        *ret_me = cached;
        return 0;
    }
    en = find(c, eppn, capacity, hash);
    if (!en)
        en = least_used(c);
    entry_clear(en);
    c->hashes[en - c->entries] = hash;
    en->eppn = mem_strdup(eppn);
    snprintf(en->me.capacity, sizeof(en->me.capacity), "%s", capacity);
    en->me.acting = capacity[0] ? en->me.capacity : NULL;
    en->revision = revision;
    snprintf(en->day, sizeof(en->day), "%s", today);
    if (load_duties(en, db, e) < 0 || load_reach(en, db, e) < 0) {
        entry_clear(en);
        return -1;
    }
    en->used = ++c->tick;
    *ret_me = &en->me;
    return 0;
}

unsigned identity_roles_at(const struct identity *me, uint32_t unit_id)
{
    size_t low = 0, high = me->n_reach;

    while (low < high) {
        size_t mid = low + (high - low) / 2;

        if (me->reach[mid].unit_id < unit_id)
            low = mid + 1;
        else
            high = mid;
    }
    return low < me->n_reach && me->reach[low].unit_id == unit_id ? me->reach[low].roles : 0;
}

bool identity_reaches(const struct identity *me, uint32_t unit_id, unsigned roles)
{
    return (identity_roles_at(me, unit_id) & roles) != 0;
}

bool identity_mentors(const struct identity *me, uint32_t class_id)
{
    if (class_id == 0)
        return false;
    for (size_t i = 0; i < me->n_duties; i++)
        if (me->duties[i].role == ROLE_MENTOR && me->duties[i].class_id == class_id)
            return true;
    return false;
}
