/*
 * Log lines to standard error, one per event: `<priority>program[pid] event=x key=value ...` where
 * priority is the syslog number that journald understands. Control characters are escaped, so that
 * no input can forge a line, and lines are cut at 4000 bytes; values that may hold spaces go
 * through log_quote. Never pass pupils' names or ids.
 */
#ifndef MALKOLL_BASE_LOG_H
#define MALKOLL_BASE_LOG_H

enum log_level {
    LOG_LEVEL_ERROR = 3,
    LOG_LEVEL_WARNING = 4,
    LOG_LEVEL_INFO = 6,
    LOG_LEVEL_DEBUG = 7
};

/* Program name that begins every line; the string must outlive the program's use of the log. */
void log_init(const char *program, enum log_level max);
void log_event(enum log_level level, const char *event, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* Writes s escaped and quoted into out, cut if needed (always terminated); returns out. */
const char *log_quote(const char *s, char *out, unsigned long out_size);
/* Takes out what the database's messages quote in '': values are nobody's business in a log. Within
 * a word a quote is an apostrophe. */
void log_hide_values(char *text);

#endif
