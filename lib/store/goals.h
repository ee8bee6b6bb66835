/*
 * How many pupils have reached each goal, and how many are one or two subjects from it
 * (lib/domain/closest), in rows by unit, class or year group. Goals reached and their denominators are
 * the measures' own; distances are worked out from the noted subjects of pupils who have not reached
 * everything.
 */
#ifndef MALKOLL_STORE_GOALS_H
#define MALKOLL_STORE_GOALS_H

#include "base/arena.h"
#include "base/db.h"
#include "domain/closest.h"
#include "domain/risk.h"
#include "store/attainment.h"
#include "store/marks.h"
#include "store/reference.h"

struct goals_query {
    uint32_t round_id, unit_id;
    bool is_school;
    uint32_t class_id;         /* 0 = the whole unit */
    int year_group;            /* 0 = all */
    enum attainment_rows rows; /* not by gender */
};

enum goals_count { GOALS_ONE, GOALS_TWO, GOALS_REACHED, GOALS_OF, GOALS_COUNT__MAX };

struct goals_row {
    uint32_t key;             /* id of the unit or class, or the year group */
    int64_t pupils, complete; /* with anything to report; of whom nothing is missing */
    int64_t n[CLOSEST_GOALS][GOALS_COUNT__MAX];
};

struct goals {
    struct goals_row *rows;
    size_t n_rows, cap_rows;
    struct goals_row total;
};

/* ref: of the day whose roster the round's snapshot shows. */
int goals_load(struct db *db, struct arena *a, const struct reference *ref,
               const struct goals_query *query, struct goals **ret_goals, struct err *e);
/* NULL: nobody is counted there. */
const struct goals_row *goals_find(const struct goals *g, uint32_t key);
void goals_add(struct goals_row *to, const struct goals_row *from);

/* One pupil's marks as lib/domain wants them; rows holds MARKS_MAX. */
struct closest goals_distances(const struct reference *ref, const struct marks *marks, bool covered,
                               struct assess_row *rows);
/* One subject in one round; NULL: the pupil did not read it. */
struct risk_point goals_risk_point(const struct reference *ref, const struct mark *mark);

#endif
