/*
 * The way of a request: match, authenticate, parse, look at the revision, begin the transaction,
 * authorise, handle, answer. Everything that a route's row demands is enforced here and nowhere
 * else; a handler runs only after all of it.
 */
#ifndef MALKOLL_FCGI_SERVE_H
#define MALKOLL_FCGI_SERVE_H

#include <fcgiapp.h>

#include "base/conf.h"

struct serve;

/* Does not touch the database yet. conf must outlive it. */
struct serve *serve_new(const struct conf *conf);
void serve_free(struct serve *s);
/* Answers one request, whatever it is. */
void serve_request(struct serve *s, FCGX_Request *fr);
/* Gives the request's memory back; to be called when the answer is on its way. */
void serve_reset(struct serve *s);

#endif
