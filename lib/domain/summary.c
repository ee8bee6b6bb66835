#include "domain/summary.h"

#include <assert.h>

static void count(struct summary *summary, const struct assess_row *row)
{
    if (row->left) {
        summary->left++;
        return;
    }
    summary->expected++;
    switch (row->state) {
    case ASSESS_MISSING:
        summary->missing++;
        break;
    case ASSESS_NOT_ASSESSABLE:
        summary->not_assessable++;
        break;
    case ASSESS_LEVEL:
        summary->assessed++;
        if (row->passes)
            summary->passed++;
        else
            summary->not_passed++;
        break;
    case ASSESS_STATE__MAX:
        assert(false); /* no state of a row */
        break;
    }
}

struct summary summary_of(const struct assess_row *rows, size_t n,
                          const struct eligibility_rule *rules, size_t rule_count, bool covered)
{
    struct summary summary = {0};

    for (size_t i = 0; i < n; i++)
        count(&summary, &rows[i]);
    summary.complete = summary.expected > 0 && summary.missing == 0;
    summary.all_subjects = summary.complete && summary.passed == summary.expected;
    summary.at_risk = summary.not_passed + summary.not_assessable > 0;
    summary.has_selection = summary.complete && covered;
    if (summary.has_selection) {
        summary.eligible = eligibility_mask(rules, rule_count, rows, n);
        summary.merit = merit_of(rows, n);
    }
    return summary;
}
