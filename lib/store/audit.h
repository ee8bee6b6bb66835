/*
 * The access log: one line per act and pupil, and one per save of several pupils, in table
 * access_log. What was done and its line are stored together, or neither is: whoever changes something
 * stores the line in the same transaction, whoever shows something stores it before anybody sees the
 * answer.
 *
 * The workers' account can only add lines. Time and number of a line are the server's.
 */
#ifndef MALKOLL_STORE_AUDIT_H
#define MALKOLL_STORE_AUDIT_H

#include <stddef.h>
#include <stdint.h>

#include "base/db.h"

enum audit_kind {
    AUDIT_UNDECIDED, /* a route whose author has not thought about it: no line can have it */
    AUDIT_NOTHING,   /* of a route: it shows and changes nothing that is logged */
    AUDIT_SAVE,           /* an assessment: old and new level */
    AUDIT_VIEW_PUPIL,     /* a page about one pupil */
    AUDIT_VIEW_LIST,      /* a list that names pupils: of a group, a class or a unit */
    AUDIT_VIEW_PROTECTED, /* a pupil with protected identity, shown to a named duty */
    AUDIT_EXPORT,
    AUDIT_DUTY,           /* a duty given, changed or ended */
    AUDIT_DELEGATION,
    AUDIT_ROUND,          /* planned, opened, closed, ... */
    AUDIT_SETTING,        /* also scales and rules */
    AUDIT_IMPORT,
    AUDIT_PROTECT,        /* a mark of protected identity set or taken away */
    AUDIT_PURGE,          /* retention: what was removed, held or let go */
    AUDIT_EXTRACT,        /* everything that is stored about one person */
    AUDIT_READ,           /* the log itself was read */
    AUDIT_REFUSED,        /* asked for what is not theirs, or for what is not there */
    AUDIT_KIND__MAX
};

/* "view-pupil" etc., as in the database and the API. */
const char *audit_kind_name(enum audit_kind kind);
/* AUDIT_UNDECIDED when no line can have that name. */
enum audit_kind audit_kind_find(const char *name);

/* Who acts, from where: the same for all lines of an act. Texts may be NULL. */
struct audit_actor {
    const char *name;       /* login name, or "malkollctl:user" */
    uint32_t person_id;     /* 0: unknown, or no person */
    const char *duty;       /* "principal-12", or roles */
    const char *address;
    const char *request_id;
    const char *route;      /* "PUT /api/groups/{id}/assessments", "malkollctl round close" */
};

/* What is done to whom. Ids that are 0 and texts that are NULL are not stored. Texts that are longer
 * than the column are cut. */
struct audit_line {
    enum audit_kind kind;
    int status; /* of HTTP; 0: not a request */
    uint32_t pupil_id, unit_id, class_id, group_id, round_id, subject_id;
    const char *old_value, *new_value;
    const char *detail;
    /* Of a save of several pupils: their ids with the old and the new level (each may be null), as
     * [[12,"C","A"],[13,null,"E"]] without blanks, each pupil once. Pupil and values are then not set. */
    const char *changes;
};

/* In the caller's transaction, or alone. */
int audit_store(struct db *db, const struct audit_actor *who, const struct audit_line *lines,
                size_t n, struct err *e);
/* Among the statements of the caller's act. audit_failed: whether it was they that db_pipe_end failed at. */
void audit_send_ahead(struct db_pipe *pipe, const struct audit_actor *who,
                      const struct audit_line *lines, size_t n);
bool audit_failed(const struct db_pipe *pipe);
/* As the last act of the caller's transaction, in one round trip with its COMMIT. */
void audit_commit_with(struct db *db, const struct audit_actor *who,
                       const struct audit_line *lines, size_t n);
/*
 * The same in two steps, alone, on a connection of its own: between them the act goes on. NULL and e
 * when it cannot be sent. audit_wait ends it; lines of a failed one may be there all the same.
 */
struct db_batch *audit_post(struct db *db, const struct audit_actor *who,
                            const struct audit_line *lines, size_t n, struct err *e);
int audit_wait(struct db_batch *posted, struct err *e);
/* A line of somebody of whom no more than the login name may be known: it finds the person. */
int audit_store_refusal(struct db *db, const struct audit_actor *who,
                        const struct audit_line *line, struct err *e);

#endif
