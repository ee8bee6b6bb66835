#include "domain/scale.h"

#include <string.h>

static bool is_valid(const struct scale_set *set, uint64_t scale_id, int32_t day)
{
    for (size_t i = 0; i < set->scale_count; i++) {
        const struct scale *scale = &set->scales[i];

        if (scale->id == scale_id)
            return day >= scale->valid_from && day <= scale->valid_to;
    }
    return false;
}

/* Whether rule a goes before rule b, both being applicable. */
static bool goes_before(const struct scale_rule *a, const struct scale_rule *b)
{
    bool a_own = a->unit_id != 0;
    bool b_own = b->unit_id != 0;

    if (a_own != b_own)
        return a_own;
    if (a->valid_from != b->valid_from)
        return a->valid_from > b->valid_from;
    return a->scale_id < b->scale_id;
}

const struct scale_rule *scale_choose(const struct scale_set *set, uint64_t syllabus_id,
                                      uint64_t unit_id, int year_group, int32_t day)
{
    const struct scale_rule *best = NULL;

    for (size_t i = 0; i < set->rule_count; i++) {
        const struct scale_rule *rule = &set->rules[i];

        if (rule->syllabus_id != syllabus_id || (rule->unit_id != 0 && rule->unit_id != unit_id) ||
            year_group < rule->year_from || year_group > rule->year_to || day < rule->valid_from ||
            day > rule->valid_to || !is_valid(set, rule->scale_id, day))
            continue;
        if (!best || goes_before(rule, best))
            best = rule;
    }
    return best;
}

const struct scale_level *scale_find_level(const struct scale_set *set, uint64_t scale_id,
                                           const char *code)
{
    for (size_t i = 0; i < set->level_count; i++) {
        const struct scale_level *level = &set->levels[i];

        if (level->scale_id == scale_id && strcmp(level->code, code) == 0)
            return level;
    }
    return NULL;
}
