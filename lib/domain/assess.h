/*
 * What is known about one pupil in one subject in one round: the row that every measure of the
 * domain is computed from.
 */
#ifndef MALKOLL_DOMAIN_ASSESS_H
#define MALKOLL_DOMAIN_ASSESS_H

#include <stdbool.h>
#include <stdint.h>

/* Three states that are never mixed. */
enum assess_state {
    ASSESS_MISSING,        /* the teacher has not reported */
    ASSESS_LEVEL,          /* a level of the scale */
    ASSESS_NOT_ASSESSABLE, /* `-`: no basis because of absence; counts as not passed */
    ASSESS_STATE__MAX
};

struct assess_row {
    uint64_t subject_id;
    enum assess_state state;
    bool left;        /* the pupil left the group during the round: counts nowhere */
    bool is_sprakval; /* second foreign language chosen as språkval (short code M2...) */
    bool has_points;  /* the scale gives points: only such rows enter merit and eligibility */
    bool passes;      /* of the level; looked at only with ASSESS_LEVEL, as is points10 */
    int points10;     /* tenths of a point: A 200, B 175, ..., F 0 */
};

/* A level that counts for selection to upper secondary school. */
static inline bool assess_is_graded(const struct assess_row *row)
{
    return !row->left && row->state == ASSESS_LEVEL && row->has_points;
}

#endif
