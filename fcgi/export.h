/*
 * Exports: what a page shows, as a file. A route whose row has P_EXPORT among its parameters answers
 * `format=xlsx`, `csv` or `csv-rfc4180` instead of JSON.
 *
 * The handler runs as for the page and writes the page's own answer; then the exporter of that route
 * (a row in exporters.c, a file x_<what>.c) makes tables of that answer, and of nothing else. So an
 * export has the same rights, the same figures and the same suppression by construction. Two things
 * differ: no pupil with protected identity is in it, whoever asks (seen.h), and it is logged as an
 * export with who is in it (req_audit_export).
 */
#ifndef MALKOLL_FCGI_EXPORT_H
#define MALKOLL_FCGI_EXPORT_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/json_walk.h"
#include "base/sheet.h"
#include "fcgi/req.h"
#include "fcgi/texts.h"

struct export {
    struct req *q;
    struct arena *arena;
    enum texts_lang lang;
    const char *answer; /* the page's, for json_walk */
    struct json_walk_members members; /* of it */
    struct sheet *sheet;
};

struct exporter {
    int (*handle)(struct req *q); /* of the route */
    const char *name;             /* "overview": texts export.title.overview and export.file.overview */
    void (*write)(struct export *x);
    const char *defs;             /* names of the definitions that belong to it, separated by spaces */
    bool office;                  /* how the service is run: no figures of attainment, and no marks of theirs */
};

/* What the answer is sent as. */
struct export_file {
    const char *content_type, *disposition;
};

/* ---- for serve.c ---- */

static inline bool export_wanted(const struct req *q)
{
    return q->args.format > FORMAT_JSON;
}

/* Turns the answer in body into the file. 0, or -1 after fail(). */
int export_make(struct req *q, struct buf *body, struct export_file *ret_file);

/* ---- exporters.c ---- */

const struct exporter *export_find(int (*handle)(struct req *q));

/* ---- export_about.c: what all exports say about themselves ---- */

/* What every row of a file of values is about: unit, class, round, choices, time. Before the first table. */
void export_common(struct export *x);
/* The last sheet: what, where, when, who, marks, definitions and source. */
void export_about(struct export *x, const struct exporter *how);
/* "Målkoll översikt Björkskolan HT2026-43.xlsx" as the value of a Content-Disposition (RFC 6266, 8187). */
const char *export_disposition(struct export *x, const struct exporter *how);
/* "Prognos v. 43, HT 2026"; NULL without a round. */
const char *export_round_name(struct export *x, const char *round);

/* ---- export_cell.c: for exporters ---- */

const char *export_text(const struct export *x, const char *key);
/* One of the staff, as the pages name who is protected. */
const char *export_staff_name(const struct export *x, const char *name);
/* Elements of a list of texts with something between them, alternatives with a slash. */
const char *export_join(struct export *x, const char *list, const char *between);
/* A member of the answer. */
const char *export_get(const struct export *x, const char *key);

struct export_columns {
    struct sheet_column *list;
    size_t n, cap;
};

/* Adds a column with a text of i18n as its heading. */
void export_column(struct export *x, struct export_columns *c, enum sheet_type type, const char *key);
/* With a heading of its own, or of two parts: "MA, andel". */
void export_column_text(struct export *x, struct export_columns *c, enum sheet_type type,
                        const char *first, const char *second_key);
/* A whole table whose columns are known beforehand. */
struct export_head {
    enum sheet_type type;
    const char *key;
};
void export_heads(struct export *x, const char *code, const struct export_head *list, size_t n,
                  size_t n_frozen);
/* Begins a table whose name is the text export.table.<code>. */
void export_table(struct export *x, const char *code, const struct export_columns *c,
                  size_t n_frozen);
/* The same with a name of its own. */
void export_table_named(struct export *x, const char *code, const char *name,
                        const struct export_columns *c, size_t n_frozen);
/* Of text: nothing to filter by. */
void export_table_plain(struct export *x, const char *code, const struct export_columns *c);

/* The next cell, of a value of the answer. A figure that the answer has as text (a mark of what is
 * suppressed) stays that text; null gives an empty cell. */
void export_str(struct export *x, const char *value);
void export_name(struct export *x, const char *value); /* {"sv", "en"} */
void export_count(struct export *x, const char *value);
void export_time(struct export *x, const char *value); /* ISO 8601, of TIME or SECOND */
void export_day(struct export *x, const char *value);  /* "YYYY-MM-DD" */
void export_key(struct export *x, const char *prefix, const char *value); /* the text <prefix><value> */
void export_staff(struct export *x, const char *value); /* a name or login; who is protected has none */
void export_yes(struct export *x, bool yes);
/* Two columns: name and kind of a row of units, classes, year groups or genders. */
void export_row_name(struct export *x, const char *row, bool total);
/* A share: "–" where nobody is assessed yet, "." where there is nothing to assess (of is null). */
void export_share(struct export *x, const char *n, const char *of);
/* A share and its denominator in the column after it. */
void export_share_of(struct export *x, const char *n, const char *of);
/* Difference of two shares in percentage points; empty where one of them is missing. */
void export_points(struct export *x, const char *n, const char *of, const char *n0, const char *of0);
/* sum / of / parts; empty where of is 0. */
void export_mean(struct export *x, const char *sum, const char *of, double parts);

/* ---- the exporters ---- */

void x_attainment(struct export *x);
void x_attainment_pupils(struct export *x); /* of x_attainment: its rows are pupils */
void x_compare(struct export *x);
void x_history(struct export *x);
void x_dips(struct export *x);
void x_closest(struct export *x);
void x_class_view(struct export *x);
void x_hit_rate(struct export *x);
void x_publication(struct export *x);
void x_reference(struct export *x);
void x_reporting(struct export *x);
void x_rounds(struct export *x);
void x_round(struct export *x);
void x_imports(struct export *x);
void x_import(struct export *x);
void x_duties(struct export *x);
void x_delegations(struct export *x);
void x_scales(struct export *x);
void x_eligibility(struct export *x);
void x_retention(struct export *x);
void x_settings(struct export *x);
void x_targets(struct export *x);
void x_publications(struct export *x);
void x_reference_files(struct export *x);
void x_access_log(struct export *x);
void x_groups(struct export *x);
void x_assessments(struct export *x);
void x_pupil(struct export *x);

#endif
