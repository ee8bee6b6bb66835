/*
 * Connecting and losing connections.
 *
 * Connector/C takes a list of hosts itself, but goes on to the next one only when the TCP connect
 * fails: a server that is silent, shutting down or a read-only replica ends the list. So each host
 * gets a try of its own, with a fresh handle (a failed connect wipes all options of its handle,
 * TLS and timeouts too), and is asked whether it can be written to before it is taken.
 *
 * The library's own reconnecting is never used: prepared statements do not survive it, and in the
 * middle of a transaction the next statement would be committed alone.
 */
#include "base/db_private.h"

#include <assert.h>
#include <errmsg.h>
#include <mysqld_error.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"

/* What the server or the network may take beyond a statement's own limit. */
#define READ_MARGIN_S 2
/* malkollctl may wait for a running statement of a worker, but not for ever. */
#define CTL_LOCK_WAIT_S 30

struct host {
    char name[256]; /* empty: the socket */
    unsigned port;
};

static enum err_kind kind_of(unsigned code)
{
    switch (code) {
    case ER_LOCK_DEADLOCK:
    case ER_LOCK_WAIT_TIMEOUT:
    case ER_CHECKREAD: /* MariaDB 11 with innodb_snapshot_isolation */
        return ERR_RETRY;
    case ER_STATEMENT_TIMEOUT:
    case ER_QUERY_INTERRUPTED:
    case ER_CON_COUNT_ERROR:
    /* The administrator has not granted it yet, or is about to (malkollctl accounts). */
    case ER_DBACCESS_DENIED_ERROR:
    case ER_TABLEACCESS_DENIED_ERROR:
    case ER_COLUMNACCESS_DENIED_ERROR:
        return ERR_UNAVAILABLE;
    default:
        return ERR_INTERNAL;
    }
}

/*
 * After these the connection is gone, or the server is no longer one that may be used, or it does
 * not know our statements (a proxy changed the connection behind it).
 */
static bool loses_connection(unsigned code)
{
    switch (code) {
    case CR_CONNECTION_ERROR:
    case CR_CONN_HOST_ERROR:
    case CR_SERVER_GONE_ERROR:
    case CR_SERVER_LOST:
    case CR_SERVER_LOST_EXTENDED:
    case CR_COMMANDS_OUT_OF_SYNC:
    case CR_MALFORMED_PACKET:
    case ER_CONNECTION_KILLED:
    case ER_SERVER_SHUTDOWN:
    case ER_UNKNOWN_STMT_HANDLER:
    case ER_UNKNOWN_COM_ERROR: /* Galera: no quorum, or not ready */
    case ER_OPTION_PREVENTS_STATEMENT: /* became read-only */
    case ER_READ_ONLY_MODE:
        return true;
    default:
        return false;
    }
}

/*
 * Takes the next entry of the comma separated list, host, host:port or [v6]:port. False at the end;
 * conf_load has checked the form.
 */
static bool next_host(const char **list, struct host *h)
{
    char entry[sizeof(h->name)], *name = entry, *port = NULL, *end;
    size_t len;

    *list += strspn(*list, ", \t");
    len = strcspn(*list, ", \t");
    if (len == 0 || len >= sizeof(entry))
        return false;
    memcpy(entry, *list, len);
    entry[len] = '\0';
    *list += len;
    if (entry[0] == '[' && (end = strchr(entry, ']'))) {
        name = entry + 1;
        *end = '\0';
        port = end[1] == ':' ? end + 2 : NULL;
    } else if ((end = strchr(entry, ':')) && !strchr(end + 1, ':')) {
        *end = '\0';
        port = end + 1;
    }
    memcpy(h->name, name, strlen(name) + 1);
    h->port = port ? (unsigned)strtoul(port, NULL, 10) : 3306;
    return true;
}

/* Serves requests: nothing may take longer than they may. */
static bool has_timeouts(const struct db *db)
{
    return db->account == DB_ACCOUNT_WORKER || db->account == DB_ACCOUNT_AUDITOR;
}

static const char *user_of(const struct db *db)
{
    const struct conf_database *c = &db->conf->database;

    switch (db->account) {
    case DB_ACCOUNT_MIGRATOR:
        return c->migrator_user;
    case DB_ACCOUNT_AUDITOR:
        return c->auditor_user;
    case DB_ACCOUNT_SEALER:
        return c->sealer_user;
    case DB_ACCOUNT_WORKER:
    case DB_ACCOUNT_SLOW:
        break;
    }
    return c->user;
}

