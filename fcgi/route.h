/*
 * The table of routes: the only place where paths, parameters, rights, transactions and handlers
 * meet. serve.c enforces it, openapi.c prints it, the access test walks it.
 */
#ifndef MALKOLL_FCGI_ROUTE_H
#define MALKOLL_FCGI_ROUTE_H

#include <stddef.h>

#include "fcgi/identity.h"
#include "fcgi/req.h"

enum method { METHOD_GET, METHOD_PUT, METHOD_POST, METHOD_DELETE, METHOD__MAX };

enum param_in { PARAM_PATH, PARAM_QUERY };
enum param_type {
    PARAM_ID,   /* 1..4294967295, decimal without sign or leading zero -> uint32_t */
    PARAM_INT,  /* min..max -> int */
    PARAM_ENUM, /* one of values; stored as int: its index + 1 */
    PARAM_CODE, /* 1..max characters of A-Z a-z 0-9 _ - -> char[max + 1] */
    PARAM_TEXT  /* min..max bytes of UTF-8 without control characters -> char[max + 1] */
};

struct param_spec {
    const char *name;
    enum param_in in;
    enum param_type type;
    bool required;
    int min, max;
    const char *const *values; /* NULL-terminated, for PARAM_ENUM */
    size_t offset;             /* in struct args */
    const char *doc;
};

enum txn_mode {
    TXN_NONE,  /* the handler does not touch the database, or only by single statements */
    TXN_READ,  /* one consistent snapshot, read only */
    TXN_WRITE, /* read committed, repeated as a whole on deadlock */
    TXN_SLOW,  /* the same for an administrator's rare act, which may take as long as an import */
    TXN_UPLOAD /* the body is a file, in q->upload; the handler has units of work of its own, on a
                  connection without a statement timeout */
};

/* What an answer is built from, and so what its ETag is the revision of. */
enum rev_scope {
    REV_NONE, /* no ETag (health, writes) */
    REV_BUILD, /* changes only with the program (openapi) */
    REV_ALL,  /* everything */
    REV_UNIT  /* args.unit (or, where the path's id is a unit, args.id) and what lies below it */
};

/* What the {id} of a path is of. */
enum route_id { ID_NONE, ID_UNIT, ID_GROUP, ID_PUPIL, ID_ROUND, ID_OTHER };

#define ROUTE_PARAMS_MAX 16

struct route {
    enum method method;
    const char *path; /* "/api/groups/{id}/assessments" */
    struct param_spec params[ROUTE_PARAMS_MAX + 1]; /* ends with a NULL name */
    unsigned allow;   /* bits of enum role, or ALLOW_KNOWN / ALLOW_ANYONE; 0 denies everyone */
    enum txn_mode txn;
    enum rev_scope rev;
    bool path_id_is_unit; /* with REV_UNIT */
    int (*handle)(struct req *q); /* 0, or -1 after fail() */
    const char *doc;      /* one line, for OpenAPI */
    const char *response; /* name of the answer's schema in OpenAPI */
    const char *request;  /* name of the body's schema; NULL where there is no body */
    enum audit_kind logs; /* the line that a success leaves in the access log (req_audit.h) */
    enum route_id id_is;
};

#define ALLOW_ROLE(role) (1u << (role))
#define ALLOW_KNOWN (1u << 30)  /* any person of the roster with a duty or without */
#define ALLOW_ANYONE (1u << 31) /* no identity needed */

/* Runs on a connection of its own, without a statement timeout. */
static inline bool route_is_slow(const struct route *route)
{
    return route->txn == TXN_SLOW || route->txn == TXN_UPLOAD;
}

/* In one writing transaction, with the lines of the access log in it. */
static inline bool route_writes(const struct route *route)
{
    return route->txn == TXN_WRITE || route->txn == TXN_SLOW;
}

/* The table, in the order of the documentation; *ret_n rows. */
const struct route *route_table(size_t *ret_n);
/* The row for a method and path, with the path's {id} parsed into args; NULL if there is none.
 * HEAD finds the row of GET. *ret_known_path tells 405 from 404. An {id} that cannot be one is
 * a path that does not exist. */
const struct route *route_match(const char *method, const char *path, struct args *args,
                                bool *ret_known_path);
/* "GET" etc. */
const char *route_method_name(enum method method);
/* The methods that a path has, as the text of an Allow header; HEAD stands beside GET. */
void route_allowed_methods(const char *path, char *out, size_t out_size);

#endif
