/*
 * The agency's own words around the table: all of them as one text, and the part that is about one
 * measure. A part stands as "heading;text;" with lines that begin with ";" going on, or below a line
 * "* heading".
 */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "roster/national_read.h"

#define DEFINITION_MAX 4000

/* A line without the delimiters and spaces around it. */
static char *clean(struct arena *arena, const char *line)
{
    char *text = arena_strdup(arena, line + strspn(line, "; \t"));
    size_t len = strlen(text);

    while (len > 0 && strchr("; \t\r", text[len - 1]))
        len--;
    text[len] = '\0';
    return text;
}

/* The measure that a line begins the definition of; *ret_text is the rest of the line. */
static enum national_measure begins(const struct national_file *f, const char *line,
                                    const char **ret_text)
{
    size_t len = strcspn(line, ";");
    const struct national_heading *h;
    char *heading;

    if (line[0] == '*' && f->layout == NATIONAL_SUBJECTS9) {
        *ret_text = "";
        return NATIONAL_M_SUBJECT9;
    }
    if (line[len] != ';' || len == 0)
        return NATIONAL_M__MAX;
    heading = arena_strndup(f->arena, line, len);
    h = national_heading_find(heading, (int)f->layout);
    if (!h || h->role != NATIONAL_COL_MEASURE)
        return NATIONAL_M__MAX;
    *ret_text = line + len + 1;
    return h->measure;
}

static void add_text(struct national_file *f, enum national_measure m, const char *text)
{
    const char *old = f->definition[m];

    if (!*text || (old && strlen(old) + strlen(text) > DEFINITION_MAX))
        return;
    f->definition[m] = old && *old ? arena_printf(f->arena, "%s %s", old, text)
                                   : arena_strdup(f->arena, text);
}

void national_read_notes(struct national_file *f, char *const *lines, size_t n)
{
    struct buf notes = BUF_INIT;
    enum national_measure m = NATIONAL_M__MAX;
    bool gap = false;

    for (size_t i = 0; i < n; i++) {
        const char *text = clean(f->arena, lines[i]), *rest = NULL;
        enum national_measure next = begins(f, lines[i], &rest);

        if (!*text) {
            gap = notes.len > 0;
            m = NATIONAL_M__MAX;
            continue;
        }
        buf_printf(&notes, "%s%s", gap ? "\n\n" : notes.len ? "\n" : "", text);
        gap = false;
        if (next != NATIONAL_M__MAX) {
            m = next;
            add_text(f, m, clean(f->arena, rest));
        } else if (m != NATIONAL_M__MAX && (lines[i][0] == ';' || f->layout == NATIONAL_SUBJECTS9)) {
            add_text(f, m, text);
        }
    }
    f->notes = notes.data ? notes.data : calloc(1, 1);
    for (int k = 0; k < NATIONAL_M__MAX; k++) {
        if (!f->definition[k])
            f->definition[k] = "";
    }
}
