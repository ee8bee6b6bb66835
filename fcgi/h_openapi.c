/* GET /api/openapi.json: the description of this interface, for programs that want to use it. */
#include "fcgi/handlers.h"
#include "fcgi/openapi.h"
#include "fcgi/version.h"

int h_openapi(struct req *q)
{
    openapi_write(&q->w, version_text());
    return 0;
}
