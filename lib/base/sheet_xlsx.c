/*
 * Excel, by libxlsxwriter. It writes row by row into files of its own; they lie in memory and have no
 * name by the time that anything is in them, and so does the workbook: after a crash nothing of
 * anybody is left on a disk.
 */
#include "base/sheet_private.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <xlsxwriter.h>

#include "base/mem.h"
#include "base/utf8.h"

#define MEMORY_DIR "/dev/shm"
#define NAME_MAX_CHARS 31
#define TEXT_MAX_CHARS 32000 /* Excel's own limit is 32 767 */
#define PAPER_A4 9
#define HEAD_HEIGHT 48
#define LINE_HEIGHT 15   /* as a row is by itself */
#define PLAIN_WIDTH 50   /* of what stands in front in a plain table: words, not keys */

enum style { STYLE_HEAD, STYLE_TEXT, STYLE_WIDE, STYLE_COUNT, STYLE_NUMBER, STYLE_SHARE, STYLE_POINTS,
             STYLE_FINE, STYLE_TIME, STYLE_SECOND, STYLE_DAY, STYLE__MAX };

struct sheet_xlsx {
    int fd;
    lxw_workbook *book;
    lxw_worksheet *page;
    lxw_format *styles[STYLE__MAX];
    const struct sheet_table *table;
    lxw_row_t row;
    size_t lines; /* of the row */
    lxw_error failed;
};

static const struct {
    enum style style;
    double width; /* characters */
} by_type[] = {
    [SHEET_TEXT] = {STYLE_TEXT, 22},    [SHEET_WIDE] = {STYLE_WIDE, 90},
    [SHEET_COUNT] = {STYLE_COUNT, 9},   [SHEET_NUMBER] = {STYLE_NUMBER, 10},
    [SHEET_SHARE] = {STYLE_SHARE, 9},   [SHEET_POINTS] = {STYLE_POINTS, 11},
    [SHEET_FINE] = {STYLE_FINE, 9},     [SHEET_TIME] = {STYLE_TIME, 17},
    [SHEET_SECOND] = {STYLE_SECOND, 20}, [SHEET_DAY] = {STYLE_DAY, 11},
};

static void make_styles(struct sheet_xlsx *x)
{
    static const char *const numbers[STYLE__MAX] = {
        [STYLE_COUNT] = "#,##0",  [STYLE_NUMBER] = "0.0",
        [STYLE_SHARE] = "0.0%",   [STYLE_POINTS] = "+0.0;-0.0;0.0",
        [STYLE_FINE] = "0.000",   [STYLE_TIME] = "yyyy-mm-dd hh:mm",
        [STYLE_SECOND] = "yyyy-mm-dd hh:mm:ss", [STYLE_DAY] = "yyyy-mm-dd",
    };

    for (int i = 0; i < STYLE__MAX; i++) {
        x->styles[i] = workbook_add_format(x->book);
        format_set_align(x->styles[i], LXW_ALIGN_VERTICAL_TOP);
        if (numbers[i])
            format_set_num_format(x->styles[i], numbers[i]);
        else
            format_set_num_format(x->styles[i], i == STYLE_HEAD ? "General" : "@");
    }
    format_set_bold(x->styles[STYLE_HEAD]);
    format_set_text_wrap(x->styles[STYLE_HEAD]);
    format_set_bottom(x->styles[STYLE_HEAD], LXW_BORDER_THIN);
    format_set_text_wrap(x->styles[STYLE_WIDE]);
}

struct sheet_xlsx *sheet_xlsx_new(struct err *e)
{
    struct sheet_xlsx *x;
    lxw_workbook_options options = {.constant_memory = LXW_TRUE};
    char path[40];
    int fd = memfd_create("malkoll-sheet", MFD_CLOEXEC);

    if (fd < 0) {
        err_set_code(e, ERR_INTERNAL, errno, "memfd_create: %s", strerror(errno));
        return NULL;
    }
    mem_keep(); /* the library packs each of a workbook's dozen parts in memory of its own */
    x = mem_calloc(1, sizeof(*x));
    x->fd = fd;
    snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
    if (access(MEMORY_DIR, W_OK | X_OK) == 0)
        options.tmpdir = MEMORY_DIR;
    x->book = workbook_new_opt(path, &options);
    if (!x->book)
        mem_abort("sheet: workbook");
    make_styles(x);
    return x;
}

void sheet_xlsx_free(struct sheet_xlsx *x)
{
    if (!x)
        return;
    if (x->book)
        lxw_workbook_free(x->book);
    close(x->fd);
    free(x);
}

static void note(struct sheet_xlsx *x, lxw_error failed)
{
    if (x->failed == LXW_NO_ERROR)
        x->failed = failed;
}

/* What is known only when all rows are there. */
static void end_table(struct sheet_xlsx *x)
{
    if (x->table && !x->table->plain && x->row > 1)
        note(x, worksheet_autofilter(x->page, 0, 0, x->row - 1, (lxw_col_t)(x->table->n_columns - 1)));
}

static const char *page_name(const char *name, char out[4 * NAME_MAX_CHARS + 1])
{
    size_t len = utf8_truncate(name, strlen(name), NAME_MAX_CHARS);

    memcpy(out, name, len);
    out[len] = '\0';
    for (char *c = out; *c; c++) {
        if (strchr("[]:*?/\\'", *c))
            *c = ' ';
    }
    return out;
}

