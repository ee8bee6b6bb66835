#include "fcgi/req.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/utf8.h"
#include "fcgi/problem.h"
#include "fcgi/route.h"

static void __attribute__((format(printf, 5, 0)))
set_problem(struct req *q, int status, const char *slug, const char *field, const char *fmt,
            va_list ap)
{
    struct problem *p = arena_alloc(q->arena, sizeof(*p));
    size_t len;

    p->status = status;
    p->kind = problem_find(slug);
    vsnprintf(p->detail, sizeof(p->detail), fmt, ap);
    len = utf8_truncate(p->detail, strlen(p->detail), sizeof(p->detail));
    p->detail[len] = '\0';
    snprintf(p->field, sizeof(p->field), "%s", field);
    q->problem = p;
}

int fail(struct req *q, int status, const char *slug, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    set_problem(q, status, slug, "", fmt, ap);
    va_end(ap);
    return -1;
}

int fail_field(struct req *q, int status, const char *slug, const char *field, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    set_problem(q, status, slug, field, fmt, ap);
    va_end(ap);
    return -1;
}

int fail_err(struct req *q, const struct err *e)
{
    q->err = *e;
    switch (e->kind) {
    case ERR_RETRY:
        /* No problem yet: the unit of work is repeated. */
        return -1;
    case ERR_INPUT:
        return fail(q, 400, "invalid-body", "The request cannot be understood.");
    case ERR_NOT_FOUND:
        return fail(q, 404, "not-found", "There is no such thing, or it is not yours to see.");
    case ERR_FORBIDDEN:
        return fail(q, 403, "forbidden", "Your duties do not include this.");
    case ERR_CONFLICT:
        return fail(q, 409, "round-not-open", "The round's state does not permit this now.");
    case ERR_UNAVAILABLE:
        return fail(q, 503, "unavailable",
                    "The database cannot be reached at the moment. Try again in a moment.");
    case ERR_UNKNOWN_OUTCOME:
        return fail(q, 503, "outcome-unknown",
                    "It is unknown whether this was saved. Send it again: that is harmless.");
    case ERR_NONE:
    case ERR_INTERNAL:
    case ERR_KIND__MAX:
        break;
    }
    return fail(q, 500, "internal",
                "Something went wrong on the server. Give the request id to the administrator.");
}

const char *req_id(char out[REQUEST_ID_MAX + 1], const char *given, unsigned long count)
{
    size_t len = strlen(given);

    if (len > 0 && len <= REQUEST_ID_MAX &&
        strspn(given, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.") == len)
        memcpy(out, given, len + 1);
    else
        snprintf(out, REQUEST_ID_MAX + 1, "%lx-%lx", (unsigned long)getpid(), count);
    return out;
}

void req_kv_time(struct json_writer *w, const char *key, const char *db_time)
{
    char iso[32];
    size_t len = db_time ? strlen(db_time) : 0;

    if (len < 19 || len > 26) {
        json_kv_null(w, key);
        return;
    }
    snprintf(iso, sizeof(iso), "%.10sT%sZ", db_time, db_time + 11);
    json_kv_str(w, key, iso);
}

void req_log_failure(struct req *q)
{
    struct err *e = &q->err;
    char reason[600];

    log_hide_values(e->msg);
    log_event(LOG_LEVEL_ERROR, "request-failed",
              "id=%s method=%s route=%s status=%d problem=%s kind=%s code=%d reason=%s", q->id,
              q->route ? route_method_name(q->route->method) : "-",
              q->route ? q->route->path : "-", q->problem->status, q->problem->kind->slug,
              err_kind_name(e->kind), e->code, log_quote(e->msg, reason, sizeof(reason)));
}
