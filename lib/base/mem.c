#include "base/mem.h"

#include <malloc.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void mem_abort(const char *what)
{
    fprintf(stderr, "<3>out of memory: %s\n", what);
    abort();
}

void *mem_calloc(size_t n, size_t size)
{
    void *p = calloc(n ? n : 1, size ? size : 1);

    if (!p)
        mem_abort("calloc");
    return p;
}

void *mem_realloc(void *p, size_t size)
{
    p = realloc(p, size ? size : 1);
    if (!p)
        mem_abort("realloc");
    return p;
}

char *mem_strdup(const char *s)
{
    size_t len = strlen(s) + 1;

    return memcpy(mem_calloc(len, 1), s, len);
}

/* Above what any request but a few takes, and not so much that a worker grows by it. */
#define KEPT (4 * 1024 * 1024)
/* As much at once has pages of its own, which leave with it. */
#define APART (256 * 1024)

void mem_keep(void)
{
    static bool done;

    if (!done) {
        mallopt(M_TRIM_THRESHOLD, KEPT);
        mallopt(M_MMAP_THRESHOLD, APART);
    }
    done = true;
}

void mem_trim(void)
{
    malloc_trim(0);
}
