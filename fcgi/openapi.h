/* The OpenAPI 3.1 document, printed from the route table and the problem table. */
#ifndef MALKOLL_FCGI_OPENAPI_H
#define MALKOLL_FCGI_OPENAPI_H

#include "base/err.h"
#include "base/json_write.h"

/* doc/openapi-schemas.json, made into C by fcgi/embed.awk. */
extern const char openapi_schemas[];

/* ERR_INTERNAL if the schemas' text is not the JSON it should be, or lacks one that a row names. */
int openapi_write(struct json_writer *w, const char *version, struct err *e);

#endif
