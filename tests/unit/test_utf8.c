#include "base/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct {
    const char *s;
    size_t wrong_at; /* strlen: valid */
    size_t length;   /* code points, of valid ones */
} rows[] = {
    {"", 0, 0},
    {"abc", 3, 3},
    {"Åsa Öberg", 11, 9},
    {"€", 3, 1},
    {"\xf0\x9f\x98\x80", 4, 1},
    {"\xed\x9f\xbf", 3, 1},             /* U+D7FF */
    {"\xee\x80\x80", 3, 1},             /* U+E000 */
    {"\xf4\x8f\xbf\xbf", 4, 1},         /* U+10FFFF */
    {"12345678901234567å", 19, 18},
    {"\x80", 0, 0},
    {"a\xbf", 1, 0},
    {"\xc0\x80", 0, 0},                 /* overlong NUL */
    {"\xc1\xbf", 0, 0},
    {"\xe0\x9f\xbf", 0, 0},             /* overlong */
    {"\xf0\x8f\xbf\xbf", 0, 0},         /* overlong */
    {"\xed\xa0\x80", 0, 0},             /* surrogate */
    {"\xf4\x90\x80\x80", 0, 0},         /* above U+10FFFF */
    {"\xf5\x80\x80\x80", 0, 0},
    {"\xff", 0, 0},
    {"ab\xc3", 2, 0},                   /* cut */
    {"ab\xe2\x82", 2, 0},
    {"ab\xf0\x9f\x98", 2, 0},
    {"\xc3(", 0, 0},
    {"\xe2\x82(", 0, 0},
    {"abcdefgh\xe5ijklmnop", 8, 0},     /* ISO 8859-1 */
    {"abcdefghijklmnopqrstuv\xe5", 22, 0},
};

static void test_check(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        size_t len = strlen(rows[i].s);
        char *exact = malloc(len + !len); /* so that a read past the end is seen */

        memcpy(exact, rows[i].s, len);
        if (utf8_check(exact, len) != rows[i].wrong_at)
            fail_msg("row %zu: %zu", i, utf8_check(exact, len));
        assert_int_equal(utf8_valid(exact, len), rows[i].wrong_at == len);
        if (rows[i].wrong_at == len)
            assert_int_equal(utf8_length(exact, len), rows[i].length);
        free(exact);
    }
}

/* Against the definition, for every code point. */
static void test_all_code_points(void **state)
{
    (void)state;
    for (unsigned c = 0x80; c < 0x120000; c++) {
        bool valid = c <= 0x10ffff && (c < 0xd800 || c > 0xdfff);
        unsigned char s[4];
        size_t n = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;

        s[0] = (unsigned char)((n == 2 ? 0xc0 : n == 3 ? 0xe0 : 0xf0) | c >> 6 * (n - 1));
        for (size_t i = 1; i < n; i++)
            s[i] = (unsigned char)(0x80 | (c >> 6 * (n - 1 - i) & 0x3f));
        if (utf8_valid((char *)s, n) != valid)
            fail_msg("U+%04X", c);
    }
}

static void test_truncate(void **state)
{
    static const struct {
        const char *s;
        size_t len, max, left;
    } cases[] = {
        {"abc", 3, 10, 3}, {"abc", 3, 2, 2},        {"abc", 3, 0, 0},      {"åäö", 6, 2, 4},
        {"åäö", 5, 9, 4},  {"a€b", 3, 9, 1},        {"a€b", 4, 9, 4},      {"a\xff" "b", 3, 9, 1},
        {"", 0, 5, 0},     {"\xf0\x9f\x98\x80", 3, 5, 0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        assert_int_equal(utf8_truncate(cases[i].s, cases[i].len, cases[i].max), cases[i].left);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_check),
        cmocka_unit_test(test_all_code_points),
        cmocka_unit_test(test_truncate),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
