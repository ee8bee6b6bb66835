#include "db_server.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct db *db;
static struct err e;

static int set_up(void **state)
{
    (void)state;
    db_server_admin("DROP TABLE IF EXISTS b; CREATE TABLE b (id INT NOT NULL PRIMARY KEY, "
                    "n SMALLINT UNSIGNED NOT NULL DEFAULT 7, s VARCHAR(50) NULL)");
    db = db_server_open();
    err_clear(&e);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    db_free(db);
    return 0;
}

#define INSERT "INSERT INTO b (id, n, s) VALUES (?, 1 + (? - 1), ?)"
#define ADD                                                                                        \
    "INSERT INTO b (id, n) VALUES (?, ?) ON DUPLICATE KEY UPDATE n = n + VALUES(n) - 32768"
#define UPDATE "UPDATE b SET s = CONCAT(s, '?', ?) WHERE id = ?"

struct work {
    bool kill;
    int64_t change; /* of row 2 */
    int sent;       /* what db_batch_send gave */
    struct err failed;
};

static int write_all(struct db *on, void *ctx, struct err *err)
{
    struct work *w = ctx;
    enum sql_id insert = db_server_use(on, 0, INSERT), add = db_server_use(on, 1, ADD);
    enum sql_id update = db_server_use(on, 2, UPDATE);
    struct db_batch *b = db_batch_new(on);

    db_batch_add(b, insert, DB_I(1), DB_I(5), DB_S("Åsa \"d'Arc\" \\ ; -- ?"));
    db_batch_add(b, insert, DB_I(2), DB_I(10), DB_NULL);
    db_batch_add(b, insert, DB_I(3), DB_I(15), DB_S(""));
    db_batch_add(b, update, DB_S("%'"), DB_I(3));
    db_batch_add(b, add, DB_I(1), DB_I(32768 + 4));
    db_batch_add(b, add, DB_I(2), DB_I(32768 + w->change));
    db_batch_add(b, update, DB_S("last"), DB_I(3));
    if (w->kill)
        db_server_kill(on);
    w->sent = db_batch_send(b, &w->failed);
    db_batch_free(b);
    if (w->sent == 0 || w->failed.code == 1690)
        return 0;
    *err = w->failed;
    return -1;
}

static void test_rows_and_order(void **state)
{
    struct work w = {.change = -10};

    (void)state;
    assert_int_equal(db_transaction(db, write_all, &w, &e), 0);
    assert_int_equal(w.sent, 0);
    assert_int_equal(db_server_number("SELECT COUNT(*) FROM b"), 3);
    assert_int_equal(db_server_number("SELECT n FROM b WHERE id = 1"), 9);
    assert_int_equal(db_server_number("SELECT n FROM b WHERE id = 2"), 0);
    assert_int_equal(db_server_number("SELECT s IS NULL FROM b WHERE id = 2"), 1);
    assert_int_equal(
        db_server_number("SELECT s = 'Åsa \"d''Arc\" \\\\ ; -- ?' FROM b WHERE id = 1"), 1);
    assert_int_equal(db_server_number("SELECT s = '?%''?last' FROM b WHERE id = 3"), 1);
}

/* What came before the failing one is done, what comes after it is not; the connection is good. */
static void test_failing_statement(void **state)
{
    struct work w = {.change = -11};

    (void)state;
    assert_int_equal(db_transaction(db, write_all, &w, &e), 0);
    assert_int_equal(w.sent, -1);
    assert_int_equal(w.failed.code, 1690);
    assert_int_equal(db_server_number("SELECT n FROM b WHERE id = 1"), 5);
    assert_int_equal(db_server_number("SELECT s = '?%''' FROM b WHERE id = 3"), 1);
    w.change = 1;
    db_server_admin("DELETE FROM b");
    assert_int_equal(db_transaction(db, write_all, &w, &e), 0);
    assert_int_equal(db_server_number("SELECT n FROM b WHERE id = 2"), 11);
}

