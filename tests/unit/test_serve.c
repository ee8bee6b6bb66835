/* The way of a request, through libfcgi and (from the second half on) a real database. */
#include "fcgi/serve.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "db_schema.h"
#include "db_server.h"
#include "fcgi_client.h"

#define PARAMS_MAX 16

static struct serve *serve; /* without a database */
static struct serve *with_db;
static struct conf no_database, database;

/* Method and path, then "NAME=value" strings up to a NULL. */
static struct fcgi_answer ask(struct serve *s, const char *method, const char *path,
                              const char *body, ...)
{
    const char *params[PARAMS_MAX];
    char method_param[40], path_param[100];
    size_t n = 0;
    va_list ap;

    snprintf(method_param, sizeof(method_param), "REQUEST_METHOD=%s", method);
    snprintf(path_param, sizeof(path_param), "PATH_INFO=%s", path);
    params[n++] = method_param;
    params[n++] = path_param;
    va_start(ap, body);
    while ((params[n] = va_arg(ap, const char *)))
        assert_true(++n < PARAMS_MAX);
    va_end(ap);
    return fcgi_ask(s, params, body);
}

#define GET(s, path, ...) ask(s, "GET", path, NULL, __VA_ARGS__, NULL)
#define PUT(s, body, ...)                                                                          \
    ask(s, "PUT", "/api/groups/1/assessments", body, "REMOTE_USER=a@x.se", __VA_ARGS__, NULL)
#define JSON "CONTENT_TYPE=application/json"
#define XHR "HTTP_X_REQUESTED_WITH=XMLHttpRequest"
#define HOST "HTTP_HOST=malkoll.test:8080"

static void is_problem(struct fcgi_answer a, int status, const char *slug)
{
    char type[100];

    snprintf(type, sizeof(type), "{\"type\":\"urn:malkoll:problem:%s\"", slug);
    if (a.status != status || strncmp(a.body, type, strlen(type)) != 0)
        fail_msg("%s%s instead of %d %s", a.head, a.body, status, slug);
    assert_string_equal(fcgi_header(&a, "Content-Type"), "application/problem+json");
    assert_string_equal(fcgi_header(&a, "Cache-Control"), "no-store");
    assert_string_equal(fcgi_header(&a, "ETag"), "");
    assert_int_equal(atoi(fcgi_header(&a, "Content-Length")), strlen(a.body));
}

static void test_no_way(void **state)
{
    struct fcgi_answer a;

    (void)state;
    is_problem(GET(serve, "/api/nothing", "X=y"), 404, "not-found");
    is_problem(GET(serve, "", "X=y"), 404, "not-found");
    a = ask(serve, "POST", "/api/me", NULL, NULL);
    is_problem(a, 405, "method-not-allowed");
    assert_string_equal(fcgi_header(&a, "Allow"), "GET, HEAD");
    is_problem(ask(serve, "\r\nX: y", "/api/me", NULL, NULL), 405, "method-not-allowed");
    is_problem(fcgi_ask(serve, (const char *const[]){"A=b", NULL}, NULL), 404, "not-found");
}

static void test_identity_comes_once(void **state)
{
    (void)state;
    is_problem(GET(serve, "/api/me", "X=y"), 401, "unauthenticated");
    is_problem(GET(serve, "/api/me", "REMOTE_USER="), 401, "unauthenticated");
    is_problem(GET(serve, "/api/me", "HTTP_REMOTE_USER=a@x.se"), 401, "unauthenticated");
    /* Nobody's, but it cannot be logged that somebody tried. */
    is_problem(GET(serve, "/api/me", "REMOTE_USER=a\nb"), 503, "audit-unavailable");
    is_problem(GET(serve, "/api/me", "REMOTE_USER=rektor", "REMOTE_USER=a@x.se"), 400,
               "identity-ambiguous");
    is_problem(GET(serve, "/api/me", "REMOTE_USER=", "REMOTE_USER=a@x.se"), 400,
               "identity-ambiguous");
    is_problem(GET(serve, "/api/health", "REMOTE_USER=", "REMOTE_USER="), 400,
               "identity-ambiguous");
    is_problem(GET(serve, "/api/me", "PATH_INFO=/api/health"), 400, "identity-ambiguous");
    is_problem(GET(serve, "/api/me", "REQUEST_METHOD=PUT"), 400, "identity-ambiguous");
}

