#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "store/tally.h"

/* Far more keys than the first size, so that it grows while pointers are asked for. */
static void counts_survive_growth(void **state)
{
    enum { KEYS = 50000 };
    struct tally t;

    (void)state;
    tally_init(&t);
    for (uint32_t round = 0; round < 2; round++) {
        for (uint32_t i = 0; i < KEYS; i++) {
            uint32_t key[TALLY_KEY] = {i % 7, i, i / 3, i << 16};

            tally_at(&t, key)[0] += i;
            tally_at(&t, key)[TALLY_COUNTS - 1] += 1;
        }
    }
    assert_int_equal(t.count, KEYS);
    for (uint32_t i = 0; i < KEYS; i++) {
        uint32_t key[TALLY_KEY] = {i % 7, i, i / 3, i << 16};
        const struct tally_row *row = tally_find(&t, key);

        assert_non_null(row);
        assert_int_equal(row->n[0], 2 * i);
        assert_int_equal(row->n[1], 0);
        assert_int_equal(row->n[TALLY_COUNTS - 1], 2);
    }
    tally_free(&t);
}

static void unknown_key_is_not_found(void **state)
{
    const uint32_t known[TALLY_KEY] = {1, 2, 3, 4}, other[TALLY_KEY] = {1, 2, 3, 5};
    struct tally t;

    (void)state;
    tally_init(&t);
    assert_null(tally_find(&t, known));
    tally_at(&t, known)[3] = 9;
    assert_int_equal(tally_find(&t, known)->n[3], 9);
    assert_null(tally_find(&t, other));
    assert_int_equal(t.count, 1);
    tally_free(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_survive_growth),
        cmocka_unit_test(unknown_key_is_not_found),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
