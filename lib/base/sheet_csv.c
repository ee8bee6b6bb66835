/*
 * Comma separated values. RFC 4180 with a header, or what Excel in Swedish opens by a double click:
 * with a byte order mark, semicolons and decimal commas. A per cent is written as 83.3, its heading
 * says what it is.
 *
 * Excel takes a field for a formula by its first character, quoted or not: an apostrophe before it is
 * what keeps it text.
 */
#include "base/sheet_private.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define BOM "\xef\xbb\xbf"

static char separator(enum sheet_format format)
{
    return format == SHEET_CSV ? ';' : ',';
}

static void field(struct buf *out, const char *text)
{
    const char *end = text + strlen(text);
    bool quotes = strpbrk(text, "\",;\r\n") != NULL || sheet_is_formula(text) || text[0] == ' ' ||
                  (end > text && end[-1] == ' ');

    if (!quotes) {
        buf_puts(out, text);
        return;
    }
    buf_putc(out, '"');
    if (sheet_is_formula(text))
        buf_putc(out, '\'');
    for (; *text; text++) {
        if (*text == '"')
            buf_putc(out, '"');
        buf_putc(out, *text);
    }
    buf_putc(out, '"');
}

static void number(struct buf *out, enum sheet_format format, int decimals, double value)
{
    double scale = pow(10, decimals);
    char text[40];
    char *point;

    /* Halves upwards, as the pages and Excel show them. */
    snprintf(text, sizeof(text), "%.*f", decimals, round(value * scale) / scale);
    /* Minus nothing. */
    if (text[0] == '-' && strspn(text, "-0.") == strlen(text))
        memmove(text, text + 1, strlen(text));
    point = strchr(text, '.');
    if (point && format == SHEET_CSV)
        *point = ',';
    buf_puts(out, text);
}

/* As far as the type says. */
static void moment(struct buf *out, enum sheet_type type, time_t at)
{
    struct tm tm;
    char text[24];

    localtime_r(&at, &tm);
    strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S", &tm);
    buf_append(out, text, strlen(type == SHEET_DAY    ? "YYYY-MM-DD"
                                 : type == SHEET_TIME ? "YYYY-MM-DD hh:mm"
                                                      : "YYYY-MM-DD hh:mm:ss"));
}

void sheet_csv_begin(struct buf *out, enum sheet_format format)
{
    if (format == SHEET_CSV)
        buf_puts(out, BOM);
}

void sheet_csv_head(struct buf *out, enum sheet_format format, size_t column,
                    const struct sheet_column *head)
{
    char text[300];

    snprintf(text, sizeof(text), head->type == SHEET_SHARE ? "%s (%%)" : "%s", head->head);
    sheet_csv_cell(out, format, column, &(struct sheet_cell){.type = SHEET_TEXT, .text = text});
}

void sheet_csv_cell(struct buf *out, enum sheet_format format, size_t column,
                    const struct sheet_cell *cell)
{
    if (column > 0)
        buf_putc(out, separator(format));
    switch (cell->type) {
    case SHEET_TEXT:
    case SHEET_WIDE:
        field(out, cell->text ? cell->text : "");
        break;
    case SHEET_COUNT:
        number(out, format, 0, cell->number);
        break;
    case SHEET_SHARE:
        number(out, format, 1, 100 * cell->number);
        break;
    case SHEET_NUMBER:
    case SHEET_POINTS:
        number(out, format, 1, cell->number);
        break;
    case SHEET_FINE:
        number(out, format, 3, cell->number);
        break;
    case SHEET_TIME:
    case SHEET_SECOND:
    case SHEET_DAY:
        moment(out, cell->type, cell->at);
        break;
    }
}

void sheet_csv_row(struct buf *out)
{
    buf_puts(out, "\r\n");
}
