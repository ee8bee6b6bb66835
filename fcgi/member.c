#include "fcgi/member.h"

#include <string.h>

#include "base/utf8.h"
#include "domain/day.h"
#include "fcgi/param.h"

static int wrong(struct req *q, const char *name, const char *what)
{
    return fail_field(q, 422, "invalid-body", name, "%s must be %s.", name, what);
}

/* NULL when it is not there. */
static const struct json_node *find(const struct json_node *object, const char *name)
{
    const struct json_node *n = json_get(object, name);

    return n && json_type(n) != JSON_NULL ? n : NULL;
}

int member_only(struct req *q, const struct json_node *object, const char *const *names)
{
    if (!object || json_type(object) != JSON_OBJECT)
        return fail(q, 422, "invalid-body", "An object was expected.");
    for (const struct json_node *m = json_first(object); m; m = json_next(m)) {
        const char *const *name = names;

        while (*name && strcmp(*name, json_name(m)) != 0)
            name++;
        if (!*name)
            return fail(q, 422, "invalid-body", "The body has a member that is not known here.");
    }
    return 0;
}

int member_text(struct req *q, const struct json_node *object, const char *name, size_t max,
                bool required, const char **ret_text)
{
    const struct json_node *n = find(object, name);
    const char *text = n ? json_string(n) : NULL;

    *ret_text = NULL;
    if (!n && !required)
        return 0;
    if (!text || text[strspn(text, " \t\r\n")] == '\0')
        return wrong(q, name, "a text that says something");
    if (utf8_length(text, strlen(text)) > max)
        return fail_field(q, 422, "invalid-body", name, "%s has at most %zu characters.", name,
                          max);
    *ret_text = text;
    return 0;
}

int member_int(struct req *q, const struct json_node *object, const char *name, int min, int max,
               int *ret_value)
{
    const struct json_node *n = find(object, name);
    int64_t v;

    if (!n || !json_int64(n, &v) || v < min || v > max)
        return fail_field(q, 422, "invalid-body", name, "%s must be a whole number from %d to %d.",
                          name, min, max);
    *ret_value = (int)v;
    return 0;
}

int member_bool(struct req *q, const struct json_node *object, const char *name, bool *ret_value)
{
    const struct json_node *n = find(object, name);

    return n && json_boolean(n, ret_value) ? 0 : wrong(q, name, "true or false");
}

int member_day(struct req *q, const struct json_node *object, const char *name, bool required,
               int32_t *ret_day)
{
    const struct json_node *n = find(object, name);

    *ret_day = DAY_MAX;
    if (!n && !required)
        return 0;
    if (!n || !json_string(n) || day_parse(json_string(n), ret_day) < 0)
        return wrong(q, name, "a date such as 2026-10-23");
    return 0;
}

int member_id(struct req *q, const struct json_node *object, const char *name, bool required,
              uint32_t *ret_id)
{
    const struct json_node *n = find(object, name);
    const char *text = n ? json_string(n) : NULL;

    *ret_id = 0;
    if (!n && !required)
        return 0;
    if (!text || param_id(text, strlen(text), ret_id) < 0)
        return wrong(q, name, "an id from 1 to 4294967295, as a string");
    return 0;
}

int member_array(struct req *q, const struct json_node *object, const char *name, size_t min,
                 size_t max, const struct json_node **ret_array)
{
    const struct json_node *n = find(object, name);

    if (!n || json_type(n) != JSON_ARRAY || json_count(n) < min || json_count(n) > max)
        return fail_field(q, 422, "invalid-body", name, "%s must be a list of %zu to %zu.", name,
                          min, max);
    *ret_array = n;
    return 0;
}
