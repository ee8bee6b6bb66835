#include "fcgi/body.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#define SPOOL_BYTES 65536

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

/* The length that the request gives, at most limit; text says how much that is. */
static int check_length(struct req *q, const struct env *env, long limit, const char *text,
                        long *ret_len)
{
    long len;

    if (env_text(env, ENV_CONTENT_LENGTH)[0] == '\0')
        return fail(q, 411, "length-required", "The request does not say how long its body is.");
    len = content_length(env_text(env, ENV_CONTENT_LENGTH), limit);
    if (len > limit)
        return fail(q, 413, "body-too-large", "The body may have at most %s.", text);
    if (len < 0)
        return fail(q, 400, "invalid-body", "The length of the body cannot be read.");
    *ret_len = len;
    return 0;
}

int body_read(struct req *q, const struct env *env, FCGX_Stream *in, struct json_doc **ret_doc)
{
    long limit = (long)q->conf->body_max_kib * 1024, len;
    struct err e = {.kind = ERR_NONE};
    char *text, size[32];

    if (!is_json(env_text(env, ENV_CONTENT_TYPE)))
        return fail(q, 415, "unsupported-media-type",
                    "The body must be application/json in UTF-8.");
    snprintf(size, sizeof(size), "%d KiB", q->conf->body_max_kib);
    if (check_length(q, env, limit, size, &len) < 0)
        return -1;
    text = arena_alloc(q->arena, (size_t)len + 1);
    if (FCGX_GetStr(text, (int)len, in) != len || FCGX_GetChar(in) != EOF || FCGX_GetError(in))
        return fail(q, 400, "invalid-body", "The body did not arrive completely.");
    if (json_parse(text, (size_t)len, (size_t)limit, ret_doc, &e) < 0)
        return fail(q, 400, "invalid-body", "%s", e.msg);
    return 0;
}

/* ---- uploads ---- */

/* A file that nobody can open by a name, and that is gone with its descriptor. */
static int nameless_file(void)
{
    const char *dir = getenv("TMPDIR");
    char name[] = "/tmp/malkoll-XXXXXX";
    int fd = open(dir && dir[0] ? dir : "/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

    if (fd >= 0 || (errno != EOPNOTSUPP && errno != EISDIR))
        return fd;
    fd = mkostemp(name, O_CLOEXEC);
    if (fd >= 0)
        unlink(name);
    return fd;
}

/* A roster as an archive, or a table of grades. */
static bool is_file(const char *type)
{
    return strcasecmp(type, "application/zip") == 0 ||
           strcasecmp(type, "application/x-zip-compressed") == 0 || strcasecmp(type, "text/csv") == 0;
}

static bool write_all(int fd, const char *data, size_t len)
{
    while (len > 0) {
        ssize_t n = write(fd, data, len);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        data += n;
        len -= (size_t)n;
    }
    return true;
}

static int no_room(struct req *q)
{
    err_set_code(&q->err, ERR_UNAVAILABLE, errno, "the upload cannot be kept: %s", strerror(errno));
    return fail(q, 503, "unavailable", "The server has no room for the file at the moment.");
}

int body_spool(struct req *q, const struct env *env, FCGX_Stream *in)
{
    long limit = (long)q->conf->import_max_mib * 1024 * 1024, len;
    char *part = arena_alloc(q->arena, SPOOL_BYTES), size[32];

    if (!is_file(env_text(env, ENV_CONTENT_TYPE)))
        return fail(q, 415, "unsupported-media-type",
                    "The body must be a zip (application/zip) or a table (text/csv).");
    snprintf(size, sizeof(size), "%d MiB", q->conf->import_max_mib);
    if (check_length(q, env, limit, size, &len) < 0)
        return -1;
    q->upload = nameless_file();
    if (q->upload < 0)
        return no_room(q);
    while (len > 0) {
        int n = FCGX_GetStr(part, len < SPOOL_BYTES ? (int)len : SPOOL_BYTES, in);

        if (n <= 0)
            return fail(q, 400, "invalid-body", "The body did not arrive completely.");
        if (!write_all(q->upload, part, (size_t)n))
            return no_room(q);
        len -= n;
    }
    if (FCGX_GetChar(in) != EOF || FCGX_GetError(in))
        return fail(q, 400, "invalid-body", "The body did not arrive completely.");
    return 0;
}
