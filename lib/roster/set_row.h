/* What the readers of all files of a set do alike with a row. For set_*.c only. */
#ifndef MALKOLL_ROSTER_SET_ROW_H
#define MALKOLL_ROSTER_SET_ROW_H

#include "roster/set.h"
#include "roster/table.h"

#define SET_ID_BYTES_MAX 255

/* What a table_read callback of a set gets. */
struct set_reader {
    struct set *set;
    enum set_file file;
};

/* A finding about a row of the reader's file. */
void set_row_finding(const struct set_reader *r, const struct table_row *row,
                     enum finding_kind kind, const char *column, const char *found);
/* Whether the value can be an id; a finding when it cannot. */
bool set_row_id(const struct set_reader *r, const struct table_row *row, const char *column,
                const char *value);
/* status and its meaning: only "active" and nothing are active. */
bool set_row_active(const struct set_reader *r, const struct table_row *row, const char *status);
/* begin and end, DAY_MIN and DAY_MAX when empty; false with a finding when they are reversed. */
bool set_row_dates(const struct set_reader *r, const struct table_row *row, const char *begin,
                   const char *end, int32_t *ret_begin, int32_t *ret_end);
/* Hash of the row's first n values. */
uint64_t set_row_hash(const struct table_row *row, size_t n);
/* A repeated id: a note when the rows are equal, an error when they conflict. */
void set_row_again(const struct set_reader *r, const struct table_row *row, const char *id,
                   bool same, uint32_t first_line);
/* A copy in the arena, cut to max characters with a finding. */
const char *set_row_text(const struct set_reader *r, const struct table_row *row,
                         const char *column, const char *value, size_t max);
/* The role of a users or roles row, letter case, spaces, hyphens and underscores aside. */
enum set_role set_row_role(const char *text);

/* Grows an array of a set for one more element. */
#define SET_PUSH(array, count, cap)                                                                \
    ((count) == (cap) ? (void)((array) = set_row_grow((array), &(cap), sizeof(*(array))))          \
                      : (void)0,                                                                   \
     &(array)[(count)++])
void *set_row_grow(void *array, size_t *cap, size_t size);

/* Calls fn for every item of a comma separated list, trimmed; empty items are left out. */
void set_row_each(const char *list, void (*fn)(void *ctx, const char *item), void *ctx);

#endif
