/*
 * The figures of a unit in a round, read from cells: what the overview and its rows are made of.
 */
#ifndef MALKOLL_STORE_ATTAINMENT_H
#define MALKOLL_STORE_ATTAINMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/db.h"
#include "domain/scale.h"
#include "store/class_then.h"
#include "store/recount.h"

/* What one row stands for; the numbers are those of the statements. */
enum attainment_rows {
    ATTAINMENT_BY_UNIT = 1, /* each school below the unit */
    ATTAINMENT_BY_CLASS = 2,
    ATTAINMENT_BY_YEAR_GROUP = 3,
    ATTAINMENT_BY_GENDER = 4 /* 1 female, 2 male, 3 unknown */
};

/* The rounds that stand beside each other. */
enum attainment_round { ATTAINMENT_NOW, ATTAINMENT_PREVIOUS, ATTAINMENT_YEAR_AGO, ATTAINMENT_ROUNDS };

struct attainment_query {
    uint32_t rounds[ATTAINMENT_ROUNDS]; /* 0 = there is none */
    uint32_t unit_id;
    uint32_t class_id; /* 0 = the whole unit */
    int year_group;    /* 0 = all */
    int gender;        /* 0 = all, 1 female, 2 male */
    enum attainment_rows rows;
    bool as_closed;    /* the present round as it closed, before corrections */
    bool one_column;     /* of rows by year group or class: the cells of subject_id, or for 0 the measures */
    bool one_before;     /* the same of the rounds before alone */
    uint32_t subject_id;
    bool other_year[ATTAINMENT_ROUNDS];   /* rounds of another school year: classes are followed */
    const struct class_thens *thens;      /* to these; NULL when rows and filter are no classes */
};

/* Counts of one subject; the comparisons have only what a share needs. */
struct attainment_cell {
    uint32_t passed, assessed, not_assessable, missing, left;
    uint32_t before_passed[ATTAINMENT_ROUNDS]; /* index ATTAINMENT_PREVIOUS and _YEAR_AGO */
    uint32_t before_of[ATTAINMENT_ROUNDS];
};

struct attainment_row {
    uint32_t key; /* id of the unit or class, year group, gender */
    bool has_cells;
    struct attainment_cell *cells;                               /* one per column */
    uint32_t measures[ATTAINMENT_ROUNDS][RECOUNT_MEASURE__MAX];  /* by enum recount_measure */
    uint32_t (*levels)[SCALE_POSITION_MAX];                      /* one per level scale, or NULL */
};

struct attainment_column {
    uint32_t subject_id;
    const char *code, *name_sv, *name_en;
};

struct attainment {
    const struct attainment_column *columns;
    size_t n_columns;
    struct attainment_row *rows; /* in the order in which keys were met */
    size_t n_rows, cap_rows;
    uint32_t level_scales[8]; /* scales met by attainment_load_levels, ascending */
    size_t n_level_scales;
};

/* The measures in the order in which answers write them: what is divided by what. */
#define ATTAINMENT_MEASURES 8

struct attainment_measure {
    const char *name;
    enum recount_measure n, of;
};

extern const struct attainment_measure attainment_measures[ATTAINMENT_MEASURES];

/* A sum divided by a number of pupils, where the others are shares of them. */
static inline bool attainment_is_mean(const struct attainment_measure *m)
{
    return m->n >= RECOUNT_MERIT16;
}

/* Which count holds the squares of a mean's values; RECOUNT_MEASURE__MAX: none does. */
static inline enum recount_measure attainment_squares(const struct attainment_measure *m)
{
    return m->n == RECOUNT_MERIT16   ? RECOUNT_MERIT16_SQ
           : m->n == RECOUNT_MERIT17 ? RECOUNT_MERIT17_SQ
                                     : RECOUNT_MEASURE__MAX;
}

/* Denominator of a share: assessed and not assessable. */
static inline uint32_t attainment_of(const struct attainment_cell *c)
{
    return c->assessed + c->not_assessable;
}

/* All in the arena. Cells and measures of all three rounds. */
int attainment_load(struct db *db, struct arena *a, const struct attainment_query *q,
                    struct attainment **ret_attainment, struct err *e);
/* With rows by class: gives each the figures of what it was in rounds of another school year. Not
 * part of attainment_load, since the sum of the rows is the school's, also of classes that are gone. */
int attainment_follow_classes(struct db *db, struct arena *a, const struct attainment_query *q,
                              struct attainment *t, struct err *e);
/* Adds how many have each level in one subject (family) to the rows. */
int attainment_load_levels(struct db *db, struct arena *a, const struct attainment_query *q,
                           uint32_t subject_id, struct attainment *t, struct err *e);
/* Only measures, one row per gender (1, 2, 3), of one year group: for the key figures. */
int attainment_load_key(struct db *db, struct arena *a, const struct attainment_query *q,
                        int year_group, struct attainment **ret_attainment, struct err *e);

/* NULL if no figure has this key. */
struct attainment_row *attainment_find(const struct attainment *t, uint32_t key);
/* A new row of zeros, not among t's rows. */
struct attainment_row *attainment_new_row(struct arena *a, const struct attainment *t,
                                          uint32_t key);
void attainment_add(const struct attainment *t, struct attainment_row *to,
                    const struct attainment_row *from);

#endif
