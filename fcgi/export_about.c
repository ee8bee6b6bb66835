#include "fcgi/export.h"

#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "fcgi/handlers.h"
#include "fcgi/identity.h"
#include "fcgi/route.h"

#define NAME_PART_MAX 40 /* characters of a unit's name in the name of a file */

/* ---- names ---- */

const char *export_round_name(struct export *x, const char *round)
{
    const char *kind = json_walk_str(x->arena, json_walk_member(round, "kind"));
    const char *term = json_walk_str(x->arena, json_walk_member(round, "term"));
    const char *week = json_walk_member(round, "week");
    const char *term_name;

    if (!kind || !term || strlen(term) < 3)
        return NULL;
    term_name = texts_fill(x->arena, x->lang, arena_printf(x->arena, "term.%.2s", term),
                           (const char *const[]){"year", term + 2, NULL});
    return texts_fill(x->arena, x->lang,
                      arena_printf(x->arena, "round.name.%s%s", kind,
                                   !week && strcmp(kind, "forecast") == 0 ? ".noWeek" : ""),
                      (const char *const[]){"term", term_name, "week",
                                            arena_printf(x->arena, "%d", (int)json_walk_int(week)),
                                            NULL});
}

static const char *round_text(struct export *x, const char *round)
{
    const char *name = export_round_name(x, round);
    const char *state = json_walk_str(x->arena, json_walk_member(round, "state"));

    if (!name || !state)
        return name;
    return arena_printf(x->arena, "%s (%s)", name,
                        export_text(x, arena_printf(x->arena, "round.state.%s", state)));
}

/* The round, or from which to which. */
static const char *rounds_text(struct export *x)
{
    const char *first = json_walk_first(export_get(x, "rounds")), *last = first;

    if (export_get(x, "round") || !first)
        return round_text(x, export_get(x, "round"));
    for (const char *r = first; r; r = json_walk_next(r))
        last = json_walk_is_null(r) ? last : r;
    return last == first ? round_text(x, first)
                         : arena_printf(x->arena, "%s – %s", export_round_name(x, first),
                                        round_text(x, last));
}

static const char *name_of(struct export *x, const char *key)
{
    return json_walk_str(x->arena, json_walk_member(export_get(x, key), "name"));
}

static const char *now_text(struct export *x)
{
    time_t now = time(NULL);
    struct tm tm;
    char text[24];

    localtime_r(&now, &tm);
    strftime(text, sizeof(text), "%Y-%m-%d %H:%M", &tm);
    return arena_strdup(x->arena, text);
}

static const char *join(struct export *x, const char *list, const char *label, const char *value)
{
    if (!value)
        return list;
    return arena_printf(x->arena, "%s%s%s: %s", list ? list : "", list ? ", " : "", label, value);
}

static const char *kind_name(struct export *x, int kind)
{
    const char *name = audit_kind_name((enum audit_kind)(AUDIT_SAVE + kind - 1));

    return export_text(x, arena_printf(x->arena, "audit.kind.%s", name));
}

/* What the auditor has asked the log for; people by their numbers. */
static const char *search(struct export *x, const char *list)
{
    const struct args *a = &x->q->args;
    const struct {
        const char *label;
        uint32_t id;
    } ids[] = {{"audit.column.who", a->person},
               {"audit.column.pupil", a->pupil},
               {"audit.column.unit", a->unit}};

    for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
        if (ids[i].id)
            list = join(x, list, export_text(x, ids[i].label),
                        arena_printf(x->arena, "%u", ids[i].id));
    }
    if (a->kind)
        list = join(x, list, export_text(x, "audit.column.kind"), kind_name(x, a->kind));
    if (a->from[0])
        list = join(x, list, export_text(x, "audit.from"), a->from);
    if (a->to[0])
        list = join(x, list, export_text(x, "audit.to"), a->to);
    if (a->unusual == YES_TRUE)
        list = join(x, list, export_text(x, "audit.column.marks"), export_text(x, "yes"));
    return list;
}

/* The choices that were made on the page, in words; NULL for none. */
static const char *choices(struct export *x)
{
    const struct args *a = &x->q->args;
    const char *list = NULL;

    if (a->year_group)
        list = join(x, list, export_text(x, "filter.year"), arena_printf(x->arena, "%d", a->year_group));
    if (a->gender)
        list = join(x, list, export_text(x, "filter.gender"),
                    export_text(x, a->gender == GENDER_FEMALE ? "gender.female" : "gender.male"));
    if (a->subject[0])
        list = join(x, list, export_text(x, "export.column.subject"), a->subject);
    if (a->basis == BASIS_CLOSED)
        list = join(x, list, export_text(x, "filter.basis"), export_text(x, "filter.basis.closed"));
    return x->q->route->handle == h_access_log ? search(x, list) : list;
}