static void test_lost_connection(void **state)
{
    struct work w = {.kill = true};

    (void)state;
    assert_int_equal(db_transaction(db, write_all, &w, &e), -1);
    assert_int_equal(e.kind, ERR_UNAVAILABLE);
    assert_int_equal(db_server_number("SELECT COUNT(*) FROM b"), 0);
    w.kill = false;
    assert_int_equal(db_transaction(db, write_all, &w, &e), 0);
    assert_int_equal(db_server_number("SELECT COUNT(*) FROM b"), 3);
}

/* ---- what is sent with COMMIT ---- */

struct ending {
    int64_t last;      /* id of the row that goes with COMMIT */
    int retries;       /* calls that ask for a repeat, the last row given */
    bool refuse, kill;
    int calls;
};

static int end_with_row(struct db *on, void *ctx, struct err *err)
{
    struct ending *w = ctx;
    enum sql_id insert = db_server_use(on, 0, INSERT);
    struct db_batch *b = db_batch_new(on);

    db_batch_add(b, insert, DB_I(w->last), DB_I(2), DB_S("last"));
    db_commit_with(on, b);
    w->calls++;
    if (db_exec(on, insert, NULL, err, DB_I(1), DB_I(1), DB_NULL) < 0)
        return -1;
    if (w->kill)
        db_server_kill(on);
    if (w->calls <= w->retries)
        return err_set(err, ERR_RETRY, "once more");
    return w->refuse ? err_set(err, ERR_INPUT, "refused") : 0;
}

static void test_with_commit(void **state)
{
    struct ending good = {.last = 2, .retries = 2};

    (void)state;
    assert_int_equal(db_transaction(db, end_with_row, &good, &e), 0);
    assert_int_equal(good.calls, 3);
    assert_int_equal(db_server_number("SELECT COUNT(*) FROM b"), 2);
    assert_int_equal(db_server_number("SELECT n FROM b WHERE s = 'last'"), 2);
}

/* All or nothing, whatever it is that fails; the connection is good afterwards. */
static void test_with_commit_fails(void **state)
{
    struct ending refused = {.last = 2, .refuse = true}, doubled = {.last = 1};
    struct ending killed = {.last = 2, .kill = true}, good = {.last = 2};

    (void)state;
    assert_int_equal(db_transaction(db, end_with_row, &refused, &e), -1);
    assert_int_equal(e.kind, ERR_INPUT);
    assert_int_equal(db_server_number("SELECT COUNT(*) FROM b"), 0);
    assert_int_equal(db_transaction(db, end_with_row, &doubled, &e), -1);
    assert_int_equal(e.kind, ERR_INTERNAL);
    assert_int_equal(e.code, 1062);
    assert_int_equal(db_server_number("SELECT COUNT(*) FROM b"), 0);
    assert_int_equal(db_transaction(db, end_with_row, &killed, &e), -1);
    assert_int_equal(e.kind, ERR_UNKNOWN_OUTCOME);
    assert_int_equal(db_transaction(db, end_with_row, &good, &e), 0);
    assert_int_equal(db_server_number("SELECT COUNT(*) FROM b"), 2);
}

static int send_nothing(struct db *on, void *ctx, struct err *err)
{
    struct db_batch *b = db_batch_new(on);
    int rc = db_batch_send(b, err);

    (void)ctx;
    db_batch_free(b);
    return rc;
}

static void test_nothing(void **state)
{
    (void)state;
    assert_int_equal(db_transaction(db, send_nothing, NULL, &e), 0);
    db_batch_free(NULL);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(test_##name, set_up, tear_down)
    const struct CMUnitTest tests[] = {TEST(rows_and_order), TEST(failing_statement),
                                       TEST(lost_connection), TEST(with_commit),
                                       TEST(with_commit_fails), TEST(nothing)};

    return cmocka_run_group_tests_name("db_batch", tests, db_server_start, db_server_stop);
}
