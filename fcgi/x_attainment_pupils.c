/* The overview when its rows are pupils: levels and sums, and the levels of the round before. */
#include "fcgi/export.h"

#include <string.h>

static const char *const programmes[] = {"vocational", "arts", "economics_humanities_social",
                                         "science_technology"};

static void begin(struct export *x, struct export_columns *c)
{
    export_column(x, c, SHEET_TEXT, "rows.pupil.one");
    export_column(x, c, SHEET_TEXT, "rows.class.one");
    export_column(x, c, SHEET_COUNT, "filter.year");
}

static void subject_columns(struct export *x, struct export_columns *c)
{
    for (const char *s = json_walk_first(export_get(x, "subjects")); s; s = json_walk_next(s))
        export_column_text(x, c, SHEET_TEXT, json_walk_str(x->arena, json_walk_member(s, "code")), NULL);
}

static void who(struct export *x, const char *row)
{
    export_str(x, json_walk_member(row, "name"));
    export_str(x, json_walk_member(json_walk_member(row, "class"), "name"));
    export_count(x, json_walk_member(row, "year_group"));
}

/* place 0: the level now, 1: in the round before; of a cell [level, before, passes, left]. */
static void levels(struct export *x, const char *row, size_t place)
{
    const char *cell = json_walk_first(json_walk_member(row, "cells"));

    for (; cell; cell = json_walk_next(cell)) {
        const char *level = json_walk_at(cell, place);

        if (json_walk_is_null(cell))
            sheet_text(x->sheet, NULL);
        else if (place == 0 && json_walk_is_true(json_walk_at(cell, 3)))
            sheet_text(x->sheet, export_text(x, "pupil.leftShort"));
        else if (json_walk_is_null(level) && place == 0)
            sheet_text(x->sheet, export_text(x, "export.missing"));
        else
            export_str(x, level);
    }
    sheet_row(x->sheet);
}

static void eligible(struct export *x, const char *summary)
{
    const char *list = json_walk_member(summary, "eligible");

    for (size_t i = 0; i < 4; i++) {
        if (list)
            export_yes(x, json_walk_is_true(json_walk_at(list, i)));
        else
            sheet_text(x->sheet, NULL);
    }
}

/* Tenths; empty where merit is not counted. */
static void merit(struct export *x, const char *value)
{
    if (json_walk_is_null(value))
        sheet_text(x->sheet, NULL);
    else
        sheet_number(x->sheet, json_walk_number(value) / 10);
}

static void summary_columns(struct export *x, struct export_columns *c)
{
    export_column(x, c, SHEET_COUNT, "export.column.passes");
    export_column(x, c, SHEET_COUNT, "export.column.subjects");
    export_column(x, c, SHEET_COUNT, "export.column.missing");
    export_column(x, c, SHEET_COUNT, "export.column.na");
    export_column(x, c, SHEET_TEXT, "matrix.all");
    for (size_t i = 0; i < 4; i++)
        export_column(x, c, SHEET_TEXT, arena_printf(x->arena, "programme.%s", programmes[i]));
    export_column(x, c, SHEET_NUMBER, "pupil.merit16");
    export_column(x, c, SHEET_NUMBER, "pupil.merit17");
}

static void summary_cells(struct export *x, const char *s)
{
    export_count(x, json_walk_member(s, "passed"));
    export_count(x, json_walk_member(s, "expected"));
    export_count(x, json_walk_member(s, "missing"));
    export_count(x, json_walk_member(s, "not_assessable"));
    if (json_walk_is_true(json_walk_member(s, "complete")))
        export_yes(x, json_walk_is_true(json_walk_member(s, "all_subjects")));
    else
        sheet_text(x->sheet, export_text(x, "pupil.notYet"));
    eligible(x, s);
    merit(x, json_walk_member(s, "merit16"));
    merit(x, json_walk_member(s, "merit17"));
}

void x_attainment_pupils(struct export *x)
{
    struct export_columns now = {0}, before = {0};
    const char *row;

    begin(x, &now);
    summary_columns(x, &now);
    subject_columns(x, &now);
    export_table(x, "pupils", &now, 1);
    for (row = json_walk_first(export_get(x, "rows")); row; row = json_walk_next(row)) {
        who(x, row);
        summary_cells(x, json_walk_member(row, "summary"));
        levels(x, row, 0);
    }
    if (!export_get(x, "previous"))
        return;
    begin(x, &before);
    subject_columns(x, &before);
    export_table(x, "previous", &before, 1);
    for (row = json_walk_first(export_get(x, "rows")); row; row = json_walk_next(row)) {
        who(x, row);
        levels(x, row, 1);
    }
}
