/* What a page of another origin can make a browser send, and what our own pages send. */
#include "fcgi/site.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "fcgi/problem.h"

struct row {
    const char *xhr, *site, *origin, *host;
    bool read, write; /* taken */
};

static const struct row rows[] = {
    /* our pages, in browsers with and without Fetch Metadata */
    {"XMLHttpRequest", "same-origin", "https://a.test", "a.test", true, true},
    {"XMLHttpRequest", "same-origin", "https://public.test", "inner.test:8080", true, true},
    {"XMLHttpRequest", NULL, "https://a.test", "a.test", true, true},
    {"XMLHttpRequest", NULL, "https://A.test:8443", "a.test:8443", true, true},
    {"XMLHttpRequest", NULL, NULL, "a.test", true, true},
    /* a form, a picture, a link: no such header */
    {NULL, "cross-site", "https://evil.test", "a.test", false, false},
    {NULL, "same-site", "https://b.a.test", "a.test", false, false},
    {NULL, "same-origin", "https://a.test", "a.test", true, false},
    {NULL, NULL, "https://evil.test", "a.test", true, false},
    {NULL, NULL, NULL, "a.test", true, false},
    {"", "same-origin", NULL, "a.test", true, false},
    {"xmlhttprequest", "same-origin", NULL, "a.test", true, false},
    {"XMLHttpRequest ", "same-origin", NULL, "a.test", true, false},
    /* an address that was typed reads, and never writes */
    {NULL, "none", NULL, "a.test", true, false},
    {"XMLHttpRequest", "none", NULL, "a.test", true, false},
    /* a script of another origin, if somebody let its header through */
    {"XMLHttpRequest", "cross-site", "https://evil.test", "a.test", false, false},
    {"XMLHttpRequest", "same-site", "https://b.a.test", "a.test", false, false},
    {"XMLHttpRequest", "", "https://a.test", "a.test", false, false},
    {"XMLHttpRequest", "Same-Origin", "https://a.test", "a.test", false, false},
    {"XMLHttpRequest", "same-origin, cross-site", "https://a.test", "a.test", false, false},
    {"XMLHttpRequest", NULL, "https://evil.test", "a.test", true, false},
    {"XMLHttpRequest", NULL, "https://a.test.evil.test", "a.test", true, false},
    {"XMLHttpRequest", NULL, "https://evil.test/a.test", "a.test", true, false},
    {"XMLHttpRequest", NULL, "https://a.test:8443", "a.test", true, false},
    {"XMLHttpRequest", NULL, "null", "a.test", true, false},
    {"XMLHttpRequest", NULL, "", "a.test", true, false},
    {"XMLHttpRequest", NULL, "https://", "", true, false},
};

static void test_sites(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const struct row *r = &rows[i];
        struct env env = {{NULL}};

        env.value[ENV_HTTP_X_REQUESTED_WITH] = r->xhr;
        env.value[ENV_HTTP_SEC_FETCH_SITE] = r->site;
        env.value[ENV_HTTP_ORIGIN] = r->origin;
        env.value[ENV_HTTP_HOST] = r->host;
        for (int write = 0; write < 2; write++) {
            struct arena *arena = arena_new(65536);
            struct req q = {.arena = arena};
            int rc = write ? site_check_write(&q, &env) : site_check_read(&q, &env);

            if ((rc == 0) != (write ? r->write : r->read))
                fail_msg("row %zu, %s: %d", i, write ? "write" : "read", rc);
            if (rc < 0) {
                assert_int_equal(q.problem->status, 403);
                assert_string_equal(q.problem->kind->slug, "cross-site");
                assert_true(q.problem->field[0]);
            } else {
                assert_null(q.problem);
            }
            arena_free(arena);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_sites)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
