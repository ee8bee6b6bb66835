#include "base/buf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void test_append(void **state)
{
    struct buf b = BUF_INIT;

    (void)state;
    assert_null(b.data);
    buf_append(&b, "", 0);
    assert_string_equal(b.data, "");
    buf_puts(&b, "abc");
    buf_putc(&b, 'd');
    buf_append(&b, "e\0f", 3);
    assert_int_equal(b.len, 7);
    assert_memory_equal(b.data, "abcde\0f", 8);
    buf_free(&b);
    assert_null(b.data);
    buf_free(&b);
    buf_free(NULL);
}

/* Every length around the borders of growing. */
static void test_printf_at_every_length(void **state)
{
    (void)state;
    for (int before = 0; before < 600; before += 7) {
        for (int len = 0; len < 600; len += 5) {
            struct buf b = BUF_INIT;

            for (int i = 0; i < before; i++)
                buf_putc(&b, 'x');
            buf_printf(&b, "%0*d", len, 0);
            assert_int_equal(b.len, before + (len ? len : 1));
            assert_int_equal(strlen(b.data), b.len);
            assert_int_equal(strspn(b.data, "x"), before);
            buf_free(&b);
        }
    }
}

static void test_numbers(void **state)
{
    struct buf b = BUF_INIT;

    (void)state;
    buf_int(&b, 0);
    buf_putc(&b, ' ');
    buf_int(&b, INT64_MIN);
    buf_putc(&b, ' ');
    buf_int(&b, INT64_MAX);
    buf_putc(&b, ' ');
    buf_uint(&b, UINT64_MAX);
    assert_string_equal(b.data, "0 -9223372036854775808 9223372036854775807 18446744073709551615");
    buf_free(&b);
}

static void test_reset(void **state)
{
    struct buf b = BUF_INIT;

    (void)state;
    buf_reset(&b, 10);
    assert_null(b.data);
    buf_puts(&b, "small");
    buf_reset(&b, 4096);
    assert_non_null(b.data);
    assert_string_equal(b.data, "");
    assert_int_equal(b.len, 0);
    for (int i = 0; i < 5000; i++)
        buf_putc(&b, 'y');
    assert_true(b.cap > 4096);
    buf_reset(&b, 4096);
    assert_int_equal(b.len, 0);
    assert_true(b.cap <= 4096);
    buf_puts(&b, "again");
    assert_string_equal(b.data, "again");
    buf_free(&b);
}

static void test_settle(void **state)
{
    struct buf b = BUF_INIT;

    (void)state;
    buf_settle(&b, 4096);
    assert_int_equal(b.cap, 4096);
    assert_string_equal(b.data, "");
    for (int i = 0; i < 5000; i++)
        buf_putc(&b, 'y');
    assert_true(b.cap > 4096);
    buf_settle(&b, 4096);
    assert_int_equal(b.cap, 4096);
    assert_int_equal(b.len, 0);
    assert_string_equal(b.data, "");
    buf_free(&b);
    buf_puts(&b, "small");
    buf_settle(&b, 4096);
    assert_int_equal(b.cap, 4096);
    buf_puts(&b, "again");
    assert_string_equal(b.data, "again");
    buf_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_append),
        cmocka_unit_test(test_printf_at_every_length),
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_reset),
        cmocka_unit_test(test_settle),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
