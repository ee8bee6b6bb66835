/*
 * Saving assessments of one teaching group in one round.
 *
 * Every entry says which version it was based on. Entries are judged one by one: saved, in
 * conflict with what somebody else set meanwhile, or rejected; those that are saved are stored in
 * one transaction together with everything derived from them (cells, measures, summaries,
 * progress), so no reader ever sees one without the other. Sending the same again is harmless: an
 * entry that asks for what already stands is saved, whatever its version.
 */
#ifndef MALKOLL_STORE_ASSESSMENT_H
#define MALKOLL_STORE_ASSESSMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/db.h"
#include "domain/assess.h"
#include "store/reference.h"
#include "store/round.h"

struct group_cache;

#define ASSESSMENT_ENTRIES_MAX 100
#define ASSESSMENT_REASON_MAX 500 /* code points */

enum assessment_status {
    ASSESSMENT_SAVED,
    ASSESSMENT_CONFLICT,
    ASSESSMENT_NOT_IN_GROUP,       /* the round does not expect this pupil in this group */
    ASSESSMENT_LEFT,               /* the pupil has left the group */
    ASSESSMENT_LEVEL_NOT_IN_SCALE,
    ASSESSMENT_SCHOOL_CLOSED,      /* the time is out at the pupil's own school */
    ASSESSMENT_STATUS__MAX
};

struct assessment_entry {
    /* in */
    uint32_t pupil_id;
    const char *level; /* a level's code, "-" not assessable, NULL missing */
    uint32_t version;  /* that the entry was based on; 0 = nothing was set */
    /* out; version, now and at describe what stands after the save */
    enum assessment_status status;
    bool changed;      /* something was stored; was: what stood before, as level */
    const char *was;
    bool protected;    /* the pupil is, and the person sees him or her */
    uint32_t new_version;
    const char *now; /* as level */
    const char *by;  /* who set it, NULL if unknown or if saved by this call */
    const char *at;  /* "YYYY-MM-DD hh:mm:ss.mmm" UTC, NULL if never set */
};

/* The group as the person may write it. */
struct assessment_group {
    uint32_t id;
    uint32_t unit_id; /* its school */
    uint32_t subject_id;
    bool teaches, decides;
    uint64_t revision; /* of everything, when the transaction began */
};

struct assessment_counts {
    int64_t assessed, not_assessable, missing, left;
};

/* Whose rights count: all duties of the day, or those of the capacity that the person acts in. */
struct assessment_person {
    uint32_t id;
    const char *acting; /* NULL: all */
    const char *today;
};

struct assessment_save {
    const struct round *round; /* held by round_hold in this transaction */
    const struct assessment_group *group;
    const struct assessment_person *person;
    bool correction;    /* a decision of the principal: also in a closed round */
    const char *reason; /* of a correction, else NULL */
    const char *now;    /* UTC "YYYY-MM-DD hh:mm:ss.mmm" */
    struct assessment_entry *entries;
    size_t n_entries;
    struct reference_cache *reference;
    struct group_cache *groups;
    /*
     * Called once, when every entry is judged: what has to be logged is stored with the save, among
     * its statements; pipe is NULL when there are none.
     */
    void (*log)(void *ctx, const struct assessment_save *save, struct db_pipe *pipe);
    void *log_ctx;
    struct assessment_counts counts; /* out: the group's progress after the save */
    bool log_failed; /* out: the save failed because it could not be logged */
};

/* revision: of everything, read in this transaction. ERR_NOT_FOUND when the person has no right to see
 * it. */
int assessment_group(struct db *db, struct group_cache *groups, uint32_t group_id,
                     uint64_t revision, const struct assessment_person *person,
                     struct assessment_group *ret_group, struct err *e);

/*
 * Runs inside db_transaction; may be run again with the same arguments. The caller has checked
 * that the round accepts it, or that it is a correction, and that the person may write the group.
 */
int assessment_save(struct db *db, struct arena *a, struct assessment_save *save, struct err *e);

#endif
