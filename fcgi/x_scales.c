/* Scales with their levels, where each is used, and what eligibility asks for, with all versions. */
#include "fcgi/export.h"

#include <string.h>

#define N(list) (sizeof(list) / sizeof((list)[0]))

static void valid(struct export *x, const char *version)
{
    export_day(x, json_walk_member(version, "valid_from"));
    export_day(x, json_walk_member(version, "valid_to"));
}

/* The name of what a list of the answer has under a code; the code where it has none. */
static void named(struct export *x, const char *list, const char *code)
{
    const char *wanted = json_walk_str(x->arena, code);
    const char *one = json_walk_first(export_get(x, list));

    while (one && strcmp(json_walk_str(x->arena, json_walk_member(one, "code")), wanted) != 0)
        one = json_walk_next(one);
    if (one)
        export_name(x, json_walk_member(one, "name"));
    else
        sheet_text(x->sheet, wanted);
}

static void level(struct export *x, const char *scale, const char *l)
{
    export_name(x, json_walk_member(scale, "name"));
    export_str(x, json_walk_member(scale, "code"));
    export_yes(x, json_walk_is_true(json_walk_member(scale, "has_points")));
    export_str(x, json_walk_member(l, "code"));
    export_name(x, json_walk_member(l, "name"));
    export_str(x, json_walk_member(l, "key"));
    sheet_number(x->sheet, json_walk_number(json_walk_member(l, "points10")) / 10);
    export_yes(x, json_walk_is_true(json_walk_member(l, "passes")));
    valid(x, scale);
    sheet_row(x->sheet);
}

static void rules(struct export *x)
{
    static const struct export_head heads[] = {
        {SHEET_TEXT, "scales.syllabus"},    {SHEET_COUNT, "scales.yearFrom"},
        {SHEET_COUNT, "scales.yearTo"},     {SHEET_TEXT, "scales.where"},
        {SHEET_TEXT, "scales.scale"},       {SHEET_TEXT, "scales.graded"},
        {SHEET_DAY, "scales.validFrom"},    {SHEET_DAY, "export.column.validTo"},
    };

    export_heads(x, "scaleRules", heads, N(heads), 1);
    for (const char *r = json_walk_first(export_get(x, "rules")); r; r = json_walk_next(r)) {
        const char *unit = json_walk_member(r, "unit");

        named(x, "syllabuses", json_walk_member(r, "syllabus"));
        export_count(x, json_walk_member(r, "year_from"));
        export_count(x, json_walk_member(r, "year_to"));
        if (unit)
            export_str(x, json_walk_member(unit, "name"));
        else
            sheet_text(x->sheet, export_text(x, "scales.everywhere"));
        named(x, "scales", json_walk_member(r, "scale"));
        export_yes(x, json_walk_is_true(json_walk_member(r, "graded")));
        valid(x, r);
        sheet_row(x->sheet);
    }
}

void x_scales(struct export *x)
{
    static const struct export_head heads[] = {
        {SHEET_TEXT, "scales.scale"},          {SHEET_TEXT, "scales.code"},
        {SHEET_TEXT, "scales.hasPoints"},      {SHEET_TEXT, "export.column.level"},
        {SHEET_TEXT, "export.column.levelName"}, {SHEET_TEXT, "scales.key"},
        {SHEET_NUMBER, "scales.points"},       {SHEET_TEXT, "scales.isPass"},
        {SHEET_DAY, "scales.validFrom"},       {SHEET_DAY, "export.column.validTo"},
    };

    export_heads(x, "scales", heads, N(heads), 1);
    for (const char *s = json_walk_first(export_get(x, "scales")); s; s = json_walk_next(s)) {
        const char *l = json_walk_first(json_walk_member(s, "levels"));

        for (; l; l = json_walk_next(l))
            level(x, s, l);
    }
    rules(x);
}

void x_eligibility(struct export *x)
{
    static const struct export_head heads[] = {
        {SHEET_TEXT, "scales.programme"},   {SHEET_WIDE, "scales.requirements"},
        {SHEET_COUNT, "scales.others"},     {SHEET_DAY, "scales.validFrom"},
        {SHEET_DAY, "export.column.validTo"},
    };

    export_heads(x, "eligibility", heads, N(heads), 1);
    for (const char *r = json_walk_first(export_get(x, "rules")); r; r = json_walk_next(r)) {
        export_name(x, json_walk_member(r, "name"));
        sheet_text(x->sheet, export_join(x, json_walk_member(r, "requirements"), ", "));
        export_count(x, json_walk_member(r, "other_count"));
        valid(x, r);
        sheet_row(x->sheet);
    }
}
