#include "roster/national.h"

#include <stdio.h>
#include <string.h>

#include "roster/import_run.h"
#include "roster/national_read.h"
#include "roster/source.h"

struct import {
    struct import_run run;
    const struct national_options *options;
    struct import_report *report;
    struct national_file file;
    bool done; /* a trial has come to its end, and is taken back */
};

static int count_figures(struct db *db, int64_t *ret_n, struct err *e)
{
    struct db_rows *r;

    if (db_select(db, SQL_NATIONAL_FIGURE_COUNT, &r, e) < 0)
        return -1;
    *ret_n = db_next(r) ? db_int(r, 0) : 0;
    return db_done(r, e);
}

static int put_source(struct db *db, const struct import *im, uint32_t *ret_id, struct err *e)
{
    const struct national_file *f = &im->file;
    const char *layout = national_layout_name(f->layout);
    struct db_rows *r;

    if (db_exec(db, SQL_NATIONAL_SOURCE_PUT, NULL, e, DB_S(layout), DB_I(f->year),
                DB_S(f->publisher), DB_S(f->title), DB_S(source_name(im->options->path)),
                DB_S(f->notes)) < 0 ||
        db_select(db, SQL_NATIONAL_SOURCE_FIND, &r, e, DB_S(layout), DB_I(f->year)) < 0)
        return -1;
    if (db_next(r))
        *ret_id = (uint32_t)db_id(r, 0);
    return db_done(r, e);
}

static int put_words(struct db *db, const struct national_file *f, uint32_t source, struct err *e)
{
    for (int m = 0; m < NATIONAL_M__MAX; m++) {
        if (f->heading[m] &&
            db_exec(db, SQL_NATIONAL_DEFINITION_PUT, NULL, e, DB_I(source),
                    DB_S(national_measure_name((enum national_measure)m)), DB_S(f->heading[m]),
                    DB_S(f->definition[m])) < 0)
            return -1;
    }
    for (size_t i = 0; i < f->n_areas; i++) {
        const struct national_area *a = &f->areas[i];

        if (db_exec(db, SQL_NATIONAL_AREA_PUT, NULL, e, DB_S(national_level_name(a->level)),
                    DB_S(a->code), DB_S(a->name), DB_S(a->county)) < 0)
            return -1;
    }
    return 0;
}

static struct db_param optional(int64_t value)
{
    return value < 0 ? DB_NULL : DB_I(value);
}

static int put_figures(struct db *db, const struct national_file *f, uint32_t source,
                       int64_t *ret_affected, struct err *e)
{
    struct db_bulk *b = db_bulk_new(db, SQL_NATIONAL_FIGURE_PUT, "sssissiisisiiii");
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < f->n_figures; i++) {
        const struct national_figure *g = &f->figures[i];
        const struct national_area *a = &f->areas[g->area];

        rc = db_bulk_add(b, e, DB_S(national_level_name(a->level)), DB_S(a->code),
                         DB_S(national_provider_name((enum national_provider)g->provider)),
                         DB_I(g->gender),
                         DB_S(national_measure_name((enum national_measure)g->measure)),
                         DB_S(g->subject), DB_I(g->year), optional(g->tenths), DB_S(g->mark),
                         optional(g->n), DB_S(national_basis_name((enum national_basis)g->basis)),
                         DB_I(g->areas), DB_I(g->areas_all), DB_I(f->year), DB_I(source));
    }
    if (rc == 0)
        rc = db_bulk_flush(b, ret_affected, e);
    db_bulk_free(b);
    return rc;
}

/* Of the affected rows an added one counts once, a changed one twice. */
static int write_file(struct db *db, struct import *im, struct err *e)
{
    struct report_count *count = &im->report->counts[REPORT_FIGURES];
    int64_t before, after, affected;
    uint32_t source = 0;

    if (count_figures(db, &before, e) < 0 || put_source(db, im, &source, e) < 0 ||
        put_words(db, &im->file, source, e) < 0 ||
        put_figures(db, &im->file, source, &affected, e) < 0 || count_figures(db, &after, e) < 0)
        return -1;
    count->added = (size_t)(after - before);
    count->changed = (size_t)(affected - (after - before)) / 2;
    return report_rows_changed(im->report) > 0
               ? db_exec(db, SQL_REVISION_BUMP, NULL, e, DB_I(0))
               : 0;
}

static int import_in_transaction(struct db *db, void *ctx, struct err *e)
{
    struct import *im = ctx;

    memset(im->report->counts, 0, sizeof(im->report->counts));
    im->done = false;
    if (import_run_start(db, &im->run, e) < 0 || write_file(db, im, e) < 0)
        return -1;
    if (im->options->dry_run) {
        im->done = true;
        return -1; /* without an error: taken back */
    }
    return import_run_insert(db, &im->run, im->report->date, im->report, NULL, e);
}

/* Trials and refused files leave nothing but this. */
static int record_alone(struct db *db, void *ctx, struct err *e)
{
    struct import *im = ctx;

    if (import_run_start(db, &im->run, e) < 0)
        return -1;
    return import_run_insert(db, &im->run, im->report->date, im->report, NULL, e);
}

static int import_file(struct db *db, struct import *im, struct source_file *source,
                       struct err *e)
{
    struct findings *findings = im->report->findings;
    int rc;

    if (source_load_file(im->options->path, source, findings) < 0 ||
        national_read(source, &im->file, findings) < 0 ||
        findings_count(findings, FINDINGS_ERROR) > 0)
        return err_set(e, ERR_INPUT, "the file was refused, see the report");
    im->report->rows_read = im->file.rows;
    snprintf(im->report->source, sizeof(im->report->source), "%s %d/%02d",
             national_layout_name(im->file.layout), im->file.year, (im->file.year + 1) % 100);
    national_derive(&im->file);
    rc = db_transaction(db, import_in_transaction, im, e);
    return rc < 0 && im->done && e->kind == ERR_NONE ? 0 : rc;
}

int national_import(struct db *db, const struct national_options *o,
                    struct import_report *ret_report, struct err *e)
{
    struct import im = {.run = {.source = "reference", .path = o->path, .lang = o->lang},
                        .options = o,
                        .report = ret_report};
    struct source_file source = {0};
    struct err local = {0};
    int rc;

    ret_report->dry_run = o->dry_run;
    day_format(o->date, ret_report->date);
    snprintf(ret_report->source, sizeof(ret_report->source), "Skolverket");
    national_file_init(&im.file);
    rc = import_file(db, &im, &source, e);
    ret_report->refused = findings_count(ret_report->findings, FINDINGS_ERROR) > 0;
    if ((ret_report->refused || (rc == 0 && o->dry_run)) &&
        db_transaction(db, record_alone, &im, &local) < 0) {
        *e = local;
        ret_report->refused = false;
        rc = -1;
    }
    national_file_free(&im.file);
    source_file_free(&source);
    return rc;
}
