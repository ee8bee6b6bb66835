#include "fcgi/resp.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#define HEADERS_MAX 2048

struct headers {
    char text[HEADERS_MAX];
    size_t len;
};

static void put(struct headers *h, const char *s)
{
    size_t len = strlen(s);

    assert(len < sizeof(h->text) - h->len);
    memcpy(h->text + h->len, s, len);
    h->len += len;
}

static void header(struct headers *h, const char *name, const char *value)
{
    if (!value)
        return;
    assert(!strpbrk(value, "\r\n"));
    put(h, name);
    put(h, ": ");
    put(h, value);
    put(h, "\r\n");
}

static void header_number(struct headers *h, const char *name, unsigned long value)
{
    char text[24];

    snprintf(text, sizeof(text), "%lu", value);
    header(h, name, text);
}

const char *resp_reason(int status)
{
    static const struct {
        int status;
        const char *reason;
    } reasons[] = {
        {200, "OK"},
        {304, "Not Modified"},
        {400, "Bad Request"},
        {401, "Unauthorized"},
        {403, "Forbidden"},
        {404, "Not Found"},
        {405, "Method Not Allowed"},
        {409, "Conflict"},
        {411, "Length Required"},
        {413, "Content Too Large"},
        {415, "Unsupported Media Type"},
        {422, "Unprocessable Content"},
        {500, "Internal Server Error"},
        {503, "Service Unavailable"},
    };

    for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++)
        if (reasons[i].status == status)
            return reasons[i].reason;
    return "Error";
}

int resp_send(FCGX_Stream *out, const struct resp *r)
{
    struct headers h = {.len = 0};
    char status[64];

    snprintf(status, sizeof(status), "%d %s", r->status, resp_reason(r->status));
    header(&h, "Status", status);
    header(&h, "Content-Type", r->content_type);
    header(&h, "Cache-Control", r->cache_control);
    header(&h, "ETag", r->etag);
    header(&h, "Content-Disposition", r->disposition);
    header(&h, "Allow", r->allow);
    if (r->retry_after_s)
        header_number(&h, "Retry-After", (unsigned long)r->retry_after_s);
    if (r->content_type) {
        header(&h, "X-Content-Type-Options", "nosniff");
        header_number(&h, "Content-Length", r->body_len);
    }
    put(&h, "\r\n");
    if (FCGX_PutStr(h.text, (int)h.len, out) < 0)
        return -1;
    if (r->head || !r->content_type || r->body_len == 0)
        return 0;
    return FCGX_PutStr(r->body, (int)r->body_len, out) < 0 ? -1 : 0;
}
