/*
 * The access log's side of a request. Handlers say what they show or change, serve.c says who asks
 * and stores it: lines of a writing route in its transaction, those of a reading one before the
 * answer leaves (the first is on its way while the handler goes on), those of a refusal before the
 * refusal leaves. If a line cannot be stored the request fails with audit-unavailable: nothing is
 * saved and nothing shown.
 *
 * A route whose row says that it logs, and whose handler adds no line, gets one line made of its
 * row and parameters.
 */
#ifndef MALKOLL_FCGI_REQ_AUDIT_H
#define MALKOLL_FCGI_REQ_AUDIT_H

#include "fcgi/req.h"

/* ---- for handlers ---- */

/* Adds a line. Its texts are copied; status 0 becomes that of the answer. When the answer is made into a file
 * its kind is export. */
void req_audit(struct req *q, const struct audit_line *line);
/* Lines of an answer that leaves as a file are exports; one that shows no pupils gets the line of its figures
 * here. what: "figures", or what else it has. */
void req_audit_export(struct req *q, const char *what);
/* This answer names nobody: there is no line, whatever the route's row says. */
void req_audit_nothing(struct req *q);
/* For store functions that add their lines themselves, in a transaction of their own. */
const struct audit_actor *req_audit_actor(struct req *q);
/* What was told so far is stored among the statements of the act, once. */
void req_audit_send_ahead(struct req *q, struct db_pipe *pipe);

/* ---- for serve.c ---- */

/* user: REMOTE_USER as it came. */
void req_audit_from(struct req *q, const char *user, const char *address);
/* Forgets the lines of an attempt that was rolled back. */
void req_audit_again(struct req *q);
/* Stores the lines of a reading route's success. 0, or -1 after fail(). */
int req_audit_store(struct req *q);
/* The lines of a writing route's success go with its COMMIT. */
void req_audit_commit_with(struct req *q);
/* They could not be stored, and everything was rolled back. -1 after fail(). */
int req_audit_failed(struct req *q, const struct err *e);
/* Stores the line of a request that failed with 403 or 404 and came from a login name. */
void req_audit_refusal(struct req *q);
/* At the end: nothing may be on its way any more, whatever became of the request. */
void req_audit_settle(struct req *q);

#endif
