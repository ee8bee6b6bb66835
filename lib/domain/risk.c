#include "domain/risk.h"

static bool is_reported(const struct risk_point *p)
{
    return p->expected && p->state != ASSESS_MISSING;
}

static bool is_passed(const struct risk_point *p)
{
    return p->state == ASSESS_LEVEL && p->passes;
}

const char *risk_name(enum risk risk)
{
    static const char *const names[RISK__MAX] = {NULL, "not_passed", "not_assessable",
                                                 "not_passed_before", "watch"};

    return names[risk];
}

bool risk_change(const struct risk_point *from, const struct risk_point *to, int *ret_change)
{
    if (!is_reported(from) || !is_reported(to))
        return false;
    if (from->state == ASSESS_LEVEL && to->state == ASSESS_LEVEL && from->scale_id == to->scale_id)
        *ret_change = to->position - from->position;
    else
        *ret_change = is_passed(to) - is_passed(from);
    return true;
}

/* The latest before points[0] that is reported; NULL if there is none. */
static const struct risk_point *last_reported(const struct risk_point *points, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        if (is_reported(&points[i]))
            return &points[i];
    }
    return NULL;
}

static bool failed_earlier(const struct risk_point *points, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        if (is_reported(&points[i]) && !is_passed(&points[i]))
            return true;
    }
    return false;
}

static enum risk risk_now(const struct risk_point *points, size_t n, const struct risk_view *v)
{
    const struct risk_point *now = &points[0];
    const struct risk_point *last = last_reported(points, n);

    if (!now->expected)
        return RISK_NONE;
    if (now->state == ASSESS_NOT_ASSESSABLE)
        return RISK_NOT_ASSESSABLE;
    if (now->state == ASSESS_MISSING)
        return last && !is_passed(last) ? RISK_NOT_PASSED_BEFORE : RISK_NONE;
    if (!now->passes)
        return RISK_NOT_PASSED;
    if (now->lowest_pass && ((v->has_change && v->change < 0) || failed_earlier(points, n)))
        return RISK_WATCH;
    return RISK_NONE;
}

struct risk_view risk_of(const struct risk_point *points, size_t n)
{
    struct risk_view v = {0};
    size_t reported = 0, oldest = 0;
    int net = 0;

    n = n > RISK_ROUNDS ? RISK_ROUNDS : n;
    if (n == 0)
        return v;
    v.has_change = n > 1 && risk_change(&points[1], &points[0], &v.change);
    for (size_t i = 0; i < n; i++) {
        if (!is_reported(&points[i]))
            continue;
        reported++;
        oldest = i;
    }
    v.has_trend = reported > 2 && risk_change(&points[oldest], &points[0], &net);
    if (v.has_trend)
        v.trend = (net > 0) - (net < 0);
    v.risk = risk_now(points, n, &v);
    return v;
}
