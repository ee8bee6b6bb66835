/*
 * purge, retention and hold: what is kept for how long, what is held back, and its removal.
 */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ctl/ctl.h"
#include "store/retention.h"

/* ---- purge ---- */

static void print_report(const struct retention_report *report, bool dry)
{
    for (size_t i = 0; i < report->n; i++) {
        const struct retention_item *item = &report->items[i];

        printf("%-12s %-34s before %s  %10" PRId64 "\n", retention_type_name(item->type),
               item->what, item->cutoff, item->rows);
    }
    if (report->history_left)
        printf("%" PRId64 " rows of history belong to late corrections and go with a later purge\n",
               report->history_left);
    printf(dry ? "purge: %zu kinds of rows would be removed, nothing was changed\n"
               : "purge: %zu kinds of rows removed\n",
           report->n);
}

int cmd_purge(struct ctl *c, int argc, char **argv)
{
    static const struct option options[] = {
        {"dry-run", no_argument, NULL, 'n'}, {"date", required_argument, NULL, 't'}, {0}};
    struct retention_report report;
    int32_t day = ctl_today();
    struct err e = {0};
    bool dry = false;
    int opt, result = 0;

    while ((opt = getopt_long(argc, argv, "", options, NULL)) != -1) {
        if (opt == 'n')
            dry = true;
        else if (opt != 't' || ctl_day("--date", optarg, &day) < 0)
            return CTL_USAGE;
    }
    if (optind < argc)
        return ctl_usage("purge takes no argument \"%s\"", argv[optind]);
    if (day > ctl_today() && !dry)
        return ctl_usage("--date: a day that is still to come can only be tried with --dry-run");
    if (retention_purge(c->db, day, dry, "malkollctl", &report, &e) < 0)
        result = ctl_fail(&e);
    else
        print_report(&report, dry);
    retention_report_free(&report);
    return result;
}

/* ---- retention ---- */

static int list_rules(struct ctl *c)
{
    struct err e = {0};
    struct db_rows *r;

    if (db_select_once(c->db, SQL_RETENTION_RULES, &r, &e) < 0)
        return ctl_fail(&e);
    while (db_next(r))
        printf("%-12s %3d years\n", db_str(r, 0), (int)db_int(r, 1));
    return db_done(r, &e) < 0 ? ctl_fail(&e) : 0;
}

struct rule {
    enum retention_type type;
    int years;
};

static int set_in_transaction(struct db *db, void *ctx, struct err *e)
{
    const struct rule *rule = ctx;

    return retention_set_years(db, rule->type, rule->years, 0, e);
}

static int set_rule(struct ctl *c, const char *type, const char *years)
{
    struct rule rule = {.years = 0};
    struct err e = {0};
    char *end;
    long n = strtol(years, &end, 10);

    if (retention_type_find(type, &rule.type) < 0)
        return ctl_usage("there is no type \"%s\"; retention list shows them", type);
    if (end == years || *end || n < RETENTION_YEARS_MIN || n > RETENTION_YEARS_MAX)
        return ctl_usage("\"%s\" is not a number of years from %d to %d", years,
                         RETENTION_YEARS_MIN, RETENTION_YEARS_MAX);
    rule.years = (int)n;
    if (db_transaction(c->db, set_in_transaction, &rule, &e) < 0)
        return ctl_fail(&e);
    return list_rules(c);
}

int cmd_retention(struct ctl *c, int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "list") == 0)
        return list_rules(c);
    if (argc == 4 && strcmp(argv[1], "set") == 0)
        return set_rule(c, argv[2], argv[3]);
    return ctl_usage("retention list | retention set TYPE YEARS");
}

/* ---- hold ---- */

