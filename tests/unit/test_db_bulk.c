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
                    "n BIGINT NULL, s VARCHAR(50) NULL, big LONGTEXT NULL)");
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

#define OK(call)                                                                                   \
    do {                                                                                           \
        if ((call) < 0)                                                                            \
            fail_msg("%s: %s", #call, e.msg);                                                      \
    } while (0)

/* Every third n and every fifth s is NULL; s of a seventh is empty. */
static void add_rows(struct db_bulk *b, int from, int to)
{
    for (int i = from; i <= to; i++) {
        char text[20];

        snprintf(text, sizeof(text), "rad %d", i);
        OK(db_bulk_add(b, &e, DB_I(i), i % 3 ? DB_I(INT64_MAX - i) : DB_NULL,
                       i % 5 == 0 ? DB_NULL : i % 7 == 0 ? DB_S("") : DB_S(text)));
    }
}

#define INSERT "INSERT INTO b (id, n, s) VALUES (?, ?, ?)"

static void test_insert(void **state)
{
    static const int sizes[] = {1, 2, 1999, 2000, 2001, 4000, 5003};

    (void)state;
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        struct db_bulk *b = db_bulk_new(db, db_server_use(db, 0, INSERT), "iis");
        int64_t affected = -1;

        db_server_admin("DELETE FROM b");
        add_rows(b, 1, sizes[i]);
        OK(db_bulk_flush(b, &affected, &e));
        assert_int_equal(affected, sizes[i]);
        OK(db_bulk_flush(b, &affected, &e)); /* nothing left to send */
        assert_int_equal(affected, sizes[i]);
        db_bulk_free(b);
        assert_int_equal(db_server_number("SELECT COUNT(*) FROM b"), sizes[i]);
        assert_int_equal(db_server_number("SELECT COUNT(*) FROM b WHERE n IS NULL"), sizes[i] / 3);
        assert_int_equal(db_server_number("SELECT COUNT(*) FROM b WHERE s IS NULL"), sizes[i] / 5);
        assert_int_equal(
            db_server_number(
                "SELECT COUNT(*) FROM b WHERE n <> 9223372036854775807 - id OR "
                "NOT (s <=> IF(id % 5 = 0, NULL, IF(id % 7, CONCAT('rad ', id), '')))"),
            0);
    }
    db_bulk_free(NULL);
}

static void test_flush_without_rows(void **state)
{
    struct db_bulk *b = db_bulk_new(db, db_server_use(db, 0, INSERT), "iis");
    int64_t affected = -1;

    (void)state;
    OK(db_bulk_flush(b, &affected, &e));
    assert_int_equal(affected, 0);
    db_bulk_free(b);
}

static void test_update_and_delete(void **state)
{
    struct db_bulk *b = db_bulk_new(db, db_server_use(db, 0, INSERT), "iis");
    int64_t affected;

    (void)state;
    add_rows(b, 1, 3000);
    OK(db_bulk_flush(b, NULL, &e));
    db_bulk_free(b);

    b = db_bulk_new(
        db,
        db_server_use(db, 1, INSERT " ON DUPLICATE KEY UPDATE n = VALUE(n), s = VALUE(s)"), "iis");
    for (int i = 2501; i <= 5000; i++)
        OK(db_bulk_add(b, &e, DB_I(i), DB_I(-1), DB_S("ny")));
    OK(db_bulk_flush(b, NULL, &e));
    db_bulk_free(b);
    assert_int_equal(db_server_number("SELECT COUNT(*) FROM b"), 5000);
    assert_int_equal(db_server_number("SELECT COUNT(*) FROM b WHERE n = -1 AND s = 'ny'"), 2500);

    b = db_bulk_new(db, db_server_use(db, 2, "UPDATE b SET s = ? WHERE id = ?"), "si");
    for (int i = 1; i <= 2100; i++)
        OK(db_bulk_add(b, &e, i % 2 ? DB_NULL : DB_S("ändrad"), DB_I(i)));
    OK(db_bulk_flush(b, NULL, &e));
    db_bulk_free(b);
    assert_int_equal(db_server_number("SELECT COUNT(*) FROM b WHERE s = 'ändrad'"), 1050);

    b = db_bulk_new(db, db_server_use(db, 3, "DELETE FROM b WHERE id = ?"), "i");
    for (int i = 1; i <= 4500; i++)
        OK(db_bulk_add(b, &e, DB_I(i)));
    OK(db_bulk_flush(b, &affected, &e));
    assert_int_equal(affected, 4500);
    db_bulk_free(b);
    assert_int_equal(db_server_number("SELECT COUNT(*) FROM b"), 500);
}

