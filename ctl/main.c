#include "config.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/log.h"
#include "ctl/ctl.h"
#include "domain/day.h"

struct command {
    const char *name;
    int (*run)(struct ctl *c, int argc, char **argv);
    enum audit_kind logs; /* what it does is logged as; AUDIT_NOTHING: it changes nothing */
    const char *usage;
};

static const struct command commands[] = {
    {"migrate", cmd_migrate, AUDIT_NOTHING,
     "migrate                      bring the database's schema forward"},
    {"extract", cmd_extract, AUDIT_EXTRACT,
     "extract ID                   all that is stored about one person"},
    {"purge", cmd_purge, AUDIT_PURGE,
     "purge [--dry-run]            remove what has been kept long enough"},
    {"retention", cmd_retention, AUDIT_SETTING,
     "retention list|set           years that records are kept"},
    {"hold", cmd_hold, AUDIT_PURGE,
     "hold list|add|end            what may not be removed"},
    {"accounts", cmd_accounts, AUDIT_NOTHING,
     "accounts [--host HOST]       print what the database's accounts may do, for mariadb"},
    {"import", cmd_import, AUDIT_IMPORT,
     "import oneroster PATH        take in a roster (folder or zip)\n"
     "  import assessments FILE      take in assessments of a round\n"
     "  import grades FILE           take in the grades of a round of grades\n"
     "  import reference FILE        take in published figures of the national agency"},
    {"round", cmd_round, AUDIT_ROUND,
     "round plan|plan-year|change|open|close|reopen|extend|list|due   manage rounds"},
    {"duty", cmd_duty, AUDIT_DUTY,
     "duty list|add|delegate|end   who may do what, and where"},
    {"protect", cmd_protect, AUDIT_PROTECT,
     "protect list|mark|unmark|allow|deny   protected identities, by ids of persons"},
    {"settings", cmd_settings, AUDIT_SETTING,
     "settings list|set NAME VALUE what an administrator sets while it runs"},
    {"publication", cmd_publication, AUDIT_EXPORT,
     "publication list|withdraw ID what was published, and taking it back"},
    {"scale", cmd_scale, AUDIT_SETTING,
     "scale list|add FILE          scales and their levels"},
    {"rule", cmd_rule, AUDIT_SETTING,
     "rule list|add FILE           where scales are used, and eligibility"},
    {"target", cmd_target, AUDIT_SETTING,
     "target list|add|end          milestones of the measures"},
    {"health", cmd_health, AUDIT_NOTHING, "health                       how the instance is"},
    {"dips", cmd_dips, AUDIT_ROUND,
     "dips list|fix                what has clearly fallen or risen in a round"},
    {"verify", cmd_verify, AUDIT_NOTHING,
     "verify [--round KEY]         recount every figure from raw rows"},
    {"recount", cmd_recount, AUDIT_NOTHING,
     "recount                      count hit rates and common pupils of closed rounds anew"},
    {"audit", cmd_audit, AUDIT_NOTHING,
     "audit seal|verify            seal the access log, and check its seals"},
    {"check-config", cmd_check_config, AUDIT_NOTHING,
     "check-config                 read the configuration and try the database"},
};

int ctl_fail(const struct err *e)
{
    fprintf(stderr, "malkollctl: %s\n", e->msg);
    return CTL_FAILED;
}

int ctl_usage(const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    fputs("malkollctl: ", stderr);
    vfprintf(stderr, fmt, ap);
    fputs("\nSee malkollctl(1).\n", stderr);
    va_end(ap);
    return CTL_USAGE;
}

int32_t ctl_today(void)
{
    time_t now = time(NULL);
    struct tm tm;
    int32_t day = 0;

    localtime_r(&now, &tm);
    (void)day_from_ymd(tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, &day);
    return day;
}

int ctl_day(const char *option, const char *text, int32_t *ret_day)
{
    if (day_parse(text, ret_day) == 0)
        return 0;
    ctl_usage("%s: \"%s\" is not a date, write YYYY-MM-DD", option, text);
    return -1;
}

const char *ctl_datadir(void)
{
    const char *dir = getenv("MALKOLL_DATADIR");

    return dir && dir[0] ? dir : MALKOLL_DATADIR;
}

static int print_help(FILE *out)
{
    fprintf(out, "usage: malkollctl [-c FILE] COMMAND ...\n\n");
    for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
        fprintf(out, "  %s\n", commands[i].usage);
    fprintf(out, "\n  -c FILE  configuration (default %s)\n  -V       version\n", MALKOLL_CONF_PATH);
    return out == stdout ? 0 : CTL_USAGE;
}

/* Lists change nothing; what is due is logged where it is known whether anything is. */
static bool is_logged(const struct command *command, int argc, char **argv)
{
    if (command->logs == AUDIT_NOTHING)
        return false;
    return argc < 2 || (strcmp(argv[1], "list") != 0 && strcmp(argv[1], "due") != 0);
}

/* The command between its two lines. */
static int run_logged(const struct command *command, struct ctl *c, int argc, char **argv)
{
    struct buf what = BUF_INIT;
    int result = CTL_FAILED;

    for (int i = 0; i < argc; i++)
        buf_printf(&what, "%s%s", i ? " " : "", argv[i]);
    if (ctl_log(c, command->logs, what.data, "begun") == 0) {
        result = command->run(c, argc, argv);
        if (ctl_log(c, command->logs, what.data, result == 0 ? "done" : "failed") < 0)
            result = CTL_FAILED;
    }
    buf_free(&what);
    return result;
}

static int run_command(const struct command *command, const char *conf_path, int argc, char **argv)
{
    struct ctl c = {0};
    struct err e = {0};
    int result;

    if (conf_load(conf_path, &c.conf, &e) < 0)
        return ctl_fail(&e);
    setenv("TZ", c.conf->timezone, 1);
    tzset();
    c.db = db_new(c.conf, DB_ACCOUNT_MIGRATOR);
    result = is_logged(command, argc, argv) ? run_logged(command, &c, argc, argv)
                                            : command->run(&c, argc, argv);
    db_free(c.db);
    conf_free(c.conf);
    return result;
}

int main(int argc, char **argv)
{
    const char *conf_path = NULL;
    int opt;

    log_init("malkollctl", LOG_LEVEL_INFO);
    /* "+": options after the command belong to the command. */
    while ((opt = getopt(argc, argv, "+c:Vh")) != -1) {
        if (opt == 'V') {
            printf("malkollctl %s\n", PACKAGE_VERSION);
            return 0;
        }
        if (opt == 'c')
            conf_path = optarg;
        else
            return print_help(opt == 'h' ? stdout : stderr);
    }
    if (optind == argc)
        return print_help(stderr);
    for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
        if (strcmp(argv[optind], commands[i].name) == 0) {
            int first = optind;

            optind = 0; /* getopt starts over in the command */
            return run_command(&commands[i], conf_path, argc - first, argv + first);
        }
    }
    return ctl_usage("there is no command \"%s\"", argv[optind]);
}
