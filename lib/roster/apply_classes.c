/* Classes and teaching groups: two tables of one shape, matched by source id. */
#include <stdlib.h>
#include <string.h>

#include "roster/apply.h"

struct table {
    enum set_class_type type;
    enum report_kind kind;
    enum sql_id select;
    enum sql_id insert;
    enum sql_id update;
    enum sql_id end;
    const char *insert_types;
    const char *update_types;
};

static const struct table classes = {
    SET_CLASS_HOMEROOM,      REPORT_CLASSES,          SQL_IMPORT_CLASSES,   SQL_IMPORT_CLASS_INSERT,
    SQL_IMPORT_CLASS_UPDATE, SQL_IMPORT_CLASS_END,    "isss",               "isi",
};
static const struct table groups = {
    SET_CLASS_SCHEDULED,     REPORT_GROUPS,           SQL_IMPORT_GROUPS,    SQL_IMPORT_GROUP_INSERT,
    SQL_IMPORT_GROUP_UPDATE, SQL_IMPORT_GROUP_END,    "iiisss",             "iiisi",
};

/* What the set wants of one class, with the database's ids. */
struct wanted {
    uint32_t unit_id;
    uint32_t subject_id;
    uint32_t syllabus_id;
    const char *name;
};

static struct wanted wanted_of(const struct apply *a, const struct set_class *class)
{
    bool group = class->type == SET_CLASS_SCHEDULED;

    return (struct wanted){
        .unit_id = a->set->orgs[class->school].unit_id,
        .subject_id = group ? a->set->subjects.subjects[class->subject].id : 0,
        .syllabus_id = group ? class->syllabus_id : 0,
        .name = class->name,
    };
}

static bool is_same(const struct wanted *w, const struct db_rows *r)
{
    return w->unit_id == db_id(r, 1) && w->subject_id == db_id(r, 2) &&
           w->syllabus_id == db_id(r, 3) && strcmp(w->name, db_str(r, 4)) == 0 && db_is_null(r, 6);
}

static int add_update(const struct table *t, struct db_bulk *b, const struct wanted *w, uint32_t id,
                      struct err *e)
{
    if (t->type == SET_CLASS_HOMEROOM)
        return db_bulk_add(b, e, DB_I(w->unit_id), DB_S(w->name), DB_I(id));
    return db_bulk_add(b, e, DB_I(w->unit_id), DB_I(w->subject_id), DB_I(w->syllabus_id),
                       DB_S(w->name), DB_I(id));
}

static int add_insert(const struct apply *a, const struct table *t, struct db_bulk *b,
                      const struct wanted *w, const char *source_id, struct err *e)
{
    if (t->type == SET_CLASS_HOMEROOM)
        return db_bulk_add(b, e, DB_I(w->unit_id), DB_S(w->name), DB_S(source_id), DB_S(a->date));
    return db_bulk_add(b, e, DB_I(w->unit_id), DB_I(w->subject_id), DB_I(w->syllabus_id),
                       DB_S(w->name), DB_S(source_id), DB_S(a->date));
}

/* The set's class for a row of the database, NULL if it has none in use. */
static struct set_class *find_class(struct apply *a, const struct table *t, const char *source_id)
{
    uint32_t at = id_index_get(&a->set->class_index, source_id);
    struct set_class *class = at == ID_INDEX_NONE ? NULL : &a->set->classes[at];

    return class && class->used && class->type == t->type ? class : NULL;
}

/* Rows are buffered, so that updates and ends can be sent meanwhile. */
static int compare(struct apply *a, const struct table *t, struct db_bulk *update,
                   struct db_bulk *end, struct err *e)
{
    struct report_count *count = &a->report->counts[t->kind];
    struct db_rows *r;
    int rc = 0;

    if (db_select(a->db, t->select, &r, e) < 0)
        return -1;
    while (rc == 0 && db_next(r)) {
        uint32_t id = (uint32_t)db_id(r, 0);
        struct set_class *class = find_class(a, t, db_str(r, 5));

        if (class) {
            struct wanted w = wanted_of(a, class);

            class->db_id = id;
            if (!is_same(&w, r)) {
                count->changed++;
                rc = add_update(t, update, &w, id, e);
            }
        } else if (db_is_null(r, 6)) {
            count->ended++;
            rc = db_bulk_add(end, e, DB_S(a->before), DB_I(id));
        }
    }
    return db_done(r, rc < 0 ? NULL : e) < 0 ? -1 : rc;
}

static int insert_new(struct apply *a, const struct table *t, struct db_bulk *insert, struct err *e)
{
    struct report_count *count = &a->report->counts[t->kind];

    for (size_t i = 0; i < a->set->class_count; i++) {
        const struct set_class *class = &a->set->classes[i];
        struct wanted w;

        if (!class->used || class->type != t->type || class->db_id)
            continue;
        w = wanted_of(a, class);
        count->added++;
        if (add_insert(a, t, insert, &w, class->id, e) < 0)
            return -1;
    }
    return 0;
}

static int take_ids(struct apply *a, const struct table *t, struct err *e)
{
    struct db_rows *r;

    if (db_select(a->db, t->select, &r, e) < 0)
        return -1;
    while (db_next(r)) {
        struct set_class *class = find_class(a, t, db_str(r, 5));

        if (class)
            class->db_id = (uint32_t)db_id(r, 0);
    }
    return db_done(r, e);
}

static int apply_table(struct apply *a, const struct table *t, struct err *e)
{
    struct db_bulk *insert = db_bulk_new(a->db, t->insert, t->insert_types);
    struct db_bulk *update = db_bulk_new(a->db, t->update, t->update_types);
    struct db_bulk *end = db_bulk_new(a->db, t->end, "si");
    int rc = -1;

    for (size_t i = 0; i < a->set->class_count; i++)
        if (a->set->classes[i].type == t->type)
            a->set->classes[i].db_id = 0;
    if (compare(a, t, update, end, e) == 0 && db_bulk_flush(update, NULL, e) == 0 &&
        db_bulk_flush(end, NULL, e) == 0 && insert_new(a, t, insert, e) == 0 &&
        db_bulk_flush(insert, NULL, e) == 0)
        rc = a->report->counts[t->kind].added ? take_ids(a, t, e) : 0;
    db_bulk_free(insert);
    db_bulk_free(update);
    db_bulk_free(end);
    return rc;
}

int apply_classes(struct apply *a, struct err *e)
{
    return apply_table(a, &classes, e);
}

int apply_groups(struct apply *a, struct err *e)
{
    return apply_table(a, &groups, e);
}
