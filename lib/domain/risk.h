/*
 * One pupil in one subject over the latest rounds of one kind: what has changed since the last one,
 * where it is going, and whether somebody should look at it. No model and no probability: plain rules
 * that a teacher can check against the levels themselves.
 *
 *   not passed        a level below pass
 *   not assessable    no basis: counts as not passed
 *   not passed before nothing is reported yet, and the last that was reported is not passed
 *   watch             passed with the lowest level that passes, and fallen since the last round, or not
 *                     passed in one of the earlier rounds that are looked at
 */
#ifndef MALKOLL_DOMAIN_RISK_H
#define MALKOLL_DOMAIN_RISK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "domain/assess.h"

#define RISK_ROUNDS 4 /* the round itself and three before it */

/* A subject in a round. expected false: the pupil did not read it, or left; nothing else counts. */
struct risk_point {
    bool expected;
    enum assess_state state;
    uint32_t scale_id;
    int position; /* of a level: 1 lowest */
    bool passes;
    bool lowest_pass; /* the lowest level of its scale that passes */
};

enum risk { RISK_NONE, RISK_NOT_PASSED, RISK_NOT_ASSESSABLE, RISK_NOT_PASSED_BEFORE, RISK_WATCH, RISK__MAX };

struct risk_view {
    enum risk risk;
    bool has_change;
    int change; /* since the round before: steps of the scale; see risk_change */
    bool has_trend;
    int trend; /* -1 down, 0 level, 1 up: from the oldest round that is looked at to this one */
};

/* "not_passed" etc.; NULL for RISK_NONE. */
const char *risk_name(enum risk risk);

/*
 * From one point to a later one: steps on the scale where both are levels of the same one. Otherwise
 * (another scale, or no basis) only whether it passes can be compared: 1, 0 or -1. False when one of
 * them is not reported.
 */
bool risk_change(const struct risk_point *from, const struct risk_point *to, int *ret_change);

/* points: newest first, at most RISK_ROUNDS of them are looked at. A trend needs three reported. */
struct risk_view risk_of(const struct risk_point *points, size_t n);

#endif
