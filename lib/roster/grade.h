/* Year groups as producers of roster files write them. */
#ifndef MALKOLL_ROSTER_GRADE_H
#define MALKOLL_ROSTER_GRADE_H

#include <stdbool.h>

#define GRADE_MAX 10

/*
 * Reads "8", "08", "åk 8", "Årskurs 8", "F", "förskoleklass" (0), "KG" (0); of several ("07,08,09",
 * "7-9") the first that can be read. 0 and the year group, 0..10, or -1. "Gy1" is none.
 */
int grade_parse(const char *text, int *ret_year);
/* The same, but -1 unless all year groups that are named are one and the same. */
int grade_parse_single(const char *text, int *ret_year);
/* Children below the preschool class, and nothing else: OneRoster's IT, PR, PK and TK, or
 * "förskola". */
bool grade_is_preschool(const char *text);

#endif
