/* What the writer has written is read back where it lies. */
#include "base/json_walk.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/json_write.h"

static struct buf text;
static struct arena *arena;

static int set_up(void **state)
{
    struct json_writer w;

    (void)state;
    arena = arena_new(0);
    json_begin(&w, &text);
    json_object(&w);
    json_kv_str(&w, "name", "a \"quote\" \\ and ]},{ \n\t\x01 åäö");
    json_kv_null(&w, "nothing");
    json_key(&w, "list");
    json_array(&w);
    json_int(&w, -12);
    json_null(&w);
    json_array(&w);
    json_int(&w, 1);
    json_str(&w, "two");
    json_array_end(&w);
    json_object(&w);
    json_object_end(&w);
    json_bool(&w, true);
    json_array_end(&w);
    json_key(&w, "empty");
    json_array(&w);
    json_array_end(&w);
    json_key(&w, "object");
    json_object(&w);
    json_kv_int(&w, "names", 1);
    json_kv_id(&w, "name", 4294967295u);
    json_object_end(&w);
    json_kv_bool(&w, "last", false);
    json_object_end(&w);
    json_end(&w);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    buf_free(&text);
    arena_free(arena);
    return 0;
}

static void test_members(void **state)
{
    const char *object = json_walk_member(text.data, "object");

    (void)state;
    assert_string_equal(json_walk_str(arena, json_walk_member(text.data, "name")),
                        "a \"quote\" \\ and ]},{ \n\t\x01 åäö");
    assert_null(json_walk_member(text.data, "nothing"));
    assert_null(json_walk_member(text.data, "nam"));
    assert_null(json_walk_member(text.data, "names"));
    assert_null(json_walk_member(NULL, "name"));
    assert_null(json_walk_member(json_walk_member(text.data, "list"), "name"));
    assert_string_equal(json_walk_str(arena, json_walk_member(object, "name")), "4294967295");
    assert_int_equal(json_walk_int(json_walk_member(object, "names")), 1);
    assert_non_null(json_walk_member(text.data, "last"));
    assert_false(json_walk_is_true(json_walk_member(text.data, "last")));
}

static void test_index(void **state)
{
    static const char *const names[] = {"name", "nothing", "list", "empty", "object", "last", "nam", "names", ""};
    struct json_walk_members members;

    (void)state;
    json_walk_index(&members, text.data);
    assert_int_equal(members.n, 6);
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        assert_ptr_equal(json_walk_indexed(&members, names[i]), json_walk_member(text.data, names[i]));
    json_walk_index(&members, json_walk_member(text.data, "list"));
    assert_null(json_walk_indexed(&members, "name"));
    json_walk_index(&members, NULL);
    assert_null(json_walk_indexed(&members, "name"));
}

static void test_elements(void **state)
{
    const char *list = json_walk_member(text.data, "list");

    (void)state;
    assert_int_equal(json_walk_count(list), 5);
    assert_int_equal(json_walk_int(json_walk_at(list, 0)), -12);
    assert_true(json_walk_is_null(json_walk_at(list, 1)));
    assert_string_equal(json_walk_str(arena, json_walk_at(json_walk_at(list, 2), 1)), "two");
    assert_null(json_walk_member(json_walk_at(list, 3), "x"));
    assert_true(json_walk_is_true(json_walk_at(list, 4)));
    assert_null(json_walk_at(list, 5));
    assert_null(json_walk_next(json_walk_at(list, 4)));
    assert_null(json_walk_first(json_walk_member(text.data, "empty")));
    assert_int_equal(json_walk_count(json_walk_member(text.data, "empty")), 0);
}

static void test_other_kinds(void **state)
{
    const char *name = json_walk_member(text.data, "name");

    (void)state;
    assert_true(json_walk_is_string(name));
    assert_int_equal(json_walk_int(name), 0);
    assert_null(json_walk_str(arena, json_walk_member(text.data, "list")));
    assert_null(json_walk_str(arena, NULL));
    assert_true(json_walk_number(json_walk_at(json_walk_member(text.data, "list"), 0)) < -11.5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_members),
        cmocka_unit_test(test_index),
        cmocka_unit_test(test_elements),
        cmocka_unit_test(test_other_kinds),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
