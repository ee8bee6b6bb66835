/* A pupil's page: subjects by round, and what each round adds up to. */
#include "fcgi/export.h"

static const char *const programmes[] = {"vocational", "arts", "economics_humanities_social",
                                         "science_technology"};

static void level(struct export *x, const char *cell)
{
    const char *value = json_walk_member(cell, "level");

    if (json_walk_is_null(cell))
        sheet_text(x->sheet, NULL);
    else if (json_walk_is_true(json_walk_member(cell, "left")))
        sheet_text(x->sheet, export_text(x, "pupil.leftShort"));
    else if (!value)
        sheet_text(x->sheet, export_text(x, "export.missing"));
    else
        export_str(x, value);
}

static void levels(struct export *x)
{
    const char *name = json_walk_str(x->arena, json_walk_member(export_get(x, "pupil"), "name"));
    struct export_columns c = {0};

    export_column(x, &c, SHEET_TEXT, "rows.pupil.one");
    export_column(x, &c, SHEET_TEXT, "export.column.subject");
    for (const char *r = json_walk_first(export_get(x, "rounds")); r; r = json_walk_next(r))
        export_column_text(x, &c, SHEET_TEXT, export_round_name(x, r), NULL);
    export_table(x, "pupil", &c, 2);
    for (const char *s = json_walk_first(export_get(x, "subjects")); s; s = json_walk_next(s)) {
        sheet_text(x->sheet, name);
        export_name(x, json_walk_member(json_walk_member(s, "subject"), "name"));
        for (const char *l = json_walk_first(json_walk_member(s, "levels")); l; l = json_walk_next(l))
            level(x, l);
        sheet_row(x->sheet);
    }
}

static void tenths(struct export *x, const char *value)
{
    if (json_walk_is_null(value))
        sheet_text(x->sheet, NULL);
    else
        sheet_number(x->sheet, json_walk_number(value) / 10);
}

static void sums_of(struct export *x, const char *s)
{
    const char *eligible = json_walk_member(s, "eligible");

    export_count(x, json_walk_member(s, "passed"));
    export_count(x, json_walk_member(s, "expected"));
    export_count(x, json_walk_member(s, "missing"));
    if (json_walk_is_true(json_walk_member(s, "complete")))
        export_yes(x, json_walk_is_true(json_walk_member(s, "all_subjects")));
    else
        sheet_text(x->sheet, export_text(x, "pupil.notYet"));
    for (size_t i = 0; i < 4; i++) {
        if (eligible)
            export_yes(x, json_walk_is_true(json_walk_at(eligible, i)));
        else
            sheet_text(x->sheet, NULL);
    }
    tenths(x, json_walk_member(s, "merit16"));
    tenths(x, json_walk_member(s, "merit17"));
}

static void sums(struct export *x)
{
    const char *r = json_walk_first(export_get(x, "rounds"));
    const char *s = json_walk_first(export_get(x, "summaries"));
    struct export_columns c = {0};

    export_column(x, &c, SHEET_TEXT, "filter.round");
    export_column(x, &c, SHEET_COUNT, "export.column.passes");
    export_column(x, &c, SHEET_COUNT, "export.column.subjects");
    export_column(x, &c, SHEET_COUNT, "export.column.missing");
    export_column(x, &c, SHEET_TEXT, "matrix.all");
    for (size_t i = 0; i < 4; i++)
        export_column(x, &c, SHEET_TEXT, arena_printf(x->arena, "programme.%s", programmes[i]));
    export_column(x, &c, SHEET_NUMBER, "pupil.merit16");
    export_column(x, &c, SHEET_NUMBER, "pupil.merit17");
    export_table(x, "sums", &c, 1);
    for (; r && s; r = json_walk_next(r), s = json_walk_next(s)) {
        if (json_walk_is_null(s))
            continue;
        sheet_text(x->sheet, export_round_name(x, r));
        sums_of(x, s);
        sheet_row(x->sheet);
    }
}

void x_pupil(struct export *x)
{
    levels(x);
    sums(x);
}
