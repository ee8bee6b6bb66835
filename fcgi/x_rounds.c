/* Rounds with their days, and what has been done with one of them. */
#include "fcgi/export.h"

#define N(list) (sizeof(list) / sizeof((list)[0]))

void x_rounds(struct export *x)
{
    static const struct export_head heads[] = {
        {SHEET_TEXT, "filter.round"},          {SHEET_TEXT, "admin.rounds.state"},
        {SHEET_TIME, "export.column.opens"},   {SHEET_TIME, "export.column.due"},
        {SHEET_TIME, "export.column.closes"},  {SHEET_TIME, "export.column.longest"},
        {SHEET_TIME, "export.column.closed"},
    };

    export_heads(x, "rounds", heads, N(heads), 1);
    for (const char *r = json_walk_first(export_get(x, "rounds")); r; r = json_walk_next(r)) {
        sheet_text(x->sheet, export_round_name(x, r));
        export_key(x, "round.state.", json_walk_member(r, "state"));
        export_time(x, json_walk_member(r, "opens"));
        export_time(x, json_walk_member(r, "due"));
        export_time(x, json_walk_member(r, "closes"));
        export_time(x, json_walk_member(r, "extended_until"));
        export_time(x, json_walk_member(r, "closed_at"));
        sheet_row(x->sheet);
    }
}

static void longer(struct export *x)
{
    static const struct export_head heads[] = {
        {SHEET_TEXT, "admin.rounds.school"}, {SHEET_TIME, "export.column.closes"},
    };

    export_heads(x, "longer", heads, N(heads), 1);
    for (const char *u = json_walk_first(export_get(x, "units")); u; u = json_walk_next(u)) {
        if (!json_walk_member(u, "until"))
            continue;
        export_str(x, json_walk_member(u, "name"));
        export_time(x, json_walk_member(u, "until"));
        sheet_row(x->sheet);
    }
}

void x_round(struct export *x)
{
    static const struct export_head heads[] = {
        {SHEET_TIME, "admin.rounds.when"},    {SHEET_TEXT, "export.column.event"},
        {SHEET_TEXT, "admin.rounds.school"},  {SHEET_TIME, "export.column.closes"},
        {SHEET_TEXT, "export.column.by"},     {SHEET_WIDE, "admin.rounds.reason"},
    };

    export_heads(x, "events", heads, N(heads), 1);
    for (const char *e = json_walk_first(export_get(x, "events")); e; e = json_walk_next(e)) {
        export_time(x, json_walk_member(e, "at"));
        export_key(x, "admin.act.", json_walk_member(e, "act"));
        export_str(x, json_walk_member(json_walk_member(e, "unit"), "name"));
        export_time(x, json_walk_member(e, "until"));
        export_staff(x, json_walk_member(e, "by"));
        export_str(x, json_walk_member(e, "reason"));
        sheet_row(x->sheet);
    }
    longer(x);
}
