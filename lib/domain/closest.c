#include "domain/closest.h"

#include "domain/summary.h"

struct closest closest_of(const struct assess_row *rows, size_t n,
                          const struct eligibility_rule *rules, size_t rule_count, bool covered)
{
    /* Without rules: what is asked here is the counts alone. */
    struct summary s = summary_of(rows, n, NULL, 0, false);
    struct closest c;

    for (size_t g = 0; g < CLOSEST_GOALS; g++)
        c.lacks[g] = CLOSEST_NOT_COUNTED;
    if (!s.complete)
        return c;
    c.lacks[0] = s.expected - s.passed;
    for (size_t r = 0; covered && r < rule_count && r < CLOSEST_RULES; r++)
        c.lacks[1 + r] = eligibility_gap(&rules[r], rows, n).distance;
    return c;
}

bool closest_is_near(int lacks)
{
    return lacks >= 1 && lacks <= CLOSEST_FAR;
}

bool closest_is_any_near(const struct closest *c)
{
    for (size_t g = 0; g < CLOSEST_GOALS; g++) {
        if (closest_is_near(c->lacks[g]))
            return true;
    }
    return false;
}
