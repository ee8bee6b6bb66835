/*
 * One CSV file of a set as rows whose columns are found by the heading.
 *
 * Lenient where real producers differ: byte order mark, CRLF, comma, semicolon or tab, letter case
 * of headings, extra columns, missing columns that are not required, empty lines, Windows-1252.
 */
#ifndef MALKOLL_ROSTER_TABLE_H
#define MALKOLL_ROSTER_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "roster/findings.h"
#include "roster/source.h"

#define TABLE_COLUMNS_MAX 32

struct table_column {
    const char *name;
    bool required;
    const char *other; /* another name that it may have, or NULL */
};

struct table_row {
    uint32_t line;      /* where the row begins; the heading is line 1 */
    uint32_t present;   /* bit i: the file has column i */
    uint32_t by_other;  /* bit i: under its other name */
    const char *value[TABLE_COLUMNS_MAX]; /* trimmed, never NULL; in the order asked for */
};

/*
 * Calls fn for every row in order; values last until it returns. What is wrong becomes findings;
 * -1 when the file cannot be read at all (fn may have been called for the rows before).
 * The data of the file is changed in place.
 */
int table_read(struct source_file *file, const struct table_column *columns, size_t n,
               void (*fn)(void *ctx, const struct table_row *row), void *ctx, struct findings *f);

/* False with a finding when the bytes cannot be text; Windows-1252 is turned into UTF-8. */
bool table_make_utf8(struct source_file *file, struct findings *f);

#endif
