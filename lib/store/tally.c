#include "store/tally.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

static size_t hash_key(const uint32_t key[TALLY_KEY])
{
    uint64_t h = UINT64_C(0x9e3779b97f4a7c15);

    for (int i = 0; i < TALLY_KEY; i++) {
        h ^= key[i];
        h *= UINT64_C(0xbf58476d1ce4e5b9);
        h ^= h >> 29;
    }
    return (size_t)h;
}

/* The slot that holds the key, or the free one where it belongs. */
static size_t find_slot(const struct tally *t, const uint32_t key[TALLY_KEY])
{
    size_t mask = t->slot_count - 1;
    size_t i = hash_key(key) & mask;

    while (t->slots[i] != 0 &&
           memcmp(t->rows[t->slots[i] - 1].key, key, sizeof(t->rows[0].key)) != 0)
        i = (i + 1) & mask;
    return i;
}

static void grow(struct tally *t)
{
    t->cap = t->cap ? t->cap * 2 : 16;
    t->rows = mem_realloc(t->rows, t->cap * sizeof(*t->rows));
    free(t->slots);
    t->slot_count = t->cap * 2;
    t->slots = mem_calloc(t->slot_count, sizeof(*t->slots));
    for (size_t i = 0; i < t->count; i++)
        t->slots[find_slot(t, t->rows[i].key)] = (uint32_t)i + 1;
}

void tally_init(struct tally *t)
{
    memset(t, 0, sizeof(*t));
    grow(t);
}

void tally_free(struct tally *t)
{
    free(t->rows);
    free(t->slots);
    memset(t, 0, sizeof(*t));
}

size_t tally_index(struct tally *t, const uint32_t key[TALLY_KEY])
{
    size_t slot = find_slot(t, key);

    if (t->slots[slot] != 0)
        return t->slots[slot] - 1;
    if (t->count == t->cap) {
        grow(t);
        slot = find_slot(t, key);
    }
    memset(&t->rows[t->count], 0, sizeof(t->rows[0]));
    memcpy(t->rows[t->count].key, key, sizeof(t->rows[0].key));
    t->slots[slot] = (uint32_t)++t->count;
    return t->count - 1;
}

uint32_t *tally_at(struct tally *t, const uint32_t key[TALLY_KEY])
{
    size_t i = tally_index(t, key); /* first, as it may move the rows */

    return t->rows[i].n;
}

const struct tally_row *tally_find(const struct tally *t, const uint32_t key[TALLY_KEY])
{
    size_t slot = find_slot(t, key);

    return t->slots[slot] ? &t->rows[t->slots[slot] - 1] : NULL;
}
