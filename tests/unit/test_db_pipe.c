/* Statements that are sent ahead of their answers. */
#include "db_server.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static struct db *db;
static struct err e;

#define INSERT "INSERT INTO b (id, n, s) VALUES (?, 1 + (? - 1), ?)"
#define ADD                                                                                        \
    "INSERT INTO b (id, n) VALUES (?, ?) ON DUPLICATE KEY UPDATE n = n + VALUES(n) - 32768"
#define UPDATE "UPDATE b SET s = CONCAT(s, '?', ?) WHERE id = ?"

static enum sql_id insert, add, update;

static void use_statements(struct db *on)
{
    insert = db_server_use(on, 0, INSERT);
    add = db_server_use(on, 1, ADD);
    update = db_server_use(on, 2, UPDATE);
}

static int set_up(void **state)
{
    (void)state;
    db_server_admin("DROP TABLE IF EXISTS b; CREATE TABLE b (id INT NOT NULL PRIMARY KEY, "
                    "n SMALLINT UNSIGNED NOT NULL DEFAULT 7, s VARCHAR(50) NULL)");
    db = db_server_open();
    use_statements(db);
    err_clear(&e);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    db_free(db);
    return 0;
}

struct work {
    bool kill;
    int64_t change; /* of row 2 */
    int sent;       /* what db_pipe_end gave */
    bool failed_at_add;
    struct err failed;
    int64_t inserted, added, updated;
};

static int write_all(struct db *on, void *ctx, struct err *err)
{
    struct work *w = ctx;
    struct db_pipe *p = db_pipe_new(on);

    db_pipe_add(p, insert, "iis", DB_I(1), DB_I(5), DB_S("Åsa \"d'Arc\" \\ ; -- ?"));
    db_pipe_add(p, insert, "iis", DB_I(2), DB_I(10), DB_NULL);
    db_pipe_add(p, insert, "iis", DB_I(3), DB_I(15), DB_S(""));
    db_pipe_add(p, update, "si", DB_S("%'"), DB_I(3));
    if (w->kill)
        db_server_kill(on);
    db_pipe_add(p, add, "ii", DB_I(1), DB_I(32768 + 4));
    db_pipe_add(p, add, "ii", DB_I(2), DB_I(32768 + w->change));
    db_pipe_add(p, update, "si", DB_S("last"), DB_I(3));
    w->sent = db_pipe_end(p, &w->failed);
    w->failed_at_add = db_pipe_failed_at(p, add);
    w->inserted = db_pipe_affected(p, insert);
    w->added = db_pipe_affected(p, add);
    w->updated = db_pipe_affected(p, update);
    db_pipe_free(p);
    if (w->sent == 0 || w->failed.code == 1690)
        return 0;
    *err = w->failed;
    return -1;
}

/* Twice: the first time the statements are prepared between the others, the second time they are. */
static void test_rows_and_order(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++) {
        struct work w = {.change = -10};

        db_server_admin("DELETE FROM b");
        assert_int_equal(db_transaction(db, write_all, &w, &e), 0);
        assert_int_equal(w.sent, 0);
        assert_false(w.failed_at_add);
        assert_int_equal(w.inserted, 3);
        assert_int_equal(w.added, 4); /* both rows were there */
        assert_int_equal(w.updated, 2);
        assert_int_equal(db_server_number("SELECT COUNT(*) FROM b"), 3);
        assert_int_equal(db_server_number("SELECT n FROM b WHERE id = 1"), 9);
        assert_int_equal(db_server_number("SELECT n FROM b WHERE id = 2"), 0);
        assert_int_equal(db_server_number("SELECT s IS NULL FROM b WHERE id = 2"), 1);
        assert_int_equal(
            db_server_number("SELECT s = 'Åsa \"d''Arc\" \\\\ ; -- ?' FROM b WHERE id = 1"), 1);
        assert_int_equal(db_server_number("SELECT s = '?%''?last' FROM b WHERE id = 3"), 1);
    }
}

/* What is behind the failing one is done too; the connection is good. */
static void test_failing_statement(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++) {
        struct work w = {.change = -11};

        db_server_admin("DELETE FROM b");
        assert_int_equal(db_transaction(db, write_all, &w, &e), 0);
        assert_int_equal(w.sent, -1);
        assert_int_equal(w.failed.code, 1690);
        assert_true(w.failed_at_add);
        assert_int_equal(db_server_number("SELECT n FROM b WHERE id = 2"), 10);
        assert_int_equal(db_server_number("SELECT s = '?%''?last' FROM b WHERE id = 3"), 1);
    }
}

