/* What a round expects, in memory, to check a file of assessments against. For assessments.c. */
#ifndef MALKOLL_ROSTER_ASSESSMENTS_LOAD_H
#define MALKOLL_ROSTER_ASSESSMENTS_LOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/db.h"
#include "domain/assess.h"
#include "domain/scale.h"
#include "roster/id_index.h"
#include "roster/subject_map.h"

/* One pupil in one subject. */
struct assessments_row {
    uint32_t pupil_id;
    uint16_t subject_id;
    uint16_t scale_id;
    uint16_t level_id;     /* now */
    uint16_t new_level_id; /* in the file */
    uint8_t state;         /* enum assess_state, now */
    uint8_t new_state;     /* in the file; ASSESS_MISSING = not in the file yet */
    bool left;
    uint32_t by; /* person, 0 = none */
};

struct assessments_pupil {
    uint32_t id;
    uint32_t first; /* place of the first row */
    uint32_t count;
};

struct assessments_load {
    struct arena *arena;
    struct assessments_row *rows; /* by pupil and subject */
    size_t row_count;
    size_t row_cap;
    struct assessments_pupil *pupils; /* by id */
    size_t pupil_count;
    size_t pupil_cap;
    struct id_index by_source; /* places in pupils */
    struct id_index persons;   /* source id to person id */
    struct subject_map subjects;
    struct scale_level *levels;
    size_t level_count;
};

int assessments_load(struct db *db, uint32_t round_id, struct assessments_load *ret_load,
                     struct err *e);
void assessments_load_free(struct assessments_load *l);
/* NULL when the pupil does not read the subject in the round. */
struct assessments_row *assessments_load_find(const struct assessments_load *l, uint32_t pupil,
                                              uint32_t subject_id);

#endif
