/*
 * Settings that an administrator changes while the service runs: a declared table of names with
 * kind, range, default and text. Each change is counted in row 0 of table revision, as answers are made
 * by them. What concerns the machine stands in malkoll.conf instead.
 */
#ifndef MALKOLL_STORE_SETTING_H
#define MALKOLL_STORE_SETTING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/db.h"

#define SETTING_VALUE_MAX 300 /* characters */
#define SETTING_SIMILAR_MAX 10

enum setting_id {
    SETTING_CONTACT,
    SETTING_NIGHT_FROM,
    SETTING_NIGHT_TO,
    SETTING_MANY_PUPILS,
    SETTING_MANY_REFUSALS,
    SETTING_DIP_MIN_SIZE,
    SETTING_DIP_MIN_POINTS,
    SETTING_DIP_RATE,
    SETTING_DIP_PAIRS,
    SETTING_DIP_YEAR_AGO,
    SETTING_DIP_MUNICIPALITY,
    SETTING_MUNICIPALITY,
    SETTING_SIMILAR,
    SETTING_HIT_MIN,
    SETTING_LIMIT_MUNICIPALITY,
    SETTING_LIMIT_AREA,
    SETTING_LIMIT_SCHOOL,
    SETTING_PUBLIC_PAGE,
    SETTING__MAX
};

struct setting_spec {
    const char *name;
    bool is_number;
    int min, max;      /* of a number */
    const char *value; /* default */
    const char *text;
};

extern const struct setting_spec setting_specs[SETTING__MAX];

/* SETTING__MAX when there is none of the name. */
enum setting_id setting_find(const char *name);
/* The value that holds; ret_value of SETTING_VALUE_MAX * 4 + 1 bytes. */
int setting_get(struct db *db, enum setting_id id, char *ret_value, struct err *e);
/* ERR_INPUT when the value does not fit. In the caller's transaction. */
int setting_set(struct db *db, enum setting_id id, const char *value, uint32_t person_id,
                const char *actor, struct err *e);

#endif
