/*
 * Attainment per round: the table of the page, and the means in a table of their own; of what it is
 * compared with the same two; and, one line per figure and round, uncertainty, changes, milestones and
 * differences.
 */
#include "fcgi/export.h"

#include <string.h>

static const char *const measures[] = {"all_subjects", "vocational", "arts",
                                       "economics_humanities_social", "science_technology"};
static const char *const merits[] = {"merit16", "merit17"};

/* point: [passed, of, missing] or [n, of], null where there is none */
static void point(struct export *x, const char *p)
{
    export_share_of(x, json_walk_at(p, 0), json_walk_at(p, 1));
}

/* side: the answer, or what it is compared with. */
static void by_round(struct export *x, const char *side, const char *code)
{
    const char *all = json_walk_member(side, "measures");
    struct export_columns c = {0};

    export_column(x, &c, SHEET_TEXT, "export.column.subject");
    for (const char *r = json_walk_first(export_get(x, "rounds")); r; r = json_walk_next(r)) {
        export_column_text(x, &c, SHEET_SHARE, export_round_name(x, r), NULL);
        export_column(x, &c, SHEET_COUNT, "export.column.of");
    }
    export_table(x, code, &c, 1);
    for (size_t i = 0; i < sizeof(measures) / sizeof(measures[0]); i++) {
        const char *p = json_walk_first(json_walk_member(all, measures[i]));

        if (!p)
            continue;
        sheet_text(x->sheet, export_text(x, arena_printf(x->arena, "export.measure.%s", measures[i])));
        for (; p; p = json_walk_next(p))
            point(x, p);
        sheet_row(x->sheet);
    }
    for (const char *s = json_walk_first(json_walk_member(side, "subjects")); s;
         s = json_walk_next(s)) {
        export_name(x, json_walk_member(json_walk_member(s, "subject"), "name"));
        for (const char *p = json_walk_first(json_walk_member(s, "points")); p; p = json_walk_next(p))
            point(x, p);
        sheet_row(x->sheet);
    }
}

/* Merit value and number of subjects are means, not shares. */
static void means(struct export *x, const char *side, const char *code)
{
    static const char *const names[] = {"merit16", "merit17", "subjects"};
    const char *all = json_walk_member(side, "measures");
    struct export_columns c = {0};

    export_column(x, &c, SHEET_TEXT, "pupil.sumHead");
    for (const char *r = json_walk_first(export_get(x, "rounds")); r; r = json_walk_next(r)) {
        export_column_text(x, &c, SHEET_NUMBER, export_round_name(x, r), NULL);
        export_column(x, &c, SHEET_COUNT, "export.column.ofAll");
    }
    export_table(x, code, &c, 1);
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        const char *p = json_walk_first(json_walk_member(all, names[i]));

        if (!p)
            continue;
        sheet_text(x->sheet, export_text(x, arena_printf(x->arena, "export.measure.%s", names[i])));
        for (; p; p = json_walk_next(p)) {
            export_mean(x, json_walk_at(p, 0), json_walk_at(p, 1), strcmp(names[i], "subjects") == 0 ? 1 : 10);
            export_count(x, json_walk_at(p, 1));
        }
        sheet_row(x->sheet);
    }
}

/* ---- one line per figure and round ---- */

/* Hundredths; empty where there is none. */
static void hundredths(struct export *x, const char *value)
{
    if (json_walk_is_null(value))
        sheet_text(x->sheet, NULL);
    else
        sheet_number(x->sheet, json_walk_number(value) / 100);
}

/* The share in per cent, or the mean; what it is of. */
static void value_of(struct export *x, const char *p, bool is_mean)
{
    export_mean(x, json_walk_at(p, 0), json_walk_at(p, 1), is_mean ? 10 : 0.01);
    export_count(x, json_walk_at(p, 1));
}

/* One series: its points, their details, those of the other side, the differences. */
struct line {
    const char *name, *points, *details, *other, *differences;
    bool is_mean;
};

static const char *at(const char *list, size_t i)
{
    return list ? json_walk_at(list, i) : NULL;
}

