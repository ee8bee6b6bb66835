#include "base/sheet.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/sheet_private.h"

#define COMMON_MAX 8

struct sheet {
    enum sheet_format format;
    const char *wanted;             /* of a file of values; NULL: the first table */
    const struct sheet_table *table; /* in hand; NULL before the first */
    bool skips;                     /* the table in hand is not the one that is wanted */
    bool found;
    size_t column, cells;
    size_t n_common;
    const char *common_heads[COMMON_MAX], *common_values[COMMON_MAX];
    struct buf csv;
    struct sheet_xlsx *xlsx;
    struct err err; /* of the writer; told by sheet_finish */
};

struct sheet *sheet_new(enum sheet_format format, const char *table)
{
    struct sheet *s = mem_calloc(1, sizeof(*s));

    s->format = format;
    s->wanted = table && table[0] ? table : NULL;
    if (format == SHEET_XLSX)
        s->xlsx = sheet_xlsx_new(&s->err);
    return s;
}

void sheet_free(struct sheet *s)
{
    if (!s)
        return;
    sheet_xlsx_free(s->xlsx);
    buf_free(&s->csv);
    free(s);
}

void sheet_common(struct sheet *s, const char *head, const char *value)
{
    assert(s->n_common < COMMON_MAX && !s->table);
    s->common_heads[s->n_common] = head;
    s->common_values[s->n_common++] = value;
}

static bool writes_csv(const struct sheet *s)
{
    return s->format != SHEET_XLSX && !s->skips;
}

static void csv_heads(struct sheet *s)
{
    size_t n = s->table->n_columns;

    sheet_csv_begin(&s->csv, s->format);
    for (size_t i = 0; i < n; i++)
        sheet_csv_head(&s->csv, s->format, i, &s->table->columns[i]);
    for (size_t i = 0; i < s->n_common; i++) {
        struct sheet_column column = {SHEET_TEXT, s->common_heads[i]};

        sheet_csv_head(&s->csv, s->format, n + i, &column);
    }
    sheet_csv_row(&s->csv);
}

void sheet_table(struct sheet *s, const struct sheet_table *table)
{
    assert(s->column == 0 && table->n_columns > 0);
    s->skips = s->format != SHEET_XLSX && (s->found || (s->wanted && strcmp(s->wanted, table->code) != 0));
    s->table = table;
    s->found = s->found || !s->skips;
    if (writes_csv(s))
        csv_heads(s);
    if (s->xlsx)
        sheet_xlsx_table(s->xlsx, table);
}

static void put(struct sheet *s, const struct sheet_cell *cell)
{
    assert(s->table && s->column < s->table->n_columns);
    if (++s->cells > SHEET_CELLS_MAX) {
        err_set(&s->err, ERR_INPUT, "sheet: more than %d cells", SHEET_CELLS_MAX);
    } else if (writes_csv(s)) {
        sheet_csv_cell(&s->csv, s->format, s->column, cell);
    } else if (s->xlsx) {
        sheet_xlsx_cell(s->xlsx, s->column, cell);
    }
    s->column++;
}

static enum sheet_type type_here(const struct sheet *s)
{
    assert(s->table && s->column < s->table->n_columns);
    return s->table->columns[s->column].type;
}

void sheet_text(struct sheet *s, const char *text)
{
    enum sheet_type type = type_here(s) == SHEET_WIDE ? SHEET_WIDE : SHEET_TEXT;

    put(s, &(struct sheet_cell){.type = type, .text = text});
}

void sheet_count(struct sheet *s, int64_t n)
{
    assert(type_here(s) == SHEET_COUNT);
    put(s, &(struct sheet_cell){.type = SHEET_COUNT, .number = (double)n});
}

void sheet_number(struct sheet *s, double value)
{
    assert(type_here(s) == SHEET_NUMBER || type_here(s) == SHEET_POINTS || type_here(s) == SHEET_FINE);
    put(s, &(struct sheet_cell){.type = type_here(s), .number = value});
}

void sheet_share(struct sheet *s, double n, double of)
{
    assert(type_here(s) == SHEET_SHARE && of > 0);
    put(s, &(struct sheet_cell){.type = SHEET_SHARE, .number = n / of});
}

void sheet_time(struct sheet *s, time_t at)
{
    assert(type_here(s) == SHEET_TIME || type_here(s) == SHEET_SECOND || type_here(s) == SHEET_DAY);
    put(s, &(struct sheet_cell){.type = type_here(s), .at = at});
}

void sheet_row(struct sheet *s)
{
    assert(s->table && s->column == s->table->n_columns);
    if (writes_csv(s)) {
        for (size_t i = 0; i < s->n_common; i++) {
            struct sheet_cell cell = {.type = SHEET_TEXT, .text = s->common_values[i]};

            sheet_csv_cell(&s->csv, s->format, s->column + i, &cell);
        }
        sheet_csv_row(&s->csv);
    }
    if (s->xlsx)
        sheet_xlsx_row(s->xlsx);
    s->column = 0;
}

bool sheet_found(const struct sheet *s)
{
    return s->found;
}

int sheet_finish(struct sheet *s, struct buf *out, struct err *e)
{
    assert(s->column == 0 && s->table);
    if (s->err.kind != ERR_NONE) {
        if (e)
            *e = s->err;
        return -1;
    }
    if (s->format == SHEET_XLSX)
        return sheet_xlsx_finish(s->xlsx, out, e);
    buf_append(out, s->csv.data, s->csv.len);
    return 0;
}

/* One sign alone is no formula: "-" is the level of who could not be assessed. */
bool sheet_is_formula(const char *text)
{
    return text[0] && text[1] && strchr("=+-@\t\r\n", text[0]) != NULL;
}
