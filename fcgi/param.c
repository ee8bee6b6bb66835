#include "fcgi/param.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

/* A piece of text between two separators. */
struct span {
    const char *s;
    size_t len;
};

enum decoded { DECODED, DECODED_BROKEN, DECODED_LONG };

static int __attribute__((format(printf, 4, 5)))
fault(struct param_fault *f, const char *slug, const char *field, const char *fmt, ...)
{
    va_list ap;

    f->slug = slug;
    snprintf(f->field, sizeof(f->field), "%s", field);
    va_start(ap, fmt);
    vsnprintf(f->detail, sizeof(f->detail), fmt, ap);
    va_end(ap);
    return -1;
}

static int hex(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

/* Decodes %XX and + (form encoding) into out of size bytes; NUL is broken, not an end. */
static enum decoded decode(struct span in, char *out, size_t size)
{
    size_t n = 0;

    for (size_t i = 0; i < in.len; i++) {
        char c = in.s[i] == '+' ? ' ' : in.s[i];

        if (c == '%') {
            int high = in.len - i > 2 ? hex(in.s[i + 1]) : -1;
            int low = in.len - i > 2 ? hex(in.s[i + 2]) : -1;

            if (high < 0 || low < 0)
                return DECODED_BROKEN;
            c = (char)(high << 4 | low);
            i += 2;
        }
        if (c == '\0')
            return DECODED_BROKEN;
        if (n + 1 >= size)
            return DECODED_LONG;
        out[n++] = c;
    }
    out[n] = '\0';
    return DECODED;
}

static bool is_code_char(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
           c == '_' || c == '-';
}

static bool is_code(const char *s, int max)
{
    size_t len = strlen(s);

    if (len == 0 || len > (size_t)max)
        return false;
    for (; *s; s++)
        if (!is_code_char(*s))
            return false;
    return true;
}

/* Digits without leading zero, up to 10 of them; false for anything else. */
static bool number(const char *s, size_t len, uint64_t *ret)
{
    uint64_t v = 0;

    if (len == 0 || len > 10 || (s[0] == '0' && len > 1))
        return false;
    for (size_t i = 0; i < len; i++) {
        if (s[i] < '0' || s[i] > '9')
            return false;
        v = v * 10 + (uint64_t)(s[i] - '0');
    }
    *ret = v;
    return true;
}

/* Written as an id is, and no id for its size alone. */
static bool is_too_large(const char *s)
{
    size_t len = strspn(s, "0123456789");

    return len >= 10 && s[len] == '\0' && s[0] != '0';
}

static int set_id(const struct param_spec *spec, const char *value, void *target,
                  struct param_fault *f)
{
    uint32_t id;

    if (param_id(value, strlen(value), &id) == 0) {
        memcpy(target, &id, sizeof(id));
        return 0;
    }
    if (is_too_large(value))
        return fault(f, "invalid-parameter", spec->name,
                     "%s is too large for an id: the largest is 4294967295.", spec->name);
    return fault(f, "invalid-parameter", spec->name,
                 "%s must be an id: digits without sign or leading zero.", spec->name);
}

static int set_int(const struct param_spec *spec, const char *value, void *target,
                   struct param_fault *f)
{
    uint64_t v;
    int number_value;

    if (!number(value, strlen(value), &v) || v > INT32_MAX || (int)v < spec->min ||
        (int)v > spec->max)
        return fault(f, "invalid-parameter", spec->name, "%s must be a whole number from %d to %d.",
                     spec->name, spec->min, spec->max);
    number_value = (int)v;
    memcpy(target, &number_value, sizeof(number_value));
    return 0;
}

static int set_enum(const struct param_spec *spec, const char *value, void *target,
                    struct param_fault *f)
{
    char list[100] = "";

    for (int i = 0; spec->values[i]; i++) {
        int stored = i + 1;

        if (strcmp(spec->values[i], value) == 0) {
            memcpy(target, &stored, sizeof(stored));
            return 0;
        }
        if (i > 0)
            strncat(list, ", ", sizeof(list) - strlen(list) - 1);
        strncat(list, spec->values[i], sizeof(list) - strlen(list) - 1);
    }
    return fault(f, "invalid-parameter", spec->name, "%s must be one of: %s.", spec->name, list);
}

static bool is_text(const char *s)
{
    if (!utf8_valid(s, strlen(s)))
        return false;
    for (; *s; s++)
        if ((unsigned char)*s < ' ' || *s == 0x7f)
            return false;
    return true;
}

static int set_text(const struct param_spec *spec, const char *value, char *target,
                    struct param_fault *f)
{
    size_t len = strlen(value);

    if (len < (size_t)spec->min || len > (size_t)spec->max || !is_text(value))
        return fault(f, "invalid-parameter", spec->name,
                     "%s must be a text of %d to %d bytes in UTF-8.", spec->name, spec->min,
                     spec->max);
    memcpy(target, value, len + 1);
    return 0;
}

static int set_value(const struct param_spec *spec, const char *value, struct args *args,
                     struct param_fault *f)
{
    void *target = (char *)args + spec->offset;

    switch (spec->type) {
    case PARAM_ID:
        return set_id(spec, value, target, f);
    case PARAM_INT:
        return set_int(spec, value, target, f);
    case PARAM_ENUM:
        return set_enum(spec, value, target, f);
    case PARAM_CODE:
        if (!is_code(value, spec->max))
            return fault(f, "invalid-parameter", spec->name,
                         "%s must be 1 to %d letters A-Z, digits, _ or -.", spec->name, spec->max);
        memcpy(target, value, strlen(value) + 1);
        return 0;
    case PARAM_TEXT:
        return set_text(spec, value, target, f);
    }
    return fault(f, "invalid-parameter", spec->name, "%s cannot be read.", spec->name);
}

static int find_spec(const struct param_spec *specs, const char *name)
{
    for (int i = 0; specs[i].name; i++)
        if (specs[i].in == PARAM_QUERY && strcmp(specs[i].name, name) == 0)
            return i;
    return -1;
}

/* One "name=value". */
static int take_pair(struct span pair, const struct param_spec *specs, unsigned *seen,
                     struct args *args, struct param_fault *f)
{
    const char *equals = memchr(pair.s, '=', pair.len);
    struct span name_span = {pair.s, equals ? (size_t)(equals - pair.s) : pair.len};
    char name[PARAM_NAME_MAX + 1], value[PARAM_VALUE_MAX + 1];
    int i;

    if (decode(name_span, name, sizeof(name)) != DECODED || !is_code(name, PARAM_NAME_MAX))
        return fault(f, "invalid-parameter", "query", "The name of a parameter cannot be read.");
    i = find_spec(specs, name);
    if (i < 0)
        return fault(f, "unknown-parameter", name, "There is no parameter %s here.", name);
    if (*seen & 1u << i)
        return fault(f, "invalid-parameter", name, "%s is given more than once.", name);
    *seen |= 1u << i;
    if (!equals)
        return fault(f, "invalid-parameter", name, "%s has no value.", name);
    switch (decode((struct span){equals + 1, pair.len - name_span.len - 1}, value, sizeof(value))) {
    case DECODED:
        return set_value(&specs[i], value, args, f);
    case DECODED_LONG:
        return fault(f, "invalid-parameter", name, "The value of %s is too long.", name);
    case DECODED_BROKEN:
        break;
    }
    return fault(f, "invalid-parameter", name, "The value of %s is not properly encoded.", name);
}

int param_id(const char *text, size_t len, uint32_t *ret_id)
{
    uint64_t v;

    if (!number(text, len, &v) || v == 0 || v > UINT32_MAX)
        return -1;
    *ret_id = (uint32_t)v;
    return 0;
}

int param_query(const char *query, const struct param_spec *specs, struct args *args,
                struct param_fault *ret_fault)
{
    size_t len = strlen(query);
    unsigned seen = 0;

    if (len > PARAM_QUERY_MAX)
        return fault(ret_fault, "invalid-parameter", "query", "The query is too long.");
    while (len > 0) {
        size_t n = strcspn(query, "&");

        if (take_pair((struct span){query, n}, specs, &seen, args, ret_fault) < 0)
            return -1;
        query += n;
        len -= n;
        if (len == 1)
            return fault(ret_fault, "invalid-parameter", "query", "The query ends with &.");
        if (len > 0) {
            query++;
            len--;
        }
    }
    for (int i = 0; specs[i].name; i++)
        if (specs[i].required && specs[i].in == PARAM_QUERY && !(seen & 1u << i))
            return fault(ret_fault, "missing-parameter", specs[i].name, "%s must be given.",
                         specs[i].name);
    return 0;
}
