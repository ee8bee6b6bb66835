/* As little as a client can do, so that its own time does not make two sides look alike. */
#include <ctype.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/mem.h"
#include "measure.h"

#define CHUNK 65536

struct http {
    char *host, *port;
    int fd;           /* -1: not connected */
    struct buf in;    /* what came, from the beginning of the answer */
    struct buf body;  /* a chunked body put together */
};

static void open_connection(struct http *h)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *a;
    int yes = 1;

    if (getaddrinfo(h->host, h->port, &hints, &a) != 0)
        die("no address: %s:%s", h->host, h->port);
    h->fd = socket(a->ai_family, a->ai_socktype, a->ai_protocol);
    if (h->fd < 0 || connect(h->fd, a->ai_addr, a->ai_addrlen) < 0)
        die("cannot connect to %s:%s", h->host, h->port);
    setsockopt(h->fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
    freeaddrinfo(a);
}

static void close_connection(struct http *h)
{
    if (h->fd >= 0)
        close(h->fd);
    h->fd = -1;
}

static bool send_all(struct http *h, const char *data, size_t len)
{
    while (len > 0) {
        ssize_t n = send(h->fd, data, len, MSG_NOSIGNAL);

        if (n <= 0)
            return false;
        data += n;
        len -= (size_t)n;
    }
    return true;
}

/* Some more bytes; false when the server has closed. */
static bool receive(struct http *h)
{
    char chunk[CHUNK];
    ssize_t n = recv(h->fd, chunk, sizeof(chunk), 0);

    if (n <= 0)
        return false;
    buf_append(&h->in, chunk, (size_t)n);
    return true;
}

/* The value of a header in the head of the answer, or NULL. */
static const char *header(const struct http *h, size_t head_len, const char *name)
{
    size_t len = strlen(name);
    const char *p = h->in.data, *end = h->in.data + head_len;

    while ((p = memchr(p, '\n', (size_t)(end - p))) && ++p < end) {
        if ((size_t)(end - p) > len && strncasecmp(p, name, len) == 0 && p[len] == ':') {
            p += len + 1;
            return p + strspn(p, " ");
        }
    }
    return NULL;
}

static void need(struct http *h, size_t len)
{
    while (h->in.len < len)
        if (!receive(h))
            die("the answer broke off");
}

/* Chunks from at on, put together in h->body. */
static void read_chunks(struct http *h, size_t at)
{
    buf_reset(&h->body, SIZE_MAX);
    for (;;) {
        const char *eol;
        size_t size, line;

        while (!(eol = h->in.len > at ? memmem(h->in.data + at, h->in.len - at, "\r\n", 2) : NULL))
            need(h, h->in.len + 1);
        size = strtoul(h->in.data + at, NULL, 16);
        line = (size_t)(eol - (h->in.data + at)) + 2;
        need(h, at + line + size + 2);
        buf_append(&h->body, h->in.data + at + line, size);
        at += line + size + 2;
        if (size == 0)
            return;
    }
}

static struct http_answer read_answer(struct http *h, size_t head_len)
{
    struct http_answer a = {.status = atoi(h->in.data + strlen("HTTP/1.1 "))};
    const char *length = header(h, head_len, "Content-Length");
    const char *coding = header(h, head_len, "Transfer-Encoding");
    const char *connection = header(h, head_len, "Connection");
    bool closes = connection && strncasecmp(connection, "close", 5) == 0;

    if (a.status == 304 || a.status == 204) {
        a.body = "";
    } else if (coding && strncasecmp(coding, "chunked", 7) == 0) {
        read_chunks(h, head_len);
        a.body = h->body.data;
        a.body_len = h->body.len;
    } else if (length) {
        a.body_len = strtoul(length, NULL, 10);
        need(h, head_len + a.body_len);
        a.body = h->in.data + head_len;
    } else {
        die("an answer without a length");
    }
    if (closes)
        close_connection(h);
    return a;
}

struct http *http_new(const char *host, const char *port)
{
    struct http *h = mem_calloc(1, sizeof(*h));

    h->host = mem_strdup(host);
    h->port = mem_strdup(port);
    h->fd = -1;
    return h;
}

void http_free(struct http *h)
{
    if (!h)
        return;
    close_connection(h);
    free(h->host);
    free(h->port);
    buf_free(&h->in);
    buf_free(&h->body);
    free(h);
}

struct http_answer http_call(struct http *h, const char *request, size_t len)
{
    const char *end = NULL;

    if (h->fd < 0)
        open_connection(h);
    buf_reset(&h->in, SIZE_MAX);
    if (!send_all(h, request, len))
        die("the request broke off");
    while (!end) {
        if (!receive(h))
            die("no answer");
        end = memmem(h->in.data, h->in.len, "\r\n\r\n", 4);
    }
    return read_answer(h, (size_t)(end - h->in.data) + 4);
}
