/*
 * The answer about who is closest to the goal while it is being made: what h_closest.c has settled
 * and loaded, and the pupils, whom closest_pupils.c writes.
 */
#ifndef MALKOLL_FCGI_CLOSEST_VIEW_H
#define MALKOLL_FCGI_CLOSEST_VIEW_H

#include "fcgi/identity.h"
#include "fcgi/piece.h"
#include "fcgi/req.h"
#include "store/goals.h"

struct closest_view {
    struct unit_view unit;
    struct round round;
    uint32_t class_id;
    const char *class_name;
    enum arg_rows rows;
    bool pupils; /* the caller may see them, and the unit is a school */
    const struct reference *ref;
    struct goals *goals;
};

/* The members "pupils" (null: not the caller's to see), "subjects" that they lack, and "hidden". */
int closest_write_pupils(struct req *q, const struct closest_view *v);

#endif
