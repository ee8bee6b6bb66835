/* Query strings, mostly evil ones. */
#include "fcgi/param.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ARG(member) offsetof(struct args, member)

static const char *const rows_values[] = {"unit", "class", "pupil", NULL};

static const struct param_spec specs[] = {
    {"id", PARAM_PATH, PARAM_ID, true, 0, 0, NULL, ARG(id), "path"},
    {"unit", PARAM_QUERY, PARAM_ID, true, 0, 0, NULL, ARG(unit), "unit"},
    {"year_group", PARAM_QUERY, PARAM_INT, false, 1, 10, NULL, ARG(year_group), "year group"},
    {"rows", PARAM_QUERY, PARAM_ENUM, false, 0, 0, rows_values, ARG(rows), "rows"},
    {"subject", PARAM_QUERY, PARAM_CODE, false, 1, SUBJECT_CODE_MAX, NULL, ARG(subject), "subject"},
    {"search", PARAM_QUERY, PARAM_TEXT, false, 2, SEARCH_MAX, NULL, ARG(search), "search"},
    {.name = NULL},
};

static const struct {
    const char *query;
    struct args args;
} good[] = {
    {"unit=1", {.unit = 1}},
    {"unit=4294967295", {.unit = 4294967295}},
    {"unit=12&year_group=10", {.unit = 12, .year_group = 10}},
    {"year_group=1&unit=12", {.unit = 12, .year_group = 1}},
    {"unit=1&rows=unit", {.unit = 1, .rows = ROWS_UNIT}},
    {"unit=1&rows=class", {.unit = 1, .rows = ROWS_CLASS}},
    {"unit=1&subject=MA", {.unit = 1, .subject = "MA"}},
    {"unit=1&subject=a-B_9", {.unit = 1, .subject = "a-B_9"}},
    {"unit=1&subject=ABCDEFGHIJKLMNOP", {.unit = 1, .subject = "ABCDEFGHIJKLMNOP"}},
    {"%75nit=%31%32", {.unit = 12}},
    {"unit=1&subject=M%41", {.unit = 1, .subject = "MA"}},
    {"unit=1&subject=M%2d%5F", {.unit = 1, .subject = "M-_"}},
    {"unit=1&search=%C3%85sa+%C3%96berg", {.unit = 1, .search = "Åsa Öberg"}},
    {"unit=1&search=a%40b_%25", {.unit = 1, .search = "a@b_%"}},
};

static const struct {
    const char *query, *slug, *field;
} bad[] = {
    {"", "missing-parameter", "unit"},
    {"rows=unit", "missing-parameter", "unit"},
    {"unit=1&round=2", "unknown-parameter", "round"},
    {"unit=1&Unit=2", "unknown-parameter", "Unit"},
    {"unit=1&id=2", "unknown-parameter", "id"}, /* belongs to the path */
    {"unit=1&unit=1", "invalid-parameter", "unit"},
    {"unit=1&u%6eit=2", "invalid-parameter", "unit"},
    {"unit[]=1", "invalid-parameter", "query"},
    {"unit", "invalid-parameter", "unit"},
    {"unit=", "invalid-parameter", "unit"},
    {"=1", "invalid-parameter", "query"},
    {"=", "invalid-parameter", "query"},
    {"&", "invalid-parameter", "query"},
    {"&unit=1", "invalid-parameter", "query"},
    {"unit=1&", "invalid-parameter", "query"},
    {"unit=1&&rows=unit", "invalid-parameter", "query"},
    {"unit=1;rows=unit", "invalid-parameter", "unit"},
    {"unit=0", "invalid-parameter", "unit"},
    {"unit=01", "invalid-parameter", "unit"},
    {"unit=-1", "invalid-parameter", "unit"},
    {"unit=%2B1", "invalid-parameter", "unit"},
    {"unit=+1", "invalid-parameter", "unit"},
    {"unit=1+", "invalid-parameter", "unit"},
    {"unit=1%00", "invalid-parameter", "unit"},
    {"unit=1%0a", "invalid-parameter", "unit"},
    {"unit=1.0", "invalid-parameter", "unit"},
    {"unit=4294967296", "invalid-parameter", "unit"},
    {"unit=10000000000", "invalid-parameter", "unit"},
    {"unit=18446744073709551617", "invalid-parameter", "unit"},
    {"unit=1=2", "invalid-parameter", "unit"},
    {"unit=%", "invalid-parameter", "unit"},
    {"unit=%3", "invalid-parameter", "unit"},
    {"unit=1%", "invalid-parameter", "unit"},
    {"unit=%3&rows=unit", "invalid-parameter", "unit"},
    {"unit=%g1", "invalid-parameter", "unit"},
    {"unit=%1g", "invalid-parameter", "unit"},
    {"unit=%-1", "invalid-parameter", "unit"},
    {"unit=%u0031", "invalid-parameter", "unit"},
    {"unit=\xd9\xa1", "invalid-parameter", "unit"},
    {"unit=%c0%b1", "invalid-parameter", "unit"},
    {"un%00it=1", "invalid-parameter", "query"},
    {"%=1", "invalid-parameter", "query"},
    {"un%0ait=1", "invalid-parameter", "query"},
    {"un%22it=1", "invalid-parameter", "query"},
    {"\xc3\xa5=1", "invalid-parameter", "query"},
    {"abcdefghijklmnopqrstuvwxyzabcdefghijkl=1", "invalid-parameter", "query"},
    {"unit=1&year_group=0", "invalid-parameter", "year_group"},
    {"unit=1&year_group=11", "invalid-parameter", "year_group"},
    {"unit=1&year_group=01", "invalid-parameter", "year_group"},
    {"unit=1&year_group=-3", "invalid-parameter", "year_group"},
    {"unit=1&year_group=4294967297", "invalid-parameter", "year_group"},
    {"unit=1&year_group=9999999999", "invalid-parameter", "year_group"},
    {"unit=1&rows=", "invalid-parameter", "rows"},
    {"unit=1&rows=units", "invalid-parameter", "rows"},
    {"unit=1&rows=Unit", "invalid-parameter", "rows"},
    {"unit=1&rows=1", "invalid-parameter", "rows"},
    {"unit=1&subject=", "invalid-parameter", "subject"},
    {"unit=1&subject=ABCDEFGHIJKLMNOPQ", "invalid-parameter", "subject"},
    {"unit=1&subject=M'A", "invalid-parameter", "subject"},
    {"unit=1&subject=M%41%00", "invalid-parameter", "subject"},
    {"unit=1&subject=M A", "invalid-parameter", "subject"},
    {"unit=1&subject=%c3%85", "invalid-parameter", "subject"},
    {"unit=1&subject=..%2f", "invalid-parameter", "subject"},
    {"unit=1&subject=0123456789012345678901234567890123456789012345678901234567890123456789",
     "invalid-parameter", "subject"},
};