static const char *password_file_of(const struct db *db)
{
    const struct conf_database *c = &db->conf->database;

    switch (db->account) {
    case DB_ACCOUNT_MIGRATOR:
        return c->migrator_password_file;
    case DB_ACCOUNT_AUDITOR:
        return c->auditor_password_file;
    case DB_ACCOUNT_SEALER:
        return c->sealer_password_file;
    case DB_ACCOUNT_WORKER:
    case DB_ACCOUNT_SLOW:
        break;
    }
    return c->password_file;
}

static void set_options(MYSQL *mysql, const struct db *db, const struct host *h)
{
    const struct conf_database *c = &db->conf->database;
    unsigned connect_s = (unsigned)c->connect_timeout_s;
    unsigned io_s = (unsigned)c->statement_timeout_s + READ_MARGIN_S;
    unsigned protocol = h->name[0] ? MYSQL_PROTOCOL_TCP : MYSQL_PROTOCOL_SOCKET;
    unsigned no_local_files = 0;
    my_bool yes = 1;

    mysql_options(mysql, MYSQL_OPT_CONNECT_TIMEOUT, &connect_s);
    if (has_timeouts(db)) {
        mysql_options(mysql, MYSQL_OPT_READ_TIMEOUT, &io_s);
        mysql_options(mysql, MYSQL_OPT_WRITE_TIMEOUT, &io_s);
    }
    mysql_options(mysql, MYSQL_OPT_PROTOCOL, &protocol);
    mysql_options(mysql, MYSQL_OPT_LOCAL_INFILE, &no_local_files);
    mysql_options(mysql, MYSQL_SET_CHARSET_NAME, "utf8mb4");
    mysql_options(mysql, MYSQL_REPORT_DATA_TRUNCATION, &yes);
    if (h->name[0] && c->tls_ca[0]) {
        /* Enforcing alone connects in clear text to a server without TLS: verify too. */
        mysql_options(mysql, MYSQL_OPT_SSL_ENFORCE, &yes);
        mysql_options(mysql, MYSQL_OPT_SSL_VERIFY_SERVER_CERT, &yes);
        mysql_options(mysql, MYSQL_OPT_SSL_CA, c->tls_ca);
    }
}

/* Puts the statement's text into out with each ? replaced by the next number. */
static void put_with_numbers(struct buf *out, enum sql_id id, const int *numbers)
{
    for (const char *s = sql_text(id); *s; s++) {
        if (*s == '?')
            buf_printf(out, "%d", *numbers++);
        else
            buf_putc(out, *s);
    }
}

static int judge_server(char **row, unsigned n, struct err *e)
{
    assert(n == 2);
    if (row[0] && strcmp(row[0], "0") != 0)
        return err_set(e, ERR_UNAVAILABLE, "the server is read-only");
    if (row[1] && strcmp(row[1], "0") == 0)
        return err_set(e, ERR_UNAVAILABLE, "the Galera node is not ready");
    return 0;
}

static int set_up_session(struct db *db, struct err *e)
{
    const struct conf_database *c = &db->conf->database;
    int numbers[2] = {0, CTL_LOCK_WAIT_S}; /* in the order of session_setup */
    struct buf text = BUF_INIT;
    int rc;

    if (has_timeouts(db)) {
        numbers[0] = c->statement_timeout_s;
        /* A unit may meet the timeout in each of its tries: they must fit a request together. */
        numbers[1] = c->statement_timeout_s >= 4 ? c->statement_timeout_s / 4 : 1;
    }
    assert(sql_param_count(SQL_SESSION_SETUP) == 2);
    put_with_numbers(&text, SQL_SESSION_SETUP, numbers);
    buf_puts(&text, "; ");
    buf_puts(&text, sql_text(SQL_SERVER_STATE));
    rc = db_text(db, sql_name(SQL_SESSION_SETUP), text.data, text.len, judge_server, e);
    buf_free(&text);
    return rc;
}

static int try_host(struct db *db, const struct host *h, const char *password, struct err *e)
{
    const struct conf_database *c = &db->conf->database;
    MYSQL *mysql = mysql_init(NULL);

    if (!mysql)
        mem_abort("mysql_init");
    set_options(mysql, db, h);
    if (!mysql_real_connect(mysql, h->name[0] ? h->name : NULL, user_of(db),
                            password[0] ? password : NULL, c->name, h->port,
                            h->name[0] ? NULL : c->socket, CLIENT_MULTI_STATEMENTS)) {
        err_set_code(e, ERR_UNAVAILABLE, (int)mysql_errno(mysql), "%s", mysql_error(mysql));
        mysql_close(mysql);
        return -1;
    }
    db->mysql = mysql;
    db->lost = false;
    if (set_up_session(db, e) < 0) {
        db_disconnect(db);
        return -1;
    }
    db->generation++;
    return 0;
}

