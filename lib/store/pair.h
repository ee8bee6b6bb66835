/*
 * What a group's pupils have in common with those of the same group in a round before: who passes in
 * both, in one of them only, in neither, and how their merit values changed. With it the interval of
 * a change between the two rounds is that of a change among the same pupils (stats_newcombe_overlap,
 * stats_mean_overlap).
 *
 * Kept in pair_cell and pair_mean when a round closes, against the closed round of the same kind
 * before it and the one a school year before. Where nothing is kept, as of a round that is open and of
 * one gender in a class, the pupils' summaries of a class or a school are counted when it is asked
 * for; of more than a school nothing is known then.
 *
 * Pupils of a unit's cell were at the unit in both rounds, of one year group in the year group that
 * the cohort was in then, of one gender with that in both. Pupils of a class were in it in both;
 * across the summer in the class that it was (class_then.h). Rows that a change to another scale has
 * between them count too: what is compared is shares with pass.
 */
#ifndef MALKOLL_STORE_PAIR_H
#define MALKOLL_STORE_PAIR_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/db.h"
#include "domain/stats.h"
#include "domain/year_scheme.h"
#include "store/attainment.h"
#include "store/round.h"

#define PAIR_MERITS 2

enum pair_measure {
    PAIR_SUBJECT,
    PAIR_ALL_SUBJECTS,
    PAIR_ELIGIBLE1, /* and the three slots that follow */
    PAIR_MERIT16 = PAIR_ELIGIBLE1 + 4, /* means, as PAIR_MERIT17 that follows */
    PAIR_MEASURE__MAX = PAIR_MERIT16 + PAIR_MERITS
};

static inline bool pair_is_mean(enum pair_measure measure)
{
    return measure >= PAIR_MERIT16;
}

/* What is in common of one measure: pairs of a share, values of a mean. */
struct pair_common {
    struct stats_pairs pairs;
    struct stats_value_pairs values;
};

/* In the caller's transaction, below the lock of follow.h. */
int pair_rebuild(struct db *db, uint32_t round_id, struct err *e);
int pair_correct(struct db *db, uint32_t round_id, uint32_t group_id, struct err *e);
/* Counts again and compares; differences are lines in out. Adds to both numbers. */
int pair_verify(struct db *db, FILE *out, size_t *differences, size_t *compared, struct err *e);

/* What counting at once needs; of any day. */
struct pair_basis {
    const struct reference *ref;
    struct year_schemes schemes;
};

struct pair_query {
    uint32_t unit_id, class_id; /* class 0 = the whole unit */
    int year_group, gender;     /* 0 = all */
    const struct round *round, *before;
    const struct pair_basis *basis; /* NULL: only what is kept; unit_id is a school's else */
};

struct pair_subject {
    uint32_t subject_id;
    struct pair_common common;
};

struct pair_set {
    struct pair_common measures[PAIR_MEASURE__MAX];
    struct pair_subject *subjects;
    size_t n_subjects;
};

/* All zero where nothing is known. */
int pair_load(struct db *db, struct arena *a, const struct pair_query *q, struct pair_set *ret_set,
              struct err *e);
/* set NULL, PAIR_MEASURE__MAX: all zero. */
struct pair_common pair_of(const struct pair_set *set, enum pair_measure measure,
                           uint32_t subject_id);
/* PAIR_MEASURE__MAX: nothing is counted of it. */
enum pair_measure pair_measure_of(enum recount_measure m);

struct pair_rows_query {
    const struct attainment_query *figures;
    enum attainment_round which; /* the round before */
    const struct round *round, *before;
    const struct pair_basis *basis; /* as in pair_query */
    enum pair_measure measure;
    uint32_t subject_id;
};

/* What one measure of the rows of an overview has in common with the round before; several of one
 * key are added up. The whole is what has key 0, which has those too whose year group or gender is
 * another now; where nothing has it, it is all of them. */
struct pair_row {
    uint32_t key; /* as attainment_row's */
    struct pair_common common;
};

struct pair_rows {
    struct pair_row *list;
    size_t n;
};

/* None of rows that are other pupils than before: a year group across the summer. */
int pair_load_rows(struct db *db, struct arena *a, const struct pair_rows_query *q,
                   struct pair_rows *ret_rows, struct err *e);

void pair_add(struct pair_common *to, const struct pair_common *from);
/* Adds one pupil: passed before, passes now. */
static inline void pair_add_share(struct stats_pairs *p, bool before, bool now)
{
    uint32_t *to = before ? (now ? &p->both : &p->fell) : (now ? &p->rose : &p->neither);

    (*to)++;
}

/* Adds one pupil's values, in tenths. */
void pair_add_value(struct stats_value_pairs *p, uint32_t before, uint32_t now);

#endif
