/* Statements alone: prepared once, executed, every row read into bound buffers, nothing made of it. */
#include <mysql.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "measure.h"

#define STATEMENTS_MAX 64
#define STEPS_MAX 128
#define TEXT_CAP 512

struct column {
    long long number;
    char text[TEXT_CAP];
    unsigned long len;
    my_bool null, error;
};

struct statement {
    char *text;
    MYSQL_STMT *handle;
    struct column *columns;
    unsigned n_columns;
};

struct sql {
    MYSQL *mysql;
    struct statement statements[STATEMENTS_MAX];
    size_t n_statements;
};

struct param {
    long long number;
    char *text; /* NULL for a number or NULL */
    unsigned long len;
};

struct step {
    char *text; /* text protocol, or NULL */
    struct statement *statement;
    struct param *params;
    MYSQL_BIND *binds;
    size_t n_params;
};

struct sql_script {
    struct sql *sql;
    struct step steps[STEPS_MAX];
    size_t n;
};

static void fail_statement(MYSQL_STMT *handle, const char *text)
{
    die("%s: %s", text, mysql_stmt_error(handle));
}

static bool is_integer(enum enum_field_types type)
{
    switch (type) {
    case MYSQL_TYPE_TINY:
    case MYSQL_TYPE_SHORT:
    case MYSQL_TYPE_INT24:
    case MYSQL_TYPE_LONG:
    case MYSQL_TYPE_LONGLONG:
        return true;
    default:
        return false;
    }
}

/* As a program would that uses the rows: integers as integers, the rest as text. */
static void bind_columns(struct statement *st)
{
    MYSQL_RES *meta = mysql_stmt_result_metadata(st->handle);
    const MYSQL_FIELD *fields = meta ? mysql_fetch_fields(meta) : NULL;
    MYSQL_BIND *binds;

    if (!meta)
        return;
    st->n_columns = mysql_num_fields(meta);
    st->columns = mem_calloc(st->n_columns, sizeof(*st->columns));
    binds = mem_calloc(st->n_columns, sizeof(*binds));
    for (unsigned i = 0; i < st->n_columns; i++) {
        struct column *c = &st->columns[i];
        bool number = is_integer(fields[i].type);

        binds[i].buffer_type = number ? MYSQL_TYPE_LONGLONG : MYSQL_TYPE_STRING;
        binds[i].buffer = number ? (void *)&c->number : c->text;
        binds[i].buffer_length = number ? sizeof(c->number) : TEXT_CAP;
        binds[i].length = &c->len;
        binds[i].is_null = &c->null;
        binds[i].error = &c->error;
    }
    if (mysql_stmt_bind_result(st->handle, binds))
        fail_statement(st->handle, st->text);
    free(binds);
    mysql_free_result(meta);
}

static struct statement *find_statement(struct sql *s, const char *text)
{
    struct statement *st;

    for (size_t i = 0; i < s->n_statements; i++) {
        if (strcmp(s->statements[i].text, text) == 0)
            return &s->statements[i];
    }
    if (s->n_statements == STATEMENTS_MAX)
        die("too many statements");
    st = &s->statements[s->n_statements++];
    st->text = mem_strdup(text);
    st->handle = mysql_stmt_init(s->mysql);
    if (mysql_stmt_prepare(st->handle, text, strlen(text)))
        fail_statement(st->handle, text);
    bind_columns(st);
    return st;
}

static void bind_param(struct param *p, MYSQL_BIND *bind, const char *field)
{
    switch (field[0]) {
    case 'i':
        p->number = strtoll(field + 1, NULL, 10);
        bind->buffer_type = MYSQL_TYPE_LONGLONG;
        bind->buffer = &p->number;
        break;
    case 's':
        p->text = mem_strdup(field + 1);
        p->len = strlen(p->text);
        bind->buffer_type = MYSQL_TYPE_STRING;
        bind->buffer = p->text;
        bind->buffer_length = p->len;
        break;
    case 'n':
        bind->buffer_type = MYSQL_TYPE_NULL;
        break;
    default:
        die("not a parameter: %s", field);
    }
}

