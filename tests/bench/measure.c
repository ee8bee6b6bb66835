#include "measure.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/mem.h"

#define SIDES_MAX 8

enum kind { KIND_HTTP, KIND_SQL, KIND_SAVE_HTTP, KIND_SAVE_SQL, KIND__MAX };
static const char *const kind_names[KIND__MAX] = {"http", "sql", "save-http", "save-sql"};

struct side {
    char *name;
    enum kind kind;
    struct buf request; /* an HTTP side: line and headers, without the last empty line */
    int status;
    struct sql_script *script;
    char *upsert;
    double *us;
    size_t bytes;       /* of the last answer, or rows of the last run */
};

struct job {
    struct http *http;
    struct sql *sql;
    struct save *save;
    struct side sides[SIDES_MAX];
    size_t n_sides;
    size_t repeat, warm;
};

_Noreturn void die(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    fputs("measure: ", stderr);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    va_end(args);
    exit(1);
}

/* ---- the job ---- */

static struct side *present_side(struct job *job, enum kind one, enum kind other)
{
    struct side *side = job->n_sides ? &job->sides[job->n_sides - 1] : NULL;

    if (!side || (side->kind != one && side->kind != other))
        die("a line that does not belong to its side");
    return side;
}

static void add_side(struct job *job, const struct line *l)
{
    struct side *side = &job->sides[job->n_sides];
    int kind = 0;

    if (job->n_sides == SIDES_MAX || l->n != 3)
        die("side: too many, or not NAME KIND");
    while (kind < KIND__MAX && strcmp(kind_names[kind], l->fields[2]) != 0)
        kind++;
    if (kind == KIND__MAX)
        die("no such kind of side: %s", l->fields[2]);
    job->n_sides++;
    side->name = mem_strdup(l->fields[1]);
    side->kind = (enum kind)kind;
    side->status = 200;
    if (side->kind == KIND_SQL)
        side->script = sql_script_new(job->sql);
}

static void set_connection(struct job *job, const struct line *l)
{
    if (strcmp(l->fields[0], "http") == 0 && l->n == 3)
        job->http = http_new(l->fields[1], l->fields[2]);
    else if (strcmp(l->fields[0], "sql") == 0 && l->n == 4)
        job->sql = sql_new(l->fields[1], l->fields[2], l->fields[3]);
    else
        die("%s: wrong number of fields", l->fields[0]);
}

static void take_side_line(struct job *job, const struct line *l)
{
    const char *what = l->fields[0];

    if (strcmp(what, "request") == 0 && l->n == 3)
        buf_printf(&present_side(job, KIND_HTTP, KIND_SAVE_HTTP)->request,
                   "%s %s HTTP/1.1\r\nHost: bench\r\n", l->fields[1], l->fields[2]);
    else if (strcmp(what, "header") == 0 && l->n == 2)
        buf_printf(&present_side(job, KIND_HTTP, KIND_SAVE_HTTP)->request, "%s\r\n", l->fields[1]);
    else if (strcmp(what, "status") == 0 && l->n == 2)
        present_side(job, KIND_HTTP, KIND_HTTP)->status = atoi(l->fields[1]);
    else if ((strcmp(what, "text") == 0 || strcmp(what, "query") == 0) && l->n >= 2)
        sql_script_add(present_side(job, KIND_SQL, KIND_SQL)->script, l);
    else if (strcmp(what, "upsert") == 0 && l->n == 2)
        present_side(job, KIND_SAVE_SQL, KIND_SAVE_SQL)->upsert = mem_strdup(l->fields[1]);
    else
        die("not understood: %s with %zu fields", what, l->n);
}

static void take_line(struct job *job, const struct line *l)
{
    const char *what = l->fields[0];

    if (strcmp(what, "http") == 0 || strcmp(what, "sql") == 0)
        set_connection(job, l);
    else if (strcmp(what, "repeat") == 0 && l->n == 2)
        job->repeat = strtoul(l->fields[1], NULL, 10);
    else if (strcmp(what, "warm") == 0 && l->n == 2)
        job->warm = strtoul(l->fields[1], NULL, 10);
    else if (strcmp(what, "side") == 0)
        add_side(job, l);
    else if (strcmp(what, "class") == 0 && l->n == 3)
        job->save = save_new(l->fields[1], l->fields[2]);
    else if (strcmp(what, "pupil") == 0 && job->save)
        save_add_pupil(job->save, l);
    else
        take_side_line(job, l);
}

