#include "store/hit.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "store/follow.h"
#include "store/hit_count.h"

#define PAIRS_MAX 64
#define UNIT_ID_MAX UINT32_MAX
#define DIFFERENCES_SHOWN 20
#define YEAR_GROUPS 11 /* 0 = all */

/* Two rounds, and the schools that are counted. */
struct pair {
    uint32_t grades, forecasts;
    uint32_t from, to;
};

struct pairs {
    struct pair list[PAIRS_MAX];
    size_t n;
};

/* Cells of one school and subject, by year group; group: the last one counted in each. */
struct line {
    uint32_t unit;
    uint32_t subject; /* 0 = all */
    int64_t n[YEAR_GROUPS][HIT_COUNT__MAX];
    uint32_t group[YEAR_GROUPS];
};

struct tally {
    struct line *lines;
    size_t n, cap;
};

static struct line *find_line(struct tally *t, uint32_t unit, uint32_t subject)
{
    /* Rows come by school and subject: the wanted line is among the last two, or new. */
    for (size_t i = t->n; i-- > 0 && t->lines[i].unit == unit;) {
        if (t->lines[i].subject == subject)
            return &t->lines[i];
    }
    if (t->n == t->cap) {
        t->cap = t->cap ? t->cap * 2 : 256;
        t->lines = mem_realloc(t->lines, t->cap * sizeof(*t->lines));
    }
    memset(&t->lines[t->n], 0, sizeof(*t->lines));
    t->lines[t->n].unit = unit;
    t->lines[t->n].subject = subject;
    return &t->lines[t->n++];
}

/* A row into one cell. Rows of a group follow each other. */
static void add_to(struct line *line, int year_group, const struct hit_row *row)
{
    int64_t *n = line->n[year_group];
    int64_t pairs = 0;

    for (unsigned k = 0; k < HIT_GROUPS; k++) {
        n[k] += row->n[k];
        if (k <= HIT_RIGHT_FAIL)
            pairs += row->n[k];
    }
    if (pairs > 0 && line->group[year_group] != row->group_id) {
        n[HIT_GROUPS]++;
        line->group[year_group] = row->group_id;
    }
}

static void take_row(void *ctx, const struct hit_row *row)
{
    if (row->year_group < 1 || row->year_group >= YEAR_GROUPS)
        return;
    for (int all = 0; all < 2; all++) {
        struct line *line = find_line(ctx, row->unit_id, all ? 0 : row->family_id);

        add_to(line, row->year_group, row);
        add_to(line, 0, row);
    }
}

/* From the raw rows: for verification. */
static int count_levels(struct db *db, const struct pair *pair, struct tally *t, struct err *e)
{
    struct db_rows *r;

    if (db_stream(db, SQL_HIT_COUNT, &r, e, DB_I(pair->grades), DB_I(pair->grades),
                  DB_I(pair->forecasts), DB_I(pair->from), DB_I(pair->to)) < 0)
        return -1;
    while (db_next(r)) {
        struct hit_row row = {.unit_id = (uint32_t)db_id(r, 0),
                              .family_id = (uint32_t)db_id(r, 1),
                              .group_id = (uint32_t)db_id(r, 2),
                              .year_group = (int)db_int(r, 3)};

        for (unsigned k = 0; k < HIT_GROUPS; k++)
            row.n[k] = db_int(r, 4 + k);
        take_row(t, &row);
    }
    return db_done(r, e);
}

static int count_merit(struct db *db, const struct pair *pair, struct tally *t, struct err *e)
{
    struct db_rows *r;

    if (db_select(db, SQL_HIT_COUNT_MERIT, &r, e, DB_I(pair->grades), DB_I(pair->forecasts),
                  DB_I(pair->from), DB_I(pair->to)) < 0)
        return -1;
    while (db_next(r)) {
        for (size_t i = 0; i < t->n; i++) {
            struct line *line = &t->lines[i];
            int64_t year_group = db_int(r, 1);

            if (line->unit != db_id(r, 0) || line->subject != 0 || year_group >= YEAR_GROUPS)
                continue;
            for (unsigned k = 0; k < 3; k++) {
                line->n[year_group][HIT_MERIT_N + k] += db_int(r, 2 + k);
                line->n[0][HIT_MERIT_N + k] += db_int(r, 2 + k);
            }
        }
    }
    return db_done(r, e);
}

