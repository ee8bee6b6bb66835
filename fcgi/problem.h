/*
 * RFC 9457 problem documents. Every slug stands in one table with its status and title, so that
 * the OpenAPI document and the translations in www/i18n can be checked against it.
 */
#ifndef MALKOLL_FCGI_PROBLEM_H
#define MALKOLL_FCGI_PROBLEM_H

#include <stddef.h>

#include "base/json_write.h"

struct problem_kind {
    const char *slug;
    int status; /* the usual status */
    const char *title;
};

struct problem {
    int status;
    const struct problem_kind *kind;
    char detail[512];
    char field[64];
};

const struct problem_kind *problem_find(const char *slug); /* asserts that it exists */
const struct problem_kind *problem_table(size_t *ret_n);
/* The whole document as an object; request_id NULL writes a problem inside an answer, which has
 * no status of its own. */
void problem_write(struct json_writer *w, const struct problem *p, const char *request_id);

#endif
