/*
 * Counting what the pupils of a school, or of one class, have in common with a round before (pair.h):
 * for what is kept of closed rounds, and for what is counted when a page asks for it.
 */
#ifndef MALKOLL_STORE_PAIR_COUNT_H
#define MALKOLL_STORE_PAIR_COUNT_H

#include "domain/term.h"
#include "domain/year_scheme.h"
#include "store/marks.h"
#include "store/pair.h"
#include "store/reference.h"
#include "store/tally.h"

/* Counts of a row of the tally, of a share and of a mean. The latter are sums of tenths of points,
 * and of squares: of the values as recount_square has them, of the change in tenths of squared points. */
enum { PAIR_BOTH, PAIR_FELL, PAIR_ROSE, PAIR_NEITHER, PAIR_SHARE_COUNTS };
enum {
    PAIR_N,
    PAIR_NOW,
    PAIR_BEFORE,
    PAIR_NOW_SQ,
    PAIR_BEFORE_SQ,
    PAIR_CHANGE_SQ,
    PAIR_MEAN_COUNTS
};
#define PAIR_CHANGE_UNIT 10 /* squared tenths */

struct pair_round {
    uint32_t id;
    int64_t kind, week;
    struct term term;
};

struct pair_counting {
    struct db *db;
    const struct reference *ref; /* of any day */
    const struct year_schemes *schemes;
    const struct pair_round *round, *before;
    bool class_genders;    /* a class's genders are counted too */
    enum pair_measure only; /* PAIR_MEASURE__MAX: all are counted */
    uint32_t only_subject;
    struct marks marks[2]; /* now, before */
    struct tally t;        /* initialised by the caller, who frees it */
};

/* Counts anew; class_id 0 = the whole school. A unit that is no school has no pupils. */
int pair_count_pupils(struct pair_counting *c, uint32_t unit_id, uint32_t class_id, struct err *e);
/* Whether a row of the tally is one to use: others are of a class and one that it was not. */
bool pair_is_row(const struct pair_counting *c, const struct tally_row *row);

/* Keys of the tally: {class or 0, year group << 8 | gender, measure << 16 | subject, class in the
 * round before}. */
static inline uint32_t pair_row_class(const struct tally_row *row)
{
    return row->key[0];
}

static inline uint32_t pair_row_year_group(const struct tally_row *row)
{
    return row->key[1] >> 8;
}

static inline uint32_t pair_row_gender(const struct tally_row *row)
{
    return row->key[1] & 0xff;
}

static inline enum pair_measure pair_row_measure(const struct tally_row *row)
{
    return (enum pair_measure)(row->key[2] >> 16);
}

static inline uint32_t pair_row_subject(const struct tally_row *row)
{
    return row->key[2] & 0xffff;
}

/* How many counts a row of a measure has. */
static inline unsigned pair_counts_of(enum pair_measure measure)
{
    return pair_is_mean(measure) ? PAIR_MEAN_COUNTS : PAIR_SHARE_COUNTS;
}

/* What the counts of a row, or sums of several rows', say of its measure. */
struct pair_common pair_from_counts(enum pair_measure measure, const uint64_t *counts);

#endif
