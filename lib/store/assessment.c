/*
 * The way of a save, and why it cannot leave a wrong sum behind:
 *
 * 1. A shared lock on the round, taken by the caller (round_hold): it cannot close while the save
 *    is in hand.
 * 2. The round_unit row of the group's school. All writers of a school's figures take this lock
 *    first, so whatever is read afterwards (READ COMMITTED) is what the last writer committed, and
 *    differences are taken from what really stands. In the rare group with pupils of other schools
 *    step 3 shows which: these are locked too, in order of unit id, and the rows read again.
 * 3. The pupils' rows are read, with all subjects of each as its summary's row has them noted, and
 *    each entry is judged.
 * 4. What changes is stored; what it counted for before is taken away from the derived rows, what
 *    it counts for now is added: cells, measures, summaries, progress. All of it is sent
 *    ahead, and waited for once (assessment_derive.c).
 *
 * In a closed round the rows that a correction is about to change are kept first as they closed, and
 * what follows from the round elsewhere is counted anew last (follow.h).
 */
#include "store/assessment.h"

#include <assert.h>
#include <string.h>

#include "store/assessment_rows.h"
#include "store/follow.h"
#include "store/group_cache.h"

/* Columns of SQL_SAVE_ROWS; SQL_SAVE_ROWS_KEPT has those before the subject. */
enum { COL_PUPIL, COL_REVISION, COL_STATE, COL_LEVEL, COL_VERSION, COL_SET_BY, COL_SET_AT,
       COL_SUBJECTS, COL_SUBJECT, COL_SCALE, COL_LEFT, COL_UNIT, COL_CLASS, COL_YEAR, COL_GENDER,
       COL_PROTECTED };

int assessment_group(struct db *db, struct group_cache *groups, uint32_t group_id,
                     uint64_t revision, const struct assessment_person *person,
                     struct assessment_group *ret_group, struct err *e)
{
    struct assessment_group g = {.id = 0};
    struct db_rows *r;