static void test_request_id(void **state)
{
    char given[100] = "REQUEST_ID=";

    (void)state;
    assert_non_null(strstr(GET(serve, "/api/x", "REQUEST_ID=a1-B_.2").body,
                           "\"request_id\":\"a1-B_.2\""));
    assert_null(strstr(GET(serve, "/api/x", "REQUEST_ID=a\nb").body, "a\\nb"));
    assert_null(strstr(GET(serve, "/api/x", "REQUEST_ID=").body, "\"request_id\":\"\""));
    memset(given + 11, 'x', 65);
    assert_null(strstr(GET(serve, "/api/x", given).body, "xxx"));
}

static void test_params(void **state)
{
    struct fcgi_answer a = GET(serve, "/api/me", "REMOTE_USER=a@x.se", "QUERY_STRING=x=1");

    (void)state;
    is_problem(a, 400, "unknown-parameter");
    assert_non_null(strstr(a.body, "\"field\":\"x\""));
}

static void test_other_sites(void **state)
{
    static const char body[] = "{}", len[] = "CONTENT_LENGTH=2";

    (void)state;
    is_problem(PUT(with_db, body, JSON, len), 403, "cross-site");
    is_problem(PUT(with_db, body, JSON, len, "HTTP_X_REQUESTED_WITH="), 403, "cross-site");
    is_problem(PUT(with_db, body, JSON, len, XHR, "HTTP_SEC_FETCH_SITE=cross-site"), 403,
               "cross-site");
    is_problem(PUT(with_db, body, JSON, len, XHR, "HTTP_SEC_FETCH_SITE=same-site"), 403,
               "cross-site");
    is_problem(PUT(with_db, body, JSON, len, XHR, HOST, "HTTP_ORIGIN=https://evil.test"), 403,
               "cross-site");
    is_problem(PUT(with_db, body, JSON, len, XHR, HOST, "HTTP_ORIGIN=null"), 403, "cross-site");
    is_problem(PUT(with_db, body, JSON, len, XHR, HOST, "HTTP_ORIGIN=http://malkoll.test"), 403,
               "cross-site");
    is_problem(PUT(with_db, body, JSON, len, XHR, "HTTP_HOST=", "HTTP_ORIGIN=http://"), 403,
               "cross-site");
    /* reading for a page of another origin, too: the person would seem to have seen it */
    is_problem(GET(with_db, "/api/me", "REMOTE_USER=a@x.se", "HTTP_SEC_FETCH_SITE=cross-site"),
               403, "cross-site");
    assert_int_equal(GET(serve, "/api/health", "HTTP_SEC_FETCH_SITE=cross-site").status, 503);
    /* ours: these get as far as the database */
    is_problem(GET(serve, "/api/me", "REMOTE_USER=a@x.se", "HTTP_SEC_FETCH_SITE=none"), 503,
               "unavailable");
    is_problem(PUT(serve, body, JSON, len, XHR), 503, "unavailable");
    is_problem(PUT(serve, body, JSON, len, XHR, HOST, "HTTP_ORIGIN=http://malkoll.test:8080"), 503,
               "unavailable");
    is_problem(PUT(serve, body, JSON, len, XHR, HOST, "HTTP_SEC_FETCH_SITE=same-origin",
                   "HTTP_ORIGIN=https://public.name"),
               503, "unavailable");
}

static void test_media_types(void **state)
{
    static const char *const good[] = {"application/json", "Application/JSON",
                                       "application/json; charset=utf-8",
                                       "application/json;charset=\"UTF-8\""};
    static const char *const bad[] = {"", "text/plain", "application/jsonx", "application/json,",
                                      "application/json; charset=latin1",
                                      "application/json; boundary=x",
                                      "application/x-www-form-urlencoded"};
    char type[100];

    (void)state;
    is_problem(PUT(serve, "{}", XHR, "CONTENT_LENGTH=2"), 415, "unsupported-media-type");
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        snprintf(type, sizeof(type), "CONTENT_TYPE=%s", bad[i]);
        is_problem(PUT(serve, "{}", XHR, type, "CONTENT_LENGTH=2"), 415, "unsupported-media-type");
    }
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
        snprintf(type, sizeof(type), "CONTENT_TYPE=%s", good[i]);
        is_problem(PUT(serve, "{}", XHR, type, "CONTENT_LENGTH=2"), 503, "unavailable");
    }
}

