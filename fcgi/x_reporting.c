/* The follow-up: who has reported, per unit, subject and group. */
#include "fcgi/export.h"

static void progress_columns(struct export *x, struct export_columns *c)
{
    export_column(x, c, SHEET_SHARE, "reporting.reported");
    export_column(x, c, SHEET_COUNT, "export.column.expected");
    export_column(x, c, SHEET_COUNT, "export.column.assessed");
    export_column(x, c, SHEET_COUNT, "export.column.na");
    export_column(x, c, SHEET_COUNT, "export.column.missing");
    export_column(x, c, SHEET_COUNT, "export.column.left");
}

/* counts: [expected, assessed, not_assessable, missing, left] */
static void progress(struct export *x, const char *counts)
{
    double expected = json_walk_number(json_walk_at(counts, 0));
    double missing = json_walk_number(json_walk_at(counts, 3));

    if (expected > 0)
        sheet_share(x->sheet, expected - missing, expected);
    else
        sheet_text(x->sheet, "–");
    for (size_t i = 0; i < 5; i++)
        export_count(x, json_walk_at(counts, i));
}

static void group_counts(struct export *x, const char *line)
{
    export_count(x, json_walk_member(line, "groups_done"));
    export_count(x, json_walk_member(line, "groups"));
}

static void units(struct export *x)
{
    const char *u = json_walk_first(export_get(x, "units"));
    struct export_columns c = {0};

    if (!u)
        return;
    export_column(x, &c, SHEET_TEXT, "rows.unit.one");
    export_column(x, &c, SHEET_TEXT, "export.column.kind");
    progress_columns(x, &c);
    export_column(x, &c, SHEET_COUNT, "reporting.groupsHead");
    export_column(x, &c, SHEET_COUNT, "export.column.groups");
    export_table(x, "units", &c, 1);
    for (; u; u = json_walk_next(u)) {
        const char *kind = json_walk_str(x->arena, json_walk_member(u, "kind"));

        export_str(x, json_walk_member(u, "name"));
        sheet_text(x->sheet, export_text(x, arena_printf(x->arena, "export.kind.%s", kind)));
        progress(x, json_walk_member(u, "counts"));
        group_counts(x, u);
        sheet_row(x->sheet);
    }
}

static void subjects(struct export *x)
{
    const char *s = json_walk_first(export_get(x, "subjects"));
    struct export_columns c = {0};

    export_column(x, &c, SHEET_TEXT, "export.column.subject");
    export_column(x, &c, SHEET_TEXT, "export.column.code");
    progress_columns(x, &c);
    export_column(x, &c, SHEET_COUNT, "reporting.groupsHead");
    export_column(x, &c, SHEET_COUNT, "export.column.groups");
    export_table(x, "reported", &c, 1);
    for (; s; s = json_walk_next(s)) {
        const char *subject = json_walk_member(s, "subject");

        export_name(x, json_walk_member(subject, "name"));
        export_str(x, json_walk_member(subject, "code"));
        progress(x, json_walk_member(s, "counts"));
        group_counts(x, s);
        sheet_row(x->sheet);
    }
}

/* Names of the staff, as the page shows them. */
static void teachers(struct export *x, const char *list)
{
    const char *text = NULL;

    for (const char *t = json_walk_first(list); t; t = json_walk_next(t)) {
        const char *name = export_staff_name(x, json_walk_str(x->arena, t));

        text = text ? arena_printf(x->arena, "%s, %s", text, name) : name;
    }
    sheet_text(x->sheet, text);
}

static void groups(struct export *x, bool with_teachers)
{
    const char *g = json_walk_first(export_get(x, "groups"));
    struct export_columns c = {0};

    if (!g)
        return;
    export_column(x, &c, SHEET_TEXT, "reporting.group");
    export_column(x, &c, SHEET_TEXT, "export.column.subject");
    if (with_teachers)
        export_column(x, &c, SHEET_TEXT, "reporting.teacher");
    else
        export_column(x, &c, SHEET_TEXT, "rows.unit.one");
    progress_columns(x, &c);
    export_column(x, &c, SHEET_TIME, "reporting.last");
    export_table(x, "groups", &c, 1);
    for (; g; g = json_walk_next(g)) {
        export_str(x, json_walk_member(g, "name"));
        export_name(x, json_walk_member(json_walk_member(g, "subject"), "name"));
        if (with_teachers)
            teachers(x, json_walk_member(g, "teachers"));
        else
            export_str(x, json_walk_member(json_walk_member(g, "unit"), "name"));
        progress(x, json_walk_member(g, "counts"));
        export_time(x, json_walk_member(g, "last_at"));
        sheet_row(x->sheet);
    }
}

void x_reporting(struct export *x)
{
    units(x);
    groups(x, true);
    subjects(x);
}

/* A teacher's own groups. */
void x_groups(struct export *x)
{
    groups(x, false);
}

/* The list of one teaching group, with the two rounds before. */
void x_assessments(struct export *x)
{
    const char *previous = export_get(x, "previous");
    struct export_columns c = {0};

    export_column(x, &c, SHEET_TEXT, "rows.pupil.one");
    export_column(x, &c, SHEET_TEXT, "rows.class.one");
    export_column(x, &c, SHEET_TEXT, "export.column.level");
    for (const char *r = json_walk_first(previous); r; r = json_walk_next(r))
        export_column_text(x, &c, SHEET_TEXT, export_round_name(x, r), NULL);
    export_column(x, &c, SHEET_TEXT, "export.column.note");
    export_table(x, "group", &c, 1);
    for (const char *p = json_walk_first(export_get(x, "pupils")); p; p = json_walk_next(p)) {
        const char *level = json_walk_member(p, "level");

        export_str(x, json_walk_member(p, "name"));
        export_str(x, json_walk_member(p, "class"));
        if (level)
            export_str(x, level);
        else
            sheet_text(x->sheet, export_text(x, "export.missing"));
        for (size_t i = 0; i < json_walk_count(previous); i++)
            export_str(x, json_walk_at(json_walk_member(p, "previous"), i));
        sheet_text(x->sheet, json_walk_is_true(json_walk_member(p, "left")) ? export_text(x, "pupil.leftShort")
                             : json_walk_is_true(json_walk_member(p, "corrected")) ? export_text(x, "export.corrected")
                                                                                   : NULL);
        sheet_row(x->sheet);
    }
}
