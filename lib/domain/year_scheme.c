#include "domain/year_scheme.h"

int year_scheme_last(const struct year_schemes *s, struct term term)
{
    int32_t first, last;

    term_first_last_day(term, &first, &last);
    for (size_t i = 0; i < s->n; i++) {
        if (first >= s->list[i].valid_from && first <= s->list[i].valid_to)
            return s->list[i].last_year;
    }
    return 0;
}

int year_scheme_school_year(struct term term)
{
    return term.year + (term.season == TERM_AUTUMN);
}

/* The year group that has so many after it. */
static int with_distance(int last, int distance)
{
    int year_group = last - distance;

    return last && year_group >= 1 && year_group <= last ? year_group : 0;
}

int year_scheme_same(const struct year_schemes *s, int year_group, struct term from, struct term to)
{
    int last = year_scheme_last(s, from);

    return last && year_group ? with_distance(year_scheme_last(s, to), last - year_group) : 0;
}

int year_scheme_cohort(const struct year_schemes *s, int year_group, struct term from,
                       struct term to)
{
    int last = year_scheme_last(s, from);
    int years = year_scheme_school_year(to) - year_scheme_school_year(from);

    return last && year_group ? with_distance(year_scheme_last(s, to), last - year_group - years)
                              : 0;
}
