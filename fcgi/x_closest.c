/* Closest to the goal: the counts, and the pupils for those who may see them; and the view of a class. */
#include "fcgi/export.h"

/* Names of the answer's goals as headings. */
static const char *goal_name(struct export *x, const char *goal)
{
    return export_text(x, arena_printf(x->arena, "export.measure.%s", json_walk_str(x->arena, goal)));
}

/* goals: [[one subject away, two away, reached, of]] */
static void row(struct export *x, const char *r, bool total)
{
    export_row_name(x, r, total);
    export_count(x, json_walk_member(r, "pupils"));
    export_count(x, json_walk_member(r, "complete"));
    for (const char *g = json_walk_first(json_walk_member(r, "goals")); g; g = json_walk_next(g)) {
        export_share_of(x, json_walk_at(g, 2), json_walk_at(g, 3));
        export_count(x, json_walk_at(g, 0));
        export_count(x, json_walk_at(g, 1));
    }
    sheet_row(x->sheet);
}

static void counts(struct export *x)
{
    struct export_columns c = {0};

    export_column(x, &c, SHEET_TEXT, "rows.unit.one");
    export_column(x, &c, SHEET_TEXT, "export.column.kind");
    export_column(x, &c, SHEET_COUNT, "export.column.pupils");
    export_column(x, &c, SHEET_COUNT, "export.column.complete");
    for (const char *g = json_walk_first(export_get(x, "goals")); g; g = json_walk_next(g)) {
        export_column_text(x, &c, SHEET_SHARE, goal_name(x, g), NULL);
        export_column_text(x, &c, SHEET_COUNT, goal_name(x, g), "export.column.ofAll");
        export_column_text(x, &c, SHEET_COUNT, goal_name(x, g), "export.column.lacksOne");
        export_column_text(x, &c, SHEET_COUNT, goal_name(x, g), "export.column.lacksTwo");
    }
    export_table(x, "closest", &c, 1);
    row(x, export_get(x, "total"), true);
    for (const char *r = json_walk_first(export_get(x, "rows")); r; r = json_walk_next(r))
        row(x, r, false);
}

static void pupils(struct export *x)
{
    const char *p = json_walk_first(export_get(x, "pupils"));
    struct export_columns c = {0};

    if (!export_get(x, "pupils"))
        return;
    export_column(x, &c, SHEET_TEXT, "rows.pupil.one");
    export_column(x, &c, SHEET_TEXT, "rows.class.one");
    export_column(x, &c, SHEET_COUNT, "filter.year");
    export_column(x, &c, SHEET_TEXT, "signals.closest.goal");
    export_column(x, &c, SHEET_COUNT, "export.column.lacks");
    export_column(x, &c, SHEET_TEXT, "export.column.required");
    export_column(x, &c, SHEET_COUNT, "export.column.others");
    export_column(x, &c, SHEET_TEXT, "export.column.among");
    export_table(x, "near", &c, 1);
    for (; p; p = json_walk_next(p)) {
        for (const char *g = json_walk_first(json_walk_member(p, "gaps")); g; g = json_walk_next(g)) {
            export_str(x, json_walk_member(p, "name"));
            export_str(x, json_walk_member(json_walk_member(p, "class"), "name"));
            export_count(x, json_walk_member(p, "year_group"));
            sheet_text(x->sheet, goal_name(x, json_walk_member(g, "goal")));
            export_count(x, json_walk_member(g, "lacks"));
            sheet_text(x->sheet, export_join(x, json_walk_member(g, "required"), ", "));
            export_count(x, json_walk_member(g, "others"));
            sheet_text(x->sheet, export_join(x, json_walk_member(g, "among"), ", "));
            sheet_row(x->sheet);
        }
    }
}

void x_closest(struct export *x)
{
    counts(x);
    pupils(x);
}

/* ---- a class: levels as they stand, and everything about each of them ---- */

/* The levels now of a pupil's subjects in one family ("C", or "C A" for two languages). */
static void now(struct export *x, const char *cell)
{
    const char *text = NULL;

    for (const char *s = json_walk_first(cell); s; s = json_walk_next(s)) {
        const char *level = json_walk_str(x->arena, json_walk_at(json_walk_member(s, "levels"), 0));

        if (!level)
            level = export_text(x, "export.missing");
        text = text ? arena_printf(x->arena, "%s %s", text, level) : level;
    }
    sheet_text(x->sheet, text);
}

static void class_levels(struct export *x)
{
    struct export_columns c = {0};

    export_column(x, &c, SHEET_TEXT, "rows.pupil.one");
    export_column(x, &c, SHEET_COUNT, "filter.year");
    for (const char *s = json_walk_first(export_get(x, "subjects")); s; s = json_walk_next(s))
        export_column_text(x, &c, SHEET_TEXT, json_walk_str(x->arena, json_walk_member(s, "code")), NULL);
    export_table(x, "klass", &c, 1);
    for (const char *p = json_walk_first(export_get(x, "pupils")); p; p = json_walk_next(p)) {
        export_str(x, json_walk_member(p, "name"));
        export_count(x, json_walk_member(p, "year_group"));
        for (const char *cell = json_walk_first(json_walk_member(p, "cells")); cell; cell = json_walk_next(cell))
            now(x, cell);
        sheet_row(x->sheet);
    }
}

static void one_subject(struct export *x, const char *pupil, const char *s)
{
    const char *levels = json_walk_member(s, "levels");
    const char *risk = json_walk_str(x->arena, json_walk_member(s, "risk"));

    export_str(x, json_walk_member(pupil, "name"));
    export_str(x, json_walk_member(s, "code"));
    for (size_t i = 0; i < json_walk_count(export_get(x, "rounds")); i++) {
        if (!json_walk_is_null(json_walk_at(export_get(x, "rounds"), i)))
            export_str(x, json_walk_at(levels, i));
    }
    sheet_text(x->sheet, risk ? export_text(x, arena_printf(x->arena, "signals.risk.%s", risk)) : NULL);
    export_count(x, json_walk_member(s, "change"));
    export_count(x, json_walk_member(s, "trend"));
    sheet_row(x->sheet);
}

static void class_signals(struct export *x)
{
    struct export_columns c = {0};

    export_column(x, &c, SHEET_TEXT, "rows.pupil.one");
    export_column(x, &c, SHEET_TEXT, "export.column.code");
    for (const char *r = json_walk_first(export_get(x, "rounds")); r; r = json_walk_next(r)) {
        if (!json_walk_is_null(r))
            export_column_text(x, &c, SHEET_TEXT, export_round_name(x, r), NULL);
    }
    export_column(x, &c, SHEET_TEXT, "export.column.mark");
    export_column(x, &c, SHEET_COUNT, "export.column.steps");
    export_column(x, &c, SHEET_COUNT, "export.column.trend");
    export_table(x, "signals", &c, 2);
    for (const char *p = json_walk_first(export_get(x, "pupils")); p; p = json_walk_next(p)) {
        for (const char *cell = json_walk_first(json_walk_member(p, "cells")); cell; cell = json_walk_next(cell)) {
            for (const char *s = json_walk_first(cell); s; s = json_walk_next(s))
                one_subject(x, p, s);
        }
    }
}

void x_class_view(struct export *x)
{
    class_levels(x);
    class_signals(x);
}
