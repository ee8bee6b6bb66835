/* A publication as it was published: figures and marks as they stand there, a sheet per table. */
#include "fcgi/export.h"

#include <string.h>

/* [mark, value, of]: the mark in place of what is not shown. */
static bool marked(struct export *x, const char *cell)
{
    const char *mark = json_walk_str(x->arena, json_walk_at(cell, 0));

    if (mark && mark[0]) {
        sheet_text(x->sheet, mark);
        return true;
    }
    if (json_walk_is_null(json_walk_at(cell, 1))) {
        sheet_text(x->sheet, NULL);
        return true;
    }
    return false;
}

static void figure(struct export *x, const char *cell, bool mean)
{
    if (marked(x, cell))
        return;
    if (mean)
        sheet_number(x->sheet, json_walk_number(json_walk_at(cell, 1)));
    else
        sheet_share(x->sheet, json_walk_number(json_walk_at(cell, 1)), 100);
}

static bool is_mean(struct export *x, const char *column)
{
    return strcmp(json_walk_str(x->arena, json_walk_member(column, "kind")), "mean") == 0;
}

static void row(struct export *x, const char *r, const char *columns)
{
    const char *gender = json_walk_str(x->arena, json_walk_member(r, "gender"));
    const char *column = json_walk_first(columns), *pupils = json_walk_member(r, "pupils");

    export_str(x, json_walk_member(json_walk_member(r, "unit"), "name"));
    sheet_text(x->sheet, export_text(x, gender ? arena_printf(x->arena, "gender.%s", gender) : "filter.all"));
    if (!marked(x, pupils))
        export_count(x, json_walk_at(pupils, 1));
    for (const char *c = json_walk_first(json_walk_member(r, "cells")); c && column;
         c = json_walk_next(c), column = json_walk_next(column)) {
        figure(x, c, is_mean(x, column));
        export_count(x, json_walk_at(c, 2));
    }
    sheet_row(x->sheet);
}

static void one(struct export *x, const char *table)
{
    const char *columns = json_walk_member(table, "columns");
    const char *kind = json_walk_str(x->arena, json_walk_member(table, "kind"));
    int year = (int)json_walk_int(json_walk_member(table, "year_group"));
    const char *which = year ? arena_printf(x->arena, "%d", year) : export_text(x, "filter.all");
    struct export_columns c = {0};

    export_column(x, &c, SHEET_TEXT, "rows.unit.one");
    export_column(x, &c, SHEET_TEXT, "filter.gender");
    export_column(x, &c, SHEET_COUNT, "export.column.pupils");
    for (const char *col = json_walk_first(columns); col; col = json_walk_next(col)) {
        const char *name = json_walk_str(
            x->arena, json_walk_member(json_walk_member(col, "name"), x->lang == TEXTS_EN ? "en" : "sv"));

        export_column_text(x, &c, is_mean(x, col) ? SHEET_NUMBER : SHEET_SHARE, name, NULL);
        export_column_text(x, &c, SHEET_COUNT, name, "export.column.ofAll");
    }
    export_table_named(x, arena_printf(x->arena, year ? "%s-%d" : "%s", kind, year),
                       arena_printf(x->arena, "%s, %s %s",
                                    export_text(x, arena_printf(x->arena, "export.table.%s", kind)),
                                    export_text(x, "filter.year"), which), &c, 2);
    for (const char *r = json_walk_first(json_walk_member(table, "rows")); r; r = json_walk_next(r))
        row(x, r, columns);
}

void x_publication(struct export *x)
{
    const char *t = json_walk_first(json_walk_member(export_get(x, "content"), "tables"));

    for (; t; t = json_walk_next(t))
        one(x, t);
}

/* The list of them, with the trace of what does not stand any more. */
void x_publications(struct export *x)
{
    static const struct export_head heads[] = {
        {SHEET_TEXT, "export.about.title"},      {SHEET_TEXT, "filter.round"},
        {SHEET_TEXT, "publication.for"},         {SHEET_TEXT, "export.about.state"},
        {SHEET_TIME, "export.about.published"},  {SHEET_TEXT, "export.column.by"},
        {SHEET_TIME, "export.column.ended"},     {SHEET_WIDE, "publication.reason"},
        {SHEET_COUNT, "export.column.figures"},  {SHEET_COUNT, "export.column.hiddenFigures"},
        {SHEET_COUNT, "export.column.nearAll"},
    };

    export_heads(x, "publications", heads, sizeof(heads) / sizeof(heads[0]), 1);
    for (const char *p = json_walk_first(export_get(x, "publications")); p; p = json_walk_next(p)) {
        const char *cells = json_walk_member(p, "cells");

        export_str(x, json_walk_member(p, "title"));
        sheet_text(x->sheet, export_round_name(x, json_walk_member(p, "round")));
        export_key(x, "publication.audience.", json_walk_member(p, "audience"));
        export_key(x, "export.state.", json_walk_member(p, "state"));
        export_time(x, json_walk_member(p, "published_at"));
        export_staff(x, json_walk_member(p, "published_by"));
        export_time(x, json_walk_member(p, "ended_at"));
        export_str(x, json_walk_member(p, "reason"));
        export_count(x, json_walk_member(cells, "all"));
        export_count(x, json_walk_member(cells, "hidden"));
        export_count(x, json_walk_member(cells, "near"));
        sheet_row(x->sheet);
    }
}
