/*
 * Units of work.
 *
 * A lost connection shows at the unit's beginning, before anything was done: only there
 * reconnecting and trying again is safe. In the middle of a unit everything fails until its end.
 * When COMMIT fails nobody can know whether it happened, unless the server itself says that it
 * chose this unit as the loser of a conflict (Galera reports its conflicts at COMMIT, as a
 * deadlock).
 */
#include "base/db_private.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define REPEATS_MAX 3

static int begin_once(struct db *db, enum sql_id how, struct err *e)
{
    char text[256];
    int len;

    if (db_ready(db, e) < 0)
        return -1;
    if (how == SQL_BEGIN_WRITE)
        len = snprintf(text, sizeof(text), "%s; %s", sql_text(SQL_WRITE_ISOLATION), sql_text(how));
    else
        len = snprintf(text, sizeof(text), "%s", sql_text(how));
    assert(len > 0 && (size_t)len < sizeof(text));
    return db_text(db, sql_name(how), text, (size_t)len, NULL, e);
}

static int begin(struct db *db, enum sql_id how, struct err *e)
{
    assert(!db->in_unit);
    if (begin_once(db, how, e) < 0 && (!db->lost || begin_once(db, how, e) < 0))
        return -1;
    db->in_unit = true;
    db->writes = how == SQL_BEGIN_WRITE;
    return 0;
}

/* Rows that the unit's function left open (it may, when it fails) end with the unit. */
static void end_rows(struct db *db, bool may_be_open)
{
    for (size_t i = 0; db->open_rows > 0 && i < SQL__MAX; i++) {
        struct db_rows *r = &db->statements[i].rows;

        if (!r->open || !r->in_unit)
            continue;
        assert(may_be_open);
        db_rows_close(r);
    }
}

/* A connection that is lost may still hold locks (a server that became read-only): close it now. */
static void drop_if_lost(struct db *db)
{
    if (db->lost && db->open_rows == 0)
        db_disconnect(db);
}

static void end_unit(struct db *db)
{
    db_batch_free(db->tail);
    db->tail = NULL;
    db->in_unit = false;
    drop_if_lost(db);
}

/* COMMIT or ROLLBACK and what ends a writing unit's session state, in one round trip. */
static int send_end(struct db *db, enum sql_id how, struct err *e)
{
    char text[64];
    int len;

    len = snprintf(text, sizeof(text), "%s; %s", sql_text(how), sql_text(SQL_END_WRITE));
    assert(len > 0 && (size_t)len < sizeof(text));
    if (mysql_real_query(db->mysql, text, db->writes ? (unsigned long)len : strlen(sql_text(how))))
        return db_fail(db, sql_name(how), mysql_errno(db->mysql), mysql_error(db->mysql), e);
    if (db->writes)
        db_end_write(db);
    return 0;
}

void db_end_write(struct db *db)
{
    if (mysql_next_result(db->mysql) != 0)
        db->lost = true; /* what was decided stands; the session is of no more use */
}

static void roll_back(struct db *db)
{
    end_rows(db, true);
    if (!db->lost && send_end(db, SQL_ROLLBACK, NULL) < 0)
        db->lost = true;
    end_unit(db);
}

/* *ret_reached: whether it was the COMMIT that failed, or may have been. */
static int send_commit(struct db *db, bool *ret_reached, struct err *e)
{
    int result;

    *ret_reached = true;
    result = db->tail ? db_batch_commit(db->tail, ret_reached, e) : send_end(db, SQL_COMMIT, e);
    *ret_reached |= db->lost;
    return result;
}

static int commit(struct db *db, struct err *e)
{
    struct err failed = {.kind = ERR_NONE};
    bool reached;

    end_rows(db, false);
    if (db->lost) {
        roll_back(db);
        return err_set(e, ERR_UNAVAILABLE, "the database connection was lost in this unit of work");
    }
    if (send_commit(db, &reached, &failed) == 0) {
        end_unit(db);
        return 0;
    }
    if (!reached || failed.kind == ERR_RETRY) {
        roll_back(db);
    } else {
        failed.kind = ERR_UNKNOWN_OUTCOME;
        db->lost = true;
        end_unit(db);
    }
    if (e)
        *e = failed;
    return -1;
}

static int run_once(struct db *db, enum sql_id how,
                    int (*fn)(struct db *db, void *ctx, struct err *e), void *ctx, struct err *e)
{
    if (begin(db, how, e) < 0) {
        drop_if_lost(db);
        return -1;
    }
    if (fn(db, ctx, e) < 0) {
        roll_back(db);
        return -1;
    }
    return commit(db, e);
}

/* A few milliseconds, not the same for two units that met: they would meet again. */
static void pause_before(unsigned repeat)
{
    struct timespec now, t = {.tv_sec = 0};

    clock_gettime(CLOCK_MONOTONIC, &now);
    t.tv_nsec = (long)repeat * (1000000 + now.tv_nsec / 1000 % 5000 * 1000);
    nanosleep(&t, NULL);
}

int db_transaction(struct db *db, int (*fn)(struct db *db, void *ctx, struct err *e), void *ctx,
                   struct err *e)
{
    struct err failed = {.kind = ERR_NONE};

    for (unsigned repeat = 0; repeat <= REPEATS_MAX; repeat++) {
        if (repeat > 0)
            pause_before(repeat);
        if (run_once(db, SQL_BEGIN_WRITE, fn, ctx, &failed) == 0)
            return 0;
        if (failed.kind != ERR_RETRY)
            break;
    }
    if (failed.kind == ERR_RETRY) {
        failed.kind = ERR_UNAVAILABLE;
        err_prefix(&failed, "given up after %d repeats", REPEATS_MAX);
    }
    if (e)
        *e = failed;
    return -1;
}

int db_read(struct db *db, int (*fn)(struct db *db, void *ctx, struct err *e), void *ctx,
            struct err *e)
{
    return run_once(db, SQL_BEGIN_READ, fn, ctx, e);
}

void db_commit_with(struct db *db, struct db_batch *tail)
{
    assert(db->in_unit && db->writes && !db->tail);
    db->tail = tail;
}

int db_script(struct db *db, const char *text, size_t len, struct err *e)
{
    assert(!db->in_unit);
    if (db_ready(db, e) < 0)
        return -1;
    return db_text(db, "script", text, len, NULL, e);
}
