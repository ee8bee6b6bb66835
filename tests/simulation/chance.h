/* Random numbers that are the same everywhere: a generator of its own, with a seed. */
#ifndef MALKOLL_TESTS_SIMULATION_CHANCE_H
#define MALKOLL_TESTS_SIMULATION_CHANCE_H

#include <math.h>
#include <stdbool.h>
#include <stdint.h>

struct chance {
    uint64_t state;
    double spare;
    bool has_spare;
};

/* splitmix64 */
static inline uint64_t chance_next(struct chance *c)
{
    uint64_t z = c->state += 0x9e3779b97f4a7c15;

    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
    z = (z ^ z >> 27) * 0x94d049bb133111eb;
    return z ^ z >> 31;
}

static inline double uniform(struct chance *c)
{
    return (double)(chance_next(c) >> 11) * 0x1p-53;
}

/* Marsaglia's polar method. */
static inline double normal(struct chance *c)
{
    double u, v, s, k;

    if (c->has_spare) {
        c->has_spare = false;
        return c->spare;
    }
    do {
        u = 2 * uniform(c) - 1;
        v = 2 * uniform(c) - 1;
        s = u * u + v * v;
    } while (s >= 1 || s == 0);
    k = sqrt(-2 * log(s) / s);
    c->spare = v * k;
    c->has_spare = true;
    return u * k;
}

#endif
