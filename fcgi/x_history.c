/* Attainment per round: the table of the page, and the means in a table of their own. */
#include "fcgi/export.h"

#include <string.h>

static const char *const measures[] = {"all_subjects", "vocational", "arts",
                                       "economics_humanities_social", "science_technology"};

/* point: [passed, of, missing] or [n, of], null where there is none */
static void point(struct export *x, const char *p)
{
    export_share_of(x, json_walk_at(p, 0), json_walk_at(p, 1));
}

static void by_round(struct export *x)
{
    const char *all = export_get(x, "measures");
    struct export_columns c = {0};

    export_column(x, &c, SHEET_TEXT, "export.column.subject");
    for (const char *r = json_walk_first(export_get(x, "rounds")); r; r = json_walk_next(r)) {
        export_column_text(x, &c, SHEET_SHARE, export_round_name(x, r), NULL);
        export_column(x, &c, SHEET_COUNT, "export.column.of");
    }
    export_table(x, "history", &c, 1);
    for (size_t i = 0; i < sizeof(measures) / sizeof(measures[0]); i++) {
        const char *p = json_walk_first(json_walk_member(all, measures[i]));

        if (!p)
            continue;
        sheet_text(x->sheet, export_text(x, arena_printf(x->arena, "export.measure.%s", measures[i])));
        for (; p; p = json_walk_next(p))
            point(x, p);
        sheet_row(x->sheet);
    }
    for (const char *s = json_walk_first(export_get(x, "subjects")); s; s = json_walk_next(s)) {
        export_name(x, json_walk_member(json_walk_member(s, "subject"), "name"));
        for (const char *p = json_walk_first(json_walk_member(s, "points")); p; p = json_walk_next(p))
            point(x, p);
        sheet_row(x->sheet);
    }
}

/* Merit value and number of subjects are means, not shares. */
static void means(struct export *x)
{
    static const char *const names[] = {"merit16", "merit17", "subjects"};
    const char *all = export_get(x, "measures");
    struct export_columns c = {0};

    export_column(x, &c, SHEET_TEXT, "pupil.sumHead");
    for (const char *r = json_walk_first(export_get(x, "rounds")); r; r = json_walk_next(r)) {
        export_column_text(x, &c, SHEET_NUMBER, export_round_name(x, r), NULL);
        export_column(x, &c, SHEET_COUNT, "export.column.ofAll");
    }
    export_table(x, "means", &c, 1);
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

void x_history(struct export *x)
{
    by_round(x);
    means(x);
}
