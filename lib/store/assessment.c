/*
 * The way of a save, and why it cannot leave a wrong sum behind:
 *
 * 1. A shared lock on the round: it cannot close while the save is in hand.
 * 2. The round_unit rows of every school that the group's pupils belong to, in order of unit id.
 *    All writers of a school's figures take this lock first, so whatever is read afterwards (READ
 *    COMMITTED) is what the last writer committed, and no two sums of one school overlap.
 * 3. The group's rows are read and each entry is judged; what changes is stored.
 * 4. Derived rows are recomputed from what stands: class cells of the touched classes from their
 *    pupils, summaries of the touched pupils, class measures from summaries, the school's rows from
 *    its classes', the group's progress.
 *
 * In a closed round the rows that a correction is about to change are kept first as they closed.
 */
#include "store/assessment.h"

#include <stdlib.h>
#include <string.h>

#include "store/recount.h"
#include "store/reference.h"

#define UNITS_MAX 64
#define PUPIL_SUBJECTS_MAX 64

struct group_row {
    uint32_t pupil_id, subject_id, scale_id, unit_id, class_id, family_id;
    bool left;
    uint32_t version;
    uint32_t level_id;
    const char *code; /* level code, "-" or NULL */
    const char *by, *at;
    int year_group;
    bool changed;
};

struct place {
    uint32_t unit_id, class_id, family_id;
};

struct saving {
    struct db *db;
    struct arena *a;
    struct assessment_save *save;
    const struct reference *ref;
    struct group_row *rows;
    size_t n_rows, n_changed;
    bool closed;
    uint32_t units[UNITS_MAX];
    size_t n_units;
    struct place *places; /* touched classes and families, each once */
    size_t n_places;
};

static int hold_round(struct saving *s, struct err *e)
{
    struct db_rows *r;
    bool open = false, accepts = false, found;

    if (db_select(s->db, SQL_ROUND_SHARE, &r, e, DB_I(s->save->round_id)) < 0)
        return -1;
    found = db_next(r);
    if (found) {
        open = strcmp(db_str(r, 0), "open") == 0;
        s->closed = strcmp(db_str(r, 0), "closed") == 0;
        accepts = db_int(r, 1) != 0;
    }
    if (db_done(r, e) < 0)
        return -1;
    if (!found)
        return err_set(e, ERR_NOT_FOUND, "there is no such round");
    if (!open && !s->closed)
        return err_set_code(e, ERR_CONFLICT, ROUND_PLANNED, "the round has not opened");
    if (!accepts && !s->save->correction)
        return err_set_code(e, ERR_CONFLICT, ROUND_CLOSED, "the round is closed");
    return 0;
}

static int lock_units(struct saving *s, struct err *e)
{
    struct db_rows *r;

    if (db_select(s->db, SQL_SAVE_UNITS, &r, e, DB_I(s->save->round_id), DB_I(s->save->group_id),
                  DB_I(s->save->round_id), DB_I(s->save->group_id)) < 0)
        return -1;
    while (s->n_units < UNITS_MAX && db_next(r))
        s->units[s->n_units++] = (uint32_t)db_id(r, 0);
    if (db_done(r, e) < 0)
        return -1;
    if (s->n_units == UNITS_MAX)
        return err_set(e, ERR_INTERNAL, "a group with pupils of %d schools or more", UNITS_MAX);
    for (size_t i = 0; i < s->n_units; i++) {
        if (db_select(s->db, SQL_SAVE_LOCK_UNIT, &r, e, DB_I(s->save->round_id),
                      DB_I(s->units[i])) < 0 ||
            db_done(r, e) < 0)
            return -1;
    }
    return 0;
}

static bool unit_is_locked(const struct saving *s, uint32_t unit_id)
{
    for (size_t i = 0; i < s->n_units; i++) {
        if (s->units[i] == unit_id)
            return true;
    }
    return false;
}

