/* GET /api/openapi.json: the description of this interface, for programs that want to use it. */
#include "fcgi/handlers.h"
#include "fcgi/openapi.h"
#include "fcgi/version.h"

int h_openapi(struct req *q)
{
    struct err e = {.kind = ERR_NONE};

    return openapi_write(&q->w, version_text(), &e) < 0 ? fail_err(q, &e) : 0;
}
