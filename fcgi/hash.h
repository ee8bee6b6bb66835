/* FNV-1a: tells texts apart in caches and tags; nothing that an attacker could gain from. */
#ifndef MALKOLL_FCGI_HASH_H
#define MALKOLL_FCGI_HASH_H

#include <stddef.h>
#include <stdint.h>

#define HASH_INIT UINT64_C(0xcbf29ce484222325)

static inline uint64_t hash_bytes(uint64_t h, const void *data, size_t len)
{
    const unsigned char *p = data;

    for (size_t i = 0; i < len; i++)
        h = (h ^ p[i]) * UINT64_C(0x100000001b3);
    return h;
}

/* With its NUL, so that "ab" + "c" and "a" + "bc" differ. */
static inline uint64_t hash_text(uint64_t h, const char *s)
{
    for (; *s; s++)
        h = (h ^ (unsigned char)*s) * UINT64_C(0x100000001b3);
    return h * UINT64_C(0x100000001b3);
}

#endif