static void test_bodies(void **state)
{
    static const struct {
        const char *length, *body;
        int status;
        const char *slug;
    } rows[] = {
        {"X=y", "{}", 411, "length-required"},
        {"CONTENT_LENGTH=", "{}", 411, "length-required"},
        {"CONTENT_LENGTH=x", "{}", 400, "invalid-body"},
        {"CONTENT_LENGTH=-2", "{}", 400, "invalid-body"},
        {"CONTENT_LENGTH=0x2", "{}", 400, "invalid-body"},
        {"CONTENT_LENGTH=16385", "{}", 413, "body-too-large"},
        {"CONTENT_LENGTH=99999999999999999999999999", "{}", 413, "body-too-large"},
        {"CONTENT_LENGTH=16384", "{}", 400, "invalid-body"}, /* cut off */
        {"CONTENT_LENGTH=3", "{}", 400, "invalid-body"},
        {"CONTENT_LENGTH=1", "{}", 400, "invalid-body"},     /* more than announced */
        {"CONTENT_LENGTH=2", NULL, 400, "invalid-body"},
        {"CONTENT_LENGTH=0", NULL, 400, "invalid-body"},
        {"CONTENT_LENGTH=2", "{]", 400, "invalid-body"},
        {"CONTENT_LENGTH=4", "\"\xff\"!", 400, "invalid-body"},
        {"CONTENT_LENGTH=13", "{\"a\":1,\"a\":2}", 400, "invalid-body"},
        {"CONTENT_LENGTH=20", "[[[[[[[[[[]]]]]]]]]]", 400, "invalid-body"},
        {"CONTENT_LENGTH=2", "{}", 503, "unavailable"},
        {"CONTENT_LENGTH=0000000000000000002", "{}", 503, "unavailable"},
    };
    char large[16385], len[] = "CONTENT_LENGTH=16384";

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        is_problem(PUT(serve, rows[i].body, JSON, XHR, rows[i].length), rows[i].status,
                   rows[i].slug);
    memset(large, ' ', sizeof(large));
    memcpy(large, "{}", 2);
    large[16384] = '\0';
    is_problem(PUT(serve, large, JSON, XHR, len), 503, "unavailable");
}

static void test_database_down(void **state)
{
    struct fcgi_answer a = GET(serve, "/api/me", "REMOTE_USER=a@x.se");

    (void)state;
    is_problem(a, 503, "unavailable");
    assert_string_equal(fcgi_header(&a, "Retry-After"), "2");
    is_problem(GET(serve, "/api/me", "REMOTE_USER=a@x.se", "HTTP_IF_NONE_MATCH=\"x\""), 503,
               "unavailable");
    a = GET(serve, "/api/health", "X=y");
    assert_int_equal(a.status, 503);
    assert_string_equal(a.body, "{\"status\":\"unavailable\",\"database\":\"unavailable\","
                                "\"schema\":\"unknown\"}");
}

/* ---- with a database ---- */

/* A municipality with two schools, and persons with a duty each: dir, rek (school 11), past
 * (ended), none; gone has left. */
static void fill(void)
{
    db_server_admin(
        "INSERT INTO unit (id, parent_id, kind, name, starts_on) VALUES"
        " (1, NULL, 'municipality', 'K', '2020-01-01'), (11, 1, 'school', 'S', '2020-01-01'),"
        " (12, 1, 'school', 'T', '2020-01-01');"
        "INSERT INTO unit_closure VALUES"
        " (1, 1, 0), (11, 11, 0), (12, 12, 0), (1, 11, 1), (1, 12, 1);"
        "INSERT INTO revision VALUES (11, 5), (12, 6);"
        "INSERT INTO person (id, eppn, given_name, family_name, ends_on) VALUES"
        " (1, 'dir@x.se', 'Di', 'R', NULL), (2, 'rek@x.se', 'Re', 'K', NULL),"
        " (3, 'past@x.se', 'Pa', 'St', NULL), (4, 'none@x.se', 'No', 'Ne', NULL),"
        " (5, 'gone@x.se', 'Go', 'Ne', '2021-01-01');"
        "INSERT INTO duty (person_id, role, unit_id, starts_on, ends_on, origin) VALUES"
        " (1, 'director', 1, '2020-01-01', NULL, 'import'),"
        " (2, 'principal', 11, '2020-01-01', NULL, 'import'),"
        " (3, 'principal', 11, '2020-01-01', '2021-01-01', 'import'),"
        " (5, 'principal', 11, '2020-01-01', NULL, 'import')");
}

static struct fcgi_answer ask_as(const char *user, const char *path, const char *query,
                                 const char *tag)
{
    char user_param[100], query_param[100], tag_param[200];

    snprintf(user_param, sizeof(user_param), "REMOTE_USER=%s", user);
    snprintf(query_param, sizeof(query_param), "QUERY_STRING=%s", query);
    snprintf(tag_param, sizeof(tag_param), "%s=%s", tag ? "HTTP_IF_NONE_MATCH" : "X",
             tag ? tag : "");
    return GET(with_db, path, user_param, query_param, tag_param);
}

