/*
 * Refusals take even time. Whether something is foreign or does not exist shows in some hundredths
 * of a millisecond of database work; whoever asks often enough can average the noise away. A
 * refusal therefore leaves only at full steps since the request began, so that both take the same.
 */
#ifndef MALKOLL_FCGI_REFUSAL_H
#define MALKOLL_FCGI_REFUSAL_H

#include <time.h>

#define REFUSAL_STEP_MS 25

/* CLOCK_MONOTONIC now. */
struct timespec refusal_clock(void);
/* Waits for the next full step since begun. */
void refusal_wait(const struct timespec *begun);

#endif