    if (group_cache_rights(groups, group_id, revision, person, ret_group))
        return 0;
    if (db_select(db, SQL_SAVE_GROUP, &r, e, DB_I(person->id), DB_S(person->acting),
                  DB_S(person->today), DB_S(person->today), DB_I(group_id)) < 0)
        return -1;
    if (db_next(r)) {
        g.id = group_id;
        g.unit_id = (uint32_t)db_id(r, 0);
        g.subject_id = (uint32_t)db_id(r, 1);
        g.teaches = db_int(r, 2) != 0;
        g.decides = db_int(r, 3) != 0;
        g.revision = revision;
    }
    if (db_done(r, e) < 0)
        return -1;
    if (!g.id)
        return err_set(e, ERR_NOT_FOUND, "no such group for this person");
    group_cache_keep_rights(groups, &g, person);
    *ret_group = g;
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

/* The group's progress, which is the same below each school's lock. */
static void take_progress(struct saving *s, const struct db_rows *r)
{
    s->in_step = !db_is_null(r, 0);
    s->save->counts =
        (struct assessment_counts){db_int(r, 0), db_int(r, 1), db_int(r, 2), db_int(r, 3)};
}

static int lock_unit(struct saving *s, uint32_t unit_id, struct err *e)
{
    const struct assessment_save *save = s->save;
    struct db_rows *r;

    if (db_select(s->db, SQL_SAVE_LOCK_UNIT, &r, e, DB_I(save->group->id), DB_I(save->round->id),
                  DB_I(unit_id)) < 0)
        return -1;
    if (db_next(r))
        take_progress(s, r);
    add_unit(s, unit_id);
    return db_done(r, e);
}

/* SIZE_MAX: not among the locked ones. */
static size_t unit_at(const struct saving *s, uint32_t unit_id)
{
    for (size_t i = 0; i < s->n_units; i++) {
        if (s->units[i] == unit_id)
            return i;
    }
    return SIZE_MAX;
}

static bool unit_is_locked(const struct saving *s, uint32_t unit_id)
{
    return unit_at(s, unit_id) != SIZE_MAX;
}

/* Which of the schools have longer time than the round. */
static int load_times(struct saving *s, struct err *e)
{
    for (size_t i = 0; i < s->n_units; i++) {
        struct db_rows *r;

        if (db_select(s->db, SQL_ROUND_UNIT_TIME, &r, e, DB_I(s->save->round->id),
                      DB_I(s->units[i])) < 0)
            return -1;
        s->accepts[i] = db_next(r) && db_int(r, 1) != 0;
        if (db_done(r, e) < 0)
            return -1;
    }
    return 0;
}

/* Longer time for one school changes no figure of another: the group's and the pupil's must have it. */
static bool in_time(const struct saving *s, const struct saving_pupil *p)
{
    return !s->late || (s->accepts[unit_at(s, s->save->group->unit_id)] &&
                        s->accepts[unit_at(s, p->place.unit_id)]);
}

/* What the pupil's summary has noted of the group's subject must be what really stands. */
static void take_subjects(struct saving *s, struct saving_pupil *p, const char *text)
{
    const struct mark *noted;

    p->subjects = arena_alloc(s->a, sizeof(*p->subjects));
    noted = marks_read(text, p->subjects) < 0 ? NULL
                                              : marks_find(p->subjects, p->mark.subject_id);
    s->in_step &= noted && marks_same(noted, &p->mark);
}

static void read_known(const struct db_rows *r, struct group_pupil *ret_known)
{
    *ret_known = (struct group_pupil){
        .id = (uint32_t)db_id(r, COL_PUPIL),
        .subject_id = (uint32_t)db_id(r, COL_SUBJECT),
        .scale_id = (uint32_t)db_id(r, COL_SCALE),
        .place = {(uint32_t)db_id(r, COL_UNIT), (uint32_t)db_id(r, COL_CLASS),
                  (int)db_int(r, COL_YEAR), (int)db_int(r, COL_GENDER)},
        .left = db_int(r, COL_LEFT) != 0,
        .protected = db_int(r, COL_PROTECTED) != 0,
    };
}

static void take_pupil(struct saving *s, struct saving_pupil *p, const struct group_pupil *known,
                       const struct db_rows *r)
{
    p->id = known->id;
    p->place = known->place;
    p->mark = (struct mark){.subject_id = known->subject_id,
                            .scale_id = known->scale_id,
                            .level_id = (uint32_t)db_id(r, COL_LEVEL),
                            .state = (enum assess_state)db_int(r, COL_STATE),
                            .left = known->left};
    p->level = reference_level(s->ref, p->mark.level_id);
    p->version = (uint32_t)db_int(r, COL_VERSION);
    p->set_by = (uint32_t)db_id(r, COL_SET_BY);
    p->at = arena_strdup(s->a, db_str(r, COL_SET_AT));
    p->protected = known->protected;
    take_subjects(s, p, db_str(r, COL_SUBJECTS));
}

/* Keeps, of the protected pupils, those whom the person sees: the others are as if they were not in the group. */
static int keep_seen(struct saving *s, struct err *e)
{
    const struct assessment_person *person = s->save->person;
    struct db_rows *r;
    uint32_t *seen;
    size_t n_seen = 0, n = 0;

    if (db_select(s->db, SQL_SAVE_PROTECTED, &r, e, DB_I(s->save->round->id),
                  DB_I(s->save->group->id), DB_I(person->id), DB_S(person->acting),
                  DB_S(person->today), DB_I(person->id), DB_S(person->today)) < 0)
        return -1;
    seen = arena_array(s->a, db_count(r) + 1, sizeof(*seen));
    while (db_next(r))
        seen[n_seen++] = (uint32_t)db_id(r, 0);
    if (db_done(r, e) < 0)
        return -1;
    for (size_t i = 0; i < s->n_pupils; i++) {
        bool shown = !s->pupils[i].protected;

        for (size_t k = 0; k < n_seen && !shown; k++)
            shown = seen[k] == s->pupils[i].id;
        if (shown)
            s->pupils[n++] = s->pupils[i];
    }
    s->n_pupils = n;
    return 0;
}

static int read_all(struct saving *s, struct group_span *span, struct err *e)
{
    struct group_pupil *known;
    struct db_rows *r;

    if (db_select(s->db, SQL_SAVE_ROWS, &r, e, DB_I(span->round_id), DB_I(span->group_id),
                  DB_I(span->from), DB_I(span->to)) < 0)
        return -1;
    known = arena_array(s->a, db_count(r) + 1, sizeof(*known));
    s->pupils = arena_array(s->a, db_count(r) + 1, sizeof(*s->pupils));
    for (s->n_pupils = 0; db_next(r); s->n_pupils++) {
        span->revision = db_id(r, COL_REVISION);
        read_known(r, &known[s->n_pupils]);
        take_pupil(s, &s->pupils[s->n_pupils], &known[s->n_pupils], r);
    }
    if (db_done(r, e) < 0)
        return -1;
    group_cache_keep(s->save->groups, span, known, s->n_pupils);
    return 0;
}

/* *ret_holds: what was kept still held below the locks, as the revision says that goes with the rows. */
static int read_kept(struct saving *s, const struct group_span *span, bool *ret_holds,
                     struct err *e)
{
    struct db_rows *r;

