/* Duties of a person or at a unit, and what a principal has delegated: one line each, ended ones too. */
#include "fcgi/export.h"

#include <string.h>

static const char *place(struct export *x, const char *duty)
{
    static const char *const kinds[] = {"unit", "class", "group"};
    const char *name = NULL, *school = json_walk_member(json_walk_member(duty, "school"), "name");

    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]) && !name; i++)
        name = json_walk_str(x->arena, json_walk_member(json_walk_member(duty, kinds[i]), "name"));
    return school ? texts_fill(x->arena, x->lang, "duty.in",
                               (const char *const[]){"name", name, "school",
                                                     json_walk_str(x->arena, school), NULL})
                  : name;
}

/* A delegate always reads; other duties say by themselves what they give. */
static const char *rights(struct export *x, const char *duty)
{
    const char *role = json_walk_str(x->arena, json_walk_member(duty, "role"));
    const char *list = export_text(x, "duty.right.read");

    if (strcmp(role, "delegate") != 0)
        return NULL;
    for (const char *r = json_walk_first(json_walk_member(duty, "rights")); r; r = json_walk_next(r))
        list = arena_printf(x->arena, "%s, %s", list,
                            export_text(x, arena_printf(x->arena, "duty.right.%s",
                                                        json_walk_str(x->arena, r))));
    return list;
}

static const char *origin(struct export *x, const char *duty)
{
    const char *from = json_walk_str(x->arena, json_walk_member(duty, "origin"));
    const char *by = export_staff_name(x, json_walk_str(x->arena, json_walk_member(duty, "by")));

    if (!by)
        return export_text(x, arena_printf(x->arena, "duty.origin.%s", from));
    return texts_fill(x->arena, x->lang, arena_printf(x->arena, "duty.origin.%sBy", from),
                      (const char *const[]){"name", by, NULL});
}

static void duties(struct export *x, const char *code, const char *list)
{
    static const struct export_head heads[] = {
        {SHEET_TEXT, "duty.who"},    {SHEET_TEXT, "audit.column.login"}, {SHEET_TEXT, "duty.role"},
        {SHEET_TEXT, "duty.where"},  {SHEET_TEXT, "duty.may"},           {SHEET_DAY, "duty.starts"},
        {SHEET_DAY, "duty.ends"},    {SHEET_TEXT, "admin.rounds.state"}, {SHEET_TEXT, "duty.origin"},
        {SHEET_WIDE, "duty.note"},
    };

    export_heads(x, code, heads, sizeof(heads) / sizeof(heads[0]), 1);
    for (const char *d = json_walk_first(list); d; d = json_walk_next(d)) {
        const char *person = json_walk_member(d, "person");

        export_staff(x, json_walk_member(person, "name"));
        export_staff(x, json_walk_member(person, "login"));
        export_key(x, "role.", json_walk_member(d, "role"));
        sheet_text(x->sheet, place(x, d));
        sheet_text(x->sheet, rights(x, d));
        export_day(x, json_walk_member(d, "starts"));
        export_day(x, json_walk_member(d, "ends"));
        export_key(x, "export.duty.", json_walk_member(d, "state"));
        sheet_text(x->sheet, origin(x, d));
        export_str(x, json_walk_member(d, "note"));
        sheet_row(x->sheet);
    }
}

void x_duties(struct export *x)
{
    duties(x, "duties", export_get(x, "duties"));
}

void x_delegations(struct export *x)
{
    duties(x, "delegations", export_get(x, "delegations"));
}
