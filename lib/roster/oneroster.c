#include "roster/oneroster.h"

#include <stdio.h>
#include <string.h>

#include "roster/apply.h"
#include "roster/import_run.h"
#include "roster/set_read.h"
#include "store/snapshot.h"

#define MUCH 1000 /* changed rows, from which the server should count its tables anew */

struct import {
    const struct oneroster_options *options;
    struct apply apply;
    struct import_run run;
    char last_day[DAY_TEXT_SIZE]; /* of the import before, "" = none */
    bool done; /* all was done; what follows is only keeping it or not */
    uint32_t run_id; /* row in import_run, 0 = none yet */
};

/* Findings of an earlier try of the unit of work, which was rolled back. */
static void start_over(struct import *im)
{
    static const enum finding_kind kinds[] = {FINDING_ORG_OTHER_MUNICIPALITY, FINDING_LOGIN_TAKEN,
                                              FINDING_TOO_MANY_END, FINDING_DATE_EARLIER,
                                              FINDING_READER_GAINS};
    struct import_report *report = im->apply.report;

    for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
        findings_forget(report->findings, kinds[i]);
    memset(report->counts, 0, sizeof(report->counts));
    report->refreshed = 0;
    im->done = false;
}

/* The first column of a statement that gives one row. */
static int read_text(struct db *db, enum sql_id statement, char *ret_text, size_t size,
                     struct err *e)
{
    struct db_rows *r;

    if (db_select(db, statement, &r, e) < 0)
        return -1;
    snprintf(ret_text, size, "%s", db_next(r) && db_str(r, 0) ? db_str(r, 0) : "");
    return db_done(r, e);
}

static int read_circumstances(struct import *im, struct err *e)
{
    struct db *db = im->apply.db;

    if (import_run_start(db, &im->run, e) < 0 ||
        read_text(db, SQL_IMPORT_LAST_DAY, im->last_day, sizeof(im->last_day), e) < 0)
        return -1;
    if (strcmp(im->last_day, im->apply.date) > 0)
        findings_add(im->apply.report->findings, FINDING_DATE_EARLIER, NULL, 0, NULL,
                     im->apply.date, im->last_day);
    return 0;
}

/* Every step, until one fails or refuses the set. */
static int apply_all(struct import *im, struct err *e)
{
    static int (*const steps[])(struct apply *a, struct err *e) = {
        apply_check_share, apply_note_reader,   apply_units,         apply_subjects,
        apply_persons,     apply_classes,       apply_groups,        apply_enrolments,
        apply_class_members, apply_group_members, apply_duties,      apply_check_reader,
    };

    for (size_t i = 0; i < sizeof(steps) / sizeof(*steps); i++) {
        if (steps[i](&im->apply, e) < 0)
            return -1;
        if (findings_count(im->apply.report->findings, FINDINGS_ERROR) > 0)
            return err_set(e, ERR_INPUT, "the set was refused, see the report");
    }
    return 0;
}

/* Whether the calendar alone changed who is where since the last import. */
static int dates_passed(struct import *im, bool *ret_passed, struct err *e)
{
    const char *from = im->last_day;
    const char *to = im->apply.date;
    struct db_rows *r;

    *ret_passed = false;
    if (!*from || strcmp(from, to) >= 0)
        return 0;
    if (db_select(im->apply.db, SQL_IMPORT_DATED_BETWEEN, &r, e, DB_S(from), DB_S(to), DB_S(from),
                  DB_S(to), DB_S(from), DB_S(to), DB_S(from), DB_S(to), DB_S(from), DB_S(to),
                  DB_S(from), DB_S(to)) < 0)
        return -1;
    if (db_next(r))
        *ret_passed = db_int(r, 0) != 0;
    return db_done(r, e);
}

static int refresh_rounds(struct import *im, struct err *e)
{
    struct db *db = im->apply.db;
    uint32_t ids[16];
    size_t n = 0;
    struct db_rows *r;

    if (db_select(db, SQL_IMPORT_OPEN_ROUNDS, &r, e) < 0)
        return -1;
    while (n < sizeof(ids) / sizeof(*ids) && db_next(r))
        ids[n++] = (uint32_t)db_id(r, 0);
    if (db_done(r, e) < 0)
        return -1;
    for (size_t i = 0; i < n; i++)
        if (snapshot_refresh(db, ids[i], im->apply.date, e) < 0)
            return -1;
    im->apply.report->refreshed = n;
    return 0;
}

