/* Figures that the national agency published beside the unit's own: one line per figure, with its source. */
#include "fcgi/export.h"

#include <string.h>

/* Places in a point of the answer (h_reference.c). */
enum { POINT_AREA, POINT_YEAR, POINT_TENTHS, POINT_MARK, POINT_PUPILS, POINT_MADE };

static void columns(struct export *x)
{
    static const struct {
        enum sheet_type type;
        const char *key;
    } list[] = {
        {SHEET_TEXT, "export.column.measure"}, {SHEET_TEXT, "export.column.code"},
        {SHEET_TEXT, "export.column.area"},    {SHEET_TEXT, "export.column.schoolYear"},
        {SHEET_NUMBER, "export.column.value"}, {SHEET_COUNT, "export.column.ofAll"},
        {SHEET_TEXT, "export.column.made"},    {SHEET_TEXT, "export.about.source"},
    };
    struct export_columns c = {0};

    for (size_t i = 0; i < sizeof(list) / sizeof(list[0]); i++)
        export_column(x, &c, list[i].type, list[i].key);
    export_table(x, "reference", &c, 2);
}

/* An element of a list of the answer by its id; NULL if there is none. */
static const char *by_id(struct export *x, const char *list, const char *id)
{
    const char *wanted = json_walk_str(x->arena, id);
    const char *one = json_walk_first(export_get(x, list));

    while (one && wanted && strcmp(json_walk_str(x->arena, json_walk_member(one, "id")), wanted) != 0)
        one = json_walk_next(one);
    return wanted ? one : NULL;
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
    int year = (int)json_walk_int(json_walk_at(point, POINT_YEAR));

    begin(x, m);
    export_str(x, json_walk_member(area, "name"));
    sheet_text(x->sheet, arena_printf(x->arena, "%d/%02d", year, (year + 1) % 100));
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

void x_reference(struct export *x)
{
    columns(x);
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
