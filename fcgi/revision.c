#include "fcgi/revision.h"

#include <stdlib.h>
#include <time.h>

#include "base/mem.h"

/* What is kept is read anew after this time in any case: the clocks of the two machines may drift. */
#define KEPT_MS 10000

struct counter {
    uint32_t unit_id;
    uint64_t revision;
};

struct below {
    uint32_t unit_id;    /* the upper one, or the same */
    uint32_t below_id;
};

struct revision {
    struct counter *counters; /* sorted by unit_id */
    size_t n_counters;
    size_t cap;
    uint64_t global;
    /* kept: */
    bool loaded;
    uint64_t kept_global;
    unsigned kept_generation; /* of the connection */
    int64_t kept_until_ms;    /* on the monotonic clock */
    struct below *tree;       /* sorted by unit_id, below_id */
    size_t n_tree;
    int64_t accepting;
    int64_t schema;
};

static int64_t now_ms(void)
{
    struct timespec ts;

    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static int load_schema(struct revision *rev, struct db *db, struct err *e)
{
    struct db_rows *r;

    if (db_select(db, SQL_SCHEMA_CURRENT, &r, e) < 0)
        return -1;
    rev->schema = db_next(r) ? db_int(r, 0) : 0;
    return db_done(r, e);
}

static int load_tree(struct revision *rev, struct db *db, struct err *e)
{
    struct db_rows *r;

    if (db_select(db, SQL_REVISION_CLOSURE, &r, e) < 0)
        return -1;
    rev->tree = mem_realloc(rev->tree, (db_count(r) + 1) * sizeof(*rev->tree));
    rev->n_tree = 0;
    while (db_next(r))
        rev->tree[rev->n_tree++] =
            (struct below){(uint32_t)db_id(r, 0), (uint32_t)db_id(r, 1)};
    return db_done(r, e);
}

static int load_accepting(struct revision *rev, struct db *db, struct err *e)
{
    int64_t begun = now_ms();
    struct db_rows *r;

    if (db_select(db, SQL_REVISION_ACCEPTING, &r, e) < 0)
        return -1;
    rev->kept_until_ms = begun + KEPT_MS;
    if (db_next(r)) {
        rev->accepting = db_int(r, 0);
        if (!db_is_null(r, 1) && db_int(r, 1) < KEPT_MS)
            rev->kept_until_ms = begun + db_int(r, 1);
    }
    return db_done(r, e);
}

/* First row of the tree for a unit, or n_tree. */
static size_t tree_at(const struct revision *rev, uint32_t unit_id)
{
    size_t low = 0, high = rev->n_tree;

    while (low < high) {
        size_t mid = low + (high - low) / 2;

        if (rev->tree[mid].unit_id < unit_id)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

struct revision *revision_new(void)
{
    return mem_calloc(1, sizeof(struct revision));
}

void revision_free(struct revision *rev)
{
    if (!rev)
        return;
    free(rev->counters);
    free(rev->tree);
    free(rev);
}

int revision_read(struct revision *rev, struct db *db, bool in_transaction, struct err *e)
{
    struct db_rows *r;

    if ((in_transaction ? db_select(db, SQL_REVISION_ROWS, &r, e)
                        : db_select_once(db, SQL_REVISION_ROWS, &r, e)) < 0)
        return -1;
    if (db_count(r) > rev->cap) {
        rev->cap = db_count(r) + 16;
        rev->counters = mem_realloc(rev->counters, rev->cap * sizeof(*rev->counters));
    }
    rev->n_counters = 0;
    rev->global = 0;
    while (db_next(r)) {
        struct counter *c = &rev->counters[rev->n_counters++];

        c->unit_id = (uint32_t)db_id(r, 0);
        c->revision = db_id(r, 1);
        if (c->unit_id == 0)
            rev->global = c->revision;
    }
    return db_done(r, e);
}

int revision_read_global(struct revision *rev, struct db *db, struct err *e)
{
    struct db_rows *r;

    if (db_select(db, SQL_REVISION_GLOBAL, &r, e) < 0)
        return -1;
    rev->n_counters = 0;
    rev->global = db_next(r) ? db_id(r, 0) : 0;
    return db_done(r, e);
}

uint64_t revision_global(const struct revision *rev)
{
    return rev->global;
}

bool revision_fresh(const struct revision *rev, const struct db *db)
{
    return rev->loaded && rev->kept_global == rev->global &&
           rev->kept_generation == db_generation(db) && now_ms() < rev->kept_until_ms;
}

int revision_refresh(struct revision *rev, struct db *db, struct err *e)
{
    if (revision_fresh(rev, db))
        return 0;
    rev->loaded = false;
    if (load_schema(rev, db, e) < 0)
        return -1;
    /* Of another schema than ours nothing else can be asked; and it is looked at again. */
    if (rev->schema != SQL_SCHEMA_VERSION)
        return 0;
    if (load_tree(rev, db, e) < 0 || load_accepting(rev, db, e) < 0)
        return -1;
    rev->kept_global = rev->global;
    rev->kept_generation = db_generation(db);
    rev->loaded = true;
    return 0;
}

int64_t revision_schema(const struct revision *rev)
{
    return rev->schema;
}

struct revision_stamp revision_stamp(const struct revision *rev, uint32_t unit_id)
{
    struct revision_stamp stamp = {.global = rev->global, .accepting = rev->accepting};
    size_t t = tree_at(rev, unit_id);

    /* Both lists are sorted by unit, so one pass over them meets all pairs. */
    for (size_t i = 0; i < rev->n_counters; i++) {
        const struct counter *c = &rev->counters[i];

        while (t < rev->n_tree && rev->tree[t].unit_id == unit_id &&
               rev->tree[t].below_id < c->unit_id)
            t++;
        if (unit_id == 0 || (t < rev->n_tree && rev->tree[t].unit_id == unit_id &&
                             rev->tree[t].below_id == c->unit_id))
            stamp.sum += c->revision;
    }
    return stamp;
}