static void read_job(const char *path, struct job *job)
{
    FILE *in = fopen(path, "r");
    char *text = NULL;
    size_t cap = 0;

    if (!in)
        die("%s cannot be read", path);
    while (getline(&text, &cap, in) > 0) {
        struct line l = {.n = 0};
        char *rest = text, *field;

        text[strcspn(text, "\n")] = '\0';
        while (l.n < FIELDS_MAX && (field = strsep(&rest, "\t")))
            l.fields[l.n++] = field;
        if (l.fields[0][0])
            take_line(job, &l);
    }
    free(text);
    fclose(in);
}

/* ---- measuring ---- */

static double now_us(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static void ask(struct job *job, struct side *side)
{
    struct http_answer answer = http_call(job->http, side->request.data, side->request.len);

    if (answer.status != side->status)
        die("%s: answered with %d instead of %d: %.*s", side->name, answer.status, side->status,
            (int)answer.body_len, answer.body);
    side->bytes = answer.body_len;
}

static double run_side(struct job *job, struct side *side)
{
    double begun = now_us();

    switch (side->kind) {
    case KIND_HTTP:
        ask(job, side);
        break;
    case KIND_SQL:
        side->bytes = sql_script_run(side->script);
        break;
    case KIND_SAVE_HTTP:
        save_http(job->save, job->http, side->request.data, side->request.len);
        break;
    case KIND_SAVE_SQL:
        save_sql(job->save, job->sql, side->upsert);
        break;
    case KIND__MAX:
        break;
    }
    return now_us() - begun;
}

/* Who begins changes from turn to turn. */
static void run_all(struct job *job)
{
    for (size_t i = 0; i < job->n_sides; i++) {
        struct side *side = &job->sides[i];

        side->us = mem_calloc(job->repeat + 1, sizeof(*side->us));
        if (side->kind == KIND_HTTP)
            buf_puts(&side->request, "\r\n");
    }
    for (size_t turn = 0; turn < job->warm + job->repeat; turn++) {
        for (size_t i = 0; i < job->n_sides; i++) {
            struct side *side = &job->sides[(turn + i) % job->n_sides];
            double us = run_side(job, side);

            if (turn >= job->warm)
                side->us[turn - job->warm] = us;
        }
    }
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static void print_side(const struct job *job, struct side *side, bool last)
{
    size_t n = job->repeat;
    double sum = 0;

    for (size_t i = 0; i < n; i++)
        sum += side->us[i];
    qsort(side->us, n, sizeof(*side->us), compare);
    printf("{\"name\":\"%s\",\"n\":%zu,\"median_us\":%.1f,\"p95_us\":%.1f,\"min_us\":%.1f,"
           "\"mean_us\":%.1f,\"size\":%zu}%s\n",
           side->name, n, side->us[n / 2], side->us[n * 95 / 100], side->us[0], sum / (double)n,
           side->bytes, last ? "" : ",");
}

static void end_job(struct job *job)
{
    for (size_t i = 0; i < job->n_sides; i++) {
        struct side *side = &job->sides[i];

        free(side->name);
        free(side->upsert);
        free(side->us);
        buf_free(&side->request);
        sql_script_free(side->script);
    }
    save_free(job->save);
    sql_free(job->sql);
    http_free(job->http);
}

int main(int argc, char **argv)
{
    struct job job = {.repeat = 100, .warm = 10};

    if (argc != 2) {
        fprintf(stderr, "usage: %s JOB\n", argv[0]);
        return 2;
    }
    read_job(argv[1], &job);
    if (job.repeat == 0 || job.n_sides == 0)
        die("nothing to measure");
    run_all(&job);
    printf("[");
    for (size_t i = 0; i < job.n_sides; i++)
        print_side(&job, &job.sides[i], i + 1 == job.n_sides);
    printf("]\n");
    end_job(&job);
    return 0;
}
