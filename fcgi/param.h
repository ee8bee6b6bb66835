/*
 * Reads a query string into struct args by a route's parameter specs: every name once, every value
 * checked and typed at once, nothing unknown let through. Handlers never see raw input.
 */
#ifndef MALKOLL_FCGI_PARAM_H
#define MALKOLL_FCGI_PARAM_H

#include <stddef.h>
#include <stdint.h>

#include "fcgi/route.h"

#define PARAM_QUERY_MAX 2048 /* bytes of a whole query string */
#define PARAM_NAME_MAX 32
#define PARAM_VALUE_MAX 64 /* bytes after decoding */

/* What is wrong, for a problem document. field is the parameter's name, or "query" where the name
 * itself cannot be shown. Nothing of a value is repeated in detail. */
struct param_fault {
    const char *slug; /* invalid-parameter, unknown-parameter, missing-parameter */
    char field[PARAM_NAME_MAX + 1];
    char detail[160];
};

/* 1..4294967295 in decimal without sign or leading zero; 0, or -1. */
int param_id(const char *text, size_t len, uint32_t *ret_id);
/*
 * specs ends with a NULL name; those in the path are not accepted here. An empty query is legal.
 * 0 with the given values in args (the others untouched), or -1 with *ret_fault; args is then
 * half filled and not to be used.
 */
int param_query(const char *query, const struct param_spec *specs, struct args *args,
                struct param_fault *ret_fault);

#endif
