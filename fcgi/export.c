#include "fcgi/export.h"

#include <string.h>

#include "fcgi/req_audit.h"
#include "fcgi/route.h"

static const struct {
    enum sheet_format format;
    const char *content_type;
} formats[] = {
    [FORMAT_XLSX] = {SHEET_XLSX,
                     "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
    [FORMAT_CSV] = {SHEET_CSV, "text/csv; charset=utf-8; header=present"},
    [FORMAT_CSV_4180] = {SHEET_CSV_4180, "text/csv; charset=utf-8; header=present"},
};

static int finish(struct req *q, struct export *x, struct buf *body)
{
    struct buf out = BUF_INIT;
    struct err e = {.kind = ERR_NONE};

    if (!sheet_found(x->sheet))
        return fail_field(q, 422, "invalid-parameter", "table", "This page has no such table now.");
    if (sheet_finish(x->sheet, &out, &e) < 0) {
        buf_free(&out);
        return e.kind == ERR_INPUT
                   ? fail(q, 422, "invalid-parameter",
                          "This is too much for one file. Choose a part of it.")
                   : fail_err(q, &e);
    }
    buf_free(body);
    *body = out;
    return 0;
}

int export_make(struct req *q, struct buf *body, struct export_file *ret_file)
{
    const struct exporter *how = export_find(q->route->handle);
    struct export x = {.q = q, .arena = q->arena, .answer = body->data,
                       .lang = q->args.lang == LANG_EN ? TEXTS_EN : TEXTS_SV};
    int result;

    json_walk_index(&x.members, x.answer);
    x.sheet = sheet_new(formats[q->args.format].format, q->args.table);
    export_common(&x);
    how->write(&x);
    if (q->args.format == FORMAT_XLSX)
        export_about(&x, how);
    *ret_file = (struct export_file){formats[q->args.format].content_type,
                                     export_disposition(&x, how)};
    result = finish(q, &x, body);
    sheet_free(x.sheet);
    if (result == 0)
        req_audit_export(q, how->office ? "table" : "figures");
    return result;
}
