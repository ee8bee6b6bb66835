/* How long records are kept, what is held back, and the protocol of what was removed. */
#include "fcgi/export.h"

#define N(list) (sizeof(list) / sizeof((list)[0]))

static void years(struct export *x)
{
    static const struct export_head heads[] = {
        {SHEET_TEXT, "retention.type"},      {SHEET_TEXT, "retention.trigger"},
        {SHEET_COUNT, "retention.number"},   {SHEET_TEXT, "export.column.changedBy"},
        {SHEET_TIME, "export.column.changedAt"},
    };

    export_heads(x, "retention", heads, N(heads), 1);
    for (const char *r = json_walk_first(export_get(x, "rules")); r; r = json_walk_next(r)) {
        export_key(x, "retention.type.", json_walk_member(r, "type"));
        export_key(x, "retention.trigger.", json_walk_member(r, "type"));
        export_count(x, json_walk_member(r, "years"));
        export_staff(x, json_walk_member(r, "changed_by"));
        export_time(x, json_walk_member(r, "changed_at"));
        sheet_row(x->sheet);
    }
}

/* A protected person has no number in a file either. */
static const char *held(struct export *x, const char *hold)
{
    const char *person = json_walk_str(x->arena, json_walk_member(hold, "person"));

    if (person && json_walk_is_true(json_walk_member(hold, "protected")))
        return export_text(x, "audit.protected");
    if (person)
        return texts_fill(x->arena, x->lang, "retention.hold.onPerson",
                          (const char *const[]){"id", person, NULL});
    if (json_walk_member(hold, "unit"))
        return json_walk_str(x->arena, json_walk_member(json_walk_member(hold, "unit"), "name"));
    return export_text(x, "retention.hold.all");
}

static void holds(struct export *x)
{
    static const struct export_head heads[] = {
        {SHEET_TEXT, "retention.hold.what"}, {SHEET_WIDE, "retention.reason"},
        {SHEET_TIME, "retention.from"},      {SHEET_TIME, "retention.to"},
        {SHEET_WIDE, "export.column.endReason"},
    };

    export_heads(x, "holds", heads, N(heads), 1);
    for (const char *h = json_walk_first(export_get(x, "holds")); h; h = json_walk_next(h)) {
        sheet_text(x->sheet, held(x, h));
        export_str(x, json_walk_member(h, "reason"));
        export_time(x, json_walk_member(h, "from"));
        export_time(x, json_walk_member(h, "to"));
        export_str(x, json_walk_member(h, "end_reason"));
        sheet_row(x->sheet);
    }
}

static void removed(struct export *x, const char *run, const char *item)
{
    export_time(x, json_walk_member(run, "at"));
    export_staff(x, json_walk_member(run, "actor"));
    if (item)
        export_key(x, "retention.type.", json_walk_member(item, "type"));
    else
        sheet_text(x->sheet, export_text(x, "retention.nothing"));
    export_str(x, json_walk_member(item, "what"));
    export_day(x, json_walk_member(item, "cutoff"));
    export_count(x, json_walk_member(item, "rows"));
    sheet_row(x->sheet);
}

static void protocol(struct export *x)
{
    static const struct export_head heads[] = {
        {SHEET_TIME, "retention.when"},  {SHEET_TEXT, "export.column.by"},
        {SHEET_TEXT, "retention.type"},  {SHEET_TEXT, "retention.table"},
        {SHEET_DAY, "retention.before"}, {SHEET_COUNT, "retention.rows"},
    };

    export_heads(x, "purges", heads, N(heads), 1);
    for (const char *r = json_walk_first(export_get(x, "runs")); r; r = json_walk_next(r)) {
        const char *item = json_walk_first(json_walk_member(r, "items"));

        if (!item)
            removed(x, r, NULL);
        for (; item; item = json_walk_next(item))
            removed(x, r, item);
    }
}

void x_retention(struct export *x)
{
    years(x);
    holds(x);
    protocol(x);
}
