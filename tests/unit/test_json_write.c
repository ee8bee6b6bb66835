#include "base/json_write.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "aborts.h"
#include "base/json_read.h"

static void test_structure(void **state)
{
    struct buf out = BUF_INIT;
    struct json_writer w;

    (void)state;
    json_begin(&w, &out);
    json_object(&w);
    json_kv_str(&w, "a", "x");
    json_kv_str(&w, "none", NULL);
    json_kv_int(&w, "n", -5);
    json_kv_id(&w, "id", 12);
    json_kv_id(&w, "no_id", 0);
    json_kv_bool(&w, "yes", true);
    json_kv_null(&w, "nil");
    json_key(&w, "list");
    json_array(&w);
    json_int(&w, 1);
    json_array(&w);
    json_array_end(&w);
    json_object(&w);
    json_object_end(&w);
    json_bool(&w, false);
    json_null(&w);
    json_str(&w, "y");
    json_id(&w, UINT64_MAX);
    json_array_end(&w);
    json_key(&w, "o");
    json_object(&w);
    json_members(&w, "\"x\":1,\"y\":[]");
    json_kv_int(&w, "z", 0);
    json_members(&w, "\"zz\":{}");
    json_object_end(&w);
    json_object_end(&w);
    json_end(&w);
    assert_string_equal(out.data,
                        "{\"a\":\"x\",\"none\":null,\"n\":-5,\"id\":\"12\",\"no_id\":null,"
                        "\"yes\":true,\"nil\":null,\"list\":[1,[],{},false,null,\"y\","
                        "\"18446744073709551615\"],\"o\":{\"x\":1,\"y\":[],\"z\":0,\"zz\":{}}}");
    buf_free(&out);
}

static void test_numbers(void **state)
{
    static const struct {
        int64_t v;
        const char *text;
    } rows[] = {
        {0, "0"},
        {9, "9"},
        {-10, "-10"},
        {INT64_MAX, "9223372036854775807"},
        {INT64_MIN, "-9223372036854775808"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct buf out = BUF_INIT;
        struct json_writer w;

        json_begin(&w, &out);
        json_int(&w, rows[i].v);
        json_end(&w);
        assert_string_equal(out.data, rows[i].text);
        buf_free(&out);
    }
}

static void test_decimals(void **state)
{
    static const struct {
        double v;
        int digits;
        const char *text;
    } rows[] = {
        {0, 6, "0"},          {-13.8, 6, "-13.8"}, {1.0 / 3, 3, "0.333"},
        {100, 6, "100"},      {2.5e-9, 3, "2.5e-09"}, {0.05, 3, "0.05"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct buf out = BUF_INIT;
        struct json_writer w;

        json_begin(&w, &out);
        json_number(&w, rows[i].v, rows[i].digits);
        json_end(&w);
        assert_string_equal(out.data, rows[i].text);
        buf_free(&out);
    }
}

static void test_escapes(void **state)
{
    static const struct {
        const char *in, *out;
    } rows[] = {
        {"", "\"\""},
        {"Åsa \xf0\x9f\x98\x80", "\"Åsa \xf0\x9f\x98\x80\""},
        {"\"\\/", "\"\\\"\\\\/\""},
        {"\b\f\n\r\t", "\"\\b\\f\\n\\r\\t\""},
        {"a\x01z\x1f\x7f", "\"a\\u0001z\\u001f\x7f\""},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct buf out = BUF_INIT;
        struct json_writer w;

        json_begin(&w, &out);
        json_str(&w, rows[i].in);
        json_end(&w);
        assert_string_equal(out.data, rows[i].out);
        buf_free(&out);
    }
}

/* Every character of the first 0x300 comes back from our own reader, as key and as value. */
static void test_round_trip(void **state)
{
    (void)state;
    for (unsigned c = 1; c < 0x300; c++) {
        char text[4] = {(char)c};
        struct buf out = BUF_INIT;
        struct json_writer w;
        struct json_doc *doc;
        struct err e;

        if (c >= 0x80) {
            text[0] = (char)(0xc0 | c >> 6);
            text[1] = (char)(0x80 | (c & 0x3f));
        }
        json_begin(&w, &out);
        json_object(&w);
        json_kv_str(&w, text, text);
        json_object_end(&w);
        json_end(&w);
        assert_int_equal(json_parse(out.data, out.len, 100, &doc, &e), 0);
        assert_string_equal(json_string(json_get(json_root(doc), text)), text);
        json_doc_free(doc);
        buf_free(&out);
    }
}

static struct buf wasted;
static struct json_writer bad;

static void key_in_array(void)
{
    json_begin(&bad, &wasted);
    json_array(&bad);
    json_key(&bad, "a");
}

static void key_at_top(void)
{
    json_begin(&bad, &wasted);
    json_key(&bad, "a");
}

static void value_without_key(void)
{
    json_begin(&bad, &wasted);
    json_object(&bad);
    json_int(&bad, 1);
}

static void key_without_value(void)
{
    json_begin(&bad, &wasted);
    json_object(&bad);
    json_key(&bad, "a");
    json_object_end(&bad);
}

static void two_keys(void)
{
    json_begin(&bad, &wasted);
    json_object(&bad);
    json_key(&bad, "a");
    json_key(&bad, "b");
}

static void wrong_end(void)
{
    json_begin(&bad, &wasted);
    json_object(&bad);
    json_array_end(&bad);
}

static void not_closed(void)
{
    json_begin(&bad, &wasted);
    json_object(&bad);
    json_end(&bad);
}

static void nothing(void)
{
    json_begin(&bad, &wasted);
    json_end(&bad);
}

static void two_values(void)
{
    json_begin(&bad, &wasted);
    json_int(&bad, 1);
    json_int(&bad, 2);
}

static void too_deep(void)
{
    json_begin(&bad, &wasted);
    for (int i = 0; i < JSON_WRITE_DEPTH_MAX; i++)
        json_array(&bad);
}

static void no_number(void)
{
    json_begin(&bad, &wasted);
    json_number(&bad, 1 / 0.0, 3);
}

static void test_misuse_asserts(void **state)
{
    static void (*const all[])(void) = {key_in_array, key_at_top, value_without_key,
                                        key_without_value, two_keys, wrong_end,
                                        not_closed, nothing, two_values, too_deep, no_number};

    (void)state;
    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
        assert_true(aborts(all[i]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_structure),  cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_decimals),
        cmocka_unit_test(test_escapes),    cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_misuse_asserts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
