#include "roster/findings.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/utf8.h"
#include "roster/id_index.h"

#define EXAMPLES_MAX 3
#define VALUE_CODEPOINTS_MAX 60
#define VALUES_PER_KIND_MAX 20 /* after so many different values the rest goes into one line */

struct example {
    uint32_t line;
    const char *found;
};

struct group {
    enum finding_kind kind;
    const char *file;
    const char *column;
    const char *detail;
    bool is_rest; /* gathers the values beyond VALUES_PER_KIND_MAX */
    size_t count;
    struct example example[EXAMPLES_MAX];
};

struct findings {
    struct arena *arena;
    struct id_index by_key;
    struct id_index hidden; /* values, as clean_value makes them */
    struct group *groups;
    size_t group_count;
    size_t group_cap;
    size_t severity_count[FINDINGS_SEVERITY__MAX];
    size_t kind_count[FINDING__MAX];
    unsigned kind_groups[FINDING__MAX];
};

/* A value as it may be shown: one line, not too long, without control characters. */
static const char *clean_value(struct findings *f, const char *found)
{
    if (!found)
        return NULL;

    size_t len = strlen(found);
    size_t kept = utf8_truncate(found, len, VALUE_CODEPOINTS_MAX); /* ends where it is not UTF-8 */
    char *out = arena_alloc(f->arena, kept + sizeof("…"));

    memcpy(out, found, kept);
    for (size_t i = 0; i < kept; i++)
        if ((unsigned char)out[i] < 0x20 || out[i] == 0x7f)
            out[i] = ' ';
    if (kept < len)
        memcpy(out + kept, "…", sizeof("…"));
    return out;
}

static struct group *new_group(struct findings *f, enum finding_kind kind)
{
    if (f->group_count == f->group_cap) {
        f->group_cap = f->group_cap ? f->group_cap * 2 : 32;
        f->groups = realloc(f->groups, f->group_cap * sizeof(*f->groups));
        if (!f->groups)
            abort();
    }

    struct group *g = &f->groups[f->group_count++];
    *g = (struct group){.kind = kind};
    f->kind_groups[kind]++;
    return g;
}

/* The group that a finding belongs to; made when it is the first of its sort. */
static struct group *find_group(struct findings *f, enum finding_kind kind, const char *file,
                                const char *column, const char *found, const char *detail)
{
    bool by_value = findings_texts[kind].by_value;
    bool full = by_value && f->kind_groups[kind] >= VALUES_PER_KIND_MAX;
    char key[512];

    snprintf(key, sizeof(key), "%d\x1f%s\x1f%s\x1f%s\x1f%.200s", (int)kind, file ? file : "",
             column ? column : "", detail ? detail : "", by_value && found ? found : "");
    uint32_t at = id_index_get(&f->by_key, key);
    if (at == ID_INDEX_NONE && full) {
        snprintf(key, sizeof(key), "%d\x1f%s\x1f%s\x1frest", (int)kind, file ? file : "",
                 column ? column : "");
        at = id_index_get(&f->by_key, key);
    }
    if (at != ID_INDEX_NONE)
        return &f->groups[at];

    struct group *g = new_group(f, kind);
    g->file = arena_strdup(f->arena, file);
    g->column = arena_strdup(f->arena, column);
    g->detail = arena_strdup(f->arena, detail);
    g->is_rest = full;
    id_index_put(&f->by_key, arena_strdup(f->arena, key), (uint32_t)(f->group_count - 1));
    return g;
}

static void print_lines(const struct group *g, enum findings_lang lang, struct buf *out)
{
    size_t shown = g->count < EXAMPLES_MAX ? g->count : EXAMPLES_MAX;

    if (g->example[0].line == 0)
        return;
    buf_puts(out, lang == FINDINGS_SV ? ", rad " : shown > 1 ? ", lines " : ", line ");
    for (size_t i = 0; i < shown; i++)
        buf_printf(out, "%s%u", i ? ", " : "", g->example[i].line);
    if (g->count > shown)
        buf_printf(out, lang == FINDINGS_SV ? " (och %zu till)" : " (and %zu more)",
                   g->count - shown);
}

static void print_value(const struct findings *f, const char *found, enum findings_lang lang,
                        struct buf *out)
{
    if (*found == '\0')
        buf_puts(out, lang == FINDINGS_SV ? "tomt" : "nothing");
    else if (id_index_get(&f->hidden, found) != ID_INDEX_NONE)
        buf_puts(out, lang == FINDINGS_SV ? "ett skyddat värde" : "a protected value");
    else
        buf_printf(out, lang == FINDINGS_SV ? "”%s”" : "“%s”", found);
}

static void print_found(const struct findings *f, const struct group *g, enum findings_lang lang, struct buf *out)
{
    size_t shown = g->count < EXAMPLES_MAX ? g->count : EXAMPLES_MAX;
    bool has_values = findings_texts[g->kind].by_value && !g->is_rest;

    if (!g->example[0].found)
        return;
    buf_puts(out, lang == FINDINGS_SV ? "hittade " : "found ");
    for (size_t i = 0; i < (has_values ? 1 : shown); i++) {
        const char *found = g->example[i].found;

        if (i > 0 && strcmp(found, g->example[i - 1].found) == 0)
            continue;
        buf_puts(out, i ? ", " : "");
        print_value(f, found, lang, out);
    }
    if (g->is_rest)
        buf_puts(out, lang == FINDINGS_SV ? " och andra värden" : " and other values");
    buf_puts(out, ", ");
}

