/* The OpenAPI 3.1 document, printed from the route table and the problem table. */
#ifndef MALKOLL_FCGI_OPENAPI_H
#define MALKOLL_FCGI_OPENAPI_H

#include "base/json_write.h"

/* The members of doc/openapi-schemas.json, made into C by fcgi/embed.awk. */
extern const char openapi_schemas[];

void openapi_write(struct json_writer *w, const char *version);

#endif
