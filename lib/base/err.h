/*
 * What went wrong, for the caller to act on.
 *
 * Library functions return 0 or -1 and fill a struct err; they never log and never exit.
 * The kind decides what happens next (an HTTP status, an exit code, a retry); msg is English
 * text for the log and for administrators, never shown to a pupil's reader unchecked.
 */
#ifndef MALKOLL_BASE_ERR_H
#define MALKOLL_BASE_ERR_H

enum err_kind {
    ERR_NONE = 0,
    ERR_INPUT,           /* the caller's input is wrong; nothing was changed */
    ERR_NOT_FOUND,       /* does not exist, or is not the caller's to see */
    ERR_FORBIDDEN,       /* exists and is known to the caller, but this act is not allowed */
    ERR_CONFLICT,        /* the state does not permit it (for example a closed round) */
    ERR_RETRY,           /* deadlock or lock timeout: the whole unit of work may be repeated */
    ERR_UNAVAILABLE,     /* the database cannot be reached or is not ready */
    ERR_UNKNOWN_OUTCOME, /* COMMIT failed: it is unknown whether the write happened */
    ERR_INTERNAL,        /* a defect, or an error of the system that nobody expected */
    ERR_KIND__MAX
};

struct err {
    enum err_kind kind;
    int code; /* errno or the database's error number, 0 if neither */
    char msg[512];
};

/* Fills e (which may be NULL) and returns -1, so that `return err_set(...)` reads well. */
int err_set(struct err *e, enum err_kind kind, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
int err_set_code(struct err *e, enum err_kind kind, int code, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));
/* Puts "text: " before the message that e already has; returns -1. */
int err_prefix(struct err *e, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void err_clear(struct err *e);
/* "input", "not-found", ... for log lines. */
const char *err_kind_name(enum err_kind kind);

#endif
