/*
 * The first byte chooses delimiter, limits and the size of the pieces. Whatever the pieces, the
 * records must be the same; lines grow, and fields are clean UTF-8.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/csv.h"
#include "base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct input {
    const uint8_t *data;
    size_t len, step;
};

struct seen {
    struct buf text;
    unsigned long line;
    size_t fields_max;
};

static void require(int ok)
{
    if (!ok)
        abort();
}

static ssize_t read_piece(void *ctx, char *data, size_t size, struct err *e)
{
    struct input *in = ctx;
    size_t n = in->len < in->step ? in->len : in->step;

    (void)e;
    n = n < size ? n : size;
    if (n)
        memcpy(data, in->data, n);
    in->data += n;
    in->len -= n;
    return (ssize_t)n;
}

static int take_row(void *ctx, unsigned long line, const char *const *fields, size_t n_fields,
                    struct err *e)
{
    struct seen *s = ctx;

    (void)e;
    require(line > s->line && n_fields >= 1 && n_fields <= s->fields_max);
    s->line = line;
    buf_printf(&s->text, "%lu", line);
    for (size_t i = 0; i < n_fields; i++) {
        require(utf8_valid(fields[i], strlen(fields[i])));
        buf_printf(&s->text, "|%s", fields[i]);
    }
    return 0;
}

static int read_with(const struct csv_options *options, const uint8_t *data, size_t size,
                     size_t step, struct seen *s)
{
    struct input in = {.data = data, .len = size, .step = step};
    struct csv_source source = {.read = read_piece, .ctx = &in};
    struct err e = {.kind = ERR_NONE};
    int rc = csv_read(&source, options, take_row, s, &e);

    require(rc == 0 ? e.kind == ERR_NONE : e.kind == ERR_INPUT && e.msg[0]);
    buf_printf(&s->text, "=%d", rc);
    return rc;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct csv_options options = {.record_max = 200, .fields_max = 6, .records_max = 50};
    struct seen whole = {.text = BUF_INIT, .fields_max = 6};
    struct seen pieces = {.text = BUF_INIT, .fields_max = 6};
    size_t step;

    if (size == 0)
        return 0;
    options.delimiter = data[0] & 1 ? ';' : ',';
    step = 1 + (data[0] >> 1) % 9;
    read_with(&options, data + 1, size - 1, size, &whole);
    read_with(&options, data + 1, size - 1, step, &pieces);
    require(strcmp(whole.text.data, pieces.text.data) == 0);
    buf_free(&whole.text);
    buf_free(&pieces.text);
    return 0;
}
