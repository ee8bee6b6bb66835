/*
 * The way of a save, and why it cannot leave a wrong sum behind:
 *
 * 1. A shared lock on the round: it cannot close while the save is in hand.
 * 2. The round_unit rows of every school that the group's pupils belong to, and of the group's
 *    own, in order of unit id. All writers of a school's figures take this lock first, so whatever
 *    is read afterwards (READ COMMITTED) is what the last writer committed, and differences are
 *    taken from what really stands.
 * 3. The pupils' rows are read, in all subjects, and each entry is judged; what changes is stored.
 * 4. What a changed assessment counted for before is taken away from the derived rows, what it
 *    counts for now is added (assessment_derive.c): cells, measures, summaries, progress.
 *
 * In a closed round the rows that a correction is about to change are kept first as they closed.
 */
#include "store/assessment.h"

#include <stdio.h>
#include <string.h>

#include "store/assessment_rows.h"

/* Columns of SQL_SAVE_ROWS. */
enum { COL_PUPIL, COL_UNIT, COL_CLASS, COL_YEAR, COL_GENDER, COL_SUBJECT, COL_GROUP, COL_SCALE,
       COL_LEFT, COL_STATE, COL_LEVEL, COL_VERSION, COL_SET_BY, COL_SET_AT };

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
        if (!db_is_null(r, 2))
            snprintf(s->snapshot_on, sizeof(s->snapshot_on), "%s", db_str(r, 2));
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

static void add_unit(struct saving *s, uint32_t unit_id)
{
    size_t i = 0;

    while (i < s->n_units && s->units[i] < unit_id)
        i++;
    if (s->n_units == SAVING_UNITS_MAX || (i < s->n_units && s->units[i] == unit_id))
        return;
    memmove(&s->units[i + 1], &s->units[i], (s->n_units - i) * sizeof(s->units[0]));
    s->units[i] = unit_id;
    s->n_units++;
}

