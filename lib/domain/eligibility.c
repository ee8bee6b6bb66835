#include "domain/eligibility.h"

#include <assert.h>

static bool counts(const struct assess_row *row)
{
    return assess_is_graded(row) && row->passes;
}

static bool has_passed(const struct assess_row *rows, size_t n, uint64_t subject_id)
{
    for (size_t i = 0; i < n; i++) {
        if (rows[i].subject_id == subject_id && counts(&rows[i]))
            return true;
    }
    return false;
}

static bool position_is_met(const struct eligibility_position *position,
                            const struct assess_row *rows, size_t n)
{
    for (size_t i = 0; i < position->count; i++) {
        if (has_passed(rows, n, position->subject_id[i]))
            return true;
    }
    return false;
}

/* In how many places the rule names the subject. */
static int times_named(const struct eligibility_rule *rule, uint64_t subject_id)
{
    int times = 0;

    for (size_t p = 0; p < rule->position_count; p++) {
        for (size_t i = 0; i < rule->position[p].count; i++)
            times += rule->position[p].subject_id[i] == subject_id;
    }
    return times;
}

bool eligibility_rule_valid(const struct eligibility_rule *rule)
{
    if (rule->position_count < 1 || rule->position_count > ELIGIBILITY_POSITIONS_MAX ||
        rule->other_count < 0)
        return false;
    for (size_t p = 0; p < rule->position_count; p++) {
        if (rule->position[p].count < 1 || rule->position[p].count > ELIGIBILITY_ALTERNATIVES_MAX)
            return false;
    }
    for (size_t p = 0; p < rule->position_count; p++) {
        for (size_t i = 0; i < rule->position[p].count; i++) {
            if (times_named(rule, rule->position[p].subject_id[i]) != 1)
                return false;
        }
    }
    return true;
}

bool eligibility_meets(const struct eligibility_rule *rule, const struct assess_row *rows, size_t n)
{
    int others = 0;

    for (size_t p = 0; p < rule->position_count; p++) {
        if (!position_is_met(&rule->position[p], rows, n))
            return false;
    }
    for (size_t i = 0; i < n; i++) {
        uint64_t id = rows[i].subject_id;

        if (counts(&rows[i]) && times_named(rule, id) == 0 && !has_passed(rows, i, id))
            others++;
    }
    return others >= rule->other_count;
}

uint32_t eligibility_mask(const struct eligibility_rule *rules, size_t rule_count,
                          const struct assess_row *rows, size_t n)
{
    uint32_t mask = 0;

    assert(rule_count <= ELIGIBILITY_RULES_MAX);
    for (size_t i = 0; i < rule_count; i++) {
        if (eligibility_meets(&rules[i], rows, n))
            mask |= UINT32_C(1) << i;
    }
    return mask;
}
