#include "fcgi/clock.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Writes v as decimal digits; the callers' fields are as wide as the calendar needs. */
static char *put(char *out, int v, int width)
{
    for (int i = width - 1; i >= 0; i--, v /= 10)
        out[i] = (char)('0' + v % 10);
    return out + width;
}

static char *put_date(char *out, const struct tm *tm)
{
    out = put(out, tm->tm_year + 1900, 4);
    *out++ = '-';
    out = put(out, tm->tm_mon + 1, 2);
    *out++ = '-';
    return put(out, tm->tm_mday, 2);
}

int clock_init(const char *zone, struct err *e)
{
    if (setenv("TZ", zone, 1) < 0)
        return err_set_code(e, ERR_INTERNAL, errno, "setenv TZ: %s", strerror(errno));
    tzset();
    return 0;
}

void clock_read(char ret_today[11], char ret_now[24])
{
    struct timespec ts;
    struct tm tm;
    char *p;

    clock_gettime(CLOCK_REALTIME, &ts);
    localtime_r(&ts.tv_sec, &tm);
    *put_date(ret_today, &tm) = '\0';
    gmtime_r(&ts.tv_sec, &tm);
    p = put_date(ret_now, &tm);
    *p++ = ' ';
    p = put(p, tm.tm_hour, 2);
    *p++ = ':';
    p = put(p, tm.tm_min, 2);
    *p++ = ':';
    p = put(p, tm.tm_sec, 2);
    *p++ = '.';
    *put(p, (int)(ts.tv_nsec / 1000000), 3) = '\0';
}
