/* Dips and rises: the list, every comparison behind it, and the pupils of the one that is open. */
#include "fcgi/export.h"

#include <string.h>

static const char *word(struct export *x, const char *kind, const char *value)
{
    const char *text = json_walk_str(x->arena, value);

    return text ? export_text(x, arena_printf(x->arena, "export.%s.%s", kind, text)) : NULL;
}

/* {passed, of} */
static void side(struct export *x, const char *s)
{
    export_share_of(x, json_walk_member(s, "passed"), json_walk_member(s, "of"));
}

static void figure(struct export *x, const char *value)
{
    if (json_walk_is_null(value))
        sheet_text(x->sheet, NULL);
    else
        sheet_number(x->sheet, json_walk_number(value));
}

static void place_columns(struct export *x, struct export_columns *c)
{
    export_column(x, c, SHEET_TEXT, "export.column.direction");
    export_column(x, c, SHEET_TEXT, "rows.unit.one");
    export_column(x, c, SHEET_TEXT, "rows.class.one");
    export_column(x, c, SHEET_COUNT, "filter.year");
    export_column(x, c, SHEET_TEXT, "export.column.subject");
}

static void place(struct export *x, const char *f)
{
    const char *subject = json_walk_member(f, "subject");

    sheet_text(x->sheet, word(x, "direction", json_walk_member(f, "direction")));
    export_str(x, json_walk_member(json_walk_member(f, "unit"), "name"));
    export_str(x, json_walk_member(json_walk_member(f, "class"), "name"));
    export_count(x, json_walk_member(f, "year_group"));
    if (subject)
        export_name(x, json_walk_member(subject, "name"));
    else
        sheet_text(x->sheet, export_text(x, "matrix.all"));
}

static void comparison_columns(struct export *x, struct export_columns *c)
{
    export_column(x, c, SHEET_TEXT, "export.column.comparedWith");
    export_column(x, c, SHEET_SHARE, "export.column.now");
    export_column(x, c, SHEET_COUNT, "export.column.of");
    export_column(x, c, SHEET_SHARE, "export.column.before");
    export_column(x, c, SHEET_COUNT, "export.column.of");
    export_column(x, c, SHEET_COUNT, "export.column.fell");
    export_column(x, c, SHEET_COUNT, "export.column.rose");
    export_column(x, c, SHEET_POINTS, "export.column.difference");
    export_column(x, c, SHEET_POINTS, "export.column.low");
    export_column(x, c, SHEET_POINTS, "export.column.high");
    export_column(x, c, SHEET_FINE, "export.column.p");
}

static void comparison(struct export *x, const char *c)
{
    sheet_text(x->sheet, word(x, "comparison", json_walk_member(c, "kind")));
    side(x, json_walk_member(c, "now"));
    side(x, json_walk_member(c, "before"));
    export_count(x, json_walk_member(c, "fell"));
    export_count(x, json_walk_member(c, "rose"));
    figure(x, json_walk_member(c, "difference"));
    figure(x, json_walk_member(c, "low"));
    figure(x, json_walk_member(c, "high"));
    figure(x, json_walk_member(c, "p"));
}

/* The comparison that the flag was raised by. */
static const char *tested_on(struct export *x, const char *f)
{
    const char *kind = json_walk_str(x->arena, json_walk_member(f, "tested_on"));
    const char *c = json_walk_first(json_walk_member(f, "comparisons"));

    while (c && strcmp(json_walk_str(x->arena, json_walk_member(c, "kind")), kind) != 0)
        c = json_walk_next(c);
    return c;
}

static void list(struct export *x)
{
    struct export_columns c = {0};

    place_columns(x, &c);
    comparison_columns(x, &c);
    export_column(x, &c, SHEET_FINE, "export.column.pAdjusted");
    export_column(x, &c, SHEET_TEXT, "export.column.strength");
    export_column(x, &c, SHEET_TEXT, "export.column.common");
    export_column(x, &c, SHEET_COUNT, "export.column.missing");
    export_table(x, "dips", &c, 2);
    for (const char *f = json_walk_first(export_get(x, "flags")); f; f = json_walk_next(f)) {
        place(x, f);
        comparison(x, tested_on(x, f));
        figure(x, json_walk_member(f, "p_adjusted"));
        sheet_text(x->sheet, word(x, "strength", json_walk_member(f, "strength")));
        export_yes(x, json_walk_is_true(json_walk_member(f, "common")));
        export_count(x, json_walk_member(f, "missing"));
        sheet_row(x->sheet);
    }
}

static void comparisons(struct export *x)
{
    struct export_columns c = {0};

    place_columns(x, &c);
    comparison_columns(x, &c);
    export_table(x, "comparisons", &c, 2);
    for (const char *f = json_walk_first(export_get(x, "flags")); f; f = json_walk_next(f)) {
        const char *one = json_walk_first(json_walk_member(f, "comparisons"));

        for (; one; one = json_walk_next(one)) {
            place(x, f);
            comparison(x, one);
            sheet_row(x->sheet);
        }
    }
}

/* Of a single flag, for those who may see its pupils. */
static void pupils(struct export *x)
{
    static const char *const sides[] = {"fell", "rose"};
    const char *p = json_walk_member(json_walk_first(export_get(x, "flags")), "pupils");
    struct export_columns c = {0};

    if (!p)
        return;
    export_column(x, &c, SHEET_TEXT, "rows.pupil.one");
    export_column(x, &c, SHEET_TEXT, "rows.class.one");
    export_column(x, &c, SHEET_TEXT, "export.column.direction");
    export_column(x, &c, SHEET_TEXT, "export.column.before");
    export_column(x, &c, SHEET_TEXT, "export.column.now");
    export_table(x, "flagged", &c, 1);
    for (size_t i = 0; i < 2; i++) {
        const char *one = json_walk_first(json_walk_member(p, sides[i]));

        for (; one; one = json_walk_next(one)) {
            export_str(x, json_walk_member(one, "name"));
            export_str(x, json_walk_member(json_walk_member(one, "class"), "name"));
            sheet_text(x->sheet, export_text(x, arena_printf(x->arena, "export.column.%s", sides[i])));
            export_str(x, json_walk_member(one, "before"));
            export_str(x, json_walk_member(one, "now"));
            sheet_row(x->sheet);
        }
    }
}

void x_dips(struct export *x)
{
    list(x);
    comparisons(x);
    pupils(x);
}
