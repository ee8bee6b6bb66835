#include "fcgi/export.h"

#include <stdio.h>
#include <string.h>

const char *export_text(const struct export *x, const char *key)
{
    return texts_get(x->lang, key);
}

const char *export_get(const struct export *x, const char *key)
{
    return json_walk_indexed(&x->members, key);
}

/* ---- columns ---- */

static void add(struct export *x, struct export_columns *c, enum sheet_type type, const char *head)
{
    if (c->n == c->cap) {
        size_t cap = c->cap ? 2 * c->cap : 16;
        struct sheet_column *list = arena_array(x->arena, cap, sizeof(*list));

        if (c->n)
            memcpy(list, c->list, c->n * sizeof(*list));
        c->list = list;
        c->cap = cap;
    }
    c->list[c->n++] = (struct sheet_column){type, head};
}

void export_column(struct export *x, struct export_columns *c, enum sheet_type type, const char *key)
{
    add(x, c, type, export_text(x, key));
}

void export_column_text(struct export *x, struct export_columns *c, enum sheet_type type,
                        const char *first, const char *second_key)
{
    add(x, c, type,
        second_key ? arena_printf(x->arena, "%s, %s", first, export_text(x, second_key)) : first);
}

static void begin(struct export *x, const char *code, const char *name,
                  const struct export_columns *c, size_t n_frozen, bool plain)
{
    struct sheet_table *table = arena_alloc(x->arena, sizeof(*table));

    *table = (struct sheet_table){
        .code = code,
        .name = name,
        .columns = c->list,
        .n_columns = c->n,
        .n_frozen = n_frozen,
        .plain = plain,
    };
    sheet_table(x->sheet, table);
}

void export_table(struct export *x, const char *code, const struct export_columns *c,
                  size_t n_frozen)
{
    begin(x, code, export_text(x, arena_printf(x->arena, "export.table.%s", code)), c, n_frozen, false);
}

void export_heads(struct export *x, const char *code, const struct export_head *list, size_t n,
                  size_t n_frozen)
{
    struct export_columns c = {0};

    for (size_t i = 0; i < n; i++)
        export_column(x, &c, list[i].type, list[i].key);
    export_table(x, code, &c, n_frozen);
}

void export_table_named(struct export *x, const char *code, const char *name,
                        const struct export_columns *c, size_t n_frozen)
{
    begin(x, code, name, c, n_frozen, false);
}

void export_table_plain(struct export *x, const char *code, const struct export_columns *c)
{
    begin(x, code, export_text(x, arena_printf(x->arena, "export.table.%s", code)), c, 0, true);
}

/* ---- cells ---- */

void export_str(struct export *x, const char *value)
{
    sheet_text(x->sheet, json_walk_str(x->arena, value));
}

void export_name(struct export *x, const char *value)
{
    const char *name = json_walk_member(value, x->lang == TEXTS_EN ? "en" : "sv");

    export_str(x, name ? name : json_walk_member(value, "sv"));
}

void export_count(struct export *x, const char *value)
{
    if (json_walk_is_null(value) || json_walk_is_string(value))
        export_str(x, value);
    else
        sheet_count(x->sheet, json_walk_int(value));
}

/* "2026-11-25T21:43:00.000Z" */
void export_time(struct export *x, const char *value)
{
    const char *text = json_walk_str(x->arena, value);
    struct tm tm = {0};

    if (!text || !strptime(text, "%Y-%m-%dT%H:%M:%S", &tm))
        sheet_text(x->sheet, text);
    else
        sheet_time(x->sheet, timegm(&tm));
}

/* Noon: the same day wherever the clock was put forward. */
void export_day(struct export *x, const char *value)
{
    const char *text = json_walk_str(x->arena, value);
    struct tm tm = {.tm_isdst = -1};

    if (!text || !strptime(text, "%Y-%m-%d", &tm)) {
        sheet_text(x->sheet, text);
        return;
    }
    tm.tm_hour = 12;
    sheet_time(x->sheet, mktime(&tm));
}

void export_key(struct export *x, const char *prefix, const char *value)
{
    const char *name = json_walk_str(x->arena, value);

    sheet_text(x->sheet, name ? export_text(x, arena_printf(x->arena, "%s%s", prefix, name)) : NULL);
}

const char *export_staff_name(const struct export *x, const char *name)
{
    return name && strcmp(name, "*") == 0 ? export_text(x, "person.protected") : name;
}

void export_staff(struct export *x, const char *value)
{
    sheet_text(x->sheet, export_staff_name(x, json_walk_str(x->arena, value)));
}

const char *export_join(struct export *x, const char *list, const char *between)
{
    const char *text = NULL;

    for (const char *s = json_walk_first(list); s; s = json_walk_next(s)) {
        const char *one = json_walk_is_string(s) ? json_walk_str(x->arena, s) : export_join(x, s, "/");

        text = text ? arena_printf(x->arena, "%s%s%s", text, between, one) : one;
    }
    return text;
}

/* "Totalt", "åk 9", "Flickor", or the name of a unit or a class; then which of these it is. */
void export_row_name(struct export *x, const char *row, bool total)
{
    const char *kind = json_walk_str(x->arena, json_walk_member(row, "kind"));
    const char *id = json_walk_str(x->arena, json_walk_member(row, "id"));
    const char *name = json_walk_str(x->arena, json_walk_member(row, "name"));

    if (total)
        name = export_text(x, "matrix.total");
    else if (strcmp(kind, "year_group") == 0)
        name = texts_fill(x->arena, x->lang, "yearGroup", (const char *const[]){"n", id, NULL});
    else if (strcmp(kind, "gender") == 0)
        name = export_text(x, arena_printf(x->arena, "gender.%s", id));
    sheet_text(x->sheet, name ? name : export_text(x, "rows.noClass"));
    sheet_text(x->sheet, total || !kind ? NULL
                                        : export_text(x, arena_printf(x->arena, "export.kind.%s", kind)));
}

void export_yes(struct export *x, bool yes)
{
    sheet_text(x->sheet, export_text(x, yes ? "yes" : "no"));
}

/* A mark in place of a figure; NULL where the figures are there. */
static const char *mark(const char *n, const char *of)
{
    return json_walk_is_string(n) ? n : json_walk_is_string(of) ? of : NULL;
}

void export_share(struct export *x, const char *n, const char *of)
{
    if (mark(n, of))
        export_str(x, mark(n, of));
    else if (json_walk_is_null(of))
        sheet_text(x->sheet, ".");
    else if (json_walk_number(of) <= 0)
        sheet_text(x->sheet, "–");
    else
        sheet_share(x->sheet, json_walk_number(n), json_walk_number(of));
}

void export_share_of(struct export *x, const char *n, const char *of)
{
    export_share(x, n, of);
    export_count(x, of);
}

void export_points(struct export *x, const char *n, const char *of, const char *n0, const char *of0)
{
    double now = json_walk_number(of), then = json_walk_number(of0);

    if (mark(n, of) || mark(n0, of0) || now <= 0 || then <= 0)
        sheet_text(x->sheet, NULL);
    else
        sheet_number(x->sheet, 100 * json_walk_number(n) / now - 100 * json_walk_number(n0) / then);
}

void export_mean(struct export *x, const char *sum, const char *of, double parts)
{
    if (mark(sum, of))
        export_str(x, mark(sum, of));
    else if (json_walk_number(of) <= 0)
        sheet_text(x->sheet, NULL);
    else
        sheet_number(x->sheet, json_walk_number(sum) / json_walk_number(of) / parts);
}
