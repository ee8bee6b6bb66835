#include "base/json_walk.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* The byte after a string that begins at p. */
static const char *skip_string(const char *p)
{
    assert(*p == '"');
    for (p++; *p != '"'; p++) {
        assert(*p);
        p += *p == '\\';
    }
    return p + 1;
}

/* The byte after a value. */
static const char *skip(const char *p)
{
    int depth = 0;

    do {
        switch (*p) {
        case '"':
            p = skip_string(p);
            break;
        case '{':
        case '[':
            depth++;
            p++;
            break;
        case '}':
        case ']':
            depth--;
            p++;
            break;
        case ',':
        case ':':
            p++;
            break;
        default:
            assert(*p);
            for (p++; *p != ',' && *p != ']' && *p != '}'; p++)
                ; /* a number, true, false or null: a few bytes, for which strcspn() is too much */
        }
    } while (depth > 0);
    return p;
}

/* Names of members are the program's own: nothing in them is escaped. */
static bool is_named(const char *name, const char *key, size_t len)
{
    return strncmp(name + 1, key, len) == 0 && name[1 + len] == '"';
}

const char *json_walk_member(const char *object, const char *key)
{
    size_t len = strlen(key);
    const char *p = object;

    if (!p || *p != '{' || p[1] == '}')
        return NULL;
    do {
        const char *name = p + 1;
        const char *value = skip_string(name) + 1;

        if (is_named(name, key, len))
            return json_walk_is_null(value) ? NULL : value;
        p = skip(value);
    } while (*p == ',');
    return NULL;
}

void json_walk_index(struct json_walk_members *m, const char *object)
{
    const char *p = object;

    m->n = 0;
    if (!p || *p != '{' || p[1] == '}')
        return;
    do {
        const char *name = p + 1;

        assert(m->n < JSON_WALK_MEMBERS_MAX);
        m->names[m->n] = name;
        m->values[m->n++] = skip_string(name) + 1;
        p = skip(m->values[m->n - 1]);
    } while (*p == ',');
}

const char *json_walk_indexed(const struct json_walk_members *m, const char *key)
{
    size_t len = strlen(key);

    for (size_t i = 0; i < m->n; i++) {
        if (is_named(m->names[i], key, len))
            return json_walk_is_null(m->values[i]) ? NULL : m->values[i];
    }
    return NULL;
}

const char *json_walk_first(const char *array)
{
    return array && *array == '[' && array[1] != ']' ? array + 1 : NULL;
}

const char *json_walk_next(const char *element)
{
    const char *p = skip(element);

    return *p == ',' ? p + 1 : NULL;
}

const char *json_walk_at(const char *array, size_t i)
{
    const char *p = json_walk_first(array);

    while (p && i-- > 0)
        p = json_walk_next(p);
    return p;
}

size_t json_walk_count(const char *array)
{
    size_t n = 0;

    for (const char *p = json_walk_first(array); p; p = json_walk_next(p))
        n++;
    return n;
}

bool json_walk_is_null(const char *value)
{
    return !value || *value == 'n';
}

bool json_walk_is_string(const char *value)
{
    return value && *value == '"';
}

bool json_walk_is_true(const char *value)
{
    return value && *value == 't';
}

double json_walk_number(const char *value)
{
    return value && (*value == '-' || (*value >= '0' && *value <= '9')) ? strtod(value, NULL) : 0;
}

int64_t json_walk_int(const char *value)
{
    return value && (*value == '-' || (*value >= '0' && *value <= '9')) ? strtoll(value, NULL, 10) : 0;
}

const char *json_walk_str(struct arena *a, const char *value)
{
    static const char from[] = "nrtbf", to[] = "\n\r\t\b\f";
    char *text, *out;

    if (!json_walk_is_string(value))
        return NULL;
    text = out = arena_alloc(a, (size_t)(skip_string(value) - value));
    for (const char *p = value + 1; *p != '"'; p++) {
        const char *letter;

        if (*p != '\\') {
            *out++ = *p;
            continue;
        }
        p++;
        letter = strchr(from, *p);
        if (*p == 'u') {
            /* The writer escapes only control characters this way. */
            *out++ = (char)strtol((char[]){p[3], p[4], '\0'}, NULL, 16);
            p += 4;
        } else {
            *out++ = letter ? to[letter - from] : *p;
        }
    }
    return text;
}
