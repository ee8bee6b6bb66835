/* What test_db*.c share: a MariaDB server, databases on it, and statements of the test's own. */
#ifndef MALKOLL_TEST_DB_SERVER_H
#define MALKOLL_TEST_DB_SERVER_H

#include "base/db_private.h"

/*
 * Group setup and teardown: an empty database on the server of $MALKOLL_TEST_SOCKET, else on a
 * private server started (and ended) with tests/private-mariadb.sh under $srcdir or the working
 * directory.
 */
int db_server_start(void **state);
int db_server_stop(void **state);
/* True when the server is the test's own, so that global settings may be changed. */
bool db_server_private(void);
const char *db_server_socket(void);

/* Configuration of the root account through the socket; callers may change copies of it. */
const struct conf *db_server_conf(void);
/* A db with that configuration; fails the test when it cannot connect. */
struct db *db_server_open(void);
/* Runs a script on a connection of its own. */
void db_server_admin(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* One number by a connection of its own. */
int64_t db_server_number(const char *text);
/* Ends the connection of db, as an administrator would. */
void db_server_kill(struct db *db);

/*
 * Puts the test's own text in place of a statement of the set, for this db only. slot is below
 * DB_SERVER_SLOTS; what a connection itself needs is not run from these places.
 */
#define DB_SERVER_SLOTS 6
enum sql_id db_server_use(struct db *db, unsigned slot, const char *text);

#endif
