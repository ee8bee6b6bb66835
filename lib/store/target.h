/*
 * Milestones (delmål): what the director wants a measure to be, by when, on the way to the
 * expectation, which is 100 %. They hold for the whole municipality, in one year group or in all,
 * from a day on; a figure is shown with its distance to the one that held when its round was due.
 */
#ifndef MALKOLL_STORE_TARGET_H
#define MALKOLL_STORE_TARGET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/db.h"
#include "domain/day.h"

#define TARGET_SUBJECT "subject" /* the measure that is the share of one subject */

struct target {
    uint32_t id;
    const char *measure;  /* TARGET_SUBJECT, or the name of one of attainment_measures */
    uint32_t subject_id;  /* 0 unless it is of a subject */
    const char *code, *name_sv, *name_en; /* of the subject */
    int year_group;       /* 0 = all */
    int value10;          /* tenths of a per cent, or of a point */
    char from[DAY_TEXT_SIZE], to[DAY_TEXT_SIZE]; /* to "" = no end */
    const char *set_by;   /* NULL = malkollctl, or gone */
    char set_at[24];
};

struct targets {
    struct target *list;
    size_t n;
};

struct target_order {
    const char *measure, *subject; /* subject NULL unless the measure is TARGET_SUBJECT */
    int year_group, value10;
    int32_t from, to;   /* to DAY_MAX = no end */
    uint32_t person_id; /* 0 = malkollctl */
    const char *field;  /* result, of a refusal: what is wrong */
};

int target_load(struct db *db, struct arena *a, struct targets *ret_targets, struct err *e);
/* The one that holds for a measure on a day (YYYY-MM-DD), the year group's own before the one for
 * all; NULL when there is none. */
const struct target *target_for(const struct targets *t, const char *measure, uint32_t subject_id,
                                int year_group, const char *day);
/* Whether there can be a milestone of this measure, and the highest in tenths. */
bool target_measure(const char *measure, int *ret_max10);

/*
 * In the caller's transaction. One that stood for the same until then ends the day before; ERR_CONFLICT
 * when one begins on or after the day and before this one's end. ERR_INPUT: something does not fit.
 */
int target_add(struct db *db, struct target_order *o, struct err *e);
/* Ends after a day; one that begins later is taken away. ERR_NOT_FOUND, ERR_CONFLICT: ended already. */
int target_end(struct db *db, uint32_t id, int32_t last, struct err *e);

#endif
