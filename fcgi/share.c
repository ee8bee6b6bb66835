#include "fcgi/share.h"

#include <math.h>

#define HUNDREDTHS 10000.0 /* of a per cent, in a share of 1 */
#define POINT_TENTHS 10.0  /* hundredths of a point in a tenth */
#define SQUARE_TENTHS 1000.0 /* squared tenths in tens of squared points */

static double value_of(struct share s)
{
    return (double)s.n / s.of * (s.is_mean ? POINT_TENTHS : HUNDREDTHS);
}

static void write_number(struct json_writer *w, double hundredths)
{
    json_int(w, (int64_t)lround(hundredths));
}

static void write_nulls(struct json_writer *w, int n)
{
    for (int i = 0; i < n; i++)
        json_null(w);
}

static struct stats_sums sums_of(struct share s)
{
    return (struct stats_sums){(double)s.n, s.squares * SQUARE_TENTHS, s.of};
}

static void write_bounds(struct json_writer *w, bool known, struct stats_interval i, double scale)
{
    if (!known) {
        write_nulls(w, 2);
        return;
    }
    write_number(w, i.low * scale);
    write_number(w, i.high * scale);
}

void share_write_interval(struct json_writer *w, struct share s)
{
    struct stats_interval i = {0, 0};

    if (s.is_mean) {
        bool known = stats_mean(sums_of(s), &i);

        write_bounds(w, known, i, POINT_TENTHS);
        return;
    }
    i = stats_wilson(s.n, s.of);
    write_bounds(w, true, i, HUNDREDTHS);
}

/* The difference of two groups that have nobody in common, and its interval, times scale. */
static void write_apart(struct json_writer *w, double difference, struct share a, struct share b,
                        double scale)
{
    struct stats_interval i = {0, 0};

    write_number(w, difference);
    if (a.is_mean) {
        bool known = stats_mean_difference(sums_of(a), sums_of(b), &i);

        write_bounds(w, known, i, scale * POINT_TENTHS);
        return;
    }
    i = stats_newcombe(a.n, a.of, b.n, b.of);
    write_bounds(w, true, i, scale * HUNDREDTHS);
}

void share_write_difference(struct json_writer *w, struct share a, struct share b)
{
    if (!a.of || !b.of)
        write_nulls(w, 3);
    else
        write_apart(w, value_of(a) - value_of(b), a, b, 1);
}

/* How many both have in common, of those that the interval can go by. */
static uint32_t in_common(struct share a, struct share b, const struct pair_common *common)
{
    uint32_t n = a.is_mean ? common->values.n : stats_pairs_n(common->pairs);

    return a.of && b.of && n >= (a.is_mean ? 2 : 1) ? n : 0;
}

void share_write_change(struct json_writer *w, struct share a, struct share b,
                        const struct pair_common *common)
{
    struct stats_interval i = {0, 0};
    bool known = true;

    if (!in_common(a, b, common)) {
        share_write_difference(w, a, b);
        return;
    }
    write_number(w, value_of(a) - value_of(b));
    if (a.is_mean)
        known = stats_mean_overlap(sums_of(a), sums_of(b), common->values, &i);
    else
        i = stats_newcombe_overlap(a.n, a.of, b.n, b.of, common->pairs);
    write_bounds(w, known, i, a.is_mean ? POINT_TENTHS : HUNDREDTHS);
}

void share_write_common(struct json_writer *w, struct share a, struct share b,
                        const struct pair_common *common)
{
    uint32_t n = in_common(a, b, common);

    if (n)
        json_int(w, n);
    else
        json_null(w);
}

void share_write_to_whole(struct json_writer *w, struct share part, struct share whole)
{
    struct share rest = {whole.n - part.n, whole.of - part.of, part.is_mean,
                         whole.squares - part.squares};

    if (!part.of || whole.of <= part.of || whole.n < part.n)
        write_nulls(w, 3);
    else
        write_apart(w, value_of(part) - value_of(whole), part, rest,
                    (double)rest.of / whole.of);
}