/* Texts together far above what one send may hold, and one above it alone. */
static void test_large_texts(void **state)
{
    struct db_bulk *b =
        db_bulk_new(db, db_server_use(db, 0, "INSERT INTO b (id, big) VALUES (?, ?)"), "is");
    char *big = calloc(1, 3000001);

    (void)state;
    memset(big, 'w', 3000000);
    for (int i = 1; i <= 200; i++)
        OK(db_bulk_add(b, &e, DB_I(i), db_strn_param(big, i == 100 ? 3000000 : 50000 + (size_t)i)));
    OK(db_bulk_flush(b, NULL, &e));
    db_bulk_free(b);
    free(big);
    assert_int_equal(db_server_number("SELECT COUNT(*) FROM b WHERE LENGTH(big) = 50000 + id"),
                     199);
    assert_int_equal(db_server_number("SELECT LENGTH(big) FROM b WHERE id = 100"), 3000000);
}

/* Numbers in a text column are written as digits; the statement works singly before and after. */
static void test_mixed_use(void **state)
{
    enum sql_id id = db_server_use(db, 0, INSERT);
    struct db_bulk *b = db_bulk_new(db, id, "iis");

    (void)state;
    OK(db_exec(db, id, NULL, &e, DB_I(1), DB_I(1), DB_S("ett")));
    OK(db_bulk_add(b, &e, DB_I(2), DB_I(2), DB_I(-22)));
    OK(db_bulk_add(b, &e, DB_I(3), DB_ID(0), db_strn_param("treor", 3)));
    OK(db_bulk_flush(b, NULL, &e));
    OK(db_exec(db, id, NULL, &e, DB_I(4), DB_NULL, DB_S("fyra")));
    OK(db_bulk_add(b, &e, DB_I(5), DB_I(5), DB_S("fem")));
    OK(db_bulk_flush(b, NULL, &e));
    db_bulk_free(b);
    assert_int_equal(db_server_number("SELECT GROUP_CONCAT(s ORDER BY id) = 'ett,-22,tre,fyra,fem' "
                                      "FROM b"), 1);
    assert_int_equal(db_server_number("SELECT SUM(n) FROM b"), 8);
}

static void test_errors(void **state)
{
    struct db_bulk *b = db_bulk_new(db, db_server_use(db, 0, INSERT), "iis");

    (void)state;
    add_rows(b, 1, 10);
    add_rows(b, 10, 10);
    assert_int_equal(db_bulk_flush(b, NULL, &e), -1);
    assert_int_equal(e.code, 1062);
    assert_int_equal(e.kind, ERR_INTERNAL);
    db_bulk_free(b);

    b = db_bulk_new(db, db_server_use(db, 0, INSERT), "iis");
    OK(db_bulk_add(b, &e, DB_I(99), DB_NULL,
                   DB_S("012345678901234567890123456789012345678901234567890")));
    assert_int_equal(db_bulk_flush(b, NULL, &e), -1);
    assert_int_equal(e.code, 1406);
    db_bulk_free(b);

    b = db_bulk_new(db, db_server_use(db, 0, INSERT), "iis");
    add_rows(b, 100, 110);
    db_server_kill(db);
    assert_int_equal(db_bulk_flush(b, NULL, &e), -1);
    assert_int_equal(e.kind, ERR_UNAVAILABLE);
    db_bulk_free(b);
    assert_int_equal(db_server_number("SELECT COUNT(*) FROM b WHERE id >= 99"), 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(test_##name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(insert),      TEST(flush_without_rows), TEST(update_and_delete),
        TEST(large_texts), TEST(mixed_use),          TEST(errors),
    };

    return cmocka_run_group_tests(tests, db_server_start, db_server_stop);
}
