#include "roster/assessments.h"

#include <stdio.h>
#include <string.h>

#include "roster/assessments_load.h"
#include "roster/import_run.h"
#include "roster/source.h"
#include "roster/table.h"
#include "store/cells.h"
#include "store/follow.h"
#include "store/round.h"

enum column { PUPIL, SUBJECT, LEVEL, BY, COLUMN__MAX };

static const struct table_column columns[COLUMN__MAX] = {
    [PUPIL] = {"pupil", true, "elev"},
    [SUBJECT] = {"subject", true, "ämne"},
    [LEVEL] = {"level", true, "betyg"},
    [BY] = {"by", false, "lärare"},
};

struct import {
    struct import_run run;
    const struct assessments_options *options;
    struct import_report *report;
    struct source_file file;
    struct assessments_load load;
    uint32_t round_id;
    bool grades; /* the round is one of grades */
    uint32_t run_id;
    char date[DAY_TEXT_SIZE]; /* of the roster that the round shows */
    bool done;                /* a trial has come to its end, and is taken back */
};

static void add_finding(struct import *im, const struct table_row *row, enum finding_kind kind,
                        enum column column, const char *detail)
{
    findings_add(im->report->findings, kind, im->file.name, row->line,
                 row->by_other & 1u << column ? columns[column].other : columns[column].name,
                 row->value[column], detail);
}

/* "A, B, C" of a scale, for the finding of a level that it does not have. */
static void list_levels(const struct import *im, uint32_t scale_id, char *out, size_t size)
{
    size_t len = 0;

    out[0] = '\0';
    for (size_t i = 0; i < im->load.level_count && len < size; i++)
        if (im->load.levels[i].scale_id == scale_id)
            len += (size_t)snprintf(out + len, size - len, "%s%s", len ? ", " : "",
                                    im->load.levels[i].code);
}

/* The row of the round that a row of the file is about, or NULL with a finding. */
static struct assessments_row *find_row(struct import *im, const struct table_row *row)
{
    uint32_t pupil = id_index_get(&im->load.by_source, row->value[PUPIL]);
    struct subject_map_hit hit;
    struct assessments_row *found;

    if (pupil == ID_INDEX_NONE) {
        bool known = id_index_get(&im->load.persons, row->value[PUPIL]) != ID_INDEX_NONE;

        add_finding(im, row, im->grades && known ? FINDING_ASSESS_UNGRADED : FINDING_ASSESS_PUPIL_MISSING,
                    PUPIL, NULL);
        return NULL;
    }
    if (subject_map_find(&im->load.subjects, row->value[SUBJECT], &hit) < 0 ||
        im->load.subjects.subjects[hit.subject].id == 0) {
        add_finding(im, row, FINDING_ASSESS_SUBJECT_UNKNOWN, SUBJECT, NULL);
        return NULL;
    }
    found = assessments_load_find(&im->load, pupil, im->load.subjects.subjects[hit.subject].id);
    if (!found)
        add_finding(im, row, im->grades ? FINDING_ASSESS_UNGRADED : FINDING_ASSESS_NOT_EXPECTED,
                    SUBJECT, NULL);
    else if (found->left)
        add_finding(im, row, FINDING_ASSESS_LEFT, PUPIL, NULL);
    return found && !found->left ? found : NULL;
}

/* State and level of the file's value on the row's scale; false with a finding. */
static bool read_level(struct import *im, const struct table_row *row, uint32_t scale_id,
                       uint8_t *ret_state, uint16_t *ret_level_id)
{
    const struct scale_set set = {.levels = im->load.levels, .level_count = im->load.level_count};
    const struct scale_level *level;
    char expected[64];

    if (strcmp(row->value[LEVEL], "-") == 0 || strcmp(row->value[LEVEL], "–") == 0) {
        *ret_state = ASSESS_NOT_ASSESSABLE;
        *ret_level_id = 0;
        return true;
    }
    level = scale_find_level(&set, scale_id, row->value[LEVEL]);
    if (!level) {
        list_levels(im, scale_id, expected, sizeof(expected));
        add_finding(im, row, FINDING_ASSESS_LEVEL, LEVEL, expected);
        return false;
    }
    *ret_state = ASSESS_LEVEL;
    *ret_level_id = (uint16_t)level->id;
    return true;
}