static bool is_empty(const int64_t n[HIT_COUNT__MAX])
{
    return n[HIT_RIGHT_PASS] + n[HIT_OVER] + n[HIT_UNDER] + n[HIT_RIGHT_FAIL] + n[HIT_UNPAIRED] == 0;
}

static int write_cells(struct db *db, const struct pair *pair, const struct tally *t,
                       struct err *e)
{
    struct db_bulk *b = db_bulk_new(db, SQL_HIT_PUT, "iiiiiiiiiiiiiiiii");
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < t->n; i++) {
        for (int y = 0; rc == 0 && y < YEAR_GROUPS; y++) {
            const int64_t *n = t->lines[i].n[y];
            struct db_param p[5 + HIT_COUNT__MAX] = {DB_I(pair->grades), DB_I(pair->forecasts),
                                                     DB_I(t->lines[i].unit), DB_I(y),
                                                     DB_I(t->lines[i].subject)};

            if (is_empty(n))
                continue;
            for (unsigned k = 0; k < HIT_COUNT__MAX; k++)
                p[5 + k] = DB_I(n[k]);
            rc = db_bulk_add_n(b, p, 5 + HIT_COUNT__MAX, e);
        }
    }
    if (rc == 0)
        rc = db_bulk_flush(b, NULL, e);
    db_bulk_free(b);
    return rc;
}

static int rebuild_pair(struct db *db, const struct pair *pair, struct err *e)
{
    struct tally t = {0};
    int rc = -1;

    if (db_exec(db, SQL_HIT_CLEAR, NULL, e, DB_I(pair->grades), DB_I(pair->forecasts),
                DB_I(pair->from), DB_I(pair->to)) == 0 &&
        hit_count_rows(db, pair->grades, pair->forecasts, pair->from, pair->to, take_row, &t, e) == 0 &&
        count_merit(db, pair, &t, e) == 0)
        rc = write_cells(db, pair, &t, e);
    free(t.lines);
    return rc;
}

/* round_id 0: every pair of closed rounds. */
static int load_pairs(struct db *db, uint32_t round_id, struct pairs *ret_pairs, struct err *e)
{
    struct pairs p = {.n = 0};
    struct db_rows *r;

    if ((round_id ? db_select(db, SQL_HIT_PAIRS, &r, e, DB_I(round_id), DB_I(round_id))
                  : db_select(db, SQL_HIT_CLOSED_PAIRS, &r, e)) < 0)
        return -1;
    while (p.n < PAIRS_MAX && db_next(r))
        p.list[p.n++] =
            (struct pair){(uint32_t)db_id(r, 0), (uint32_t)db_id(r, 1), 0, UNIT_ID_MAX};
    *ret_pairs = p;
    return db_done(r, e);
}

int hit_rebuild(struct db *db, uint32_t round_id, struct err *e)
{
    struct pairs pairs;

    if (load_pairs(db, round_id, &pairs, e) < 0)
        return -1;
    for (size_t i = 0; i < pairs.n; i++) {
        if (rebuild_pair(db, &pairs.list[i], e) < 0)
            return -1;
    }
    return 0;
}

int hit_correct(struct db *db, uint32_t round_id, uint32_t group_id, struct err *e)
{
    struct follow_units units;
    struct pairs pairs;

    if (load_pairs(db, round_id, &pairs, e) < 0)
        return -1;
    for (size_t i = 0; i < pairs.n; i++) {
        struct pair *pair = &pairs.list[i];

        if (follow_find_units(db, round_id, group_id, pair->forecasts, &units, e) < 0)
            return -1;
        for (size_t k = 0; k < units.n; k++) {
            pair->from = pair->to = units.list[k];
            if (rebuild_pair(db, pair, e) < 0)
                return -1;
        }
    }
    return 0;
}

