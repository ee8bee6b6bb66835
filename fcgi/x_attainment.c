/* The overview: the matrix as it stands on the page, and everything behind it row by row. */
#include "fcgi/export.h"

#include <stdio.h>
#include <string.h>

/* Places in a cell of the answer (attainment_write.c). */
enum { CELL_PASSED, CELL_OF, CELL_MISSING, CELL_LEFT, CELL_NA, CELL_PREVIOUS, CELL_PREVIOUS_OF,
       CELL_YEAR_AGO, CELL_YEAR_AGO_OF };

/* The first column: what a row is. */
static void first_column(struct export *x, struct export_columns *c)
{
    const char *kind = json_walk_str(x->arena, export_get(x, "rows_kind"));

    export_column(x, c, SHEET_TEXT, arena_printf(x->arena, "rows.%s.one", kind));
}

static const char *subject_code(struct export *x, const char *subject)
{
    return json_walk_str(x->arena, json_walk_member(subject, "code"));
}

/* The total, then every row. */
static void each_row(struct export *x, void (*write)(struct export *, const char *row, bool total))
{
    const char *total = export_get(x, "total");

    if (total)
        write(x, total, true);
    for (const char *row = json_walk_first(export_get(x, "rows")); row; row = json_walk_next(row))
        write(x, row, false);
}

/* ---- the matrix ---- */

/* counts: [expected, assessed, not_assessable, missing, left] */
static void reported(struct export *x, const char *counts)
{
    const char *expected = json_walk_at(counts, 0), *missing = json_walk_at(counts, 3);
    double of = json_walk_number(expected);

    if (json_walk_is_string(expected) || json_walk_is_string(missing))
        export_str(x, json_walk_is_string(expected) ? expected : missing);
    else if (of > 0)
        sheet_share(x->sheet, of - json_walk_number(missing), of);
    else
        sheet_text(x->sheet, "–");
    export_count(x, expected);
}

static void matrix_row(struct export *x, const char *row, bool total)
{
    const char *all = json_walk_first(json_walk_member(json_walk_member(row, "measures"), "m"));
    const char *cell = json_walk_first(json_walk_member(row, "cells"));

    export_row_name(x, row, total);
    reported(x, json_walk_member(row, "counts"));
    export_share_of(x, json_walk_at(all, 0), json_walk_at(all, 1));
    for (; cell; cell = json_walk_next(cell))
        export_share_of(x, json_walk_at(cell, CELL_PASSED), json_walk_at(cell, CELL_OF));
    sheet_row(x->sheet);
}

static void matrix(struct export *x)
{
    struct export_columns c = {0};

    first_column(x, &c);
    export_column(x, &c, SHEET_TEXT, "export.column.kind");
    export_column(x, &c, SHEET_SHARE, "reporting.reported");
    export_column(x, &c, SHEET_COUNT, "export.column.expected");
    export_column_text(x, &c, SHEET_SHARE, export_text(x, "matrix.all"), "export.column.share");
    export_column_text(x, &c, SHEET_COUNT, export_text(x, "matrix.all"), "export.column.ofAll");
    for (const char *s = json_walk_first(export_get(x, "subjects")); s; s = json_walk_next(s)) {
        export_column_text(x, &c, SHEET_SHARE, subject_code(x, s), "export.column.share");
        export_column_text(x, &c, SHEET_COUNT, subject_code(x, s), "export.column.of");
    }
    export_table(x, "overview", &c, 1);
    each_row(x, matrix_row);
}

/* ---- levels of one subject ---- */

static void levels_row(struct export *x, const char *row, bool total)
{
    const char *level = json_walk_first(json_walk_member(row, "levels"));

    export_row_name(x, row, total);
    for (; level; level = json_walk_next(level))
        export_count(x, level);
    sheet_row(x->sheet);
}

