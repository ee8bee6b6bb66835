/* Dates as producers of roster files write them. */
#ifndef MALKOLL_ROSTER_ROSTER_DATE_H
#define MALKOLL_ROSTER_ROSTER_DATE_H

#include <stdint.h>

/*
 * Reads "2023-05-01" (alone or with a time), "20230501", and "25/12/2023", "12/25/2023" or
 * "25.12.2023" where day and month cannot be mistaken for each other. A time is dropped. 0 and a
 * day as in domain/day.h, or -1.
 */
int roster_date_parse(const char *text, int32_t *ret_day);

#endif
