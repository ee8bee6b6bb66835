/*
 * Figures of a unit or a class round by round, oldest first. What is followed is one of three:
 *
 *   unit        the unit as it was in each round, whoever went there; of a class, what the class
 *               was in each round (class_then.h). A year group is the number as it is written.
 *   year_group  those who were in the same year group in each round, which are others each school
 *               year: counted from the last year group (year_scheme.h), so that year group 9 goes
 *               on as the tenth after 30 June 2028; of a class, the class of the same name.
 *   cohort      one year group less for each school year back. Of a unit, those who were in that
 *               year group of it then: pupils come and go. Of a class, exactly the pupils who are
 *               in it in the round that is asked from, wherever they went to school then.
 *
 * Units are read from cells, a class from cells or, as a cohort, from the summaries of its pupils.
 */
#ifndef MALKOLL_STORE_HISTORY_H
#define MALKOLL_STORE_HISTORY_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/db.h"
#include "domain/year_scheme.h"
#include "store/pair.h"
#include "store/recount.h"
#include "store/reference.h"
#include "store/round.h"

#define HISTORY_ROUNDS_MAX 128

enum history_follow { HISTORY_UNIT, HISTORY_YEAR_GROUP, HISTORY_COHORT };

struct history_query {
    uint32_t unit_id;
    uint32_t class_id;       /* 0 = the whole unit */
    int year_group;          /* 0 = all; what it is in `from` */
    int gender;              /* 0 = all, 1 female, 2 male */
    int kind;                /* 0 = all rounds, else enum round_kind + 1 */
    const char *subject;     /* a family's code; "" = all of them */
    enum history_follow follow;
    struct round from;       /* the round that class and year group are those of */
    const struct reference *ref; /* of any day; for a class's cohort, and what a school's pupils have in common */
};

struct history_point {
    uint32_t passed, of, missing;
};

struct history_round {
    struct round round;
    bool there;     /* what is followed exists in it; else it has no figures */
    int year_group; /* whose figures; 0 = all */
    int most_year;  /* of a class: the year group of most in it then; else year_group */
    uint32_t class_id; /* 0 = no class, or a cohort's, which may be in many */
    const char *class_name;
    uint32_t sums[RECOUNT_MEASURE__MAX];
};

struct history_subject {
    uint32_t id;
    const char *code, *name_sv, *name_en;
    bool met; /* somebody reads it in one of the rounds */
    struct history_point *points; /* one per round */
};

/* One pupil of a class's cohort in one round. */
struct history_pupil {
    uint32_t pupil_id;
    size_t at; /* the round */
    bool complete, all_subjects, covered, has_pass;
    unsigned eligible;
    uint32_t merit[PAIR_MERITS];
    const char *subjects; /* marks.h */
};

/* What two rounds have in common: `at` and one before it. */
struct history_common {
    size_t at, before;
    struct pair_set pairs;
};

struct history {
    struct history_round rounds[HISTORY_ROUNDS_MAX]; /* oldest first; grades after forecasts */
    size_t n_rounds;
    struct history_subject *subjects;
    size_t n_subjects;
    struct history_pupil *pupils; /* of a class's cohort alone */
    size_t n_pupils;
    struct year_schemes schemes;
    struct history_common *common; /* by history_load_common */
    size_t n_common;
};

/* The last round in which the class had pupils in the unit; 0 when there is none. */
int history_class_round(struct db *db, uint32_t unit_id, uint32_t class_id, uint32_t *ret_round_id,
                        struct err *e);
int history_schemes(struct db *db, struct year_schemes *ret_schemes, struct err *e);
/* All in the arena. ERR_NOT_FOUND: no subject of this code. */
int history_load(struct db *db, struct arena *a, const struct history_query *q,
                 struct history **ret_history, struct err *e);

/*
 * Fills h->common for the changes that h shows: from each round to the last one before it that has
 * anything of the same subject or measure. Left out is what has nobody in common: the same year
 * group, or class name, of another school year.
 */
int history_load_common(struct db *db, struct arena *a, const struct history_query *q,
                        struct history *h, struct err *e);
/* NULL where nothing is known. */
const struct pair_set *history_common(const struct history *h, size_t at, size_t before);

#endif
