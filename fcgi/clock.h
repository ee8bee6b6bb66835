/* The day where the instance is, and the time where the database is (UTC). */
#ifndef MALKOLL_FCGI_CLOCK_H
#define MALKOLL_FCGI_CLOCK_H

#include "base/err.h"

/* Makes a time zone the process's own; conf_load has checked that it exists. */
int clock_init(const char *zone, struct err *e);
/* One reading of the clock as both: local "YYYY-MM-DD" and UTC "YYYY-MM-DD hh:mm:ss.mmm". */
void clock_read(char ret_today[11], char ret_now[24]);

#endif
