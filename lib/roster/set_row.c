#include "roster/set_row.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "domain/day.h"
#include "roster/roster_date.h"

#define ITEM_MAX 255

void set_row_finding(const struct set_reader *r, const struct table_row *row,
                     enum finding_kind kind, const char *column, const char *found)
{
    findings_add(r->set->findings, kind, set_file_names[r->file], row->line, column, found, NULL);
}

bool set_row_id(const struct set_reader *r, const struct table_row *row, const char *column,
                const char *value)
{
    size_t len = strlen(value);

    if (len > 0 && len <= SET_ID_BYTES_MAX)
        return true;
    set_row_finding(r, row, len ? FINDING_ID_TOO_LONG : FINDING_ID_EMPTY, column, value);
    return false;
}

bool set_row_active(const struct set_reader *r, const struct table_row *row, const char *status)
{
    if (*status == '\0' || strcasecmp(status, "active") == 0)
        return true;
    if (strcasecmp(status, "inactive") == 0 || strcasecmp(status, "tobedeleted") == 0)
        return false;
    set_row_finding(r, row, FINDING_STATUS_UNKNOWN, "status", status);
    return true;
}

static int32_t read_date(const struct set_reader *r, const struct table_row *row,
                         const char *column, const char *value, int32_t none)
{
    int32_t day;

    if (*value == '\0')
        return none;
    if (roster_date_parse(value, &day) == 0)
        return day;
    set_row_finding(r, row, FINDING_DATE_UNREADABLE, column, value);
    return none;
}

bool set_row_dates(const struct set_reader *r, const struct table_row *row, const char *begin,
                   const char *end, int32_t *ret_begin, int32_t *ret_end)
{
    int32_t first = read_date(r, row, "beginDate", begin, DAY_MIN);
    int32_t last = read_date(r, row, "endDate", end, DAY_MAX);

    if (first > last) {
        set_row_finding(r, row, FINDING_DATES_REVERSED, "endDate", end);
        return false;
    }
    *ret_begin = first;
    *ret_end = last;
    return true;
}

uint64_t set_row_hash(const struct table_row *row, size_t n)
{
    uint64_t hash = ID_INDEX_SEED;

    for (size_t i = 0; i < n; i++)
        hash = id_index_hash(hash, row->value[i]);
    return hash;
}

void set_row_again(const struct set_reader *r, const struct table_row *row, const char *id,
                   bool same, uint32_t first_line)
{
    char line[16];

    if (same) {
        set_row_finding(r, row, FINDING_ID_AGAIN, "sourcedId", id);
        return;
    }
    snprintf(line, sizeof(line), "%u", first_line);
    findings_add(r->set->findings, FINDING_ID_CONFLICT, set_file_names[r->file], row->line,
                 "sourcedId", id, line);
}

const char *set_row_text(const struct set_reader *r, const struct table_row *row,
                         const char *column, const char *value, size_t max)
{
    size_t len = strlen(value);
    size_t kept = len <= max ? len : utf8_truncate(value, len, max);
    char limit[24];

    if (kept < len) {
        snprintf(limit, sizeof(limit), "%zu", max);
        findings_add(r->set->findings, FINDING_NAME_TOO_LONG, set_file_names[r->file], row->line,
                     column, NULL, limit);
    }
    return arena_strndup(r->set->arena, value, kept);
}

enum set_role set_row_role(const char *text)
{
    static const struct {
        const char *name;
        enum set_role role;
    } roles[] = {
        {"student", SET_ROLE_STUDENT},
        {"teacher", SET_ROLE_TEACHER},
        {"principal", SET_ROLE_PRINCIPAL},
        {"siteadministrator", SET_ROLE_SITE_ADMINISTRATOR},
        {"districtadministrator", SET_ROLE_DISTRICT_ADMINISTRATOR},
        {"systemadministrator", SET_ROLE_SYSTEM_ADMINISTRATOR},
        {"administrator", SET_ROLE_ADMINISTRATOR},
        {"aide", SET_ROLE_OTHER_STAFF},
        {"counselor", SET_ROLE_OTHER_STAFF},
        {"proctor", SET_ROLE_OTHER_STAFF},
        {"guardian", SET_ROLE_FAMILY},
        {"parent", SET_ROLE_FAMILY},
        {"relative", SET_ROLE_FAMILY},
    };
    char word[32];
    size_t n = 0;

    for (; *text && n < sizeof(word) - 1; text++)
        if (*text != ' ' && *text != '-' && *text != '_')
            word[n++] = *text;
    word[n] = '\0';
    for (size_t i = 0; i < sizeof(roles) / sizeof(*roles); i++)
        if (strcasecmp(word, roles[i].name) == 0)
            return roles[i].role;
    return SET_ROLE_UNKNOWN;
}

void *set_row_grow(void *array, size_t *cap, size_t size)
{
    *cap = *cap ? *cap * 2 : 256;
    return mem_realloc(array, *cap * size);
}

void set_row_each(const char *list, void (*fn)(void *ctx, const char *item), void *ctx)
{
    char item[ITEM_MAX + 1];

    while (*list) {
        size_t n = strcspn(list, ",");
        const char *next = list[n] ? list + n + 1 : list + n;

        while (n > 0 && *list == ' ') {
            list++;
            n--;
        }
        while (n > 0 && list[n - 1] == ' ')
            n--;
        if (n > 0 && n <= ITEM_MAX) {
            memcpy(item, list, n);
            item[n] = '\0';
            fn(ctx, item);
        }
        list = next;
    }
}