static void write_line(struct export *x, const struct line *l)
{
    size_t i = 0;

    for (const char *r = json_walk_first(export_get(x, "rounds")); r; r = json_walk_next(r), i++) {
        const char *p = at(l->points, i), *d = at(l->details, i);

        if (!p || json_walk_is_null(p) || json_walk_number(json_walk_at(p, 1)) == 0)
            continue;
        sheet_text(x->sheet, l->name);
        sheet_text(x->sheet, export_round_name(x, r));
        value_of(x, p, l->is_mean);
        for (size_t k = 0; k < 5; k++)
            hundredths(x, json_walk_at(d, k));
        export_count(x, json_walk_at(d, 6));
        hundredths(x, json_walk_at(d, 5));
        if (l->differences) {
            value_of(x, at(l->other, i), l->is_mean);
            for (size_t k = 0; k < 3; k++)
                hundredths(x, json_walk_at(at(l->differences, i), k));
        }
        sheet_row(x->sheet);
    }
}

static void write_measure(struct export *x, const char *name, bool is_mean)
{
    const char *with = export_get(x, "with");
    struct line l = {
        .name = export_text(x, arena_printf(x->arena, "export.measure.%s", name)),
        .points = json_walk_member(export_get(x, "measures"), name),
        .details = json_walk_member(export_get(x, "measure_details"), name),
        .is_mean = is_mean,
    };

    if (with) {
        l.other = json_walk_member(json_walk_member(with, "measures"), name);
        l.differences = json_walk_member(export_get(x, "measure_differences"), name);
    }
    write_line(x, &l);
}

static void write_subjects(struct export *x)
{
    const char *with = export_get(x, "with");
    const char *other = with ? json_walk_first(json_walk_member(with, "subjects")) : NULL;

    for (const char *s = json_walk_first(export_get(x, "subjects")); s; s = json_walk_next(s)) {
        const char *names = json_walk_member(json_walk_member(s, "subject"), "name");
        const char *name = json_walk_member(names, x->lang == TEXTS_EN ? "en" : "sv");

        write_line(x, &(struct line){
                          .name = json_walk_str(x->arena, name),
                          .points = json_walk_member(s, "points"),
                          .details = json_walk_member(s, "details"),
                          .other = other ? json_walk_member(other, "points") : NULL,
                          .differences = with ? json_walk_member(s, "differences") : NULL,
                      });
        other = other ? json_walk_next(other) : NULL;
    }
}

static void course_columns(struct export *x, struct export_columns *c)
{
    export_column(x, c, SHEET_TEXT, "export.column.subject");
    export_column(x, c, SHEET_TEXT, "export.column.round");
    export_column(x, c, SHEET_NUMBER, "export.column.percentOrPoints");
    export_column(x, c, SHEET_COUNT, "export.column.ofCounted");
    export_column(x, c, SHEET_NUMBER, "export.column.low");
    export_column(x, c, SHEET_NUMBER, "export.column.high");
    export_column(x, c, SHEET_POINTS, "export.column.change");
    export_column(x, c, SHEET_POINTS, "export.column.low");
    export_column(x, c, SHEET_POINTS, "export.column.high");
    export_column(x, c, SHEET_COUNT, "export.column.inBoth");
    export_column(x, c, SHEET_NUMBER, "export.column.milestone");
    if (!export_get(x, "with"))
        return;
    export_column(x, c, SHEET_NUMBER, "export.column.other");
    export_column(x, c, SHEET_COUNT, "export.column.ofCounted");
    export_column(x, c, SHEET_POINTS, "export.column.difference");
    export_column(x, c, SHEET_POINTS, "export.column.low");
    export_column(x, c, SHEET_POINTS, "export.column.high");
}

static void course(struct export *x)
{
    struct export_columns c = {0};

    course_columns(x, &c);
    export_table(x, "course", &c, 2);
    for (size_t i = 0; i < sizeof(measures) / sizeof(measures[0]); i++)
        write_measure(x, measures[i], false);
    for (size_t i = 0; i < sizeof(merits) / sizeof(merits[0]); i++)
        write_measure(x, merits[i], true);
    write_subjects(x);
}

void x_history(struct export *x)
{
    const char *with = export_get(x, "with");

    by_round(x, x->answer, "history");
    means(x, x->answer, "means");
    if (with) {
        by_round(x, with, "beside");
        means(x, with, "beside_means");
    }
    if (export_get(x, "measure_details"))
        course(x);
}
