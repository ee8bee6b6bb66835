/*
 * cJSON takes more than JSON (control characters as white space or in strings, 0123, a byte order
 * mark, invalid UTF-8), cuts strings at \u0000 and keeps duplicate keys. So a scan over the bytes
 * refuses all that first; it knows strings and numbers only, the grammar around them is cJSON's.
 */
#include "base/json_read.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"

/* 2^53 - 1: above it neighbouring integers become the same double. */
#define INTEGER_MAX 9007199254740991.0

struct json_doc {
    cJSON *root;
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static size_t digits(const char *s, const char *end)
{
    const char *p = s;

    while (p < end && is_digit(*p))
        p++;
    return (size_t)(p - s);
}

/* The place after the number at p, or NULL and *ret_wrong (RFC 8259, section 6). */
static const char *skip_number(const char *p, const char *end, const char **ret_wrong)
{
    size_t n;

    *ret_wrong = "a number that is not JSON";
    p += *p == '-';
    n = digits(p, end);
    if (n == 0 || (n > 1 && *p == '0'))
        return NULL;
    p += n;
    if (p < end && *p == '.') {
        n = digits(++p, end);
        if (n == 0)
            return NULL;
        p += n;
    }
    if (p < end && (*p == 'e' || *p == 'E')) {
        p++;
        if (p < end && (*p == '+' || *p == '-'))
            p++;
        n = digits(p, end);
        if (n == 0)
            return NULL;
        p += n;
    }
    return p;
}

/* The place after the string whose quote is at p, or NULL and *ret_wrong. */
static const char *skip_string(const char *p, const char *end, const char **ret_wrong)
{
    for (p++; p < end && *p != '"'; p++) {
        if ((unsigned char)*p < 0x20) {
            *ret_wrong = "a control character in a string";
            return NULL;
        }
        if (*p != '\\')
            continue;
        if (end - p >= 6 && memcmp(p, "\\u0000", 6) == 0) {
            *ret_wrong = "\\u0000 in a string";
            return NULL;
        }
        p++;
    }
    if (p < end)
        return p + 1;
    *ret_wrong = "a string without an end";
    return NULL;
}

static int fail_at(struct err *e, const char *text, const char *at, const char *wrong)
{
    return err_set(e, ERR_INPUT, "JSON: %s at byte %zu", wrong, (size_t)(at - text) + 1);
}

static int scan(const char *text, size_t len, struct err *e)
{
    const char *p = text, *end = text + len, *wrong = NULL, *after;
    int depth = 0;

    while (p < end) {
        if (*p == '"' || *p == '-' || is_digit(*p)) {
            after = *p == '"' ? skip_string(p, end, &wrong) : skip_number(p, end, &wrong);
            if (!after)
                return fail_at(e, text, p, wrong);
            p = after;
            continue;
        }
        if (*p == '{' || *p == '[')
            depth++;
        else if (*p == '}' || *p == ']')
            depth--;
        else if (((unsigned char)*p < 0x20 && !is_space(*p)) || (unsigned char)*p >= 0x7f)
            return fail_at(e, text, p, "an unexpected character");
        if (depth > JSON_READ_DEPTH_MAX)
            return fail_at(e, text, p, "nesting that is too deep");
        p++;
    }
    return 0;
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Sorted, because a body may hold a hundred thousand keys. */
static int check_keys(const cJSON *object, struct err *e)
{
    size_t n = 0, count = json_count((const struct json_node *)object);
    const char **names;
    const cJSON *item;
    int rc = 0;

    if (count < 2)
        return 0;
    names = mem_calloc(count, sizeof(*names));
    cJSON_ArrayForEach(item, object) names[n++] = item->string;
    qsort(names, n, sizeof(*names), compare_names);
    for (size_t i = 1; i < n && rc == 0; i++)
        if (strcmp(names[i - 1], names[i]) == 0)
            rc = err_set(e, ERR_INPUT, "JSON: the key \"%.100s\" stands twice in one object",
                         names[i]);
    free(names);
    return rc;
}

/* Recursion is bounded by JSON_READ_DEPTH_MAX. */
static int check_tree(const cJSON *node, struct err *e)
{
    const cJSON *item;

    if (cJSON_IsObject(node) && check_keys(node, e) < 0)
        return -1;
    cJSON_ArrayForEach(item, node)
    {
        if (check_tree(item, e) < 0)
            return -1;
    }
    return 0;
}

static const cJSON *item_of(const struct json_node *n)
{
    return (const cJSON *)n;
}

static const struct json_node *node_of(const cJSON *item)
{
    return (const struct json_node *)item;
}

int json_parse(const char *text, size_t len, size_t max_len, struct json_doc **ret_doc,
               struct err *e)
{
    const char *stop = NULL;
    struct json_doc *doc;
    cJSON *root;
    size_t valid;

    if (len > max_len)
        return err_set(e, ERR_INPUT, "JSON: longer than %zu bytes", max_len);
    valid = utf8_check(text, len);
    if (valid < len)
        return fail_at(e, text, text + valid, "invalid UTF-8");
    if (scan(text, len, e) < 0)
        return -1;
    root = cJSON_ParseWithLengthOpts(text, len, &stop, false);
    if (!root)
        return fail_at(e, text, stop ? stop : text, "an unexpected character or end");
    while (stop < text + len && is_space(*stop))
        stop++;
    if (stop < text + len || check_tree(root, e) < 0) {
        if (stop < text + len)
            fail_at(e, text, stop, "more than one value");
        cJSON_Delete(root);
        return -1;
    }
    doc = mem_calloc(1, sizeof(*doc));
    doc->root = root;
    *ret_doc = doc;
    return 0;
}

void json_doc_free(struct json_doc *doc)
{
    if (!doc)
        return;
    cJSON_Delete(doc->root);
    free(doc);
}

const struct json_node *json_root(const struct json_doc *doc)
{
    return node_of(doc->root);
}

enum json_type json_type(const struct json_node *n)
{
    switch (item_of(n)->type & 0xff) {
    case cJSON_False:
    case cJSON_True:
        return JSON_BOOL;
    case cJSON_Number:
        return JSON_NUMBER;
    case cJSON_String:
        return JSON_STRING;
    case cJSON_Array:
        return JSON_ARRAY;
    case cJSON_Object:
        return JSON_OBJECT;
    default:
        return JSON_NULL;
    }
}

const struct json_node *json_get(const struct json_node *n, const char *key)
{
    return json_type(n) == JSON_OBJECT
               ? node_of(cJSON_GetObjectItemCaseSensitive(item_of(n), key))
               : NULL;
}

size_t json_count(const struct json_node *n)
{
    const cJSON *item;
    size_t count = 0;

    cJSON_ArrayForEach(item, item_of(n)) count++;
    return count;
}

const struct json_node *json_first(const struct json_node *n)
{
    return node_of(item_of(n)->child);
}

const struct json_node *json_next(const struct json_node *n)
{
    return node_of(item_of(n)->next);
}

const char *json_name(const struct json_node *n)
{
    return item_of(n)->string;
}

const char *json_string(const struct json_node *n)
{
    return cJSON_GetStringValue(item_of(n));
}

bool json_int64(const struct json_node *n, int64_t *ret)
{
    double v;

    if (json_type(n) != JSON_NUMBER)
        return false;
    v = item_of(n)->valuedouble;
    if (!(fabs(v) <= INTEGER_MAX) || v != floor(v))
        return false;
    *ret = (int64_t)v;
    return true;
}

bool json_boolean(const struct json_node *n, bool *ret)
{
    if (json_type(n) != JSON_BOOL)
        return false;
    *ret = cJSON_IsTrue(item_of(n)) != 0;
    return true;
}
