/*
 * What ties a person to a unit, class or group for some time: school enrolments, memberships and
 * duties alike. Two lists of them are compared: what the set wants, and what the database holds.
 */
#ifndef MALKOLL_ROSTER_LINK_H
#define MALKOLL_ROSTER_LINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct link {
    uint32_t person;
    uint32_t target; /* unit, class or group */
    uint32_t detail; /* year group of an enrolment, role of a duty, else 0 */
    uint32_t id;     /* of the database's row; 0 in a wanted one */
    int32_t starts;  /* day; both ends included */
    int32_t ends;    /* DAY_MAX = no end */
};

struct link_list {
    struct link *v;
    size_t count;
    size_t cap;
};

#define LINK_LIST_INIT {NULL, 0, 0}

void link_add(struct link_list *list, const struct link *link);
void link_list_free(struct link_list *list);
/* By person, target and detail. */
void link_sort(struct link_list *list);
/* Of a sorted list: makes one link, over all their time, of those that tie the same. */
void link_merge(struct link_list *list);
bool link_same(const struct link *a, const struct link *b);

enum link_act { LINK_INSERT, LINK_UPDATE, LINK_END };

/*
 * Compares two sorted lists, wanted without doubles, and calls act for what has to be done to the
 * database's rows: LINK_INSERT with the wanted link, LINK_UPDATE with the id and both new days,
 * LINK_END with the held one. A link that has begun by today keeps the day it began. -1 from act
 * ends it.
 */
int link_compare(const struct link_list *wanted, const struct link_list *held, int32_t today,
                 int (*act)(void *ctx, enum link_act what, const struct link *link), void *ctx);

#endif
