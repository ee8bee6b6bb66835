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

#define ASSESSMENT_ENTRIES_MAX 100
#define ASSESSMENT_REASON_MAX 500 /* code points */

enum assessment_status {
    ASSESSMENT_SAVED,
    ASSESSMENT_CONFLICT,
    ASSESSMENT_NOT_IN_GROUP,       /* the round does not expect this pupil in this group */
    ASSESSMENT_LEFT,               /* the pupil has left the group */
    ASSESSMENT_LEVEL_NOT_IN_SCALE,
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
    uint32_t new_version;
    const char *now; /* as level */
    const char *by;  /* who set it, NULL if unknown or if saved by this call */
    const char *at;  /* "YYYY-MM-DD hh:mm:ss.mmm" UTC, NULL if never set */
};

struct assessment_save {
    uint32_t round_id;
    uint32_t group_id;
    uint32_t unit_id; /* the group's school */
    uint32_t person_id;
    bool correction;    /* a decision of the principal: also in a closed round */
    const char *reason; /* of a correction, else NULL */
    const char *now;    /* UTC "YYYY-MM-DD hh:mm:ss.mmm" */
    struct assessment_entry *entries;
    size_t n_entries;
    struct reference_cache *reference;
};

/*
 * Runs inside db_transaction; may be run again with the same arguments. The caller has checked
 * that the person may write this group. ERR_CONFLICT when the round does not accept it (any other
 * failure changes nothing either).
 */
int assessment_save(struct db *db, struct arena *a, struct assessment_save *save, struct err *e);

#endif