static void test_lost_connection(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++) {
        struct work lost = {.kill = true}, good = {.change = 1};

        db_server_admin("DELETE FROM b");
        assert_int_equal(db_transaction(db, write_all, &lost, &e), -1);
        assert_int_equal(e.kind, ERR_UNAVAILABLE);
        assert_int_equal(db_server_number("SELECT COUNT(*) FROM b"), 0);
        assert_int_equal(db_transaction(db, write_all, &good, &e), 0);
        assert_int_equal(db_server_number("SELECT COUNT(*) FROM b"), 3);
    }
}

/* ---- a unit that the server rolls back in the middle ---- */

/* Two processes change the same two rows in opposite order, and note it in the same breath. */
struct crossing {
    int calls;
    int first, second; /* ids */
    int note;          /* id of the row to insert */
    int to_other, from_other;
};

static int cross(struct db *on, void *ctx, struct err *err)
{
    struct crossing *c = ctx;
    struct db_pipe *p;
    char turn = '.';
    int rc;

    c->calls++;
    if (db_exec(on, update, NULL, err, DB_S("x"), DB_I(c->first)) < 0)
        return -1;
    if (c->calls == 1 && (write(c->to_other, &turn, 1) != 1 || read(c->from_other, &turn, 1) != 1))
        return err_set(err, ERR_INTERNAL, "the other process is gone");
    p = db_pipe_new(on);
    db_pipe_add(p, update, "si", DB_S("x"), DB_I(c->second));
    db_pipe_add(p, insert, "iis", DB_I(c->note + 100 * c->calls), DB_I(1), DB_NULL);
    rc = db_pipe_end(p, err);
    db_pipe_free(p);
    return rc;
}

static int cross_after_preparing(struct db *on, struct crossing *c)
{
    /* Nothing waits for an answer between them. */
    if (!db_statement_get(on, update, &e) || !db_statement_get(on, insert, &e))
        return -1;
    return db_transaction(on, cross, c, &e);
}

static void test_nothing_outlives_a_deadlock(void **state)
{
    int there[2], back[2], status = -1;
    pid_t child;

    (void)state;
    db_server_admin("INSERT INTO b (id, s) VALUES (11, ''), (12, '')");
    assert_int_equal(pipe(there), 0);
    assert_int_equal(pipe(back), 0);
    child = fork();
    if (child == 0) {
        struct crossing c = {.first = 12, .second = 11, .note = 2, .to_other = back[1],
                             .from_other = there[0]};
        struct db *own = db_server_open();
        int rc;

        use_statements(own);
        rc = cross_after_preparing(own, &c);
        db_free(own);
        _exit(rc < 0 ? 99 : c.calls);
    } else {
        struct crossing c = {.first = 11, .second = 12, .note = 1, .to_other = there[1],
                             .from_other = back[0]};

        assert_int_equal(cross_after_preparing(db, &c), 0);
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_true(WIFEXITED(status));
        assert_int_equal(c.calls + WEXITSTATUS(status), 3); /* one of them ran twice */
        assert_int_equal(db_server_number("SELECT COUNT(*) FROM b WHERE id > 100"), 2);
        assert_int_equal(db_server_number("SELECT COUNT(*) FROM b WHERE s = '?x?x'"), 2);
    }
    for (int i = 0; i < 2; i++) {
        close(there[i]);
        close(back[i]);
    }
}

/* ---- little ---- */

static int send_nothing(struct db *on, void *ctx, struct err *err)
{
    struct db_pipe *p = db_pipe_new(on);
    int rc = db_pipe_end(p, err);

    (void)ctx;
    db_pipe_free(p);
    return rc;
}

/* What was begun is waited for: the connection is good for ROLLBACK. */
static int give_up(struct db *on, void *ctx, struct err *err)
{
    struct db_pipe *p = db_pipe_new(on);

    (void)ctx;
    db_pipe_add(p, insert, "iis", DB_I(1), DB_I(1), DB_NULL);
    db_pipe_add(p, update, "si", DB_S("x"), DB_I(1));
    db_pipe_free(p);
    return err_set(err, ERR_INPUT, "given up");
}

static void test_nothing(void **state)
{
    (void)state;
    assert_int_equal(db_transaction(db, send_nothing, NULL, &e), 0);
    assert_int_equal(db_transaction(db, give_up, NULL, &e), -1);
    assert_int_equal(e.kind, ERR_INPUT);
    assert_int_equal(db_server_number("SELECT COUNT(*) FROM b"), 0);
    db_pipe_free(NULL);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(test_##name, set_up, tear_down)
    const struct CMUnitTest tests[] = {TEST(rows_and_order), TEST(failing_statement),
                                       TEST(lost_connection), TEST(nothing_outlives_a_deadlock),
                                       TEST(nothing)};

    return cmocka_run_group_tests_name("db_pipe", tests, db_server_start, db_server_stop);
}