/* A copy without a byte to spare, so that a read past the end is seen. */
static int parse(const char *query, struct args *args, struct param_fault *fault)
{
    char *exact = strdup(query);
    int rc = param_query(exact, specs, args, fault);

    free(exact);
    return rc;
}

static void test_good(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
        struct args args = {0};
        struct param_fault fault = {0};

        if (parse(good[i].query, &args, &fault) < 0)
            fail_msg("%s: %s: %s", good[i].query, fault.field, fault.detail);
        assert_memory_equal(&args, &good[i].args, sizeof(args));
    }
}

static void test_bad(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        struct args args = {0};
        struct param_fault fault = {0};

        if (parse(bad[i].query, &args, &fault) == 0)
            fail_msg("%s is taken", bad[i].query);
        if (strcmp(fault.slug, bad[i].slug) != 0 || strcmp(fault.field, bad[i].field) != 0)
            fail_msg("%s: %s %s", bad[i].query, fault.slug, fault.field);
        assert_true(fault.detail[0] != '\0');
    }
}

static const char *id_detail(const char *query, struct param_fault *fault)
{
    struct args args = {0};

    assert_int_equal(parse(query, &args, fault), -1);
    return fault->detail;
}

/* What is wrong with it is its size, not how it is written. */
static void test_an_id_too_large(void **state)
{
    static const char *const large[] = {"unit=4294967296", "unit=9999999999", "unit=99999999999999",
                                        "unit=18446744073709551617"};
    static const char *const odd[] = {"unit=0", "unit=01", "unit=04294967296", "unit=42949672961x",
                                      "unit=-4294967296"};
    struct param_fault fault = {0};

    (void)state;
    for (size_t i = 0; i < sizeof(large) / sizeof(large[0]); i++)
        assert_string_equal(id_detail(large[i], &fault),
                            "unit is too large for an id: the largest is 4294967295.");
    for (size_t i = 0; i < sizeof(odd) / sizeof(odd[0]); i++)
        assert_string_equal(id_detail(odd[i], &fault),
                            "unit must be an id: digits without sign or leading zero.");
}

static void test_nothing_expected(void **state)
{
    static const struct param_spec none[] = {{.name = NULL}};
    struct args args = {0};
    struct param_fault fault;

    (void)state;
    assert_int_equal(param_query("", none, &args, &fault), 0);
    assert_int_equal(param_query("x=1", none, &args, &fault), -1);
    assert_string_equal(fault.slug, "unknown-parameter");
}

static void test_lengths(void **state)
{
    char query[PARAM_QUERY_MAX + 2];
    struct args args = {0};
    struct param_fault fault;

    (void)state;
    memset(query, 'a', sizeof(query));
    memcpy(query, "unit=1&", 7);
    query[PARAM_QUERY_MAX + 1] = '\0';
    assert_int_equal(param_query(query, specs, &args, &fault), -1);
    assert_string_equal(fault.field, "query");
    assert_string_equal(fault.detail, "The query is too long.");
    query[PARAM_QUERY_MAX] = '\0';
    assert_int_equal(param_query(query, specs, &args, &fault), -1);
    assert_string_not_equal(fault.detail, "The query is too long.");
}

static void test_id(void **state)
{
    uint32_t id = 7;

    (void)state;
    assert_int_equal(param_id("", 0, &id), -1);
    assert_int_equal(param_id("x", 1, &id), -1);
    assert_int_equal(id, 7);
    assert_int_equal(param_id("12/", 2, &id), 0);
    assert_int_equal(id, 12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_good),
        cmocka_unit_test(test_bad),
        cmocka_unit_test(test_an_id_too_large),
        cmocka_unit_test(test_nothing_expected),
        cmocka_unit_test(test_lengths),
        cmocka_unit_test(test_id),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