static void take_row(void *ctx, const struct table_row *row)
{
    struct import *im = ctx;
    struct assessments_row *to = find_row(im, row);
    uint8_t state;
    uint16_t level_id;
    uint32_t by = 0;

    im->report->rows_read++;
    if (!to || !read_level(im, row, to->scale_id, &state, &level_id))
        return;
    if (to->new_state != ASSESS_MISSING) {
        if (to->new_state != state || to->new_level_id != level_id)
            add_finding(im, row, FINDING_ASSESS_TWICE, LEVEL, NULL);
        return;
    }
    if (*row->value[BY]) {
        by = id_index_get(&im->load.persons, row->value[BY]);
        if (by == ID_INDEX_NONE) {
            add_finding(im, row, FINDING_ASSESS_BY_MISSING, BY, NULL);
            by = 0;
        }
    }
    to->new_state = state;
    to->new_level_id = level_id;
    to->by = by;
}

/* Writes what differs; by pupil and subject, as the table's key is. */
static int write_rows(struct db *db, struct import *im, struct err *e)
{
    struct db_bulk *b = db_bulk_new(db, SQL_IMPORT_ASSESSMENT_PUT, "iiisiis");
    struct report_count *count = &im->report->counts[REPORT_ASSESSMENTS];
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < im->load.row_count; i++) {
        const struct assessments_row *row = &im->load.rows[i];

        if (row->new_state == ASSESS_MISSING ||
            (row->new_state == row->state && row->new_level_id == row->level_id))
            continue;
        if (row->state == ASSESS_MISSING)
            count->added++;
        else
            count->changed++;
        rc = db_bulk_add(b, e, DB_I(im->round_id), DB_I(row->pupil_id), DB_I(row->subject_id),
                         DB_S(row->new_state == ASSESS_LEVEL ? "level" : "not_assessable"),
                         DB_ID(row->new_level_id), DB_ID(row->by),
                         DB_S(im->run.started_at));
    }
    if (rc == 0)
        rc = db_bulk_flush(b, NULL, e);
    db_bulk_free(b);
    return rc;
}

static int find_round(struct db *db, const struct assessments_options *o, struct round *ret_round,
                      struct err *e)
{
    return o->round_key ? round_by_key(db, o->round_key, ret_round, e)
                        : round_by_id(db, o->round_id, ret_round, e);
}

/* Locks the round and says whether it takes assessments; a finding when it does not. */
static int lock_round(struct db *db, struct import *im, struct round *ret_round, struct err *e)
{
    enum finding_kind why;
    struct db_rows *r;

    if (find_round(db, im->options, ret_round, e) < 0 ||
        db_select(db, SQL_ROUND_LOCK, &r, e, DB_I(ret_round->id)) < 0 || db_done(r, e) < 0 ||
        round_by_id(db, ret_round->id, ret_round, e) < 0)
        return -1;
    snprintf(im->report->source, sizeof(im->report->source), "%s", ret_round->key);
    if (im->options->grades && ret_round->kind != ROUND_GRADE)
        why = FINDING_ASSESS_NO_GRADES;
    else if (ret_round->state == ROUND_OPEN)
        return 0;
    else
        why = ret_round->state == ROUND_CLOSED ? FINDING_ASSESS_ROUND_CLOSED
                                               : FINDING_ASSESS_ROUND_PLANNED;
    findings_add(im->report->findings, why, NULL, 0, NULL, ret_round->key, NULL);
    return err_set(e, ERR_INPUT, "round %s takes no file", ret_round->key);
}

