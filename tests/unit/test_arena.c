#include "base/arena.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "aborts.h"

static void test_zeroed_aligned_apart(void **state)
{
    struct arena *a = arena_new(0);
    unsigned char *last = NULL;
    size_t last_size = 0;

    (void)state;
    for (int round = 0; round < 3; round++) {
        for (size_t size = 0; size < 700000; size = size * 2 + 1) {
            unsigned char *p = arena_alloc(a, size);

            assert_int_equal((uintptr_t)p % _Alignof(max_align_t), 0);
            for (size_t i = 0; i < size; i++)
                assert_int_equal(p[i], 0);
            memset(p, 0xaa, size);
            for (size_t i = 0; i < last_size; i++)
                assert_int_equal(last[i], 0xaa);
            last = p;
            last_size = size;
        }
        last_size = 0;
        arena_reset(a);
        assert_int_equal(arena_used(a), 0);
    }
    arena_free(a);
    arena_free(NULL);
}

static void test_many_blocks(void **state)
{
    struct arena *a = arena_new(0);
    char *kept[1000];

    (void)state;
    for (int i = 0; i < 1000; i++) {
        kept[i] = arena_printf(a, "%d:%0*d", i, i % 900, 7);
        arena_alloc(a, i % 10 ? 100 : 20000);
    }
    for (int i = 0; i < 1000; i++) {
        assert_int_equal(atoi(kept[i]), i);
        assert_true(strlen(kept[i]) >= (size_t)(i % 900));
    }
    assert_true(arena_used(a) > 2000000);
    arena_free(a);
}

static void test_strings(void **state)
{
    struct arena *a = arena_new(0);

    (void)state;
    assert_null(arena_strdup(a, NULL));
    assert_string_equal(arena_strdup(a, ""), "");
    assert_string_equal(arena_strdup(a, "Tallmoskolan"), "Tallmoskolan");
    assert_string_equal(arena_strndup(a, "Tallmoskolan", 4), "Tall");
    assert_string_equal(arena_strndup(a, "Tall", 40), "Tall");
    assert_string_equal(arena_printf(a, "%s v. %d", "HT", 43), "HT v. 43");
    assert_non_null(arena_array(a, 0, 8));
    arena_free(a);
}

static void over_cap(void)
{
    struct arena *a = arena_new(1000);

    arena_alloc(a, 500);
    arena_alloc(a, 501);
}

static void product_overflow(void)
{
    arena_array(arena_new(0), SIZE_MAX / 2, 3);
}

static void size_overflow(void)
{
    arena_alloc(arena_new(0), SIZE_MAX - 4);
}

/* Whatever came in between, the first piece of each round lies where that of the first round lay. */
static void test_first_block_stays(void **state)
{
    struct arena *a = arena_new(0);
    const void *first = arena_alloc(a, 16);

    (void)state;
    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < 100; i++)
            arena_alloc(a, i % 10 ? 1000 : 40000);
        arena_reset(a);
        assert_ptr_equal(arena_alloc(a, 16), first);
    }
    arena_free(a);
}

static void test_limits(void **state)
{
    struct arena *a = arena_new(1000);

    (void)state;
    for (int i = 0; i < 5; i++) {
        arena_alloc(a, 900);
        arena_reset(a);
    }
    arena_free(a);
    assert_true(aborts(over_cap));
    assert_true(aborts(product_overflow));
    assert_true(aborts(size_overflow));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_zeroed_aligned_apart),
        cmocka_unit_test(test_many_blocks),
        cmocka_unit_test(test_strings),
        cmocka_unit_test(test_first_block_stays),
        cmocka_unit_test(test_limits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
