/*
 * Ends the process when one request takes too long: whatever hangs, nginx gives up on the
 * connection, the database rolls back and the supervisor starts a fresh worker. A unit of work in
 * hand is never finished half, because nothing after the last statement commits it.
 */
#ifndef MALKOLL_FCGI_WATCHDOG_H
#define MALKOLL_FCGI_WATCHDOG_H

/* program begins the log line; it must outlive the process's use of the watchdog. */
void watchdog_init(const char *program, int seconds);
/* From here on the time runs, until watchdog_disarm. */
void watchdog_arm(void);
void watchdog_disarm(void);
/* This request may take that long, from now on. */
void watchdog_extend(int seconds);
/* What is being served, for the log line; id is copied, route must be a literal. */
void watchdog_note(const char *id, const char *route);

#endif
