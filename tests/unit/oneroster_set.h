/* A small OneRoster set in memory, which tests change in one place each. */
#ifndef MALKOLL_TEST_ONEROSTER_SET_H
#define MALKOLL_TEST_ONEROSTER_SET_H

#include "roster/set_read.h"

#define ONEROSTER_TODAY 20689 /* 2026-08-24 */

/* What is changed of the base set; unset members change nothing. */
struct oneroster_change {
    enum set_file file;
    const char *from; /* replaced at its first place; NULL: the whole file */
    const char *to;   /* NULL together with from NULL: the file is not there */
};

/* 1.2, or 1.1 without roles.csv. */
void oneroster_set_read(struct set *s, struct findings *f, bool v11,
                        const struct oneroster_change *changes, size_t n);
struct set_user *oneroster_set_user(struct set *s, const char *id);
struct set_class *oneroster_set_class(struct set *s, const char *id);
struct set_org *oneroster_set_org(struct set *s, const char *id);

#endif