static size_t fetch_all(struct statement *st)
{
    size_t rows = 0;
    int rc;

    if (st->n_columns == 0)
        return 0;
    if (mysql_stmt_store_result(st->handle))
        fail_statement(st->handle, st->text);
    while ((rc = mysql_stmt_fetch(st->handle)) == 0)
        rows++;
    if (rc != MYSQL_NO_DATA)
        fail_statement(st->handle, st->text);
    mysql_stmt_free_result(st->handle);
    return rows;
}

struct sql *sql_new(const char *socket, const char *user, const char *database)
{
    struct sql *s = mem_calloc(1, sizeof(*s));

    s->mysql = mysql_init(NULL);
    mysql_options(s->mysql, MYSQL_SET_CHARSET_NAME, "utf8mb4");
    if (!mysql_real_connect(s->mysql, NULL, user, NULL, database, 0, socket,
                            CLIENT_MULTI_STATEMENTS))
        die("cannot connect to %s: %s", socket, mysql_error(s->mysql));
    return s;
}

void sql_free(struct sql *s)
{
    if (!s)
        return;
    for (size_t i = 0; i < s->n_statements; i++) {
        mysql_stmt_close(s->statements[i].handle);
        free(s->statements[i].text);
        free(s->statements[i].columns);
    }
    mysql_close(s->mysql);
    free(s);
}

void sql_text(struct sql *s, const char *text)
{
    int failed = mysql_real_query(s->mysql, text, strlen(text));

    while (!failed) {
        MYSQL_RES *result = mysql_store_result(s->mysql);

        while (result && mysql_fetch_row(result))
            ;
        mysql_free_result(result);
        failed = mysql_next_result(s->mysql);
    }
    if (failed > 0 || mysql_errno(s->mysql))
        die("%s: %s", text, mysql_error(s->mysql));
}

struct st_mysql_stmt *sql_prepare(struct sql *s, const char *text)
{
    return find_statement(s, text)->handle;
}

struct sql_script *sql_script_new(struct sql *s)
{
    struct sql_script *script = mem_calloc(1, sizeof(*script));

    if (!s)
        die("sql must be named before its sides");
    script->sql = s;
    return script;
}

void sql_script_free(struct sql_script *script)
{
    for (size_t i = 0; script && i < script->n; i++) {
        struct step *step = &script->steps[i];

        for (size_t k = 0; k < step->n_params; k++)
            free(step->params[k].text);
        free(step->text);
        free(step->params);
        free(step->binds);
    }
    free(script);
}

void sql_script_add(struct sql_script *script, const struct line *line)
{
    struct step *step = &script->steps[script->n];

    if (script->n == STEPS_MAX)
        die("too many steps");
    script->n++;
    if (strcmp(line->fields[0], "text") == 0) {
        step->text = mem_strdup(line->fields[1]);
        return;
    }
    step->statement = find_statement(script->sql, line->fields[1]);
    step->n_params = line->n - 2;
    if (mysql_stmt_param_count(step->statement->handle) != step->n_params)
        die("%zu parameters for %s", step->n_params, line->fields[1]);
    step->params = mem_calloc(step->n_params, sizeof(*step->params));
    step->binds = mem_calloc(step->n_params, sizeof(*step->binds));
    for (size_t i = 0; i < step->n_params; i++)
        bind_param(&step->params[i], &step->binds[i], line->fields[i + 2]);
}

size_t sql_script_run(struct sql_script *script)
{
    size_t rows = 0;

    for (size_t i = 0; i < script->n; i++) {
        struct step *step = &script->steps[i];
        MYSQL_STMT *handle = step->statement ? step->statement->handle : NULL;

        if (!handle) {
            sql_text(script->sql, step->text);
            continue;
        }
        if ((step->n_params && mysql_stmt_bind_param(handle, step->binds)) ||
            mysql_stmt_execute(handle))
            fail_statement(handle, step->statement->text);
        rows += fetch_all(step->statement);
    }
    return rows;
}
