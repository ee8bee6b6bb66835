/*
 * Which server is taken. A child process forwards a TCP port to the server's socket, so that hosts,
 * ports and passwords can be tested with a server that has no network.
 */
#include "db_server.h"

#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum behaviour { CLOSED, HANGS_UP, SILENT, FORWARDS };

static char account[64];
static char password_path[64];
static struct err e;

/* A listening socket on a free port of the loopback address. */
static int listen_anywhere(unsigned *ret_port)
{
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    socklen_t len = sizeof(a);
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    assert_true(fd >= 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&a, len), 0);
    assert_int_equal(listen(fd, 8), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&a, &len), 0);
    *ret_port = ntohs(a.sin_port);
    return fd;
}

static bool copy(int from, int to)
{
    char data[4096];
    ssize_t n = read(from, data, sizeof(data));

    return n > 0 && write(to, data, (size_t)n) == n;
}

static void forward(int client)
{
    struct sockaddr_un a = {.sun_family = AF_UNIX};
    struct pollfd p[2] = {{.fd = client, .events = POLLIN}, {.events = POLLIN}};

    p[1].fd = socket(AF_UNIX, SOCK_STREAM, 0);
    snprintf(a.sun_path, sizeof(a.sun_path), "%s", db_server_socket());
    if (connect(p[1].fd, (struct sockaddr *)&a, sizeof(a)) < 0)
        _exit(1);
    while (poll(p, 2, -1) > 0)
        if ((p[0].revents && !copy(client, p[1].fd)) || (p[1].revents && !copy(p[1].fd, client)))
            break;
    close(p[1].fd);
}

/* One host; the child serves one connection after the other until it is ended. */
static pid_t start_host(enum behaviour how, unsigned *ret_port)
{
    int fd = listen_anywhere(ret_port);
    pid_t child = how == CLOSED ? 0 : fork();

    if (how != CLOSED && child == 0) {
        int silent[64], n = 0;

        for (;;) {
            int client = accept(fd, NULL, NULL);

            if (how == SILENT && n < 64) {
                silent[n++] = client; /* kept open, never answered */
                continue;
            }
            if (how == FORWARDS)
                forward(client);
            close(client);
        }
        _exit(silent[0]);
    }
    close(fd);
    return child;
}

static void stop_host(pid_t child)
{
    if (child == 0)
        return;
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
}

static struct conf conf_for_hosts(char *hosts)
{
    struct conf c = *db_server_conf();

    c.database.hosts = hosts;
    c.database.socket = (char *)"/nonexistent";
    c.database.user = account;
    c.database.password_file = password_path;
    c.database.connect_timeout_s = 1;
    c.database.statement_timeout_s = 1;
    return c;
}

static int set_up(void **state)
{
    int fd;

    if (db_server_start(state) != 0)
        return -1;
    snprintf(account, sizeof(account), "malkoll_unit_%d", (int)getpid());
    snprintf(password_path, sizeof(password_path), "/tmp/malkoll-password-XXXXXX");
    fd = mkstemp(password_path);
    if (fd < 0 || write(fd, "p w\n", 4) != 4)
        return -1;
    close(fd);
    db_server_admin("CREATE USER %s@'%%' IDENTIFIED BY 'p w', %s@localhost IDENTIFIED BY 'p w';"
                    "GRANT ALL ON *.* TO %s@'%%', %s@localhost",
                    account, account, account, account);
    return 0;
}

static int tear_down(void **state)
{
    db_server_admin("DROP USER %s@'%%', %s@localhost", account, account);
    unlink(password_path);
    return db_server_stop(state);
}

static void test_tries_hosts_in_order(void **state)
{
    static const enum behaviour kinds[] = {CLOSED, HANGS_UP, SILENT, FORWARDS};
    char hosts[256] = "", *end = hosts;
    pid_t children[4];
    unsigned port;
    struct conf c;
    struct db *db;

    (void)state;
    for (size_t i = 0; i < 4; i++) {
        children[i] = start_host(kinds[i], &port);
        end += sprintf(end, i % 2 ? "127.0.0.1:%u, " : "localhost:%u,", port);
    }
    c = conf_for_hosts(hosts);
    db = db_new(&c, DB_ACCOUNT_WORKER);
    if (db_connect(db, &e) < 0)
        fail_msg("%s", e.msg);
    assert_int_equal(db_generation(db), 1);
    assert_string_equal(db->mysql->host, "127.0.0.1");
    assert_int_equal(db->mysql->port, port);
    db_free(db);
    for (size_t i = 0; i < 4; i++)
        stop_host(children[i]);
}

static void test_names_every_host_that_fails(void **state)
{
    char hosts[128];
    unsigned closed, hangs_up;
    pid_t a = start_host(CLOSED, &closed), b = start_host(HANGS_UP, &hangs_up);
    struct conf c;
    struct db *db;

    (void)state;
    snprintf(hosts, sizeof(hosts), "127.0.0.1:%u,127.0.0.1:%u", closed, hangs_up);
    c = conf_for_hosts(hosts);
    db = db_new(&c, DB_ACCOUNT_WORKER);
    assert_int_equal(db_connect(db, &e), -1);
    assert_int_equal(e.kind, ERR_UNAVAILABLE);
    snprintf(hosts, sizeof(hosts), "127.0.0.1:%u: ", closed);
    assert_non_null(strstr(e.msg, hosts));
    snprintf(hosts, sizeof(hosts), "127.0.0.1:%u: ", hangs_up);
    assert_non_null(strstr(e.msg, hosts));
    assert_false(db_connected(db));
    assert_int_equal(db_connection_id(db), 0);
    db_free(db);
    stop_host(a);
    stop_host(b);
}

