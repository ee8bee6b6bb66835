#include "fcgi/body.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

/* "application/json", perhaps with "; charset=utf-8". */
static bool is_json(const char *type)
{
    static const char json[] = "application/json", charset[] = "charset=";
    const char *p = type + sizeof(json) - 1;

    if (strncasecmp(type, json, sizeof(json) - 1) != 0)
        return false;
    p += strspn(p, " \t");
    if (*p == '\0')
        return true;
    if (*p++ != ';')
        return false;
    p += strspn(p, " \t");
    if (strncasecmp(p, charset, sizeof(charset) - 1) != 0)
        return false;
    p += sizeof(charset) - 1;
    return strcasecmp(p, "utf-8") == 0 || strcasecmp(p, "\"utf-8\"") == 0;
}

/* The number in text; more than limit gives limit + 1; -1 for what is not a number. */
static long content_length(const char *text, long limit)
{
    long n = 0;

    if (text[strspn(text, "0123456789")] != '\0')
        return -1;
    for (; *text && n <= limit; text++)
        n = n * 10 + (*text - '0');
    return n > limit ? limit + 1 : n;
}

int body_read(struct req *q, const struct env *env, FCGX_Stream *in, struct json_doc **ret_doc)
{
    long limit = (long)q->conf->body_max_kib * 1024, len;
    struct err e = {.kind = ERR_NONE};
    char *text;

    if (!is_json(env_text(env, ENV_CONTENT_TYPE)))
        return fail(q, 415, "unsupported-media-type",
                    "The body must be application/json in UTF-8.");
    if (env_text(env, ENV_CONTENT_LENGTH)[0] == '\0')
        return fail(q, 411, "length-required", "The request does not say how long its body is.");
    len = content_length(env_text(env, ENV_CONTENT_LENGTH), limit);
    if (len > limit)
        return fail(q, 413, "body-too-large", "The body may have at most %d KiB.",
                    q->conf->body_max_kib);
    if (len < 0)
        return fail(q, 400, "invalid-body", "The length of the body cannot be read.");
    text = arena_alloc(q->arena, (size_t)len + 1);
    if (FCGX_GetStr(text, (int)len, in) != len || FCGX_GetChar(in) != EOF || FCGX_GetError(in))
        return fail(q, 400, "invalid-body", "The body did not arrive completely.");
    if (json_parse(text, (size_t)len, (size_t)limit, ret_doc, &e) < 0)
        return fail(q, 400, "invalid-body", "%s", e.msg);
    return 0;
}
