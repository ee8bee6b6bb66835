/* The lines of the access log that a search finds, newest first. */
#include "fcgi/export.h"

#include <string.h>

static const char *gone(struct export *x, const char *id)
{
    return texts_fill(x->arena, x->lang, "audit.gone", (const char *const[]){"id", id, NULL});
}

/* A thing that is gone has its number; a protected one has no name. */
static void thing(struct export *x, const char *value, bool hidden)
{
    const char *name = json_walk_member(value, "name");

    if (!value || name)
        export_str(x, name);
    else if (hidden)
        sheet_text(x->sheet, export_text(x, "audit.protected"));
    else
        sheet_text(x->sheet, gone(x, json_walk_str(x->arena, json_walk_member(value, "id"))));
}

static void who(struct export *x, const char *line)
{
    const char *login = json_walk_str(x->arena, json_walk_member(line, "actor"));
    const char *person = json_walk_member(line, "person");
    const char *name = json_walk_str(x->arena, json_walk_member(person, "name"));
    bool hidden = (login && strcmp(login, "*") == 0) || (name && strcmp(name, "*") == 0);

    if (hidden)
        sheet_text(x->sheet, export_text(x, "audit.protectedStaff"));
    else if (person)
        thing(x, person, false);
    else
        sheet_text(x->sheet, login);
    sheet_text(x->sheet, hidden ? NULL : login);
}

static const char *marks(struct export *x, const char *list)
{
    const char *text = NULL;

    for (const char *m = json_walk_first(list); m; m = json_walk_next(m)) {
        const char *code = json_walk_str(x->arena, m);
        const char *name = export_text(x, arena_printf(x->arena, "audit.mark.%s", code));

        text = text ? arena_printf(x->arena, "%s, %s", text, name) : name;
    }
    return text;
}

static void line(struct export *x, const char *l)
{
    static const char *const things[] = {"unit", "class", "group"};
    static const char *const texts[] = {"subject", "round", "old", "new", "detail"};

    export_str(x, json_walk_member(l, "id"));
    export_time(x, json_walk_member(l, "at"));
    export_key(x, "audit.kind.", json_walk_member(l, "kind"));
    who(x, l);
    export_str(x, json_walk_member(l, "duty"));
    export_str(x, json_walk_member(l, "address"));
    export_str(x, json_walk_member(l, "route"));
    export_count(x, json_walk_member(l, "status"));
    thing(x, json_walk_member(l, "pupil"), json_walk_is_true(json_walk_member(l, "protected")));
    for (size_t i = 0; i < sizeof(things) / sizeof(things[0]); i++)
        thing(x, json_walk_member(l, things[i]), false);
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        export_str(x, json_walk_member(l, texts[i]));
    sheet_text(x->sheet, marks(x, json_walk_member(l, "marks")));
    export_str(x, json_walk_member(l, "request"));
    sheet_row(x->sheet);
}

void x_access_log(struct export *x)
{
    static const struct export_head heads[] = {
        {SHEET_TEXT, "audit.column.id"},      {SHEET_SECOND, "audit.column.time"},
        {SHEET_TEXT, "audit.column.kind"},    {SHEET_TEXT, "audit.column.who"},
        {SHEET_TEXT, "audit.column.login"},   {SHEET_TEXT, "audit.column.duty"},
        {SHEET_TEXT, "audit.column.address"}, {SHEET_TEXT, "audit.column.route"},
        {SHEET_COUNT, "audit.column.status"}, {SHEET_TEXT, "audit.column.pupil"},
        {SHEET_TEXT, "audit.column.unit"},    {SHEET_TEXT, "audit.column.class"},
        {SHEET_TEXT, "audit.column.group"},   {SHEET_TEXT, "audit.column.subject"},
        {SHEET_TEXT, "audit.column.round"},   {SHEET_TEXT, "audit.column.old"},
        {SHEET_TEXT, "audit.column.new"},     {SHEET_TEXT, "audit.column.detail"},
        {SHEET_TEXT, "audit.column.marks"},   {SHEET_TEXT, "audit.column.request"},
    };

    export_heads(x, "log", heads, sizeof(heads) / sizeof(heads[0]), 2);
    for (const char *l = json_walk_first(export_get(x, "lines")); l; l = json_walk_next(l))
        line(x, l);
}
