/*
 * What is done with rounds: plan, change, open, close, reopen, extend for a school. Every act is a
 * row of round_event. The same code for malkollctl, the timer and the browser.
 */
#ifndef MALKOLL_STORE_ROUND_ACT_H
#define MALKOLL_STORE_ROUND_ACT_H

#include "store/round.h"

enum round_act {
    ROUND_ACT_PLAN,
    ROUND_ACT_CHANGE, /* the days of a planned round */
    ROUND_ACT_OPEN,   /* takes the snapshot of the roster of a day */
    ROUND_ACT_CLOSE,
    ROUND_ACT_REOPEN, /* with a reason; the snapshot stays as it was */
    ROUND_ACT_EXTEND, /* longer time for one school, with a reason */
    ROUND_ACT__MAX
};

/* "plan" etc. */
const char *round_act_name(enum round_act act);

/* Why an act was refused: err.code with ERR_CONFLICT or ERR_INPUT. */
enum round_refusal {
    ROUND_REFUSED_EXISTS = 1, /* it is planned already */
    ROUND_REFUSED_STATE,      /* not in this state */
    ROUND_REFUSED_ORDER,      /* opens, due, closes: in another order, or not in the term */
    ROUND_REFUSED_PASSED,     /* the closing time has passed, or is not after the round's */
    ROUND_REFUSED_REASON,     /* a reason is missing */
    ROUND_REFUSED_UNIT,       /* the school does not take part */
    ROUND_REFUSED_PURGED      /* its pupils' rows were removed, being old */
};

/* Who changes a round: a person, or a name such as "malkollctl". */
struct round_actor {
    uint32_t person_id;
    const char *name;
};

struct round_plan {
    enum round_kind kind;
    struct term term;
    int week;                    /* ISO week, 0 for grades */
    int32_t opens, due, closes;  /* days in local time; closes at the end of its day */
};

struct round_order {
    enum round_act act;
    uint32_t id;            /* which; of ROUND_ACT_PLAN it is the answer */
    struct round_plan plan; /* plan; of ROUND_ACT_CHANGE the days alone count */
    int32_t day;            /* open: the roster of that day */
    int32_t closes;         /* open, reopen: DAY_MAX keeps the time; extend: DAY_MAX = as the round */
    uint32_t unit_id;       /* extend */
    struct round_actor actor;
    const char *reason;     /* reopen, extend: required */
};

/*
 * Runs in the caller's transaction. Days are turned into UTC by the process's time zone.
 * *ret_round (may be NULL) is the round as it is afterwards.
 */
int round_do(struct db *db, struct round_order *order, struct round *ret_round, struct err *e);
/* The same in a transaction of its own. */
int round_do_alone(struct db *db, struct round_order *order, struct round *ret_round,
                   struct err *e);
/* Opens and closes what the clock asks for; *ret_n rounds were changed. Transactions of its own. */
int round_tick(struct db *db, int32_t today, const struct round_actor *actor, int *ret_n,
               struct err *e);

/*
 * What is proposed for a school year (year: of its autumn): the forecast rounds of weeks 43 and 13.
 * existing: the id of the round that is there already, or 0.
 */
#define ROUND_YEAR_MAX 2
struct round_proposal {
    struct round_plan plan;
    char key[ROUND_KEY_SIZE];
    uint32_t existing;
    bool passed; /* its closing day lies before today */
};
int round_propose_year(struct db *db, int year, int32_t today,
                       struct round_proposal ret_list[ROUND_YEAR_MAX], struct err *e);
/* The autumn's year of the school year that a day lies in, or that it is time to plan. */
int round_year_of(int32_t day);

#endif
