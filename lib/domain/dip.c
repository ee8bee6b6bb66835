#include "domain/dip.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"

#define STRONG 0.01 /* adjusted p */
#define CLEAR 0.05

static double share(struct dip_share s)
{
    return s.of ? (double)s.passed / s.of : 0;
}

static uint32_t changed(const struct dip_pairs *p)
{
    return p->fell + p->rose;
}

static uint32_t pairs_of(const struct dip_pairs *p)
{
    return p->both + p->fell + p->rose + p->neither;
}

/* ---- comparisons ---- */

static bool compare_pairs(const struct dip_rules *rules, const struct dip_group *g,
                          struct dip_comparison *c)
{
    const struct dip_pairs *p = &g->pairs;
    uint32_t n = pairs_of(p);

    if (n < rules->min_size || n * 2 < g->now.of)
        return false;
    c->now = (struct dip_share){p->both + p->rose, n};
    c->before = (struct dip_share){p->both + p->fell, n};
    c->interval = stats_newcombe_paired(p->both, p->fell, p->rose, p->neither);
    c->p = stats_mcnemar(p->fell, p->rose);
    c->floor = stats_mcnemar_floor(changed(p));
    return true;
}

static bool compare_year_ago(const struct dip_rules *rules, const struct dip_group *g,
                             struct dip_comparison *c)
{
    const struct dip_share *a = &g->now, *b = &g->year_ago;

    if (a->of < rules->min_size || b->of < rules->min_size)
        return false;
    c->now = *a;
    c->before = *b;
    c->interval = stats_newcombe(a->passed, a->of, b->passed, b->of);
    c->p = stats_fisher(a->passed, a->of, b->passed, b->of);
    c->floor = stats_fisher_floor(a->passed, a->of, b->passed, b->of);
    return true;
}

/* The municipality's share is taken as known: it rests on many times as many pupils. */
static bool compare_municipality(const struct dip_rules *rules, const struct dip_group *g,
                                 struct dip_comparison *c)
{
    double known = share(g->municipality);

    if (g->now.of < rules->min_size || g->municipality.of <= g->now.of)
        return false;
    c->now = g->now;
    c->before = g->municipality;
    c->interval = stats_wilson(g->now.passed, g->now.of);
    c->interval.low -= known;
    c->interval.high -= known;
    c->p = stats_binomial(g->now.passed, g->now.of, known, STATS_TWO_SIDED);
    c->floor = stats_binomial_floor(g->now.of, known);
    return true;
}

bool dip_compare(const struct dip_rules *rules, const struct dip_group *g, enum dip_kind kind,
                 struct dip_comparison *ret_comparison)
{
    static bool (*const compare[DIP_KIND__MAX])(const struct dip_rules *rules,
                                                const struct dip_group *g,
                                                struct dip_comparison *c) = {
        [DIP_PAIRS] = compare_pairs,
        [DIP_YEAR_AGO] = compare_year_ago,
        [DIP_MUNICIPALITY] = compare_municipality,
    };
    struct dip_comparison c = {.kind = kind};

    if (!compare[kind](rules, g, &c))
        return false;
    c.difference = 100 * (share(c.now) - share(c.before));
    c.interval.low *= 100;
    c.interval.high *= 100;
    *ret_comparison = c;
    return true;
}

static bool may_test(const struct dip_rules *rules, const struct dip_group *g, enum dip_kind kind)
{
    return rules->use[kind] && (kind == DIP_PAIRS || g->grain != DIP_CLASS);
}

void dip_test(const struct dip_rules *rules, struct dip_group *g)
{
    g->tested = false;
    g->flagged = false;
    g->p = g->floor = g->adjusted = 1;
    for (int kind = 0; kind < DIP_KIND__MAX && !g->tested; kind++) {
        struct dip_comparison c;

        if (!may_test(rules, g, (enum dip_kind)kind) ||
            !dip_compare(rules, g, (enum dip_kind)kind, &c))
            continue;
        g->tested = true;
        g->tested_on = (enum dip_kind)kind;
        g->difference = c.difference;
        g->floor = c.floor;
        /* 10 points of 20 pupils are 9.9999... */
        g->p = fabs(c.difference) + 1e-9 < rules->min_points ? 1 : c.p;
    }
}

