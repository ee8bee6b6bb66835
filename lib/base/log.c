#include "base/log.h"

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/utf8.h"

/* Below PIPE_BUF: the workers share one pipe, and a line is one write that is not torn. */
#define LINE_MAX_BYTES 4000

static const char *log_program = "malkoll";
static enum log_level log_max = LOG_LEVEL_INFO;

/* Length of the printable character at s; 0 for control characters (C1 too) and broken UTF-8. */
static size_t printable(const char *s, size_t len)
{
    const unsigned char *u = (const unsigned char *)s;
    size_t n = utf8_truncate(s, len, 1);

    if (u[0] < 0x20 || u[0] == 0x7f || (u[0] == 0xc2 && n == 2 && u[1] < 0xa0))
        return 0;
    return n;
}

/*
 * Appends s from *pos on while it fits below limit; what is not printable becomes \xNN, and with
 * quotes set, quote and backslash get a backslash.
 */
static void escape(const char *s, bool quotes, char *out, size_t *pos, size_t limit)
{
    size_t len = strlen(s);

    while (len > 0) {
        char piece[8];
        size_t n = printable(s, len), piece_len;

        if (n == 0) {
            n = 1;
            piece_len = (size_t)snprintf(piece, sizeof(piece), "\\x%02x", (unsigned char)*s);
        } else if (quotes && (*s == '"' || *s == '\\')) {
            piece_len = (size_t)snprintf(piece, sizeof(piece), "\\%c", *s);
        } else {
            memcpy(piece, s, n);
            piece_len = n;
        }
        if (piece_len > limit - *pos)
            return;
        memcpy(out + *pos, piece, piece_len);
        *pos += piece_len;
        s += n;
        len -= n;
    }
}

void log_init(const char *program, enum log_level max)
{
    log_program = program;
    log_max = max;
}

void log_event(enum log_level level, const char *event, const char *fmt, ...)
{
    char text[LINE_MAX_BYTES], line[LINE_MAX_BYTES];
    int pid = (int)getpid();
    size_t pos;
    va_list ap;

    if (level > log_max)
        return;
    va_start(ap, fmt);
    vsnprintf(text, sizeof(text), fmt, ap);
    va_end(ap);
    pos = (size_t)snprintf(line, 80, "<%d>%.40s[%d] event=", (int)level, log_program, pid);
    escape(event, false, line, &pos, 200);
    if (text[0])
        line[pos++] = ' ';
    escape(text, false, line, &pos, sizeof(line) - 1);
    line[pos++] = '\n';
    for (size_t done = 0; done < pos;) {
        ssize_t n = write(STDERR_FILENO, line + done, pos - done);

        if (n < 0 && errno != EINTR)
            return;
        done += n > 0 ? (size_t)n : 0;
    }
}

const char *log_quote(const char *s, char *out, unsigned long out_size)
{
    size_t pos = 0;

    if (out_size < 3) {
        if (out_size)
            out[0] = '\0';
        return out;
    }
    out[pos++] = '"';
    escape(s ? s : "", true, out, &pos, out_size - 2);
    out[pos++] = '"';
    out[pos] = '\0';
    return out;
}

void log_hide_values(char *text)
{
    bool inside = false;
    char *out = text, before = ' ';

    for (; *text; before = *text++) {
        bool quote = *text == '\'' && !isalnum((unsigned char)(inside ? text[1] : before));

        inside ^= quote;
        if (!inside || quote)
            *out++ = *text;
    }
    *out = '\0';
}
