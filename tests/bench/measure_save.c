/*
 * A class is saved again and again; every save changes every row. Both ways share the versions, so
 * they can take turns on the same rows: what the upsert alone leaves behind in the derived rows is
 * put right by the next save over HTTP.
 */
#include <mysql.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/mem.h"
#include "measure.h"

#define PUPILS_MAX 100
#define COLUMNS 9 /* of save_put: round, pupil, subject, state, level, version, person, time, reason */

struct pupil {
    char id[16];
    long long number, subject, version;
    char code[2][8];
    long long level[2];
};

struct save {
    long long round, person;
    struct pupil pupils[PUPILS_MAX];
    size_t n;
    unsigned turn;
    struct buf body, request;
};

/* Parameters by column, as the bulk protocol takes them. */
struct bulk {
    long long numbers[COLUMNS][PUPILS_MAX];
    char *texts[COLUMNS][PUPILS_MAX];
    unsigned long lengths[COLUMNS][PUPILS_MAX];
    char indicators[COLUMNS][PUPILS_MAX];
    MYSQL_BIND binds[COLUMNS];
};

static void take_turn(struct save *v)
{
    v->turn++;
    for (size_t i = 0; i < v->n; i++)
        v->pupils[i].version++;
}

static size_t count_saved(const struct http_answer *a)
{
    static const char word[] = "\"status\":\"saved\"";
    const char *p = a->body, *end = a->body + a->body_len;
    size_t n = 0;

    while ((p = memmem(p, (size_t)(end - p), word, sizeof(word) - 1))) {
        p += sizeof(word) - 1;
        n++;
    }
    return n;
}

static void write_body(struct save *v)
{
    buf_reset(&v->body, SIZE_MAX);
    buf_puts(&v->body, "{\"entries\":[");
    for (size_t i = 0; i < v->n; i++) {
        const struct pupil *p = &v->pupils[i];

        buf_printf(&v->body, "%s{\"pupil\":\"%s\",\"level\":\"%s\",\"version\":%lld}", i ? "," : "",
                   p->id, p->code[v->turn % 2], p->version);
    }
    buf_puts(&v->body, "]}");
}

static void bind_number(struct bulk *b, int column)
{
    b->binds[column].buffer_type = MYSQL_TYPE_LONGLONG;
    b->binds[column].buffer = b->numbers[column];
}

static void bind_text(struct bulk *b, int column)
{
    b->binds[column].buffer_type = MYSQL_TYPE_STRING;
    b->binds[column].buffer = b->texts[column];
    b->binds[column].length = b->lengths[column];
    b->binds[column].u.indicator = b->indicators[column];
}

static void put_text(struct bulk *b, int column, size_t row, char *text)
{
    b->texts[column][row] = text;
    b->lengths[column][row] = text ? strlen(text) : 0;
    b->indicators[column][row] = text ? STMT_INDICATOR_NONE : STMT_INDICATOR_NULL;
}

static void fill(struct bulk *b, const struct save *v, char *now)
{
    static char state[] = "level";

    for (size_t i = 0; i < v->n; i++) {
        const struct pupil *p = &v->pupils[i];

        b->numbers[0][i] = v->round;
        b->numbers[1][i] = p->number;
        b->numbers[2][i] = p->subject;
        put_text(b, 3, i, state);
        b->numbers[4][i] = p->level[v->turn % 2];
        b->numbers[5][i] = p->version + 1;
        b->numbers[6][i] = v->person;
        put_text(b, 7, i, now);
        put_text(b, 8, i, NULL);
    }
    for (int column = 0; column < COLUMNS; column++) {
        if (column == 3 || column >= 7)
            bind_text(b, column);
        else
            bind_number(b, column);
    }
}

static void write_now(char *out, size_t size)
{
    struct timespec t;
    struct tm tm;
    size_t len;

    clock_gettime(CLOCK_REALTIME, &t);
    gmtime_r(&t.tv_sec, &tm);
    len = strftime(out, size, "%Y-%m-%d %H:%M:%S", &tm);
    snprintf(out + len, size - len, ".%03ld", t.tv_nsec / 1000000);
}

struct save *save_new(const char *round, const char *person)
{
    struct save *v = mem_calloc(1, sizeof(*v));

    v->round = strtoll(round, NULL, 10);
    v->person = strtoll(person, NULL, 10);
    return v;
}

void save_free(struct save *v)
{
    if (!v)
        return;
    buf_free(&v->body);
    buf_free(&v->request);
    free(v);
}

void save_add_pupil(struct save *v, const struct line *line)
{
    struct pupil *p = &v->pupils[v->n];

    if (v->n == PUPILS_MAX || line->n != 8)
        die("pupil: too many, or not ID SUBJECT VERSION CODE LEVEL CODE LEVEL");
    v->n++;
    snprintf(p->id, sizeof(p->id), "%s", line->fields[1]);
    p->number = strtoll(line->fields[1], NULL, 10);
    p->subject = strtoll(line->fields[2], NULL, 10);
    p->version = strtoll(line->fields[3], NULL, 10);
    for (int i = 0; i < 2; i++) {
        snprintf(p->code[i], sizeof(p->code[i]), "%s", line->fields[4 + 2 * i]);
        p->level[i] = strtoll(line->fields[5 + 2 * i], NULL, 10);
    }
}

void save_http(struct save *v, struct http *h, const char *head, size_t head_len)
{
    struct http_answer a;

    write_body(v);
    buf_reset(&v->request, SIZE_MAX);
    buf_append(&v->request, head, head_len);
    buf_printf(&v->request, "Content-Length: %zu\r\n\r\n", v->body.len);
    buf_append(&v->request, v->body.data, v->body.len);
    a = http_call(h, v->request.data, v->request.len);
    if (a.status != 200 || count_saved(&a) != v->n)
        die("a save was answered with %d: %.*s", a.status, (int)a.body_len, a.body);
    take_turn(v);
}

void save_sql(struct save *v, struct sql *s, const char *upsert)
{
    MYSQL_STMT *handle = sql_prepare(s, upsert);
    unsigned n = (unsigned)v->n;
    struct bulk b = {.binds = {{0}}};
    char now[32];

    write_now(now, sizeof(now));
    fill(&b, v, now);
    sql_text(s, "START TRANSACTION");
    if (mysql_stmt_attr_set(handle, STMT_ATTR_ARRAY_SIZE, &n) ||
        mysql_stmt_bind_param(handle, b.binds) || mysql_stmt_execute(handle))
        die("the upsert: %s", mysql_stmt_error(handle));
    sql_text(s, "COMMIT");
    take_turn(v);
}
