/*
 * Tables on their way out of the house: to Excel (.xlsx) or as comma separated values. Whoever has
 * a table says what its columns are and then gives row after row; nothing is kept in memory but the
 * row in hand and the finished file.
 *
 *   sheet_table(s, &table);
 *   sheet_text(s, "Björkskolan"); sheet_share(s, 83, 100); sheet_count(s, 100); sheet_row(s);
 *   ...
 *   sheet_finish(s, &out, &e);
 *
 * Figures become numbers and texts become text: nothing that begins with = + - @ is ever taken for a
 * formula. Excel gets all tables, one sheet each, with types, widths, a frozen header, filters and a
 * header that is repeated on paper. A file of values holds one table, the one that sheet_new names, and
 * what all rows have in common (sheet_common) in the last columns.
 */
#ifndef MALKOLL_BASE_SHEET_H
#define MALKOLL_BASE_SHEET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "base/buf.h"
#include "base/err.h"

enum sheet_format {
    SHEET_XLSX,
    SHEET_CSV,     /* as Excel in Swedish opens it: BOM, semicolon, decimal comma */
    SHEET_CSV_4180 /* RFC 4180: comma, decimal point, no BOM */
};

enum sheet_type {
    SHEET_TEXT,
    SHEET_WIDE,   /* text of a sentence or more: wrapped */
    SHEET_COUNT,  /* whole number */
    SHEET_NUMBER, /* one decimal */
    SHEET_SHARE,  /* per cent with one decimal */
    SHEET_POINTS, /* percentage points with sign and one decimal */
    SHEET_FINE,   /* three decimals */
    SHEET_TIME,   /* date and minute, local */
    SHEET_SECOND, /* date and second, local */
    SHEET_DAY     /* date */
};

struct sheet_column {
    enum sheet_type type;
    const char *head;
};

struct sheet_table {
    const char *code; /* for sheet_new's table */
    const char *name; /* of the sheet, at most 31 characters */
    const struct sheet_column *columns;
    size_t n_columns;
    size_t n_frozen; /* columns at the left that stay in sight */
    bool plain;      /* neither figures nor a list: no filter */
};

/* More cells than this are refused: a page never has as many. */
#define SHEET_CELLS_MAX 500000

struct sheet;

/* table: code of the one for a file of values, "" or NULL: the first that comes. */
struct sheet *sheet_new(enum sheet_format format, const char *table);
void sheet_free(struct sheet *s);
/* A column that is the same in every row of a file of values; up to 8, before the first table. Texts must
 * live as long as the sheet does. */
void sheet_common(struct sheet *s, const char *head, const char *value);
/* Begins a table; what it points to must live until the next one begins or the file is finished. */
void sheet_table(struct sheet *s, const struct sheet_table *table);

/* The next cell of the row. Text may stand in any column: marks such as ".." do. NULL is an empty cell. */
void sheet_text(struct sheet *s, const char *text);
void sheet_count(struct sheet *s, int64_t n);
void sheet_number(struct sheet *s, double value); /* of NUMBER, POINTS or FINE */
void sheet_share(struct sheet *s, double n, double of);
void sheet_time(struct sheet *s, time_t at); /* of TIME, SECOND or DAY */
/* The row is done; it must have as many cells as the table has columns. */
void sheet_row(struct sheet *s);

/* Whether the table that sheet_new named (or any, if it named none) has come. */
bool sheet_found(const struct sheet *s);
/* Appends the file to out. ERR_INPUT when it has more than SHEET_CELLS_MAX cells. */
int sheet_finish(struct sheet *s, struct buf *out, struct err *e);

#endif
