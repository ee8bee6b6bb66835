#include "base/conf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static char path[64];

static void write_file(const char *text, size_t len)
{
    FILE *f = fopen(path, "w");

    assert_non_null(f);
    assert_int_equal(fwrite(text, 1, len, f), len);
    assert_int_equal(fclose(f), 0);
}

static int set_up(void **state)
{
    int fd;

    (void)state;
    snprintf(path, sizeof(path), "/tmp/malkoll-conf-XXXXXX");
    fd = mkstemp(path);
    return fd < 0 ? -1 : close(fd);
}

static int tear_down(void **state)
{
    (void)state;
    return unlink(path);
}

static void test_defaults(void **state)
{
    struct conf *c;
    struct err e;

    (void)state;
    write_file("", 0);
    assert_int_equal(conf_load(path, &c, &e), 0);
    assert_string_equal(c->database.hosts, "");
    assert_string_equal(c->database.socket, "/run/mysqld/mysqld.sock");
    assert_string_equal(c->database.name, "malkoll");
    assert_string_equal(c->database.tls_ca, "");
    assert_string_equal(c->timezone, "Europe/Stockholm");
    assert_string_equal(c->login_url, "");
    assert_string_equal(c->logout_url, "");
    assert_int_equal(c->lock_after_min, 15);
    assert_int_equal(c->database.statement_timeout_s, 5);
    assert_true(c->request_timeout_s > c->database.statement_timeout_s + 2);
    conf_free(c);
    conf_free(NULL);
}

static void test_all_options(void **state)
{
    static const char text[] =
        "\xef\xbb\xbf# a comment\n[database]\nhosts = db1, db2:3307,[2001:db8::1]:3308\r\n"
        "socket=/run/x.sock\nname = m\n  user = w\npassword_file = /etc/pw\nmigrator_user = m2\n"
        "migrator_password_file = /etc/pw2\ntls_ca = /etc/ca.pem ; inline\nconnect_timeout = 30\n"
        "statement_timeout = 60\n\n[instance]\nname = Exempelköpings kommun\ntimezone = UTC\n"
        "login_url = https://sso.example.se/?to={url}&again=1#x\nlogout_url = /ut\n"
        "lock_after_minutes = 0\n"
        "[worker]\nrecycle_after = 0\nrequest_timeout = 63\nbody_max_kib = 16\n"
        "[import]\nsanity_end_percent = 100";
    struct conf *c;
    struct err e;

    (void)state;
    write_file(text, strlen(text));
    if (conf_load(path, &c, &e) < 0)
        fail_msg("%s", e.msg);
    assert_string_equal(c->database.hosts, "db1, db2:3307,[2001:db8::1]:3308");
    assert_string_equal(c->database.socket, "/run/x.sock");
    assert_string_equal(c->database.name, "m");
    assert_string_equal(c->database.user, "w");
    assert_string_equal(c->database.password_file, "/etc/pw");
    assert_string_equal(c->database.migrator_user, "m2");
    assert_string_equal(c->database.migrator_password_file, "/etc/pw2");
    assert_string_equal(c->database.tls_ca, "/etc/ca.pem");
    assert_int_equal(c->database.connect_timeout_s, 30);
    assert_int_equal(c->database.statement_timeout_s, 60);
    assert_string_equal(c->instance_name, "Exempelköpings kommun");
    assert_string_equal(c->timezone, "UTC");
    assert_string_equal(c->login_url, "https://sso.example.se/?to={url}&again=1#x");
    assert_string_equal(c->logout_url, "/ut");
    assert_int_equal(c->lock_after_min, 0);
    assert_int_equal(c->recycle_after, 0);
    assert_int_equal(c->request_timeout_s, 63);
    assert_int_equal(c->body_max_kib, 16);
    assert_int_equal(c->sanity_end_percent, 100);
    conf_free(c);
}

#define LONG_60 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"

