/*
 * Fixed-width decimal digits, independent of the locale.
 */
#ifndef MALKOLL_DOMAIN_DIGITS_H
#define MALKOLL_DOMAIN_DIGITS_H

#include <stddef.h>

/* Reads exactly count digits (at most 9) of a terminated text; the place after them, or NULL. */
static inline const char *digits_read(const char *s, int count, int *ret_value)
{
    int value = 0;

    for (; count > 0; count--, s++) {
        if (*s < '0' || *s > '9')
            return NULL;
        value = value * 10 + (*s - '0');
    }
    *ret_value = value;
    return s;
}

/* Writes the last count digits of value (not negative), with leading zeros, unterminated. */
static inline void digits_write(char *to, int count, int value)
{
    while (count-- > 0) {
        to[count] = (char)('0' + value % 10);
        value /= 10;
    }
}

#endif
