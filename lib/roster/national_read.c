#include "roster/national_read.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/csv.h"
#include "roster/table.h"

#define COLUMNS_MAX 64
#define HEADING_LINES_MAX 60 /* so far down a heading is looked for */

struct column {
    enum national_role role;
    enum national_measure measure;
    int gender; /* of the row above the heading; -1 = the row's own */
    int year;
    const char *text;
};

struct reading {
    struct national_file *f;
    struct findings *findings;
    const char *name; /* of the file */
    char **lines;
    size_t n_lines;
    uint32_t line; /* in hand, from 1 */
    struct column columns[COLUMNS_MAX];
    size_t n_columns;
    size_t n_fields;
    const char *fields[COLUMNS_MAX]; /* of the line in hand */
    struct arena *line_arena;
};

static void finding(struct reading *r, enum finding_kind kind, const char *column,
                    const char *found, const char *detail)
{
    findings_add(r->findings, kind, r->name, r->line, column, found, detail);
}

/* ---- lines and fields ---- */

/* The lines of the file, each ended; returns how many. */
static char **split_lines(struct arena *arena, struct source_file *source, size_t *ret_n)
{
    char *text = arena_strndup(arena, source->data, source->len);
    size_t n = 1, skip = strncmp(text, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
    char **lines;

    for (char *p = text; *p; p++)
        n += *p == '\n';
    lines = arena_array(arena, n, sizeof(*lines));
    n = 0;
    for (char *p = text + skip, *end; p; p = end ? end + 1 : NULL) {
        end = strchr(p, '\n');
        if (end)
            *end = '\0';
        p[strcspn(p, "\r")] = '\0';
        lines[n++] = p;
    }
    *ret_n = n;
    return lines;
}

static int take_fields(void *ctx, unsigned long line, const char *const *fields, size_t n,
                       struct err *e)
{
    struct reading *r = ctx;

    (void)line;
    (void)e;
    for (size_t i = 0; i < n && i < COLUMNS_MAX; i++)
        r->fields[r->n_fields++] = arena_strdup(r->line_arena, fields[i]);
    return 0;
}

/* The fields of line i, or none when it is no line of a table. */
static void split_fields(struct reading *r, size_t i)
{
    struct csv_options options = {.delimiter = ';'};
    struct err ignored = {0};
    const char *text = r->lines[i];

    arena_reset(r->line_arena);
    r->n_fields = 0;
    if (csv_read_memory(text, strlen(text), &options, take_fields, r, &ignored) < 0)
        r->n_fields = 0;
    for (size_t k = r->n_fields; k < COLUMNS_MAX; k++)
        r->fields[k] = "";
}

/* ---- the heading ---- */

static bool is_heading(const struct reading *r)
{
    for (size_t i = 0; i < r->n_fields; i++) {
        const struct national_heading *h = national_heading_find(r->fields[i], -1);

        if (h && h->role == NATIONAL_COL_PROVIDER)
            return true;
    }
    return false;
}

/* What tells the layouts apart; -1 when it is none of them. */
static int layout_of(const struct reading *r)
{
    for (size_t i = 0; i < r->n_fields; i++) {
        const struct national_heading *h = national_heading_find(r->fields[i], -1);

        if (h && h->layout >= 0 &&
            (h->role == NATIONAL_COL_SUBJECT || h->measure == NATIONAL_M_VOCATIONAL ||
             h->measure == NATIONAL_M_ALL6 || h->measure == NATIONAL_M_YEAR1))
            return h->layout;
    }
    return -1;
}

/* The columns that a layout has, for the finding of a file that is of none or lacks some. */
static const char *expected_columns(struct reading *r)
{
    struct buf text = BUF_INIT;
    const char *kept;
    bool any = false;

    for (int layout = 0; layout < NATIONAL_LAYOUT__MAX; layout++) {
        const struct national_heading *h = national_heading_at((enum national_layout)layout, 0);

        buf_printf(&text, "%s“%s”", any ? ", " : "", h->text);
        any = true;
    }
    kept = arena_strdup(r->f->arena, text.data);
    buf_free(&text);
    return kept;
}

static int read_column(struct reading *r, size_t i)
{
    struct column *c = &r->columns[i];
    const char *text = r->fields[i];
    const struct national_heading *h;

    *c = (struct column){.gender = -1, .text = arena_strdup(r->f->arena, text)};
    if (*text == '\0')
        return 0;
    c->year = national_school_year(text);
    if (c->year > 0 && r->f->layout == NATIONAL_SUBJECTS9) {
        c->role = NATIONAL_COL_YEAR;
        c->measure = NATIONAL_M_SUBJECT9;
        return 0;
    }
    h = national_heading_find(text, (int)r->f->layout);
    if (!h) {
        finding(r, FINDING_NATIONAL_COLUMN, NULL, text, NULL);
        return -1;
    }
    c->role = h->role;
    c->measure = h->measure;
    if (h->role == NATIONAL_COL_MEASURE || h->role == NATIONAL_COL_SUBJECT)
        r->f->heading[h->measure] = c->text;
    return 0;
}

static bool has_role(const struct reading *r, enum national_role role)
{
    for (size_t i = 0; i < r->n_columns; i++) {
        if (r->columns[i].role == role)
            return true;
    }
    return false;
}

/* Every column of the layout must be there, and each once per gender. */
static int check_columns(struct reading *r)
{
    const struct national_heading *h;
    int rc = 0;

    for (size_t i = 0; (h = national_heading_at(r->f->layout, i)); i++) {
        size_t found = 0;

        for (size_t k = 0; k < r->n_columns; k++)
            found += r->columns[k].role == h->role && r->columns[k].measure == h->measure;
        if (found == 0) {
            finding(r, FINDING_COLUMN_MISSING, h->text, NULL, NULL);
            rc = -1;
        }
        for (size_t k = 0; k < r->n_columns; k++) {
            const struct column *c = &r->columns[k];

            for (size_t m = 0; m < k; m++) {
                if (c->role == NATIONAL_COL_MEASURE && r->columns[m].role == c->role &&
                    r->columns[m].measure == c->measure && r->columns[m].gender == c->gender &&
                    c->measure == h->measure) {
                    finding(r, FINDING_COLUMN_TWICE, c->text, NULL, NULL);
                    rc = -1;
                }
            }
        }
    }
    if (r->f->layout == NATIONAL_SUBJECTS9 && !has_role(r, NATIONAL_COL_YEAR)) {
        finding(r, FINDING_COLUMN_MISSING, "2024/25", NULL, NULL);
        rc = -1;
    }
    return rc;
}

/* The row above the heading says which columns are about girls and which about boys. */
static int read_genders(struct reading *r, size_t heading)
{
    if (r->f->layout != NATIONAL_GRADES6)
        return 0;
    if (heading > 0)
        split_fields(r, heading - 1);
    for (size_t i = 0; i < r->n_columns; i++) {
        if (r->columns[i].role != NATIONAL_COL_MEASURE)
            continue;
        r->columns[i].gender = heading > 0 ? national_gender(r->fields[i]) : -1;
        if (r->columns[i].gender < 0) {
            finding(r, FINDING_NATIONAL_GENDERS, r->columns[i].text,
                    heading > 0 ? r->fields[i] : "", NULL);
            return -1;
        }
    }
    return 0;
}

static int read_heading(struct reading *r, size_t *ret_heading)
{
    size_t i = 0;
    int layout;

    for (r->line = 1; i < r->n_lines && i < HEADING_LINES_MAX; i++, r->line++) {
        split_fields(r, i);
        if (is_heading(r))
            break;
    }
    layout = i < r->n_lines && i < HEADING_LINES_MAX ? layout_of(r) : -1;
    if (layout < 0) {
        if (i == r->n_lines || i == HEADING_LINES_MAX)
            r->line = 0;
        finding(r, FINDING_NATIONAL_LAYOUT, NULL, NULL, expected_columns(r));
        return -1;
    }
    r->f->layout = (enum national_layout)layout;
    r->n_columns = r->n_fields;
    for (size_t k = 0; k < r->n_columns; k++) {
        if (read_column(r, k) < 0)
            return -1;
    }
    r->f->level = has_role(r, NATIONAL_COL_MUNICIPALITY_CODE) ? NATIONAL_MUNICIPALITY
                  : has_role(r, NATIONAL_COL_COUNTY_CODE)     ? NATIONAL_COUNTY
                                                              : NATIONAL_NATION;
    *ret_heading = i;
    if (read_genders(r, i) < 0)
        return -1;
    return check_columns(r);
}

/* Publisher, title and school year stand above the table. */
static int read_top(struct reading *r, size_t heading)
{
    static const char chosen[] = "Valt läsår:";

    r->f->year = -1;
    for (size_t i = 0; i < heading; i++) {
        const char *text = r->lines[i] + strspn(r->lines[i], " \t");

        if (strncmp(text, chosen, sizeof(chosen) - 1) == 0) {
            char year[8] = "";

            sscanf(text + sizeof(chosen) - 1, " %7s", year);
            r->f->year = national_school_year(year);
        } else if (i == 0) {
            r->f->publisher = arena_strdup(r->f->arena, text);
        } else if (*text && !*r->f->title) {
            r->f->title = arena_strdup(r->f->arena, text);
        }
    }
    if (r->f->year > 0)
        return 0;
    r->line = 0;
    finding(r, FINDING_NATIONAL_YEAR, NULL, NULL, NULL);
    return -1;
}

/* ---- rows ---- */

struct row {
    const char *name, *code, *county_name, *county_code, *subject;
    enum national_provider provider;
    int gender;
    uint32_t area;
};

static bool is_code(const char *text, size_t digits)
{
    return strlen(text) == digits && strspn(text, "0123456789") == digits;
}

static bool looks_like_row(const struct reading *r)
{
    size_t filled = 0;

    for (size_t i = 0; i < r->n_fields && i < r->n_columns; i++) {
        enum national_role role = r->columns[i].role;

        filled += *r->fields[i] != '\0';
        if (role == NATIONAL_COL_MUNICIPALITY_CODE && !is_code(r->fields[i], 4))
            return false;
        if (role == NATIONAL_COL_COUNTY_CODE && !is_code(r->fields[i], 2))
            return false;
    }
    return filled > 3;
}

/* Who and what a row is about; false with a finding when that cannot be told. */
static bool read_row_key(struct reading *r, struct row *row)
{
    const char *provider = "";

    *row = (struct row){.name = "", .code = "", .county_code = "", .subject = "", .gender = 0};
    for (size_t i = 0; i < r->n_columns; i++) {
        const char *value = r->fields[i];

        switch (r->columns[i].role) {
        case NATIONAL_COL_MUNICIPALITY: row->name = value; break;
        case NATIONAL_COL_MUNICIPALITY_CODE: row->code = value; break;
        case NATIONAL_COL_COUNTY: row->county_name = value; break;
        case NATIONAL_COL_COUNTY_CODE: row->county_code = value; break;
        case NATIONAL_COL_PROVIDER: provider = value; break;
        case NATIONAL_COL_GENDER: row->gender = national_gender(value); break;
        case NATIONAL_COL_SUBJECT: row->subject = value; break;
        default: break;
        }
        if (r->columns[i].role == NATIONAL_COL_GENDER && row->gender < 0) {
            finding(r, FINDING_NATIONAL_GENDER, r->columns[i].text, value, NULL);
            return false;
        }
    }
    row->provider = national_provider_find(provider);
    if (row->provider == NATIONAL_PROVIDER__MAX) {
        finding(r, FINDING_NATIONAL_PROVIDER, "Typ av huvudman", provider, NULL);
        return false;
    }
    if (*row->subject && !national_subject(row->subject)) {
        finding(r, FINDING_NATIONAL_SUBJECT, NULL, row->subject, NULL);
        return false;
    }
    row->subject = *row->subject ? national_subject(row->subject) : "";
    return true;
}

static void enter_area(struct reading *r, struct row *row)
{
    if (r->f->level == NATIONAL_MUNICIPALITY) {
        if (*row->county_code)
            national_add_area(r->f, NATIONAL_COUNTY, row->county_code, row->county_name, "");
        row->area = national_add_area(r->f, NATIONAL_MUNICIPALITY, row->code, row->name,
                                      row->county_code);
    } else if (r->f->level == NATIONAL_COUNTY) {
        row->area = national_add_area(r->f, NATIONAL_COUNTY, row->county_code, row->county_name, "");
    } else {
        row->area = national_add_area(r->f, NATIONAL_NATION, "00", "Riket", "");
    }
}

/* The pupils behind the row's figures of a gender, where the file has them; -1 = not. */
static int32_t pupils_of(const struct reading *r, int gender)
{
    for (size_t i = 0; i < r->n_columns; i++) {
        const struct column *c = &r->columns[i];
        const char *mark;
        long tenths;

        if (c->role == NATIONAL_COL_MEASURE && c->gender == gender &&
            (c->measure == NATIONAL_M_FINISHED9 || c->measure == NATIONAL_M_GRADED6 ||
             c->measure == NATIONAL_M_YEARS) &&
            national_value(r->fields[i], &tenths, &mark) == 0 && tenths >= 0)
            return (int32_t)(tenths / 10);
    }
    return -1;
}

static void read_cell(struct reading *r, const struct row *row, const struct column *c,
                      const char *value)
{
    enum national_kind kind = national_measure_kind(c->measure);
    int gender = c->gender >= 0 ? c->gender : row->gender;
    int year = c->role == NATIONAL_COL_YEAR ? c->year : r->f->year;
    struct national_figure *figure;
    char key[80];
    const char *mark;
    long tenths;

    if (national_value(value, &tenths, &mark) < 0 ||
        (kind == NATIONAL_SHARE && tenths > 1000) || (kind == NATIONAL_COUNT && tenths % 10 > 0)) {
        finding(r, FINDING_NATIONAL_VALUE, c->text, value, NULL);
        return;
    }
    snprintf(key, sizeof(key), "%u %d %d %d %s %d", row->area, (int)row->provider, gender,
             (int)c->measure, row->subject, year);
    if (id_index_put(&r->f->by_figure, arena_strdup(r->f->arena, key),
                     (uint32_t)r->f->n_figures) != ID_INDEX_NONE) {
        finding(r, FINDING_NATIONAL_TWICE, c->text, value, NULL);
        return;
    }
    figure = national_new_figure(r->f);
    *figure = (struct national_figure){.area = row->area,
                                       .provider = (uint8_t)row->provider,
                                       .gender = (uint8_t)gender,
                                       .measure = (uint8_t)c->measure,
                                       .subject = row->subject,
                                       .year = year,
                                       .tenths = (int32_t)tenths,
                                       .n = kind == NATIONAL_COUNT ? -1 : pupils_of(r, c->gender),
                                       .mark = arena_strdup(r->f->arena, mark)};
}

static void read_row(struct reading *r)
{
    struct row row;

    r->f->rows++;
    if (r->n_fields < r->n_columns && r->columns[r->n_fields].role != NATIONAL_COL_NONE) {
        finding(r, FINDING_NATIONAL_ROW, NULL, NULL, NULL);
        return;
    }
    if (!read_row_key(r, &row))
        return;
    enter_area(r, &row);
    for (size_t i = 0; i < r->n_columns; i++) {
        if (r->columns[i].role == NATIONAL_COL_MEASURE || r->columns[i].role == NATIONAL_COL_YEAR)
            read_cell(r, &row, &r->columns[i], r->fields[i]);
    }
}

/* Up to the first empty line every line is a row; below it what looks like one. */
static void read_rows(struct reading *r, size_t heading)
{
    bool in_table = true;

    for (size_t i = heading + 1; i < r->n_lines; i++) {
        const char *text = r->lines[i];

        r->line = (uint32_t)i + 1;
        if (text[strspn(text, " \t;")] == '\0') {
            in_table = false;
            continue;
        }
        split_fields(r, i);
        if (looks_like_row(r)) {
            read_row(r);
            r->lines[i] = (char *)""; /* no note */
        } else if (in_table) {
            finding(r, FINDING_NATIONAL_ROW, NULL, NULL, NULL);
            r->lines[i] = (char *)"";
        }
    }
}

int national_read(struct source_file *source, struct national_file *f, struct findings *findings)
{
    struct reading r = {.f = f, .findings = findings, .name = source->name};
    size_t heading;
    int rc = -1;

    if (!table_make_utf8(source, findings))
        return -1;
    r.line_arena = arena_new(0);
    r.lines = split_lines(f->arena, source, &r.n_lines);
    if (read_heading(&r, &heading) == 0 && read_top(&r, heading) == 0) {
        r.lines[heading] = (char *)"";
        if (f->layout == NATIONAL_GRADES6)
            r.lines[heading - 1] = (char *)"";
        read_rows(&r, heading);
        rc = f->n_figures > 0 ? 0 : -1;
        if (rc < 0) {
            r.line = 0;
            finding(&r, FINDING_NATIONAL_EMPTY, NULL, NULL, NULL);
        }
        national_read_notes(f, r.lines, r.n_lines);
    }
    arena_free(r.line_arena);
    return rc;
}
