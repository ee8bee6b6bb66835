/*
 * Reads JSON that json_write made, where it lies: no tree is built and nothing is copied but strings,
 * so that a large answer can be gone through in no memory of its own. For our own answers only:
 * what comes from outside passes json_read, which checks it.
 *
 * A value is a pointer to its first byte. Everything takes NULL (a member that is not there) and
 * treats it like null.
 */
#ifndef MALKOLL_BASE_JSON_WALK_H
#define MALKOLL_BASE_JSON_WALK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

/* A member's value; NULL if there is none or it is null. */
const char *json_walk_member(const char *object, const char *key);
/* Where the members of a large object are, for who asks it for many: each look-up would go through all of it. */
#define JSON_WALK_MEMBERS_MAX 64
struct json_walk_members {
    const char *names[JSON_WALK_MEMBERS_MAX], *values[JSON_WALK_MEMBERS_MAX];
    size_t n;
};
void json_walk_index(struct json_walk_members *m, const char *object);
/* As json_walk_member(). */
const char *json_walk_indexed(const struct json_walk_members *m, const char *key);
/* The elements of an array one by one, null among them: NULL after the last. */
const char *json_walk_first(const char *array);
const char *json_walk_next(const char *element);
/* An element by its place; NULL behind the end. */
const char *json_walk_at(const char *array, size_t i);
size_t json_walk_count(const char *array);

bool json_walk_is_null(const char *value);
bool json_walk_is_string(const char *value);
bool json_walk_is_true(const char *value);
/* 0 for what is not a number. */
double json_walk_number(const char *value);
int64_t json_walk_int(const char *value);
/* Unescaped, in the arena; NULL for what is not a string. */
const char *json_walk_str(struct arena *a, const char *value);

#endif
