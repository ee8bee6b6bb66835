/*
 * A save in hand: the group's pupils as they stand, what the save changes in them, and what
 * follows for the derived rows. Between assessment.c, which reads and judges, and
 * assessment_derive.c, which writes what follows.
 */
#ifndef MALKOLL_STORE_ASSESSMENT_ROWS_H
#define MALKOLL_STORE_ASSESSMENT_ROWS_H

#include "store/assessment.h"
#include "store/recount.h"

#define SAVING_UNITS_MAX 64

struct saving_pupil {
    uint32_t id;
    struct recount_place place;
    struct assess_row *rows; /* all subjects; rows[target] is the group's own */
    size_t n_rows, target;
    uint32_t subject_id, scale_id, version, set_by;
    const struct scale_level *level; /* NULL unless the state is a level */
    const char *at;
    bool changed;
    struct assess_row was; /* rows[target] and its level before the save, if changed */
    const struct scale_level *was_level;
};

struct saving {
    struct db *db;
    struct arena *a;
    struct assessment_save *save;
    const struct reference *ref;
    char snapshot_on[DAY_TEXT_SIZE];
    bool closed; /* the round is: what changes is a correction */
    uint32_t units[SAVING_UNITS_MAX]; /* locked, ascending */
    size_t n_units;
    struct saving_pupil *pupils;
    size_t n_pupils, n_changed;
};

/* Writes summaries, cells, measures, progress and revisions for the changed pupils. */
int saving_derive(struct saving *s, struct err *e);
/* In a closed round, before anything is changed: keeps the rows as they closed. */
int saving_keep_as_closed(struct saving *s, struct err *e);

#endif
