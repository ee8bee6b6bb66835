/*
 * Allocation that never fails: without memory the process writes a line and aborts, because no
 * caller could go on in a useful way. Memory is freed with free().
 */
#ifndef MALKOLL_BASE_MEM_H
#define MALKOLL_BASE_MEM_H

#include <stddef.h>

/* n zeroed elements of size bytes; aborts on overflow of the product. n or size 0 is legal. */
void *mem_calloc(size_t n, size_t size) __attribute__((malloc, returns_nonnull));
void *mem_realloc(void *p, size_t size) __attribute__((returns_nonnull));
char *mem_strdup(const char *s) __attribute__((malloc, returns_nonnull));
/* For limits that callers set and no input should reach. */
void mem_abort(const char *what) __attribute__((noreturn));
/* Gives what was freed back to the system, after something large. */
void mem_trim(void);
/* From now on up to 4 MiB that are free at the end of the heap stay with the process. For work that takes and
 * gives back much memory many times: fetching it anew each time would cost more than the work. The limits do not
 * move with what was freed before, as they do by default: a process that has reached its working size stays there. */
void mem_keep(void);

#endif