/* The unit of work. May run again from the start. */
static int import_in_transaction(struct db *db, void *ctx, struct err *e)
{
    struct import *im = ctx;
    bool passed = false;
    char revision[24];

    start_over(im);
    if (read_text(db, SQL_IMPORT_LOCK, revision, sizeof(revision), e) < 0 ||
        read_circumstances(im, e) < 0 || apply_all(im, e) < 0)
        return -1;
    im->done = true;
    if (im->options->dry_run) /* rolls back; told apart from a failure by done */
        return err_set(e, ERR_NONE, "dry run");
    if (report_rows_changed(im->apply.report) > 0)
        passed = true;
    else if (dates_passed(im, &passed, e) < 0)
        return -1;
    /* Before the rounds: who reads anything of what follows knows that what was kept is of no use. */
    if (passed &&
        (db_exec(db, SQL_REVISION_BUMP, NULL, e, DB_I(0)) < 0 || refresh_rounds(im, e) < 0))
        return -1;
    return import_run_insert(db, &im->run, im->apply.date, im->apply.report, &im->run_id, e);
}

static void count_users(const struct set *s, struct import_report *report)
{
    report->rows_read = s->rows_read;
    report->family = s->family_count;
    for (size_t i = 0; i < s->user_count; i++) {
        report->pupils += s->users[i].pupil;
        report->staff += s->users[i].staff;
    }
    snprintf(report->source, sizeof(report->source), "OneRoster%s%s", *s->version ? " " : "",
             s->version);
}

/* Trials and refused sets leave nothing but this. */
static int record_alone(struct db *db, void *ctx, struct err *e)
{
    struct import *im = ctx;

    if (!im->run.started_at[0] && import_run_start(db, &im->run, e) < 0)
        return -1;
    return import_run_insert(db, &im->run, im->apply.date, im->apply.report, &im->run_id, e);
}

static int import_set(struct db *db, struct import *im, struct err *e)
{
    struct import_report *report = im->apply.report;
    const struct oneroster_options *o = im->options;
    int rc;

    set_read_path(im->apply.set, o->path, o->limits);
    count_users(im->apply.set, report);
    if (findings_count(report->findings, FINDINGS_ERROR) > 0)
        return err_set(e, ERR_INPUT, "the set was refused, see the report");
    rc = db_transaction(db, import_in_transaction, im, e);
    if (rc == 0 && report_rows_changed(report) > MUCH)
        return db_script(db, sql_text(SQL_IMPORT_ANALYZE), strlen(sql_text(SQL_IMPORT_ANALYZE)), e);
    return rc < 0 && o->dry_run && im->done && e->kind == ERR_NONE ? 0 : rc;
}

/* One import at a time: 0, or -1 with ERR_CONFLICT. The lock ends with the connection at last. */
static int be_alone(struct db *db, int wait_s, struct err *e)
{
    struct db_rows *r;
    bool alone;

    if (db_connect(db, e) < 0 || db_select(db, SQL_IMPORT_ALONE, &r, e, DB_I(wait_s)) < 0)
        return -1;
    alone = db_next(r) && db_int(r, 0) == 1;
    if (db_done(r, e) < 0)
        return -1;
    return alone ? 0 : err_set(e, ERR_CONFLICT, "another import is running: try again later");
}

static void alone_no_more(struct db *db)
{
    struct err ignored = {0};
    struct db_rows *r;

    if (db_select(db, SQL_IMPORT_ALONE_END, &r, &ignored) == 0)
        (void)db_done(r, &ignored);
}

static int import_alone(struct db *db, struct import *im, struct err *e)
{
    struct import_report *report = im->apply.report;
    struct err local = {0};
    int rc = import_set(db, im, e);

    report->refused = findings_count(report->findings, FINDINGS_ERROR) > 0;
    if ((report->refused || (rc == 0 && report->dry_run)) &&
        db_transaction(db, record_alone, im, &local) < 0) {
        *e = local;
        report->refused = false;
        return -1;
    }
    return rc;
}

int oneroster_import(struct db *db, const struct oneroster_options *o,
                     struct import_report *ret_report, uint32_t *ret_run_id, struct err *e)
{
    struct import im = {.options = o,
                        .run = {.source = "oneroster",
                                .path = o->name ? o->name : o->path,
                                .lang = o->lang,
                                .person_id = o->person_id,
                                .actor = o->actor,
                                .audit = o->audit}};
    struct err local = {0};
    struct set set;
    int rc;

    ret_report->dry_run = o->dry_run;
    day_format(o->date, ret_report->date);
    snprintf(ret_report->source, sizeof(ret_report->source), "OneRoster");
    set_init(&set, o->date, ret_report->findings);
    im.apply = (struct apply){.db = db,
                              .set = &set,
                              .report = ret_report,
                              .today = o->date,
                              .sanity_end_percent = o->sanity_end_percent,
                              .reader = o->audit};
    day_format(o->date, im.apply.date);
    day_format(o->date - 1, im.apply.before);
    e = e ? e : &local;
    rc = be_alone(db, o->wait_s, e);
    if (rc == 0) {
        rc = apply_load_subjects(db, &set.subjects, e);
        if (rc == 0)
            rc = import_run_hide(db, ret_report->findings, e);
        if (rc == 0)
            rc = import_alone(db, &im, e);
        alone_no_more(db);
    }
    if (ret_run_id)
        *ret_run_id = im.run_id;
    set_free(&set);
    return rc;
}
