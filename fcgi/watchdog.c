#include "fcgi/watchdog.h"

#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

static const char *watched_program;
static int watched_seconds;
/* Read by the signal handler: always terminated, whenever it looks. */
static char watched_id[65];
static const char *volatile watched_route = "-";

/* Async-signal-safe: memcpy of bounded text and write(2) only. */
static size_t add(char *line, size_t at, size_t size, const char *text)
{
    while (*text && at < size)
        line[at++] = *text++;
    return at;
}

static void on_alarm(int sig)
{
    char line[400];
    size_t n = 0;

    (void)sig;
    n = add(line, n, sizeof(line) - 1, "<3>");
    n = add(line, n, sizeof(line) - 1, watched_program);
    n = add(line, n, sizeof(line) - 1, ": event=request-timeout id=");
    n = add(line, n, sizeof(line) - 1, watched_id[0] ? watched_id : "-");
    n = add(line, n, sizeof(line) - 1, " route=");
    n = add(line, n, sizeof(line) - 1, watched_route);
    line[n++] = '\n';
    (void)!write(STDERR_FILENO, line, n); /* nothing can be done without a log */
    _exit(1);
}

void watchdog_init(const char *program, int seconds)
{
    struct sigaction sa = {.sa_handler = on_alarm};

    watched_program = program;
    watched_seconds = seconds;
    sigemptyset(&sa.sa_mask);
    sigaction(SIGALRM, &sa, NULL);
}

void watchdog_arm(void)
{
    watched_id[0] = '\0';
    watched_route = "-";
    alarm((unsigned)watched_seconds);
}

void watchdog_disarm(void)
{
    alarm(0);
}

void watchdog_extend(int seconds)
{
    alarm((unsigned)seconds);
}

void watchdog_note(const char *id, const char *route)
{
    strncpy(watched_id, id, sizeof(watched_id) - 1);
    watched_route = route;
}
