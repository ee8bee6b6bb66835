#include "roster/import_run.h"

#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "roster/source.h"

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

static const char *outcome(const struct import_report *report)
{
    return report->refused ? "refused" : report->dry_run ? "tried" : "applied";
}

static int log_run(struct db *db, const struct import_run *run, const char *name,
                   const struct import_report *report, struct err *e)
{
    struct buf detail = BUF_INIT;
    struct audit_line line = {.kind = AUDIT_IMPORT};
    int rc;

    if (!run->audit)
        return 0;
    buf_printf(&detail, "%s %s: %s, %zu rows changed", run->source, name, outcome(report),
               report_rows_changed(report));
    line.detail = detail.data;
    rc = audit_store(db, run->audit, &line, 1, e);
    buf_free(&detail);
    return rc;
}

static int run_id(struct db *db, uint32_t *ret_id, struct err *e)
{
    struct db_rows *r;

    if (db_select(db, SQL_IMPORT_RUN_LAST, &r, e) < 0)
        return -1;
    if (db_next(r) && ret_id)
        *ret_id = (uint32_t)db_id(r, 0);
    return db_done(r, e);
}

int import_run_insert(struct db *db, const struct import_run *run, const char *date,
                      const struct import_report *report, uint32_t *ret_id, struct err *e)
{
    const char *name = source_name(run->path);
    size_t name_len = utf8_truncate(name, strlen(name), PATH_CHARS_MAX);
    struct buf text = BUF_INIT, details = BUF_INIT;
    struct json_writer w;
    int rc;

    report_print(report, name, run->lang, &text);
    json_begin(&w, &details);
    report_write(report, &w);
    json_end(&w);
    rc = db_exec(db, SQL_IMPORT_RUN_INSERT, NULL, e, DB_S(run->source),
                 db_strn_param(name, name_len), DB_S(date), DB_S(run->started_at),
                 DB_I(report->rows_read), DB_I(report_rows_changed(report)), DB_S(text.data),
                 DB_S(outcome(report)), DB_I(report->dry_run), DB_ID(run->person_id),
                 DB_S(run->actor ? run->actor : "malkollctl"), DB_S(details.data));
    buf_free(&text);
    buf_free(&details);
    if (rc < 0 || run_id(db, ret_id, e) < 0)
        return -1;
    return log_run(db, run, name, report, e);
}
