#include "base/csv.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"

/* Prints each record as "line:field|field;" so that a case is one string. */
static int print_row(void *ctx, unsigned long line, const char *const *fields, size_t n_fields,
                     struct err *e)
{
    struct buf *out = ctx;

    if (strcmp(fields[0], "stop") == 0)
        return err_set(e, ERR_CONFLICT, "stopped");
    buf_printf(out, "%lu:", line);
    for (size_t i = 0; i < n_fields; i++)
        buf_printf(out, "%s%s", i ? "|" : "", fields[i]);
    buf_putc(out, ';');
    return 0;
}

/* Gives a few bytes at a time, so that every boundary is met. */
struct drip {
    const char *data;
    size_t len, step;
};

static ssize_t drip_read(void *ctx, char *data, size_t size, struct err *e)
{
    struct drip *d = ctx;
    size_t n = d->len < d->step ? d->len : d->step;

    (void)e;
    n = n < size ? n : size;
    memcpy(data, d->data, n);
    d->data += n;
    d->len -= n;
    return (ssize_t)n;
}

static void test_records(void **state)
{
    static const struct {
        const char *in, *out;
    } rows[] = {
        {"", ""},
        {"\n\r\n", ""},
        {"a", "1:a;"},
        {"a,b\nc,d\n", "1:a|b;2:c|d;"},
        {"a,b\r\nc,d\r\n", "1:a|b;2:c|d;"},
        {"a,b\rc,d\r", "1:a|b;2:c|d;"},
        {"a\r\n\r\n\nb", "1:a;4:b;"},
        {"a\r\rb\n\rc", "1:a;3:b;5:c;"},
        {"\xef\xbb\xbf" "a,b\n", "1:a|b;"},
        {"\xef\xbb\xbf\"a\",b\n", "1:a|b;"},
        {",\n,,\n", "1:|;2:||;"},
        {"\"\"\n", "1:;"},
        {"\"a,b\",\"c\"\"d\"\n", "1:a,b|c\"d;"},
        {"\"x\ny\",z\nq\n", "1:x\ny|z;3:q;"},
        {"\"x\r\ny\r\n\",z\r\n\r\nq\r\n", "1:x\r\ny\r\n|z;5:q;"},
        {"p\n\"x\n\n\ny\"\nq\n\"w\n\"", "1:p;2:x\n\n\ny;6:q;7:w\n;"},
        {"  \n\t\na , b\n", "3:a|b;"},
        {"Åsa,Öberg\n", "1:Åsa|Öberg;"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        for (size_t step = 1; step < 8; step++) {
            struct drip d = {.data = rows[i].in, .len = strlen(rows[i].in), .step = step};
            struct csv_source source = {.read = drip_read, .ctx = &d};
            struct buf out = BUF_INIT;
            struct err e = {.kind = ERR_NONE};

            buf_puts(&out, "");
            assert_int_equal(csv_read(&source, NULL, print_row, &out, &e), 0);
            assert_string_equal(out.data, rows[i].out);
            buf_free(&out);
        }
    }
}

static void test_refused(void **state)
{
    static const struct {
        const char *in;
        size_t len; /* 0: strlen */
        const char *out, *message;
    } rows[] = {
        {"a,b\nc,\xe5sa\n", 0, "1:a|b;", "line 2, column 2: not UTF-8"},
        {"a\n\"x\ny\",\"\xff\"\n", 0, "1:a;", "line 2, column 2: not UTF-8"},
        {"a,b\0c\n", 6, "", "line 1, column 2: a NUL byte"},
        {"\xff\xfe" "a\0\n\0", 6, "", "line 1, column 1: "},
        {"a\nb\"c\n", 0, "1:a;", "line 2, column 1: a quote"},
        {"a\n\"b\"c\n", 0, "1:a;", "line 2, column 1: a quote"},
        {"a\n\nb,\"c\nd\n", 0, "1:a;", "line 3, column 2: a quoted field without"},
        {"1\n2\n3\n4\n", 0, "1:1;2:2;3:3;", "line 4, column 2: more records"},
        {"1,2,3,4,5\n", 0, "", "line 1, column 5: more fields"},
        {"1\n\"234567\n89012345678901\n\"", 0, "1:1;", "line 2, column 1: the record is too long"},
        {"1\nstop\n3", 0, "1:1;", "stopped"},
    };
    const struct csv_options options = {.record_max = 20, .fields_max = 4, .records_max = 3};

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct buf out = BUF_INIT;
        struct err e = {.kind = ERR_NONE};
        size_t len = rows[i].len ? rows[i].len : strlen(rows[i].in);

        buf_puts(&out, "");
        assert_int_equal(csv_read_memory(rows[i].in, len, &options, print_row, &out, &e), -1);
        assert_string_equal(out.data, rows[i].out);
        assert_int_equal(e.kind, strcmp(e.msg, "stopped") == 0 ? ERR_CONFLICT : ERR_INPUT);
        if (strncmp(e.msg, rows[i].message, strlen(rows[i].message)) != 0)
            fail_msg("case %zu: %s", i, e.msg);
        buf_free(&out);
    }
}

static void test_semicolon(void **state)
{
    const struct csv_options options = {.delimiter = ';'};
    struct buf out = BUF_INIT;
    struct err e;

    (void)state;
    assert_int_equal(csv_read_memory("a;b,c\n", 6, &options, print_row, &out, &e), 0);
    assert_string_equal(out.data, "1:a|b,c;");
    buf_free(&out);
}

static int count_row(void *ctx, unsigned long line, const char *const *fields, size_t n_fields,
                     struct err *e)
{
    unsigned long *last = ctx;

    (void)e;
    assert_int_equal(n_fields, 3);
    assert_int_equal(strtoul(fields[0], NULL, 10), line);
    assert_int_equal(strlen(fields[2]), 101);
    assert_int_equal(line, *last + 2);
    *last = line;
    return 0;
}

/* Many chunks, each record over two lines. */
static void test_large_file(void **state)
{
    FILE *f = tmpfile();
    unsigned long last = (unsigned long)-1;
    struct err e = {.kind = ERR_NONE};

    (void)state;
    assert_non_null(f);
    for (unsigned line = 1; line < 40000; line += 2)
        fprintf(f, "%u,å,\"%050d\n%050d\"\r\n", line, 0, 0);
    rewind(f);
    if (csv_read_file(f, NULL, count_row, &last, &e) < 0)
        fail_msg("%s", e.msg);
    assert_int_equal(last, 39999);
    fclose(f);
}

static ssize_t failing_read(void *ctx, char *data, size_t size, struct err *e)
{
    (void)ctx, (void)data, (void)size;
    return err_set(e, ERR_INPUT, "archive broken");
}

static void test_failing_source(void **state)
{
    struct csv_source source = {.read = failing_read};
    struct buf out = BUF_INIT;
    struct err e;

    (void)state;
    assert_int_equal(csv_read(&source, NULL, print_row, &out, &e), -1);
    assert_string_equal(e.msg, "archive broken");
    assert_int_equal(out.len, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_records),       cmocka_unit_test(test_refused),
        cmocka_unit_test(test_semicolon),     cmocka_unit_test(test_large_file),
        cmocka_unit_test(test_failing_source),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