void sheet_xlsx_table(struct sheet_xlsx *x, const struct sheet_table *table)
{
    char name[4 * NAME_MAX_CHARS + 1];

    end_table(x);
    x->table = table;
    x->row = 0;
    x->page = workbook_add_worksheet(x->book, page_name(table->name, name));
    if (!x->page) {
        note(x, LXW_ERROR_SHEETNAME_ALREADY_USED);
        return;
    }
    for (size_t i = 0; i < table->n_columns; i++)
        worksheet_set_column(x->page, (lxw_col_t)i, (lxw_col_t)i,
                             table->plain && i == 0 ? PLAIN_WIDTH : by_type[table->columns[i].type].width,
                             NULL);
    worksheet_set_landscape(x->page);
    worksheet_set_paper(x->page, PAPER_A4);
    worksheet_fit_to_pages(x->page, 1, 0);
    worksheet_set_footer(x->page, "&L&A&R&P (&N)");
    worksheet_repeat_rows(x->page, 0, 0);
    worksheet_freeze_panes(x->page, 1, (lxw_col_t)table->n_frozen);
    if (!table->plain)
        worksheet_set_row(x->page, 0, HEAD_HEIGHT, NULL);
    for (size_t i = 0; i < table->n_columns; i++)
        note(x, worksheet_write_string(x->page, 0, (lxw_col_t)i, table->columns[i].head,
                                       x->styles[STYLE_HEAD]));
    x->row = 1;
    x->lines = 1;
}

/* A program that does not work out the height of a row by itself would write its lines over the next. */
static void make_room(struct sheet_xlsx *x, const char *text, double width)
{
    size_t lines = 0;

    for (const char *c = text; *c; c += strcspn(c, "\n"), c += *c == '\n')
        lines += 1 + utf8_length(c, strcspn(c, "\n")) / (size_t)width;
    if (lines > x->lines) {
        x->lines = lines;
        note(x, worksheet_set_row(x->page, x->row, (double)lines * LINE_HEIGHT, NULL));
    }
}

static void write_text(struct sheet_xlsx *x, size_t column, const char *text, enum style style)
{
    size_t len = utf8_truncate(text, strlen(text), TEXT_MAX_CHARS);
    char *cut = text[len] ? strndup(text, len) : NULL;

    note(x, worksheet_write_string(x->page, x->row, (lxw_col_t)column, cut ? cut : text,
                                   x->styles[style]));
    free(cut);
}

static void write_time(struct sheet_xlsx *x, size_t column, time_t at, enum style style)
{
    struct tm tm;
    lxw_datetime day;

    localtime_r(&at, &tm);
    day = (lxw_datetime){.year = tm.tm_year + 1900, .month = tm.tm_mon + 1, .day = tm.tm_mday};
    if (style != STYLE_DAY) {
        day.hour = tm.tm_hour;
        day.min = tm.tm_min;
        day.sec = style == STYLE_SECOND ? tm.tm_sec : 0;
    }
    note(x, worksheet_write_datetime(x->page, x->row, (lxw_col_t)column, &day, x->styles[style]));
}

void sheet_xlsx_cell(struct sheet_xlsx *x, size_t column, const struct sheet_cell *cell)
{
    enum style style = by_type[cell->type].style;

    if (!x->page)
        return;
    switch (cell->type) {
    case SHEET_TEXT:
    case SHEET_WIDE:
        /* Written as a string it is never a formula, whatever it begins with. */
        if (cell->text && cell->type == SHEET_WIDE)
            make_room(x, cell->text, by_type[SHEET_WIDE].width);
        if (cell->text)
            write_text(x, column, cell->text, style);
        break;
    case SHEET_TIME:
    case SHEET_SECOND:
    case SHEET_DAY:
        write_time(x, column, cell->at, style);
        break;
    case SHEET_COUNT:
    case SHEET_NUMBER:
    case SHEET_SHARE:
    case SHEET_POINTS:
    case SHEET_FINE:
        note(x, worksheet_write_number(x->page, x->row, (lxw_col_t)column, cell->number,
                                       x->styles[style]));
        break;
    }
}

void sheet_xlsx_row(struct sheet_xlsx *x)
{
    x->row++;
    x->lines = 1;
}

/* The workbook as it lies in memory. */
static int take(int fd, struct buf *out, struct err *e)
{
    char piece[16384];
    off_t at = 0;
    ssize_t n;

    while ((n = pread(fd, piece, sizeof(piece), at)) > 0) {
        buf_append(out, piece, (size_t)n);
        at += n;
    }
    return n < 0 ? err_set_code(e, ERR_INTERNAL, errno, "sheet: %s", strerror(errno)) : 0;
}

int sheet_xlsx_finish(struct sheet_xlsx *x, struct buf *out, struct err *e)
{
    lxw_error closed;

    end_table(x);
    closed = workbook_close(x->book);
    x->book = NULL;
    note(x, closed);
    if (x->failed != LXW_NO_ERROR)
        return err_set_code(e, ERR_INTERNAL, (int)x->failed, "xlsxwriter: %s", lxw_strerror(x->failed));
    return take(x->fd, out, e);
}
