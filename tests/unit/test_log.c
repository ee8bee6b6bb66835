#include "base/log.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/utf8.h"

static int saved_stderr;
static FILE *captured;

static void capture(void)
{
    captured = tmpfile();
    saved_stderr = dup(STDERR_FILENO);
    dup2(fileno(captured), STDERR_FILENO);
}

/* What was written since capture, to be freed. */
static char *release(void)
{
    char *text = calloc(1, 20000);

    dup2(saved_stderr, STDERR_FILENO);
    close(saved_stderr);
    rewind(captured);
    assert_true(fread(text, 1, 19999, captured) < 19999);
    fclose(captured);
    return text;
}

static void test_lines(void **state)
{
    char expected[400], *text;
    int pid = (int)getpid();

    (void)state;
    log_init("malkoll-worker", LOG_LEVEL_INFO);
    capture();
    log_event(LOG_LEVEL_ERROR, "start", "requests=%d", 5);
    log_event(LOG_LEVEL_DEBUG, "hidden", "x=%d", 1);
    log_event(LOG_LEVEL_INFO, "bare", "%s", "");
    text = release();
    snprintf(expected, sizeof(expected),
             "<3>malkoll-worker[%d] event=start requests=5\n<6>malkoll-worker[%d] event=bare\n",
             pid, pid);
    assert_string_equal(text, expected);
    free(text);
}

/* Nothing that comes in may begin a line of its own or move the cursor of a terminal. */
static void test_no_forged_lines(void **state)
{
    static const struct {
        const char *in, *out;
    } rows[] = {
        {"a\nb", "a\\x0ab"},
        {"\r<0>forged", "\\x0d<0>forged"},
        {"\x1b[2J\x7f", "\\x1b[2J\\x7f"},
        {"\xc2\x85\xc2\x9b", "\\xc2\\x85\\xc2\\x9b"},
        {"\xe5sa", "\\xe5sa"},
        {"Åsa\xc2\xa0x", "Åsa\xc2\xa0x"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char *text, *end;

        capture();
        log_event(LOG_LEVEL_WARNING, "x", "%s", rows[i].in);
        text = release();
        end = strstr(text, "event=x ");
        assert_non_null(end);
        assert_memory_equal(end + 8, rows[i].out, strlen(rows[i].out));
        assert_string_equal(end + 8 + strlen(rows[i].out), "\n");
        free(text);
    }
}

static void test_long_lines_are_cut(void **state)
{
    char *text, *big = calloc(1, 10001);

    (void)state;
    for (int i = 0; i < 10000; i += 2)
        memcpy(big + i, i % 3 ? "å" : "\n\n", 2);
    capture();
    log_event(LOG_LEVEL_ERROR, "big", "%s", big);
    log_event(LOG_LEVEL_ERROR, big, "%s", "x");
    text = release();
    assert_in_range(strlen(text), 4000, 4500);
    assert_true(utf8_valid(text, strlen(text)));
    assert_int_equal(strcspn(text, "\n") > 3900, 1);
    assert_string_equal(strchr(strchr(text, '\n') + 1, '\n'), "\n");
    free(text);
    free(big);
}

static void test_quote(void **state)
{
    static const struct {
        const char *in, *out;
        unsigned long size;
    } rows[] = {
        {"plain", "\"plain\"", 100},
        {"a \"b\" \\", "\"a \\\"b\\\" \\\\\"", 100},
        {"x\ny", "\"x\\x0ay\"", 100},
        {NULL, "\"\"", 100},
        {"abcdef", "\"abc\"", 6},
        {"abåäö", "\"abå\"", 8},
        {"ab\"c", "\"ab\"", 6},
        {"abc", "\"\"", 3},
        {"abc", "", 2},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char *out = malloc(rows[i].size);

        assert_ptr_equal(log_quote(rows[i].in, out, rows[i].size), out);
        assert_string_equal(out, rows[i].out);
        free(out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines),
        cmocka_unit_test(test_no_forged_lines),
        cmocka_unit_test(test_long_lines_are_cut),
        cmocka_unit_test(test_quote),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
