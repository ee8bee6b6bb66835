#include "fcgi/texts.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

static int compare(const void *key, const void *row)
{
    return strcmp(key, ((const struct texts_row *)row)->key);
}

const char *texts_get(enum texts_lang lang, const char *key)
{
    const struct texts_row *row =
        bsearch(key, texts_table, texts_count, sizeof(texts_table[0]), compare);

    return row ? row->text[lang] : key;
}

/* What a blank that begins at p ("{name}") is filled with; NULL if it is none of the pairs. */
static const char *filling(const char *p, const char *const *pairs, size_t *ret_len)
{
    for (; pairs[0]; pairs += 2) {
        size_t len = strlen(pairs[0]);

        if (strncmp(p + 1, pairs[0], len) == 0 && p[1 + len] == '}') {
            *ret_len = len + 2;
            return pairs[1];
        }
    }
    return NULL;
}

const char *texts_fill(struct arena *a, enum texts_lang lang, const char *key,
                       const char *const *pairs)
{
    struct buf out = BUF_INIT;
    const char *text;

    for (const char *p = texts_get(lang, key); *p;) {
        size_t len = 1;
        const char *with = *p == '{' ? filling(p, pairs, &len) : NULL;

        if (with)
            buf_puts(&out, with);
        else
            buf_append(&out, p, 1);
        p += len;
    }
    text = arena_strdup(a, out.data ? out.data : "");
    buf_free(&out);
    return text;
}
