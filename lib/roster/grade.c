#include "roster/grade.h"

#include <stddef.h>
#include <string.h>

#define WORD_MAX 31

/* What may stand before the number. */
static const char *const prefixes[] = {"", "åk", "ak", "årskurs", "år", "klass", "grade", "year"};
static const char *const preschool[] = {"f", "fk", "f-klass", "fklass", "förskoleklass", "kg"};

static bool is_one_of(const char *word, const char *const *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(word, list[i]) == 0)
            return true;
    return false;
}

/* One item, without spaces and dots, in lower case (a-z, and the Å that "Årskurs" begins with). */
static size_t clean_item(const char *item, size_t len, char out[WORD_MAX + 1])
{
    size_t n = 0;

    for (size_t i = 0; i < len && n < WORD_MAX; i++) {
        char c = item[i];

        if (c == ' ' || c == '.')
            continue;
        if (c >= 'A' && c <= 'Z')
            c = (char)(c - 'A' + 'a');
        else if (c == '\x85' && n > 0 && out[n - 1] == '\xc3')
            c = '\xa5'; /* Å to å */
        out[n++] = c;
    }
    out[n] = '\0';
    return n;
}

static int parse_item(const char *item, size_t len, int *ret_year)
{
    char word[WORD_MAX + 1];
    size_t n = clean_item(item, len, word);
    size_t letters = strcspn(word, "0123456789");
    int year = 0;

    if (letters == n) {
        if (!is_one_of(word, preschool, sizeof(preschool) / sizeof(*preschool)))
            return -1;
        *ret_year = 0;
        return 0;
    }
    if (n - letters > 2 || strspn(word + letters, "0123456789") != n - letters)
        return -1;
    for (size_t i = letters; i < n; i++)
        year = year * 10 + (word[i] - '0');
    word[letters] = '\0';
    if (year > GRADE_MAX || !is_one_of(word, prefixes, sizeof(prefixes) / sizeof(*prefixes)))
        return -1;
    *ret_year = year;
    return 0;
}

/* The end of the item that begins at s; a hyphen parts only two numbers ("7-9", not "f-klass"). */
static size_t item_length(const char *s)
{
    size_t n = 0;

    while (s[n] && s[n] != ',' && s[n] != ';' && s[n] != '/' &&
           !(s[n] == '-' && n > 0 && s[n - 1] >= '0' && s[n - 1] <= '9'))
        n++;
    return n;
}

static int parse(const char *text, bool single, int *ret_year)
{
    bool found = false;
    int first = 0;

    for (;;) {
        size_t n = item_length(text);
        int year;

        if (parse_item(text, n, &year) == 0) {
            if (found && year != first)
                return -1;
            first = year;
            found = true;
            if (!single)
                break;
        } else if (single) {
            return -1;
        }
        if (text[n] == '\0')
            break;
        text += n + 1;
    }
    if (!found)
        return -1;
    *ret_year = first;
    return 0;
}

int grade_parse(const char *text, int *ret_year)
{
    return parse(text, false, ret_year);
}

int grade_parse_single(const char *text, int *ret_year)
{
    return parse(text, true, ret_year);
}

bool grade_is_preschool(const char *text)
{
    static const char *const names[] = {"it", "pr", "pk", "tk", "förskola", "fsk"};

    for (;;) {
        char word[WORD_MAX + 1];
        size_t n = item_length(text);

        clean_item(text, n, word);
        if (!is_one_of(word, names, sizeof(names) / sizeof(*names)))
            return false;
        if (text[n] == '\0')
            return true;
        text += n + 1;
    }
}
