/* What is decided for the whole instance: settings, and the director's milestones. */
#include "fcgi/export.h"

#include <string.h>

#define N(list) (sizeof(list) / sizeof((list)[0]))

void x_settings(struct export *x)
{
    static const struct export_head heads[] = {
        {SHEET_TEXT, "export.column.setting"},   {SHEET_TEXT, "export.column.value"},
        {SHEET_TEXT, "export.column.standard"},  {SHEET_TEXT, "export.column.changedBy"},
        {SHEET_TIME, "export.column.changedAt"}, {SHEET_WIDE, "export.column.meaning"},
    };

    export_heads(x, "settings", heads, N(heads), 1);
    for (const char *s = json_walk_first(export_get(x, "settings")); s; s = json_walk_next(s)) {
        export_key(x, "admin.setting.", json_walk_member(s, "name"));
        export_str(x, json_walk_member(s, "value"));
        export_str(x, json_walk_member(s, "default"));
        export_staff(x, json_walk_member(s, "by"));
        export_time(x, json_walk_member(s, "at"));
        export_key(x, "admin.settingText.", json_walk_member(s, "name"));
        sheet_row(x->sheet);
    }
}

static void measure(struct export *x, const char *target)
{
    const char *subject = json_walk_member(json_walk_member(target, "subject"), "name");
    const char *name = json_walk_member(subject, x->lang == TEXTS_EN ? "en" : "sv");

    if (name)
        sheet_text(x->sheet,
                   texts_fill(x->arena, x->lang, "export.target.subject",
                              (const char *const[]){"subject", json_walk_str(x->arena, name), NULL}));
    else
        export_key(x, "history.m.", json_walk_member(target, "measure"));
}

void x_targets(struct export *x)
{
    static const struct export_head heads[] = {
        {SHEET_TEXT, "targets.col.what"},    {SHEET_COUNT, "targets.col.year"},
        {SHEET_NUMBER, "targets.col.value"}, {SHEET_TEXT, "export.column.unit"},
        {SHEET_DAY, "targets.col.from"},     {SHEET_DAY, "targets.col.to"},
        {SHEET_TEXT, "targets.col.by"},      {SHEET_TIME, "export.column.changedAt"},
    };

    export_heads(x, "targets", heads, N(heads), 1);
    for (const char *t = json_walk_first(export_get(x, "targets")); t; t = json_walk_next(t)) {
        const char *name = json_walk_str(x->arena, json_walk_member(t, "measure"));
        const char *year = json_walk_member(t, "year_group");
        const char *by = json_walk_str(x->arena, json_walk_member(t, "by"));

        measure(x, t);
        if (year)
            export_count(x, year);
        else
            sheet_text(x->sheet, export_text(x, "targets.all"));
        sheet_number(x->sheet, json_walk_number(json_walk_member(t, "value10")) / 10);
        sheet_text(x->sheet, export_text(x, strncmp(name, "merit", 5) == 0 ? "export.unit.points"
                                                                           : "export.unit.percent"));
        export_day(x, json_walk_member(t, "from"));
        export_day(x, json_walk_member(t, "to"));
        sheet_text(x->sheet, by ? export_staff_name(x, by) : export_text(x, "targets.by.none"));
        export_time(x, json_walk_member(t, "at"));
        sheet_row(x->sheet);
    }
}
