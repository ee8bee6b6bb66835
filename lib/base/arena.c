#include "base/arena.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* Most requests fit in the first block, which stays over arena_reset. A block is large enough to be apart from the
 * heap (mem_keep), so that the heap does not grow around those that come and go; of its pages those count that were
 * used. */
#define BLOCK_SIZE ((size_t)256 * 1024)

struct block {
    struct block *next; /* allocated before this one */
    size_t size;        /* of data */
    size_t used;
    alignas(max_align_t) char data[];
};

struct arena {
    struct block *top, *first;
    size_t cap;
    size_t used; /* rounded bytes handed out since the last reset */
};

static struct block *block_new(size_t size, struct block *next)
{
    struct block *b = mem_calloc(1, sizeof(*b) + size);

    b->size = size;
    b->next = next;
    return b;
}

/* A large piece gets a block of its own below the top, so that the top's rest is not lost. */
static void *alloc_large(struct arena *a, size_t size)
{
    struct block *b = block_new(size, a->top->next);

    a->top->next = b;
    b->used = size;
    return b->data;
}

struct arena *arena_new(size_t cap)
{
    struct arena *a = mem_calloc(1, sizeof(*a));

    a->cap = cap;
    a->top = a->first = block_new(BLOCK_SIZE, NULL);
    return a;
}

void arena_free(struct arena *a)
{
    if (!a)
        return;
    arena_reset(a);
    free(a->first);
    free(a);
}

void arena_reset(struct arena *a)
{
    for (struct block *b = a->top, *next; b; b = next) {
        next = b->next;
        if (b != a->first)
            free(b);
    }
    memset(a->first->data, 0, a->first->used);
    a->first->used = 0;
    a->first->next = NULL;
    a->top = a->first;
    a->used = 0;
}

void *arena_alloc(struct arena *a, size_t size)
{
    const size_t align = alignof(max_align_t);
    void *p;

    if (size > SIZE_MAX / 2)
        mem_abort("arena: size");
    size = size ? (size + align - 1) / align * align : align;
    if (a->cap && size > a->cap - a->used)
        mem_abort("arena: cap reached");
    a->used += size;
    if (size > a->top->size - a->top->used) {
        if (size > BLOCK_SIZE / 4)
            return alloc_large(a, size);
        a->top = block_new(BLOCK_SIZE, a->top);
    }
    p = a->top->data + a->top->used;
    a->top->used += size;
    return p;
}

void *arena_array(struct arena *a, size_t n, size_t size)
{
    size_t total;

    if (__builtin_mul_overflow(n, size, &total))
        mem_abort("arena: size");
    return arena_alloc(a, total);
}

char *arena_strdup(struct arena *a, const char *s)
{
    return s ? arena_strndup(a, s, strlen(s)) : NULL;
}

char *arena_strndup(struct arena *a, const char *s, size_t n)
{
    size_t len = strnlen(s, n);

    return memcpy(arena_alloc(a, len + 1), s, len);
}

char *arena_printf(struct arena *a, const char *fmt, ...)
{
    va_list ap;
    char *out;
    int len;

    va_start(ap, fmt);
    len = vsnprintf(NULL, 0, fmt, ap);
    va_end(ap);
    if (len < 0)
        mem_abort("arena: format");
    out = arena_alloc(a, (size_t)len + 1);
    va_start(ap, fmt);
    vsnprintf(out, (size_t)len + 1, fmt, ap);
    va_end(ap);
    return out;
}

size_t arena_used(const struct arena *a)
{
    return a->used;
}