static void test_refused(void **state)
{
    static const struct {
        const char *text, *message;
    } rows[] = {
        {"[database]\nhost = x\n", ":2: unknown option host in section [database]"},
        {"[data]\n", ":1: this is not a known section"},
        {"name = x\n", ":1: unknown option name in section []"},
        {"\n[instance]\nhosts = x\n", ":3: unknown option"},
        {"[worker]\n\nrecycle_after = -1\n", ":3: recycle_after is not a whole number from 0"},
        {"[worker]\nrecycle_after = 1x\n", ":2: recycle_after is not a whole number"},
        {"[worker]\nrecycle_after =\n", ":2: recycle_after is not a whole number"},
        {"[worker]\nrecycle_after = 99999999999999999999\n", "recycle_after is not a whole number"},
        {"[worker]\nbody_max_kib = 15\n", ":2: body_max_kib is not a whole number from 16 to"},
        {"[database]\nconnect_timeout = 31\n", "from 1 to 30"},
        {"[database]\nname = a\n# x\nname = b\n", ":4: name is given twice"},
        {"[database]\nname =\n", ":2: name must not be empty"},
        {"[database]\nhosts = a:b\n", ":2: hosts is not a list"},
        {"[database]\nhosts = a:0\n", "hosts is not a list"},
        {"[database]\nhosts = a:65536\n", "hosts is not a list"},
        {"[database]\nhosts = [::1\n", "hosts is not a list"},
        {"[database]\nhosts = :3306\n", "hosts is not a list"},
        {"[instance]\ntimezone = Europe/Atlantis\n", "is not a time zone that this system knows"},
        {"[instance]\ntimezone = ../../etc/passwd\n", "is not the name of a time zone"},
        {"[instance]\nlogout_url = javascript:alert(1)\n", ":2: logout_url is neither a path that"},
        {"[instance]\nlogout_url = //evil.test/\n", "logout_url is neither"},
        {"[instance]\nlogout_url = /\\evil.test/\n", "logout_url is neither"},
        {"[instance]\nlogin_url = ut\n", "login_url is neither"},
        {"[instance]\nlogin_url = https://a b\n", "login_url has a character that no address"},
        {"[instance]\nlock_after_minutes = 1441\n", "from 0 to 1440"},
        {"[instance]\nname = \xe5\n", ":2: name is not UTF-8"},
        {"[instance]\nwhat\n", ":2: neither a section nor"},
        {"[instance\nname = x\n", ":1: this is not a known section"},
        {"[instance]\nname = " LONG_60 LONG_60 LONG_60 LONG_60 "\n", ":2: line is too long"},
        {"[worker]\nrequest_timeout = 7\n", "request_timeout must be more than"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct conf *c = NULL;
        struct err e = {.kind = ERR_NONE};

        write_file(rows[i].text, strlen(rows[i].text));
        if (conf_load(path, &c, &e) == 0)
            fail_msg("taken: %s", rows[i].text);
        assert_null(c);
        assert_int_equal(e.kind, ERR_INPUT);
        assert_ptr_equal(strstr(e.msg, path), e.msg);
        if (!strstr(e.msg, rows[i].message))
            fail_msg("%s: %s", rows[i].text, e.msg);
    }
    write_file("[instance]\nname = a\0b\n", 22);
    assert_int_equal(conf_load(path, &(struct conf *){NULL}, &(struct err){.kind = ERR_NONE}), -1);
}

static void test_where_it_is_read_from(void **state)
{
    struct conf *c = NULL;
    struct err e;

    (void)state;
    write_file("[instance]\nname = From the environment\n", 39);
    setenv("MALKOLL_CONF", path, 1);
    assert_int_equal(conf_load(NULL, &c, &e), 0);
    assert_string_equal(c->instance_name, "From the environment");
    conf_free(c);
    assert_int_equal(conf_load("/nonexistent/malkoll.conf", &c, &e), -1);
    assert_int_equal(e.kind, ERR_INPUT);
    assert_non_null(strstr(e.msg, "/nonexistent/malkoll.conf: "));
    unsetenv("MALKOLL_CONF");
}

static void test_password(void **state)
{
    static const struct {
        const char *text, *password; /* NULL: refused */
    } rows[] = {
        {"secret\n", "secret"},
        {"secret", "secret"},
        {"s p å\r\nsecond line\n", "s p å"},
        {"", NULL},
        {"\nsecret\n", NULL},
        {LONG_60 "\n", NULL},
        {LONG_60 LONG_60 LONG_60 LONG_60 LONG_60, NULL},
    };
    char out[60] = "?";
    struct err e;

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        write_file(rows[i].text, strlen(rows[i].text));
        snprintf(out, sizeof(out), "?");
        assert_int_equal(conf_password(path, out, sizeof(out), &e), rows[i].password ? 0 : -1);
        assert_string_equal(out, rows[i].password ? rows[i].password : "?");
    }
    assert_int_equal(conf_password("", out, sizeof(out), &e), 0);
    assert_string_equal(out, "");
    assert_int_equal(conf_password("/nonexistent", out, sizeof(out), &e), -1);
    assert_int_equal(e.kind, ERR_UNAVAILABLE);
}

static void test_print_options(void **state)
{
    char *text = NULL;
    size_t len;
    FILE *f = open_memstream(&text, &len);

    (void)state;
    conf_print_options(f);
    fclose(f);
    assert_ptr_equal(strstr(text, "[database]\nhosts\n    Servers"), text);
    assert_non_null(strstr(text, "\n\n[import]\nsanity_end_percent\n"));
    assert_non_null(strstr(text, "    1 to 30, default 3.\n"));
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_defaults), cmocka_unit_test(test_all_options),
        cmocka_unit_test(test_refused),  cmocka_unit_test(test_where_it_is_read_from),
        cmocka_unit_test(test_password), cmocka_unit_test(test_print_options),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
