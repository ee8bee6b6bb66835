/* The table of routes as it is, and how requests find their rows. */
#include "fcgi/route.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define UNTOUCHED 99u

static const struct {
    const char *method, *path;
    const char *found; /* NULL: no row */
    uint32_t id;
    bool known_path;
} rows[] = {
    {"GET", "/api/health", "/api/health", 0, true},
    {"HEAD", "/api/health", "/api/health", 0, true},
    {"GET", "/api/units", "/api/units", 0, true},
    {"GET", "/api/units/1", "/api/units/{id}", 1, true},
    {"GET", "/api/units/4294967295", "/api/units/{id}", 4294967295, true},
    {"GET", "/api/groups/12/assessments", "/api/groups/{id}/assessments", 12, true},
    {"HEAD", "/api/groups/12/assessments", "/api/groups/{id}/assessments", 12, true},
    {"PUT", "/api/groups/12/assessments", "/api/groups/{id}/assessments", 12, true},
    {"GET", "/api/openapi.json", "/api/openapi.json", 0, true},
    /* known, but not by this method */
    {"POST", "/api/health", NULL, 0, true},
    {"DELETE", "/api/groups/12/assessments", NULL, 0, true},
    {"PATCH", "/api/me", NULL, 0, true},
    {"OPTIONS", "/api/me", NULL, 0, true},
    {"get", "/api/me", NULL, 0, true},
    {"", "/api/me", NULL, 0, true},
    {"GETX", "/api/me", NULL, 0, true},
    /* not known */
    {"GET", "", NULL, 0, false},
    {"GET", "/", NULL, 0, false},
    {"GET", "/api", NULL, 0, false},
    {"GET", "/api/", NULL, 0, false},
    {"GET", "api/health", NULL, 0, false},
    {"GET", "/api/health/", NULL, 0, false},
    {"GET", "//api/health", NULL, 0, false},
    {"GET", "/api//health", NULL, 0, false},
    {"GET", "/API/health", NULL, 0, false},
    {"GET", "/api/healthy", NULL, 0, false},
    {"GET", "/api/units/", NULL, 0, false},
    {"GET", "/api/units/1/", NULL, 0, false},
    {"GET", "/api/units/1/x", NULL, 0, false},
    {"GET", "/api/units/0", NULL, 0, false},
    {"GET", "/api/units/01", NULL, 0, false},
    {"GET", "/api/units/-1", NULL, 0, false},
    {"GET", "/api/units/+1", NULL, 0, false},
    {"GET", "/api/units/ 1", NULL, 0, false},
    {"GET", "/api/units/1 ", NULL, 0, false},
    {"GET", "/api/units/1e3", NULL, 0, false},
    {"GET", "/api/units/0x1", NULL, 0, false},
    {"GET", "/api/units/4294967296", NULL, 0, false},
    {"GET", "/api/units/18446744073709551617", NULL, 0, false},
    {"GET", "/api/units/{id}", NULL, 0, false},
    {"GET", "/api/units/\xd9\xa1", NULL, 0, false}, /* an Arabic digit */
    {"GET", "/api/groups//assessments", NULL, 0, false},
    {"GET", "/api/groups/1/2/assessments", NULL, 0, false},
    {"GET", "/api/groups/12/assessmentsx", NULL, 0, false},
    {"GET", "/api/groups/12", NULL, 0, false},
};

static void test_match(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct args args = {.id = UNTOUCHED};
        bool known = !rows[i].known_path;
        const struct route *r = route_match(rows[i].method, rows[i].path, &args, &known);

        if (!r != !rows[i].found || (r && strcmp(r->path, rows[i].found) != 0))
            fail_msg("%s %s found %s", rows[i].method, rows[i].path, r ? r->path : "nothing");
        if (known != rows[i].known_path)
            fail_msg("%s %s: known path is %d", rows[i].method, rows[i].path, known);
        assert_int_equal(args.id, r ? rows[i].id : UNTOUCHED);
    }
}

static void test_allowed_methods(void **state)
{
    char out[48];

    (void)state;
    route_allowed_methods("/api/groups/7/assessments", out, sizeof(out));
    assert_string_equal(out, "GET, HEAD, PUT");
    route_allowed_methods("/api/me", out, sizeof(out));
    assert_string_equal(out, "GET, HEAD");
    route_allowed_methods("/api/nothing", out, sizeof(out));
    assert_string_equal(out, "");
}

/* How many characters a member takes that a code is written to. */
static size_t room(size_t offset)
{
#define ROOM(member)                                                                               \
    if (offset == offsetof(struct args, member))                                                   \
        return sizeof(((struct args *)NULL)->member) - 1
    ROOM(subject);
    ROOM(date);
    ROOM(flag);
    ROOM(table);
#undef ROOM
    return 0;
}

static void check_params(const struct route *r)
{
    bool has_id = false;

    for (size_t k = 0; r->params[k].name; k++) {
        const struct param_spec *p = &r->params[k];

        assert_true(k < ROUTE_PARAMS_MAX);
        assert_true(p->offset < sizeof(struct args));
        assert_non_null(p->doc);
        assert_int_equal(p->type == PARAM_ENUM, p->values != NULL);
        if (p->type == PARAM_CODE)
            assert_int_equal(p->max, room(p->offset));
        if (p->in == PARAM_PATH) {
            assert_string_equal(p->name, "id");
            assert_int_equal(p->offset, offsetof(struct args, id));
            has_id = true;
        }
        for (size_t i = 0; i < k; i++)
            assert_string_not_equal(p->name, r->params[i].name);
    }
    assert_int_equal(has_id, strstr(r->path, "{id}") != NULL);
    assert_int_equal(has_id, r->id_is != ID_NONE);
    if (r->path_id_is_unit)
        assert_true(has_id && r->rev == REV_UNIT);
}

static void test_table(void **state)
{
    size_t n;
    const struct route *table = route_table(&n);

    (void)state;
    for (size_t i = 0; i < n; i++) {
        const struct route *r = &table[i];

        assert_int_equal(strncmp(r->path, "/api/", 5), 0);
        assert_non_null(r->handle);
        assert_non_null(r->doc);
        assert_non_null(r->response);
        assert_true(r->allow != 0);
        if (r->logs == AUDIT_UNDECIDED)
            fail_msg("%s: what is logged has not been decided", r->path);
        /* What changes something is logged (a preview only takes a body), and what anybody may call is nobody's act. */
        assert_true(r->method == METHOD_GET || r->logs != AUDIT_NOTHING ||
                    strstr(r->path, "/preview"));
        assert_true(!(r->allow & ALLOW_ANYONE) || r->logs == AUDIT_NOTHING);
        check_params(r);
        if (r->method == METHOD_GET) {
            assert_true(r->txn == TXN_NONE || r->txn == TXN_READ);
            assert_null(r->request);
        } else {
            assert_true(r->txn != TXN_NONE && r->txn != TXN_READ);
            assert_int_equal(r->rev, REV_NONE);
        }
        /* Without a person there is nobody whom a tag could belong to. */
        if (r->allow & ALLOW_ANYONE)
            assert_true(r->rev == REV_NONE || r->rev == REV_BUILD);
        for (size_t k = 0; k < i; k++)
            assert_false(table[k].method == r->method && strcmp(table[k].path, r->path) == 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_match),
        cmocka_unit_test(test_allowed_methods),
        cmocka_unit_test(test_table),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