static void test_schema(void **state)
{
    struct fcgi_answer a;

    (void)state;
    is_problem(ask_as("dir@x.se", "/api/me", "", NULL), 503, "schema-unknown");
    a = GET(with_db, "/api/health", "X=y");
    assert_string_equal(a.body, "{\"status\":\"unavailable\",\"database\":\"ok\","
                                "\"schema\":\"unknown\"}");
    db_schema_migrate(&database);
    fill();
    db_server_admin("UPDATE schema_migration SET applied_at = NULL ORDER BY version DESC LIMIT 1");
    is_problem(ask_as("dir@x.se", "/api/me", "", NULL), 503, "schema-unknown");
    db_server_admin("UPDATE schema_migration SET applied_at = UTC_TIMESTAMP(3)");
    assert_int_equal(ask_as("dir@x.se", "/api/me", "", NULL).status, 200);
    a = GET(with_db, "/api/health", "X=y");
    assert_int_equal(a.status, 200);
    assert_string_equal(a.body, "{\"status\":\"ok\",\"database\":\"ok\",\"schema\":\"ok\"}");
    /* A newer program migrated, and told so by the counter. */
    db_server_admin("INSERT INTO schema_migration VALUES (9999, 'x', 'x', UTC_TIMESTAMP(3), "
                    "UTC_TIMESTAMP(3)); UPDATE revision SET revision = revision + 1");
    is_problem(ask_as("dir@x.se", "/api/me", "", NULL), 503, "schema-unknown");
    db_server_admin("DELETE FROM schema_migration WHERE version = 9999");
    assert_int_equal(ask_as("dir@x.se", "/api/me", "", NULL).status, 200);
}

static void test_persons(void **state)
{
    (void)state;
    is_problem(ask_as("nobody@x.se", "/api/me", "", NULL), 403, "unknown-person");
    is_problem(ask_as("gone@x.se", "/api/me", "", NULL), 403, "unknown-person");
    is_problem(ask_as("a\nb", "/api/me", "", NULL), 403, "unknown-person");
    assert_int_equal(ask_as("NONE@x.se", "/api/me", "", NULL).status, 200);
    is_problem(ask_as("none@x.se", "/api/units", "", NULL), 403, "forbidden");
    is_problem(ask_as("past@x.se", "/api/units", "", NULL), 403, "forbidden");
    assert_int_equal(ask_as("rek@x.se", "/api/units", "", NULL).status, 200);
    is_problem(ask_as("rek@x.se", "/api/units/12", "", NULL), 404, "not-found");
}

static void test_head(void **state)
{
    struct fcgi_answer get = ask_as("dir@x.se", "/api/me", "", NULL), head;
    int len = (int)strlen(get.body);

    (void)state;
    assert_int_equal(atoi(fcgi_header(&get, "Content-Length")), len);
    head = ask(with_db, "HEAD", "/api/me", NULL, "REMOTE_USER=dir@x.se", NULL);
    assert_int_equal(head.status, 200);
    assert_string_equal(head.body, "");
    assert_int_equal(atoi(fcgi_header(&head, "Content-Length")), len);
}

static void keep_tag(struct fcgi_answer a, char tag[200])
{
    assert_int_equal(a.status, 200);
    snprintf(tag, 200, "%s", fcgi_header(&a, "ETag"));
    assert_true(tag[0] == '"');
}

static void is_unchanged(struct fcgi_answer a, const char *tag)
{
    if (a.status != 304)
        fail_msg("%s", a.head);
    assert_string_equal(a.body, "");
    assert_string_equal(fcgi_header(&a, "ETag"), tag);
    assert_string_equal(fcgi_header(&a, "Cache-Control"), "no-store");
}

