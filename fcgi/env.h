/*
 * The FastCGI parameters that a request is read from. What nginx sets and what a client's headers
 * bring are told apart by name: a name beginning with HTTP_ comes from the client and never says
 * who somebody is.
 */
#ifndef MALKOLL_FCGI_ENV_H
#define MALKOLL_FCGI_ENV_H

#include <stddef.h>

enum env_name {
    /* set by nginx; each may come only once */
    ENV_REMOTE_USER,
    ENV_REQUEST_METHOD,
    ENV_PATH_INFO, /* the path from /api/ on, without the mount prefix and the query */
    ENV_QUERY_STRING,
    ENV_CONTENT_LENGTH,
    ENV_CONTENT_TYPE,
    ENV_REQUEST_ID,
    ENV_REMOTE_ADDR,
    /* a client's headers; of several the first counts */
    ENV_HTTP_HOST,
    ENV_HTTP_IF_NONE_MATCH,
    ENV_HTTP_ORIGIN,
    ENV_HTTP_SEC_FETCH_SITE,
    ENV_HTTP_X_MALKOLL_DUTY, /* the capacity that the person acts in */
    ENV_HTTP_X_REQUESTED_WITH,
    ENV__MAX
};

struct env {
    const char *value[ENV__MAX]; /* NULL where absent; points into the request's parameters */
};

/*
 * Reads "NAME=value" strings up to a NULL. 0, or -1 when one of the names that nginx sets comes
 * more than once: nobody can tell which of the two is meant, and the stock parameter file of
 * nginx makes REMOTE_USER come first from what the client wrote.
 */
int env_read(char *const *envp, struct env *ret_env);
/* The value, or "" where absent. */
const char *env_text(const struct env *env, enum env_name name);

#endif
