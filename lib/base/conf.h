/*
 * The instance's configuration file (INI, read with inih). Every option stands in one table with
 * its section, name, kind, default, range and a line of text; parsing, the error messages and
 * the list in the manual page all come from it. An unknown section or option is an error.
 */
#ifndef MALKOLL_BASE_CONF_H
#define MALKOLL_BASE_CONF_H

#include <stdbool.h>
#include <stdio.h>

#include "base/err.h"

struct conf_database {
    char *hosts;    /* comma separated host[:port]; empty: use the socket */
    char *socket;   /* path of the server's unix socket */
    char *name;     /* database, default malkoll */
    char *user;     /* the worker's account */
    char *password_file; /* first line is the password; empty: no password (unix_socket auth) */
    char *migrator_user;
    char *migrator_password_file;
    char *auditor_user; /* reads the access log for the auditor's route */
    char *auditor_password_file;
    char *sealer_user; /* seals the access log */
    char *sealer_password_file;
    char *tls_ca;   /* CA file; set: TLS is required and verified */
    int connect_timeout_s; /* 1..30 */
    int statement_timeout_s; /* 1..60, max_statement_time */
};

struct conf {
    struct conf_database database;
    char *instance_name; /* shown in the page's title and /api/me */
    char *timezone;      /* e.g. Europe/Stockholm; rounds open and close in it */
    char *login_url;     /* of the single sign-on; empty: the page is loaded again instead */
    char *logout_url;    /* of the single sign-on; empty: there is nothing to log out of */
    int lock_after_min;  /* minutes without anybody until the page locks itself; 0 = never */
    int recycle_after;   /* requests a worker serves before it ends itself; 0 = never */
    int request_timeout_s; /* alarm() around one request */
    int body_max_kib;    /* request bodies above it get 413 */
    int import_max_mib;  /* an uploaded archive */
    int import_unpacked_max_mib; /* what it has inside, all files together */
    int import_timeout_s; /* alarm() around an upload, and around opening or closing a round */
    int sanity_end_percent; /* an import that would end more pupils than this is refused */
};

/* path NULL: $MALKOLL_CONF, else the built-in default path. */
int conf_load(const char *path, struct conf **ret_conf, struct err *e);
void conf_free(struct conf *c);
/* Reads the password of a password file into out; empty path gives an empty password. */
int conf_password(const char *path, char *out, size_t out_size, struct err *e);
/* Prints the table of options as the manual page's text (mdoc-free plain lines). */
void conf_print_options(FILE *out);

#endif
