#include "base/err.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "base/utf8.h"

static void test_set_and_prefix(void **state)
{
    struct err e;

    (void)state;
    assert_int_equal(err_set_code(&e, ERR_RETRY, 1213, "deadlock in %s", "x"), -1);
    assert_int_equal(e.kind, ERR_RETRY);
    assert_int_equal(e.code, 1213);
    assert_string_equal(e.msg, "deadlock in x");
    assert_int_equal(err_prefix(&e, "row %d", 7), -1);
    assert_string_equal(e.msg, "row 7: deadlock in x");
    assert_int_equal(e.kind, ERR_RETRY);
    assert_int_equal(e.code, 1213);
    assert_int_equal(err_set(&e, ERR_INPUT, "again: %s", e.msg), -1);
    assert_string_equal(e.msg, "again: row 7: deadlock in x");
    assert_int_equal(e.code, 0);
    err_clear(&e);
    assert_int_equal(e.kind, ERR_NONE);
    assert_string_equal(e.msg, "");
}

static void test_without_err(void **state)
{
    (void)state;
    assert_int_equal(err_set(NULL, ERR_INPUT, "x"), -1);
    assert_int_equal(err_set_code(NULL, ERR_INPUT, 1, "x"), -1);
    assert_int_equal(err_prefix(NULL, "x"), -1);
    err_clear(NULL);
}

/* A cut message is still UTF-8, because it may be written into an answer. */
static void test_long_messages(void **state)
{
    char big[2001] = "";
    struct err e;

    (void)state;
    for (int i = 0; i < 1000; i++)
        memcpy(big + 2 * i, "ö", 2);
    for (int shift = 0; shift < 2; shift++) {
        err_set(&e, ERR_INPUT, "%.*s%s", shift, "x", big);
        assert_in_range(strlen(e.msg), 509, 511);
        assert_true(utf8_valid(e.msg, strlen(e.msg)));
        err_prefix(&e, "z");
        assert_true(utf8_valid(e.msg, strlen(e.msg)));
    }
}

static void test_names(void **state)
{
    (void)state;
    for (int i = 0; i < ERR_KIND__MAX; i++)
        assert_non_null(err_kind_name((enum err_kind)i));
    assert_string_equal(err_kind_name(ERR_UNKNOWN_OUTCOME), "unknown-outcome");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_set_and_prefix),
        cmocka_unit_test(test_without_err),
        cmocka_unit_test(test_long_messages),
        cmocka_unit_test(test_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
