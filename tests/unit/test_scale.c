#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "domain/day.h"
#include "domain/merit.h"
#include "domain/scale.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

enum { AF = 1, THREE_STEP, AE, TEN_STEP, OLD }; /* scales */
enum { ORDINARY = 10, ADAPTED, UNUSED };        /* syllabuses */
enum { ANY = 0, SCHOOL = 100, EARLY_SCHOOL };   /* units; the early one grades from year 4 */

static int32_t on(const char *text)
{
    int32_t day = 0;

    if (day_parse(text, &day) < 0)
        fail_msg("'%s' is no date", text);
    return day;
}

struct data {
    struct scale scales[5];
    struct scale_rule rules[8];
    struct scale_level levels[24];
};

static const struct scale_level present_levels[] = {
    {1, AF, 1, "F", 'f', 0, false},         {2, AF, 2, "E", 'e', 100, true},
    {3, AF, 3, "D", 'd', 125, true},        {4, AF, 4, "C", 'c', 150, true},
    {5, AF, 5, "B", 'b', 175, true},        {6, AF, 6, "A", 'a', 200, true},
    {7, THREE_STEP, 1, "O", 'o', 0, false}, {8, THREE_STEP, 2, "G", 'g', 0, true},
    {9, THREE_STEP, 3, "M", 'm', 0, true},
};

/* Today's reference data, and beside it the rows that a proposed ten-step scale would need. */
static struct scale_set make_set(struct data *data)
{
    const int32_t end = on("2028-06-30"), start = on("2028-07-01"), from = on("2011-07-01");
    size_t n = COUNT(present_levels);

    *data = (struct data){
        .scales = {{OLD, on("1994-07-01"), on("2011-06-30")},
                   {AF, from, DAY_MAX},
                   {THREE_STEP, from, DAY_MAX},
                   {AE, from, DAY_MAX},
                   {TEN_STEP, start, DAY_MAX}},
        .rules = {{ORDINARY, ANY, 6, 9, from, DAY_MAX, AF, true},
                  {ORDINARY, ANY, 1, 5, from, DAY_MAX, THREE_STEP, false},
                  {ORDINARY, EARLY_SCHOOL, 4, 5, on("2021-07-01"), end, AF, true},
                  {ADAPTED, ANY, 6, 9, from, DAY_MAX, AE, false},
                  {ORDINARY, ANY, 7, 10, start, DAY_MAX, TEN_STEP, true},
                  {ORDINARY, ANY, 1, 6, start, DAY_MAX, THREE_STEP, false},
                  {ORDINARY, EARLY_SCHOOL, 9, 9, from, DAY_MAX, OLD, true}},
    };
    for (size_t i = 0; i < n; i++)
        data->levels[i] = present_levels[i];
    for (int step = 1; step <= 10; step++) {
        struct scale_level *level = &data->levels[n++];

        *level = (struct scale_level){.id = (uint64_t)(100 + step),
                                      .scale_id = TEN_STEP,
                                      .position = step,
                                      .key = (char)('0' + step % 10),
                                      .points10 = step * 20,
                                      .passes = step >= 4};
        snprintf(level->code, sizeof(level->code), "%u", (unsigned)step % 100);
    }
    return (struct scale_set){.scales = data->scales,
                              .scale_count = 5,
                              .levels = data->levels,
                              .level_count = n,
                              .rules = data->rules,
                              .rule_count = 7};
}

static const struct {
    const char *what;
    uint64_t syllabus_id;
    uint64_t unit_id;
    int year_group;
    const char *day;
    uint64_t scale_id;
} cases[] = {
    {"year 9", ORDINARY, SCHOOL, 9, "2026-10-19", AF},
    {"year 6, the first", ORDINARY, SCHOOL, 6, "2026-10-19", AF},
    {"year 5, below", ORDINARY, SCHOOL, 5, "2026-10-19", THREE_STEP},
    {"year 1", ORDINARY, SCHOOL, 1, "2026-10-19", THREE_STEP},
    {"year 0 has none", ORDINARY, SCHOOL, 0, "2026-10-19", 0},
    {"year 10 does not exist yet", ORDINARY, SCHOOL, 10, "2026-10-19", 0},
    {"the syllabus decides, not the pupil", ADAPTED, SCHOOL, 9, "2026-10-19", AE},
    {"no rule for the syllabus", UNUSED, SCHOOL, 9, "2026-10-19", 0},
    {"unit before general", ORDINARY, EARLY_SCHOOL, 4, "2026-10-19", AF},
    {"unit's rule does not reach year 3", ORDINARY, EARLY_SCHOOL, 3, "2026-10-19", THREE_STEP},
    {"before the unit's rule", ORDINARY, EARLY_SCHOOL, 4, "2021-06-30", THREE_STEP},
    {"first day of the unit's rule", ORDINARY, EARLY_SCHOOL, 4, "2021-07-01", AF},
    {"last day of the unit's rule", ORDINARY, EARLY_SCHOOL, 4, "2028-06-30", AF},
    {"after the unit's rule", ORDINARY, EARLY_SCHOOL, 4, "2028-07-01", THREE_STEP},
    {"another unit's rule", ORDINARY, SCHOOL, 4, "2026-10-19", THREE_STEP},
    {"last day before the ten steps", ORDINARY, SCHOOL, 9, "2028-06-30", AF},
    {"the later valid_from wins", ORDINARY, SCHOOL, 9, "2028-07-01", TEN_STEP},
    {"the sixth of ten is what the fifth of nine was", ORDINARY, SCHOOL, 6, "2028-07-01", THREE_STEP},
    {"the seventh of ten", ORDINARY, SCHOOL, 7, "2028-07-01", TEN_STEP},
    {"the new tenth year", ORDINARY, SCHOOL, 10, "2028-10-23", TEN_STEP},
    {"before everything", ORDINARY, SCHOOL, 9, "2011-06-30", 0},
    {"unit's rule with an expired scale is passed over", ORDINARY, EARLY_SCHOOL, 9, "2026-10-19",
     AF},
    {"the last day there is", ORDINARY, SCHOOL, 9, "9999-12-31", TEN_STEP},
};