/* Two scales may have the same letter: then the scale's name stands before it. */
static void levels(struct export *x)
{
    const char *list = export_get(x, "levels");
    const char *first = json_walk_str(x->arena, json_walk_member(json_walk_first(list), "scale"));
    struct export_columns c = {0};

    if (!json_walk_first(list))
        return;
    first_column(x, &c);
    export_column(x, &c, SHEET_TEXT, "export.column.kind");
    for (const char *l = json_walk_first(list); l; l = json_walk_next(l)) {
        const char *code = json_walk_str(x->arena, json_walk_member(l, "code"));
        const char *scale = json_walk_str(x->arena, json_walk_member(l, "scale"));
        const char *name = json_walk_str(
            x->arena, json_walk_member(json_walk_member(l, "scale_name"), x->lang == TEXTS_EN ? "en" : "sv"));

        export_column_text(x, &c, SHEET_COUNT,
                           strcmp(scale, first) == 0 ? code : arena_printf(x->arena, "%s %s", name, code), NULL);
    }
    export_table(x, "levels", &c, 1);
    each_row(x, levels_row);
}

/* ---- everything, one line per row and subject ---- */

static void subject_line(struct export *x, const char *row, const char *subject, const char *cell,
                         bool total)
{
    const char *at[9];

    at[0] = json_walk_first(cell);
    for (size_t i = 1; i < 9; i++)
        at[i] = at[i - 1] ? json_walk_next(at[i - 1]) : NULL;
    export_row_name(x, row, total);
    export_str(x, json_walk_member(subject, "code"));
    export_name(x, json_walk_member(subject, "name"));
    export_share(x, at[CELL_PASSED], at[CELL_OF]);
    export_count(x, at[CELL_PASSED]);
    export_count(x, at[CELL_OF]);
    export_count(x, at[CELL_NA]);
    export_count(x, at[CELL_MISSING]);
    export_count(x, at[CELL_LEFT]);
    export_share_of(x, at[CELL_PREVIOUS], at[CELL_PREVIOUS_OF]);
    export_points(x, at[CELL_PASSED], at[CELL_OF], at[CELL_PREVIOUS], at[CELL_PREVIOUS_OF]);
    export_share_of(x, at[CELL_YEAR_AGO], at[CELL_YEAR_AGO_OF]);
    export_points(x, at[CELL_PASSED], at[CELL_OF], at[CELL_YEAR_AGO], at[CELL_YEAR_AGO_OF]);
    sheet_row(x->sheet);
}

static void subject_rows(struct export *x, const char *row, bool total)
{
    const char *subject = json_walk_first(export_get(x, "subjects"));
    const char *cell = json_walk_first(json_walk_member(row, "cells"));

    for (; cell; cell = json_walk_next(cell), subject = json_walk_next(subject)) {
        if (!json_walk_is_null(cell))
            subject_line(x, row, subject, cell, total);
    }
}

static void subjects(struct export *x)
{
    static const struct {
        enum sheet_type type;
        const char *key;
    } columns[] = {
        {SHEET_TEXT, "export.column.kind"},     {SHEET_TEXT, "export.column.code"},
        {SHEET_TEXT, "export.column.subject"},  {SHEET_SHARE, "export.column.reaches"},
        {SHEET_COUNT, "export.column.passed"},  {SHEET_COUNT, "export.column.of"},
        {SHEET_COUNT, "export.column.na"},      {SHEET_COUNT, "export.column.missing"},
        {SHEET_COUNT, "export.column.left"},    {SHEET_SHARE, "export.column.previous"},
        {SHEET_COUNT, "export.column.of"},      {SHEET_POINTS, "export.column.change"},
        {SHEET_SHARE, "export.column.yearAgo"}, {SHEET_COUNT, "export.column.of"},
        {SHEET_POINTS, "export.column.changeYear"},
    };
    struct export_columns c = {0};

    first_column(x, &c);
    for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++)
        export_column(x, &c, columns[i].type, columns[i].key);
    export_table(x, "subjects", &c, 1);
    each_row(x, subject_rows);
}

/* ---- all subjects, eligibility, merit value ---- */

/* A measure is a share, but merit value (tenths) and the number of subjects are means. */
static double mean_parts(const char *measure)
{
    if (strncmp(measure, "merit", 5) == 0)
        return 10;
    return strcmp(measure, "subjects") == 0 ? 1 : 0;
}

