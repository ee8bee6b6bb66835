/*
 * A save in hand: the group's pupils as they stand, what the save changes in them, and what
 * follows for the derived rows. Between assessment.c, which reads and judges, and
 * assessment_derive.c, which writes.
 */
#ifndef MALKOLL_STORE_ASSESSMENT_ROWS_H
#define MALKOLL_STORE_ASSESSMENT_ROWS_H

#include "store/assessment.h"
#include "store/recount.h"

#define SAVING_UNITS_MAX 64

struct saving_pupil {
    uint32_t id;
    struct recount_place place;
    struct mark mark, was; /* in the group's subject: now, and before the save if that changed it */
    const struct scale_level *level, *was_level; /* NULL unless the state is a level */
    struct marks *subjects; /* all of them, the group's as it was */
    uint32_t version, set_by;
    const char *at;
    bool changed, protected;
};

struct saving {
    struct db *db;
    struct arena *a;
    struct assessment_save *save;
    const struct reference *ref;
    bool closed; /* the round is: what changes is a correction */
    bool in_step; /* as far as is known: the derived rows are those of the assessments */
    bool late;   /* the round's time has passed: only schools with longer time accept */
    uint32_t units[SAVING_UNITS_MAX]; /* locked, ascending */
    bool accepts[SAVING_UNITS_MAX];   /* of each, when late */
    size_t n_units;
    struct saving_pupil *pupils;
    size_t n_pupils, n_changed;
};

/* Stores the changed assessments and what follows from them. */
int saving_write(struct saving *s, struct err *e);
/* In a closed round, before anything is changed: keeps the rows as they closed. */
int saving_keep_as_closed(struct saving *s, struct err *e);

#endif
