#include "base/err.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

/*
 * Formats aside first, because the arguments may point into e->msg itself; cuts between characters,
 * so that the message stays valid UTF-8.
 */
static void __attribute__((format(printf, 2, 0)))
set_message(struct err *e, const char *fmt, va_list ap)
{
    char msg[sizeof(e->msg)];
    size_t len;

    vsnprintf(msg, sizeof(msg), fmt, ap);
    len = utf8_truncate(msg, strlen(msg), sizeof(msg));
    memcpy(e->msg, msg, len);
    e->msg[len] = '\0';
}

int err_set(struct err *e, enum err_kind kind, const char *fmt, ...)
{
    va_list ap;

    if (!e)
        return -1;
    va_start(ap, fmt);
    set_message(e, fmt, ap);
    va_end(ap);
    e->kind = kind;
    e->code = 0;
    return -1;
}

int err_set_code(struct err *e, enum err_kind kind, int code, const char *fmt, ...)
{
    va_list ap;

    if (!e)
        return -1;
    va_start(ap, fmt);
    set_message(e, fmt, ap);
    va_end(ap);
    e->kind = kind;
    e->code = code;
    return -1;
}

int err_prefix(struct err *e, const char *fmt, ...)
{
    struct err before;
    va_list ap;

    if (!e)
        return -1;
    before = *e;
    va_start(ap, fmt);
    set_message(e, fmt, ap);
    va_end(ap);
    return err_set_code(e, before.kind, before.code, "%s: %s", e->msg, before.msg);
}

void err_clear(struct err *e)
{
    if (!e)
        return;
    e->kind = ERR_NONE;
    e->code = 0;
    e->msg[0] = '\0';
}

const char *err_kind_name(enum err_kind kind)
{
    static const char *const names[ERR_KIND__MAX] = {
        [ERR_NONE] = "none",
        [ERR_INPUT] = "input",
        [ERR_NOT_FOUND] = "not-found",
        [ERR_FORBIDDEN] = "forbidden",
        [ERR_CONFLICT] = "conflict",
        [ERR_RETRY] = "retry",
        [ERR_UNAVAILABLE] = "unavailable",
        [ERR_UNKNOWN_OUTCOME] = "unknown-outcome",
        [ERR_INTERNAL] = "internal",
    };

    assert(kind < ERR_KIND__MAX);
    return names[kind];
}