static int load_rows(struct saving *s, struct err *e)
{
    struct db_rows *r;
    bool moved = false;

    if (db_select(s->db, SQL_SAVE_ROWS, &r, e, DB_I(s->save->round_id), DB_I(s->save->group_id)) <
        0)
        return -1;
    s->rows = arena_array(s->a, db_count(r) + 1, sizeof(*s->rows));
    while (db_next(r)) {
        struct group_row *row = &s->rows[s->n_rows++];
        const char *state = db_str(r, 9);

        row->pupil_id = (uint32_t)db_id(r, 0);
        row->subject_id = (uint32_t)db_id(r, 1);
        row->scale_id = (uint32_t)db_id(r, 2);
        row->left = db_int(r, 3) != 0;
        row->unit_id = (uint32_t)db_id(r, 4);
        row->class_id = (uint32_t)db_id(r, 5);
        row->year_group = (int)db_int(r, 6);
        row->family_id = (uint32_t)db_id(r, 7);
        row->version = (uint32_t)db_int(r, 8);
        row->level_id = (uint32_t)db_id(r, 10);
        row->code = strcmp(state, "not_assessable") == 0 ? "-" : arena_strdup(s->a, db_str(r, 11));
        row->at = arena_strdup(s->a, db_str(r, 12));
        row->by = arena_strdup(s->a, db_str(r, 13));
        moved |= !unit_is_locked(s, row->unit_id);
    }
    if (db_done(r, e) < 0)
        return -1;
    /* A roster import moved a pupil between the look at the schools and their lock: start over. */
    return moved ? err_set(e, ERR_RETRY, "a pupil changed school meanwhile") : 0;
}

