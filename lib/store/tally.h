/*
 * Counters under a key of four numbers: the cells and measures of a recount. Grows as needed;
 * aborts on out of memory.
 */
#ifndef MALKOLL_STORE_TALLY_H
#define MALKOLL_STORE_TALLY_H

#include <stddef.h>
#include <stdint.h>

#define TALLY_KEY 4
#define TALLY_COUNTS 17

struct tally_row {
    uint32_t key[TALLY_KEY];
    uint32_t n[TALLY_COUNTS];
};

struct tally {
    struct tally_row *rows; /* in the order of their first appearance */
    size_t count;
    size_t cap;
    uint32_t *slots; /* row index + 1, 0 = free */
    size_t slot_count;
};

void tally_init(struct tally *t);
void tally_free(struct tally *t);
/* The row's index; made with zero counts when new. Pointers into rows change when it grows. */
size_t tally_index(struct tally *t, const uint32_t key[TALLY_KEY]);
uint32_t *tally_at(struct tally *t, const uint32_t key[TALLY_KEY]);
/* NULL if there is no such row. */
const struct tally_row *tally_find(const struct tally *t, const uint32_t key[TALLY_KEY]);

#endif
