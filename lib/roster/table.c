#include "roster/table.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/csv.h"
#include "base/mem.h"
#include "base/utf8.h"

#define FIELDS_MAX 256
#define NOT_THERE SIZE_MAX

struct reader {
    const struct source_file *file;
    const struct table_column *columns;
    size_t n;
    void (*fn)(void *ctx, const struct table_row *row);
    void *ctx;
    struct findings *findings;
    bool heading_read;
    bool unusable; /* the heading, or all of the file */
    size_t heading_fields;
    size_t field_of[TABLE_COLUMNS_MAX]; /* place of each column in a record, or NOT_THERE */
    struct table_row row;
    struct buf trimmed; /* copies of values that had spaces after them */
};

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static void heading_finding(struct reader *r, enum finding_kind kind, const char *column)
{
    findings_add(r->findings, kind, r->file->name, 1, column, NULL, NULL);
    r->unusable = true;
}

static bool is_named(const char *field, const char *name)
{
    size_t len;

    if (!name)
        return false;
    field += strspn(field, " \t");
    len = strlen(field);
    while (len > 0 && is_space(field[len - 1]))
        len--;
    return len == strlen(name) && strncasecmp(field, name, len) == 0;
}

static void read_heading(struct reader *r, const char *const *fields, size_t n_fields)
{
    for (size_t i = 0; i < r->n; i++) {
        const char *name = r->columns[i].name;

        r->field_of[i] = NOT_THERE;
        for (size_t k = 0; k < n_fields; k++) {
            if (!is_named(fields[k], name) && !is_named(fields[k], r->columns[i].other))
                continue;
            if (r->field_of[i] != NOT_THERE)
                heading_finding(r, FINDING_COLUMN_TWICE, name);
            if (!is_named(fields[k], name))
                r->row.by_other |= 1u << i;
            r->field_of[i] = k;
        }
        if (r->field_of[i] != NOT_THERE)
            r->row.present |= 1u << i;
        else if (r->columns[i].required)
            heading_finding(r, FINDING_COLUMN_MISSING, name);
    }
    r->heading_fields = n_fields;
    r->heading_read = true;
}

/* Fields beyond the heading's are harmless only when empty: else the columns are displaced. */
static bool has_right_length(struct reader *r, uint32_t line, const char *const *fields,
                             size_t n_fields)
{
    for (size_t i = r->heading_fields; i < n_fields; i++) {
        if (*fields[i]) {
            findings_add(r->findings, FINDING_ROW_TOO_LONG, r->file->name, line, NULL, NULL, NULL);
            return false;
        }
    }
    if (n_fields < r->heading_fields)
        findings_add(r->findings, FINDING_ROW_TOO_SHORT, r->file->name, line, NULL, NULL, NULL);
    return true;
}

/* Sets the row's values; those to be shortened are copied after room for all was made. */
static void set_values(struct reader *r, const char *const *fields, size_t n_fields)
{
    size_t room = 0;

    for (size_t i = 0; i < r->n; i++) {
        size_t at = r->field_of[i];
        const char *value = at < n_fields ? fields[at] : "";

        while (is_space(*value))
            value++;
        r->row.value[i] = value;
        room += strlen(value) + 1;
    }
    buf_reset(&r->trimmed, room);
    for (size_t i = 0; i < r->n; i++) {
        size_t len = strlen(r->row.value[i]);

        while (len > 0 && is_space(r->row.value[i][len - 1]))
            len--;
        if (r->row.value[i][len] == '\0')
            continue;
        if (r->trimmed.cap < room + 1)
            r->trimmed = (struct buf){mem_realloc(r->trimmed.data, room + 1), 0, room + 1};
        char *copy = r->trimmed.data + r->trimmed.len;
        buf_append(&r->trimmed, r->row.value[i], len);
        buf_append(&r->trimmed, "", 1);
        r->row.value[i] = copy;
    }
}

static int take_record(void *ctx, unsigned long line, const char *const *fields, size_t n_fields,
                       struct err *e)
{
    struct reader *r = ctx;

