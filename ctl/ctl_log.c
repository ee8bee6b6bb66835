/*
 * What is done with malkollctl stands in the access log twice: that it was begun, with its
 * arguments, before anything is done, and how it ended. If the first line cannot be stored the act
 * is refused.
 */
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#include "ctl/ctl.h"
#include "store/audit.h"

#define NOBODY_LOGGED_IN 4294967295ul

/* Who logged in on this host, whatever user sudo or runuser has made of it; else the process's. */
static uid_t user_id(void)
{
    unsigned long id = NOBODY_LOGGED_IN;
    FILE *f = fopen("/proc/self/loginuid", "re");

    if (f && fscanf(f, "%lu", &id) != 1)
        id = NOBODY_LOGGED_IN;
    if (f)
        fclose(f);
    return id == NOBODY_LOGGED_IN ? getuid() : (uid_t)id;
}

int ctl_log(struct ctl *c, enum audit_kind kind, const char *what, const char *outcome)
{
    uid_t id = user_id();
    const struct passwd *user = getpwuid(id);
    struct audit_line line = {.kind = kind, .new_value = outcome, .detail = what};
    char name[200], route[100];
    struct err e = {0};
    int result;

    if (user)
        snprintf(name, sizeof(name), "malkollctl:%s", user->pw_name);
    else
        snprintf(name, sizeof(name), "malkollctl:%lu", (unsigned long)id);
    snprintf(route, sizeof(route), "malkollctl %.*s", (int)strcspn(what, " "), what);
    result = db_connect(c->db, &e);
    if (result == 0)
        result = audit_store(c->db, &(struct audit_actor){.name = name, .route = route}, &line, 1,
                             &e);
    if (result < 0)
        fprintf(stderr, "malkollctl: the access log cannot be written: %s\n", e.msg);
    return result;
}
