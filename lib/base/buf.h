/*
 * A growing byte buffer; always NUL-terminated after the last byte. Aborts on out of memory.
 */
#ifndef MALKOLL_BASE_BUF_H
#define MALKOLL_BASE_BUF_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

struct buf {
    char *data; /* NULL until the first append */
    size_t len;
    size_t cap;
};

#define BUF_INIT {NULL, 0, 0}

void buf_append(struct buf *b, const void *data, size_t len);
void buf_puts(struct buf *b, const char *s);
void buf_putc(struct buf *b, char c);
/* Decimal digits. Answers hold tens of thousands of numbers; this is several times faster than printf. */
void buf_int(struct buf *b, int64_t n);
void buf_uint(struct buf *b, uint64_t n);
void buf_printf(struct buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void buf_vprintf(struct buf *b, const char *fmt, va_list ap) __attribute__((format(printf, 2, 0)));
/* Empties it; memory above keep bytes is given back, so that one large answer does not stay. */
void buf_reset(struct buf *b, size_t keep);
/* Empties it with room for size bytes, neither more nor less. */
void buf_settle(struct buf *b, size_t size);
void buf_free(struct buf *b);

#endif
