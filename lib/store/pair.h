/*
 * What a group's pupils have in common with those of the same group in a round before: who passes in
 * both, in one of them only, in neither. With it the interval of a change between the two rounds is
 * that of a change among the same pupils (stats_newcombe_overlap).
 *
 * Counted in pair_cell when a round closes, against the closed round before it and the one before
 * it of the same kind. Pupils of a unit's cell were at the unit in both rounds, of one year group in
 * the year group that the cohort was in then, of one gender with that in both. Pupils of a class were
 * in it in both; across the summer in the class that it was (class_then.h). Rows that a change to
 * another scale has between them count too: what is compared is shares with pass.
 */
#ifndef MALKOLL_STORE_PAIR_H
#define MALKOLL_STORE_PAIR_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/db.h"
#include "domain/stats.h"
#include "store/attainment.h"

enum pair_measure {
    PAIR_SUBJECT,
    PAIR_ALL_SUBJECTS,
    PAIR_ELIGIBLE1, /* and the three slots that follow */
    PAIR_MEASURE__MAX = PAIR_ELIGIBLE1 + 4
};

/* In the caller's transaction, below the lock of follow.h. */
int pair_rebuild(struct db *db, uint32_t round_id, struct err *e);
int pair_correct(struct db *db, uint32_t round_id, uint32_t group_id, struct err *e);
/* Counts again and compares; differences are lines in out. Adds to both numbers. */
int pair_verify(struct db *db, FILE *out, size_t *differences, size_t *compared, struct err *e);

struct pair_query {
    uint32_t unit_id, class_id; /* class 0 = the whole unit */
    int year_group, gender;     /* 0 = all */
    uint32_t round_id, before_id;
};

struct pair_subject {
    uint32_t subject_id;
    struct stats_pairs pairs;
};

struct pair_set {
    struct stats_pairs measures[PAIR_MEASURE__MAX];
    struct pair_subject *subjects;
    size_t n_subjects;
};

/* All zero where nothing is known: of rounds that are not closed, of one gender in a class. */
int pair_load(struct db *db, struct arena *a, const struct pair_query *q, struct pair_set *ret_set,
              struct err *e);
/* set NULL, PAIR_MEASURE__MAX: all zero. */
struct stats_pairs pair_of(const struct pair_set *set, enum pair_measure measure,
                           uint32_t subject_id);
/* PAIR_MEASURE__MAX: pairs are not counted of it. */
enum pair_measure pair_measure_of(enum recount_measure m);

/* What one measure of the rows of an overview has in common with the round before; several of one
 * key are added up. The whole is what has key 0, which has those too whose year group or gender is
 * another now; where nothing has it, it is all of them. */
struct pair_row {
    uint32_t key; /* as attainment_row's */
    struct stats_pairs pairs;
};

struct pair_rows {
    struct pair_row *list;
    size_t n;
};

/* None where the rows are other pupils than before: a year group across the summer. */
int pair_load_rows(struct db *db, struct arena *a, const struct attainment_query *q,
                   enum pair_measure measure, uint32_t subject_id, struct pair_rows *ret_rows,
                   struct err *e);

/* Adds one pupil: passed before, passes now. */
static inline void pair_count(struct stats_pairs *p, bool before, bool now)
{
    uint32_t *to = before ? (now ? &p->both : &p->fell) : (now ? &p->rose : &p->neither);

    (*to)++;
}

#endif
