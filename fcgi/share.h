/*
 * Shares and their differences as answers write them: whole hundredths of a percentage point, with
 * 95 % intervals (lib/domain/stats.h). A mean, such as the merit value, is in hundredths of a point, and
 * its interval by Student's t, from the sums of values and of their squares that the cells hold.
 */
#ifndef MALKOLL_FCGI_SHARE_H
#define MALKOLL_FCGI_SHARE_H

#include "base/json_write.h"
#include "domain/stats.h"
#include "store/pair.h"

struct share {
    uint32_t n, of;
    bool is_mean; /* n is a sum of tenths of points */
    uint32_t squares; /* of a mean: sum of the squared values, in tens of squared points */
};

static inline struct share share_of(uint32_t n, uint32_t of)
{
    return (struct share){n, of, false, 0};
}

/* Two elements, low and high; two nulls for the mean of one pupil. of is not 0. */
void share_write_interval(struct json_writer *w, struct share s);
/* Three elements: the difference a - b and its interval, as of independent groups; three nulls
 * where one of them has nobody. */
void share_write_difference(struct json_writer *w, struct share a, struct share b);
/* The same of the change from b to a, with the interval that goes by the pupils whom both have in
 * common. How many these are is share_write_common: null when none are known, or of a mean fewer than
 * two, and the groups then count as independent. */
void share_write_change(struct json_writer *w, struct share a, struct share b,
                        const struct pair_common *common);
void share_write_common(struct json_writer *w, struct share a, struct share b,
                        const struct pair_common *common);
/* As share_write_difference, of a part and the whole that it is in: what is compared is the part with the rest, since
 * the whole holds the part; the difference to the whole is that one times the rest's size in it. */
void share_write_to_whole(struct json_writer *w, struct share part, struct share whole);

#endif
