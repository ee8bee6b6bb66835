/* Entity tags: what makes two of them different, and what If-None-Match may look like. */
#include "fcgi/etag.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct {
    const char *if_none_match;
    bool matches; /* "abc-1" in quotes */
} rows[] = {
    {"\"abc-1\"", true},
    {"W/\"abc-1\"", true},
    {"\"x\", \"abc-1\"", true},
    {"\"x\",W/\"abc-1\"", true},
    {"  \"abc-1\"  ", true},
    {",, \"abc-1\"", true},
    {"*", false}, /* it would be answered before it is known whether the thing exists */
    {"", false},
    {"abc-1", false},
    {"\"abc-1", false},
    {"\"abc-12\"", false},
    {"\"abc\"", false},
    {"\"\"", false},
    {"w/\"abc-1\"", false},
    {"W/abc-1", false},
    {"\"x\" garbage \"abc-1\"", false},
    {"\"x, \"abc-1\"", false},
};

static void test_matches(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (etag_matches(rows[i].if_none_match, "\"abc-1\"") != rows[i].matches)
            fail_msg("%s", rows[i].if_none_match);
}

static void test_form(void **state)
{
    struct revision_stamp most = {UINT64_MAX, UINT64_MAX, INT64_MAX};
    char tag[ETAG_SIZE];

    (void)state;
    etag_revision(tag, UINT64_MAX, "/api/me", "", UINT32_MAX, "2026-11-23", &most);
    assert_int_equal(strlen(tag), 2 + 8 + 1 + 10 + 1 + 8 + 1 + 20 + 1 + 20 + 1 + 19);
    assert_non_null(strstr(tag, "-20261123-"));
    assert_true(strspn(tag + 1, "0123456789abcdef-") == strlen(tag) - 2);
    etag_build(tag, 1, "/api/openapi.json", "");
    assert_int_equal(strlen(tag), 10);
}

struct input {
    uint64_t seed;
    const char *path, *query;
    uint32_t person_id;
    const char *today;
    struct revision_stamp stamp;
};

/* Each differs from the first in one thing; all tags must differ. */
static void test_differ(void **state)
{
    static const struct input inputs[] = {
        {1, "/api/a", "x=1", 5, "2026-11-23", {7, 8, 1}},
        {2, "/api/a", "x=1", 5, "2026-11-23", {7, 8, 1}},
        {1, "/api/b", "x=1", 5, "2026-11-23", {7, 8, 1}},
        {1, "/api/a", "x=2", 5, "2026-11-23", {7, 8, 1}},
        {1, "/api/ax", "=1", 5, "2026-11-23", {7, 8, 1}},
        {1, "/api/a", "x=1", 6, "2026-11-23", {7, 8, 1}},
        {1, "/api/a", "x=1", 5, "2026-11-24", {7, 8, 1}},
        {1, "/api/a", "x=1", 5, "2026-11-23", {8, 8, 1}},
        {1, "/api/a", "x=1", 5, "2026-11-23", {7, 9, 1}},
        {1, "/api/a", "x=1", 5, "2026-11-23", {7, 8, 0}},
        {1, "/api/a", "x=1", 5, "2026-11-23", {78, 1, 0}},
    };
    char tags[sizeof(inputs) / sizeof(inputs[0])][ETAG_SIZE];

    (void)state;
    for (size_t i = 0; i < sizeof(inputs) / sizeof(inputs[0]); i++) {
        const struct input *in = &inputs[i];

        etag_revision(tags[i], in->seed, in->path, in->query, in->person_id, in->today, &in->stamp);
        for (size_t k = 0; k < i; k++)
            assert_string_not_equal(tags[i], tags[k]);
    }
}

static void test_seed(void **state)
{
    static const struct conf c = {.instance_name = (char *)"A", .timezone = (char *)"Europe/Stockholm",
                                  .login_url = (char *)"", .logout_url = (char *)"/ut",
                                  .lock_after_min = 15};
    struct conf other[5] = {c, c, c, c, c};
    uint64_t seed = etag_seed(1, &c);

    (void)state;
    other[0].instance_name = (char *)"B";
    other[1].timezone = (char *)"Europe/Oslo";
    other[2].login_url = (char *)"/ut";
    other[3].logout_url = (char *)"";
    other[4].lock_after_min = 0;
    assert_true(etag_seed(1, &c) == seed);
    assert_true(etag_seed(2, &c) != seed);
    for (int i = 0; i < 5; i++)
        assert_true(etag_seed(1, &other[i]) != seed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_matches),
        cmocka_unit_test(test_form),
        cmocka_unit_test(test_differ),
        cmocka_unit_test(test_seed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
