#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "ctl/ctl.h"
#include "store/publication.h"

static int print_all(struct ctl *c, struct arena *a)
{
    struct publication *list;
    struct err e = {0};
    size_t n;

    if (db_connect(c->db, &e) < 0 || publication_list(c->db, a, PUBLICATION_DIRECTOR, &list, &n, &e) < 0)
        return ctl_fail(&e);
    for (size_t i = 0; i < n; i++) {
        const struct publication *p = &list[i];

        printf("%u  %.19s  %s  %s  %s: %s", p->id, p->as_of, p->audience, p->round_term, p->state, p->title);
        printf("  (%u figures, %u hidden)", p->cells, p->hidden);
        if (p->ended_at)
            printf("  %.19s %s: %s", p->ended_at, p->ended_actor, p->reason);
        putchar('\n');
    }
    return 0;
}

struct withdrawal {
    uint32_t id;
    const char *reason;
};

static int withdraw_in_transaction(struct db *db, void *ctx, struct err *e)
{
    const struct withdrawal *w = ctx;

    return publication_withdraw(db, w->id, 0, "malkollctl", w->reason, e);
}

int cmd_publication(struct ctl *c, int argc, char **argv)
{
    struct withdrawal w;
    struct arena *a;
    struct err e = {0};
    int rc;

    if (argc == 2 && strcmp(argv[1], "list") == 0) {
        a = arena_new(0);
        rc = print_all(c, a);
        arena_free(a);
        return rc;
    }
    if (argc != 5 || strcmp(argv[1], "withdraw") != 0 || strcmp(argv[3], "--reason") != 0 || !argv[4][0])
        return ctl_usage("publication list, or publication withdraw ID --reason TEXT");
    w = (struct withdrawal){(uint32_t)strtoul(argv[2], NULL, 10), argv[4]};
    return db_transaction(c->db, withdraw_in_transaction, &w, &e) < 0 ? ctl_fail(&e) : 0;
}