/* ---- what every row of a file of values is about ---- */

/* Whose duties they are. */
static const char *whose(struct export *x)
{
    return export_staff_name(x, name_of(x, "person"));
}

/* Of a search that found more than one file may have. */
static const char *cut(struct export *x)
{
    const char *lines = export_get(x, "lines");

    if (!lines || !export_get(x, "next"))
        return NULL;
    return texts_fill(x->arena, x->lang, "export.cut",
                      (const char *const[]){"n", arena_printf(x->arena, "%zu", json_walk_count(lines)),
                                            NULL});
}

static void common(struct export *x, const char *key, const char *value)
{
    if (value)
        sheet_common(x->sheet, export_text(x, key), value);
}

void export_common(struct export *x)
{
    common(x, "export.about.unit", name_of(x, "unit"));
    common(x, "rows.class.one", name_of(x, "class"));
    common(x, "reporting.group", name_of(x, "group"));
    common(x, "duty.who", whose(x));
    common(x, "admin.imports.fileHead", json_walk_str(x->arena, export_get(x, "file")));
    common(x, "filter.round", rounds_text(x));
    common(x, "filter.label", choices(x));
    common(x, "export.about.cut", cut(x));
    common(x, "export.about.at", now_text(x));
}

/* ---- the last sheet ---- */

static void line(struct export *x, const char *label, const char *value)
{
    if (!value)
        return;
    sheet_text(x->sheet, label);
    sheet_text(x->sheet, value);
    sheet_row(x->sheet);
}

/* NULL where nobody is asked who it is. */
static const char *who(struct export *x)
{
    const struct identity *me = x->q->me;
    unsigned roles = x->q->route->allow & ALLOW_KNOWN ? ~0u : x->q->route->allow;
    const char *text;
    int n = 0;

    if (!me)
        return NULL;
    text = me->name;
    for (int role = 0; role < ROLE__MAX; role++) {
        if (me->roles & roles & 1u << role)
            text = arena_printf(x->arena, "%s%s%s", text, n++ ? ", " : " – ",
                                export_text(x, arena_printf(x->arena, "role.%s",
                                                            role_name((enum role)role))));
    }
    return text;
}

static void definitions(struct export *x, const char *names)
{
    const char *term;
    char name[32];
    size_t len;

    for (; *names; names += len + (names[len] == ' ')) {
        len = strcspn(names, " ");
        snprintf(name, sizeof(name), "%.*s", (int)len, names);
        term = export_text(x, arena_printf(x->arena, "def.%s.term", name));
        line(x, texts_fill(x->arena, x->lang, "export.about.definition",
                           (const char *const[]){"term", term, NULL}),
             export_text(x, arena_printf(x->arena, "def.%s.text", name)));
    }
}

/* Of a publication: what it is called and says, when it was published, and whether it still stands. */
static void publication(struct export *x)
{
    const char *at = json_walk_str(x->arena, export_get(x, "published_at"));
    const char *state = json_walk_str(x->arena, export_get(x, "state"));

    if (!at)
        return;
    line(x, export_text(x, "export.about.title"), json_walk_str(x->arena, export_get(x, "title")));
    line(x, export_text(x, "export.about.text"), json_walk_str(x->arena, export_get(x, "body")));
    line(x, export_text(x, "export.about.published"), arena_printf(x->arena, "%.10s", at));
    line(x, export_text(x, "export.about.state"),
         export_text(x, arena_printf(x->arena, "export.state.%s", state)));
}

/* Of an import: which file, what became of it, when and by whom. */
static void import(struct export *x)
{
    const char *outcome = json_walk_str(x->arena, export_get(x, "outcome"));
    const char *started = json_walk_str(x->arena, export_get(x, "started"));

    if (!outcome)
        return;
    line(x, export_text(x, "admin.imports.fileHead"), json_walk_str(x->arena, export_get(x, "file")));
    line(x, export_text(x, "admin.imports.result"),
         export_text(x, arena_printf(x->arena, "admin.imports.state.%s", outcome)));
    line(x, export_text(x, "admin.rounds.when"), arena_printf(x->arena, "%.10s", started));
    line(x, export_text(x, "export.column.by"),
         export_staff_name(x, json_walk_str(x->arena, export_get(x, "by"))));
}

static void marks(struct export *x)
{
    static const char *const names[] = {"hidden", "nearly", "none", "waiting", "na"};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        line(x, export_text(x, arena_printf(x->arena, "export.mark.%s", names[i])),
             export_text(x, arena_printf(x->arena, "export.mark.%s.text", names[i])));
}

