#include "base/conf.h"

#include <ctype.h>
#include <errno.h>
#include <ini.h>
#include <limits.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/utf8.h"

#ifndef MALKOLL_CONF_PATH
#define MALKOLL_CONF_PATH "/etc/malkoll/malkoll.conf"
#endif

enum kind { KIND_STRING, KIND_NAME, KIND_HOSTS, KIND_TIMEZONE, KIND_URL, KIND_INT };

struct option {
    const char *section;
    const char *name;
    enum kind kind;     /* KIND_NAME: a string that must not be empty */
    size_t offset;      /* in struct conf: of a char *, or of an int */
    const char *string; /* default */
    int number;         /* default */
    int min, max;
    const char *text;
};

#define STRING(section, name, kind, member, value, text)                                           \
    {section, name, kind, offsetof(struct conf, member), value, 0, 0, 0, text}
#define NUMBER(section, name, member, value, min, max, text)                                       \
    {section, name, KIND_INT, offsetof(struct conf, member), NULL, value, min, max, text}

static const struct option options[] = {
    STRING("database", "hosts", KIND_HOSTS, database.hosts, "",
           "Servers to try in order, host[:port] separated by commas; empty: the socket."),
    STRING("database", "socket", KIND_NAME, database.socket, "/run/mysqld/mysqld.sock",
           "Unix socket of the server, when hosts is empty."),
    STRING("database", "name", KIND_NAME, database.name, "malkoll", "Name of the database."),
    STRING("database", "user", KIND_NAME, database.user, "malkoll", "Account of the workers."),
    STRING("database", "password_file", KIND_STRING, database.password_file, "",
           "File whose first line is that account's password; empty: none (unix_socket)."),
    STRING("database", "migrator_user", KIND_NAME, database.migrator_user, "malkoll_migrator",
           "Account that may change the schema, used by malkollctl."),
    STRING("database", "migrator_password_file", KIND_STRING, database.migrator_password_file, "",
           "File whose first line is that account's password; empty: none (unix_socket)."),
    STRING("database", "auditor_user", KIND_NAME, database.auditor_user, "malkoll_auditor",
           "Account that reads the access log, used by the workers for the auditor's pages."),
    STRING("database", "auditor_password_file", KIND_STRING, database.auditor_password_file, "",
           "File whose first line is that account's password; empty: none (unix_socket)."),
    STRING("database", "sealer_user", KIND_NAME, database.sealer_user, "malkoll_sealer",
           "Account that seals the access log, used by malkollctl audit."),
    STRING("database", "sealer_password_file", KIND_STRING, database.sealer_password_file, "",
           "File whose first line is that account's password; empty: none (unix_socket)."),
    STRING("database", "tls_ca", KIND_STRING, database.tls_ca, "",
           "CA certificates; when set, TLS to the hosts is required and verified."),
    NUMBER("database", "connect_timeout", database.connect_timeout_s, 3, 1, 30,
           "Seconds for one try to connect to one host."),
    NUMBER("database", "statement_timeout", database.statement_timeout_s, 5, 1, 60,
           "Seconds one statement of a worker may take."),
    STRING("instance", "name", KIND_NAME, instance_name, "Målkoll",
           "Name of the municipality or organisation, shown in the page."),
    STRING("instance", "timezone", KIND_TIMEZONE, timezone, "Europe/Stockholm",
           "Time zone in which rounds open and close."),
    STRING("instance", "login_url", KIND_URL, login_url, "",
           "Where to log in after the page was locked; {url} becomes the page to come back to."),
    STRING("instance", "logout_url", KIND_URL, logout_url, "",
           "Where the page's \"Log out\" leads; empty: it is not shown."),
    NUMBER("instance", "lock_after_minutes", lock_after_min, 15, 0, 1440,
           "Minutes without anybody at the page until it locks itself; 0: never."),
    NUMBER("worker", "recycle_after", recycle_after, 100000, 0, 100000000,
           "Requests a worker serves before it ends itself; 0: never."),
    NUMBER("worker", "request_timeout", request_timeout_s, 20, 4, 300,
           "Seconds one request may take; more than statement_timeout + 2."),
    NUMBER("worker", "body_max_kib", body_max_kib, 256, 16, 16384,
           "Largest body of a request, in KiB."),
    NUMBER("import", "sanity_end_percent", sanity_end_percent, 10, 0, 100,
           "An import that would end more than this share of the pupils is refused."),
    NUMBER("import", "upload_max_mib", import_max_mib, 200, 1, 2000,
           "Largest archive that may be uploaded in the browser, in MiB; nginx has a limit too."),
    NUMBER("import", "unpacked_max_mib", import_unpacked_max_mib, 400, 1, 4000,
           "What an archive may have inside, all files together, in MiB: a worker holds it in memory."),
    NUMBER("import", "timeout", import_timeout_s, 600, 60, 3600,
           "Seconds an import in the browser may take, and opening or closing a round; more than request_timeout."),
};

