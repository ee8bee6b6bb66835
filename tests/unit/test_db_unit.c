/* Units of work: isolation, repeating, and connections that are lost at every place. */
#include "db_server.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "aborts.h"

enum { SLOT_SET, SLOT_COUNT, SLOT_INSERT, SLOT_SLEEP };

static struct db *db;
static struct err e;

static enum sql_id set_a, count_t, insert_t;

static void use_statements(struct db *d)
{
    set_a = db_server_use(d, SLOT_SET, "UPDATE a SET n = n + ? WHERE id = ?");
    count_t = db_server_use(d, SLOT_COUNT, "SELECT COUNT(*) FROM t");
    insert_t = db_server_use(d, SLOT_INSERT, "INSERT INTO t (n) VALUES (?)");
}

static int set_up(void **state)
{
    (void)state;
    db_server_admin("DROP TABLE IF EXISTS t, a;"
                    "CREATE TABLE t (id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, n INT);"
                    "CREATE TABLE a (id INT NOT NULL PRIMARY KEY, n INT NOT NULL);"
                    "INSERT INTO a VALUES (1, 0), (2, 0)");
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

#define OK(call)                                                                                   \
    do {                                                                                           \
        if ((call) < 0)                                                                            \
            fail_msg("%s: %s", #call, e.msg);                                                      \
    } while (0)

#define FAILS(call, expected_kind)                                                                 \
    do {                                                                                           \
        assert_int_equal(call, -1);                                                                \
        if (e.kind != (expected_kind))                                                             \
            fail_msg("%s: %s: %s", #call, err_kind_name(e.kind), e.msg);                           \
    } while (0)

/* What a unit's function is to do, and what it saw. */
struct unit {
    int calls;
    int insert;             /* rows */
    int kill_at;            /* in this call, after the inserts */
    int fail_calls;         /* fail with fail_kind in the first so many calls */
    enum err_kind fail_kind;
    bool swallow;           /* give 0 in spite of errors */
    bool leave_open;        /* fail without db_done */
    int64_t seen[2];
    const char *meanwhile;  /* run by another connection between two counts */
};

static int64_t count_rows(struct db *d)
{
    struct db_rows *r;
    int64_t n = -1;

    if (db_select(d, count_t, &r, &e) < 0)
        return -1;
    if (db_next(r))
        n = db_int(r, 0);
    return db_done(r, &e) < 0 ? -1 : n;
}

static int work(struct db *d, void *ctx, struct err *we)
{
    struct unit *u = ctx;
    struct db_rows *r;

    u->calls++;
    for (int i = 0; i < u->insert; i++)
        if (db_exec(d, insert_t, NULL, we, DB_I(i)) < 0 && !u->swallow)
            return -1;
    if (u->kill_at == u->calls)
        db_server_kill(d);
    if (u->leave_open && (db_select(d, count_t, &r, we) < 0 || db_next(r)))
        return err_set(we, ERR_INPUT, "left open");
    if (u->calls <= u->fail_calls)
        return err_set(we, u->fail_kind, "as told");
    return 0;
}

static void test_commit_and_rollback(void **state)
{
    struct unit good = {.insert = 3}, bad = {.insert = 2, .fail_calls = 1, .fail_kind = ERR_INPUT};

    (void)state;
    OK(db_transaction(db, work, &good, &e));
    assert_int_equal(db_server_number("SELECT COUNT(*) FROM t"), 3);
    FAILS(db_transaction(db, work, &bad, &e), ERR_INPUT);
    assert_string_equal(e.msg, "as told");
    assert_int_equal(bad.calls, 1);
    assert_int_equal(db_server_number("SELECT COUNT(*) FROM t"), 3);
    assert_int_equal(count_rows(db), 3);
}

static void test_repeats(void **state)
{
    struct unit twice = {.insert = 1, .fail_calls = 2, .fail_kind = ERR_RETRY};
    struct unit always = {.insert = 1, .fail_calls = 100, .fail_kind = ERR_RETRY};

    (void)state;
    OK(db_transaction(db, work, &twice, &e));
    assert_int_equal(twice.calls, 3);
    assert_int_equal(db_server_number("SELECT COUNT(*) FROM t"), 1);
    FAILS(db_transaction(db, work, &always, &e), ERR_UNAVAILABLE);
    assert_int_equal(always.calls, 4);
    assert_int_equal(db_server_number("SELECT COUNT(*) FROM t"), 1);
}

/* Two processes lock the same two rows in opposite order; turn tells them that both hold one. */
struct crossing {
    int calls;
    int first, second; /* ids */
    int to_other, from_other;
};

static int cross(struct db *d, void *ctx, struct err *we)
{
    struct crossing *c = ctx;
    char turn = '.';

    c->calls++;
    if (db_exec(d, set_a, NULL, we, DB_I(1), DB_I(c->first)) < 0)
        return -1;
    if (c->calls == 1 && (write(c->to_other, &turn, 1) != 1 || read(c->from_other, &turn, 1) != 1))
        return err_set(we, ERR_INTERNAL, "the other process is gone");
    return db_exec(d, set_a, NULL, we, DB_I(1), DB_I(c->second));
}

static void test_deadlock_is_repeated(void **state)
{
    int there[2], back[2], status = -1;
    pid_t child;

    (void)state;
    assert_int_equal(pipe(there), 0);
    assert_int_equal(pipe(back), 0);
    child = fork();
    if (child == 0) {
        struct crossing c = {.first = 2, .second = 1, .to_other = back[1], .from_other = there[0]};
        struct db *own = db_server_open();
        int rc;

        use_statements(own);
        rc = db_transaction(own, cross, &c, &e);
        db_free(own);
        _exit(rc < 0 ? 99 : c.calls);
    } else {
        struct crossing c = {.first = 1, .second = 2, .to_other = there[1], .from_other = back[0]};

        OK(db_transaction(db, cross, &c, &e));
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_true(WIFEXITED(status));
        assert_int_equal(c.calls + WEXITSTATUS(status), 3); /* one of them ran twice */
        assert_int_equal(db_server_number("SELECT n FROM a WHERE id = 1"), 2);
        assert_int_equal(db_server_number("SELECT n FROM a WHERE id = 2"), 2);
    }
    for (int i = 0; i < 2; i++) {
        close(there[i]);
        close(back[i]);
    }
}

/* Holds a row's lock with another connection until the second call. */
struct waiting {
    int calls;
    struct db *holder;
};

static int wait_for_lock(struct db *d, void *ctx, struct err *we)
{
    struct waiting *w = ctx;

    if (++w->calls == 2)
        assert_int_equal(db_script(w->holder, "COMMIT", 6, we), 0);
    return db_exec(d, set_a, NULL, we, DB_I(10), DB_I(1));
}

static void test_lock_timeout_is_repeated(void **state)
{
    static const char hold[] = "START TRANSACTION; UPDATE a SET n = 1 WHERE id = 1";
    struct waiting w = {.holder = db_server_open()};

    (void)state;
    OK(db_script(w.holder, hold, strlen(hold), &e));
    OK(db_transaction(db, wait_for_lock, &w, &e));
    assert_int_equal(w.calls, 2);
    assert_int_equal(db_server_number("SELECT n FROM a WHERE id = 1"), 11);
    db_free(w.holder);
}

static int look_twice(struct db *d, void *ctx, struct err *we)
{
    struct unit *u = ctx;

    (void)we;
    if (u->calls++ == 0)
        db_server_admin("INSERT INTO t (n) VALUES (1)"); /* before the unit's first read */
    u->seen[0] = count_rows(d);
    db_server_admin("INSERT INTO t (n) VALUES (2)");
    u->seen[1] = count_rows(d);
    return 0;
}

static void test_isolation(void **state)
{
    struct unit read = {.calls = 0}, write = {.calls = 0};

    (void)state;
    OK(db_read(db, look_twice, &read, &e));
    assert_int_equal(read.seen[0], 0);
    assert_int_equal(read.seen[1], 0);
    OK(db_transaction(db, look_twice, &write, &e));
    assert_int_equal(write.seen[0], 3);
    assert_int_equal(write.seen[1], 4);
    read.calls = 1;
    OK(db_read(db, look_twice, &read, &e)); /* the writer's isolation did not stay */
    assert_int_equal(read.seen[0], 4);
    assert_int_equal(read.seen[1], 4);
}

static void test_read_refuses_writes(void **state)
{
    struct unit u = {.insert = 1};

    (void)state;
    FAILS(db_read(db, work, &u, &e), ERR_INTERNAL);
    assert_int_equal(e.code, 1792);
    assert_int_equal(db_server_number("SELECT COUNT(*) FROM t"), 0);
}

static void test_reconnects_between_units(void **state)
{
    struct unit u = {.insert = 1};
    unsigned generation = db_generation(db);
    struct db_rows *r;

    (void)state;
    assert_int_equal(generation, 1);
    OK(db_exec(db, insert_t, NULL, &e, DB_I(0)));
    db_server_kill(db);
    OK(db_transaction(db, work, &u, &e));
    assert_int_equal(db_generation(db), 2);
    assert_int_equal(u.calls, 1);

    db_server_kill(db);
    OK(db_read(db, work, &(struct unit){.insert = 0}, &e));
    assert_int_equal(db_generation(db), 3);

    db_server_kill(db);
    OK(db_select_once(db, count_t, &r, &e));
    assert_true(db_next(r));
    assert_int_equal(db_int(r, 0), 2);
    OK(db_done(r, &e));
    assert_int_equal(db_generation(db), 4);

    /* A single write is never sent twice, but the next act has a connection again. */
    db_server_kill(db);
    FAILS(db_exec(db, insert_t, NULL, &e, DB_I(0)), ERR_UNAVAILABLE);
    assert_false(db_connected(db));
    OK(db_exec(db, insert_t, NULL, &e, DB_I(0)));
    assert_int_equal(db_server_number("SELECT COUNT(*) FROM t"), 3);
}

static int lose_in_the_middle(struct db *d, void *ctx, struct err *we)
{
    struct unit *u = ctx;
    struct db_rows *r;
    unsigned generation = db_generation(d);

    u->calls++;
    assert_int_equal(db_exec(d, insert_t, NULL, we, DB_I(1)), 0);
    db_server_kill(d);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(db_exec(d, insert_t, NULL, we, DB_I(2)), -1);
        assert_int_equal(we->kind, ERR_UNAVAILABLE);
        assert_int_equal(db_select_once(d, count_t, &r, we), -1);
        assert_int_equal(we->kind, ERR_UNAVAILABLE);
        assert_int_equal(db_connect(d, we), -1);
    }
    assert_int_equal(db_generation(d), generation);
    return u->swallow ? 0 : -1;
}

static void test_lost_in_the_middle(void **state)
{
    struct unit honest = {.calls = 0}, careless = {.swallow = true}, after = {.insert = 1};

    (void)state;
    FAILS(db_transaction(db, lose_in_the_middle, &honest, &e), ERR_UNAVAILABLE);
    assert_int_equal(honest.calls, 1);
    FAILS(db_transaction(db, lose_in_the_middle, &careless, &e), ERR_UNAVAILABLE);
    assert_int_equal(careless.calls, 1);
    assert_int_equal(db_server_number("SELECT COUNT(*) FROM t"), 0);
    OK(db_transaction(db, work, &after, &e));
    assert_int_equal(db_server_number("SELECT COUNT(*) FROM t"), 1);
}

static void test_lost_at_commit(void **state)
{
    struct unit u = {.insert = 1, .kill_at = 1}, after = {.insert = 1};

    (void)state;
    FAILS(db_transaction(db, work, &u, &e), ERR_UNKNOWN_OUTCOME);
    assert_int_equal(u.calls, 1);
    OK(db_transaction(db, work, &after, &e));
    assert_int_equal(db_server_number("SELECT COUNT(*) FROM t"), 1);
}

static void test_failing_unit_may_leave_results_open(void **state)
{
    struct unit u = {.leave_open = true}, killed = {.leave_open = true, .kill_at = 1};

    (void)state;
    for (int i = 0; i < 3; i++) {
        FAILS(db_transaction(db, work, &u, &e), ERR_INPUT);
        FAILS(db_read(db, work, &u, &e), ERR_INPUT);
        assert_int_equal(db->open_rows, 0);
        killed.calls = 0;
        FAILS(db_transaction(db, work, &killed, &e), ERR_INPUT);
    }
    assert_int_equal(count_rows(db), 0);
}

/* Rows buffered before the loss stay readable; meanwhile nothing reconnects under them. */
static void test_lost_while_rows_are_open(void **state)
{
    struct unit u = {.insert = 1};
    struct db_rows *r;

    (void)state;
    OK(db_select(db, count_t, &r, &e));
    db_server_kill(db);
    FAILS(db_transaction(db, work, &u, &e), ERR_UNAVAILABLE);
    FAILS(db_exec(db, insert_t, NULL, &e, DB_I(1)), ERR_UNAVAILABLE);
    assert_true(db_next(r));
    assert_int_equal(db_int(r, 0), 0);
    OK(db_done(r, &e));
    OK(db_transaction(db, work, &u, &e));
    assert_int_equal(u.calls, 1);
}

static void test_lost_stream(void **state)
{
    enum sql_id id = db_server_use(db, SLOT_SLEEP,
                                   "SELECT seq, REPEAT('x', 5000) FROM seq_1_to_1000000");
    struct db_rows *r;
    int64_t n = 0;

    (void)state;
    OK(db_stream(db, id, &r, &e));
    assert_true(db_next(r));
    db_server_kill(db);
    while (db_next(r))
        n++;
    assert_in_range(n, 0, 999998);
    FAILS(db_done(r, &e), ERR_UNAVAILABLE);
    assert_int_equal(count_rows(db), 0);
}

static int nest(struct db *d, void *ctx, struct err *we)
{
    return db_transaction(d, work, ctx, we);
}

static void misuse_nested(void)
{
    struct db *own = db_server_open();

    db_transaction(own, nest, &(struct unit){.calls = 0}, &e);
}

static void misuse_same_statement_twice(void)
{
    struct db *own = db_server_open();
    struct db_rows *r;

    use_statements(own);
    db_select(own, count_t, &r, &e);
    db_select(own, count_t, &r, &e);
}

static void misuse_parameter_count(void)
{
    struct db *own = db_server_open();

    use_statements(own);
    db_exec(own, insert_t, NULL, &e);
}

static void misuse_column(void)
{
    struct db *own = db_server_open();
    struct db_rows *r;

    use_statements(own);
    if (db_select(own, count_t, &r, &e) == 0 && db_next(r))
        db_int(r, 1);
}

static void misuse_during_stream(void)
{
    struct db *own = db_server_open();
    struct db_rows *r;

    use_statements(own);
    if (db_stream(own, count_t, &r, &e) == 0)
        db_exec(own, insert_t, NULL, &e, DB_I(1));
}

static void test_misuse_asserts(void **state)
{
    (void)state;
    assert_true(aborts(misuse_nested));
    assert_true(aborts(misuse_same_statement_twice));
    assert_true(aborts(misuse_parameter_count));
    assert_true(aborts(misuse_column));
    assert_true(aborts(misuse_during_stream));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(test_##name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(commit_and_rollback),
        TEST(repeats),
        TEST(deadlock_is_repeated),
        TEST(lock_timeout_is_repeated),
        TEST(isolation),
        TEST(read_refuses_writes),
        TEST(reconnects_between_units),
        TEST(lost_in_the_middle),
        TEST(lost_at_commit),
        TEST(failing_unit_may_leave_results_open),
        TEST(lost_while_rows_are_open),
        TEST(lost_stream),
        TEST(misuse_asserts),
    };

    return cmocka_run_group_tests(tests, db_server_start, db_server_stop);
}
