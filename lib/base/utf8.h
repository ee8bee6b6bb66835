/* UTF-8 checks (RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF). */
#ifndef MALKOLL_BASE_UTF8_H
#define MALKOLL_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>

bool utf8_valid(const char *s, size_t len);
/* Offset of the first wrong byte, or len if all is well. */
size_t utf8_check(const char *s, size_t len);
/* Number of code points of valid UTF-8. */
size_t utf8_length(const char *s, size_t len);
/* Shortens len so that no sequence is cut and at most max code points remain. */
size_t utf8_truncate(const char *s, size_t len, size_t max);

#endif