static void test_unchanged(void **state)
{
    char dir[200], rek[200], me[200];

    (void)state;
    keep_tag(ask_as("dir@x.se", "/api/units/1", "", NULL), dir);
    keep_tag(ask_as("rek@x.se", "/api/units/11", "", NULL), rek);
    keep_tag(ask_as("rek@x.se", "/api/me", "", NULL), me);
    is_unchanged(ask_as("dir@x.se", "/api/units/1", "", dir), dir);
    is_unchanged(ask_as("rek@x.se", "/api/units/11", "", rek), rek);
    /* somebody else's, and of another address */
    assert_int_equal(ask_as("dir@x.se", "/api/units/11", "", rek).status, 200);
    assert_int_equal(ask_as("rek@x.se", "/api/units", "", me).status, 200);
    is_problem(ask_as("rek@x.se", "/api/units/12", "", "*"), 404, "not-found");
    assert_int_equal(ask_as("rek@x.se", "/api/units/11", "", "*").status, 200);
    /* a write in another school concerns the municipality and what is about everything */
    db_server_admin("UPDATE revision SET revision = revision + 1 WHERE unit_id = 12");
    is_unchanged(ask_as("rek@x.se", "/api/units/11", "", rek), rek);
    assert_int_equal(ask_as("dir@x.se", "/api/units/1", "", dir).status, 200);
    assert_int_equal(ask_as("rek@x.se", "/api/me", "", me).status, 200);
    /* a new roster concerns all */
    db_server_admin("UPDATE revision SET revision = revision + 1 WHERE unit_id = 0");
    assert_int_equal(ask_as("rek@x.se", "/api/units/11", "", rek).status, 200);
    keep_tag(ask_as("rek@x.se", "/api/units/11", "", NULL), rek);
    /* and a duty that ends takes the way that tags go as well */
    db_server_admin("UPDATE duty SET ends_on = '2021-01-01' WHERE person_id = 2;"
                    "UPDATE revision SET revision = revision + 1 WHERE unit_id = 0");
    is_problem(ask_as("rek@x.se", "/api/units/11", "", rek), 403, "forbidden");
    db_server_admin("UPDATE duty SET ends_on = NULL WHERE person_id = 2;"
                    "UPDATE revision SET revision = revision + 1 WHERE unit_id = 0");
}

/* A round passes its closing time without any write; what is stamped before is then old. */
static void test_closing_time(void **state)
{
    const struct timespec second = {.tv_sec = 1, .tv_nsec = 300000000};
    char tag[200];

    (void)state;
    db_server_admin("INSERT INTO round (kind, term, week, term_order, opens_at, due_at, closes_at, "
                    "state) VALUES ('forecast', 'HT2026', 43, 4053, '2020-01-01', '2020-01-01', "
                    "UTC_TIMESTAMP(3) + INTERVAL 1 SECOND, 'open');"
                    "UPDATE revision SET revision = revision + 1 WHERE unit_id = 0");
    keep_tag(ask_as("rek@x.se", "/api/units/11", "", NULL), tag);
    is_unchanged(ask_as("rek@x.se", "/api/units/11", "", tag), tag);
    nanosleep(&second, NULL);
    assert_int_equal(ask_as("rek@x.se", "/api/units/11", "", tag).status, 200);
}

static void test_connection_lost(void **state)
{
    char tag[200];

    (void)state;
    keep_tag(ask_as("rek@x.se", "/api/units/11", "", NULL), tag);
    db_server_admin("BEGIN NOT ATOMIC FOR c IN (SELECT ID FROM information_schema.PROCESSLIST "
                    "WHERE ID <> CONNECTION_ID() AND DB = DATABASE()) DO KILL c.ID; END FOR; END");
    is_unchanged(ask_as("rek@x.se", "/api/units/11", "", tag), tag);
    assert_int_equal(ask_as("rek@x.se", "/api/units/11", "", NULL).status, 200);
}

static int set_up(void **state)
{
    if (db_server_start(state) < 0)
        return -1;
    database = *db_server_conf();
    database.instance_name = (char *)"Test";
    database.timezone = (char *)"Europe/Stockholm";
    database.login_url = database.logout_url = (char *)"";
    database.body_max_kib = 16;
    no_database = database;
    no_database.database.socket = (char *)"/nonexistent/socket";
    serve = serve_new(&no_database);
    with_db = serve_new(&database);
    return 0;
}

static int tear_down(void **state)
{
    serve_free(serve);
    serve_free(with_db);
    return db_server_stop(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_way),
        cmocka_unit_test(test_identity_comes_once),
        cmocka_unit_test(test_request_id),
        cmocka_unit_test(test_params),
        cmocka_unit_test(test_media_types),
        cmocka_unit_test(test_bodies),
        cmocka_unit_test(test_database_down),
        cmocka_unit_test(test_schema), /* fills the database for those that follow */
        cmocka_unit_test(test_persons),
        cmocka_unit_test(test_other_sites),
        cmocka_unit_test(test_head),
        cmocka_unit_test(test_unchanged),
        cmocka_unit_test(test_closing_time),
        cmocka_unit_test(test_connection_lost),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
