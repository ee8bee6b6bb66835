/*
 * One request as a handler sees it: checked, typed, authorised. Everything in it lives in the
 * request's arena and is gone after the answer.
 */
#ifndef MALKOLL_FCGI_REQ_H
#define MALKOLL_FCGI_REQ_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/conf.h"
#include "base/db.h"
#include "base/err.h"
#include "base/json_read.h"
#include "base/json_write.h"
#include "store/audit.h"

struct route;
struct identity;
struct reference_cache;
struct dips_cache;
struct group_cache;

enum arg_rows { ROWS_DEFAULT, ROWS_UNIT, ROWS_CLASS, ROWS_YEAR_GROUP, ROWS_GENDER, ROWS_PUPIL };
enum arg_gender { GENDER_ALL, GENDER_FEMALE, GENDER_MALE }; /* as in the database's cells */
enum arg_basis { BASIS_DEFAULT, BASIS_NOW, BASIS_CLOSED };

enum arg_follow { FOLLOW_DEFAULT, FOLLOW_UNIT, FOLLOW_YEAR_GROUP, FOLLOW_COHORT };
enum arg_format { FORMAT_DEFAULT, FORMAT_JSON, FORMAT_XLSX, FORMAT_CSV, FORMAT_CSV_4180 };
enum arg_lang { LANG_DEFAULT, LANG_SV, LANG_EN };
enum arg_provider { PROVIDER_DEFAULT, PROVIDER_MUNICIPAL, PROVIDER_ALL };

enum arg_yes { YES_DEFAULT, YES_TRUE, YES_FALSE };

#define SUBJECT_CODE_MAX 16
#define SEARCH_MAX 64
#define TABLE_CODE_MAX 16
#define ARG_FILE_MAX 60
#define ARG_FLAG_MAX 60

/* All parameters of all routes: a name means the same everywhere. 0 or "" = not given. */
struct args {
    uint32_t id;    /* the {id} of the path */
    uint32_t unit;
    uint32_t round;
    uint32_t class_id;
    uint32_t person; /* of the staff */
    uint32_t pupil;
    uint32_t before; /* a line of the access log: those before it */
    int kind;        /* of a line: enum audit_kind, counted from AUDIT_SAVE as 1 */
    int unusual;     /* enum arg_yes */
    char from[11], to[11]; /* "YYYY-MM-DD", not checked further */
    int year_group; /* 1..10 */
    int year;       /* of an autumn: a school year */
    int dry_run;    /* enum arg_yes */
    int allow_ending; /* percent + 1 */
    char date[11];  /* "YYYY-MM-DD", not checked further */
    int source;     /* of an import: 1 + index in the route's values */
    char file[ARG_FILE_MAX + 1]; /* a file's name, as its owner calls it */
    enum arg_rows rows;
    enum arg_gender gender;
    enum arg_basis basis;
    enum arg_follow follow;
    int round_kind; /* enum round_kind + 1 */
    int detail;     /* enum arg_yes */
    int measure;    /* 1 + index in attainment_measures */
    int direction;  /* of a change: 1 dip, 2 rise */
    int grain;      /* enum dip_grain + 1 */
    int limit;      /* 0 = all */
    char flag[ARG_FLAG_MAX + 1]; /* a dip's id */
    enum arg_format format;
    enum arg_lang lang;
    char table[TABLE_CODE_MAX + 1]; /* of a page that has several, for a file of values */
    enum arg_provider provider;
    uint32_t with_unit, with_class; /* what is compared with, where it differs */
    int with_year_group;
    enum arg_gender with_gender;
    char subject[SUBJECT_CODE_MAX + 1];
    char search[SEARCH_MAX + 1];
};

/* What the access log is to hold of a request (req_audit.h). */
struct req_audit {
    struct audit_actor who;
    struct audit_line *lines;
    size_t n, cap;
    struct db_batch *posted; /* the first of them, when its answer has to be waited for */
    size_t sent; /* the first of them, sent among the statements of the act */
    bool told; /* the handler has said all there is to say */
    bool with_commit; /* the lines are sent together with COMMIT: nothing but these can fail now */
};

struct req {
    const struct route *route;
    struct args args;
    const struct json_node *body;    /* parsed body of a write, else NULL */
    int upload;                      /* file descriptor of the body of an upload, else -1 */
    const struct identity *me;       /* NULL only on routes that anyone may call */
    const struct conf *conf;
    struct reference_cache *reference; /* of the worker */
    struct dips_cache *dips;           /* of the worker */
    struct group_cache *groups;        /* of the worker */
    uint64_t revision;                 /* of everything, as this attempt read it; with a person */
    struct db *db;                   /* inside the route's transaction */
    struct db *log;                  /* a connection for lines that do not wait; may be NULL */
    struct arena *arena;
    char today[11];                  /* local date YYYY-MM-DD: duties and rosters are dated by it */
    char now[24];                    /* UTC "YYYY-MM-DD hh:mm:ss.mmm", set once per request */
    const char *id;                  /* request id, also in nginx's log */
    struct json_writer w;            /* the answer's body */
    int status;                      /* of a success; 200 unless the handler says otherwise */
    struct req_audit audit;
    bool shows_protected;            /* the answer gets no tag: each view is one of its own */
    struct problem *problem;         /* set by fail() */
    struct err err;                  /* what fail_err was given: for the log and for the retry */
};

/*
 * Ends the request with a problem document: `return fail(q, 404, "not-found", "...")`. The slug is
 * one of problem.h's table (title from there); detail says what the person can do. Returns -1.
 */
int fail(struct req *q, int status, const char *slug, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));
/* The same with the name of the parameter or member that is wrong. */
int fail_field(struct req *q, int status, const char *slug, const char *field, const char *fmt, ...)
    __attribute__((format(printf, 5, 6)));
/* Turns a library's err into the fitting problem (not-found, unavailable, internal ...). ERR_RETRY
 * passes through to serve.c, which repeats the whole unit of work. Returns -1. */
int fail_err(struct req *q, const struct err *e);
/* The line in the program's log for an answer of 5xx. */
void req_log_failure(struct req *q);

#define REQUEST_ID_MAX 64

/* nginx's id of the request, or one of our own if it sends none that fits a log line. */
const char *req_id(char out[REQUEST_ID_MAX + 1], const char *given, unsigned long count);
/* Writes a database time ("YYYY-MM-DD hh:mm:ss.mmm", UTC; NULL gives null) as ISO 8601 with Z. */
void req_kv_time(struct json_writer *w, const char *key, const char *db_time);

#endif
