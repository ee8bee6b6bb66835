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

struct eligibility_gap eligibility_gap(const struct eligibility_rule *rule,
                                       const struct assess_row *rows, size_t n)
{
    struct eligibility_gap gap = {.others = rule->other_count};

    for (size_t p = 0; p < rule->position_count; p++) {
        if (!position_is_met(&rule->position[p], rows, n)) {
            gap.positions |= UINT32_C(1) << p;
            gap.distance++;
        }
    }
    for (size_t i = 0; i < n && gap.others > 0; i++) {
        uint64_t id = rows[i].subject_id;

        if (counts(&rows[i]) && times_named(rule, id) == 0 && !has_passed(rows, i, id))
            gap.others--;
    }
    gap.distance += gap.others;
    return gap;
}

bool eligibility_names(const struct eligibility_rule *rule, uint64_t subject_id)
{
    return times_named(rule, subject_id) > 0;
}

bool eligibility_meets(const struct eligibility_rule *rule, const struct assess_row *rows, size_t n)
{
    return eligibility_gap(rule, rows, n).distance == 0;
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
