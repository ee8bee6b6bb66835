/* Statements, parameters, results, scripts. Connections and units of work: test_db_unit.c. */
#include "db_server.h"

#include <malloc.h>
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
    db_server_admin("DROP TABLE IF EXISTS t;"
                    "CREATE TABLE t (id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,"
                    " n INT NULL, s VARCHAR(20) NULL, big LONGTEXT NULL, UNIQUE KEY (s))");
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

/* Executes one select in slot 0 and steps to its first row. */
static struct db_rows *first_row(const char *text)
{
    enum sql_id id = db_server_use(db, 0, text);
    struct db_rows *r;

    OK(db_select(db, id, &r, &e));
    assert_true(db_next(r));
    return r;
}

static void end(struct db_rows *r)
{
    assert_false(db_next(r));
    assert_false(db_next(r));
    OK(db_done(r, &e));
}

static void test_values_by_type(void **state)
{
    static const struct {
        const char *expression;
        int64_t number;
        const char *text;
    } rows[] = {
        {"CAST(-5 AS INT)", -5, "-5"},
        {"9223372036854775807", INT64_MAX, "9223372036854775807"},
        {"-9223372036854775807 - 1", INT64_MIN, "-9223372036854775808"},
        {"(SELECT SUM(a) FROM (SELECT 1 a UNION SELECT 41) x)", 42, "42"},
        {"(SELECT COUNT(*) FROM t)", 0, "0"},
        {"TRUE", 1, "1"},
        {"CAST('17' AS CHAR)", 17, "17"},
        {"CAST(4294967295 AS UNSIGNED)", 4294967295, "4294967295"},
        {"YEAR('2026-10-20')", 2026, "2026"},
        {"CAST(12 AS DECIMAL(6,2))", 12, "12.00"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char text[200];
        struct db_rows *r;

        snprintf(text, sizeof(text), "SELECT %s", rows[i].expression);
        r = first_row(text);
        assert_false(db_is_null(r, 0));
        assert_int_equal(db_int(r, 0), rows[i].number);
        assert_string_equal(db_str(r, 0), rows[i].text);
        assert_int_equal(db_len(r, 0), strlen(rows[i].text));
        assert_int_equal(db_count(r), 1);
        end(r);
    }
}

static void test_texts(void **state)
{
    static const struct {
        const char *expression, *text;
    } rows[] = {
        {"''", ""},
        {"'Åsa Öberg'", "Åsa Öberg"},
        {"CAST('2026-10-20 10:44:03.120' AS DATETIME(3))", "2026-10-20 10:44:03.120"},
        {"CAST('2026-10-20' AS DATETIME(3))", "2026-10-20 00:00:00.000"},
        {"CAST('2026-10-20 23:59:59' AS DATETIME)", "2026-10-20 23:59:59"},
        {"CAST('2026-01-02' AS DATE)", "2026-01-02"},
        {"CAST(12.5 AS DECIMAL(6,3))", "12.500"},
        {"REPEAT('x', 254)", NULL},
        {"REPEAT('x', 255)", NULL},
        {"REPEAT('x', 256)", NULL},
        {"REPEAT('å', 150000)", NULL},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char text[200];
        struct db_rows *r;

        snprintf(text, sizeof(text), "SELECT %s, LENGTH(%s)", rows[i].expression,
                 rows[i].expression);
        r = first_row(text);
        if (rows[i].text)
            assert_string_equal(db_str(r, 0), rows[i].text);
        assert_int_equal(db_len(r, 0), db_int(r, 1));
        assert_int_equal(strlen(db_str(r, 0)), db_int(r, 1));
        end(r);
    }
}

static void test_nulls(void **state)
{
    struct db_rows *r = first_row("SELECT CAST(NULL AS INT), CAST(NULL AS CHAR), NULL, 7");

    (void)state;
    for (unsigned col = 0; col < 3; col++) {
        assert_true(db_is_null(r, col));
        assert_int_equal(db_int(r, col), 0);
        assert_int_equal(db_id(r, col), 0);
        assert_null(db_str(r, col));
        assert_int_equal(db_len(r, col), 0);
    }
    assert_int_equal(db_id(r, 3), 7);
    end(r);
}

/* A long value must not spoil the rows before and after it, nor the next result. */
static void test_long_text_between_short_ones(void **state)
{
    enum sql_id id = db_server_use(db, 0,
                                   "SELECT REPEAT(c, n), c FROM (SELECT 1 o, 'a' c, 3 n UNION "
                                   "SELECT 2, 'b', 200000 UNION SELECT 3, 'c', 400 UNION "
                                   "SELECT 4, 'd', 2) x ORDER BY o");
    static const size_t lens[] = {3, 200000, 400, 2};

    (void)state;
    for (int round = 0; round < 3; round++) {
        struct db_rows *r;

        OK(db_select(db, id, &r, &e));
        assert_int_equal(db_count(r), 4);
        for (size_t i = 0; i < 4; i++) {
            assert_true(db_next(r));
            assert_int_equal(db_len(r, 0), lens[i]);
            assert_int_equal(strspn(db_str(r, 0), db_str(r, 1)), lens[i]);
        }
        end(r);
    }
}

static void test_integers_that_do_not_fit(void **state)
{
    static const char *const texts[] = {
        "SELECT CAST(18446744073709551615 AS UNSIGNED)",
        "SELECT 99999999999999999999",
        "SELECT SUM(a) FROM (SELECT CAST(9223372036854775807 AS INT) a UNION ALL SELECT 1) x",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        enum sql_id id = db_server_use(db, 0, texts[i]);
        struct db_rows *r;

        OK(db_select(db, id, &r, &e));
        assert_false(db_next(r));
        assert_int_equal(db_done(r, &e), -1);
        assert_int_equal(e.kind, ERR_INTERNAL);
        assert_non_null(strstr(e.msg, "does not fit"));
    }
}

static void test_parameters(void **state)
{
    enum sql_id insert = db_server_use(db, 0, "INSERT INTO t (n, s, big) VALUES (?, ?, ?)");
    enum sql_id select = db_server_use(db, 1, "SELECT n, s, big FROM t WHERE id > ? ORDER BY id");
    char *big = calloc(1, 3000001);
    struct db_rows *r;
    int64_t n = 0;

    (void)state;
    memset(big, 'q', 3000000);
    OK(db_exec(db, insert, &n, &e, DB_I(-1), DB_S("it's \\ \"x\""), DB_S(big)));
    assert_int_equal(n, 1);
    OK(db_exec(db, insert, NULL, &e, DB_NULL, DB_S(""), DB_S(NULL)));
    OK(db_exec(db, insert, NULL, &e, DB_ID(0), db_strn_param("abcdef", 3), DB_I(12)));
    OK(db_select(db, select, &r, &e, DB_I(0)));
    assert_true(db_next(r));
    assert_int_equal(db_int(r, 0), -1);
    assert_string_equal(db_str(r, 1), "it's \\ \"x\"");
    assert_int_equal(db_len(r, 2), 3000000);
    assert_true(db_next(r));
    assert_true(db_is_null(r, 0));
    assert_string_equal(db_str(r, 1), "");
    assert_true(db_is_null(r, 2));
    assert_true(db_next(r));
    assert_true(db_is_null(r, 0));
    assert_string_equal(db_str(r, 1), "abc");
    assert_string_equal(db_str(r, 2), "12");
    end(r);
    free(big);
}

/* Columns whose type is known only when the parameters are. */
static void test_parameters_in_columns(void **state)
{
    enum sql_id id = db_server_use(db, 0,
                                   "SELECT ?, COALESCE(NULL, ?), 7 * ?, SUM(seq * ?), IF(?, 1, 0) "
                                   "FROM seq_1_to_3");
    static const int64_t expected[] = {5, 5, 35, 30, 1};
    struct db_rows *r;

    (void)state;
    OK(db_select(db, id, &r, &e, DB_I(5), DB_I(5), DB_I(5), DB_I(5), DB_I(5)));
    assert_true(db_next(r));
    for (unsigned i = 0; i < 5; i++)
        assert_int_equal(db_int(r, i), expected[i]);
    end(r);
    OK(db_select(db, id, &r, &e, DB_S("6"), DB_S("6"), DB_S("6"), DB_S("6"), DB_NULL));
    assert_true(db_next(r));
    assert_string_equal(db_str(r, 0), "6");
    assert_int_equal(db_int(r, 3), 36);
    assert_int_equal(db_int(r, 4), 0);
    end(r);
}

static void test_two_results_at_once(void **state)
{
    enum sql_id outer = db_server_use(db, 0, "SELECT seq FROM seq_1_to_5");
    enum sql_id inner = db_server_use(db, 1, "SELECT seq * ? FROM seq_1_to_3");
    struct db_rows *a, *b;
    int64_t sum = 0;

    (void)state;
    OK(db_select(db, outer, &a, &e));
    while (db_next(a)) {
        OK(db_select(db, inner, &b, &e, DB_I(db_int(a, 0))));
        while (db_next(b))
            sum += db_int(b, 0);
        OK(db_done(b, &e));
    }
    OK(db_done(a, &e));
    assert_int_equal(sum, 15 * 6);
}

static void test_empty_and_early_end(void **state)
{
    enum sql_id none = db_server_use(db, 0, "SELECT id FROM t");
    enum sql_id many = db_server_use(db, 1, "SELECT seq FROM seq_1_to_100000");
    struct db_rows *r;

    (void)state;
    OK(db_select(db, none, &r, &e));
    assert_int_equal(db_count(r), 0);
    end(r);
    for (int i = 0; i < 3; i++) {
        OK(db_select(db, many, &r, &e));
        assert_true(db_next(r));
        OK(db_done(r, &e));
        OK(db_stream(db, many, &r, &e));
        assert_true(db_next(r));
        assert_int_equal(db_int(r, 0), 1);
        OK(db_done(r, &e));
    }
    OK(db_select(db, none, &r, &e));
    end(r);
}

static void test_stream(void **state)
{
    enum sql_id id =
        db_server_use(db, 0, "SELECT seq, REPEAT('z', seq % 1000) FROM seq_1_to_20000");
    struct db_rows *r;
    int64_t n = 0;

    (void)state;
    OK(db_stream(db, id, &r, &e));
    while (db_next(r)) {
        n++;
        assert_int_equal(db_int(r, 0), n);
        assert_int_equal(db_len(r, 1), n % 1000);
    }
    OK(db_done(r, &e));
    assert_int_equal(n, 20000);
}

static size_t in_use(void)
{
    struct mallinfo2 m = mallinfo2();

    return m.uordblks + m.hblkhd;
}

/* A result of two megabytes is gone when its rows are done, whether all were read or not. */
static void test_rows_leave_memory(void **state)
{
    enum sql_id id = db_server_use(db, 0, "SELECT REPEAT('z', 1000) FROM seq_1_to_2000");
    size_t before = in_use();
    struct db_rows *r;

    (void)state;
    for (int i = 0; i < 3; i++) {
        OK(db_select(db, id, &r, &e));
        assert_true(db_next(r));
        while (i < 2 && db_next(r))
            continue;
        OK(db_done(r, &e));
        assert_in_range(in_use(), 0, before + 1000 * 1000);
    }
}

static void test_errors_of_statements(void **state)
{
    static const struct {
        const char *text;
        int code;
    } rows[] = {
        {"SELEKT 1", 1064},
        {"SELECT id FROM no_such_table", 1146},
        {"INSERT INTO t (n) VALUES (1 / 0)", 1365},
        {"INSERT INTO t (n) VALUES (99999999999)", 1264},
        {"INSERT INTO t (s) VALUES (REPEAT('x', 21))", 1406},
        {"INSERT INTO t (s) VALUES ('a'), ('a')", 1062},
        {"INSERT INTO t (n) VALUES ('2026-10-20')", 1265},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        enum sql_id id = db_server_use(db, 0, rows[i].text);
        struct db_rows *r;
        int rc = rows[i].text[0] == 'S' ? db_select(db, id, &r, &e) : db_exec(db, id, NULL, &e);

        assert_int_equal(rc, -1);
        assert_int_equal(e.code, rows[i].code);
        assert_int_equal(e.kind, ERR_INTERNAL);
        assert_ptr_equal(strstr(e.msg, "test_statement: "), e.msg);
    }
    assert_true(db_connected(db));
}

static void test_session(void **state)
{
    struct db_rows *r = first_row(
        "SELECT @@sql_mode, @@time_zone, @@collation_connection, @@character_set_client, "
        "@@tx_isolation, @@max_statement_time, @@innodb_lock_wait_timeout, 'É' = 'e', 'å' = 'a'");

    (void)state;
    assert_non_null(strstr(db_str(r, 0), "STRICT_ALL_TABLES"));
    assert_non_null(strstr(db_str(r, 0), "NO_ZERO_IN_DATE"));
    assert_string_equal(db_str(r, 1), "+00:00");
    assert_string_equal(db_str(r, 2), "utf8mb4_swedish_ci");
    assert_string_equal(db_str(r, 3), "utf8mb4");
    assert_string_equal(db_str(r, 4), "REPEATABLE-READ");
    assert_string_equal(db_str(r, 5), "4.000000");
    assert_int_equal(db_int(r, 6), 1);
    assert_int_equal(db_int(r, 7), 1);
    assert_int_equal(db_int(r, 8), 0);
    end(r);
}

static void test_script(void **state)
{
    static const char good[] = "CREATE TABLE u (a INT PRIMARY KEY);\n-- a comment; with this\n"
                               "INSERT INTO u VALUES (1), (2); SELECT * FROM u; DROP TABLE u;\n";
    static const char bad[] = "SELECT 1; SELECT 2; INSERT INTO u VALUES (1); SELECT 3;";
    struct db_rows *r;

    (void)state;
    OK(db_script(db, good, strlen(good), &e));
    assert_int_equal(db_script(db, bad, strlen(bad), &e), -1);
    assert_int_equal(e.code, 1146);
    assert_non_null(strstr(e.msg, "statement 3"));
    r = first_row("SELECT 1");
    end(r);
}

static void test_prepare_all_names_the_statement(void **state)
{
    (void)state;
    for (unsigned i = 0; i < SQL__MAX; i++)
        db->statements[i].text = "SELECT 1", db->statements[i].n_params = 0;
    OK(db_prepare_all(db, &e));
    db_server_use(db, 1, "SELECT nothing");
    assert_int_equal(db_prepare_all(db, &e), -1);
    assert_int_equal(e.code, 1054);
    assert_ptr_equal(strstr(e.msg, "test_statement: "), e.msg);
}

static void test_prepare_those_that_are_named(void **state)
{
    const enum sql_id good[] = {db_server_use(db, 0, "SELECT 1"), db_server_use(db, 2, "SELECT 2")};
    const enum sql_id bad[] = {good[0], db_server_use(db, 1, "SELECT nothing")};

    (void)state;
    OK(db_prepare(db, good, 2, &e));
    assert_non_null(db->statements[good[1]].handle);
    assert_null(db->statements[bad[1]].handle);
    assert_int_equal(db_prepare(db, bad, 2, &e), -1);
    assert_int_equal(e.code, DB_NO_SUCH_COLUMN);
}

/* The layer's own statements, which run as text, can be prepared like all others. */
static void test_own_statements_prepare(void **state)
{
    static const enum sql_id own[] = {SQL_SESSION_SETUP, SQL_SERVER_STATE, SQL_WRITE_ISOLATION,
                                      SQL_BEGIN_WRITE, SQL_BEGIN_READ, SQL_PING};

    (void)state;
    for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++)
        if (!db_statement_get(db, own[i], &e))
            fail_msg("%s", e.msg);
}

