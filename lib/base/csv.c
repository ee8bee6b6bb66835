/*
 * libcsv does not say where it is, so it is fed in pieces that end with each line end: what it
 * reports during a piece belongs to that line. CSV_REPALL_NL makes it report every unquoted line
 * end; a piece that ends a line without a report therefore lies inside quotes, and the next line
 * continues the record.
 */
#include "base/csv.h"

#include <csv.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/utf8.h"

#define CHUNK ((size_t)64 * 1024)

struct reader {
    struct csv_parser parser;
    struct csv_options limits; /* all set */
    int (*row)(void *ctx, unsigned long line, const char *const *fields, size_t n_fields,
               struct err *e);
    void *ctx;
    struct err *e;
    bool failed;
    unsigned long line;       /* of the bytes being fed */
    unsigned long first_line; /* of the present record */
    bool in_record;           /* the last line ended inside quotes */
    bool line_end_seen;       /* libcsv reported one during this piece */
    bool after_cr;
    size_t record_bytes;
    size_t records;
    struct buf text; /* the record's fields, each with its NUL */
    size_t *offsets;
    const char **fields;
    size_t n_fields;
};

/* Only the first failure is kept: libcsv goes on with its callbacks until the piece is done. */
static void fail(struct reader *r, unsigned long line, const char *text)
{
    if (!r->failed)
        err_set(r->e, ERR_INPUT, "line %lu, column %zu: %s", line, r->n_fields + 1, text);
    r->failed = true;
}

static const char *wrong_text(const char *s, size_t len)
{
    if (memchr(s, '\0', len))
        return "a NUL byte (is the file UTF-16?)";
    if (!utf8_valid(s, len))
        return "not UTF-8 (is the file saved as Windows-1252 or ISO 8859-1?)";
    return NULL;
}

/* Called by libcsv at the end of each field. */
static void take_field(void *data, size_t len, void *ctx)
{
    struct reader *r = ctx;
    const char *wrong;

    if (r->failed)
        return;
    if (r->n_fields == r->limits.fields_max) {
        fail(r, r->first_line, "more fields than are taken");
        return;
    }
    if (len && (wrong = wrong_text(data, len))) {
        fail(r, r->first_line, wrong);
        return;
    }
    r->offsets[r->n_fields++] = r->text.len;
    if (len)
        buf_append(&r->text, data, len);
    buf_putc(&r->text, '\0');
}

/* Called by libcsv at every unquoted line end, and at the end of the source with a record. */
static void take_record(int end, void *ctx)
{
    struct reader *r = ctx;

    (void)end;
    r->line_end_seen = true;
    if (r->failed)
        return;
    if (r->n_fields > 0) {
        for (size_t i = 0; i < r->n_fields; i++)
            r->fields[i] = r->text.data + r->offsets[i];
        if (r->limits.records_max && r->records == r->limits.records_max)
            fail(r, r->first_line, "more records than are taken");
        else if (r->row(r->ctx, r->first_line, r->fields, r->n_fields, r->e) < 0)
            r->failed = true;
        r->records++;
    }
    r->n_fields = 0;
    buf_reset(&r->text, r->limits.record_max * 2);
}

/* piece lies within one line, or ends it (line_end). */
static int feed(struct reader *r, const char *piece, size_t len, bool line_end)
{
    if (!r->in_record) {
        r->first_line = r->line;
        r->record_bytes = 0;
    }
    r->record_bytes += len;
    if (r->record_bytes > r->limits.record_max) {
        fail(r, r->first_line, "the record is too long (is a quote not closed?)");
        return -1;
    }
    r->line_end_seen = false;
    if (csv_parse(&r->parser, piece, len, take_field, take_record, r) != len && !r->failed) {
        if (csv_error(&r->parser) == CSV_ENOMEM)
            mem_abort("csv");
        fail(r, r->line, "a quote in the middle of a field");
    }
    r->in_record = !r->line_end_seen;
    /* Of CR LF the CR counts. */
    if (line_end && !(r->after_cr && piece[0] == '\n' && len == 1))
        r->line++;
    r->after_cr = line_end && piece[len - 1] == '\r';
    return r->failed ? -1 : 0;
}

