/*
 * Which class a class was in another round. Classes get new ids with each school year, so that 9A
 * has to be found as last year's 8A: it is the class of the same school that more than half of the
 * class's pupils were in then. Where there is none (a new class, pupils from many) there is none.
 * Asked of the snapshots: who was where, never of what anybody was assessed at.
 */
#ifndef MALKOLL_STORE_CLASS_THEN_H
#define MALKOLL_STORE_CLASS_THEN_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/db.h"

#define CLASS_THEN_YEARS 11 /* year groups 0..10 */

struct class_then {
    uint32_t class_id, round_id; /* the class, and the round that was asked about */
    uint32_t then_id;            /* 0 = none */
    uint32_t shared;             /* how many of the class's pupils were in it */
    uint8_t year_then[CLASS_THEN_YEARS]; /* by year group in the class: that of most in then_id */
};

struct class_thens {
    struct class_then *list;
    size_t n;
};

/* Every class of the school in the round, in up to two other rounds (0 = none). */
int class_then_of_school(struct db *db, struct arena *a, uint32_t unit_id, uint32_t round_id,
                         const uint32_t other[2], struct class_thens *ret_then, struct err *e);
/* One class, in every round; itself in round_id. Empty when the class has no pupils there. */
int class_then_of_class(struct db *db, struct arena *a, uint32_t unit_id, uint32_t round_id,
                        uint32_t class_id, struct class_thens *ret_then, struct err *e);

/* NULL when it is not known to have been any class then. */
const struct class_then *class_then_find(const struct class_thens *t, uint32_t class_id,
                                         uint32_t round_id);

#endif
