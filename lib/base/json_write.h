/*
 * Streaming JSON writer into a buf. The caller states structure, the writer keeps commas right,
 * escapes strings (UTF-8 passes through; control characters, quote and backslash are escaped) and
 * asserts on misuse (a key in an array, a value without a key in an object, unbalanced ends).
 */
#ifndef MALKOLL_BASE_JSON_WRITE_H
#define MALKOLL_BASE_JSON_WRITE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

#define JSON_WRITE_DEPTH_MAX 16

struct json_writer {
    struct buf *out;
    int depth;
    struct {
        bool is_object;
        bool has_items;
        bool has_key; /* a key was written and waits for its value */
    } level[JSON_WRITE_DEPTH_MAX];
};

void json_begin(struct json_writer *w, struct buf *out);
/* Asserts that everything opened was closed. */
void json_end(struct json_writer *w);

void json_object(struct json_writer *w);
void json_object_end(struct json_writer *w);
void json_array(struct json_writer *w);
void json_array_end(struct json_writer *w);
void json_key(struct json_writer *w, const char *key);

void json_str(struct json_writer *w, const char *s); /* NULL writes null */
void json_int(struct json_writer *w, int64_t v);
void json_id(struct json_writer *w, uint64_t id); /* ids travel as strings; 0 writes null */
/* With so many significant digits; must be finite. */
void json_number(struct json_writer *w, double v, int digits);
void json_bool(struct json_writer *w, bool v);
void json_null(struct json_writer *w);
/* A value that is JSON already, written by this writer before. */
void json_raw(struct json_writer *w, const char *json);
/* Members of an object that are JSON already, without its braces; not empty. */
void json_members(struct json_writer *w, const char *json);

/* Key and value in one call, for objects. */
void json_kv_str(struct json_writer *w, const char *key, const char *s);
void json_kv_int(struct json_writer *w, const char *key, int64_t v);
void json_kv_id(struct json_writer *w, const char *key, uint64_t id);
void json_kv_number(struct json_writer *w, const char *key, double v, int digits);
void json_kv_bool(struct json_writer *w, const char *key, bool v);
void json_kv_null(struct json_writer *w, const char *key);

#endif
