#include "roster/link.h"

#include <stdlib.h>

#include "base/mem.h"

static int compare_key(const struct link *a, const struct link *b)
{
    if (a->person != b->person)
        return a->person < b->person ? -1 : 1;
    if (a->target != b->target)
        return a->target < b->target ? -1 : 1;
    if (a->detail != b->detail)
        return a->detail < b->detail ? -1 : 1;
    return 0;
}

/* Of equal ones the earliest first, so that the present one stands before a future one. */
static int compare(const void *left, const void *right)
{
    const struct link *a = left;
    const struct link *b = right;
    int order = compare_key(a, b);

    if (order == 0 && a->starts != b->starts)
        return a->starts < b->starts ? -1 : 1;
    return order;
}

void link_add(struct link_list *list, const struct link *link)
{
    if (list->count == list->cap) {
        list->cap = list->cap ? list->cap * 2 : 1024;
        list->v = mem_realloc(list->v, list->cap * sizeof(*list->v));
    }
    list->v[list->count++] = *link;
}

void link_list_free(struct link_list *list)
{
    free(list->v);
    *list = (struct link_list)LINK_LIST_INIT;
}

void link_sort(struct link_list *list)
{
    if (list->count > 1)
        qsort(list->v, list->count, sizeof(*list->v), compare);
}

bool link_same(const struct link *a, const struct link *b)
{
    return compare_key(a, b) == 0;
}

void link_merge(struct link_list *list)
{
    size_t kept = 0;

    for (size_t i = 0; i < list->count; i++) {
        struct link *last = kept ? &list->v[kept - 1] : NULL;

        if (last && link_same(last, &list->v[i])) {
            if (list->v[i].ends > last->ends)
                last->ends = list->v[i].ends;
        } else {
            list->v[kept++] = list->v[i];
        }
    }
    list->count = kept;
}

/* A held link against the wanted one for the same: 0 when they agree. */
static int compare_pair(const struct link *wanted, const struct link *held, int32_t today,
                        int (*act)(void *ctx, enum link_act what, const struct link *link),
                        void *ctx)
{
    struct link changed = *held;

    changed.ends = wanted->ends;
    if (held->starts > today)
        changed.starts = wanted->starts;
    if (changed.starts == held->starts && changed.ends == held->ends)
        return 0;
    return act(ctx, LINK_UPDATE, &changed);
}

int link_compare(const struct link_list *wanted, const struct link_list *held, int32_t today,
                 int (*act)(void *ctx, enum link_act what, const struct link *link), void *ctx)
{
    size_t w = 0;
    size_t h = 0;

    while (w < wanted->count || h < held->count) {
        int order = w == wanted->count ? 1
                    : h == held->count ? -1
                                       : compare_key(&wanted->v[w], &held->v[h]);
        int rc;

        if (order < 0) {
            rc = act(ctx, LINK_INSERT, &wanted->v[w++]);
        } else if (order > 0) {
            rc = act(ctx, LINK_END, &held->v[h++]);
        } else {
            rc = compare_pair(&wanted->v[w], &held->v[h], today, act, ctx);
            /* Further held rows for the same, if any, are superfluous: they end. */
            for (h++; rc == 0 && h < held->count && link_same(&wanted->v[w], &held->v[h]); h++)
                rc = act(ctx, LINK_END, &held->v[h]);
            w++;
        }
        if (rc < 0)
            return -1;
    }
    return 0;
}
