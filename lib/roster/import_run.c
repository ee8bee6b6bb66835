#include "roster/import_run.h"

#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

#define PATH_CHARS_MAX 1000

int import_run_start(struct db *db, struct import_run *run, struct err *e)
{
    struct db_rows *r;

    if (db_select(db, SQL_IMPORT_NOW, &r, e) < 0)
        return -1;
    if (db_next(r))
        snprintf(run->started_at, sizeof(run->started_at), "%s", db_str(r, 0));
    return db_done(r, e);
}

int import_run_hide(struct db *db, struct findings *f, struct err *e)
{
    struct db_rows *r;

    if (db_select(db, SQL_IMPORT_PROTECTED, &r, e) < 0)
        return -1;
    while (db_next(r)) {
        findings_hide(f, db_is_null(r, 0) ? "" : db_str(r, 0));
        findings_hide(f, db_is_null(r, 1) ? "" : db_str(r, 1));
    }
    return db_done(r, e);
}

int import_run_insert(struct db *db, const struct import_run *run, const char *date,
                      const struct import_report *report, struct err *e)
{
    size_t path_len = utf8_truncate(run->path, strlen(run->path), PATH_CHARS_MAX);
    struct buf text = BUF_INIT;
    int rc;

    report_print(report, run->path, run->lang, &text);
    rc = db_exec(db, SQL_IMPORT_RUN_INSERT, NULL, e, DB_S(run->source),
                 db_strn_param(run->path, path_len), DB_S(date), DB_S(run->started_at),
                 DB_I(report->rows_read), DB_I(report_rows_changed(report)), DB_S(text.data));
    buf_free(&text);
    return rc;
}
