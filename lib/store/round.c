#include "store/round.h"

#include <stdio.h>
#include <string.h>

#include "domain/year_scheme.h"

static const char *const kind_names[ROUND_KIND__MAX] = {"forecast", "grade"};
static const char *const state_names[ROUND_STATE__MAX] = {"planned", "open", "closed"};

const char *round_kind_name(enum round_kind kind)
{
    return kind_names[kind];
}

const char *round_state_name(enum round_state state)
{
    return state_names[state];
}

int round_school_year(const struct round *round)
{
    struct term term;

    return term_parse(round->term, &term) == 0 ? year_scheme_school_year(term) : 0;
}

static int name_index(const char *const names[], int max, const char *name)
{
    int i = 0;

    while (i < max - 1 && strcmp(names[i], name) != 0)
        i++;
    return i;
}

static void copy_text(char *to, size_t size, const char *from)
{
    snprintf(to, size, "%s", from ? from : "");
}

void round_from_row(const struct db_rows *r, struct round *ret_round)
{
    struct round *to = ret_round;

    memset(to, 0, sizeof(*to));
    to->id = (uint32_t)db_id(r, 0);
    to->kind = (enum round_kind)name_index(kind_names, ROUND_KIND__MAX, db_str(r, 1));
    copy_text(to->term, sizeof(to->term), db_str(r, 2));
    to->week = (int)db_int(r, 3);
    copy_text(to->opens_at, sizeof(to->opens_at), db_str(r, 4));
    copy_text(to->due_at, sizeof(to->due_at), db_str(r, 5));
    copy_text(to->closes_at, sizeof(to->closes_at), db_str(r, 6));
    to->state = (enum round_state)name_index(state_names, ROUND_STATE__MAX, db_str(r, 7));
    copy_text(to->closed_at, sizeof(to->closed_at), db_str(r, 8));
    to->accepts = db_int(r, 9) != 0;
    to->late = to->state == ROUND_OPEN && !to->accepts;
    copy_text(to->snapshot_on, sizeof(to->snapshot_on), db_str(r, 10));
    copy_text(to->extended_until, sizeof(to->extended_until), db_str(r, 11));
    if (to->kind == ROUND_GRADE)
        snprintf(to->key, sizeof(to->key), "%s-grade", to->term);
    else
        snprintf(to->key, sizeof(to->key), "%s-%02d", to->term, to->week);
}

/* The only row of a result; id 0 when there is none. */
static int one_round(struct db_rows *r, struct round *ret_round, struct err *e)
{
    struct round round = {.id = 0};

    if (db_next(r))
        round_from_row(r, &round);
    if (db_done(r, e) < 0)
        return -1;
    *ret_round = round;
    return 0;
}

int round_by_id(struct db *db, uint32_t id, struct round *ret_round, struct err *e)
{
    struct db_rows *r;
    struct round round;

    if (db_select(db, SQL_ROUND_BY_ID, &r, e, DB_I(id)) < 0 || one_round(r, &round, e) < 0)
        return -1;
    if (!round.id)
        return err_set(e, ERR_NOT_FOUND, "there is no such round");
    *ret_round = round;
    return 0;
}

int round_hold(struct db *db, uint32_t id, struct round *ret_round, struct err *e)
{
    struct db_rows *r;
    struct round round;

    if ((id ? db_select(db, SQL_ROUND_HOLD, &r, e, DB_I(id))
            : db_select(db, SQL_ROUND_HOLD_CURRENT, &r, e)) < 0 ||
        one_round(r, &round, e) < 0)
        return -1;
    if (id && !round.id)
        return err_set(e, ERR_NOT_FOUND, "there is no such round");
    *ret_round = round;
    return 0;
}

/* "HT2026-43" or "HT2026-grade". */
static int parse_key(const char *key, enum round_kind *ret_kind, struct term *ret_term,
                     int *ret_week)
{
    char term[TERM_TEXT_SIZE] = "";

    if (strlen(key) == 12 && strcmp(key + 6, "-grade") == 0) {
        memcpy(term, key, TERM_TEXT_SIZE - 1);
        *ret_kind = ROUND_GRADE;
        *ret_week = 0;
        return term_parse(term, ret_term);
    }
    *ret_kind = ROUND_FORECAST;
    return term_round_key_parse(key, ret_term, ret_week);
}

