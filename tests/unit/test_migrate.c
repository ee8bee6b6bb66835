/* Migrations, from a folder of the test's own. */
#include "store/migrate.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "db_server.h"

static char dir[] = "/tmp/malkoll-migrate-XXXXXX";

static void put(const char *name, const char *text)
{
    char path[128];
    FILE *f;

    snprintf(path, sizeof(path), "%s/%s", dir, name);
    f = fopen(path, "we");
    assert_non_null(f);
    assert_true(fputs(text, f) >= 0);
    assert_int_equal(fclose(f), 0);
}

static void drop(const char *name)
{
    char path[128];

    snprintf(path, sizeof(path), "%s/%s", dir, name);
    assert_int_equal(unlink(path), 0);
}

/* How many were applied, or -1 and ret_e. */
static int run(struct err *ret_e)
{
    struct db *db = db_new(db_server_conf(), DB_ACCOUNT_MIGRATOR);
    int applied = 0;
    int rc = migrate_run(db, dir, NULL, &applied, ret_e);

    db_free(db);
    return rc < 0 ? -1 : applied;
}

static void applies(int expected)
{
    struct err e = {.kind = ERR_NONE};
    int applied = run(&e);

    if (applied != expected)
        fail_msg("%d applied instead of %d: %s", applied, expected, e.msg);
}

static void refuses(enum err_kind kind, const char *says)
{
    struct err e = {.kind = ERR_NONE};

    assert_int_equal(run(&e), -1);
    assert_int_equal(e.kind, kind);
    if (!strstr(e.msg, says))
        fail_msg("“%s” instead of “%s”", e.msg, says);
}

static pid_t run_beside(void)
{
    pid_t pid = fork();

    assert_true(pid >= 0);
    if (pid == 0) {
        struct err e = {.kind = ERR_NONE};
        int applied = run(&e);

        _exit(applied < 0 ? 100 : applied);
    }
    return pid;
}

static int result_of(pid_t pid)
{
    int status;

    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static void test_two_hosts(void **state)
{
    pid_t one, other;

    (void)state;
    put("0001-first.sql", "CREATE TABLE revision (unit_id INT UNSIGNED NOT NULL PRIMARY KEY, "
                          "revision BIGINT UNSIGNED NOT NULL DEFAULT 1);\n"
                          "INSERT INTO revision VALUES (0, 7);\nDO SLEEP(0.3);\n");
    put("0002-second.sql", "CREATE TABLE seen AS SELECT revision FROM revision;\nDO SLEEP(0.3);\n");
    put("README", "not a migration\n");
    one = run_beside();
    other = run_beside();
    /* All by one of them: the other waits, and finds nothing to do. */
    assert_int_equal(result_of(one) + result_of(other), 2);
    applies(0);
}

static void test_workers_are_told(void **state)
{
    (void)state;
    assert_int_equal(db_server_number("SELECT revision FROM seen"), 8);
    put("0003-third.sql", "CREATE TABLE seen_next AS SELECT revision FROM revision;\n");
    applies(1);
    assert_int_equal(db_server_number("SELECT revision FROM seen_next"), 9);
    applies(0);
    assert_int_equal(db_server_number("SELECT revision FROM revision"), 9);
}

static void test_changed_file(void **state)
{
    (void)state;
    put("0003-third.sql", "CREATE TABLE seen_next AS SELECT revision + 1 FROM revision;\n");
    put("0004-fourth.sql", "CREATE TABLE fourth (id INT NOT NULL PRIMARY KEY);\n");
    refuses(ERR_CONFLICT, "0003 is not the file that was applied");
    put("0003-third.sql", "CREATE TABLE seen_next AS SELECT revision FROM revision;\n");
    applies(1);
}

static void test_newer_database(void **state)
{
    (void)state;
    drop("0004-fourth.sql");
    refuses(ERR_CONFLICT, "the database is at schema 4, this program knows 3");
    put("0004-fourth.sql", "CREATE TABLE fourth (id INT NOT NULL PRIMARY KEY);\n");
    applies(0);
}

static void test_stopped_in_the_middle(void **state)
{
    struct err e = {.kind = ERR_NONE};

    (void)state;
    put("0005-fifth.sql", "CREATE TABLE fifth (id INT NOT NULL PRIMARY KEY);\nNONSENSE;\n");
    assert_int_equal(run(&e), -1);
    assert_non_null(strstr(e.msg, "0005-fifth.sql: "));
    refuses(ERR_CONFLICT, "0005 was begun and not finished");
    db_server_admin("UPDATE schema_migration SET applied_at = UTC_TIMESTAMP(3) WHERE version = 5");
    applies(0);
}

static int start(void **state)
{
    return mkdtemp(dir) ? db_server_start(state) : -1;
}

static int stop(void **state)
{
    char command[128];

    snprintf(command, sizeof(command), "rm -rf '%s'", dir);
    return system(command) == 0 ? db_server_stop(state) : -1;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_two_hosts),       cmocka_unit_test(test_workers_are_told),
        cmocka_unit_test(test_changed_file),    cmocka_unit_test(test_newer_database),
        cmocka_unit_test(test_stopped_in_the_middle),
    };

    return cmocka_run_group_tests(tests, start, stop);
}
