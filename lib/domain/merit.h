/*
 * Merit value (meritvärde) of one pupil, as Skolverket publishes it for year 9.
 *
 *   ms    points of a passed second foreign language that was chosen as språkval, else 0
 *   own   points of every other subject: elevens val, mother tongue and SV or SVA among them
 *   mv16  sum of the 16 best of own and ms together                      (A-F: at most 320.0)
 *   mv17  ms > 0: the 16 best of own, and ms beside them; else as mv16   (A-F: at most 340.0)
 *
 * A språkval that is not passed counts nowhere. Of several passed ones the best is ms and the rest
 * are own. The mean of a group is the sum divided by the pupils with any_pass.
 */
#ifndef MALKOLL_DOMAIN_MERIT_H
#define MALKOLL_DOMAIN_MERIT_H

#include <stdbool.h>
#include <stddef.h>

#include "domain/assess.h"

#define MERIT_SUBJECTS 16

struct merit {
    int mv16; /* tenths of a point */
    int mv17; /* tenths of a point; never less than mv16 */
    bool any_pass;
};

/* Rows in any order. Counted are levels on scales with points of rows that have not left. */
struct merit merit_of(const struct assess_row *rows, size_t n);

#endif
