/*
 * Imports: what was read in, with its findings, and an upload that is tried first: a roster, or the
 * grades of a round. It is read by lib/roster, as malkollctl does, on a connection of its own and in
 * one transaction.
 */
#include <stdio.h>

#include "base/mem.h"
#include "domain/day.h"
#include "fcgi/handlers.h"
#include "fcgi/identity.h"
#include "fcgi/req_audit.h"
#include "roster/assessments.h"
#include "roster/oneroster.h"

#define ENTRIES_MAX 1000
#define UNPACKED_TIMES 200
#define MIB ((size_t)1024 * 1024)

/* Columns of SQL_IMPORT_RUN_LIST and the beginning of SQL_IMPORT_RUN_FIND. */
static void write_run(struct json_writer *w, const struct db_rows *r)
{
    json_kv_id(w, "id", db_id(r, 0));
    json_kv_str(w, "source", db_str(r, 1));
    json_kv_str(w, "file", db_str(r, 2));
    json_kv_str(w, "date", db_str(r, 3));
    req_kv_time(w, "started", db_str(r, 4));
    req_kv_time(w, "finished", db_str(r, 5));
    json_kv_int(w, "rows_read", db_int(r, 6));
    json_kv_int(w, "rows_changed", db_int(r, 7));
    json_kv_str(w, "outcome", db_str(r, 8));
    json_kv_bool(w, "dry_run", db_int(r, 9) != 0);
    json_kv_str(w, "by", db_str(r, 10));
}

int h_imports(struct req *q)
{
    static const char *const sources[] = {NULL, "oneroster", "grades", "assessments", "reference"};
    const char *source = sources[q->args.source];
    struct json_writer *w = &q->w;
    struct db_rows *r;
    struct err e = {0};

    if (db_select(q->db, SQL_IMPORT_RUN_LIST, &r, &e, DB_S(source), DB_S(source)) < 0)
        return fail_err(q, &e);
    json_object(w);
    json_key(w, "imports");
    json_array(w);
    while (db_next(r)) {
        json_object(w);
        write_run(w, r);
        json_object_end(w);
    }
    json_array_end(w);
    json_kv_int(w, "sanity_end_percent", q->conf->sanity_end_percent);
    json_kv_int(w, "upload_max_mib", q->conf->import_max_mib);
    json_object_end(w);
    return db_done(r, &e) < 0 ? fail_err(q, &e) : 0;
}

static int answer_run(struct req *q, uint32_t id)
{
    struct json_writer *w = &q->w;
    struct db_rows *r;
    struct err e = {0};
    bool found;

    if (db_select(q->db, SQL_IMPORT_RUN_FIND, &r, &e, DB_I(id)) < 0)
        return fail_err(q, &e);
    found = db_next(r);
    if (found) {
        json_object(w);
        write_run(w, r);
        /* Imports of before this was kept, and those whose report was removed, have none. */
        json_key(w, "report");
        if (db_is_null(r, 11))
            json_null(w);
        else
            json_raw(w, db_str(r, 11));
        json_object_end(w);
    }
    if (db_done(r, &e) < 0)
        return fail_err(q, &e);
    return found ? 0 : fail(q, 404, "not-found", "There is no such import.");
}

int h_import(struct req *q)
{
    return answer_run(q, q->args.id);
}

/* What an import came to: refused by what is in the file is an answer, the rest a problem. */
static int finish_import(struct req *q, int rc, struct import_report *report, struct err *e)
{
    bool refused = report->refused;

    report_free(report);
    mem_trim();
    if (rc == 0 || refused)
        return 0;
    if (e->kind == ERR_CONFLICT)
        return fail(q, 409, "import-running",
                    "Another import is running. Wait until it has ended, and try again.");
    /* Nobody repeats this by itself. */
    if (e->kind == ERR_RETRY)
        e->kind = ERR_UNAVAILABLE;
    return fail_err(q, e);
}

static int import_roster(struct req *q, const char *path, uint32_t *ret_id)
{
    struct source_limits limits = {.entries = ENTRIES_MAX,
                                   .unpacked = (size_t)q->conf->import_unpacked_max_mib * MIB,
                                   .times = UNPACKED_TIMES};
    struct oneroster_options o = {.path = path,
                                  .name = q->args.file[0] ? q->args.file : "zip",
                                  .dry_run = q->args.dry_run != YES_FALSE,
                                  .sanity_end_percent = q->args.allow_ending
                                                            ? q->args.allow_ending
                                                            : q->conf->sanity_end_percent,
                                  .person_id = q->me->person_id,
                                  .actor = q->me->name,
                                  .audit = req_audit_actor(q),
                                  .limits = &limits};
    struct import_report report;
    struct err e = {0};

    if (day_parse(q->args.date[0] ? q->args.date : q->today, &o.date) < 0)
        return fail_field(q, 400, "invalid-parameter", "date",
                          "date must be a day such as 2026-08-17.");
    report_init(&report);
    return finish_import(q, oneroster_import(q->db, &o, &report, ret_id, &e), &report, &e);
}

/* The grades of a round. */
static int import_grades(struct req *q, const char *path, uint32_t *ret_id)
{
    struct assessments_options o = {.path = path,
                                    .name = q->args.file[0] ? q->args.file : "csv",
                                    .round_id = q->args.round,
                                    .grades = true,
                                    .dry_run = q->args.dry_run != YES_FALSE,
                                    .person_id = q->me->person_id,
                                    .actor = q->me->name,
                                    .audit = req_audit_actor(q)};
    struct import_report report;
    struct err e = {0};

    report_init(&report);
    return finish_import(q, assessments_import(q->db, &o, &report, ret_id, &e), &report, &e);
}

int h_import_upload(struct req *q)
{
    char path[32];
    uint32_t id = 0;
    int rc;

    snprintf(path, sizeof(path), "/proc/self/fd/%d", q->upload);
    rc = q->args.round ? import_grades(q, path, &id) : import_roster(q, path, &id);
    return rc < 0 ? -1 : answer_run(q, id);
}