static int check_file(struct import *im, struct err *e)
{
    if (table_read(&im->file, columns, COLUMN__MAX, take_row, im, im->report->findings) < 0)
        return err_set(e, ERR_INPUT, "the file was refused, see the report");
    return 0;
}

static int write_all(struct db *db, struct import *im, struct err *e)
{
    if (check_file(im, e) < 0 || write_rows(db, im, e) < 0)
        return -1;
    if (im->options->dry_run) {
        im->done = true;
        return -1; /* without an error: taken back */
    }
    if (report_rows_changed(im->report) > 0 &&
        (cells_rebuild(db, im->round_id, e) < 0 || follow_rebuild(db, im->round_id, e) < 0))
        return -1;
    return import_run_insert(db, &im->run, im->date, im->report, &im->run_id, e);
}

/* The unit of work. May run again from the start. */
static int import_in_transaction(struct db *db, void *ctx, struct err *e)
{
    struct import *im = ctx;
    struct findings *fresh = findings_new();
    struct round round;
    int rc;

    findings_free(im->report->findings);
    im->report->findings = fresh;
    im->report->rows_read = 0;
    im->done = false;
    memset(im->report->counts, 0, sizeof(im->report->counts));
    if (import_run_start(db, &im->run, e) < 0)
        return -1;
    snprintf(im->date, sizeof(im->date), "%.10s", im->run.started_at);
    if (import_run_hide(db, fresh, e) < 0 || lock_round(db, im, &round, e) < 0)
        return -1;
    im->round_id = round.id;
    im->grades = round.kind == ROUND_GRADE;
    snprintf(im->date, sizeof(im->date), "%s", round.snapshot_on);
    if (assessments_load(db, round.id, &im->load, e) < 0)
        return -1;
    rc = write_all(db, im, e);
    assessments_load_free(&im->load);
    return rc;
}

/* Trials and refused files leave nothing but this. */
static int record_alone(struct db *db, void *ctx, struct err *e)
{
    struct import *im = ctx;

    if (import_run_start(db, &im->run, e) < 0)
        return -1;
    if (!im->date[0])
        snprintf(im->date, sizeof(im->date), "%.10s", im->run.started_at);
    return import_run_insert(db, &im->run, im->date, im->report, &im->run_id, e);
}

static int import_file(struct db *db, struct import *im, struct err *e)
{
    const struct assessments_options *o = im->options;
    int rc;

    if (source_load_file(o->path, &im->file, im->report->findings) < 0)
        return err_set(e, ERR_INPUT, "the file was refused, see the report");
    if (o->name)
        im->file.name = o->name;
    rc = db_transaction(db, import_in_transaction, im, e);
    return rc < 0 && im->done && e->kind == ERR_NONE ? 0 : rc;
}

int assessments_import(struct db *db, const struct assessments_options *o,
                       struct import_report *ret_report, uint32_t *ret_run_id, struct err *e)
{
    struct import im = {.run = {.source = o->grades ? "grades" : "assessments",
                                .path = o->name ? o->name : o->path,
                                .lang = o->lang,
                                .person_id = o->person_id,
                                .actor = o->actor,
                                .audit = o->audit},
                        .options = o,
                        .report = ret_report};
    struct err local = {0};
    int rc;

    ret_report->dry_run = o->dry_run;
    snprintf(ret_report->source, sizeof(ret_report->source), "%s", o->round_key ? o->round_key : "");
    rc = import_file(db, &im, e);
    ret_report->refused = findings_count(ret_report->findings, FINDINGS_ERROR) > 0;
    if ((ret_report->refused || (rc == 0 && o->dry_run)) &&
        db_transaction(db, record_alone, &im, &local) < 0) {
        *e = local;
        ret_report->refused = false;
        rc = -1;
    }
    if (ret_run_id)
        *ret_run_id = im.run_id;
    source_file_free(&im.file);
    return rc;
}
