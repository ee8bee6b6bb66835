/*
 * The texts that the server writes itself, in what is saved as a file. They are those of the pages:
 * the table is made from www/i18n/ by fcgi/texts.awk (the files are named in Makefile.am).
 */
#ifndef MALKOLL_FCGI_TEXTS_H
#define MALKOLL_FCGI_TEXTS_H

#include <stddef.h>

#include "base/arena.h"

enum texts_lang { TEXTS_SV, TEXTS_EN, TEXTS__MAX };

struct texts_row {
    const char *key;
    const char *text[TEXTS__MAX];
};

/* Made: sorted by key. */
extern const struct texts_row texts_table[];
extern const size_t texts_count;

/* The key itself if there is no such text. */
const char *texts_get(enum texts_lang lang, const char *key);
/* With blanks filled in: pairs of a blank's name and what stands there, ending with NULL. */
const char *texts_fill(struct arena *a, enum texts_lang lang, const char *key,
                       const char *const *pairs);

#endif
