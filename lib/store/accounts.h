/*
 * What the accounts of the database may do: sql/accounts.sql with the names of a configuration.
 */
#ifndef MALKOLL_STORE_ACCOUNTS_H
#define MALKOLL_STORE_ACCOUNTS_H

#include <stdio.h>

#include "base/conf.h"

/*
 * Prints the file at path with @database@, @worker@, @auditor@ and @sealer@ replaced by quoted
 * names; host is where the accounts connect from. ERR_INPUT when two accounts have one name: the
 * rights of one would be those of the other.
 */
int accounts_print(const char *path, const struct conf_database *c, const char *host, FILE *out,
                   struct err *e);

#endif
