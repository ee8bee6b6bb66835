#include "fcgi/refusal.h"

#include <errno.h>

#define NS_PER_MS 1000000L
#define NS_PER_S 1000000000L

struct timespec refusal_clock(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return now;
}

void refusal_wait(const struct timespec *begun)
{
    struct timespec until = refusal_clock();
    long step = REFUSAL_STEP_MS * NS_PER_MS;
    long spent = (until.tv_nsec - begun->tv_nsec + NS_PER_S) % NS_PER_S % step;

    until.tv_nsec += step - spent;
    until.tv_sec += until.tv_nsec / NS_PER_S;
    until.tv_nsec %= NS_PER_S;
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL) == EINTR)
        ;
}