int round_by_key(struct db *db, const char *key, struct round *ret_round, struct err *e)
{
    enum round_kind kind;
    struct db_rows *r;
    struct round round;
    struct term term;
    char text[TERM_TEXT_SIZE];
    int week;

    if (parse_key(key, &kind, &term, &week) < 0)
        return err_set(e, ERR_INPUT, "\"%s\" is not a round: write HT2026-43 or HT2026-grade", key);
    term_format(term, text);
    if (db_select(db, SQL_ROUND_BY_KEY, &r, e, DB_S(text), DB_I(week), DB_S(kind_names[kind])) < 0 ||
        one_round(r, &round, e) < 0)
        return -1;
    if (!round.id)
        return err_set(e, ERR_NOT_FOUND, "round %s is not planned", key);
    *ret_round = round;
    return 0;
}

int round_current(struct db *db, struct round *ret_round, struct err *e)
{
    struct db_rows *r;

    return db_select(db, SQL_ROUND_CURRENT, &r, e) < 0 ? -1 : one_round(r, ret_round, e);
}

int round_current_of_kind(struct db *db, enum round_kind kind, struct round *ret_round,
                          struct err *e)
{
    struct db_rows *r;

    return db_select(db, SQL_ROUND_CURRENT_OF_KIND, &r, e, DB_S(round_kind_name(kind))) < 0
               ? -1
               : one_round(r, ret_round, e);
}

int round_previous(struct db *db, uint32_t id, struct round *ret_round, struct err *e)
{
    struct db_rows *r;

    return db_select(db, SQL_ROUND_PREVIOUS, &r, e, DB_I(id)) < 0 ? -1 : one_round(r, ret_round, e);
}

int round_year_ago(struct db *db, uint32_t id, struct round *ret_round, struct err *e)
{
    struct db_rows *r;

    return db_select(db, SQL_ROUND_YEAR_AGO, &r, e, DB_I(id)) < 0 ? -1 : one_round(r, ret_round, e);
}

int round_is_purged(struct db *db, uint32_t id, bool *ret_purged, struct err *e)
{
    struct db_rows *r;
    bool purged;

    if (db_select(db, SQL_ROUND_PURGED, &r, e, DB_I(id)) < 0)
        return -1;
    purged = db_next(r) && db_int(r, 0);
    if (db_done(r, e) < 0)
        return -1;
    *ret_purged = purged;
    return 0;
}

/* Takes over a time that is later than the round's. Columns: the time (or NULL), is it to come. */
static int take_time(struct db_rows *r, struct round *round, struct err *e)
{
    if (db_next(r) && !db_is_null(r, 0) && strcmp(db_str(r, 0), round->closes_at) > 0) {
        copy_text(round->closes_at, sizeof(round->closes_at), db_str(r, 0));
        round->accepts = db_int(r, 1) != 0;
    }
    return db_done(r, e);
}

static bool has_extensions(const struct round *round)
{
    return round->state == ROUND_OPEN && round->extended_until[0];
}

int round_for_unit(struct db *db, uint32_t unit_id, struct round *round, struct err *e)
{
    struct db_rows *r;

    if (!has_extensions(round))
        return 0;
    if (db_select(db, SQL_ROUND_UNIT_TIME, &r, e, DB_I(round->id), DB_I(unit_id)) < 0)
        return -1;
    return take_time(r, round, e);
}

int round_for_person(struct db *db, uint32_t person_id, const char *acting, const char *day,
                     struct round *round, struct err *e)
{
    struct db_rows *r;

    if (!has_extensions(round))
        return 0;
    if (db_select(db, SQL_ROUND_PERSON_TIME, &r, e, DB_I(round->id), DB_I(person_id), DB_S(acting),
                  DB_S(day), DB_S(day)) < 0)
        return -1;
    return take_time(r, round, e);
}
