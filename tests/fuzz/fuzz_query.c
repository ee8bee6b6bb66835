/*
 * Query strings against a route that has every type of parameter: what is taken must be in range
 * and terminated, what is refused must say so in text that can go into an answer.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "fcgi/param.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define ARG(member) offsetof(struct args, member)

static const char *const rows_values[] = {"unit", "class", "year_group", "gender", "pupil", NULL};

static const struct param_spec specs[] = {
    {"id", PARAM_PATH, PARAM_ID, true, 0, 0, NULL, ARG(id), ""},
    {"unit", PARAM_QUERY, PARAM_ID, false, 0, 0, NULL, ARG(unit), ""},
    {"year_group", PARAM_QUERY, PARAM_INT, false, 1, 10, NULL, ARG(year_group), ""},
    {"rows", PARAM_QUERY, PARAM_ENUM, false, 0, 0, rows_values, ARG(rows), ""},
    {"subject", PARAM_QUERY, PARAM_CODE, false, 1, SUBJECT_CODE_MAX, NULL, ARG(subject), ""},
    {.name = NULL},
};

static void require(bool ok)
{
    if (!ok)
        abort();
}

static void check_text(const char *s, size_t size)
{
    size_t len = strnlen(s, size);

    require(len > 0 && len < size);
    for (size_t i = 0; i < len; i++)
        require(s[i] >= ' ' && s[i] <= '~');
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct args args = {0};
    struct param_fault fault;
    char *query = malloc(size + 1); /* exact, so that a read past the end is seen */

    memcpy(query, data, size);
    query[size] = '\0';
    if (param_query(query, specs, &args, &fault) < 0) {
        require(strcmp(fault.slug, "invalid-parameter") == 0 ||
                strcmp(fault.slug, "unknown-parameter") == 0);
        check_text(fault.field, sizeof(fault.field));
        check_text(fault.detail, sizeof(fault.detail));
    } else {
        require(args.id == 0 && args.year_group >= 0 && args.year_group <= 10);
        require((int)args.rows >= 0 && args.rows <= ROWS_PUPIL);
        require(strlen(args.subject) <= SUBJECT_CODE_MAX);
        require(size > 0 || args.unit == 0);
    }
    free(query);
    return 0;
}
