/*
 * The body of a writing request: complete, within the limit, and JSON.
 */
#ifndef MALKOLL_FCGI_BODY_H
#define MALKOLL_FCGI_BODY_H

#include <fcgiapp.h>

#include "fcgi/env.h"
#include "fcgi/req.h"

/*
 * Reads exactly CONTENT_LENGTH bytes into the arena and parses them; anything less is a broken
 * request on which nobody may act. 0 and *ret_doc, or -1 after fail().
 */
int body_read(struct req *q, const struct env *env, FCGX_Stream *in, struct json_doc **ret_doc);


/* Reads an archive (application/zip) of at most import_max_mib into a file without a name, which
 * ends with the request: q->upload. */
int body_spool(struct req *q, const struct env *env, FCGX_Stream *in);

#endif
