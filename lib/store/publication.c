#include "store/publication.h"

#include <stdlib.h>
#include <string.h>

#include "base/json_read.h"

#define CONTENT_MAX ((size_t)16 * 1024 * 1024) /* as MEDIUMTEXT */

/* The columns that SQL_PUBLICATION_LIST and SQL_PUBLICATION_READ have in common. */
static void from_row(struct arena *a, const struct db_rows *r, struct publication *p)
{
    *p = (struct publication){
        .id = (uint32_t)db_id(r, 0),
        .audience = arena_strdup(a, db_str(r, 1)),
        .title = arena_strdup(a, db_str(r, 2)),
        .as_of = arena_strdup(a, db_str(r, 3)),
        .actor = arena_strdup(a, db_str(r, 4)),
        .replaces = (uint32_t)db_id(r, 5),
        .state = arena_strdup(a, db_str(r, 6)),
        .ended_at = arena_strdup(a, db_str(r, 7)),
        .ended_actor = arena_strdup(a, db_str(r, 8)),
        .reason = arena_strdup(a, db_str(r, 9)),
        .cells = (uint32_t)db_int(r, 10),
        .hidden = (uint32_t)db_int(r, 11),
        .near_all = (uint32_t)db_int(r, 12),
        .round_kind = arena_strdup(a, db_str(r, 13)),
        .round_term = arena_strdup(a, db_str(r, 14)),
        .round_week = (int)db_int(r, 15),
        .round_id = (uint32_t)db_id(r, 16),
        .replaced_by = (uint32_t)db_id(r, 17),
    };
}

int publication_list(struct db *db, struct arena *a, enum publication_reader reader,
                     struct publication **ret_list, size_t *ret_n, struct err *e)
{
    struct publication *list;
    struct db_rows *r;
    size_t n = 0;

    if (db_select(db, SQL_PUBLICATION_LIST, &r, e, DB_I(reader)) < 0)
        return -1;
    list = arena_array(a, db_count(r) + 1, sizeof(*list));
    while (db_next(r))
        from_row(a, r, &list[n++]);
    if (db_done(r, e) < 0)
        return -1;
    *ret_list = list;
    *ret_n = n;
    return 0;
}

int publication_read(struct db *db, struct arena *a, uint32_t id, enum publication_reader reader,
                     struct publication *ret_publication, struct err *e)
{
    struct db_rows *r;
    bool found;

    if (db_select(db, SQL_PUBLICATION_READ, &r, e, DB_I(id), DB_I(reader), DB_I(reader)) < 0)
        return -1;
    found = db_next(r);
    if (found) {
        from_row(a, r, ret_publication);
        ret_publication->body = arena_strdup(a, db_str(r, 18));
        ret_publication->content = arena_strndup(a, db_str(r, 19), db_len(r, 19));
    }
    if (db_done(r, e) < 0)
        return -1;
    return found ? 0 : err_set(e, ERR_NOT_FOUND, "there is no such publication");
}

int publication_withdraw(struct db *db, uint32_t id, uint32_t person_id, const char *actor,
                         const char *reason, struct err *e)
{
    int64_t n;

    if (db_exec(db, SQL_PUBLICATION_END, &n, e, DB_S("withdrawn"), DB_I(person_id), DB_S(actor),
                DB_S(reason), DB_I(id)) < 0)
        return -1;
    return n == 1 ? 0 : err_set(e, ERR_NOT_FOUND, "there is no such publication that stands");
}

/* ---- the stored document as tables ---- */

static const char *text_at(struct arena *a, const struct json_node *object, const char *key)
{
    const struct json_node *n = json_get(object, key);

    return n ? arena_strdup(a, json_string(n)) : NULL;
}

static int int_at(const struct json_node *n, int otherwise)
{
    int64_t v;

    return n && json_int64(n, &v) ? (int)v : otherwise;
}

/* [mark, value, of] */
static struct publication_cell cell_from(struct arena *a, const struct json_node *array)
{
    const struct json_node *mark = json_first(array);
    const struct json_node *value = mark ? json_next(mark) : NULL;
    const struct json_node *of = value ? json_next(value) : NULL;

    return (struct publication_cell){.mark = arena_strdup(a, mark ? json_string(mark) : "."),
                                     .value = int_at(value, 0),
                                     .of = int_at(of, -1)};
}

static void columns_from(struct arena *a, const struct json_node *list, struct publication_table *t)
{
    struct publication_column *columns = arena_array(a, json_count(list) + 1, sizeof(*columns));

    for (const struct json_node *n = json_first(list); n; n = json_next(n)) {
        const struct json_node *name = json_get(n, "name");

        columns[t->n_columns++] = (struct publication_column){
            .code = text_at(a, n, "code"),
            .name_sv = text_at(a, name, "sv"),
            .name_en = text_at(a, name, "en"),
            .is_mean = strcmp(json_string(json_get(n, "kind")), "mean") == 0,
        };
    }
    t->columns = columns;
}

static void rows_from(struct arena *a, const struct json_node *list, struct publication_table *t)
{
    struct publication_row *rows = arena_array(a, json_count(list) + 1, sizeof(*rows));

    for (const struct json_node *n = json_first(list); n; n = json_next(n)) {
        const struct json_node *unit = json_get(n, "unit"), *cells = json_get(n, "cells");
        struct publication_cell *to = arena_array(a, t->n_columns + 1, sizeof(*to));
        size_t i = 0;

        for (const struct json_node *c = json_first(cells); c && i < t->n_columns; c = json_next(c))
            to[i++] = cell_from(a, c);
        rows[t->n_rows++] = (struct publication_row){
            .unit_id = (uint32_t)strtoul(json_string(json_get(unit, "id")), NULL, 10),
            .unit_kind = text_at(a, unit, "kind"),
            .unit_name = text_at(a, unit, "name"),
            .gender = text_at(a, n, "gender"),
            .pupils = cell_from(a, json_get(n, "pupils")),
            .cells = to,
        };
    }
    t->rows = rows;
}

int publication_tables(struct arena *a, const struct publication *p,
                       const struct publication_table **ret_tables, size_t *ret_n, struct err *e)
{
    const struct json_node *list;
    struct publication_table *tables;
    struct json_doc *doc;
    size_t n = 0;

    if (json_parse(p->content, strlen(p->content), CONTENT_MAX, &doc, e) < 0) {
        e->kind = ERR_INTERNAL;
        return -1;
    }
    list = json_get(json_root(doc), "tables");
    tables = arena_array(a, json_count(list) + 1, sizeof(*tables));
    for (const struct json_node *t = json_first(list); t; t = json_next(t), n++) {
        tables[n].kind = text_at(a, t, "kind");
        tables[n].year_group = int_at(json_get(t, "year_group"), 0);
        columns_from(a, json_get(t, "columns"), &tables[n]);
        rows_from(a, json_get(t, "rows"), &tables[n]);
    }
    json_doc_free(doc);
    *ret_tables = tables;
    *ret_n = n;
    return 0;
}
