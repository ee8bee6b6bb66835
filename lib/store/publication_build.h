/*
 * Making a publication: choose, look at what it will be, publish. Preview and publication go the
 * same way, so that what was previewed is what is published, if nothing has changed meanwhile.
 */
#ifndef MALKOLL_STORE_PUBLICATION_BUILD_H
#define MALKOLL_STORE_PUBLICATION_BUILD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/db.h"
#include "base/json_write.h"

#define PUBLICATION_YEARS_MAX 11 /* ten year groups and all of them */

enum publication_level { PUBLICATION_MUNICIPALITY, PUBLICATION_AREAS, PUBLICATION_SCHOOLS, PUBLICATION_LEVELS };

struct publication_choice {
    uint32_t round_id;
    enum publication_level level; /* rows down to this level */
    unsigned years;               /* bit n: year group n; bit 0: all year groups together */
    bool genders;                 /* girls and boys beside the total */
    bool subjects, measures;      /* which tables per year group */
};

/* What is written beside the figures. */
struct publication_text {
    const char *audience; /* "board" or "public" */
    const char *title, *body;
    uint32_t person_id;
    const char *actor; /* where the person has no name */
    const char *now;   /* database time */
    uint32_t replaces; /* 0 = none */
    const char *reason; /* of the replacement */
};

struct publication_draft;

/* One is worked out at a time, so that no more than one worker is ever occupied by it. False: another one is. */
int publication_alone(struct db *db, bool *ret_alone, struct err *e);
/* Should that fail, the connection is gone, and the server has let go with it. */
void publication_alone_end(struct db *db);
/* Figures, and what may be shown of them. ERR_INPUT when the choice has no figures. */
int publication_build(struct db *db, struct arena *a, const struct publication_choice *choice,
                      struct publication_draft **ret_draft, struct err *e);
/* How many figures are in it, and what became of them. */
const struct suppress_tally *publication_tally(const struct publication_draft *d);
/* The members "limits", "cells", "definitions" and "tables", inside an object. */
void publication_write(struct json_writer *w, const struct publication_draft *d);
/*
 * Builds and stores, in the caller's writing transaction. ERR_CONFLICT when something hidden would
 * follow from it and earlier publications; ERR_NOT_FOUND when what it replaces does not stand.
 */
int publication_publish(struct db *db, struct arena *a, const struct publication_choice *choice,
                        const struct publication_text *text, uint32_t *ret_id, struct err *e);

#endif
