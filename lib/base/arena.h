/*
 * Memory of one unit of work (a request, an import): allocated in blocks, zeroed, freed at once.
 *
 * Allocation never returns NULL: when the system has no memory the process aborts, and when the
 * arena's cap is reached it aborts too, so a cap is set well above what the limits on input allow.
 * Nothing that lives longer than the unit of work may point into it.
 */
#ifndef MALKOLL_BASE_ARENA_H
#define MALKOLL_BASE_ARENA_H

#include <stddef.h>

struct arena;

/* cap: total bytes that may be allocated between resets; 0 = no cap. */
struct arena *arena_new(size_t cap);
void arena_free(struct arena *a);
/* Frees everything allocated since arena_new, but keeps the first block for the next round. */
void arena_reset(struct arena *a);
/* Zeroed, aligned for any type. size 0 gives a valid pointer. */
void *arena_alloc(struct arena *a, size_t size);
/* n elements of size bytes; aborts on overflow of the product. */
void *arena_array(struct arena *a, size_t n, size_t size);
char *arena_strdup(struct arena *a, const char *s);          /* NULL gives NULL */
char *arena_strndup(struct arena *a, const char *s, size_t n);
char *arena_printf(struct arena *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
size_t arena_used(const struct arena *a);

#endif
