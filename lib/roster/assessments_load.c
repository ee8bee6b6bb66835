#include "roster/assessments_load.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "roster/apply.h"
#include "store/marks.h"

static int load_pupils(struct db *db, uint32_t round_id, struct assessments_load *l, struct err *e)
{
    struct db_rows *r;

    if (db_stream(db, SQL_IMPORT_ROUND_PUPILS, &r, e, DB_I(round_id)) < 0)
        return -1;
    while (db_next(r)) {
        if (l->pupil_count == l->pupil_cap) {
            l->pupil_cap = l->pupil_cap ? l->pupil_cap * 2 : 1024;
            l->pupils = mem_realloc(l->pupils, l->pupil_cap * sizeof(*l->pupils));
        }
        id_index_put(&l->by_source, arena_strdup(l->arena, db_str(r, 1)), (uint32_t)l->pupil_count);
        l->pupils[l->pupil_count++] = (struct assessments_pupil){.id = (uint32_t)db_id(r, 0)};
    }
    return db_done(r, e);
}

static struct assessments_row *add_row(struct assessments_load *l)
{
    if (l->row_count == l->row_cap) {
        l->row_cap = l->row_cap ? l->row_cap * 2 : 4096;
        l->rows = mem_realloc(l->rows, l->row_cap * sizeof(*l->rows));
    }
    return &l->rows[l->row_count++];
}

static void add_marks(struct assessments_load *l, uint32_t pupil_id, const struct marks *marks)
{
    for (size_t i = 0; i < marks->n; i++) {
        const struct mark *k = &marks->list[i];

        *add_row(l) = (struct assessments_row){.pupil_id = pupil_id,
                                               .subject_id = (uint16_t)k->subject_id,
                                               .scale_id = (uint16_t)k->scale_id,
                                               .left = k->left,
                                               .state = (uint8_t)k->state,
                                               .level_id = (uint16_t)k->level_id};
    }
}

/* Both lists come by pupil id, so that rows find their pupil in passing. */
static int load_rows(struct db *db, uint32_t round_id, struct assessments_load *l, struct err *e)
{
    struct marks marks;
    struct db_rows *r;
    size_t p = 0;
    bool bad = false;

    if (db_stream(db, SQL_IMPORT_ROUND_ROWS, &r, e, DB_I(round_id)) < 0)
        return -1;
    while (!bad && db_next(r)) {
        uint32_t pupil_id = (uint32_t)db_id(r, 0);

        while (p < l->pupil_count && l->pupils[p].id < pupil_id)
            p++;
        bad = marks_read(db_str(r, 1), &marks) < 0;
        if (!bad && p < l->pupil_count && l->pupils[p].id == pupil_id) {
            l->pupils[p].first = (uint32_t)l->row_count;
            l->pupils[p].count = (uint32_t)marks.n;
            add_marks(l, pupil_id, &marks);
        }
    }
    if (db_done(r, bad ? NULL : e) < 0 || bad)
        return bad ? err_set(e, ERR_INTERNAL, "a summary of round %u cannot be read", round_id) : -1;
    return 0;
}

static int load_persons(struct db *db, struct assessments_load *l, struct err *e)
{
    struct db_rows *r;

    if (db_stream(db, SQL_IMPORT_PERSONS_AFTER, &r, e, DB_I(0)) < 0)
        return -1;
    while (db_next(r))
        id_index_put(&l->persons, arena_strdup(l->arena, db_str(r, 1)), (uint32_t)db_id(r, 0));
    return db_done(r, e);
}

static int load_levels(struct db *db, struct assessments_load *l, struct err *e)
{
    struct db_rows *r;

    if (db_select(db, SQL_REFERENCE_LEVELS, &r, e) < 0)
        return -1;
    l->levels = arena_array(l->arena, db_count(r), sizeof(*l->levels));
    while (db_next(r)) {
        struct scale_level *level = &l->levels[l->level_count++];

        level->id = db_id(r, 0);
        level->scale_id = db_id(r, 1);
        snprintf(level->code, sizeof(level->code), "%s", db_str(r, 3));
    }
    return db_done(r, e);
}

int assessments_load(struct db *db, uint32_t round_id, struct assessments_load *ret_load,
                     struct err *e)
{
    struct assessments_load l = {.arena = arena_new(0)};

    subject_map_init(&l.subjects, l.arena);
    if (load_pupils(db, round_id, &l, e) < 0 || load_rows(db, round_id, &l, e) < 0 ||
        load_persons(db, &l, e) < 0 || load_levels(db, &l, e) < 0 ||
        apply_load_subjects(db, &l.subjects, e) < 0) {
        assessments_load_free(&l);
        return -1;
    }
    *ret_load = l;
    return 0;
}

void assessments_load_free(struct assessments_load *l)
{
    free(l->rows);
    free(l->pupils);
    id_index_free(&l->by_source);
    id_index_free(&l->persons);
    subject_map_free(&l->subjects);
    arena_free(l->arena);
    memset(l, 0, sizeof(*l));
}

struct assessments_row *assessments_load_find(const struct assessments_load *l, uint32_t pupil,
                                              uint32_t subject_id)
{
    const struct assessments_pupil *p = &l->pupils[pupil];

    for (uint32_t i = 0; i < p->count; i++)
        if (l->rows[p->first + i].subject_id == subject_id)
            return &l->rows[p->first + i];
    return NULL;
}