/* ---- the list ---- */

void dip_adjust(const struct dip_rules *rules, struct dip_group *const *groups, size_t n,
                struct dip_list *ret_list)
{
    double *p = mem_calloc(n + 1, sizeof(*p)), *floor = mem_calloc(n + 1, sizeof(*floor));
    struct dip_list list = {0};
    size_t k = 0;

    for (size_t i = 0; i < n; i++) {
        if (!groups[i]->tested)
            continue;
        p[k] = groups[i]->p;
        floor[k++] = groups[i]->floor;
        list.tests += groups[i]->floor <= DIP_P_MAX;
    }
    list.groups = k;
    stats_bh_exact(p, floor, k, DIP_P_MAX, p);
    k = 0;
    for (size_t i = 0; i < n; i++) {
        struct dip_group *g = groups[i];

        if (!g->tested)
            continue;
        g->adjusted = p[k++];
        g->flagged = g->p <= DIP_P_MAX && g->adjusted <= rules->rate / 100.0 + 1e-12;
        list.found += g->flagged;
    }
    free(p);
    free(floor);
    *ret_list = list;
}

uint32_t dip_expected_false10(const struct dip_rules *rules, size_t n)
{
    return (uint32_t)((n * rules->rate + 5) / 10);
}

enum dip_strength dip_strength_of(const struct dip_group *g)
{
    return g->adjusted <= STRONG ? DIP_STRONG : g->adjusted <= CLEAR ? DIP_CLEAR : DIP_SOME;
}

bool dip_agrees(const struct dip_group *g, const struct dip_comparison *c)
{
    return c->p <= DIP_P_MAX && (c->difference < 0) == (g->difference < 0);
}

struct dip_pairs dip_elsewhere(const struct dip_group *g)
{
    return (struct dip_pairs){g->all.both - g->pairs.both, g->all.fell - g->pairs.fell,
                              g->all.rose - g->pairs.rose, g->all.neither - g->pairs.neither};
}

bool dip_is_common(const struct dip_group *g)
{
    struct dip_pairs rest = dip_elsewhere(g);

    if (!g->tested || g->tested_on != DIP_PAIRS ||
        (rest.rose < rest.fell) != (g->pairs.rose < g->pairs.fell))
        return false;
    return stats_mcnemar(rest.fell, rest.rose) <= DIP_P_MAX &&
           stats_fisher(g->pairs.fell, changed(&g->pairs), rest.fell, changed(&rest)) > DIP_P_MAX;
}

static int compare_numbers(double a, double b)
{
    return (a > b) - (a < b);
}

int dip_order(const struct dip_group *a, const struct dip_group *b)
{
    const uint32_t x[] = {a->key.unit_id, a->key.class_id, a->key.year_group, a->key.subject_id};
    const uint32_t y[] = {b->key.unit_id, b->key.class_id, b->key.year_group, b->key.subject_id};
    int order = dip_is_common(a) - dip_is_common(b);

    if (order == 0)
        order = compare_numbers(a->adjusted, b->adjusted);
    if (order == 0)
        order = compare_numbers(a->p, b->p);
    for (int i = 0; i < 4 && order == 0; i++)
        order = (x[i] > y[i]) - (x[i] < y[i]);
    return order;
}

/* ---- names ---- */

const char *dip_kind_name(enum dip_kind kind)
{
    static const char *const names[DIP_KIND__MAX] = {"pairs", "year_ago", "municipality"};

    return names[kind];
}

const char *dip_grain_name(enum dip_grain grain)
{
    static const char *const names[DIP_GRAIN__MAX] = {"class", "subject", "school", "area"};

    return names[grain];
}

const char *dip_strength_name(enum dip_strength strength)
{
    static const char *const names[DIP_STRENGTH__MAX] = {"some", "clear", "strong"};

    return names[strength];
}
