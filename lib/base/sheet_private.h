/* What sheet.c and the writers of the two kinds of files share. */
#ifndef MALKOLL_BASE_SHEET_PRIVATE_H
#define MALKOLL_BASE_SHEET_PRIVATE_H

#include "base/sheet.h"

/* One cell, as a writer gets it: text, or a number of the column's type. */
struct sheet_cell {
    enum sheet_type type; /* SHEET_TEXT or SHEET_WIDE: text; else number or at */
    const char *text;     /* NULL: empty */
    double number;        /* a share is 0..1 */
    time_t at;
};

struct sheet_xlsx;

/* Texts that a program of tables would take for a formula. */
bool sheet_is_formula(const char *text);

void sheet_csv_begin(struct buf *out, enum sheet_format format);
void sheet_csv_cell(struct buf *out, enum sheet_format format, size_t column,
                    const struct sheet_cell *cell);
void sheet_csv_head(struct buf *out, enum sheet_format format, size_t column,
                    const struct sheet_column *head);
void sheet_csv_row(struct buf *out);

/* NULL when the system has no file for it. */
struct sheet_xlsx *sheet_xlsx_new(struct err *e);
void sheet_xlsx_free(struct sheet_xlsx *x);
void sheet_xlsx_table(struct sheet_xlsx *x, const struct sheet_table *table);
void sheet_xlsx_cell(struct sheet_xlsx *x, size_t column, const struct sheet_cell *cell);
void sheet_xlsx_row(struct sheet_xlsx *x);
int sheet_xlsx_finish(struct sheet_xlsx *x, struct buf *out, struct err *e);

#endif
