#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ctl/ctl.h"
#include "domain/day.h"
#include "roster/assessments.h"
#include "roster/national.h"
#include "roster/oneroster.h"

struct import_options {
    const char *path;
    const char *round;
    int32_t date;
    int allow_ending; /* percent, -1 = the configuration's */
    bool dry_run;
    enum findings_lang lang;
};

static int parse_percent(const char *text, int *ret_percent)
{
    char *end;
    long value = strtol(text, &end, 10);

    if (end == text || *end || value < 0 || value > 100)
        return ctl_usage("--allow-ending: \"%s\" is not a percentage from 0 to 100", text);
    *ret_percent = (int)value;
    return 0;
}

static int parse_lang(const char *text, enum findings_lang *ret_lang)
{
    if (strcmp(text, "sv") != 0 && strcmp(text, "en") != 0)
        return ctl_usage("--lang is sv or en");
    *ret_lang = strcmp(text, "en") == 0 ? FINDINGS_EN : FINDINGS_SV;
    return 0;
}

static int parse_option(int opt, const char *value, struct import_options *o)
{
    switch (opt) {
    case 't':
        return ctl_day("--date", value, &o->date) < 0 ? CTL_USAGE : 0;
    case 'n':
        o->dry_run = true;
        return 0;
    case 'a':
        return parse_percent(value, &o->allow_ending);
    case 'l':
        return parse_lang(value, &o->lang);
    case 'r':
        o->round = value;
        return 0;
    default:
        return CTL_USAGE;
    }
}

static int parse_options(int argc, char **argv, const struct option *options,
                         struct import_options *o)
{
    char *path;
    int opt;

    while ((opt = getopt_long(argc, argv, "", options, NULL)) != -1) {
        int status = parse_option(opt, optarg, o);

        if (status != 0)
            return status;
    }
    if (optind == argc)
        return ctl_usage("import %s wants a file", argv[0]);
    path = argv[optind++];
    for (size_t n = strlen(path); n > 1 && path[n - 1] == '/'; n--)
        path[n - 1] = '\0'; /* a folder's name is its last part too */
    o->path = path;
    return optind < argc ? ctl_usage("what is \"%s\"?", argv[optind]) : 0;
}

/* The report goes to stdout, errors that are none of the file's to stderr. */
static int finish(struct import_report *report, const struct import_options *o, int result,
                  const struct err *e)
{
    struct buf text = BUF_INIT;
    int status = result < 0 ? CTL_FAILED : 0;

    if (result == 0 || report->refused) {
        report_print(report, o->path, o->lang, &text);
        fputs(text.data, stdout);
        buf_free(&text);
    } else {
        ctl_fail(e);
    }
    report_free(report);
    return status;
}

static int import_oneroster(struct ctl *c, int argc, char **argv)
{
    static const struct option options[] = {{"date", required_argument, NULL, 't'},
                                            {"dry-run", no_argument, NULL, 'n'},
                                            {"allow-ending", required_argument, NULL, 'a'},
                                            {"lang", required_argument, NULL, 'l'},
                                            {0}};
    struct import_options o = {.date = ctl_today(), .allow_ending = -1};
    int status = parse_options(argc, argv, options, &o);
    struct import_report report;
    struct err e = {0};

    if (status != 0)
        return status;

    struct oneroster_options what = {
        .path = o.path,
        .date = o.date,
        .dry_run = o.dry_run,
        .sanity_end_percent = o.allow_ending >= 0 ? o.allow_ending : c->conf->sanity_end_percent,
        .lang = o.lang,
        .wait_s = 30,
    };
    report_init(&report);
    return finish(&report, &o, oneroster_import(c->db, &what, &report, NULL, &e), &e);
}

/* Of forecasts and of grades alike. */
static int import_levels(struct ctl *c, int argc, char **argv, bool grades)
{
    static const struct option options[] = {{"round", required_argument, NULL, 'r'},
                                            {"dry-run", no_argument, NULL, 'n'},
                                            {"lang", required_argument, NULL, 'l'},
                                            {0}};
    struct import_options o = {0};
    int status = parse_options(argc, argv, options, &o);
    struct import_report report;
    struct err e = {0};

    if (status != 0)
        return status;
    if (!o.round)
        return ctl_usage("import %s wants --round, such as %s", argv[0],
                         grades ? "VT2027-grade" : "HT2026-43");

    struct assessments_options what = {.path = o.path,
                                       .round_key = o.round,
                                       .grades = grades,
                                       .dry_run = o.dry_run,
                                       .lang = o.lang};
    report_init(&report);
    return finish(&report, &o, assessments_import(c->db, &what, &report, NULL, &e), &e);
}

static int import_reference(struct ctl *c, int argc, char **argv)
{
    static const struct option options[] = {{"dry-run", no_argument, NULL, 'n'},
                                            {"lang", required_argument, NULL, 'l'},
                                            {0}};
    struct import_options o = {0};
    int status = parse_options(argc, argv, options, &o);
    struct import_report report;
    struct err e = {0};

    if (status != 0)
        return status;

    struct national_options what = {
        .path = o.path, .dry_run = o.dry_run, .lang = o.lang, .date = ctl_today()};
    report_init(&report);
    return finish(&report, &o, national_import(c->db, &what, &report, &e), &e);
}

static int list_runs(struct ctl *c)
{
    struct err e = {0};
    struct db_rows *r;

    if (db_select_once(c->db, SQL_IMPORT_RUN_LIST, &r, &e, DB_NULL, DB_NULL) < 0)
        return ctl_fail(&e);
    while (db_next(r))
        printf("%6s  %.16s  %-8s %s  %-11s %6s rows changed  %s (%s)\n", db_str(r, 0), db_str(r, 4),
               db_str(r, 8), db_str(r, 3), db_str(r, 1), db_str(r, 7), db_str(r, 2), db_str(r, 10));
    return db_done(r, &e) < 0 ? ctl_fail(&e) : 0;
}

/* The report as it was printed. */
static int show_run(struct ctl *c, const char *id)
{
    struct err e = {0};
    struct db_rows *r;
    bool found;

    if (!id || atol(id) < 1)
        return ctl_usage("import show wants the number of an import, see import list");
    if (db_select_once(c->db, SQL_IMPORT_RUN_TEXT, &r, &e, DB_I(atol(id))) < 0)
        return ctl_fail(&e);
    found = db_next(r);
    if (found)
        puts(db_is_null(r, 0) ? "Its report has been removed." : db_str(r, 0));
    if (db_done(r, &e) < 0)
        return ctl_fail(&e);
    if (!found)
        err_set(&e, ERR_NOT_FOUND, "there is no import %s", id);
    return found ? 0 : ctl_fail(&e);
}

int cmd_import(struct ctl *c, int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "oneroster") == 0)
        return import_oneroster(c, argc - 1, argv + 1);
    if (argc > 1 && strcmp(argv[1], "assessments") == 0)
        return import_levels(c, argc - 1, argv + 1, false);
    if (argc > 1 && strcmp(argv[1], "grades") == 0)
        return import_levels(c, argc - 1, argv + 1, true);
    if (argc > 1 && strcmp(argv[1], "reference") == 0)
        return import_reference(c, argc - 1, argv + 1);
    if (argc > 1 && strcmp(argv[1], "list") == 0)
        return list_runs(c);
    if (argc > 1 && strcmp(argv[1], "show") == 0)
        return show_run(c, argc > 2 ? argv[2] : NULL);
    return ctl_usage("import oneroster|assessments|grades|reference|list|show");
}
