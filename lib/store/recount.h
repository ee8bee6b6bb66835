/*
 * Everything that is derived from a round's raw rows, counted anew in memory: cells, measures,
 * pupils' summaries, groups' progress. Two uses: writing them all (cells_rebuild) and checking
 * what the differences that saves add have made of them (cells_verify). What one row counts for
 * stands here once, for the recount and for the differences.
 */
#ifndef MALKOLL_STORE_RECOUNT_H
#define MALKOLL_STORE_RECOUNT_H

#include "base/db.h"
#include "domain/summary.h"
#include "store/marks.h"
#include "store/reference.h"
#include "store/tally.h"

/* Counts of a cell, in the order of the table's columns; l1..l12 follow from RECOUNT_L1. */
enum recount_cell {
    RECOUNT_PASSED,
    RECOUNT_ASSESSED,
    RECOUNT_NOT_ASSESSABLE,
    RECOUNT_MISSING,
    RECOUNT_LEFT,
    RECOUNT_L1,
    RECOUNT_CELL__MAX = RECOUNT_L1 + SCALE_POSITION_MAX
};

/* Counts of a measure, in the order of the table's columns. */
enum recount_measure {
    RECOUNT_PUPILS,
    RECOUNT_COMPLETE,
    RECOUNT_ALL_SUBJECTS,
    RECOUNT_AT_RISK,
    RECOUNT_COVERED,
    RECOUNT_ELIGIBLE1,
    RECOUNT_MERIT_N = RECOUNT_ELIGIBLE1 + REFERENCE_SLOTS,
    RECOUNT_MERIT16,
    RECOUNT_MERIT17,
    RECOUNT_SUBJECTS,
    RECOUNT_MERIT16_SQ, /* sums of recount_square */
    RECOUNT_MERIT17_SQ,
    RECOUNT_MEASURE__MAX
};

#define RECOUNT_SQUARE_UNIT 1000 /* squared tenths */

/* A merit value in tenths, squared, in tens of squared points: fits the sums of a municipality. */
static inline uint32_t recount_square(uint32_t merit10)
{
    return (merit10 * merit10 + RECOUNT_SQUARE_UNIT / 2) / RECOUNT_SQUARE_UNIT;
}

struct recount_summary {
    uint32_t pupil_id;
    struct summary s;
    char *subjects; /* all of them as one text (marks.h) */
};

struct recount_group {
    uint32_t group_id, unit_id, subject_id;
    uint32_t assessed, not_assessable, missing, left;
    char last_at[24]; /* "" = never */
};

/* Keys: cells {unit, subject, class, year_group << 24 | gender << 16 | scale}, measures
 * {unit, 0, class, year_group << 24 | gender << 16}; class 0xffffffff = the whole unit. */
struct recount {
    struct tally class_cells, unit_cells, class_measures, unit_measures;
    struct recount_summary *summaries; /* by pupil id */
    size_t n_summaries, cap_summaries;
    struct recount_group *groups; /* by group id */
    size_t n_groups;
};

/* Where a pupil counts. */
struct recount_place {
    uint32_t unit_id, class_id;
    int year_group, gender;
};

/* Where counts go: to the class's rows and the unit's. */
struct recount_sums {
    struct tally *classes, *units;
};

#define RECOUNT_WHOLE_UNIT UINT32_MAX
#define RECOUNT_KEY4(year_group, gender, scale)                                                    \
    ((uint32_t)(year_group) << 24 | (uint32_t)(gender) << 16 | (uint32_t)(scale))

/*
 * Reads the round's raw rows and counts. closed_at: NULL counts the present assessments, else
 * those that stood when the round closed at that time. Streams: nothing else may run on db.
 */
int recount_round(struct db *db, const struct reference *ref, uint32_t round_id,
                  const char *closed_at, struct recount **ret_recount, struct err *e);
void recount_free(struct recount *rc);

/* The stored rows of one round in the same shape; closed: the view "as the round closed" (only
 * cells and measures, as summaries and progress are kept as they are now). */
int recount_stored(struct db *db, uint32_t round_id, bool closed, struct recount **ret_recount,
                   struct err *e);

/* What one assessment, or one pupil's summary, counts for; sign 1 adds it, -1 takes it away (the
 * sums then hold differences, to be read as int32_t). position: of the level, else any. */
void recount_add_cell(const struct recount_sums *to, const struct recount_place *place,
                      uint32_t family_id, uint32_t scale_id, const struct assess_row *row,
                      int position, int sign);
void recount_add_measure(const struct recount_sums *to, const struct recount_place *place,
                         const struct summary *s, int sign);

/* The parameters of SQL_RECOUNT_PUT_SUMMARY. */
#define RECOUNT_SUMMARY_TYPES "iiiiiiiiiiiiiiis"
#define RECOUNT_SUMMARY_PARAMS (sizeof(RECOUNT_SUMMARY_TYPES) - 1)
void recount_summary_params(uint32_t round_id, uint32_t pupil_id, const struct summary *s,
                            const char *subjects, struct db_param ret_p[RECOUNT_SUMMARY_PARAMS]);

/* One subject of a pupil as lib/domain wants it. */
struct assess_row recount_assess_row(const struct reference *ref, const struct mark *mark);
/* The mark is a level that passes. */
bool recount_passes(const struct reference *ref, const struct mark *mark);

#endif