static bool same_level(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

static struct group_row *find_row(struct saving *s, uint32_t pupil_id)
{
    for (size_t i = 0; i < s->n_rows; i++) {
        if (s->rows[i].pupil_id == pupil_id)
            return &s->rows[i];
    }
    return NULL;
}

static void describe(struct assessment_entry *entry, const struct group_row *row)
{
    entry->new_version = row->version;
    entry->now = row->code;
    entry->by = row->by;
    entry->at = row->at;
}

/* Decides what becomes of one entry and, if it changes something, changes the row in memory. */
static void judge(struct saving *s, struct assessment_entry *entry)
{
    struct group_row *row = find_row(s, entry->pupil_id);
    const struct scale_level *level = NULL;

    entry->new_version = 0;
    entry->now = entry->by = entry->at = NULL;
    if (!row) {
        entry->status = ASSESSMENT_NOT_IN_GROUP;
        return;
    }
    describe(entry, row);
    if (row->left) {
        entry->status = ASSESSMENT_LEFT;
        return;
    }
    if (entry->level && strcmp(entry->level, "-") != 0) {
        level = scale_find_level(&s->ref->scales, row->scale_id, entry->level);
        if (!level) {
            entry->status = ASSESSMENT_LEVEL_NOT_IN_SCALE;
            return;
        }
    }
    if (same_level(entry->level, row->code)) {
        entry->status = ASSESSMENT_SAVED;
        return;
    }
    if (entry->version != row->version) {
        entry->status = ASSESSMENT_CONFLICT;
        return;
    }
    row->version++;
    row->code = entry->level;
    row->level_id = level ? (uint32_t)level->id : 0;
    row->by = NULL;
    row->at = s->save->now;
    s->n_changed += !row->changed;
    row->changed = true;
    entry->status = ASSESSMENT_SAVED;
    describe(entry, row);
}

static const char *state_of(const struct group_row *row)
{
    if (!row->code)
        return "missing";
    return row->level_id ? "level" : "not_assessable";
}

static int store_rows(struct saving *s, struct err *e)
{
    const struct assessment_save *save = s->save;
    struct db_bulk *b = db_bulk_new(s->db, SQL_SAVE_PUT, "iiisiiiss");
    int result = 0;

    for (size_t i = 0; i < s->n_rows && result == 0; i++) {
        const struct group_row *row = &s->rows[i];

        if (row->changed)
            result = db_bulk_add(b, e, DB_I(save->round_id), DB_I(row->pupil_id),
                                 DB_I(row->subject_id), DB_S(state_of(row)), DB_ID(row->level_id),
                                 DB_I(row->version), DB_ID(save->person_id), DB_S(save->now),
                                 DB_S(save->reason));
    }
    if (result == 0)
        result = db_bulk_flush(b, NULL, e);
    db_bulk_free(b);
    return result;
}

static void collect_places(struct saving *s)
{
    s->places = arena_array(s->a, s->n_rows + 1, sizeof(*s->places));
    for (size_t i = 0; i < s->n_rows; i++) {
        const struct group_row *row = &s->rows[i];
        size_t k = 0;

        if (!row->changed)
            continue;
        while (k < s->n_places && (s->places[k].class_id != row->class_id ||
                                   s->places[k].unit_id != row->unit_id))
            k++;
        if (k == s->n_places)
            s->places[s->n_places++] =
                (struct place){row->unit_id, row->class_id, row->family_id};
    }
}

/* Places come in the order of the rows; is this the first of its unit? */
static bool first_of_unit(const struct saving *s, size_t i)
{
    for (size_t k = 0; k < i; k++) {
        if (s->places[k].unit_id == s->places[i].unit_id)
            return false;
    }
    return true;
}

static int keep_as_closed(struct saving *s, struct err *e)
{
    uint32_t round_id = s->save->round_id;

    for (size_t i = 0; i < s->n_places; i++) {
        const struct place *p = &s->places[i];

        if (db_exec(s->db, SQL_SAVE_KEEP_CLASS_CELL, NULL, e, DB_I(round_id), DB_I(p->unit_id),
                    DB_I(p->family_id), DB_I(p->class_id)) < 0 ||
            db_exec(s->db, SQL_SAVE_KEEP_CLASS_MEASURE, NULL, e, DB_I(round_id), DB_I(p->unit_id),
                    DB_I(p->class_id)) < 0)
            return -1;
        if (first_of_unit(s, i) &&
            (db_exec(s->db, SQL_SAVE_KEEP_UNIT_CELL, NULL, e, DB_I(round_id), DB_I(p->unit_id),
                     DB_I(p->family_id)) < 0 ||
             db_exec(s->db, SQL_SAVE_KEEP_UNIT_MEASURE, NULL, e, DB_I(round_id),
                     DB_I(p->unit_id)) < 0))
            return -1;
    }
    return 0;
}

static const struct group_row *changed_row(const struct saving *s, uint32_t pupil_id)
{
    for (size_t i = 0; i < s->n_rows; i++) {
        if (s->rows[i].pupil_id == pupil_id)
            return s->rows[i].changed ? &s->rows[i] : NULL;
    }
    return NULL;
}

/* Ends one pupil of the summaries' reading. */
static int put_summary(struct saving *s, struct db_bulk *b, uint32_t pupil_id,
                       const struct assess_row *rows, size_t n, struct err *e)
{
    const struct group_row *row = changed_row(s, pupil_id);
    struct summary sum;

    if (!row || n == 0)
        return 0;
    sum = summary_of(rows, n, s->ref->rules, s->ref->rule_count,
                     row->year_group >= s->ref->merit_from);
    return recount_put_summary(b, s->save->round_id, pupil_id, &sum, e);
}

static int read_summaries(struct saving *s, struct db_bulk *b, struct db_rows *r, struct err *e)
{
    struct assess_row rows[PUPIL_SUBJECTS_MAX];
    uint32_t pupil_id = 0;
    size_t n = 0;

    while (db_next(r)) {
        if (db_id(r, 0) != pupil_id) {
            if (put_summary(s, b, pupil_id, rows, n, e) < 0)
                return -1;
            pupil_id = (uint32_t)db_id(r, 0);
            n = 0;
        }
        if (n == PUPIL_SUBJECTS_MAX)
            return err_set(e, ERR_INTERNAL, "a pupil reads more than %d subjects",
                           PUPIL_SUBJECTS_MAX);
        rows[n++] = recount_assess_row(s->ref, db_id(r, 1), db_int(r, 2) != 0, (int)db_int(r, 3),
                                       db_id(r, 4), db_id(r, 5));
    }
    return put_summary(s, b, pupil_id, rows, n, e);
}

static int store_summaries(struct saving *s, struct err *e)
{
    uint32_t from = UINT32_MAX, to = 0;
    struct db_bulk *b;
    struct db_rows *r;
    int result;

    for (size_t i = 0; i < s->n_rows; i++) {
        if (!s->rows[i].changed)
            continue;
        from = s->rows[i].pupil_id < from ? s->rows[i].pupil_id : from;
        to = s->rows[i].pupil_id > to ? s->rows[i].pupil_id : to;
    }
    if (db_select(s->db, SQL_SAVE_PUPIL_ROWS, &r, e, DB_I(s->save->round_id),
                  DB_I(s->save->group_id), DB_I(from), DB_I(to)) < 0)
        return -1;
    b = db_bulk_new(s->db, SQL_RECOUNT_PUT_SUMMARY, "iiiiiiiiiiiiiii");
    result = read_summaries(s, b, r, e);
    if (db_done(r, result < 0 ? NULL : e) < 0)
        result = -1;
    if (result == 0)
        result = db_bulk_flush(b, NULL, e);
    db_bulk_free(b);
    return result;
}

static int derive_unit(struct saving *s, const struct place *p, struct err *e)
{
    uint32_t round_id = s->save->round_id;
    int64_t corrected = 0;

    for (size_t i = 0; s->closed && i < s->n_rows; i++)
        corrected += s->rows[i].changed && s->rows[i].unit_id == p->unit_id;
    if (db_exec(s->db, SQL_SAVE_UNIT_CELL, NULL, e, DB_I(round_id), DB_I(p->unit_id),
                DB_I(p->family_id)) < 0 ||
        db_exec(s->db, SQL_SAVE_UNIT_MEASURE, NULL, e, DB_I(round_id), DB_I(p->unit_id)) < 0)
        return -1;
    return db_exec(s->db, SQL_SAVE_TOUCH_UNIT, NULL, e, DB_I(corrected), DB_I(round_id),
                   DB_I(p->unit_id));
}

static int derive(struct saving *s, struct err *e)
{
    uint32_t round_id = s->save->round_id, group_id = s->save->group_id;

    for (size_t i = 0; i < s->n_places; i++) {
        const struct place *p = &s->places[i];

        if (db_exec(s->db, SQL_SAVE_CLASS_CELL, NULL, e, DB_I(p->family_id), DB_I(round_id),
                    DB_I(p->unit_id), DB_I(p->class_id)) < 0 ||
            db_exec(s->db, SQL_SAVE_CLASS_MEASURE, NULL, e, DB_I(round_id), DB_I(p->unit_id),
                    DB_I(p->class_id)) < 0)
            return -1;
    }
    for (size_t i = 0; i < s->n_places; i++) {
        if (first_of_unit(s, i) && derive_unit(s, &s->places[i], e) < 0)
            return -1;
    }
    if (db_exec(s->db, SQL_SAVE_PROGRESS, NULL, e, DB_I(round_id), DB_I(group_id), DB_I(round_id),
                DB_I(group_id)) < 0)
        return -1;
    /* Readers' tags last: every lock above is held, so the order of units is kept here too. */
    for (size_t i = 0; i < s->n_units; i++) {
        if (db_exec(s->db, SQL_REVISION_BUMP, NULL, e, DB_I(s->units[i])) < 0)
            return -1;
    }
    return 0;
}

int assessment_save(struct db *db, struct arena *a, struct assessment_save *save, struct err *e)
{
    struct saving s = {.db = db, .a = a, .save = save};
    struct reference *ref;
    struct round round;

    if (hold_round(&s, e) < 0 || round_by_id(db, save->round_id, &round, e) < 0 ||
        reference_load(db, a, round.snapshot_on, &ref, e) < 0)
        return -1;
    s.ref = ref;
    if (lock_units(&s, e) < 0 || load_rows(&s, e) < 0)
        return -1;
    for (size_t i = 0; i < save->n_entries; i++)
        judge(&s, &save->entries[i]);
    if (s.n_changed == 0)
        return 0;
    collect_places(&s);
    if (s.closed && keep_as_closed(&s, e) < 0)
        return -1;
    if (store_rows(&s, e) < 0 || store_summaries(&s, e) < 0)
        return -1;
    return derive(&s, e);
}
