/*
 * Rounds (omgångar): one collection of forecasts or grades. planned -> open -> closed; reopening
 * is an act with a reason. All changes are written to round_event.
 */
#ifndef MALKOLL_STORE_ROUND_H
#define MALKOLL_STORE_ROUND_H

#include <stdbool.h>
#include <stdint.h>

#include "base/db.h"
#include "domain/day.h"
#include "domain/term.h"

enum round_kind { ROUND_FORECAST, ROUND_GRADE, ROUND_KIND__MAX };
enum round_state { ROUND_PLANNED, ROUND_OPEN, ROUND_CLOSED, ROUND_STATE__MAX };

#define ROUND_KEY_SIZE 20  /* "HT2026-43"; of grades "HT2026-grade" */
#define ROUND_TIME_SIZE 24 /* "YYYY-MM-DD hh:mm:ss.mmm", UTC */

struct round {
    uint32_t id; /* 0 = no round */
    enum round_kind kind;
    enum round_state state;
    char key[ROUND_KEY_SIZE];
    char term[TERM_TEXT_SIZE];
    int week;
    char opens_at[ROUND_TIME_SIZE], due_at[ROUND_TIME_SIZE], closes_at[ROUND_TIME_SIZE];
    char closed_at[ROUND_TIME_SIZE];      /* "" = not closed */
    char snapshot_on[DAY_TEXT_SIZE];      /* "" = never opened */
    bool accepts;                         /* open, and its closing time has not passed */
    bool late;                            /* open, but only for schools with longer time, if any */
    char extended_until[ROUND_TIME_SIZE]; /* latest own time of a school with longer time, or "" */
};

const char *round_kind_name(enum round_kind kind);
const char *round_state_name(enum round_state state);
/* The year that the round's school year ends in. */
int round_school_year(const struct round *round);
/* The round of a row of any statement in sql/query/round.sql that lists rounds. */
void round_from_row(const struct db_rows *r, struct round *ret_round);

/* ERR_NOT_FOUND when there is none. */
int round_by_id(struct db *db, uint32_t id, struct round *ret_round, struct err *e);
int round_by_key(struct db *db, const char *key, struct round *ret_round, struct err *e);
/* The open round, else the one closed last; ret_round->id is 0 when there is neither. Like the
 * others here: the same of one kind, the round before of the same kind, the one a year earlier. */
int round_current(struct db *db, struct round *ret_round, struct err *e);
int round_current_of_kind(struct db *db, enum round_kind kind, struct round *ret_round,
                          struct err *e);
int round_previous(struct db *db, uint32_t id, struct round *ret_round, struct err *e);
int round_year_ago(struct db *db, uint32_t id, struct round *ret_round, struct err *e);
/* Whether pupils' rows of it were removed (retention.h): then nothing can be counted anew. */
int round_is_purged(struct db *db, uint32_t id, bool *ret_purged, struct err *e);

/* By id, or for id 0 the current one (id 0 when there is none), with a shared lock until the
 * transaction ends: the round cannot open, close or be refreshed meanwhile. */
int round_hold(struct db *db, uint32_t id, struct round *ret_round, struct err *e);

/*
 * Schools may have longer time than the round (round_unit.closes_at): they accept until then, and
 * the round stays open as long. These two make closes_at and accepts those of one school, or of
 * the schools that a person works at on a day, where that is later; costs nothing where no school
 * has longer time.
 */
int round_for_unit(struct db *db, uint32_t unit_id, struct round *round, struct err *e);
int round_for_person(struct db *db, uint32_t person_id, const char *acting, const char *day,
                     struct round *round, struct err *e);

#endif