/* ---- verification ---- */

static struct line *known_line(struct tally *t, uint32_t unit, uint32_t subject)
{
    for (size_t i = 0; i < t->n; i++) {
        if (t->lines[i].unit == unit && t->lines[i].subject == subject)
            return &t->lines[i];
    }
    return NULL;
}

static bool same_counts(const int64_t n[HIT_COUNT__MAX], const struct db_rows *r)
{
    for (unsigned k = 0; k < HIT_COUNT__MAX; k++) {
        if (n[k] != db_int(r, 3 + k))
            return false;
    }
    return true;
}

static void differ(FILE *out, const struct pair *pair, uint32_t unit, int64_t year_group,
                   uint32_t subject, const char *how, size_t *differences)
{
    if ((*differences)++ < DIFFERENCES_SHOWN)
        fprintf(out, "hit rate: rounds %u and %u: unit %u year group %d subject %u %s\n",
                pair->grades, pair->forecasts, unit, (int)year_group, subject, how);
}

/* Compares each stored cell with the count, and takes it out of the count. */
static int compare_stored(struct db *db, const struct pair *pair, struct tally *t, FILE *out,
                          size_t *differences, struct err *e)
{
    struct db_rows *r;

    if (db_select(db, SQL_HIT_STORED, &r, e, DB_I(pair->grades), DB_I(pair->forecasts)) < 0)
        return -1;
    while (db_next(r)) {
        uint32_t unit = (uint32_t)db_id(r, 0), subject = (uint32_t)db_id(r, 2);
        int64_t year_group = db_int(r, 1);
        struct line *line = known_line(t, unit, subject);
        bool there = line && year_group >= 0 && year_group < YEAR_GROUPS;

        if (!there || !same_counts(line->n[year_group], r))
            differ(out, pair, unit, year_group, subject, "is counted otherwise", differences);
        if (there)
            memset(line->n[year_group], 0, sizeof(line->n[0]));
    }
    return db_done(r, e);
}

/* What is left of the count is not stored. */
static void compare_left(const struct pair *pair, const struct tally *t, FILE *out,
                         size_t *differences)
{
    for (size_t i = 0; i < t->n; i++) {
        for (int y = 0; y < YEAR_GROUPS; y++) {
            if (!is_empty(t->lines[i].n[y]))
                differ(out, pair, t->lines[i].unit, y, t->lines[i].subject, "is not stored",
                       differences);
        }
    }
}

static size_t count_cells(const struct tally *t)
{
    size_t n = 0;

    for (size_t i = 0; i < t->n; i++) {
        for (int y = 0; y < YEAR_GROUPS; y++)
            n += !is_empty(t->lines[i].n[y]);
    }
    return n;
}

static int verify_pair(struct db *db, const struct pair *pair, FILE *out, size_t *differences,
                       size_t *compared, struct err *e)
{
    struct tally t = {0};
    int rc = -1;

    if (count_levels(db, pair, &t, e) == 0 && count_merit(db, pair, &t, e) == 0) {
        *compared += count_cells(&t);
        rc = compare_stored(db, pair, &t, out, differences, e);
        if (rc == 0)
            compare_left(pair, &t, out, differences);
    }
    free(t.lines);
    return rc;
}

int hit_verify(struct db *db, FILE *out, size_t *differences, size_t *compared, struct err *e)
{
    struct pairs pairs;

    if (load_pairs(db, 0, &pairs, e) < 0)
        return -1;
    for (size_t i = 0; i < pairs.n; i++) {
        size_t found = 0;

        if (verify_pair(db, &pairs.list[i], out, &found, compared, e) < 0)
            return -1;
        *differences += found;
    }
    return 0;
}
