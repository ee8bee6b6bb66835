/* Figures that the national agency published beside the unit's own: one line per figure, with its source. */
#include "fcgi/export.h"

#include <string.h>

/* Places in a point of the answer (h_reference.c). */
enum { POINT_AREA, POINT_YEAR, POINT_TENTHS, POINT_MARK, POINT_PUPILS, POINT_MADE };

static const struct export_head heads[] = {
    {SHEET_TEXT, "export.column.measure"}, {SHEET_TEXT, "export.column.code"},
    {SHEET_TEXT, "export.column.area"},    {SHEET_TEXT, "export.column.schoolYear"},
    {SHEET_NUMBER, "export.column.value"}, {SHEET_COUNT, "export.column.ofAll"},
    {SHEET_TEXT, "export.column.made"},    {SHEET_TEXT, "export.about.source"},
};

/* An element of a list of the answer by its id; NULL if there is none. */
static const char *by_id(struct export *x, const char *list, const char *id)
{
    const char *wanted = json_walk_str(x->arena, id);
    const char *one = json_walk_first(export_get(x, list));

    while (one && wanted && strcmp(json_walk_str(x->arena, json_walk_member(one, "id")), wanted) != 0)
        one = json_walk_next(one);
    return wanted ? one : NULL;
}

static const char *school_year(struct export *x, const char *value)
{
    int year = (int)json_walk_int(value);

    return arena_printf(x->arena, "%d/%02d", year, (year + 1) % 100);
}

static void begin(struct export *x, const char *m)
{
    export_str(x, json_walk_member(m, "heading"));
    export_str(x, json_walk_member(m, "subject"));
}

static void published(struct export *x, const char *m, const char *point)
{
    const char *tenths = json_walk_at(point, POINT_TENTHS);
    const char *mark = json_walk_str(x->arena, json_walk_at(point, POINT_MARK));
    const char *made = json_walk_str(x->arena, json_walk_at(point, POINT_MADE));
    const char *area = json_walk_at(export_get(x, "areas"), (size_t)json_walk_int(json_walk_at(point, POINT_AREA)));

    begin(x, m);
    export_str(x, json_walk_member(area, "name"));
    sheet_text(x->sheet, school_year(x, json_walk_at(point, POINT_YEAR)));
    if (json_walk_is_null(tenths))
        sheet_text(x->sheet, mark);
    else
        sheet_number(x->sheet, json_walk_number(tenths) / 10);
    export_count(x, json_walk_at(point, POINT_PUPILS));
    sheet_text(x->sheet, export_text(x, arena_printf(x->arena, "export.made.%s", made)));
    export_str(x, json_walk_member(by_id(x, "sources", json_walk_member(m, "source")), "title"));
    sheet_row(x->sheet);
}

/* Shares in per cent, means in points (kept in tenths). */
static void own(struct export *x, const char *m, const char *o)
{
    const char *kind = json_walk_str(x->arena, json_walk_member(m, "kind"));
    double n = json_walk_number(json_walk_member(o, "n")), of = json_walk_number(json_walk_member(o, "of"));

    begin(x, m);
    export_str(x, json_walk_member(export_get(x, "unit"), "name"));
    sheet_text(x->sheet, export_round_name(x, by_id(x, "rounds", json_walk_member(o, "round"))));
    if (strcmp(kind, "count") == 0)
        sheet_number(x->sheet, n);
    else
        sheet_number(x->sheet, strcmp(kind, "mean") == 0 ? n / of / 10 : 100 * n / of);
    export_count(x, json_walk_member(o, "of"));
    sheet_text(x->sheet, export_text(x, "export.made.own"));
    sheet_text(x->sheet, "Målkoll");
    sheet_row(x->sheet);
}

static void sources(struct export *x)
{
    const char *s = json_walk_first(export_get(x, "sources"));
    struct export_columns c = {0};

    if (!s)
        return;
    export_column(x, &c, SHEET_WIDE, "export.about.source");
    export_column(x, &c, SHEET_TEXT, "export.column.publisher");
    export_column(x, &c, SHEET_TEXT, "export.column.file");
    export_column(x, &c, SHEET_TIME, "export.column.read");
    export_column(x, &c, SHEET_WIDE, "export.column.note");
    export_table(x, "sources", &c, 1);
    for (; s; s = json_walk_next(s)) {
        export_str(x, json_walk_member(s, "title"));
        export_str(x, json_walk_member(s, "publisher"));
        export_str(x, json_walk_member(s, "file"));
        export_time(x, json_walk_member(s, "read"));
        export_str(x, json_walk_member(s, "notes"));
        sheet_row(x->sheet);
    }
}

/* What the administrator has read in and chosen. */
void x_reference_files(struct export *x)
{
    static const struct export_head files[] = {
        {SHEET_TEXT, "admin.reference.table"},   {SHEET_WIDE, "export.about.source"},
        {SHEET_TEXT, "admin.reference.year"},    {SHEET_TEXT, "export.column.publisher"},
        {SHEET_TEXT, "export.column.file"},      {SHEET_TIME, "export.column.read"},
        {SHEET_WIDE, "export.column.note"},
    };
    static const struct export_head chosen[] = {
        {SHEET_TEXT, "export.column.municipality"}, {SHEET_TEXT, "export.column.municipalityCode"},
        {SHEET_TEXT, "export.column.chosen"},
    };
    const char *own = json_walk_str(x->arena, export_get(x, "municipality"));
    const char *similar = json_walk_str(x->arena, export_get(x, "similar"));

    export_heads(x, "refFiles", files, sizeof(files) / sizeof(files[0]), 1);
    for (const char *s = json_walk_first(export_get(x, "sources")); s; s = json_walk_next(s)) {
        export_key(x, "admin.reference.layout.", json_walk_member(s, "layout"));
        export_str(x, json_walk_member(s, "title"));
        sheet_text(x->sheet, school_year(x, json_walk_member(s, "school_year")));
        export_str(x, json_walk_member(s, "publisher"));
        export_str(x, json_walk_member(s, "file"));
        export_time(x, json_walk_member(s, "read"));
        export_str(x, json_walk_member(s, "notes"));
        sheet_row(x->sheet);
    }
    export_heads(x, "refChosen", chosen, sizeof(chosen) / sizeof(chosen[0]), 1);
    for (const char *m = json_walk_first(export_get(x, "municipalities")); m; m = json_walk_next(m)) {
        const char *code = json_walk_str(x->arena, json_walk_member(m, "code"));
        bool is_own = strcmp(code, own) == 0;

        if (!is_own && !strstr(similar, code))
            continue;
        export_str(x, json_walk_member(m, "name"));
        sheet_text(x->sheet, code);
        sheet_text(x->sheet, export_text(x, is_own ? "admin.setting.municipality_code"
                                                   : "admin.setting.similar_municipalities"));
        sheet_row(x->sheet);
    }
}

void x_reference(struct export *x)
{
    export_heads(x, "reference", heads, sizeof(heads) / sizeof(heads[0]), 2);
    for (const char *m = json_walk_first(export_get(x, "measures")); m; m = json_walk_next(m)) {
        const char *o = json_walk_first(json_walk_member(m, "own"));
        const char *p = json_walk_first(json_walk_member(m, "points"));

        for (; o; o = json_walk_next(o))
            own(x, m, o);
        for (; p; p = json_walk_next(p))
            published(x, m, p);
    }
    sources(x);
}
