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
    uint32_t class_id;
    const char *class_name;
    struct history_query query;
    struct history *h;
    struct targets targets;
    bool detail;
    const struct history_view *beside; /* what it is compared with, or NULL */
    bool is_part; /* of what it is compared with */
};

/* The members "followed", "subjects" and "measures", and with detail what belongs to them. */
void history_write(struct json_writer *w, const struct history_view *v);

#endif
