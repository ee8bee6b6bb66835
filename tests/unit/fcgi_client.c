#include "fcgi_client.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/buf.h"

enum { BEGIN_REQUEST = 1, PARAMS = 4, STDIN = 5, STDOUT = 6 };

static int listener = -1;
static struct sockaddr_un address;
static socklen_t address_len;
static struct buf answer;

static void put_record(struct buf *out, int type, const void *data, size_t len)
{
    const char header[8] = {1, (char)type, 0, 1, (char)(len >> 8), (char)len, 0, 0};

    buf_append(out, header, sizeof(header));
    buf_append(out, data, len);
}

static void put_length(struct buf *out, size_t len)
{
    const char bytes[4] = {(char)(0x80 | len >> 24), (char)(len >> 16), (char)(len >> 8), (char)len};

    buf_append(out, bytes, sizeof(bytes));
}

static void put_params(struct buf *out, const char *const *params)
{
    struct buf pairs = BUF_INIT;

    for (; *params; params++) {
        size_t name = strcspn(*params, "=");

        put_length(&pairs, name);
        put_length(&pairs, strlen(*params + name + 1));
        buf_append(&pairs, *params, name);
        buf_puts(&pairs, *params + name + 1);
    }
    put_record(out, PARAMS, pairs.data, pairs.len);
    put_record(out, PARAMS, "", 0);
    buf_free(&pairs);
}

static int connect_client(void)
{
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);

    if (listener < 0) {
        address.sun_family = AF_UNIX;
        FCGX_Init();
        listener = socket(AF_UNIX, SOCK_STREAM, 0);
        /* Without a path the kernel chooses an abstract name. */
        assert_int_equal(bind(listener, (struct sockaddr *)&address, sizeof(sa_family_t)), 0);
        assert_int_equal(listen(listener, 4), 0);
        address_len = sizeof(address);
        getsockname(listener, (struct sockaddr *)&address, &address_len);
    }
    assert_int_equal(connect(fd, (struct sockaddr *)&address, address_len), 0);
    return fd;
}

/* All of it fits in the socket's buffer, so one process can play both sides in turn. */
static void send_request(int fd, const char *const *params, const char *body)
{
    static const char begin[8] = {0, 1, 0};
    struct buf out = BUF_INIT;
    size_t len = body ? strlen(body) : 0;

    put_record(&out, BEGIN_REQUEST, begin, sizeof(begin));
    put_params(&out, params);
    for (size_t at = 0; at < len; at += 8000)
        put_record(&out, STDIN, body + at, len - at < 8000 ? len - at : 8000);
    put_record(&out, STDIN, "", 0);
    assert_int_equal(write(fd, out.data, out.len), out.len);
    shutdown(fd, SHUT_WR);
    buf_free(&out);
}

static bool read_all(int fd, void *data, size_t len)
{
    for (size_t done = 0; done < len;) {
        ssize_t n = read(fd, (char *)data + done, len - done);

        if (n <= 0)
            return false;
        done += (size_t)n;
    }
    return true;
}

static void read_answer(int fd)
{
    unsigned char header[8];
    char data[65536 + 256];

    buf_reset(&answer, 0);
    while (read_all(fd, header, sizeof(header))) {
        size_t len = (size_t)header[4] << 8 | header[5];

        assert_true(read_all(fd, data, len + header[6]));
        if (header[1] == STDOUT)
            buf_append(&answer, data, len);
    }
}

struct fcgi_answer fcgi_ask(struct serve *s, const char *const *params, const char *body)
{
    struct fcgi_answer a = {0};
    FCGX_Request fr;
    int fd = connect_client();
    char *end;

    send_request(fd, params, body);
    FCGX_InitRequest(&fr, listener, FCGI_FAIL_ACCEPT_ON_INTR);
    assert_int_equal(FCGX_Accept_r(&fr), 0);
    serve_request(s, &fr);
    FCGX_Finish_r(&fr);
    serve_reset(s);
    read_answer(fd);
    close(fd);
    assert_non_null(answer.data);
    end = strstr(answer.data, "\r\n\r\n");
    assert_non_null(end);
    end[2] = '\0';
    a.head = answer.data;
    a.body = end + 4;
    assert_int_equal(sscanf(a.head, "Status: %d ", &a.status), 1);
    return a;
}

const char *fcgi_header(const struct fcgi_answer *a, const char *name)
{
    static char value[512];
    size_t len = strlen(name);

    value[0] = '\0';
    for (const char *p = a->head; *p; p = strstr(p, "\r\n") + 2)
        if (strncmp(p, name, len) == 0 && strncmp(p + len, ": ", 2) == 0)
            snprintf(value, sizeof(value), "%.*s", (int)strcspn(p + len + 2, "\r"), p + len + 2);
    return value;
}
