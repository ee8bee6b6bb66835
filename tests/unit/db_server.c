#include "db_server.h"

#include <pwd.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static char server_dir[64]; /* empty: the server is not ours */
static char server_socket[256];
static char database[64];
static char user[64];
static struct conf conf;

static int control(const char *act)
{
    const char *srcdir = getenv("srcdir");
    char command[512];

    snprintf(command, sizeof(command), "'%s/tests/private-mariadb.sh' %s '%s'",
             srcdir ? srcdir : ".", act, server_dir);
    return system(command);
}

static MYSQL *admin_connect(const char *db_name)
{
    MYSQL *m = mysql_init(NULL);

    if (!mysql_real_connect(m, NULL, user, NULL, db_name, 0, server_socket,
                            CLIENT_MULTI_STATEMENTS)) {
        fprintf(stderr, "%s: %s\n", server_socket, mysql_error(m));
        mysql_close(m);
        return NULL;
    }
    return m;
}

static int create_database(void)
{
    MYSQL *m = admin_connect(NULL);
    char text[256];
    int rc;

    if (!m)
        return -1;
    snprintf(text, sizeof(text),
             "CREATE DATABASE %s CHARACTER SET utf8mb4 COLLATE utf8mb4_swedish_ci", database);
    rc = mysql_query(m, text);
    mysql_close(m);
    return rc;
}

int db_server_start(void **state)
{
    const char *given = getenv("MALKOLL_TEST_SOCKET");

    (void)state;
    if (given && given[0]) {
        snprintf(server_socket, sizeof(server_socket), "%s", given);
    } else {
        snprintf(server_dir, sizeof(server_dir), "/tmp/malkoll-test-XXXXXX");
        if (!mkdtemp(server_dir) || control("start") != 0)
            return -1;
        snprintf(server_socket, sizeof(server_socket), "%s/m.sock", server_dir);
    }
    snprintf(database, sizeof(database), "malkoll_unit_%d", (int)getpid());
    snprintf(user, sizeof(user), "%s", getpwuid(geteuid())->pw_name);
    conf = (struct conf){
        .database = {.hosts = (char *)"", .socket = server_socket, .name = database, .user = user,
                     .password_file = (char *)"", .migrator_user = user,
                     .migrator_password_file = (char *)"", .tls_ca = (char *)"",
                     .connect_timeout_s = 2, .statement_timeout_s = 4},
    };
    return create_database();
}

int db_server_stop(void **state)
{
    char command[128];

    (void)state;
    if (!server_dir[0]) {
        db_server_admin("DROP DATABASE %s", database);
        return 0;
    }
    if (control("stop") != 0)
        return -1;
    snprintf(command, sizeof(command), "rm -rf '%s'", server_dir);
    return system(command);
}

bool db_server_private(void)
{
    return server_dir[0] != '\0';
}

const char *db_server_socket(void)
{
    return server_socket;
}

const struct conf *db_server_conf(void)
{
    return &conf;
}

struct db *db_server_open(void)
{
    struct db *db = db_new(&conf, DB_ACCOUNT_WORKER);
    struct err e = {.kind = ERR_NONE};

    if (db_connect(db, &e) < 0)
        fail_msg("%s", e.msg);
    return db;
}

void db_server_admin(const char *fmt, ...)
{
    MYSQL *m = admin_connect(database);
    char text[4096];
    va_list ap;

    assert_non_null(m);
    va_start(ap, fmt);
    vsnprintf(text, sizeof(text), fmt, ap);
    va_end(ap);
    if (mysql_query(m, text))
        fail_msg("%s: %s", text, mysql_error(m));
    while (mysql_next_result(m) == 0)
        mysql_free_result(mysql_store_result(m));
    mysql_close(m);
}

int64_t db_server_number(const char *text)
{
    MYSQL *m = admin_connect(database);
    MYSQL_RES *res;
    int64_t v;

    assert_non_null(m);
    if (mysql_query(m, text))
        fail_msg("%s: %s", text, mysql_error(m));
    res = mysql_store_result(m);
    v = strtoll(mysql_fetch_row(res)[0], NULL, 10);
    mysql_free_result(res);
    mysql_close(m);
    return v;
}

void db_server_kill(struct db *db)
{
    db_server_admin("KILL %lu", db_connection_id(db));
}

enum sql_id db_server_use(struct db *db, unsigned slot, const char *text)
{
    bool quoted = false;
    struct db_statement *st = &db->statements[slot];

    assert_true(slot < DB_SERVER_SLOTS && slot < SQL__MAX);
    db_statement_close(st);
    st->name = "test_statement";
    st->text = text;
    st->n_params = 0;
    for (; *text; text++) {
        quoted ^= *text == '\'';
        st->n_params += *text == '?' && !quoted;
    }
    return (enum sql_id)slot;
}
