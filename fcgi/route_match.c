#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "fcgi/param.h"
#include "fcgi/route.h"

static const char *const method_names[METHOD__MAX] = {
    [METHOD_GET] = "GET",
    [METHOD_PUT] = "PUT",
    [METHOD_POST] = "POST",
    [METHOD_DELETE] = "DELETE",
};

/* Compares a path with a row's; the row's {id} takes one id, which stays 0 where there is none. */
static bool path_fits(const char *pattern, const char *path, uint32_t *ret_id)
{
    const char *brace = strchr(pattern, '{');
    size_t before = brace ? (size_t)(brace - pattern) : 0;
    const char *end;

    if (!brace)
        return strcmp(pattern, path) == 0;
    if (strncmp(pattern, path, before) != 0)
        return false;
    path += before;
    end = path + strcspn(path, "/");
    return strcmp(strchr(brace, '}') + 1, end) == 0 &&
           param_id(path, (size_t)(end - path), ret_id) == 0;
}

const struct route *route_match(const char *method, const char *path, struct args *args,
                                bool *ret_known_path)
{
    size_t n;
    const struct route *table = route_table(&n);
    bool known = false;

    if (strcmp(method, "HEAD") == 0)
        method = "GET";
    for (size_t i = 0; i < n; i++) {
        uint32_t id = 0;

        if (!path_fits(table[i].path, path, &id))
            continue;
        known = true;
        if (strcmp(method_names[table[i].method], method) == 0) {
            args->id = id;
            *ret_known_path = true;
            return &table[i];
        }
    }
    *ret_known_path = known;
    return NULL;
}

const char *route_method_name(enum method method)
{
    return method_names[method];
}

void route_allowed_methods(const char *path, char *out, size_t out_size)
{
    size_t n, len = 0;
    const struct route *table = route_table(&n);

    out[0] = '\0';
    for (size_t i = 0; i < n && len < out_size; i++) {
        uint32_t id;

        if (path_fits(table[i].path, path, &id))
            len += (size_t)snprintf(out + len, out_size - len, "%s%s%s", len ? ", " : "",
                                    method_names[table[i].method],
                                    table[i].method == METHOD_GET ? ", HEAD" : "");
    }
}
