/*
 * Parses a JSON request body. The only file that sees cJSON (1.7), whose leniency it closes:
 * before parsing it checks size, UTF-8, NUL and \u0000, leading zeros and nesting depth; after
 * it, duplicate keys (exact, case-sensitive). Integers are taken only when they are whole and
 * within +-(2^53 - 1). Parsed nodes live until json_doc_free.
 */
#ifndef MALKOLL_BASE_JSON_READ_H
#define MALKOLL_BASE_JSON_READ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

#define JSON_READ_DEPTH_MAX 8

struct json_doc;
struct json_node; /* opaque; points into the doc */

enum json_type { JSON_NULL, JSON_BOOL, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT };

/* 0 and *ret_doc, or -1 with ERR_INPUT and a message that says what is wrong and where. */
int json_parse(const char *text, size_t len, size_t max_len, struct json_doc **ret_doc,
               struct err *e);
void json_doc_free(struct json_doc *doc);
const struct json_node *json_root(const struct json_doc *doc);

enum json_type json_type(const struct json_node *n);
/* NULL if there is no such member (or n is not an object). */
const struct json_node *json_get(const struct json_node *n, const char *key);
/* Number of members or elements; 0 for scalars. */
size_t json_count(const struct json_node *n);
/* Iteration over members or elements in order: first, then next until NULL. */
const struct json_node *json_first(const struct json_node *n);
const struct json_node *json_next(const struct json_node *n);
const char *json_name(const struct json_node *n); /* member's key, NULL in arrays */
const char *json_string(const struct json_node *n); /* NULL unless a string */
bool json_int64(const struct json_node *n, int64_t *ret); /* false unless a whole number */
bool json_boolean(const struct json_node *n, bool *ret);

#endif
