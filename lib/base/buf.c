#include "base/buf.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* Room for extra bytes and the terminating NUL. */
static void reserve(struct buf *b, size_t extra)
{
    size_t cap = b->cap ? b->cap : 256;

    if (extra > SIZE_MAX / 4 - b->len)
        mem_abort("buf: size");
    if (b->len + extra < b->cap)
        return;
    while (cap <= b->len + extra)
        cap *= 2;
    b->data = mem_realloc(b->data, cap);
    b->cap = cap;
}

void buf_append(struct buf *b, const void *data, size_t len)
{
    reserve(b, len);
    if (len)
        memcpy(b->data + b->len, data, len);
    b->len += len;
    b->data[b->len] = '\0';
}

void buf_puts(struct buf *b, const char *s)
{
    buf_append(b, s, strlen(s));
}

void buf_putc(struct buf *b, char c)
{
    reserve(b, 1);
    b->data[b->len++] = c;
    b->data[b->len] = '\0';
}

static void put_digits(struct buf *b, uint64_t n, bool negative)
{
    char digits[24], *p = digits + sizeof(digits);

    do {
        *--p = (char)('0' + n % 10);
        n /= 10;
    } while (n > 0);
    if (negative)
        *--p = '-';
    buf_append(b, p, (size_t)(digits + sizeof(digits) - p));
}

void buf_int(struct buf *b, int64_t n)
{
    put_digits(b, n < 0 ? -(uint64_t)n : (uint64_t)n, n < 0);
}

void buf_uint(struct buf *b, uint64_t n)
{
    put_digits(b, n, false);
}

void buf_printf(struct buf *b, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    buf_vprintf(b, fmt, ap);
    va_end(ap);
}

void buf_vprintf(struct buf *b, const char *fmt, va_list ap)
{
    va_list again;
    size_t room;
    int len;

    reserve(b, 64);
    room = b->cap - b->len;
    va_copy(again, ap);
    len = vsnprintf(b->data + b->len, room, fmt, ap);
    if (len < 0)
        mem_abort("buf: format");
    if ((size_t)len >= room) {
        reserve(b, (size_t)len);
        vsnprintf(b->data + b->len, (size_t)len + 1, fmt, again);
    }
    va_end(again);
    b->len += (size_t)len;
}

void buf_reset(struct buf *b, size_t keep)
{
    if (b->cap > keep)
        buf_free(b);
    b->len = 0;
    if (b->data)
        b->data[0] = '\0';
}

void buf_settle(struct buf *b, size_t size)
{
    if (b->cap < size)
        buf_free(b); /* there is nothing to copy */
    if (b->cap != size)
        b->data = mem_realloc(b->data, size);
    b->cap = size;
    b->len = 0;
    b->data[0] = '\0';
}

void buf_free(struct buf *b)
{
    if (!b)
        return;
    free(b->data);
    b->data = NULL;
    b->len = b->cap = 0;
}
