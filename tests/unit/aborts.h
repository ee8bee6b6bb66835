/* Whether a call ends the process by abort(), as assertions and memory limits do. */
#ifndef MALKOLL_TEST_ABORTS_H
#define MALKOLL_TEST_ABORTS_H

#include <signal.h>
#include <stdbool.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/* Runs fn in a child without its stderr and without a core file. */
static inline bool aborts(void (*fn)(void))
{
    pid_t child = fork();
    int status = 0;

    if (child == 0) {
        struct rlimit none = {0, 0};

        setrlimit(RLIMIT_CORE, &none);
        close(STDERR_FILENO);
        fn();
        _exit(0);
    }
    return waitpid(child, &status, 0) == child && WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
}

#endif
