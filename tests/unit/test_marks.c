#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "store/marks.h"

static void by_subject_there_and_back(void **state)
{
    static const struct mark given[] = {
        {.subject_id = 20, .scale_id = 2, .state = ASSESS_NOT_ASSESSABLE},
        {.subject_id = 3, .scale_id = 1, .state = ASSESS_LEVEL, .level_id = 4},
        {.subject_id = 4294967295, .scale_id = 65535, .state = ASSESS_MISSING, .left = true},
    };
    static const char text[] = "3:1:0:1:4 20:2:0:2:0 4294967295:65535:1:0:0";
    struct marks m = {.n = 0}, back;
    struct buf b = BUF_INIT;

    (void)state;
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(marks_add(&m, &given[i]), 0);
    marks_write(&b, &m);
    assert_string_equal(b.data, text);
    buf_free(&b);
    assert_int_equal(marks_read(text, &back), 0);
    assert_int_equal(back.n, 3);
    for (size_t i = 0; i < 3; i++)
        assert_true(marks_same(marks_find(&back, given[i].subject_id), &given[i]));
    assert_null(marks_find(&back, 4));
    back.list[0].left = true;
    assert_false(marks_same(&back.list[0], &given[1]));
}

static void what_is_no_such_text(void **state)
{
    static const char *const bad[] = {"3",         "3:1:0:1",    "3:1:0:1:",     "3:1:0:1:4,",
                                      "3:1:2:1:4", "3:1:0:3:4",  "3:1:0:1:4:5",  ":1:0:1:4",
                                      "x",         "3:1:0:1:-4", "3:1:0:1:4  4", " 3:1:0:1:4",
                                      "4294967296:1:0:1:4"};
    struct marks m;

    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        if (marks_read(bad[i], &m) == 0)
            fail_msg("\"%s\" was taken", bad[i]);
    }
    assert_int_equal(marks_read(NULL, &m), -1);
    assert_int_equal(marks_read("", &m), 0);
    assert_int_equal(m.n, 0);
}

static void no_room(void **state)
{
    struct marks m = {.n = 0};

    (void)state;
    for (uint32_t i = 0; i < MARKS_MAX; i++)
        assert_int_equal(marks_add(&m, &(struct mark){.subject_id = MARKS_MAX - i}), 0);
    assert_int_equal(marks_add(&m, &(struct mark){.subject_id = 1000}), -1);
    for (uint32_t i = 0; i < MARKS_MAX; i++)
        assert_int_equal(m.list[i].subject_id, i + 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(by_subject_there_and_back),
        cmocka_unit_test(what_is_no_such_text),
        cmocka_unit_test(no_room),
    };

    return cmocka_run_group_tests_name("marks", tests, NULL, NULL);
}