#define N_OPTIONS (sizeof(options) / sizeof(options[0]))

struct parse {
    struct conf *conf;
    FILE *file;
    const char *path;
    int line;
    bool given[N_OPTIONS];
    struct err *e;
    bool failed;
};

static char **string_at(struct conf *c, const struct option *o)
{
    return (char **)((char *)c + o->offset);
}

static int *number_at(struct conf *c, const struct option *o)
{
    return (int *)((char *)c + o->offset);
}

static void set_defaults(struct conf *c)
{
    for (size_t i = 0; i < N_OPTIONS; i++) {
        if (options[i].kind == KIND_INT)
            *number_at(c, &options[i]) = options[i].number;
        else
            *string_at(c, &options[i]) = mem_strdup(options[i].string);
    }
}

/* host, host:port or [v6]:port; db_connect.c reads the same form. */
static bool host_ok(const char *s, size_t len)
{
    size_t name = strcspn(s, ":, \t"), port;

    if (s[0] == '[')
        name = strcspn(s, "], \t") + 1;
    if (name == 0 || name > len || name > 250)
        return false;
    if (name == len)
        return true;
    port = len - name - 1;
    if (s[name] != ':' || port == 0 || port > 5 || strspn(s + name + 1, "0123456789") != port)
        return false;
    return atoi(s + name + 1) >= 1 && atoi(s + name + 1) <= 65535;
}

static const char *check_hosts(const char *value)
{
    value += strspn(value, ", \t");
    while (*value) {
        size_t len = strcspn(value, ", \t");

        if (!host_ok(value, len))
            return "is not a list of host[:port]";
        value += len;
        value += strspn(value, ", \t");
    }
    return NULL;
}

/* The C library takes an unknown zone for UTC silently: rounds would close at a wrong hour. */
static const char *check_timezone(const char *value)
{
    const char *dir = getenv("TZDIR");
    char path[PATH_MAX];

    if (!isalpha((unsigned char)value[0]) || strstr(value, ".."))
        return "is not the name of a time zone";
    snprintf(path, sizeof(path), "%s/%s", dir ? dir : "/usr/share/zoneinfo", value);
    return access(path, R_OK) < 0 ? "is not a time zone that this system knows" : NULL;
}

/* Browsers go there: a path of this host or a web address, never a script. */
static const char *check_url(const char *value)
{
    bool path = value[0] == '/' && value[1] != '/' && value[1] != '\\';

    if (value[0] == '\0')
        return NULL;
    if (!path && strncmp(value, "https://", 8) != 0 && strncmp(value, "http://", 7) != 0)
        return "is neither a path that begins with / nor an address that begins with https://";
    for (; *value; value++)
        if ((unsigned char)*value <= ' ' || strchr("\"'<>\\^`|", *value))
            return "has a character that no address has";
    return NULL;
}

static const char *check_string(const struct option *o, const char *value)
{
    if (!utf8_valid(value, strlen(value)))
        return "is not UTF-8";
    switch (o->kind) {
    case KIND_NAME:
        return value[0] ? NULL : "must not be empty";
    case KIND_HOSTS:
        return check_hosts(value);
    case KIND_TIMEZONE:
        return check_timezone(value);
    case KIND_URL:
        return check_url(value);
    default:
        return NULL;
    }
}

static int fail_line(struct parse *p, const char *name, const char *text)
{
    err_set(p->e, ERR_INPUT, "%s:%d: %s %s", p->path, p->line, name, text);
    p->failed = true;
    return 0;
}

static int set_number(struct parse *p, const struct option *o, const char *value)
{
    char *end;
    long v;

    errno = 0;
    v = strtol(value, &end, 10);
    if (!isdigit((unsigned char)value[0]) || *end || errno || v < o->min || v > o->max) {
        err_set(p->e, ERR_INPUT, "%s:%d: %s is not a whole number from %d to %d", p->path, p->line,
                o->name, o->min, o->max);
        p->failed = true;
        return 0;
    }
    *number_at(p->conf, o) = (int)v;
    return 1;
}

/* Called by inih; returns 0 for an error. Only the first error is kept. */
static int handle(void *ctx, const char *section, const char *name, const char *value)
{
    struct parse *p = ctx;
    const struct option *o = NULL;
    const char *wrong;

    if (p->failed)
        return 0;
    for (size_t i = 0; i < N_OPTIONS && !o; i++)
        if (strcmp(options[i].section, section) == 0 && strcmp(options[i].name, name) == 0)
            o = &options[i];
    if (!o) {
        err_set(p->e, ERR_INPUT, "%s:%d: unknown option %s in section [%s]", p->path, p->line, name,
                section);
        p->failed = true;
        return 0;
    }
    if (p->given[o - options])
        return fail_line(p, name, "is given twice");
    p->given[o - options] = true;
    if (o->kind == KIND_INT)
        return set_number(p, o, value);
    if ((wrong = check_string(o, value)))
        return fail_line(p, name, wrong);
    free(*string_at(p->conf, o));
    *string_at(p->conf, o) = mem_strdup(value);
    return 1;
}