    if (!r->heading_read) {
        read_heading(r, fields, n_fields);
        return r->unusable ? err_set(e, ERR_NONE, "heading") : 0;
    }
    if (!has_right_length(r, (uint32_t)line, fields, n_fields))
        return 0;
    r->row.line = (uint32_t)line;
    set_values(r, fields, n_fields);
    r->fn(r->ctx, &r->row);
    return 0;
}

/* The delimiter of the heading: what stands there most often. */
static char find_delimiter(const struct source_file *file)
{
    static const char candidates[] = {',', ';', '\t'};
    size_t counts[sizeof(candidates)] = {0};
    size_t best = 0;

    for (size_t i = 0; i < file->len && file->data[i] != '\n' && file->data[i] != '\r'; i++)
        for (size_t k = 0; k < sizeof(candidates); k++)
            counts[k] += file->data[i] == candidates[k];
    for (size_t k = 1; k < sizeof(candidates); k++)
        if (counts[k] > counts[best])
            best = k;
    return candidates[best];
}

/* Windows-1252 has these where ISO 8859-1 has control characters; 0 = no character. */
static const uint16_t windows_1252[32] = {
    0x20ac, 0,      0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017d, 0,      0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
    0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,      0x017e, 0x0178,
};

static void put_utf8(struct buf *b, unsigned c)
{
    if (c < 0x80) {
        buf_putc(b, (char)c);
    } else if (c < 0x800) {
        buf_putc(b, (char)(0xc0 | c >> 6));
        buf_putc(b, (char)(0x80 | (c & 0x3f)));
    } else {
        buf_putc(b, (char)(0xe0 | c >> 12));
        buf_putc(b, (char)(0x80 | (c >> 6 & 0x3f)));
        buf_putc(b, (char)(0x80 | (c & 0x3f)));
    }
}

static void convert_windows_1252(struct source_file *file)
{
    struct buf out = BUF_INIT;

    for (size_t i = 0; i < file->len; i++) {
        unsigned c = (unsigned char)file->data[i];

        put_utf8(&out, c >= 0x80 && c < 0xa0 ? (windows_1252[c - 0x80] ? windows_1252[c - 0x80]
                                                                        : '?')
                                             : c);
    }
    free(file->data);
    file->data = out.data;
    file->len = out.len;
}


bool table_make_utf8(struct source_file *file, struct findings *f)
{
    if (file->len >= 2 && (memcmp(file->data, "\xff\xfe", 2) == 0 ||
                           memcmp(file->data, "\xfe\xff", 2) == 0)) {
        findings_add(f, FINDING_FILE_UTF16, file->name, 0, NULL, NULL, NULL);
        return false;
    }
    if (utf8_valid(file->data, file->len))
        return true;
    findings_add(f, FINDING_FILE_NOT_UTF8, file->name, 0, NULL, NULL, NULL);
    convert_windows_1252(file);
    return true;
}

int table_read(struct source_file *file, const struct table_column *columns, size_t n,
               void (*fn)(void *ctx, const struct table_row *row), void *ctx, struct findings *f)
{
    struct reader r = {
        .file = file, .columns = columns, .n = n, .fn = fn, .ctx = ctx, .findings = f};
    struct csv_options options = {.fields_max = FIELDS_MAX};
    struct err e = {0};

    assert(n <= TABLE_COLUMNS_MAX);
    if (!table_make_utf8(file, f))
        return -1;
    options.delimiter = find_delimiter(file);
    if (csv_read_memory(file->data, file->len, &options, take_record, &r, &e) < 0 &&
        !r.unusable) {
        unsigned line = 0;

        sscanf(e.msg, "line %u", &line);
        findings_add(f, FINDING_FILE_BROKEN, file->name, line, NULL, NULL, NULL);
        r.unusable = true;
    } else if (!r.heading_read) {
        findings_add(f, FINDING_FILE_EMPTY, file->name, 0, NULL, NULL, NULL);
        r.unusable = true;
    }
    buf_free(&r.trimmed);
    return r.unusable ? -1 : 0;
}