static uint64_t scale_of(const struct scale_rule *rule)
{
    return rule ? rule->scale_id : 0;
}

static void test_choose(void **state)
{
    struct data data;
    struct scale_set set = make_set(&data);

    (void)state;
    for (int turn = 0; turn < 2; turn++) {
        for (size_t i = 0; i < COUNT(cases); i++) {
            const struct scale_rule *got =
                scale_choose(&set, cases[i].syllabus_id, cases[i].unit_id, cases[i].year_group,
                             on(cases[i].day));

            if (scale_of(got) != cases[i].scale_id)
                fail_msg("%s: scale %d", cases[i].what, (int)scale_of(got));
            if (got && got->graded != (got->scale_id == AF || got->scale_id == TEN_STEP))
                fail_msg("%s: graded %d", cases[i].what, got->graded);
        }
        /* Once more with the rules in the opposite order. */
        for (size_t i = 0; i < set.rule_count / 2; i++) {
            struct scale_rule swap = data.rules[i];

            data.rules[i] = data.rules[set.rule_count - 1 - i];
            data.rules[set.rule_count - 1 - i] = swap;
        }
    }
}

static void test_ambiguous_rows(void **state)
{
    const struct scale scales[] = {{2, 0, DAY_MAX}, {3, 0, DAY_MAX}};
    const struct scale_rule rules[] = {
        {ORDINARY, ANY, 1, 9, 0, DAY_MAX, 3, false},
        {ORDINARY, ANY, 1, 9, 0, DAY_MAX, 2, true},
        {ORDINARY, ANY, 1, 9, 10, DAY_MAX, 4, true}, /* no such scale */
    };
    struct scale_set set = {.scales = scales, .scale_count = 2, .rules = rules, .rule_count = 3};

    (void)state;
    assert_int_equal(scale_of(scale_choose(&set, ORDINARY, SCHOOL, 9, 20)), 2);
    assert_null(scale_choose(&(struct scale_set){0}, ORDINARY, SCHOOL, 9, 20));
}

static void test_find_level(void **state)
{
    struct data data;
    struct scale_set set = make_set(&data);

    (void)state;
    assert_int_equal(scale_find_level(&set, AF, "B")->points10, 175);
    assert_false(scale_find_level(&set, AF, "F")->passes);
    assert_true(scale_find_level(&set, THREE_STEP, "G")->passes);
    assert_null(scale_find_level(&set, AF, "G")); /* a level of another scale */
    assert_null(scale_find_level(&set, AF, "b"));
    assert_null(scale_find_level(&set, AF, ""));
    assert_null(scale_find_level(&set, AF, "-")); /* a state, not a level */
    assert_null(scale_find_level(&set, AE, "A"));
    assert_null(scale_find_level(&set, 0, "A"));
}

/* Ten steps from rows alone: chosen, found, passed and counted by the same code as A-F. */
static void test_ten_steps(void **state)
{
    static const char *const codes[] = {"10", "4", "3"};
    struct data data;
    struct scale_set set = make_set(&data);
    struct assess_row rows[COUNT(codes)];
    uint64_t scale_id = scale_of(scale_choose(&set, ORDINARY, SCHOOL, 10, on("2028-10-23")));

    (void)state;
    for (size_t i = 0; i < COUNT(codes); i++) {
        const struct scale_level *level = scale_find_level(&set, scale_id, codes[i]);

        assert_non_null(level);
        rows[i] = (struct assess_row){.subject_id = i + 1,
                                      .state = ASSESS_LEVEL,
                                      .has_points = true,
                                      .passes = level->passes,
                                      .points10 = level->points10};
    }
    assert_true(rows[1].passes);
    assert_false(rows[2].passes);
    assert_int_equal(merit_of(rows, COUNT(codes)).mv17, 200 + 80 + 60);
    assert_null(scale_find_level(&set, scale_id, "A"));
    assert_null(scale_find_level(&set, scale_id, "11"));
    assert_int_equal(scale_find_level(&set, scale_id, "10")->key, '0');
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_choose),
        cmocka_unit_test(test_ambiguous_rows),
        cmocka_unit_test(test_find_level),
        cmocka_unit_test(test_ten_steps),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