static int list_holds(struct ctl *c)
{
    struct err e = {0};
    struct db_rows *r;

    if (db_select_once(c->db, SQL_RETENTION_HOLD_LIST, &r, &e) < 0)
        return ctl_fail(&e);
    while (db_next(r)) {
        printf("%s  ", db_str(r, 0));
        if (!db_is_null(r, 1))
            printf("person %s", db_is_null(r, 2) ? db_str(r, 1) : db_str(r, 2));
        else
            printf("%s", db_is_null(r, 3) ? "everything" : db_str(r, 4));
        printf("  since %.10s%s%.10s  %s\n", db_str(r, 6), db_is_null(r, 7) ? "" : " until ",
               db_is_null(r, 7) ? "" : db_str(r, 7), db_str(r, 5));
    }
    return db_done(r, &e) < 0 ? ctl_fail(&e) : 0;
}

struct hold {
    const char *person, *reason;
    uint32_t unit, id;
    bool everything;
};

static int number(const char *option, const char *text, uint32_t *ret_n)
{
    char *end;
    unsigned long n;

    errno = 0;
    n = strtoul(text, &end, 10);
    if (end == text || *end || text[0] == '-' || errno || n == 0 || n > UINT32_MAX)
        return ctl_usage("%s: \"%s\" is not an id", option, text);
    *ret_n = (uint32_t)n;
    return 0;
}

static int parse_hold(int argc, char **argv, struct hold *h)
{
    static const struct option options[] = {
        {"person", required_argument, NULL, 'p'}, {"unit", required_argument, NULL, 'u'},
        {"all", no_argument, NULL, 'a'}, {"reason", required_argument, NULL, 'r'}, {0}};
    int opt;

    while ((opt = getopt_long(argc, argv, "", options, NULL)) != -1) {
        if (opt == 'p')
            h->person = optarg;
        else if (opt == 'r')
            h->reason = optarg;
        else if (opt == 'a')
            h->everything = true;
        else if (opt != 'u' || number("--unit", optarg, &h->unit) != 0)
            return CTL_USAGE;
    }
    if (!h->reason)
        return ctl_usage("hold: --reason is required");
    return 0;
}

static int add_in_transaction(struct db *db, void *ctx, struct err *e)
{
    struct hold *h = ctx;

    return retention_hold_add(db, h->person, h->unit, h->reason, 0, &h->id, e);
}

static int end_in_transaction(struct db *db, void *ctx, struct err *e)
{
    const struct hold *h = ctx;

    return retention_hold_end(db, h->id, h->reason, 0, e);
}

static int add_hold(struct ctl *c, int argc, char **argv)
{
    struct hold h = {.id = 0};
    struct err e = {0};
    int status = parse_hold(argc, argv, &h);

    if (status != 0)
        return status;
    if (optind < argc || (h.person != NULL) + (h.unit != 0) + h.everything != 1)
        return ctl_usage("hold add --person ID | --unit ID | --all, with --reason TEXT");
    if (db_transaction(c->db, add_in_transaction, &h, &e) < 0)
        return ctl_fail(&e);
    printf("hold %" PRIu32 " added\n", h.id);
    return 0;
}

static int end_hold(struct ctl *c, int argc, char **argv)
{
    struct hold h = {.id = 0};
    struct err e = {0};
    int status = parse_hold(argc, argv, &h);

    if (status != 0)
        return status;
    if (optind + 1 != argc || h.person || h.unit || h.everything)
        return ctl_usage("hold end ID --reason TEXT");
    if (number("hold end", argv[optind], &h.id) != 0)
        return CTL_USAGE;
    if (db_transaction(c->db, end_in_transaction, &h, &e) < 0)
        return ctl_fail(&e);
    printf("hold %" PRIu32 " ended\n", h.id);
    return 0;
}

int cmd_hold(struct ctl *c, int argc, char **argv)
{
    const char *act = argc > 1 ? argv[1] : "";

    if (strcmp(act, "list") == 0 && argc == 2)
        return list_holds(c);
    if (strcmp(act, "add") == 0)
        return add_hold(c, argc - 1, argv + 1);
    if (strcmp(act, "end") == 0)
        return end_hold(c, argc - 1, argv + 1);
    return ctl_usage("hold list|add|end");
}
