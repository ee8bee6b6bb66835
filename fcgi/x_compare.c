/* The comparison: one measure per row with its differences and their intervals, and the gender gap per subject. */
#include "fcgi/export.h"

#include <string.h>

/* Hundredths of a point; empty where there is none. */
static void hundredths(struct export *x, const char *value)
{
    if (json_walk_is_null(value))
        sheet_text(x->sheet, NULL);
    else
        sheet_number(x->sheet, json_walk_number(value) / 100);
}

static bool is_mean(struct export *x)
{
    return strncmp(json_walk_str(x->arena, export_get(x, "measure")), "merit", 5) == 0;
}

/* A bound of an interval, of a share or of a mean. */
static void bound(struct export *x, const char *value)
{
    if (json_walk_is_null(value))
        sheet_text(x->sheet, NULL);
    else if (is_mean(x))
        sheet_number(x->sheet, json_walk_number(value) / 100);
    else
        sheet_share(x->sheet, json_walk_number(value), 10000);
}

/* A share, or the mean of tenths, and what it is of. */
static void figure(struct export *x, const char *n, const char *of)
{
    if (is_mean(x)) {
        export_mean(x, n, of, 10);
        export_count(x, of);
    } else {
        export_share_of(x, n, of);
    }
}

static void difference(struct export *x, const char *list, size_t from)
{
    for (size_t i = 0; i < 3; i++)
        hundredths(x, json_walk_at(list, from + i));
}

static void difference_columns(struct export *x, struct export_columns *c, const char *key)
{
    export_column(x, c, SHEET_POINTS, key);
    export_column(x, c, SHEET_POINTS, "export.column.low");
    export_column(x, c, SHEET_POINTS, "export.column.high");
}

static void gap_columns(struct export *x, struct export_columns *c, enum sheet_type type)
{
    export_column(x, c, type, "gender.female");
    export_column(x, c, SHEET_COUNT, "export.column.of");
    export_column(x, c, type, "gender.male");
    export_column(x, c, SHEET_COUNT, "export.column.of");
    difference_columns(x, c, "export.column.gap");
}

static void columns(struct export *x, struct export_columns *c, enum sheet_type type)
{
    static const char *const earlier[][2] = {{"export.column.previous", "export.column.change"},
                                             {"export.column.yearAgo", "export.column.changeYear"}};

    export_column(x, c, SHEET_TEXT, "rows.unit.one");
    export_column(x, c, SHEET_TEXT, "export.column.kind");
    export_column(x, c, SHEET_COUNT, "export.column.expected");
    export_column(x, c, SHEET_COUNT, "reporting.reported");
    export_column(x, c, type, "export.column.now");
    export_column(x, c, SHEET_COUNT, "export.column.of");
    export_column(x, c, type, "export.column.low");
    export_column(x, c, type, "export.column.high");
    for (size_t i = 0; i < 2; i++) {
        export_column(x, c, type, earlier[i][0]);
        export_column(x, c, SHEET_COUNT, "export.column.of");
        difference_columns(x, c, earlier[i][1]);
        export_column(x, c, SHEET_COUNT, "export.column.inBoth");
    }
    difference_columns(x, c, "export.column.whole");
    gap_columns(x, c, type);
    export_column(x, c, SHEET_NUMBER, "export.column.milestone");
}

static void gap(struct export *x, const char *list)
{
    figure(x, json_walk_at(list, 0), json_walk_at(list, 1));
    figure(x, json_walk_at(list, 2), json_walk_at(list, 3));
    difference(x, list, 4);
}

static void row(struct export *x, const char *r, bool total)
{
    const char *share = json_walk_member(r, "share");

    export_row_name(x, r, total);
    export_count(x, json_walk_member(r, "expected"));
    export_count(x, json_walk_member(r, "reported"));
    figure(x, json_walk_at(share, 0), json_walk_at(share, 1));
    bound(x, json_walk_at(share, 2));
    bound(x, json_walk_at(share, 3));
    for (int i = 0; i < 2; i++) {
        const char *before = json_walk_member(r, i == 0 ? "previous" : "year_ago");

        figure(x, json_walk_at(before, 0), json_walk_at(before, 1));
        difference(x, before, 2);
        export_count(x, json_walk_at(before, 5));
    }
    difference(x, json_walk_member(r, "whole"), 0);
    gap(x, json_walk_member(r, "gap"));
    hundredths(x, json_walk_member(r, "milestone"));
    sheet_row(x->sheet);
}

static void gaps(struct export *x)
{
    const char *s = json_walk_first(export_get(x, "gaps"));
    struct export_columns c = {0};

    if (!s || is_mean(x))
        return;
    export_column(x, &c, SHEET_TEXT, "export.column.code");
    export_column(x, &c, SHEET_TEXT, "export.column.subject");
    gap_columns(x, &c, SHEET_SHARE);
    export_table(x, "gaps", &c, 2);
    for (; s; s = json_walk_next(s)) {
        const char *subject = json_walk_member(s, "subject");

        export_str(x, json_walk_member(subject, "code"));
        export_name(x, json_walk_member(subject, "name"));
        gap(x, json_walk_member(s, "gap"));
        sheet_row(x->sheet);
    }
}

void x_compare(struct export *x)
{
    struct export_columns c = {0};

    columns(x, &c, is_mean(x) ? SHEET_NUMBER : SHEET_SHARE);
    export_table(x, "compare", &c, 1);
    row(x, export_get(x, "total"), true);
    for (const char *r = json_walk_first(export_get(x, "rows")); r; r = json_walk_next(r))
        row(x, r, false);
    gaps(x);
}
