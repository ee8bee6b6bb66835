/*
 * A county's and the nation's figure from a file that has municipalities only. Where the file says
 * how many pupils stand behind each figure, it is their mean by pupils; else the median of the
 * municipalities, which is no mean of pupils and is never called one. Municipalities with a mark in
 * place of a figure are left out of both, and how many are in is kept. Counts are not summed: a sum
 * without those with a mark would be too low.
 */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "roster/national_read.h"

struct item {
    const struct national_figure *figure;
    const char *county;
};

static int compare_keys(const struct national_figure *a, const struct national_figure *b)
{
    if (a->provider != b->provider)
        return a->provider - b->provider;
    if (a->gender != b->gender)
        return a->gender - b->gender;
    if (a->measure != b->measure)
        return a->measure - b->measure;
    return strcmp(a->subject, b->subject) ? strcmp(a->subject, b->subject) : a->year - b->year;
}

static int compare_items(const void *a, const void *b)
{
    const struct item *x = a, *y = b;
    int key = compare_keys(x->figure, y->figure);

    return key ? key : strcmp(x->county, y->county);
}

static int compare_tenths(const void *a, const void *b)
{
    return *(const int32_t *)a - *(const int32_t *)b;
}

/* Half up, as the agency rounds. */
static int32_t weighted(const struct item *items, size_t n, int64_t *ret_pupils)
{
    int64_t sum = 0, pupils = 0;

    for (size_t i = 0; i < n; i++) {
        if (items[i].figure->tenths >= 0) {
            sum += (int64_t)items[i].figure->tenths * items[i].figure->n;
            pupils += items[i].figure->n;
        }
    }
    *ret_pupils = pupils;
    return pupils ? (int32_t)((sum + pupils / 2) / pupils) : -1;
}

static int32_t median(const struct item *items, size_t n)
{
    int32_t *values = mem_calloc(n, sizeof(*values)), result;
    size_t known = 0;

    for (size_t i = 0; i < n; i++) {
        if (items[i].figure->tenths >= 0)
            values[known++] = items[i].figure->tenths;
    }
    qsort(values, known, sizeof(*values), compare_tenths);
    result = known == 0       ? -1
             : known % 2 == 1 ? values[known / 2]
                              : (values[known / 2 - 1] + values[known / 2] + 1) / 2;
    free(values);
    return result;
}

/* One made figure of items[0..n), which differ in their municipality alone. */
static void make(struct national_file *f, const struct item *items, size_t n,
                 enum national_level level, const char *code)
{
    const struct national_figure like = *items[0].figure;
    uint32_t area = national_add_area(f, level, code, "Riket", "");
    int64_t pupils = 0;
    size_t known = 0;
    bool has_n = true;
    int32_t tenths;

    for (size_t i = 0; i < n; i++) {
        if (items[i].figure->tenths >= 0) {
            known++;
            has_n = has_n && items[i].figure->n > 0;
        }
    }
    if (known == 0)
        return;
    tenths = has_n ? weighted(items, n, &pupils) : median(items, n);

    struct national_figure *to = national_new_figure(f);
    *to = like;
    to->area = area;
    to->tenths = tenths;
    to->mark = "";
    to->n = has_n ? (int32_t)pupils : -1;
    to->basis = has_n ? NATIONAL_WEIGHTED : NATIONAL_MEDIAN;
    to->areas = (int)known;
    to->areas_all = (int)n;
}

/* Year 6 is printed by gender alone: both together, weighted by their pupils, where both are known. */
static void join_genders(struct national_file *f)
{
    size_t count = f->n_figures;

    for (size_t i = 0; i < count; i++) {
        const struct national_figure girls = f->figures[i];

        for (size_t k = i + 1; girls.gender == 1 && girls.tenths >= 0 && girls.n > 0 && k < count;
             k++) {
            const struct national_figure boys = f->figures[k];
            struct national_figure *to;
            int64_t n = (int64_t)girls.n + boys.n;

            if (boys.area != girls.area || boys.provider != girls.provider)
                break; /* the row's figures stand beside each other */
            if (boys.gender != 2 || boys.measure != girls.measure || boys.tenths < 0 || boys.n <= 0)
                continue;
            to = national_new_figure(f);
            *to = girls;
            to->gender = 0;
            to->tenths = (int32_t)(((int64_t)girls.tenths * girls.n +
                                    (int64_t)boys.tenths * boys.n + n / 2) / n);
            to->n = (int32_t)n;
            to->basis = NATIONAL_WEIGHTED;
        }
    }
}

void national_derive(struct national_file *f)
{
    size_t n = 0, count;
    struct national_figure *own;
    struct item *items;

    if (f->layout == NATIONAL_GRADES6)
        join_genders(f);
    count = f->n_figures;
    if (f->level != NATIONAL_MUNICIPALITY || count == 0)
        return;
    /* A copy, since making figures moves the list. */
    own = mem_calloc(count, sizeof(*own));
    memcpy(own, f->figures, count * sizeof(*own));
    items = mem_calloc(count, sizeof(*items));
    for (size_t i = 0; i < count; i++) {
        if (national_measure_kind((enum national_measure)own[i].measure) != NATIONAL_COUNT)
            items[n++] = (struct item){&own[i], arena_strdup(f->arena, f->areas[own[i].area].county)};
    }
    qsort(items, n, sizeof(*items), compare_items);
    for (size_t i = 0, end; i < n; i = end) {
        for (end = i; end < n && compare_keys(items[i].figure, items[end].figure) == 0; end++)
            ;
        make(f, items + i, end - i, NATIONAL_NATION, "00");
        for (size_t k = i, to; k < end; k = to) {
            for (to = k; to < end && strcmp(items[k].county, items[to].county) == 0; to++)
                ;
            if (*items[k].county)
                make(f, items + k, to - k, NATIONAL_COUNTY, items[k].county);
        }
    }
    free(items);
    free(own);
}
