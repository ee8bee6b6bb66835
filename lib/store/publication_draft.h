/*
 * A publication in the making: a choice of tables, the figures behind it, and what may be shown of
 * them together with all that was published before. For publication_build.c, _load.c and _content.c;
 * others read struct publication_choice and call the functions of publication_build.h.
 */
#ifndef MALKOLL_STORE_PUBLICATION_DRAFT_H
#define MALKOLL_STORE_PUBLICATION_DRAFT_H

#include "domain/eligibility.h"
#include "domain/suppress.h"
#include "store/publication_build.h"

enum publication_gender { ALL_GENDERS, GENDER_F, GENDER_M, GENDER_UNKNOWN, GENDERS };

/* Numbers of table publication_cell: 0 pupils, a subject's id below ITEM_MEASURE. */
#define ITEM_PUPILS 0
#define ITEM_MEASURE 10000
#define ITEM_SWEDISH 20000 /* Swedish and Swedish as a second language together */

struct publication_unit {
    uint32_t id;
    const char *kind, *name;
    enum publication_level level;
    size_t parent; /* index; its own for the municipality */
};

/* What a column counts. */
struct publication_item {
    uint16_t id;
    const char *code, *name_sv, *name_en;
    bool is_measure;
    bool is_mean;
    size_t part_of; /* index of the item that it is a part of; its own if it is of none */
    size_t implies; /* who attains this one attains that one too, and both count the same pupils */
    size_t with;    /* index of the item with which it is decided */
};

/* Who is eligible for the programme passes in one of the subjects: indexes of items. */
struct publication_requirement {
    size_t programme;
    size_t n_subjects, subjects[ELIGIBILITY_ALTERNATIVES_MAX];
};

struct publication_value {
    uint32_t n, of;
    uint32_t sum; /* of points, for a mean */
    bool asked;                /* some publication of the round has it, shown or hidden */
    enum suppress_state known; /* by readers of earlier publications of the round */
    uint32_t moved_from, moved_to;
    struct suppress_room room;
    enum suppress_state state; /* results */
    uint8_t alone;
};

/* One figure that was published before. */
struct publication_known {
    uint32_t publication, unit, round;
    int school_year;
    uint8_t year_group, gender, state, percent;
    uint16_t item;
    uint32_t of;
};

struct publication_draft {
    struct publication_choice choice;
    uint16_t limits[PUBLICATION_LEVELS];
    int school_year;
    struct publication_unit *units; /* parents first, those of the deepest level that matters last */
    size_t n_units;
    int years[PUBLICATION_YEARS_MAX]; /* ascending; 0 = all */
    size_t n_years;
    struct publication_item *items;
    size_t n_items;
    size_t all_subjects; /* index of the measure */
    struct publication_requirement *requirements;
    size_t n_requirements;
    struct publication_value *values; /* publication_value_at */
    struct publication_known *known;  /* by publication, unit, year group, gender, item */
    size_t n_known;
    /* What the sums reach: at least the choice, and all that was published of the round. */
    enum publication_level deepest;
    bool with_genders;
    struct suppress_tally tally;
    struct suppress_tally *tallies; /* by item and year: of what is solved together, at the first of it */
    bool decided;  /* the states are those of a decision */
    bool *changed; /* by item and year: more is known since then */
    size_t moved;  /* values that are hidden because few came or went */
};

static inline struct publication_value *publication_value_at(const struct publication_draft *d,
                                                             size_t item, size_t year, size_t unit,
                                                             int gender)
{
    return &d->values[((item * d->n_years + year) * d->n_units + unit) * GENDERS + (size_t)gender];
}

/* Whether the chosen tables have the figure. */
bool publication_wants(const struct publication_draft *d, size_t item, size_t year, size_t unit,
                       int gender);
/* Reads all but the results. */
int publication_load(struct db *db, struct arena *a, struct publication_draft *d, struct err *e);
/* Finds what differs from earlier publications by a few pupils: fills known and moved_... Again after each
 * decision, as what that hides may have been what spoke against the difference; moved then grows. */
void publication_compare(struct publication_draft *d);

#endif
