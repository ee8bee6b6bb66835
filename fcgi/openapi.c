#include "fcgi/openapi.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "fcgi/export.h"
#include "fcgi/problem.h"
#include "fcgi/route.h"

static void write_ref(struct json_writer *w, const char *section, const char *name)
{
    char ref[96];

    snprintf(ref, sizeof(ref), "#/components/%s/%s", section, name);
    json_object(w);
    json_kv_str(w, "$ref", ref);
    json_object_end(w);
}

static void write_param_schema(struct json_writer *w, const struct param_spec *spec)
{
    json_key(w, "schema");
    json_object(w);
    switch (spec->type) {
    case PARAM_ID:
        json_kv_str(w, "type", "string");
        json_kv_str(w, "pattern", "^[1-9][0-9]{0,9}$");
        break;
    case PARAM_INT:
        json_kv_str(w, "type", "integer");
        json_kv_int(w, "minimum", spec->min);
        json_kv_int(w, "maximum", spec->max);
        break;
    case PARAM_ENUM:
        json_kv_str(w, "type", "string");
        json_key(w, "enum");
        json_array(w);
        for (const char *const *v = spec->values; *v; v++)
            json_str(w, *v);
        json_array_end(w);
        break;
    case PARAM_CODE:
        json_kv_str(w, "type", "string");
        json_kv_str(w, "pattern", "^[A-Za-z0-9_-]+$");
        json_kv_int(w, "maxLength", spec->max);
        break;
    case PARAM_TEXT:
        json_kv_str(w, "type", "string");
        json_kv_int(w, "minLength", 1);
        json_kv_int(w, "maxLength", spec->max);
        break;
    }
    json_object_end(w);
}

static void write_param(struct json_writer *w, const struct param_spec *spec)
{
    json_object(w);
    json_kv_str(w, "name", spec->name);
    json_kv_str(w, "in", spec->in == PARAM_PATH ? "path" : "query");
    json_kv_bool(w, "required", spec->required || spec->in == PARAM_PATH);
    if (spec->doc)
        json_kv_str(w, "description", spec->doc);
    write_param_schema(w, spec);
    json_object_end(w);
}

static void write_media(struct json_writer *w, const char *media_type, const char *schema)
{
    json_key(w, media_type);
    json_object(w);
    json_key(w, "schema");
    if (schema) {
        write_ref(w, "schemas", schema);
    } else {
        json_object(w);
        json_object_end(w);
    }
    json_object_end(w);
}

static void write_content(struct json_writer *w, const char *media_type, const char *schema)
{
    json_key(w, "content");
    json_object(w);
    write_media(w, media_type, schema);
    json_object_end(w);
}

