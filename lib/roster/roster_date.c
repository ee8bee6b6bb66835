#include "roster/roster_date.h"

#include <stdbool.h>
#include <stddef.h>

#include "domain/day.h"
#include "domain/digits.h"

/* One or two digits; the place after them, or NULL. */
static const char *read_one_or_two(const char *s, int *ret_value)
{
    if (s[0] != '\0' && s[1] >= '0' && s[1] <= '9')
        return digits_read(s, 2, ret_value);
    return digits_read(s, 1, ret_value);
}

/* "25/12/2023", "12/25/2023": the part above 12 is the day; two different ones below: unclear. */
static int parse_slashed(const char *text, int32_t *ret_day)
{
    int first, second, year;
    const char *s = read_one_or_two(text, &first);

    if (!s || (*s != '/' && *s != '.'))
        return -1;

    bool dotted = *s == '.'; /* only Europeans write dots: the day comes first */
    char separator = *s;
    if (!(s = read_one_or_two(s + 1, &second)) || *s++ != separator ||
        !(s = digits_read(s, 4, &year)) || *s != '\0')
        return -1;
    if (dotted || first > 12 || first == second)
        return day_from_ymd(year, second, first, ret_day);
    return second > 12 ? day_from_ymd(year, first, second, ret_day) : -1;
}

int roster_date_parse(const char *text, int32_t *ret_day)
{
    int year, month, mday;
    const char *s = text;

    if (day_parse_lenient(text, ret_day) == 0)
        return 0;
    if ((s = digits_read(s, 4, &year)) && (s = digits_read(s, 2, &month)) &&
        (s = digits_read(s, 2, &mday)) && *s == '\0')
        return day_from_ymd(year, month, mday, ret_day);
    return parse_slashed(text, ret_day);
}
