/*
 * The worker: one process, one request at a time, on a listening socket that somebody else opened
 * as file descriptor 0 (systemd, or spawn-fcgi with multiwatch).
 *
 * The stop signals are blocked all the time except while waiting for a connection. So an idle
 * worker stops at once, a request in hand is always finished, and no signal can come between
 * looking at the flag and going to sleep.
 *
 * All workers wait for the same socket; EPOLLEXCLUSIVE wakes one of them for a connection instead
 * of all. The socket is non-blocking because another may be faster all the same. One that is
 * woken and killed before it accepts would leave its connection to nobody, so every worker looks
 * once a second without being woken.
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <fcgiapp.h>

#include "base/conf.h"
#include "base/log.h"
#include "base/mem.h"
#include "fcgi/clock.h"
#include "fcgi/serve.h"
#include "fcgi/version.h"
#include "fcgi/watchdog.h"

#define PROGRAM "malkoll-fcgi"
#define SOCKET_FD 0
/* Pause after accept() fails for want of file descriptors or memory. */
#define ACCEPT_PAUSE_US 100000
#define LOOK_ANYWAY_MS 1000

enum { EXIT_REFUSED = 1, EXIT_USAGE = 2 };

static volatile sig_atomic_t stop_signal;

static void on_stop(int sig)
{
    stop_signal = sig;
}

static int usage(const char *what)
{
    fprintf(stderr,
            "%s: %s\n"
            "usage: " PROGRAM " [-c FILE] [-V]\n"
            "Serves FastCGI requests on the listening socket that is its file descriptor 0.\n",
            PROGRAM, what);
    return EXIT_USAGE;
}

static bool is_listening(int fd)
{
    int listening = 0;
    socklen_t len = sizeof(listening);

    return getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listening, &len) == 0 && listening;
}

/* Blocks the stop signals and returns the mask to wait with; after FCGX_Init, which installs a
 * handler for SIGUSR1 of its own. */
static sigset_t block_stop_signals(void)
{
    static const int signals[] = {SIGTERM, SIGUSR1, SIGINT};
    struct sigaction sa = {.sa_handler = on_stop};
    sigset_t blocked, waiting;

    sigemptyset(&sa.sa_mask);
    sigemptyset(&blocked);
    for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++) {
        sigaction(signals[i], &sa, NULL);
        sigaddset(&blocked, signals[i]);
    }
    sigprocmask(SIG_BLOCK, &blocked, &waiting);
    for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
        sigdelset(&waiting, signals[i]);
    return waiting;
}

/* What to wait on for the socket; -1 with errno. */
static int watch_socket(void)
{
    struct epoll_event event = {.events = EPOLLIN | EPOLLEXCLUSIVE};
    int fd = epoll_create1(EPOLL_CLOEXEC);

    if (fd < 0 || epoll_ctl(fd, EPOLL_CTL_ADD, SOCKET_FD, &event) < 0)
        return -1;
    return fd;
}

/* True if a request was accepted; false to look at the stop flag and wait again. */
static bool accept_request(FCGX_Request *fr, int watch, const sigset_t *waiting)
{
    struct epoll_event event;
    int rc;

    if (epoll_pwait(watch, &event, 1, LOOK_ANYWAY_MS, waiting) < 0)
        return false;
    /* From here on: half a header that never goes on would hold the worker as well. */
    watchdog_arm();
    rc = FCGX_Accept_r(fr);
    if (rc == 0)
        return true;
    watchdog_disarm();
    if (rc != -EAGAIN && rc != -EINTR && rc != -ECONNABORTED) {
        log_event(LOG_LEVEL_ERROR, "accept-failed", "code=%d", -rc);
        usleep(ACCEPT_PAUSE_US);
    }
    return false;
}

static void serve_until_stopped(const struct conf *conf, struct serve *s, int watch,
                                const sigset_t *waiting)
{
    FCGX_Request fr;
    long served = 0;

    FCGX_InitRequest(&fr, SOCKET_FD, FCGI_FAIL_ACCEPT_ON_INTR);
    log_event(LOG_LEVEL_INFO, "start", "version=%s", version_text());
    while (!stop_signal && (conf->recycle_after == 0 || served < conf->recycle_after)) {
        if (!accept_request(&fr, watch, waiting))
            continue;
        serve_request(s, &fr);
        FCGX_Finish_r(&fr);
        serve_reset(s);
        watchdog_disarm();
        served++;
    }
    FCGX_Free(&fr, 1);
    log_event(LOG_LEVEL_INFO, "stop", "reason=%s requests=%ld", stop_signal ? "signal" : "recycle",
              served);
}

static int run(const char *conf_path)
{
    struct conf *conf;
    struct serve *s;
    struct err e = {.kind = ERR_NONE};
    sigset_t waiting;
    int watch = -1;

    if (conf_load(conf_path, &conf, &e) < 0 || clock_init(conf->timezone, &e) < 0) {
        log_event(LOG_LEVEL_ERROR, "configuration", "%s", e.msg);
        return EXIT_REFUSED;
    }
    if (FCGX_Init() != 0 || fcntl(SOCKET_FD, F_SETFL, O_NONBLOCK) < 0 ||
        (watch = watch_socket()) < 0) {
        log_event(LOG_LEVEL_ERROR, "socket", "%s", strerror(errno));
        conf_free(conf);
        return EXIT_REFUSED;
    }
    waiting = block_stop_signals();
    watchdog_init(PROGRAM, conf->request_timeout_s);
    s = serve_new(conf);
    serve_until_stopped(conf, s, watch, &waiting);
    serve_free(s);
    close(watch);
    conf_free(conf);
    return 0;
}

int main(int argc, char **argv)
{
    const char *conf_path = NULL;
    int opt;

    log_init(PROGRAM, LOG_LEVEL_INFO);
    mem_keep();
    while ((opt = getopt(argc, argv, "c:V")) != -1) {
        switch (opt) {
        case 'c':
            conf_path = optarg;
            break;
        case 'V':
            printf(PROGRAM " %s\n", version_text());
            return 0;
        default:
            return usage("unknown option");
        }
    }
    if (optind < argc)
        return usage("unexpected argument");
    if (!is_listening(SOCKET_FD))
        return usage("standard input is not a listening socket");
    return run(conf_path);
}
