/* Problem documents, and how failures become them. */
#include "fcgi/problem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#undef fail /* cmocka's, without arguments */

#include "aborts.h"
#include "fcgi/req.h"

static struct req q;
static struct buf out;

static int set_up(void **state)
{
    (void)state;
    q = (struct req){.arena = arena_new(0)};
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_free(q.arena);
    buf_free(&out);
    return 0;
}

static const char *written(const char *request_id)
{
    buf_reset(&out, 0);
    json_begin(&q.w, &out);
    problem_write(&q.w, q.problem, request_id);
    json_end(&q.w);
    return out.data;
}

static void test_write(void **state)
{
    (void)state;
    assert_int_equal(fail(&q, 404, "not-found", "No %s here.", "\"x\"\n"), -1);
    assert_string_equal(written("r-1"),
                        "{\"type\":\"urn:malkoll:problem:not-found\",\"title\":\"Not found\","
                        "\"status\":404,\"detail\":\"No \\\"x\\\"\\n here.\","
                        "\"request_id\":\"r-1\"}");
    assert_int_equal(fail_field(&q, 422, "reason-required", "reason", "Say why."), -1);
    assert_string_equal(written(NULL),
                        "{\"type\":\"urn:malkoll:problem:reason-required\","
                        "\"title\":\"A reason is required\",\"detail\":\"Say why.\","
                        "\"field\":\"reason\"}");
}

/* A detail that is too long is cut between characters. */
static void test_long_detail(void **state)
{
    char text[800];

    (void)state;
    for (size_t i = 0; i + 1 < sizeof(text); i += 2)
        memcpy(text + i, "å", 2);
    text[sizeof(text) - 2] = '\0';
    fail(&q, 400, "invalid-body", "%s", text);
    assert_int_equal(strlen(q.problem->detail), 510);
    fail(&q, 400, "invalid-body", "x%s", text);
    assert_int_equal(strlen(q.problem->detail), 511);
    fail_field(&q, 400, "invalid-body", text, "x");
    assert_true(strlen(q.problem->field) < sizeof(q.problem->field));
}

static void test_table(void **state)
{
    size_t n;
    const struct problem_kind *kinds = problem_table(&n);

    (void)state;
    for (size_t i = 0; i < n; i++) {
        assert_ptr_equal(problem_find(kinds[i].slug), &kinds[i]); /* no slug twice */
        assert_in_range(kinds[i].status, 400, 599);
        assert_true(kinds[i].title[0] != '\0');
        assert_true(strspn(kinds[i].slug, "abcdefghijklmnopqrstuvwxyz-") == strlen(kinds[i].slug));
    }
}

static void unknown_slug(void)
{
    problem_find("no-such-slug");
}

static void test_unknown_slug(void **state)
{
    (void)state;
    assert_true(aborts(unknown_slug));
}

static void test_err(void **state)
{
    static const struct {
        enum err_kind kind;
        int status;
        const char *slug;
    } rows[] = {
        {ERR_INPUT, 400, "invalid-body"},
        {ERR_NOT_FOUND, 404, "not-found"},
        {ERR_FORBIDDEN, 403, "forbidden"},
        {ERR_CONFLICT, 409, "round-not-open"},
        {ERR_UNAVAILABLE, 503, "unavailable"},
        {ERR_UNKNOWN_OUTCOME, 503, "outcome-unknown"},
        {ERR_INTERNAL, 500, "internal"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct err e = {.kind = rows[i].kind, .code = 17, .msg = "secret of the server"};

        assert_int_equal(fail_err(&q, &e), -1);
        assert_int_equal(q.problem->status, rows[i].status);
        assert_string_equal(q.problem->kind->slug, rows[i].slug);
        assert_null(strstr(q.problem->detail, "secret"));
        assert_int_equal(q.err.kind, rows[i].kind);
        assert_int_equal(q.err.code, 17);
    }
}

/* serve.c repeats the whole unit: nothing may look like an answer. */
static void test_retry(void **state)
{
    struct err e = {.kind = ERR_RETRY};

    (void)state;
    assert_int_equal(fail_err(&q, &e), -1);
    assert_null(q.problem);
    assert_int_equal(q.err.kind, ERR_RETRY);
}

static void test_time(void **state)
{
    (void)state;
    json_begin(&q.w, &out);
    json_object(&q.w);
    req_kv_time(&q.w, "a", "2026-10-20 10:44:03.120");
    req_kv_time(&q.w, "b", NULL);
    req_kv_time(&q.w, "c", "");
    req_kv_time(&q.w, "d", "2026-10-20 10:44:03");
    json_object_end(&q.w);
    json_end(&q.w);
    assert_string_equal(out.data, "{\"a\":\"2026-10-20T10:44:03.120Z\",\"b\":null,\"c\":null,"
                                  "\"d\":\"2026-10-20T10:44:03Z\"}");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_write, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_long_detail, set_up, tear_down),
        cmocka_unit_test(test_table),
        cmocka_unit_test(test_unknown_slug),
        cmocka_unit_test_setup_teardown(test_err, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_retry, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_time, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
