/*
 * The bench's stop-watch: what is compared takes turns in one process, so that both sides see the
 * same machine. The job file (tab separated, written by run.mjs) says what the sides are; the times
 * of each come out as JSON.
 *
 *     http HOST PORT                  where the HTTP sides ask
 *     sql SOCKET USER DATABASE        where the SQL sides ask, through Connector/C
 *     repeat N / warm N               measured turns, and unmeasured ones before
 *     side NAME http                  request METHOD PATH, header TEXT..., status N
 *     side NAME sql                   text SQL or query SQL PARAM..., in order (i5, stext, n)
 *     class ROUND PERSON              the rows that are saved: pupil ID SUBJECT VERSION CODE LEVEL
 *                                     CODE LEVEL, with the two levels that take turns
 *     side NAME save-http             request, header
 *     side NAME save-sql              upsert SQL
 */
#ifndef MALKOLL_BENCH_MEASURE_H
#define MALKOLL_BENCH_MEASURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

#define FIELDS_MAX 40

struct line {
    char *fields[FIELDS_MAX];
    size_t n;
};

/* Ends the program with a message: a bench that cannot measure has nothing else to do. */
_Noreturn void die(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* ---- HTTP over one kept connection ---- */

struct http;
struct http_answer {
    int status;
    const char *body; /* valid until the next call */
    size_t body_len;
};

struct http *http_new(const char *host, const char *port);
void http_free(struct http *h);
struct http_answer http_call(struct http *h, const char *request, size_t len);

/* ---- prepared statements through Connector/C ---- */

struct sql;
struct sql_script;

struct sql *sql_new(const char *socket, const char *user, const char *database);
void sql_free(struct sql *s);
/* A statement without parameters, its rows read and dropped. */
void sql_text(struct sql *s, const char *text);
struct sql_script *sql_script_new(struct sql *s);
void sql_script_free(struct sql_script *script);
/* fields[0] is text or query, fields[1] the statement, then its parameters. */
void sql_script_add(struct sql_script *script, const struct line *line);
/* Runs all steps, reads every row into bound buffers, returns the number of rows. */
size_t sql_script_run(struct sql_script *script);

/* ---- saving one class, over HTTP or by the upsert alone ---- */

struct save;

struct save *save_new(const char *round, const char *person);
void save_free(struct save *v);
void save_add_pupil(struct save *v, const struct line *line);
/* Each call saves every pupil with the other one of its two levels. */
void save_http(struct save *v, struct http *h, const char *head, size_t head_len);
void save_sql(struct save *v, struct sql *s, const char *upsert);

/* For save_sql: the statement, prepared for arrays of parameters. */
struct st_mysql_stmt;
struct st_mysql_stmt *sql_prepare(struct sql *s, const char *text);

#endif
