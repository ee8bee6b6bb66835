/*
 * scale and rule: scales, where they are used, and eligibility. A file has the same JSON as a
 * request (doc/openapi-schemas.json: NewScale, NewScaleRule, NewEligibilityRule).
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "ctl/ctl.h"
#include "store/dated.h"

#define FILE_MAX_BYTES 65536

/* Columns from `from` on: two days, the second may be NULL. */
static void print_days(const struct db_rows *r, unsigned from)
{
    printf("  %s to %s\n", db_str(r, from), db_is_null(r, from + 1) ? "further" : db_str(r, from + 1));
}

/* ---- list ---- */

/* Columns of the levels: id, scale, position, code, key, points10, passes, names. */
static int list_scales(struct ctl *c)
{
    struct db_rows *r, *levels;
    struct err e = {0};
    bool has;

    if (db_select_once(c->db, SQL_DATED_SCALES, &r, &e) < 0 ||
        db_select(c->db, SQL_REFERENCE_LEVELS, &levels, &e) < 0)
        return ctl_fail(&e);
    has = db_next(levels);
    while (db_next(r)) {
        printf("%-16s %s%s", db_str(r, 1), db_str(r, 2), db_int(r, 4) ? ", with points" : "");
        print_days(r, 5);
        for (; has && db_id(levels, 1) == db_id(r, 0); has = db_next(levels))
            printf("    %-8s key %s  %6.1f  %s  %s\n", db_str(levels, 3), db_str(levels, 4),
                   (double)db_int(levels, 5) / 10, db_int(levels, 6) ? "pass   " : "no pass",
                   db_str(levels, 7));
    }
    return db_done(levels, &e) < 0 || db_done(r, &e) < 0 ? ctl_fail(&e) : 0;
}

static int list_scale_rules(struct ctl *c)
{
    struct db_rows *r;
    struct err e = {0};

    if (db_select_once(c->db, SQL_DATED_SCALE_RULES, &r, &e) < 0)
        return ctl_fail(&e);
    while (db_next(r)) {
        printf("%-6s years %2d to %2d  scale %-16s %-7s %s", db_str(r, 1), (int)db_int(r, 6),
               (int)db_int(r, 7), db_str(r, 8), db_int(r, 11) ? "graded" : "",
               db_is_null(r, 5) ? "everywhere" : db_str(r, 5));
        print_days(r, 9);
    }
    return db_done(r, &e) < 0 ? ctl_fail(&e) : 0;
}

/* Columns of the requirements: rule, place, subject. */
static int list_eligibility(struct ctl *c)
{
    struct db_rows *r, *subjects;
    struct err e = {0};
    bool has;

    if (db_select_once(c->db, SQL_DATED_ELIGIBILITY, &r, &e) < 0 ||
        db_select(c->db, SQL_DATED_REQUIREMENTS, &subjects, &e) < 0)
        return ctl_fail(&e);
    has = db_next(subjects);
    while (db_next(r)) {
        int64_t place = 0;

        printf("slot %d %-28s %d others and", (int)db_int(r, 1), db_str(r, 2), (int)db_int(r, 5));
        for (; has && db_id(subjects, 0) == db_id(r, 0); has = db_next(subjects)) {
            printf("%s%s", db_int(subjects, 1) == place ? "/" : " ", db_str(subjects, 2));
            place = db_int(subjects, 1);
        }
        print_days(r, 6);
    }
    return db_done(subjects, &e) < 0 || db_done(r, &e) < 0 ? ctl_fail(&e) : 0;
}

/* ---- add ---- */

static int read_file(const char *path, struct buf *b)
{
    FILE *f = fopen(path, "re");
    char part[4096];
    size_t n;

    if (!f)
        return ctl_usage("%s: %s", path, strerror(errno));
    while (b->len <= FILE_MAX_BYTES && (n = fread(part, 1, sizeof(part), f)) > 0)
        buf_append(b, part, n);
    fclose(f);
    return 0;
}

static int add_in_transaction(struct db *db, void *ctx, struct err *e)
{
    return dated_add(db, ctx, e);
}

/* A rule with a slot is one of eligibility. */
static int add_body(struct ctl *c, bool is_rule, const struct json_node *body)
{
    struct dated_order order = {.kind = DATED_SCALE, .body = body, .today = ctl_today()};
    char line[DATED_WHAT_SIZE + 20];
    struct err e = {0};

    if (is_rule)
        order.kind = json_get(body, "slot") ? DATED_ELIGIBILITY : DATED_SCALE_RULE;
    if (db_transaction(c->db, add_in_transaction, &order, &e) < 0)
        return ctl_fail(&e);
    printf("added %s\n", order.what);
    /* The file may be gone tomorrow: the log says what was in it. */
    snprintf(line, sizeof(line), "%s add: %s", is_rule ? "rule" : "scale", order.what);
    return ctl_log(c, AUDIT_SETTING, line, "added") < 0 ? CTL_FAILED : 0;
}

static int add(struct ctl *c, bool is_rule, const char *path)
{
    struct buf text = BUF_INIT;
    struct json_doc *doc = NULL;
    struct err e = {0};
    int result = read_file(path, &text);

    if (result == 0 &&
        json_parse(text.data ? text.data : "", text.len, FILE_MAX_BYTES, &doc, &e) < 0)
        result = ctl_fail(&e);
    if (result == 0)
        result = add_body(c, is_rule, json_root(doc));
    json_doc_free(doc);
    buf_free(&text);
    return result;
}

int cmd_scale(struct ctl *c, int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "list") == 0)
        return list_scales(c);
    if (argc == 3 && strcmp(argv[1], "add") == 0)
        return add(c, false, argv[2]);
    return ctl_usage("scale list, or scale add FILE");
}

int cmd_rule(struct ctl *c, int argc, char **argv)
{
    int result;

    if (argc == 2 && strcmp(argv[1], "list") == 0) {
        result = list_scale_rules(c);
        return result == 0 ? list_eligibility(c) : result;
    }
    if (argc == 3 && strcmp(argv[1], "add") == 0)
        return add(c, true, argv[2]);
    return ctl_usage("rule list, or rule add FILE");
}
