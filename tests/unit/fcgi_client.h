/*
 * A web server in miniature: sends one FastCGI request to serve.c in this process, over a real
 * socket and through libfcgi, and gives back what would go to the browser.
 */
#ifndef MALKOLL_TEST_FCGI_CLIENT_H
#define MALKOLL_TEST_FCGI_CLIENT_H

#include <stddef.h>

#include "fcgi/serve.h"

struct fcgi_answer {
    int status;
    const char *head; /* status line and headers, each ended by CR LF */
    const char *body;
};

/*
 * params: "NAME=value" strings up to a NULL, sent in this order. body may be NULL. The answer is
 * valid until the next call. Fails the test when nothing understandable comes back.
 */
struct fcgi_answer fcgi_ask(struct serve *s, const char *const *params, const char *body);
/* The value of a header of the answer, or "" where it is absent; valid until the next call. */
const char *fcgi_header(const struct fcgi_answer *a, const char *name);

#endif
