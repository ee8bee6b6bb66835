#include "roster/id_index.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_CAP 64

static uint32_t short_hash(const char *key)
{
    uint64_t h = id_index_hash(ID_INDEX_SEED, key);

    return (uint32_t)(h ^ (h >> 32));
}

static struct id_index_slot *find_slot(const struct id_index *x, const char *key, uint32_t hash)
{
    size_t i = hash & (x->cap - 1);

    while (x->slots[i].key &&
           (x->slots[i].hash != hash || strcmp(x->slots[i].key, key) != 0))
        i = (i + 1) & (x->cap - 1);
    return &x->slots[i];
}

static void grow(struct id_index *x)
{
    struct id_index old = *x;

    x->cap = old.cap ? old.cap * 2 : FIRST_CAP;
    x->slots = calloc(x->cap, sizeof(*x->slots));
    if (!x->slots)
        abort();
    for (size_t i = 0; i < old.cap; i++)
        if (old.slots[i].key)
            *find_slot(x, old.slots[i].key, old.slots[i].hash) = old.slots[i];
    free(old.slots);
}

uint64_t id_index_hash(uint64_t seed, const char *text)
{
    for (const unsigned char *p = (const unsigned char *)text; *p; p++)
        seed = (seed ^ *p) * UINT64_C(1099511628211);
    return (seed ^ 0xff) * UINT64_C(1099511628211); /* so that "ab","c" differs from "a","bc" */
}

uint32_t id_index_get(const struct id_index *x, const char *key)
{
    if (x->cap == 0)
        return ID_INDEX_NONE;

    const struct id_index_slot *slot = find_slot(x, key, short_hash(key));
    return slot->key ? slot->value : ID_INDEX_NONE;
}

uint32_t id_index_put(struct id_index *x, const char *key, uint32_t value)
{
    if (x->count * 4 >= x->cap * 3)
        grow(x);

    uint32_t hash = short_hash(key);
    struct id_index_slot *slot = find_slot(x, key, hash);
    if (slot->key)
        return slot->value;
    *slot = (struct id_index_slot){key, hash, value};
    x->count++;
    return ID_INDEX_NONE;
}

void id_index_free(struct id_index *x)
{
    free(x->slots);
    *x = (struct id_index)ID_INDEX_INIT;
}