static void measure_columns(struct export *x, struct export_columns *c)
{
    const char *m = json_walk_first(export_get(x, "measure_names"));

    export_column(x, c, SHEET_COUNT, "export.column.pupils");
    export_column(x, c, SHEET_COUNT, "export.column.complete");
    export_column(x, c, SHEET_COUNT, "export.column.atRisk");
    for (; m; m = json_walk_next(m)) {
        const char *name = json_walk_str(x->arena, m);

        export_column(x, c, mean_parts(name) > 0 ? SHEET_NUMBER : SHEET_SHARE,
                      arena_printf(x->arena, "export.measure.%s", name));
        export_column(x, c, SHEET_COUNT, "export.column.ofAll");
    }
}

/* measures: {pupils, complete, at_risk, m: [[n, of, …]]} */
static void measure_cells(struct export *x, const char *measures)
{
    const char *name = json_walk_first(export_get(x, "measure_names"));
    const char *m = json_walk_first(json_walk_member(measures, "m"));

    export_count(x, json_walk_member(measures, "pupils"));
    export_count(x, json_walk_member(measures, "complete"));
    export_count(x, json_walk_member(measures, "at_risk"));
    for (; name; name = json_walk_next(name), m = m ? json_walk_next(m) : NULL) {
        double parts = mean_parts(json_walk_str(x->arena, name));

        if (parts > 0)
            export_mean(x, json_walk_at(m, 0), json_walk_at(m, 1), parts);
        else
            export_share(x, json_walk_at(m, 0), json_walk_at(m, 1));
        export_count(x, json_walk_at(m, 1));
    }
}

static void measure_row(struct export *x, const char *row, bool total)
{
    export_row_name(x, row, total);
    measure_cells(x, json_walk_member(row, "measures"));
    sheet_row(x->sheet);
}

static void measures(struct export *x)
{
    struct export_columns c = {0};

    first_column(x, &c);
    export_column(x, &c, SHEET_TEXT, "export.column.kind");
    measure_columns(x, &c);
    export_table(x, "measures", &c, 1);
    each_row(x, measure_row);
}

/* ---- the strip of key figures ---- */

static void key_figures(struct export *x)
{
    static const char *const rounds[] = {"", "previous", "year_ago"};
    static const char *const genders[] = {"", "female", "male"};
    const char *key = export_get(x, "key");
    struct export_columns c = {0};

    if (!key)
        return;
    export_column(x, &c, SHEET_COUNT, "filter.year");
    export_column(x, &c, SHEET_TEXT, "filter.round");
    export_column(x, &c, SHEET_TEXT, "filter.gender");
    measure_columns(x, &c);
    export_table(x, "key", &c, 3);
    for (size_t r = 0; r < 3; r++) {
        for (size_t g = 0; g < 3; g++) {
            const char *name = !rounds[r][0] && !genders[g][0]
                                   ? "total"
                                   : arena_printf(x->arena, "%s%s%s", rounds[r],
                                                  rounds[r][0] && genders[g][0] ? "_" : "", genders[g]);
            const char *m = json_walk_member(key, name);

            if (!m)
                continue;
            export_count(x, json_walk_member(key, "year_group"));
            sheet_text(x->sheet, export_round_name(x, export_get(x, rounds[r][0] ? rounds[r] : "round")));
            sheet_text(x->sheet, genders[g][0] ? export_text(x, arena_printf(x->arena, "gender.%s", genders[g]))
                                               : export_text(x, "filter.all"));
            measure_cells(x, m);
            sheet_row(x->sheet);
        }
    }
}

void x_attainment(struct export *x)
{
    const char *kind = json_walk_str(x->arena, export_get(x, "rows_kind"));

    if (strcmp(kind, "pupil") == 0) {
        x_attainment_pupils(x);
    } else {
        levels(x);
        matrix(x);
        subjects(x);
        measures(x);
    }
    key_figures(x);
}
