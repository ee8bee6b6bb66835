/* Imports, and what one of them changed and found. */
#include "fcgi/export.h"

#define N(list) (sizeof(list) / sizeof((list)[0]))

void x_imports(struct export *x)
{
    static const struct export_head heads[] = {
        {SHEET_TEXT, "admin.imports.fileHead"}, {SHEET_TEXT, "export.column.kind"},
        {SHEET_DAY, "export.column.holdsFrom"}, {SHEET_TIME, "admin.rounds.when"},
        {SHEET_TEXT, "admin.imports.result"},   {SHEET_COUNT, "export.column.rowsRead"},
        {SHEET_COUNT, "admin.imports.rows"},    {SHEET_TEXT, "export.column.by"},
    };

    export_heads(x, "imports", heads, N(heads), 1);
    for (const char *i = json_walk_first(export_get(x, "imports")); i; i = json_walk_next(i)) {
        if (json_walk_member(i, "file"))
            export_str(x, json_walk_member(i, "file"));
        else
            sheet_text(x->sheet, export_text(x, "admin.imports.unnamed"));
        export_key(x, "export.import.", json_walk_member(i, "source"));
        export_day(x, json_walk_member(i, "date"));
        export_time(x, json_walk_member(i, "started"));
        export_key(x, "admin.imports.state.", json_walk_member(i, "outcome"));
        export_count(x, json_walk_member(i, "rows_read"));
        export_count(x, json_walk_member(i, "rows_changed"));
        export_staff(x, json_walk_member(i, "by"));
        sheet_row(x->sheet);
    }
}

/* The kinds in the order of the page; those with nothing have no row. */
static void counts(struct export *x, const char *counted)
{
    static const struct export_head heads[] = {
        {SHEET_TEXT, "admin.imports.what"},     {SHEET_COUNT, "admin.imports.added"},
        {SHEET_COUNT, "admin.imports.changed"}, {SHEET_COUNT, "admin.imports.ended"},
    };
    static const char *const kinds[] = {"persons", "enrolments", "classes", "class_members", "groups",
                                        "group_members", "duties", "units", "subjects", "assessments",
                                        "figures"};

    export_heads(x, "changes", heads, N(heads), 1);
    for (size_t i = 0; i < N(kinds); i++) {
        const char *n = json_walk_member(counted, kinds[i]);

        if (!n || (!json_walk_int(json_walk_at(n, 0)) && !json_walk_int(json_walk_at(n, 1)) &&
                   !json_walk_int(json_walk_at(n, 2))))
            continue;
        sheet_text(x->sheet, export_text(x, arena_printf(x->arena, "admin.imports.kind.%s", kinds[i])));
        for (size_t k = 0; k < 3; k++)
            export_count(x, json_walk_at(n, k));
        sheet_row(x->sheet);
    }
}

static void findings(struct export *x, const char *list)
{
    static const struct export_head heads[] = {
        {SHEET_TEXT, "export.column.severity"}, {SHEET_COUNT, "export.column.times"},
        {SHEET_WIDE, "export.column.finding"},
    };

    export_heads(x, "findings", heads, N(heads), 1);
    for (const char *f = json_walk_first(list); f; f = json_walk_next(f)) {
        export_key(x, "export.severity.", json_walk_member(f, "severity"));
        export_count(x, json_walk_member(f, "count"));
        export_name(x, json_walk_member(f, "text"));
        sheet_row(x->sheet);
    }
}

void x_import(struct export *x)
{
    const char *report = export_get(x, "report");

    findings(x, json_walk_member(report, "findings"));
    counts(x, json_walk_member(report, "counts"));
}
