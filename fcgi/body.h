/*
 * What a writing request must bring: a sign that it comes from our own page, and a complete JSON
 * body within the limit.
 */
#ifndef MALKOLL_FCGI_BODY_H
#define MALKOLL_FCGI_BODY_H

#include <fcgiapp.h>

#include "fcgi/env.h"
#include "fcgi/req.h"

/*
 * Refuses what another site could make a browser send: X-Requested-With must be there (a form
 * cannot set it), Sec-Fetch-Site, where the browser sends it, must say same-origin, and where it
 * does not, Origin must name our own host. 0, or -1 after fail().
 */
int body_check_site(struct req *q, const struct env *env);
/*
 * Reads exactly CONTENT_LENGTH bytes into the arena and parses them; anything less is a broken
 * request on which nobody may act. 0 and *ret_doc, or -1 after fail().
 */
int body_read(struct req *q, const struct env *env, FCGX_Stream *in, struct json_doc **ret_doc);

#endif
