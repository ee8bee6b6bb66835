#include <assert.h>
#include <math.h>

#include "domain/stats.h"

#define STEPS_MAX 2000
#define ENOUGH 1e-15

static double not_zero(double x)
{
    return fabs(x) < 1e-300 ? 1e-300 : x;
}

/* The continued fraction of the incomplete beta function, by Lentz's way: Abramowitz and Stegun 26.5.8. */
static double beta_fraction(double a, double b, double x)
{
    double c = 1, d = 1 / not_zero(1 - (a + b) * x / (a + 1)), h = d;

    for (int m = 1; m <= STEPS_MAX; m++) {
        double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
        double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)), step;

        d = 1 / not_zero(1 + even * d);
        c = not_zero(1 + even / c);
        h *= d * c;
        d = 1 / not_zero(1 + odd * d);
        c = not_zero(1 + odd / c);
        step = d * c;
        h *= step;
        if (fabs(step - 1) < ENOUGH)
            break;
    }
    return h;
}

/* I_x(a, b) */
static double beta_share(double a, double b, double x)
{
    double front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x));

    if (x < (a + 1) / (a + b + 2))
        return front * beta_fraction(a, b, x) / a;
    return 1 - front * beta_fraction(b, a, 1 - x) / b;
}

/* How much of Student's distribution lies beyond t, to both sides. */
static double beyond(double t, double df)
{
    return beta_share(df / 2, 0.5, df / (df + t * t));
}

double stats_t95(double df)
{
    double low = 1.9, high = 2;

    assert(df > 0);
    while (beyond(high, df) > 0.05)
        high *= 2;
    for (int i = 0; i < 200 && high - low > 1e-13 * high; i++) {
        double middle = (low + high) / 2;

        if (beyond(middle, df) > 0.05)
            low = middle;
        else
            high = middle;
    }
    return (low + high) / 2;
}

/* Variance of the mean. */
static double of_mean(struct stats_sums s)
{
    return fmax(0, s.squares - s.sum * s.sum / s.n) / (s.n - 1) / s.n;
}

static struct stats_interval around(double middle, double variance, double df)
{
    double half = variance > 0 ? stats_t95(df) * sqrt(variance) : 0;

    return (struct stats_interval){middle - half, middle + half};
}

bool stats_mean(struct stats_sums s, struct stats_interval *ret_interval)
{
    if (s.n < 2)
        return false;
    *ret_interval = around(s.sum / s.n, of_mean(s), s.n - 1);
    return true;
}

bool stats_mean_difference(struct stats_sums a, struct stats_sums b,
                           struct stats_interval *ret_interval)
{
    return stats_mean_overlap(a, b, (struct stats_value_pairs){0}, ret_interval);
}

/* Of x and y. By dd and not the sum of products, so that what was rounded in xx and yy, as it was in
 * the groups' own squares, cancels where everybody is in both. */
static double correlation(struct stats_value_pairs p)
{
    double xx = p.xx - p.x * p.x / p.n, yy = p.yy - p.y * p.y / p.n, d = p.x - p.y;

    if (xx <= 0 || yy <= 0)
        return 0;
    return fmax(-1, fmin(1, (xx + yy - (p.dd - d * d / p.n)) / 2 / sqrt(xx * yy)));
}

bool stats_mean_overlap(struct stats_sums a, struct stats_sums b, struct stats_value_pairs pairs,
                        struct stats_interval *ret_interval)
{
    double va, vb, df, variance, n = fmin(pairs.n, a.n < b.n ? a.n : b.n);

    if (a.n < 2 || b.n < 2)
        return false;
    va = of_mean(a);
    vb = of_mean(b);
    variance = va + vb;
    df = variance * variance / (va * va / (a.n - 1) + vb * vb / (b.n - 1));
    if (n >= 2) {
        variance -= 2 * correlation(pairs) * sqrt(va * vb) * n / sqrt((double)a.n * b.n);
        df = n - 1 + (df - n + 1) * (a.n + b.n - 2 * n) / ((double)a.n + b.n);
    }
    *ret_interval = around(a.sum / a.n - b.sum / b.n, variance, df);
    return true;
}
