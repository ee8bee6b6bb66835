/*
 * malkollctl: the administrator's command. Thin: each command parses its arguments and calls the
 * library. Exit status: 0 done, 1 refused or failed, 2 wrong usage.
 */
#ifndef MALKOLL_CTL_CTL_H
#define MALKOLL_CTL_CTL_H

#include <stdint.h>

#include "base/conf.h"
#include "base/db.h"
#include "store/audit.h"

#define CTL_FAILED 1
#define CTL_USAGE 2

struct ctl {
    struct conf *conf;
    struct db *db; /* the migrator's account; connects at first use */
};

/* argv[0] is the command's name. */
int cmd_migrate(struct ctl *c, int argc, char **argv);
int cmd_import(struct ctl *c, int argc, char **argv);
int cmd_settings(struct ctl *c, int argc, char **argv);
int cmd_scale(struct ctl *c, int argc, char **argv);
int cmd_rule(struct ctl *c, int argc, char **argv);
int cmd_target(struct ctl *c, int argc, char **argv);
int cmd_publication(struct ctl *c, int argc, char **argv);
int cmd_health(struct ctl *c, int argc, char **argv);
int cmd_round(struct ctl *c, int argc, char **argv);
int cmd_duty(struct ctl *c, int argc, char **argv);
int cmd_protect(struct ctl *c, int argc, char **argv);
int cmd_dips(struct ctl *c, int argc, char **argv);
int cmd_recount(struct ctl *c, int argc, char **argv);
int cmd_verify(struct ctl *c, int argc, char **argv);
int cmd_extract(struct ctl *c, int argc, char **argv);
int cmd_purge(struct ctl *c, int argc, char **argv);
int cmd_retention(struct ctl *c, int argc, char **argv);
int cmd_hold(struct ctl *c, int argc, char **argv);
int cmd_accounts(struct ctl *c, int argc, char **argv);
int cmd_audit(struct ctl *c, int argc, char **argv);
int cmd_check_config(struct ctl *c, int argc, char **argv);

/*
 * Stores a line in the access log. what: the command with its arguments; outcome: "begun", "done"
 * or "failed". -1 after a message when that is impossible.
 */
int ctl_log(struct ctl *c, enum audit_kind kind, const char *what, const char *outcome);
/* Prints "malkollctl: ..." and returns the exit status. */
int ctl_fail(const struct err *e);
int ctl_usage(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* Today in local time, as a day of lib/domain/day.h. */
int32_t ctl_today(void);
/* Parses YYYY-MM-DD; prints what is wrong and returns -1 if it is none. */
int ctl_day(const char *option, const char *text, int32_t *ret_day);
/* Where migrations and the like are installed; $MALKOLL_DATADIR overrides. */
const char *ctl_datadir(void);

#endif
