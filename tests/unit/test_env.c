/* Parameters of nginx and of the client, told apart; names of persons as the roster has them. */
#include "fcgi/env.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "fcgi/identity.h"

static void test_read(void **state)
{
    char *const params[] = {"REMOTE_USER=a@b=c", "HTTP_REMOTE_USER=evil",  "REMOTE_USERX=x",
                            "remote_user=x",     "REMOTE_USE=x",           "PATH_INFO=",
                            "NO_EQUALS",         "HTTP_IF_NONE_MATCH=\"1\"", "=x",
                            NULL};
    struct env env;

    (void)state;
    assert_int_equal(env_read(params, &env), 0);
    assert_string_equal(env_text(&env, ENV_REMOTE_USER), "a@b=c");
    assert_string_equal(env_text(&env, ENV_HTTP_IF_NONE_MATCH), "\"1\"");
    assert_non_null(env.value[ENV_PATH_INFO]);
    assert_null(env.value[ENV_QUERY_STRING]);
    assert_string_equal(env_text(&env, ENV_QUERY_STRING), "");
}

static void test_twice(void **state)
{
    static const char *const once[] = {"REMOTE_USER",    "REQUEST_METHOD", "PATH_INFO",
                                       "QUERY_STRING",   "CONTENT_LENGTH", "CONTENT_TYPE",
                                       "REQUEST_ID"};
    struct env env;

    (void)state;
    for (size_t i = 0; i < sizeof(once) / sizeof(once[0]); i++) {
        char first[40], second[40];
        char *const params[] = {first, "HTTP_HOST=h", second, NULL};

        snprintf(first, sizeof(first), "%s=", once[i]);
        snprintf(second, sizeof(second), "%s=", once[i]);
        assert_int_equal(env_read(params, &env), -1);
        assert_string_equal(env_text(&env, ENV_HTTP_HOST), "h");
    }
}

/* A client may send its headers as often as it likes; the first counts. */
static void test_client_twice(void **state)
{
    char *const params[] = {"HTTP_ORIGIN=a", "HTTP_ORIGIN=b", NULL};
    struct env env;

    (void)state;
    assert_int_equal(env_read(params, &env), 0);
    assert_string_equal(env_text(&env, ENV_HTTP_ORIGIN), "a");
}

static void test_eppn(void **state)
{
    static const struct {
        const char *user, *eppn;
    } rows[] = {
        {"anna@x.se", "anna@x.se"}, {"ANNA@X.SE", "anna@x.se"}, {"Åsa@x.se", "Åsa@x.se"},
        {"", NULL},                 {" anna@x.se", NULL},       {"anna@x.se ", NULL},
        {"anna\n@x.se", NULL},      {"anna\x7f@x.se", NULL},    {"\xff@x.se", NULL},
        {"anna\t", NULL},
    };
    char longest[IDENTITY_EPPN_MAX + 2], eppn[IDENTITY_EPPN_MAX + 1];

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        int rc = identity_eppn(rows[i].user, eppn);

        if (rc != (rows[i].eppn ? 0 : -1))
            fail_msg("row %zu", i);
        if (rows[i].eppn)
            assert_string_equal(eppn, rows[i].eppn);
    }
    memset(longest, 'A', sizeof(longest));
    longest[IDENTITY_EPPN_MAX + 1] = '\0';
    assert_int_equal(identity_eppn(longest, eppn), -1);
    longest[IDENTITY_EPPN_MAX] = '\0';
    assert_int_equal(identity_eppn(longest, eppn), 0);
    assert_int_equal(strlen(eppn), IDENTITY_EPPN_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_read),
        cmocka_unit_test(test_twice),
        cmocka_unit_test(test_client_twice),
        cmocka_unit_test(test_eppn),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