static void test_socket_password_and_database(void **state)
{
    struct conf c = *db_server_conf();
    struct db *db;

    (void)state;
    c.database.user = account;
    c.database.password_file = password_path;
    db = db_new(&c, DB_ACCOUNT_WORKER);
    assert_int_equal(db_connect(db, &e), 0);
    db_free(db);

    c.database.password_file = (char *)"";
    db = db_new(&c, DB_ACCOUNT_WORKER);
    assert_int_equal(db_connect(db, &e), -1);
    assert_int_equal(e.kind, ERR_UNAVAILABLE);
    assert_int_equal(e.code, 1045);
    db_free(db);

    c = *db_server_conf();
    c.database.name = (char *)"no_such_database";
    db = db_new(&c, DB_ACCOUNT_WORKER);
    assert_int_equal(db_connect(db, &e), -1);
    assert_int_equal(e.code, 1049);
    db_free(db);

    c = *db_server_conf();
    c.database.socket = (char *)"/nonexistent/m.sock";
    db = db_new(&c, DB_ACCOUNT_WORKER);
    assert_int_equal(db_connect(db, &e), -1);
    assert_int_equal(e.kind, ERR_UNAVAILABLE);
    assert_non_null(strstr(e.msg, "socket /nonexistent/m.sock: "));
    db_free(db);
}

static void test_migrator_has_no_statement_timeout(void **state)
{
    struct conf c = *db_server_conf();
    struct db *db = db_new(&c, DB_ACCOUNT_MIGRATOR);
    struct db_rows *r;
    enum sql_id id = db_server_use(db, 0, "SELECT @@max_statement_time = 0, USER()");

    (void)state;
    c.database.user = (char *)"nobody_at_all";
    assert_int_equal(db_select(db, id, &r, &e), 0);
    assert_true(db_next(r));
    assert_int_equal(db_int(r, 0), 1);
    assert_int_equal(db_done(r, &e), 0);
    db_free(db);
}

/* TLS that is asked for is never given up silently: this server has none. */
static void test_no_clear_text_when_tls_is_required(void **state)
{
    char hosts[64];
    unsigned port;
    pid_t child = start_host(FORWARDS, &port);
    struct conf c;
    struct db *db;

    (void)state;
    snprintf(hosts, sizeof(hosts), "127.0.0.1:%u", port);
    c = conf_for_hosts(hosts);
    c.database.tls_ca = (char *)"/etc/ssl/certs/ca-certificates.crt";
    db = db_new(&c, DB_ACCOUNT_WORKER);
    assert_int_equal(db_connect(db, &e), -1);
    assert_int_equal(e.kind, ERR_UNAVAILABLE);
    db_free(db);
    stop_host(child);
}

static int write_one(struct db *db, void *ctx, struct err *we)
{
    (void)ctx;
    return db_exec(db, db_server_use(db, 1, "INSERT INTO w VALUES (1)"), NULL, we);
}

/* A server that turned read-only is left at the next unit, and taken again when it is writable. */
static void test_read_only_server(void **state)
{
    struct conf c = *db_server_conf();
    struct db *db;

    (void)state;
    if (!db_server_private())
        skip();
    db_server_admin("CREATE TABLE w (n INT); CREATE USER plain@localhost IDENTIFIED BY 'p w';"
                    "GRANT SELECT, INSERT ON *.* TO plain@localhost");
    c.database.user = (char *)"plain";
    c.database.password_file = password_path;
    db = db_new(&c, DB_ACCOUNT_WORKER);
    assert_int_equal(db_transaction(db, write_one, NULL, &e), 0);
    db_server_admin("SET GLOBAL read_only = 1");
    assert_int_equal(db_transaction(db, write_one, NULL, &e), -1);
    assert_int_equal(e.kind, ERR_UNAVAILABLE);
    assert_int_equal(e.code, 1290);
    assert_int_equal(db_transaction(db, write_one, NULL, &e), -1);
    assert_int_equal(e.kind, ERR_UNAVAILABLE);
    assert_non_null(strstr(e.msg, "read-only"));
    db_server_admin("SET GLOBAL read_only = 0");
    assert_int_equal(db_transaction(db, write_one, NULL, &e), 0);
    assert_int_equal(db_server_number("SELECT COUNT(*) FROM w"), 2);
    db_free(db);
    db_server_admin("DROP USER plain@localhost");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tries_hosts_in_order),
        cmocka_unit_test(test_names_every_host_that_fails),
        cmocka_unit_test(test_socket_password_and_database),
        cmocka_unit_test(test_migrator_has_no_statement_timeout),
        cmocka_unit_test(test_no_clear_text_when_tls_is_required),
        cmocka_unit_test(test_read_only_server),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
