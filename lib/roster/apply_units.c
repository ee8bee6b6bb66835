/* Units and their tree, and subjects. */
#include <strings.h>
#include <string.h>

#include "roster/apply.h"

/* A unit of the database. */
struct held_unit {
    uint32_t id;
    uint32_t parent_id;
    const char *kind;
    const char *name;
    const char *code;
    const char *source_id;
    bool ended;
};

struct held_units {
    struct arena *arena;
    struct held_unit *v;
    size_t count;
    struct id_index by_source; /* places in v */
};

static const char *const kind_names[] = {
    [SET_UNIT_NONE] = NULL,
    [SET_UNIT_MUNICIPALITY] = "municipality",
    [SET_UNIT_AREA] = "area",
    [SET_UNIT_SCHOOL] = "school",
    [SET_UNIT_PRESCHOOL] = "preschool",
};

bool apply_same_text(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

static int load_units(struct apply *a, struct held_units *h, struct err *e)
{
    struct db_rows *r;

    if (db_select(a->db, SQL_IMPORT_UNITS, &r, e) < 0)
        return -1;
    h->v = arena_array(h->arena, db_count(r), sizeof(*h->v));
    while (db_next(r)) {
        struct held_unit *u = &h->v[h->count++];

        u->id = (uint32_t)db_id(r, 0);
        u->parent_id = (uint32_t)db_id(r, 1);
        u->kind = arena_strdup(h->arena, db_str(r, 2));
        u->name = arena_strdup(h->arena, db_str(r, 3));
        u->code = arena_strdup(h->arena, db_str(r, 4));
        u->source_id = arena_strdup(h->arena, db_str(r, 5));
        u->ended = !db_is_null(r, 6);
        if (u->source_id)
            id_index_put(&h->by_source, u->source_id, (uint32_t)(h->count - 1));
    }
    return db_done(r, e);
}

/*
 * The database serves one municipality. A set of another one would end everything in it, so it is
 * refused; a municipality that was made by hand takes the set's id.
 */
static void match_municipality(struct apply *a, struct held_units *h)
{
    struct set_org *own = &a->set->orgs[a->set->municipality];

    for (size_t i = 0; i < h->count; i++) {
        struct held_unit *u = &h->v[i];

        if (strcmp(u->kind, "municipality") != 0 || u->ended)
            continue;
        if (!u->source_id)
            own->unit_id = u->id;
        else if (strcmp(u->source_id, own->id) != 0)
            findings_add(a->report->findings, FINDING_ORG_OTHER_MUNICIPALITY,
                         set_file_names[SET_ORGS], own->line, "sourcedId", own->id, u->name);
    }
}

static const struct held_unit *unit_by_id(const struct held_units *h, uint32_t id)
{
    for (size_t i = 0; i < h->count; i++)
        if (h->v[i].id == id)
            return &h->v[i];
    return NULL;
}

static int write_unit(struct apply *a, struct held_units *h, struct set_org *org, struct err *e)
{
    const char *kind = kind_names[org->kind];
    uint32_t at = id_index_get(&h->by_source, org->id);
    const struct held_unit *u = org->unit_id ? unit_by_id(h, org->unit_id)
                                : at == ID_INDEX_NONE ? NULL
                                                      : &h->v[at];

    if (!u) {
        a->report->counts[REPORT_UNITS].added++;
        return db_exec(a->db, SQL_IMPORT_UNIT_INSERT, NULL, e, DB_S(kind), DB_S(org->name),
                       DB_S(org->code), DB_S(org->id), DB_S(a->date));
    }
    org->unit_id = u->id;
    if (strcmp(u->kind, kind) == 0 && strcmp(u->name, org->name) == 0 && !u->ended &&
        apply_same_text(u->code, org->code) && apply_same_text(u->source_id, org->id))
        return 0;
    a->report->counts[REPORT_UNITS].changed++;
    return db_exec(a->db, SQL_IMPORT_UNIT_UPDATE, NULL, e, DB_S(kind), DB_S(org->name),
                   DB_S(org->code), DB_S(org->id), DB_I(u->id));
}

static int end_units(struct apply *a, const struct held_units *h, struct err *e)
{
    for (size_t i = 0; i < h->count; i++) {
        const struct held_unit *u = &h->v[i];
        uint32_t at = u->source_id ? id_index_get(&a->set->org_index, u->source_id) : ID_INDEX_NONE;

        if (!u->source_id || u->ended ||
            (at != ID_INDEX_NONE && a->set->orgs[at].kind != SET_UNIT_NONE))
            continue;
        a->report->counts[REPORT_UNITS].ended++;
        if (db_exec(a->db, SQL_IMPORT_UNIT_END, NULL, e, DB_S(a->before), DB_I(u->id)) < 0)
            return -1;
    }
    return 0;
}

/* When all units have their ids: the tree. Whoever was only moved counts as changed. */
static int write_parents(struct apply *a, struct held_units *h, const struct held_units *old,
                         bool *ret_changed, struct err *e)
{
    bool changed = false;

    for (size_t i = 0; i < a->set->org_count; i++) {
        struct set_org *org = &a->set->orgs[i];
        uint32_t at = org->kind ? id_index_get(&h->by_source, org->id) : ID_INDEX_NONE;

        org->unit_id = at == ID_INDEX_NONE ? 0 : h->v[at].id;
    }
    for (size_t i = 0; i < a->set->org_count; i++) {
        const struct set_org *org = &a->set->orgs[i];
        const struct held_unit *u = org->unit_id ? unit_by_id(h, org->unit_id) : NULL;
        uint32_t parent = org->parent == SET_NONE ? 0 : a->set->orgs[org->parent].unit_id;

        if (!u || u->parent_id == parent)
            continue;
        changed = true;
        a->report->counts[REPORT_UNITS].changed += unit_by_id(old, u->id) != NULL;
        if (db_exec(a->db, SQL_IMPORT_UNIT_PARENT, NULL, e, DB_ID(parent), DB_I(u->id)) < 0)
            return -1;
    }
    *ret_changed = changed;
    return 0;
}

static int write_tree(struct apply *a, struct arena *arena, const struct held_units *old,
                      struct err *e)
{
    struct held_units new = {.arena = arena};
    bool moved;
    int rc = -1;

    if (load_units(a, &new, e) == 0 && write_parents(a, &new, old, &moved, e) == 0)
        rc = 0;
    id_index_free(&new.by_source);
    if (rc == 0 && (moved || new.count != old->count) &&
        (db_exec(a->db, SQL_IMPORT_CLOSURE_CLEAR, NULL, e) < 0 ||
         db_exec(a->db, SQL_IMPORT_CLOSURE_FILL, NULL, e) < 0))
        return -1;
    return rc;
}

int apply_units(struct apply *a, struct err *e)
{
    struct arena *arena = arena_new(0);
    struct held_units old = {.arena = arena};
    int rc = load_units(a, &old, e);

    for (size_t i = 0; i < a->set->org_count; i++)
        a->set->orgs[i].unit_id = 0;
    if (rc == 0)
        match_municipality(a, &old);
    for (size_t i = 0; rc == 0 && i < a->set->org_count; i++)
        if (a->set->orgs[i].kind != SET_UNIT_NONE)
            rc = write_unit(a, &old, &a->set->orgs[i], e);
    if (rc == 0 && (end_units(a, &old, e) < 0 || write_tree(a, arena, &old, e) < 0))
        rc = -1;
    id_index_free(&old.by_source);
    arena_free(arena);
    return rc;
}

/* ---- subjects ---- */

int apply_load_subjects(struct db *db, struct subject_map *m, struct err *e)
{
    struct db_rows *r;

    if (db_select_once(db, SQL_IMPORT_SUBJECTS, &r, e) < 0)
        return -1;
    while (db_next(r))
        subject_map_add(m, &(struct subject_map_subject){.id = (uint32_t)db_id(r, 0),
                                                         .code = db_str(r, 1),
                                                         .long_code = db_str(r, 2),
                                                         .language = db_str(r, 3),
                                                         .name_sv = db_str(r, 4),
                                                         .name_en = db_str(r, 5)});
    if (db_done(r, e) < 0 || db_select_once(db, SQL_IMPORT_SYLLABI, &r, e) < 0)
        return -1;
    while (db_next(r))
        subject_map_add_syllabus(m, (uint32_t)db_id(r, 0), db_str(r, 1));
    return db_done(r, e);
}

/* Takes the ids of subjects that the map got without one. */
static int take_subject_ids(struct apply *a, struct err *e)
{
    struct subject_map *m = &a->set->subjects;
    struct db_rows *r;

    if (db_select(a->db, SQL_IMPORT_SUBJECTS, &r, e) < 0)
        return -1;
    while (db_next(r)) {
        uint32_t at = id_index_get(&m->by_code, db_str(r, 1));

        if (at != ID_INDEX_NONE)
            m->subjects[at].id = (uint32_t)db_id(r, 0);
    }
    return db_done(r, e);
}

int apply_subjects(struct apply *a, struct err *e)
{
    struct subject_map *m = &a->set->subjects;

    for (size_t i = 0; i < m->count; i++)
        if (m->subjects[i].family_id)
            m->subjects[i].id = 0; /* a try before was rolled back */
    if (take_subject_ids(a, e) < 0)
        return -1;
    for (size_t i = 0; i < m->count; i++) {
        const struct subject_map_subject *s = &m->subjects[i];

        if (s->id)
            continue;
        a->report->counts[REPORT_SUBJECTS].added++;
        if (db_exec(a->db, SQL_IMPORT_SUBJECT_INSERT, NULL, e, DB_S(s->code), DB_S(s->language),
                    DB_S(s->name_sv), DB_S(s->name_en), DB_I(s->family_id)) < 0)
            return -1;
    }
    return take_subject_ids(a, e);
}