/* Tries all hosts; the message has what each of them said. */
static int connect_any(struct db *db, const char *password, struct err *e)
{
    const char *list = db->conf->database.hosts;
    struct host h = {.name = "", .port = 0};
    struct buf tried = BUF_INIT;
    struct err last = {.kind = ERR_NONE};

    if (list[strspn(list, ", \t")] == '\0' && try_host(db, &h, password, &last) == 0)
        return 0;
    if (last.kind != ERR_NONE)
        buf_printf(&tried, "socket %s: %s", db->conf->database.socket, last.msg);
    while (next_host(&list, &h)) {
        if (try_host(db, &h, password, &last) == 0) {
            buf_free(&tried);
            return 0;
        }
        buf_printf(&tried, "%s%s:%u: %s", tried.len ? "; " : "", h.name, h.port, last.msg);
    }
    err_set_code(e, ERR_UNAVAILABLE, last.code, "no usable database server: %s", tried.data);
    buf_free(&tried);
    return -1;
}

int db_fail(struct db *db, const char *what, unsigned code, const char *text, struct err *e)
{
    enum err_kind kind = kind_of(code);

    if (loses_connection(code)) {
        db->lost = true;
        kind = ERR_UNAVAILABLE;
    }
    return err_set_code(e, kind, (int)code, "%s: %s (%u)", what, text, code);
}

void db_disconnect(struct db *db)
{
    assert(db->open_rows == 0);
    for (size_t i = 0; i < SQL__MAX; i++)
        db_statement_close(&db->statements[i]);
    if (db->mysql)
        mysql_close(db->mysql);
    db->mysql = NULL;
    db->lost = false;
}

int db_ready(struct db *db, struct err *e)
{
    assert(!db->streaming && !db->posted);
    if (db->mysql && !db->lost)
        return 0;
    if (db->in_unit)
        return err_set(e, ERR_UNAVAILABLE, "the database connection was lost in this unit of work");
    return db_connect(db, e);
}

int db_text(struct db *db, const char *what, const char *text, size_t len,
            int (*one_row)(char **row, unsigned n, struct err *e), struct err *e)
{
    int rc = 0, failed;

    failed = mysql_real_query(db->mysql, text, len);
    for (unsigned n = 1;; n++) {
        MYSQL_RES *res = failed ? NULL : mysql_store_result(db->mysql);
        char **row = res ? mysql_fetch_row(res) : NULL;

        if (row && one_row && rc == 0)
            rc = one_row(row, mysql_num_fields(res), e);
        mysql_free_result(res);
        if (failed || mysql_errno(db->mysql)) {
            db_fail(db, what, mysql_errno(db->mysql), mysql_error(db->mysql), e);
            return n > 1 ? err_prefix(e, "statement %u", n) : -1;
        }
        failed = mysql_next_result(db->mysql);
        if (failed < 0)
            return rc;
    }
}

struct db *db_new(const struct conf *conf, enum db_account account)
{
    struct db *db = mem_calloc(1, sizeof(*db));

    db->conf = conf;
    db->account = account;
    for (unsigned i = 0; i < SQL__MAX; i++) {
        db->statements[i].name = sql_name((enum sql_id)i);
        db->statements[i].text = sql_text((enum sql_id)i);
        db->statements[i].n_params = sql_param_count((enum sql_id)i);
    }
    return db;
}

void db_free(struct db *db)
{
    if (!db)
        return;
    assert(!db->in_unit);
    for (size_t i = 0; i < SQL__MAX; i++)
        db_rows_close(&db->statements[i].rows);
    db_disconnect(db);
    arena_free(db->pipe);
    free(db);
}

int db_connect(struct db *db, struct err *e)
{
    char password[256];
    int rc;

    if (db->mysql && !db->lost)
        return 0;
    if (db->in_unit || db->open_rows > 0)
        return err_set(e, ERR_UNAVAILABLE, "the database connection was lost while in use");
    db_disconnect(db);
    if (conf_password(password_file_of(db), password, sizeof(password), e) < 0)
        return -1;
    rc = connect_any(db, password, e);
    explicit_bzero(password, sizeof(password));
    return rc;
}

bool db_connected(const struct db *db)
{
    return db->mysql && !db->lost;
}

unsigned db_generation(const struct db *db)
{
    return db->generation;
}

unsigned long db_connection_id(const struct db *db)
{
    return db->mysql ? mysql_thread_id(db->mysql) : 0;
}