/* A detail is kept once, quoted as in English; Swedish opens a quotation with the closing sign. */
static void print_detail(const char *detail, enum findings_lang lang, struct buf *out)
{
    static const char opening[] = "“";
    const char *at;

    while (lang == FINDINGS_SV && (at = strstr(detail, opening))) {
        buf_append(out, detail, (size_t)(at - detail));
        buf_puts(out, "”");
        detail = at + sizeof(opening) - 1;
    }
    buf_puts(out, detail);
}

/* expected has at most one %s; written out by hand because it is no constant format. */
static void print_expected(const struct group *g, enum findings_lang lang, struct buf *out)
{
    const char *text = findings_texts[g->kind].expected[lang];
    const char *mark = strstr(text, "%s");

    if (!mark) {
        buf_puts(out, text);
        return;
    }
    buf_append(out, text, (size_t)(mark - text));
    print_detail(g->detail ? g->detail : "", lang, out);
    buf_puts(out, mark + 2);
}

static void print_group(const struct findings *f, const struct group *g, enum findings_lang lang,
                        struct buf *out)
{
    if (g->file) {
        buf_printf(out, lang == FINDINGS_SV ? "Fil %s" : "File %s", g->file);
        print_lines(g, lang, out);
        if (g->column)
            buf_printf(out, lang == FINDINGS_SV ? ", kolumn %s" : ", column %s", g->column);
        buf_puts(out, ": ");
    }
    print_found(f, g, lang, out);
    print_expected(g, lang, out);
    buf_printf(out, lang == FINDINGS_SV ? "; åtgärd: %s.\n" : "; done about it: %s.\n",
               findings_texts[g->kind].action[lang]);
}

struct findings *findings_new(void)
{
    struct findings *f = calloc(1, sizeof(*f));

    if (!f)
        abort();
    f->arena = arena_new(0);
    return f;
}

void findings_free(struct findings *f)
{
    if (!f)
        return;
    id_index_free(&f->by_key);
    id_index_free(&f->hidden);
    arena_free(f->arena);
    free(f->groups);
    free(f);
}

void findings_add(struct findings *f, enum finding_kind kind, const char *file, uint32_t line,
                  const char *column, const char *found, const char *detail)
{
    assert(kind < FINDING__MAX && findings_texts[kind].expected[0]);

    struct group *g = find_group(f, kind, file, column, found, detail);
    if (g->count < EXAMPLES_MAX)
        g->example[g->count] = (struct example){line, clean_value(f, found)};
    g->count++;
    f->severity_count[findings_texts[kind].severity]++;
    f->kind_count[kind]++;
}

void findings_hide(struct findings *f, const char *value)
{
    if (*value)
        id_index_put(&f->hidden, clean_value(f, value), 0);
}

void findings_forget(struct findings *f, enum finding_kind kind)
{
    f->severity_count[findings_texts[kind].severity] -= f->kind_count[kind];
    f->kind_count[kind] = 0;
    for (size_t i = 0; i < f->group_count; i++)
        if (f->groups[i].kind == kind)
            f->groups[i].count = 0;
}

size_t findings_count(const struct findings *f, enum findings_severity severity)
{
    return f->severity_count[severity];
}

size_t findings_count_kind(const struct findings *f, enum finding_kind kind)
{
    return f->kind_count[kind];
}

void findings_print(const struct findings *f, enum findings_lang lang, struct buf *out)
{
    static const char *const heading[FINDINGS_SEVERITY__MAX][FINDINGS_LANG__MAX] = {
        [FINDINGS_ERROR] = {"Fel, som gör att ingenting läses in", "Errors: nothing is read in"},
        [FINDINGS_WARNING] = {"Varningar", "Warnings"},
        [FINDINGS_NOTE] = {"Anmärkningar", "Notes"},
    };

    for (int severity = 0; severity < FINDINGS_SEVERITY__MAX; severity++) {
        if (f->severity_count[severity] == 0)
            continue;
        buf_printf(out, "\n%s:\n", heading[severity][lang]);
        for (size_t i = 0; i < f->group_count; i++) {
            if (f->groups[i].count == 0 ||
                findings_texts[f->groups[i].kind].severity != (enum findings_severity)severity)
                continue;
            buf_puts(out, "  - ");
            print_group(f, &f->groups[i], lang, out);
        }
    }
}

void findings_write(const struct findings *f, struct json_writer *w)
{
    static const char *const names[FINDINGS_SEVERITY__MAX] = {"error", "warning", "note"};
    static const char *const langs[FINDINGS_LANG__MAX] = {"sv", "en"};

    json_array(w);
    for (int severity = 0; severity < FINDINGS_SEVERITY__MAX; severity++) {
        for (size_t i = 0; i < f->group_count; i++) {
            const struct group *g = &f->groups[i];

            if (g->count == 0 || findings_texts[g->kind].severity != (enum findings_severity)severity)
                continue;
            json_object(w);
            json_kv_str(w, "severity", names[severity]);
            json_kv_int(w, "count", (int64_t)g->count);
            json_key(w, "text");
            json_object(w);
            for (int lang = 0; lang < FINDINGS_LANG__MAX; lang++) {
                struct buf text = BUF_INIT;

                print_group(f, g, (enum findings_lang)lang, &text);
                text.data[text.len - 1] = '\0'; /* its line end */
                json_kv_str(w, langs[lang], text.data);
                buf_free(&text);
            }
            json_object_end(w);
            json_object_end(w);
        }
    }
    json_array_end(w);
}
