#include "fcgi/etag.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "fcgi/hash.h"

static unsigned long address(uint64_t seed, const char *path, const char *query)
{
    uint64_t h = hash_text(hash_text(seed, path), query);

    return (unsigned long)((h ^ h >> 32) & 0xffffffff);
}

uint64_t etag_seed(uint64_t build, const struct conf *conf)
{
    char number[16];
    uint64_t h = hash_text(hash_text(build, conf->instance_name), conf->timezone);

    snprintf(number, sizeof(number), "%d", conf->lock_after_min);
    return hash_text(hash_text(hash_text(h, conf->login_url), conf->logout_url), number);
}

void etag_build(char out[ETAG_SIZE], uint64_t seed, const char *path, const char *query)
{
    snprintf(out, ETAG_SIZE, "\"%08lx\"", address(seed, path, query));
}

void etag_revision(char out[ETAG_SIZE], uint64_t seed, const char *path, const char *query,
                   uint32_t person_id, const char *today, const struct revision_stamp *stamp)
{
    snprintf(out, ETAG_SIZE,
             "\"%08lx-%" PRIu32 "-%.4s%.2s%.2s-%" PRIu64 "-%" PRIu64 "-%" PRId64 "\"",
             address(seed, path, query), person_id, today, today + 5, today + 8, stamp->global,
             stamp->sum, stamp->accepting);
}

bool etag_matches(const char *if_none_match, const char *etag)
{
    size_t len = strlen(etag);
    const char *p = if_none_match;

    while (*p) {
        const char *end;

        p += strspn(p, " \t,");
        if (strncmp(p, "W/", 2) == 0)
            p += 2;
        if (*p != '"')
            return false;
        end = strchr(p + 1, '"');
        if (!end)
            return false;
        if ((size_t)(end + 1 - p) == len && memcmp(p, etag, len) == 0)
            return true;
        p = end + 1;
    }
    return false;
}
