#include "store/dated_read.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "domain/day.h"
#include "store/reference.h"

#define CODE_MAX 16
#define LEVEL_CODE_MAX 8
#define NAME_MAX 100

struct reader {
    const char *within; /* the member of the body that is being read, NULL = the body itself */
    const char **field;
    struct err *e;
};

static int wrong(const struct reader *r, const char *name, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

static int wrong(const struct reader *r, const char *name, const char *fmt, ...)
{
    char what[200];
    va_list ap;

    va_start(ap, fmt);
    vsnprintf(what, sizeof(what), fmt, ap);
    va_end(ap);
    *r->field = r->within ? r->within : name;
    return r->within ? err_set(r->e, ERR_INPUT, "%s: %s %s.", r->within, name, what)
                     : err_set(r->e, ERR_INPUT, "%s %s.", name, what);
}

/* No other members than these; names end with NULL. */
static int only(const struct reader *r, const struct json_node *object, const char *const *names)
{
    if (!object || json_type(object) != JSON_OBJECT) {
        *r->field = r->within;
        return err_set(r->e, ERR_INPUT, "An object was expected.");
    }
    for (const struct json_node *m = json_first(object); m; m = json_next(m)) {
        const char *const *name = names;

        while (*name && strcmp(*name, json_name(m)) != 0)
            name++;
        if (!*name) {
            *r->field = r->within;
            return err_set(r->e, ERR_INPUT, "There is a member that is not known here.");
        }
    }
    return 0;
}

static int text(const struct reader *r, const struct json_node *n, const char *name, size_t max,
                const char **ret_text)
{
    const char *s = n ? json_string(n) : NULL;

    if (!s || s[strspn(s, " \t\r\n")] == '\0' || utf8_length(s, strlen(s)) > max)
        return wrong(r, name, "must be a text of 1 to %zu characters", max);
    *ret_text = s;
    return 0;
}

/* What is typed and compared: no white space, and not the sign for "not assessable". */
static int code(const struct reader *r, const struct json_node *object, const char *name,
                size_t max, const char **ret_code)
{
    if (text(r, json_get(object, name), name, max, ret_code) < 0)
        return -1;
    for (const char *c = *ret_code; *c; c++) {
        if ((unsigned char)*c <= ' ' || *c == 0x7f)
            return wrong(r, name, "must not have white space");
    }
    return strcmp(*ret_code, "-") == 0 ? wrong(r, name, "must not be \"-\": that is \"not assessable\"")
                                       : 0;
}

static int number(const struct reader *r, const struct json_node *object, const char *name, int min,
                  int max, int *ret_value)
{
    const struct json_node *n = json_get(object, name);
    int64_t v;

    if (!n || !json_int64(n, &v) || v < min || v > max)
        return wrong(r, name, "must be a whole number from %d to %d", min, max);
    *ret_value = (int)v;
    return 0;
}

static int yes(const struct reader *r, const struct json_node *object, const char *name,
               bool *ret_value)
{
    const struct json_node *n = json_get(object, name);

    return n && json_boolean(n, ret_value) ? 0 : wrong(r, name, "must be true or false");
}

static int day(const struct reader *r, const struct json_node *object, int32_t *ret_day)
{
    const struct json_node *n = json_get(object, "valid_from");

    return n && json_string(n) && day_parse(json_string(n), ret_day) == 0
               ? 0
               : wrong(r, "valid_from", "must be a date such as 2028-07-01");
}

/* {"sv": "...", "en": "..."} */
static int name_of(const struct reader *r, const struct json_node *object, const char **ret_sv,
                   const char **ret_en)
{
    static const char *const members[] = {"sv", "en", NULL};
    const struct json_node *n = json_get(object, "name");
    const struct reader inner = {r->within ? r->within : "name", r->field, r->e};

    if (only(&inner, n, members) < 0 ||
        text(&inner, json_get(n, "sv"), "name.sv", NAME_MAX, ret_sv) < 0)
        return -1;
    return text(&inner, json_get(n, "en"), "name.en", NAME_MAX, ret_en);
}

static int list(const struct reader *r, const struct json_node *n, const char *name, size_t min,
                size_t max)
{
    if (!n || json_type(n) != JSON_ARRAY || json_count(n) < min || json_count(n) > max)
        return wrong(r, name, "must be a list of %zu to %zu", min, max);
    return 0;
}

static int read_level(const struct reader *r, const struct json_node *n, struct dated_scale *scale)
{
    static const char *const members[] = {"code", "key", "name", "points10", "passes", NULL};
    struct dated_level *l = &scale->level[scale->n];

    if (only(r, n, members) < 0 || code(r, n, "code", LEVEL_CODE_MAX, &l->code) < 0 ||
        code(r, n, "key", 1, &l->key) < 0 || name_of(r, n, &l->name_sv, &l->name_en) < 0 ||
        number(r, n, "points10", 0, DATED_POINTS10_MAX, &l->points10) < 0 ||
        yes(r, n, "passes", &l->passes) < 0)
        return -1;
    if (!strchr("abcdefghijklmnopqrstuvwxyz0123456789", l->key[0]))
        return wrong(r, "key", "must be one of a to z and 0 to 9");
    if (l->points10 != 0 && !scale->has_points)
        return wrong(r, "points10", "must be 0 on a scale without points");
    for (size_t i = 0; i < scale->n; i++) {
        if (strcmp(scale->level[i].code, l->code) == 0)
            return wrong(r, "code", "must not stand twice");
        if (scale->level[i].key[0] == l->key[0])
            return wrong(r, "key", "must not stand twice");
    }
    scale->n++;
    return 0;
}

int dated_read_scale(const struct json_node *body, struct dated_scale *ret_scale,
                     const char **ret_field, struct err *e)
{
    static const char *const members[] = {"code",       "name",   "has_points",
                                          "valid_from", "levels", NULL};
    const struct reader r = {NULL, ret_field, e}, in_levels = {"levels", ret_field, e};
    const struct json_node *levels = json_get(body, "levels");

    *ret_scale = (struct dated_scale){.n = 0};
    if (only(&r, body, members) < 0 || code(&r, body, "code", CODE_MAX, &ret_scale->code) < 0 ||
        name_of(&r, body, &ret_scale->name_sv, &ret_scale->name_en) < 0 ||
        yes(&r, body, "has_points", &ret_scale->has_points) < 0 ||
        day(&r, body, &ret_scale->valid_from) < 0 ||
        list(&r, levels, "levels", 2, SCALE_POSITION_MAX) < 0)
        return -1;
    for (const struct json_node *n = json_first(levels); n; n = json_next(n)) {
        if (read_level(&in_levels, n, ret_scale) < 0)
            return -1;
    }
    return 0;
}

/* An id is a text of digits. Absent or null: 0, which is every unit. */
static int unit_of(const struct reader *r, const struct json_node *body, uint32_t *ret_id)
{
    const struct json_node *n = json_get(body, "unit");
    const char *s = n ? json_string(n) : NULL;
    unsigned long long id;

    *ret_id = 0;
    if (!n || json_type(n) == JSON_NULL)
        return 0;
    if (!s || s[0] == '\0' || strlen(s) > 10 || s[strspn(s, "0123456789")] != '\0')
        return wrong(r, "unit", "must be an id, as a text");
    id = strtoull(s, NULL, 10);
    if (id == 0 || id > UINT32_MAX)
        return wrong(r, "unit", "must be an id, as a text");
    *ret_id = (uint32_t)id;
    return 0;
}

int dated_read_scale_rule(const struct json_node *body, struct dated_scale_rule *ret_rule,
                          const char **ret_field, struct err *e)
{
    static const char *const members[] = {"syllabus", "unit",   "year_from",  "year_to",
                                          "scale",    "graded", "valid_from", NULL};
    const struct reader r = {NULL, ret_field, e};

    *ret_rule = (struct dated_scale_rule){.unit_id = 0};
    if (only(&r, body, members) < 0 ||
        code(&r, body, "syllabus", CODE_MAX, &ret_rule->syllabus) < 0 ||
        unit_of(&r, body, &ret_rule->unit_id) < 0 ||
        number(&r, body, "year_from", 1, DATED_YEAR_MAX, &ret_rule->year_from) < 0 ||
        number(&r, body, "year_to", 1, DATED_YEAR_MAX, &ret_rule->year_to) < 0 ||
        code(&r, body, "scale", CODE_MAX, &ret_rule->scale) < 0 ||
        yes(&r, body, "graded", &ret_rule->graded) < 0 ||
        day(&r, body, &ret_rule->valid_from) < 0)
        return -1;
    return ret_rule->year_from > ret_rule->year_to
               ? wrong(&r, "year_to", "must not be before year_from")
               : 0;
}

static bool named_before(const struct dated_eligibility *rule, const char *subject)
{
    for (size_t i = 0; i <= rule->n && i < ELIGIBILITY_POSITIONS_MAX; i++) {
        for (size_t k = 0; k < rule->place[i].n; k++) {
            if (strcmp(rule->place[i].subject[k], subject) == 0)
                return true;
        }
    }
    return false;
}

static int read_place(const struct reader *r, const struct json_node *n,
                      struct dated_eligibility *rule)
{
    struct dated_place *place = &rule->place[rule->n];

    if (list(r, n, "a place", 1, ELIGIBILITY_ALTERNATIVES_MAX) < 0)
        return -1;
    for (const struct json_node *s = json_first(n); s; s = json_next(s)) {
        const char *subject;

        if (text(r, s, "a subject", CODE_MAX, &subject) < 0)
            return -1;
        if (named_before(rule, subject))
            return wrong(r, "a subject", "must not stand twice");
        place->subject[place->n++] = subject;
    }
    rule->n++;
    return 0;
}

int dated_read_eligibility(const struct json_node *body, struct dated_eligibility *ret_rule,
                           const char **ret_field, struct err *e)
{
    static const char *const members[] = {"slot",       "name",         "other_count",
                                          "valid_from", "requirements", NULL};
    const struct reader r = {NULL, ret_field, e}, inside = {"requirements", ret_field, e};
    const struct json_node *places = json_get(body, "requirements");

    *ret_rule = (struct dated_eligibility){.n = 0};
    if (only(&r, body, members) < 0 ||
        number(&r, body, "slot", 1, REFERENCE_SLOTS, &ret_rule->slot) < 0 ||
        name_of(&r, body, &ret_rule->name_sv, &ret_rule->name_en) < 0 ||
        number(&r, body, "other_count", 0, DATED_OTHER_MAX, &ret_rule->other_count) < 0 ||
        day(&r, body, &ret_rule->valid_from) < 0 ||
        list(&r, places, "requirements", 1, ELIGIBILITY_POSITIONS_MAX) < 0)
        return -1;
    for (const struct json_node *n = json_first(places); n; n = json_next(n)) {
        if (read_place(&inside, n, ret_rule) < 0)
            return -1;
    }
    return 0;
}
