/* The printed description: complete, and without a reference that leads nowhere. */
#include "fcgi/openapi.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "fcgi/problem.h"
#include "fcgi/route.h"

#include <cmocka.h> /* after route.h: it has a fail() of its own */

/* The reader refuses what is deeper than a request body may be, so the parts are looked at in the
 * text as it is printed. */
static struct buf text;

static int set_up(void **state)
{
    struct json_writer w;

    (void)state;
    json_begin(&w, &text);
    openapi_write(&w, "1.2.3");
    json_end(&w);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    buf_free(&text);
    return 0;
}

static void must_have(const char *before, const char *name, const char *after)
{
    char piece[200];

    snprintf(piece, sizeof(piece), "%s%s%s", before, name, after);
    if (!strstr(text.data, piece))
        fail_msg("%s is missing", piece);
}

static void test_head(void **state)
{
    (void)state;
    assert_int_equal(strncmp(text.data, "{\"openapi\":\"3.1.0\",\"info\":{", 27), 0);
    must_have("\"version\":\"", "1.2.3", "\"");
}

static void test_routes(void **state)
{
    size_t n;
    const struct route *table = route_table(&n);

    (void)state;
    for (size_t i = 0; i < n; i++) {
        must_have("\"", table[i].path, "\":{");
        must_have("\"summary\":\"", table[i].doc, "\"");
        for (const struct param_spec *p = table[i].params; p->name; p++)
            must_have("{\"name\":\"", p->name, "\",\"in\":");
    }
    must_have("\"put\":{\"operationId\":\"", "put_groups_id_assessments", "\"");
    must_have("\"get\":{\"operationId\":\"", "get_openapi_json", "\"");
    must_have("\"requestBody\":", "{\"required\":true", ",");
}

static void test_problems(void **state)
{
    size_t n;
    const struct problem_kind *kinds = problem_table(&n);

    (void)state;
    for (size_t i = 0; i < n; i++)
        must_have("\"urn:malkoll:problem:", kinds[i].slug, "\"");
}

/* Every "#/components/<section>/<name>" names a member that is printed. */
static void test_references(void **state)
{
    static const char mark[] = "\"#/components/";
    size_t found = 0;

    (void)state;
    for (const char *p = text.data; (p = strstr(p, mark)); found++) {
        const char *slash = strchr(p + sizeof(mark) - 1, '/');
        char name[100];

        p = slash + 1;
        snprintf(name, sizeof(name), "%.*s", (int)strcspn(p, "\""), p);
        must_have("\"", name, "\":{");
    }
    assert_true(found > 50);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_head),
        cmocka_unit_test(test_routes),
        cmocka_unit_test(test_problems),
        cmocka_unit_test(test_references),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
