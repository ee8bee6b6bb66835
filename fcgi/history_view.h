/*
 * The answer of GET /api/history while it is being made: what h_history.c has settled and loaded,
 * and what history_detail.c writes beside the points.
 */
#ifndef MALKOLL_FCGI_HISTORY_VIEW_H
#define MALKOLL_FCGI_HISTORY_VIEW_H

#include "fcgi/piece.h"
#include "fcgi/req.h"
#include "store/attainment.h"
#include "store/history.h"
#include "store/target.h"

struct history_view {
    struct unit_view unit;
    const char *class_name;
    struct history_query query;
    struct history *h;
    struct targets targets;
};

/* The member "details" of a subject: per round [low, high, change since the point before, its low
 * and high, milestone], or null where there is no figure. Units: share.h. */
void history_write_details(struct json_writer *w, const struct history_view *v,
                           const struct history_subject *s);
/* The member "measure_details": the same for the measures that have a milestone. */
void history_write_measure_details(struct json_writer *w, const struct history_view *v);

#endif