/*
 * Counts lines for the messages and stops at what inih would take silently: an empty section of an
 * unknown name, and a line longer than its buffer, which it would read as two.
 */
static char *read_line(char *line, int size, void *ctx)
{
    struct parse *p = ctx;
    size_t len, i;

    if (p->failed || !fgets(line, size, p->file))
        return NULL;
    p->line++;
    len = strlen(line);
    if (len == 0 || (line[len - 1] != '\n' && !feof(p->file))) {
        fail_line(p, "line", "is too long or has a NUL byte");
        return NULL;
    }
    i = strspn(line, " \t");
    if (line[i] != '[')
        return line;
    for (size_t k = 0; k < N_OPTIONS; k++) {
        size_t n = strlen(options[k].section);

        if (strncmp(line + i + 1, options[k].section, n) == 0 && line[i + 1 + n] == ']')
            return line;
    }
    fail_line(p, "this", "is not a known section");
    return NULL;
}

static int parse_file(struct parse *p)
{
    int rc;

    ini_allow_multiline = false;
    rc = ini_parse_stream(read_line, p, handle, p);
    if (p->failed)
        return -1;
    if (rc > 0)
        return err_set(p->e, ERR_INPUT, "%s:%d: neither a section nor name = value", p->path, rc);
    if (rc < 0 || ferror(p->file))
        return err_set_code(p->e, ERR_INPUT, errno, "%s: cannot be read", p->path);
    /* The timeouts nest: statement < read of the connection (+2 s) < request. */
    if (p->conf->request_timeout_s <= p->conf->database.statement_timeout_s + 2)
        return err_set(p->e, ERR_INPUT,
                       "%s: request_timeout must be more than statement_timeout + 2", p->path);
    if (p->conf->import_timeout_s <= p->conf->request_timeout_s)
        return err_set(p->e, ERR_INPUT, "%s: timeout of [import] must be more than request_timeout",
                       p->path);
    return 0;
}

int conf_load(const char *path, struct conf **ret_conf, struct err *e)
{
    struct parse p = {.e = e};
    int rc;

    if (!path)
        path = getenv("MALKOLL_CONF");
    if (!path || !path[0])
        path = MALKOLL_CONF_PATH;
    p.path = path;
    p.file = fopen(path, "re");
    if (!p.file)
        return err_set_code(e, ERR_INPUT, errno, "%s: %s", path, strerror(errno));
    p.conf = mem_calloc(1, sizeof(*p.conf));
    set_defaults(p.conf);
    rc = parse_file(&p);
    fclose(p.file);
    if (rc < 0) {
        conf_free(p.conf);
        return -1;
    }
    *ret_conf = p.conf;
    return 0;
}

void conf_free(struct conf *c)
{
    if (!c)
        return;
    for (size_t i = 0; i < N_OPTIONS; i++)
        if (options[i].kind != KIND_INT)
            free(*string_at(c, &options[i]));
    free(c);
}

int conf_password(const char *path, char *out, size_t out_size, struct err *e)
{
    char line[256];
    size_t len;
    FILE *f;
    int rc = 0;

    if (!path[0]) {
        out[0] = '\0';
        return 0;
    }
    f = fopen(path, "re");
    if (!f)
        return err_set_code(e, ERR_UNAVAILABLE, errno, "password file %s: %s", path,
                            strerror(errno));
    setvbuf(f, NULL, _IONBF, 0); /* no copy of it stays in a freed buffer */
    if (!fgets(line, sizeof(line), f))
        line[0] = '\0';
    fclose(f);
    len = strcspn(line, "\r\n");
    if (len == 0 || len >= out_size || len == sizeof(line) - 1)
        rc = err_set(e, ERR_UNAVAILABLE, "password file %s: its first line is empty or too long",
                     path);
    else {
        memcpy(out, line, len);
        out[len] = '\0';
    }
    explicit_bzero(line, sizeof(line));
    return rc;
}

void conf_print_options(FILE *out)
{
    const char *section = "";

    for (size_t i = 0; i < N_OPTIONS; i++) {
        const struct option *o = &options[i];

        if (strcmp(section, o->section) != 0)
            fprintf(out, "%s[%s]\n", i ? "\n" : "", o->section);
        section = o->section;
        fprintf(out, "%s\n    %s\n", o->name, o->text);
        if (o->kind == KIND_INT)
            fprintf(out, "    %d to %d, default %d.\n", o->min, o->max, o->number);
        else if (o->string[0])
            fprintf(out, "    Default %s.\n", o->string);
    }
}