/* A success; where there are exporters, also as a file. */
static void write_answer(struct json_writer *w, const struct route *route)
{
    json_key(w, "content");
    json_object(w);
    write_media(w, "application/json", route->response);
    if (export_find(route->handle)) {
        write_media(w, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", NULL);
        write_media(w, "text/csv", NULL);
    }
    json_object_end(w);
}

static void write_responses(struct json_writer *w, const struct route *route)
{
    json_key(w, "responses");
    json_object(w);
    json_key(w, "200");
    json_object(w);
    json_kv_str(w, "description", route->doc);
    if (route->response)
        write_answer(w, route);
    json_object_end(w);
    if (route->rev != REV_NONE) {
        json_key(w, "304");
        json_object(w);
        json_kv_str(w, "description", "Not changed since the answer with the ETag given.");
        json_object_end(w);
    }
    json_key(w, "default");
    write_ref(w, "responses", "problem");
    json_object_end(w);
}

/* The headers that a browser's page has to send with everything that changes something. */
static void write_header_param(struct json_writer *w)
{
    json_object(w);
    json_kv_str(w, "name", "X-Requested-With");
    json_kv_str(w, "in", "header");
    json_kv_bool(w, "required", true);
    json_key(w, "schema");
    json_object(w);
    json_kv_str(w, "const", "XMLHttpRequest");
    json_object_end(w);
    json_object_end(w);
}

/* "get_groups_id_assessments" */
static void operation_id(const struct route *route, char *out, size_t size)
{
    static const char prefix[] = "/api/";
    const char *p = route->path + sizeof(prefix) - 1;
    size_t len = (size_t)snprintf(out, size, "%s", route_method_name(route->method));

    for (size_t i = 0; i < len; i++)
        out[i] = (char)(out[i] | 0x20);
    out[len++] = '_';
    for (; *p && len + 1 < size; p++)
        if (*p != '{' && *p != '}')
            out[len++] = *p == '/' || *p == '.' ? '_' : *p;
    out[len] = '\0';
}

static void write_operation(struct json_writer *w, const struct route *route)
{
    char id[96], method[8];

    operation_id(route, id, sizeof(id));
    snprintf(method, sizeof(method), "%.*s", (int)strcspn(id, "_"), id);
    json_key(w, method);
    json_object(w);
    json_kv_str(w, "operationId", id);
    json_kv_str(w, "summary", route->doc);
    json_key(w, "parameters");
    json_array(w);
    for (const struct param_spec *spec = route->params; spec->name; spec++)
        write_param(w, spec);
    if (route->method != METHOD_GET)
        write_header_param(w);
    json_array_end(w);
    if (route->request) {
        json_key(w, "requestBody");
        json_object(w);
        json_kv_bool(w, "required", true);
        write_content(w, "application/json", route->request);
        json_object_end(w);
    }
    if (route->txn == TXN_UPLOAD) {
        json_key(w, "requestBody");
        json_object(w);
        json_kv_bool(w, "required", true);
        json_key(w, "content");
        json_object(w);
        json_key(w, "application/zip");
        json_object(w);
        json_object_end(w);
        json_key(w, "text/csv");
        json_object(w);
        json_object_end(w);
        json_object_end(w);
        json_object_end(w);
    }
    write_responses(w, route);
    json_object_end(w);
}

static bool path_seen(const struct route *table, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (strcmp(table[k].path, table[i].path) == 0)
            return true;
    return false;
}

static void write_paths(struct json_writer *w)
{
    size_t n;
    const struct route *table = route_table(&n);

    json_key(w, "paths");
    json_object(w);
    for (size_t i = 0; i < n; i++) {
        if (path_seen(table, i))
            continue;
        json_key(w, table[i].path);
        json_object(w);
        for (size_t k = i; k < n; k++)
            if (strcmp(table[k].path, table[i].path) == 0)
                write_operation(w, &table[k]);
        json_object_end(w);
    }
    json_object_end(w);
}

static void write_problem_schema(struct json_writer *w)
{
    size_t n;
    const struct problem_kind *kinds = problem_table(&n);

    json_key(w, "ProblemType");
    json_object(w);
    json_kv_str(w, "type", "string");
    json_key(w, "enum");
    json_array(w);
    for (size_t i = 0; i < n; i++) {
        char type[96];

        snprintf(type, sizeof(type), "urn:malkoll:problem:%s", kinds[i].slug);
        json_str(w, type);
    }
    json_array_end(w);
    json_object_end(w);
}

static void write_components(struct json_writer *w)
{
    json_key(w, "components");
    json_object(w);
    json_key(w, "schemas");
    json_object(w);
    json_members(w, openapi_schemas);
    write_problem_schema(w);
    json_object_end(w);
    json_key(w, "responses");
    json_object(w);
    json_key(w, "problem");
    json_object(w);
    json_kv_str(w, "description", "What is wrong (RFC 9457).");
    write_content(w, "application/problem+json", "Problem");
    json_object_end(w);
    json_object_end(w);
    json_object_end(w);
}

void openapi_write(struct json_writer *w, const char *version)
{
    json_object(w);
    json_kv_str(w, "openapi", "3.1.0");
    json_key(w, "info");
    json_object(w);
    json_kv_str(w, "title", "Målkoll");
    json_kv_str(w, "version", version);
    json_object_end(w);
    write_paths(w);
    write_components(w);
    json_object_end(w);
}
