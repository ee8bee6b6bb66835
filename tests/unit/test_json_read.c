#include "base/json_read.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"

#define MAX ((size_t)1000000)

static const struct {
    const char *text;
    size_t len; /* 0: strlen */
    const char *message;
} refused[] = {
    {"", 0, ""},
    {"   ", 0, ""},
    {"{\"a\":1", 0, ""},
    {"{\"a\" 1}", 0, ""},
    {"[1,]", 0, ""},
    {"[1 2]", 0, ""},
    {"nul", 0, ""},
    {"truex", 0, "more than one value"},
    {"{} {}", 0, "more than one value at byte 4"},
    {"[1]\0", 4, "unexpected character at byte 4"},
    {"[\"a\0b\"]", 7, "control character"},
    {"[\"a\nb\"]", 0, "control character"},
    {"[\"\\u0000\"]", 0, "\\u0000"},
    {"[\"x\\\\\\u0000\"]", 0, "\\u0000"},
    {"[\"\\ud800\"]", 0, ""},
    {"[\"\\udc00\"]", 0, ""},
    {"[\"\\x41\"]", 0, ""},
    {"[\"\\", 0, "without an end"},
    {"[\"abc", 0, "without an end at byte 2"},
    {"[\"\xe5\"]", 0, "invalid UTF-8 at byte 3"},
    {"[\"\xc0\x80\"]", 0, "invalid UTF-8"},
    {"\xef\xbb\xbf[1]", 0, "unexpected character at byte 1"},
    {"[\x01]", 0, "unexpected character at byte 2"},
    {"[\xc2\xa0 1]", 0, "unexpected character"},
    {"0123", 0, "number"},
    {"[-01]", 0, "number"},
    {"[1.]", 0, "number"},
    {"[1e]", 0, "number"},
    {"[1e+]", 0, "number"},
    {"[-]", 0, "number"},
    {"[.5]", 0, ""},
    {"[+1]", 0, ""},
    {"[NaN]", 0, ""},
    {"[[[[[[[[[1]]]]]]]]]", 0, "too deep at byte 9"},
    {"{\"a\":1,\"b\":2,\"a\":3}", 0, "\"a\" stands twice"},
    {"[{\"x\":{\"k\":1,\"\\u006b\":2}}]", 0, "\"k\" stands twice"},
};

static void test_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        struct json_doc *doc = NULL;
        struct err e = {.kind = ERR_NONE};
        size_t len = refused[i].len ? refused[i].len : strlen(refused[i].text);
        char *exact = malloc(len + !len); /* so that a read past the end is seen */

        memcpy(exact, refused[i].text, len);
        if (json_parse(exact, len, MAX, &doc, &e) == 0)
            fail_msg("taken: %s", refused[i].text);
        assert_null(doc);
        assert_int_equal(e.kind, ERR_INPUT);
        if (!strstr(e.msg, refused[i].message))
            fail_msg("%s: %s", refused[i].text, e.msg);
        free(exact);
    }
}

static void test_size_limit(void **state)
{
    struct json_doc *doc = NULL;
    struct err e;

    (void)state;
    assert_int_equal(json_parse("[1,2]", 5, 4, &doc, &e), -1);
    assert_int_equal(e.kind, ERR_INPUT);
    assert_int_equal(json_parse("[1,2]", 5, 5, &doc, &e), 0);
    json_doc_free(doc);
    json_doc_free(NULL);
}

static void test_values(void **state)
{
    static const char text[] = "\t{\"s\":\"\\u00e5\\ud83d\\ude00\\n\",\"S\":\"other\",\"n\":-12,"
                               "\"yes\":true,\"no\":false,\"nil\":null,\"o\":{},"
                               "\"a\":[\"x\",2,[]]}\r\n";
    struct json_doc *doc;
    const struct json_node *root, *n;
    struct err e;
    int64_t i = 0;
    bool b = false;

    (void)state;
    assert_int_equal(json_parse(text, strlen(text), MAX, &doc, &e), 0);
    root = json_root(doc);
    assert_int_equal(json_type(root), JSON_OBJECT);
    assert_int_equal(json_count(root), 8);
    assert_string_equal(json_string(json_get(root, "s")), "å😀\n");
    assert_string_equal(json_string(json_get(root, "S")), "other");
    assert_null(json_get(root, "N"));
    assert_true(json_int64(json_get(root, "n"), &i));
    assert_int_equal(i, -12);
    assert_true(json_boolean(json_get(root, "yes"), &b) && b);
    assert_true(json_boolean(json_get(root, "no"), &b) && !b);
    assert_false(json_boolean(json_get(root, "n"), &b));
    assert_int_equal(json_type(json_get(root, "nil")), JSON_NULL);
    assert_null(json_string(json_get(root, "n")));
    assert_false(json_int64(json_get(root, "s"), &i));
    assert_int_equal(json_count(json_get(root, "o")), 0);
    assert_null(json_first(json_get(root, "o")));
    n = json_get(root, "a");
    assert_int_equal(json_count(n), 3);
    assert_null(json_get(n, "x"));
    n = json_first(n);
    assert_null(json_name(n));
    assert_string_equal(json_string(n), "x");
    n = json_next(json_next(n));
    assert_int_equal(json_type(n), JSON_ARRAY);
    assert_null(json_next(n));
    assert_string_equal(json_name(json_first(root)), "s");
    json_doc_free(doc);
}

static void test_integers(void **state)
{
    static const struct {
        const char *text;
        bool ok;
        int64_t v;
    } rows[] = {
        {"0", true, 0},
        {"-0", true, 0},
        {"7", true, 7},
        {"1.0", true, 1},
        {"12e2", true, 1200},
        {"1.5", false, 0},
        {"9007199254740991", true, 9007199254740991},
        {"-9007199254740991", true, -9007199254740991},
        {"9007199254740992", false, 0},
        {"9007199254740993", false, 0},
        {"1e400", false, 0},
        {"-1e400", false, 0},
        {"\"7\"", false, 0},
        {"true", false, 0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct json_doc *doc;
        struct err e;
        int64_t v = 99;

        assert_int_equal(json_parse(rows[i].text, strlen(rows[i].text), MAX, &doc, &e), 0);
        assert_int_equal(json_int64(json_root(doc), &v), rows[i].ok);
        assert_int_equal(v, rows[i].ok ? rows[i].v : 99);
        json_doc_free(doc);
    }
}

/* A body of a hundred thousand keys is checked in well under the time of a request. */
static void test_many_keys(void **state)
{
    struct buf text = BUF_INIT;
    struct json_doc *doc;
    struct err e;

    (void)state;
    for (int i = 0; i < 100000; i++)
        buf_printf(&text, "%c\"%d\":0", i ? ',' : '{', i);
    buf_putc(&text, '}');
    assert_int_equal(json_parse(text.data, text.len, 10 * MAX, &doc, &e), 0);
    assert_int_equal(json_count(json_root(doc)), 100000);
    json_doc_free(doc);
    buf_free(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_refused),  cmocka_unit_test(test_size_limit),
        cmocka_unit_test(test_values),   cmocka_unit_test(test_integers),
        cmocka_unit_test(test_many_keys),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