static void test_statement_timeout(void **state)
{
    struct conf quick = *db_server_conf();
    struct db *other;
    enum sql_id id;
    struct db_rows *r;

    (void)state;
    quick.database.statement_timeout_s = 1;
    other = db_new(&quick, DB_ACCOUNT_WORKER);
    id = db_server_use(other, 0, "SELECT SLEEP(10)");
    if (db_select(other, id, &r, &e) == 0) {
        assert_false(db_next(r));
        assert_int_equal(db_done(r, &e), -1);
    }
    assert_int_equal(e.kind, ERR_UNAVAILABLE);
    assert_int_equal(e.code, 1969);
    assert_true(db_connected(other));
    db_free(other);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(test_##name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(values_by_type),
        TEST(texts),
        TEST(nulls),
        TEST(long_text_between_short_ones),
        TEST(integers_that_do_not_fit),
        TEST(parameters),
        TEST(parameters_in_columns),
        TEST(two_results_at_once),
        TEST(empty_and_early_end),
        TEST(stream),
        TEST(rows_leave_memory),
        TEST(errors_of_statements),
        TEST(session),
        TEST(script),
        TEST(prepare_all_names_the_statement),
        TEST(prepare_those_that_are_named),
        TEST(own_statements_prepare),
        TEST(statement_timeout),
    };

    return cmocka_run_group_tests(tests, db_server_start, db_server_stop);
}
