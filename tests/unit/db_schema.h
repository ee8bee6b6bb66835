/* The product's own schema for tests that need it. */
#ifndef MALKOLL_TEST_DB_SCHEMA_H
#define MALKOLL_TEST_DB_SCHEMA_H

#include "base/conf.h"

/* Applies all migrations under $srcdir (or the working directory); fails the test if it cannot. */
void db_schema_migrate(const struct conf *conf);

#endif
