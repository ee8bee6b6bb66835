/*
 * Finds the place of a row by its text id: an open-addressing hash from strings to uint32_t.
 * Keys are compared byte by byte and are not copied: they must outlive the index.
 */
#ifndef MALKOLL_ROSTER_ID_INDEX_H
#define MALKOLL_ROSTER_ID_INDEX_H

#include <stddef.h>
#include <stdint.h>

#define ID_INDEX_NONE UINT32_MAX

struct id_index_slot {
    const char *key; /* NULL = free */
    uint32_t hash;
    uint32_t value;
};

struct id_index {
    struct id_index_slot *slots;
    size_t cap; /* a power of two, or 0 before the first put */
    size_t count;
};

#define ID_INDEX_INIT {NULL, 0, 0}

/* The value of the key, or ID_INDEX_NONE. */
uint32_t id_index_get(const struct id_index *x, const char *key);
/* Keeps a value that is already there and returns it; else stores and returns ID_INDEX_NONE. */
uint32_t id_index_put(struct id_index *x, const char *key, uint32_t value);
void id_index_free(struct id_index *x);

/* FNV-1a over the text, continued from seed (ID_INDEX_SEED begins). */
#define ID_INDEX_SEED UINT64_C(14695981039346656037)
uint64_t id_index_hash(uint64_t seed, const char *text);

#endif