static int feed_chunk(struct reader *r, const char *data, size_t len)
{
    size_t from = 0;

    for (size_t i = 0; i < len; i++) {
        if (data[i] != '\n' && data[i] != '\r')
            continue;
        if (feed(r, data + from, i + 1 - from, true) < 0)
            return -1;
        from = i + 1;
    }
    return from < len ? feed(r, data + from, len - from, false) : 0;
}

/* Reads until size bytes are there or the source ends. */
static ssize_t fill(const struct csv_source *source, char *data, size_t size, struct err *e)
{
    size_t have = 0;

    while (have < size) {
        ssize_t n = source->read(source->ctx, data + have, size - have, e);

        if (n < 0)
            return -1;
        if (n == 0)
            break;
        have += (size_t)n;
    }
    return (ssize_t)have;
}

static int read_all(struct reader *r, const struct csv_source *source, char *chunk)
{
    ssize_t len = fill(source, chunk, CHUNK, r->e);
    size_t skip = len >= 3 && memcmp(chunk, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;

    while (len > 0) {
        if (feed_chunk(r, chunk + skip, (size_t)len - skip) < 0)
            return -1;
        skip = 0;
        len = fill(source, chunk, CHUNK, r->e);
    }
    if (len < 0)
        return -1;
    if (csv_fini(&r->parser, take_field, take_record, r) != 0)
        fail(r, r->first_line, "a quoted field without its closing quote");
    return r->failed ? -1 : 0;
}

int csv_read(const struct csv_source *source, const struct csv_options *options,
             int (*row)(void *ctx, unsigned long line, const char *const *fields, size_t n_fields,
                        struct err *e),
             void *ctx, struct err *e)
{
    struct reader r = {.row = row, .ctx = ctx, .e = e, .line = 1, .first_line = 1};
    char *chunk;
    int rc;

    if (options)
        r.limits = *options;
    if (!r.limits.record_max)
        r.limits.record_max = (size_t)64 * 1024;
    if (!r.limits.fields_max)
        r.limits.fields_max = 256;
    if (csv_init(&r.parser, CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL) != 0)
        mem_abort("csv");
    if (r.limits.delimiter)
        csv_set_delim(&r.parser, (unsigned char)r.limits.delimiter);
    r.offsets = mem_calloc(r.limits.fields_max, sizeof(*r.offsets));
    r.fields = mem_calloc(r.limits.fields_max, sizeof(*r.fields));
    chunk = mem_calloc(1, CHUNK);
    rc = read_all(&r, source, chunk);
    free(chunk);
    free(r.fields);
    free(r.offsets);
    buf_free(&r.text);
    csv_free(&r.parser);
    return rc;
}

static ssize_t read_from_file(void *ctx, char *data, size_t size, struct err *e)
{
    FILE *in = ctx;
    size_t n = fread(data, 1, size, in);

    if (n == 0 && ferror(in))
        return err_set_code(e, ERR_INPUT, errno, "cannot read: %s", strerror(errno));
    return (ssize_t)n;
}

struct memory {
    const char *data;
    size_t len;
};

static ssize_t read_from_memory(void *ctx, char *data, size_t size, struct err *e)
{
    struct memory *m = ctx;
    size_t n = size < m->len ? size : m->len;

    (void)e;
    if (n)
        memcpy(data, m->data, n);
    m->data += n;
    m->len -= n;
    return (ssize_t)n;
}

int csv_read_file(FILE *in, const struct csv_options *options,
                  int (*row)(void *ctx, unsigned long line, const char *const *fields,
                             size_t n_fields, struct err *e),
                  void *ctx, struct err *e)
{
    struct csv_source source = {.read = read_from_file, .ctx = in};

    return csv_read(&source, options, row, ctx, e);
}

int csv_read_memory(const char *data, size_t len, const struct csv_options *options,
                    int (*row)(void *ctx, unsigned long line, const char *const *fields,
                               size_t n_fields, struct err *e),
                    void *ctx, struct err *e)
{
    struct memory m = {.data = data, .len = len};
    struct csv_source source = {.read = read_from_memory, .ctx = &m};

    return csv_read(&source, options, row, ctx, e);
}