/* Pupils of a list that no file shows. */
static const char *hidden(struct export *x)
{
    int n = (int)json_walk_int(export_get(x, "hidden"));

    return n == 0 ? NULL
                  : texts_fill(x->arena, x->lang, "export.hidden",
                               (const char *const[]){"n", arena_printf(x->arena, "%d", n), NULL});
}

void export_about(struct export *x, const struct exporter *how)
{
    struct export_columns c = {0};

    export_column(x, &c, SHEET_TEXT, "export.about.what");
    export_column(x, &c, SHEET_WIDE, arena_printf(x->arena, "export.title.%s", how->name));
    export_table_plain(x, "about", &c);
    line(x, export_text(x, "export.about.instance"), x->q->conf->instance_name);
    publication(x);
    import(x);
    line(x, export_text(x, "export.about.unit"), name_of(x, "unit"));
    line(x, export_text(x, "rows.class.one"), name_of(x, "class"));
    line(x, export_text(x, "reporting.group"), name_of(x, "group"));
    line(x, export_text(x, "duty.who"), whose(x));
    line(x, export_text(x, "filter.round"), rounds_text(x));
    line(x, export_text(x, "export.about.previous"), export_round_name(x, export_get(x, "previous")));
    line(x, export_text(x, "export.about.yearAgo"), export_round_name(x, export_get(x, "year_ago")));
    line(x, export_text(x, "filter.label"),
         choices(x) || how->office ? choices(x) : export_text(x, "filter.all"));
    line(x, export_text(x, "export.about.cut"), cut(x));
    line(x, export_text(x, "export.about.at"), now_text(x));
    line(x, export_text(x, "export.about.by"), who(x));
    line(x, export_text(x, "export.about.source"),
         export_text(x, how->office ? "export.source.office" : "export.source"));
    line(x, export_text(x, "export.about.hidden"), hidden(x));
    if (!how->office)
        marks(x);
    definitions(x, how->defs);
}

/* ---- the name of the file ---- */

/* Letters, digits and a few signs that every system takes in a name. */
static bool is_plain(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '-' || c == '_' || c == '.';
}

static void add_part(struct buf *b, const char *part)
{
    size_t len = part ? utf8_truncate(part, strlen(part), NAME_PART_MAX) : 0;

    if (len > 0)
        buf_putc(b, ' ');
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)part[i];

        buf_putc(b, c < ' ' || c == 0x7f || strchr("\"\\/:*?<>|%;", c) ? '-' : (char)c);
    }
}

/* For those that know no other letters: å, ä and ö as a and o, the rest as a dash. */
static void put_ascii(struct buf *out, const char *name)
{
    static const struct {
        const char *from;
        char to;
    } letters[] = {{"å", 'a'}, {"ä", 'a'}, {"ö", 'o'}, {"Å", 'A'}, {"Ä", 'A'}, {"Ö", 'O'}, {"é", 'e'}};

    while (*name) {
        size_t len = utf8_truncate(name, strlen(name), 1);
        char to = '-';

        for (size_t i = 0; i < sizeof(letters) / sizeof(letters[0]); i++) {
            if (strncmp(name, letters[i].from, strlen(letters[i].from)) == 0)
                to = letters[i].to;
        }
        buf_putc(out, is_plain((unsigned char)*name) || *name == ' ' ? *name : to);
        name += len ? len : 1;
    }
}

const char *export_disposition(struct export *x, const struct exporter *how)
{
    struct buf name = BUF_INIT, out = BUF_INIT;
    const char *text;

    buf_puts(&name, export_text(x, arena_printf(x->arena, "export.file.%s", how->name)));
    add_part(&name, name_of(x, "unit"));
    add_part(&name, name_of(x, "class"));
    add_part(&name, name_of(x, "group"));
    add_part(&name, json_walk_str(x->arena, json_walk_member(export_get(x, "round"), "key")));
    add_part(&name, x->q->today);
    buf_puts(&name, x->q->args.format == FORMAT_XLSX ? ".xlsx" : ".csv");
    buf_puts(&out, "attachment; filename=\"");
    put_ascii(&out, name.data);
    buf_puts(&out, "\"; filename*=UTF-8''");
    for (const char *p = name.data; *p; p++) {
        if (is_plain((unsigned char)*p))
            buf_putc(&out, *p);
        else
            buf_printf(&out, "%%%02X", (unsigned char)*p);
    }
    text = arena_strdup(x->arena, out.data);
    buf_free(&name);
    buf_free(&out);
    return text;
}
