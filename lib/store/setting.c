#include "store/setting.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

const struct setting_spec setting_specs[SETTING__MAX] = {
    [SETTING_CONTACT] = {"contact", false, 0, 0, "",
                         "Whom to ask: shown to those who have no duty, and where something is wrong."},
    [SETTING_NIGHT_FROM] = {"audit_night_from", true, 0, 23, "22",
                            "Hour from which the access log marks a line as unusual."},
    [SETTING_NIGHT_TO] = {"audit_night_to", true, 0, 23, "6",
                          "Hour until which the access log marks a line as unusual."},
    [SETTING_MANY_PUPILS] = {"audit_many_pupils", true, 5, 1000, "20",
                             "Pupils outside the own groups and classes, seen in an hour, from "
                             "which the access log marks it."},
    [SETTING_MANY_REFUSALS] = {"audit_many_refusals", true, 3, 1000, "10",
                               "Refused attempts in an hour from which the access log marks it."},
    [SETTING_DIP_MIN_SIZE] = {"dip_min_size", true, 5, 200, "10",
                              "Dips: smallest group, and smallest group compared with."},
    [SETTING_DIP_MIN_POINTS] = {"dip_min_points", true, 0, 50, "5",
                                "Dips: smallest change, in percentage points."},
    [SETTING_DIP_RATE] = {"dip_rate", true, 1, 25, "10",
                          "Dips: per cent of the flags that may be false alarms."},
    [SETTING_DIP_PAIRS] = {"dip_pairs", true, 0, 1, "1",
                           "Dips: 1 = compare with the same pupils in the round before."},
    [SETTING_DIP_YEAR_AGO] = {"dip_year_ago", true, 0, 1, "1",
                              "Dips: 1 = else with the same year group one year earlier."},
    [SETTING_DIP_MUNICIPALITY] = {"dip_municipality", true, 0, 1, "1",
                                  "Dips: 1 = else with the municipality's share."},
    [SETTING_MUNICIPALITY] = {"municipality_code", false, 0, 0, "",
                              "Four digits: the own municipality in the national agency's figures."},
    [SETTING_SIMILAR] = {"similar_municipalities", false, 0, 0, "",
                         "Codes of at most ten municipalities to stand beside the own one."},
    [SETTING_HIT_MIN] = {"hit_rate_min", true, 5, 200, "10",
                         "Forecasts with a grade from which a hit rate is said; below it the counts "
                         "stand alone."},
    [SETTING_LIMIT_MUNICIPALITY] = {"limit_municipality", true, 3, 100, "5",
                                    "Fewer pupils than this are not shown in a publication, for the "
                                    "municipality."},
    [SETTING_LIMIT_AREA] = {"limit_area", true, 3, 100, "10", "The same for an area."},
    [SETTING_LIMIT_SCHOOL] = {"limit_school", true, 3, 100, "10", "The same for a school."},
    [SETTING_PUBLIC_PAGE] = {"public_page", true, 0, 1, "0",
                             "1: what is published for everybody can be read without a login."},
};

enum setting_id setting_find(const char *name)
{
    enum setting_id id = 0;

    while (id < SETTING__MAX && strcmp(setting_specs[id].name, name) != 0)
        id++;
    return id;
}

int setting_get(struct db *db, enum setting_id id, char *ret_value, struct err *e)
{
    struct db_rows *r;

    if (db_select(db, SQL_SETTING_FIND, &r, e, DB_S(setting_specs[id].name)) < 0)
        return -1;
    snprintf(ret_value, SETTING_VALUE_MAX * 4 + 1, "%s",
             db_next(r) ? db_str(r, 0) : setting_specs[id].value);
    return db_done(r, e);
}

/* Codes of municipalities, parted by single spaces. */
static bool are_codes(const char *value, size_t max)
{
    size_t n = 0;

    while (*value) {
        if (strspn(value, "0123456789") != 4 || (value[4] && (value[4] != ' ' || !value[5])))
            return false;
        value += value[4] ? 5 : 4;
        n++;
    }
    return n <= max;
}

static bool fits(const struct setting_spec *spec, const char *value)
{
    char *end;
    long n;

    if (!spec->is_number)
        return utf8_length(value, strlen(value)) <= SETTING_VALUE_MAX;
    n = strtol(value, &end, 10);
    return value[0] >= '0' && value[0] <= '9' && !*end && n >= spec->min && n <= spec->max;
}

int setting_set(struct db *db, enum setting_id id, const char *value, uint32_t person_id,
                const char *actor, struct err *e)
{
    const struct setting_spec *spec = &setting_specs[id];

    if (!fits(spec, value) && spec->is_number)
        return err_set(e, ERR_INPUT, "%s is a whole number from %d to %d", spec->name, spec->min,
                       spec->max);
    if (!fits(spec, value))
        return err_set(e, ERR_INPUT, "%s has at most %d characters", spec->name, SETTING_VALUE_MAX);
    if (id == SETTING_MUNICIPALITY && !are_codes(value, 1))
        return err_set(e, ERR_INPUT, "%s is the four digits of a municipality's code", spec->name);
    if (id == SETTING_SIMILAR && !are_codes(value, SETTING_SIMILAR_MAX))
        return err_set(e, ERR_INPUT, "%s are at most %d codes of four digits, parted by spaces",
                       spec->name, SETTING_SIMILAR_MAX);
    /* Pages that a setting is in are made anew. */
    if (db_exec(db, SQL_SETTING_PUT, NULL, e, DB_S(spec->name), DB_S(value), DB_ID(person_id),
                DB_S(actor)) < 0)
        return -1;
    return db_exec(db, SQL_REVISION_BUMP, NULL, e, DB_I(0));
}