    *ret_holds = false;
    if (!group_cache_has(s->save->groups, span))
        return 0;
    if (db_select(s->db, SQL_SAVE_ROWS_KEPT, &r, e, DB_I(span->round_id), DB_I(span->group_id),
                  DB_I(span->from), DB_I(span->to)) < 0)
        return -1;
    s->pupils = arena_array(s->a, db_count(r) + 1, sizeof(*s->pupils));
    for (s->n_pupils = 0; db_next(r); s->n_pupils++) {
        const struct group_pupil *known =
            group_cache_pupil(s->save->groups, span, (uint32_t)db_id(r, COL_PUPIL));

        *ret_holds = known && db_id(r, COL_REVISION) == span->revision;
        if (!*ret_holds)
            break;
        take_pupil(s, &s->pupils[s->n_pupils], known, r);
    }
    return db_done(r, e);
}

static int load_pupils(struct saving *s, uint32_t from, uint32_t to, struct err *e)
{
    struct group_span span = {s->save->group->revision, s->save->round->id, s->save->group->id,
                              from, to};
    bool was_in_step = s->in_step, holds;

    if (read_kept(s, &span, &holds, e) < 0)
        return -1;
    if (!holds) {
        s->in_step = was_in_step;
        if (read_all(s, &span, e) < 0)
            return -1;
    }
    for (size_t i = 0; i < s->n_pupils; i++) {
        if (s->pupils[i].protected)
            return keep_seen(s, e);
    }
    return 0;
}

/* The lowest school of the pupils that is not locked yet; 0: all are. */
static uint32_t next_unit(const struct saving *s)
{
    uint32_t next = 0;

    for (size_t i = 0; i < s->n_pupils; i++) {
        uint32_t unit_id = s->pupils[i].place.unit_id;

        if (!unit_is_locked(s, unit_id) && (!next || unit_id < next))
            next = unit_id;
    }
    return next;
}

/* Locks the schools and reads the pupils below their locks. */
static int enter(struct saving *s, uint32_t from, uint32_t to, struct err *e)
{
    uint32_t next = s->save->group->unit_id;

    while (next) {
        for (; next; next = next_unit(s)) {
            if (s->n_units == SAVING_UNITS_MAX - 1)
                return err_set(e, ERR_INTERNAL, "a group of %d schools or more", SAVING_UNITS_MAX);
            if (lock_unit(s, next, e) < 0)
                return -1;
        }
        if (load_pupils(s, from, to, e) < 0)
            return -1;
        next = next_unit(s);
    }
    return 0;
}

static const char *code_of(const struct saving_pupil *p)
{
    if (p->level)
        return p->level->code;
    return p->mark.state == ASSESS_NOT_ASSESSABLE ? "-" : NULL;
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
    p->was = p->mark;
    p->was_level = p->level;
    p->level = level;
    p->mark.state = level ? ASSESS_LEVEL : code ? ASSESS_NOT_ASSESSABLE : ASSESS_MISSING;
    p->mark.level_id = level ? (uint32_t)level->id : 0;
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
    entry->changed = entry->protected = false;
    entry->now = entry->was = entry->by = entry->at = NULL;
    entry->status = ASSESSMENT_NOT_IN_GROUP;
    if (!p)
        return;
    entry->status = ASSESSMENT_LEFT;
    if (p->mark.left)
        return;
    if (entry->level && strcmp(entry->level, "-") != 0) {
        level = scale_find_level(&s->ref->scales, p->mark.scale_id, entry->level);
        entry->status = ASSESSMENT_LEVEL_NOT_IN_SCALE;
        if (!level)
            return;
    }
    if (same_level(entry->level, code_of(p))) {
        entry->status = ASSESSMENT_SAVED;
    } else if (!in_time(s, p)) {
        entry->status = ASSESSMENT_SCHOOL_CLOSED;
        return;
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
    entry->protected = p->protected;
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

/* What a save is made of; which of it is needed depends on the levels. */
static int prepare(struct db *db, struct err *e)
{
    static const enum sql_id ids[] = {
        SQL_SAVE_ROWS, SQL_SAVE_ROWS_KEPT, SQL_SAVE_PUT, SQL_RECOUNT_PUT_SUMMARY,
        SQL_SAVE_ADD_CLASS_CELL, SQL_SAVE_ADD_UNIT_CELL, SQL_SAVE_ADD_CLASS_MEASURE,
        SQL_SAVE_ADD_UNIT_MEASURE, SQL_SAVE_PUT_PROGRESS, SQL_REVISION_BUMP,
    };

    return db_prepare(db, ids, sizeof(ids) / sizeof(ids[0]), e);
}

int assessment_save(struct db *db, struct arena *a, struct assessment_save *save, struct err *e)
{
    struct saving s = {
        .db = db, .a = a, .save = save, .closed = save->round->state == ROUND_CLOSED};
    uint32_t from = UINT32_MAX, to = 0;

    save->log_failed = false;
    assert(save->round->accepts || (save->correction && save->round->state != ROUND_PLANNED));
    for (size_t i = 0; i < save->n_entries; i++) {
        from = save->entries[i].pupil_id < from ? save->entries[i].pupil_id : from;
        to = save->entries[i].pupil_id > to ? save->entries[i].pupil_id : to;
    }
    s.late = save->round->late && !save->correction;
    if (prepare(db, e) < 0 ||
        reference_get(save->reference, db, save->round->snapshot_on, save->group->revision, &s.ref,
                      e) < 0 ||
        enter(&s, from, to, e) < 0 || (s.late && load_times(&s, e) < 0))
        return -1;
    for (size_t i = 0; i < save->n_entries; i++)
        judge(&s, &save->entries[i]);
    if (name_conflicts(&s, e) < 0)
        return -1;
    if (s.n_changed == 0) {
        save->log(save->log_ctx, save, NULL);
        return 0;
    }
    if (s.closed && saving_keep_as_closed(&s, e) < 0)
        return -1;
    if (saving_write(&s, e) < 0)
        return -1;
    return s.closed ? follow_correct(db, save->round->id, save->group->id, e) : 0;
}