/* Locks the schools; *ret_revision is that of everything. */
static int lock_units(struct saving *s, uint64_t *ret_revision, struct err *e)
{
    struct db_rows *r;

    add_unit(s, s->save->unit_id);
    if (db_select(s->db, SQL_SAVE_UNITS, &r, e, DB_I(s->save->round_id),
                  DB_I(s->save->group_id)) < 0)
        return -1;
    while (db_next(r)) {
        add_unit(s, (uint32_t)db_id(r, 0));
        *ret_revision = db_id(r, 1);
    }
    if (db_done(r, e) < 0)
        return -1;
    if (s->n_units == SAVING_UNITS_MAX)
        return err_set(e, ERR_INTERNAL, "a group of %d schools or more", SAVING_UNITS_MAX);
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

/* One row of the pupil that is being read; rows of the group itself say what is to be set. */
static void take_row(struct saving *s, struct saving_pupil *p, const struct db_rows *r)
{
    struct assess_row *row = &p->rows[p->n_rows];

    *row = recount_assess_row(s->ref, db_id(r, COL_SUBJECT), db_int(r, COL_LEFT) != 0,
                              (int)db_int(r, COL_STATE), db_id(r, COL_LEVEL), db_id(r, COL_SCALE));
    if (db_id(r, COL_GROUP) == s->save->group_id) {
        p->target = p->n_rows;
        p->subject_id = (uint32_t)db_id(r, COL_SUBJECT);
        p->scale_id = (uint32_t)db_id(r, COL_SCALE);
        p->version = (uint32_t)db_int(r, COL_VERSION);
        p->set_by = (uint32_t)db_id(r, COL_SET_BY);
        p->level = reference_level(s->ref, db_id(r, COL_LEVEL));
        p->at = arena_strdup(s->a, db_str(r, COL_SET_AT));
    }
    p->n_rows++;
}

static int load_pupils(struct saving *s, uint32_t from, uint32_t to, struct err *e)
{
    struct saving_pupil *p = NULL;
    struct assess_row *rows;
    struct db_rows *r;
    size_t n = 0;
    bool moved = false;

    if (db_select(s->db, SQL_SAVE_ROWS, &r, e, DB_I(s->save->round_id), DB_I(s->save->group_id),
                  DB_I(from), DB_I(to)) < 0)
        return -1;
    rows = arena_array(s->a, db_count(r) + 1, sizeof(*rows));
    s->pupils = arena_array(s->a, db_count(r) + 1, sizeof(*s->pupils));
    for (; db_next(r); n++) {
        if (!p || p->id != db_id(r, COL_PUPIL)) {
            p = &s->pupils[s->n_pupils++];
            p->id = (uint32_t)db_id(r, COL_PUPIL);
            p->place = (struct recount_place){(uint32_t)db_id(r, COL_UNIT),
                                              (uint32_t)db_id(r, COL_CLASS),
                                              (int)db_int(r, COL_YEAR), (int)db_int(r, COL_GENDER)};
            p->rows = &rows[n];
            moved |= !unit_is_locked(s, p->place.unit_id);
        }
        take_row(s, p, r);
    }
    if (db_done(r, e) < 0)
        return -1;
    /* A roster import moved a pupil between the look at the schools and their lock: start over. */
    return moved ? err_set(e, ERR_RETRY, "a pupil changed school meanwhile") : 0;
}

static const char *code_of(const struct saving_pupil *p)
{
    if (p->level)
        return p->level->code;
    return p->rows[p->target].state == ASSESS_NOT_ASSESSABLE ? "-" : NULL;
}

static bool same_level(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

static struct saving_pupil *find_pupil(struct saving *s, uint32_t pupil_id)
{
    for (size_t i = 0; i < s->n_pupils; i++) {
        if (s->pupils[i].id == pupil_id)
            return &s->pupils[i];
    }
    return NULL;
}

static void change(struct saving *s, struct saving_pupil *p, const char *code,
                   const struct scale_level *level)
{
    struct assess_row *row = &p->rows[p->target];

    p->was = *row;
    p->was_level = p->level;
    p->level = level;
    row->state = level ? ASSESS_LEVEL : code ? ASSESS_NOT_ASSESSABLE : ASSESS_MISSING;
    row->passes = level && level->passes;
    row->points10 = level ? level->points10 : 0;
    p->version++;
    p->at = s->save->now;
    p->changed = true;
    s->n_changed++;
}

/* Decides what becomes of one entry and, if it changes something, changes the pupil in memory. */
static void judge(struct saving *s, struct assessment_entry *entry)
{
    struct saving_pupil *p = find_pupil(s, entry->pupil_id);
    const struct scale_level *level = NULL;

    entry->new_version = 0;
    entry->changed = false;
    entry->now = entry->was = entry->by = entry->at = NULL;
    entry->status = ASSESSMENT_NOT_IN_GROUP;
    if (!p)
        return;
    entry->status = ASSESSMENT_LEFT;
    if (p->rows[p->target].left)
        return;
    if (entry->level && strcmp(entry->level, "-") != 0) {
        level = scale_find_level(&s->ref->scales, p->scale_id, entry->level);
        entry->status = ASSESSMENT_LEVEL_NOT_IN_SCALE;
        if (!level)
            return;
    }
    if (same_level(entry->level, code_of(p))) {
        entry->status = ASSESSMENT_SAVED;
    } else if (entry->version != p->version) {
        entry->status = ASSESSMENT_CONFLICT;
    } else {
        entry->status = ASSESSMENT_SAVED;
        entry->changed = true;
        entry->was = code_of(p);
        change(s, p, entry->level, level);
    }
    entry->new_version = p->version;
    entry->now = code_of(p);
    entry->at = p->at;
}

/* The names of those who set what entries came in conflict with. */
static int name_conflicts(struct saving *s, struct err *e)
{
    for (size_t i = 0; i < s->save->n_entries; i++) {
        struct assessment_entry *entry = &s->save->entries[i];
        struct db_rows *r;

        if (entry->status != ASSESSMENT_CONFLICT)
            continue;
        if (db_select(s->db, SQL_SAVE_PERSON, &r, e,
                      DB_I(find_pupil(s, entry->pupil_id)->set_by)) < 0)
            return -1;
        if (db_next(r))
            entry->by = arena_strdup(s->a, db_str(r, 0));
        if (db_done(r, e) < 0)
            return -1;
    }
    return 0;
}

static int store_changes(struct saving *s, struct err *e)
{
    static const char *const states[ASSESS_STATE__MAX] = {"missing", "level", "not_assessable"};
    const struct assessment_save *save = s->save;
    struct db_bulk *b = db_bulk_new(s->db, SQL_SAVE_PUT, "iiisiiiss");
    int result = 0;

    for (size_t i = 0; i < s->n_pupils && result == 0; i++) {
        const struct saving_pupil *p = &s->pupils[i];

        if (p->changed)
            result = db_bulk_add(b, e, DB_I(save->round_id), DB_I(p->id), DB_I(p->subject_id),
                                 DB_S(states[p->rows[p->target].state]),
                                 DB_ID(p->level ? p->level->id : 0), DB_I(p->version),
                                 DB_ID(save->person_id), DB_S(save->now), DB_S(save->reason));
    }
    if (result == 0)
        result = db_bulk_flush(b, NULL, e);
    db_bulk_free(b);
    return result;
}

int assessment_save(struct db *db, struct arena *a, struct assessment_save *save, struct err *e)
{
    struct saving s = {.db = db, .a = a, .save = save};
    uint32_t from = UINT32_MAX, to = 0;
    uint64_t revision = 0;

    for (size_t i = 0; i < save->n_entries; i++) {
        from = save->entries[i].pupil_id < from ? save->entries[i].pupil_id : from;
        to = save->entries[i].pupil_id > to ? save->entries[i].pupil_id : to;
    }
    if (hold_round(&s, e) < 0 || lock_units(&s, &revision, e) < 0 ||
        reference_get(save->reference, db, s.snapshot_on, revision, &s.ref, e) < 0 ||
        load_pupils(&s, from, to, e) < 0)
        return -1;
    for (size_t i = 0; i < save->n_entries; i++)
        judge(&s, &save->entries[i]);
    if (name_conflicts(&s, e) < 0)
        return -1;
    if (s.n_changed == 0)
        return 0;
    if (s.closed && saving_keep_as_closed(&s, e) < 0)
        return -1;
    return store_changes(&s, e) < 0 ? -1 : saving_derive(&s, e);
}
