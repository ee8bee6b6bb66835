/* Forecasts against the grades that followed: one line per row and round of forecasts. */
#include "fcgi/export.h"

#include <string.h>

static void columns(struct export *x)
{
    static const struct {
        enum sheet_type type;
        const char *key;
    } list[] = {
        {SHEET_TEXT, "export.column.kind"},        {SHEET_TEXT, "export.column.name"},
        {SHEET_TEXT, "export.column.forecast"},    {SHEET_SHARE, "export.column.right"},
        {SHEET_COUNT, "export.column.ofPairs"},    {SHEET_SHARE, "export.column.low"},
        {SHEET_SHARE, "export.column.high"},       {SHEET_COUNT, "export.column.tooHigh"},
        {SHEET_COUNT, "export.column.tooLow"},     {SHEET_COUNT, "export.column.unpaired"},
        {SHEET_COUNT, "export.column.higher"},     {SHEET_COUNT, "export.column.same"},
        {SHEET_COUNT, "export.column.lower"},      {SHEET_NUMBER, "export.column.meritError"},
        {SHEET_COUNT, "export.column.ofAll"},
    };
    struct export_columns c = {0};

    for (size_t i = 0; i < sizeof(list) / sizeof(list[0]); i++)
        export_column(x, &c, list[i].type, list[i].key);
    export_table(x, "hits", &c, 2);
}

/* A bound in thousandths. */
static void bound(struct export *x, const char *value)
{
    if (value)
        sheet_share(x->sheet, json_walk_number(value), 1000);
    else
        sheet_text(x->sheet, NULL);
}

static void said(struct export *x, const char *cell)
{
    const char *counts = json_walk_member(cell, "counts"), *right = json_walk_member(cell, "right");
    const char *levels = json_walk_member(cell, "levels"), *merit = json_walk_member(cell, "merit");

    if (right) {
        export_share_of(x, json_walk_at(right, 0), json_walk_at(right, 1));
    } else {
        sheet_text(x->sheet, "..");
        sheet_text(x->sheet, "..");
    }
    bound(x, json_walk_at(right, 2));
    bound(x, json_walk_at(right, 3));
    export_count(x, json_walk_at(counts, 1));
    export_count(x, json_walk_at(counts, 2));
    export_count(x, json_walk_member(cell, "unpaired"));
    for (size_t i = 0; i < 3; i++)
        export_count(x, json_walk_at(levels, i));
    export_mean(x, json_walk_at(merit, 1), json_walk_at(merit, 0), 10);
    export_count(x, json_walk_at(merit, 0));
    sheet_row(x->sheet);
}

/* cells: one per round of forecasts, null where there is none */
static void lines(struct export *x, const char *kind, const char *name, const char *cells)
{
    const char *round = json_walk_first(export_get(x, "forecasts"));

    for (const char *c = json_walk_first(cells); c && round; c = json_walk_next(c), round = json_walk_next(round)) {
        if (json_walk_is_null(c))
            continue;
        sheet_text(x->sheet, kind);
        sheet_text(x->sheet, name);
        sheet_text(x->sheet, export_round_name(x, round));
        said(x, c);
    }
}

static void each(struct export *x, const char *list_key, const char *kind_key)
{
    for (const char *r = json_walk_first(export_get(x, list_key)); r; r = json_walk_next(r)) {
        const char *name = json_walk_str(x->arena, json_walk_member(r, "name"));
        const char *subject = json_walk_member(json_walk_member(r, "subject"), "name");
        const char *kind = json_walk_str(x->arena, json_walk_member(r, "kind"));
        int year = (int)json_walk_int(json_walk_member(r, "year_group"));

        if (subject)
            name = json_walk_str(x->arena, json_walk_member(subject, x->lang == TEXTS_EN ? "en" : "sv"));
        else if (!name)
            name = texts_fill(x->arena, x->lang, "yearGroup",
                              (const char *const[]){"n", arena_printf(x->arena, "%d", year), NULL});
        lines(x, export_text(x, kind ? arena_printf(x->arena, "export.kind.%s", kind) : kind_key), name,
              json_walk_member(r, "cells"));
    }
}

void x_hit_rate(struct export *x)
{
    columns(x);
    lines(x, export_text(x, "matrix.total"), NULL, export_get(x, "total"));
    each(x, "subjects", "export.column.subject");
    each(x, "year_groups", "filter.year");
    each(x, "units", "export.kind.school");
}
