#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "domain/suppress.h"

#define CELLS 64
#define ORDERS 8

/* A small table: cells are added one by one, sums name them by index. */
static struct {
    struct suppress_cell cells[CELLS];
    struct suppress_sum sums[CELLS];
    uint32_t parts[CELLS * 4];
    size_t n_parts;
    struct suppress_order orders[ORDERS];
    struct suppress_bound bounds[ORDERS];
    struct suppress_term terms[ORDERS * 2];
    struct suppress_table t;
    struct suppress_tally tally;
} k;

static int begin(void **state)
{
    (void)state;
    memset(&k, 0, sizeof(k));
    k.t.cells = k.cells;
    k.t.sums = k.sums;
    k.t.parts = k.parts;
    k.t.orders = k.orders;
    k.t.bounds = k.bounds;
    k.t.terms = k.terms;
    k.t.work = 1e9;
    return 0;
}

static uint32_t cell(uint32_t n, uint32_t of, uint16_t limit)
{
    uint32_t i = (uint32_t)k.t.n_cells++;

    k.cells[i] = (struct suppress_cell){.n = n, .of = of, .limit = limit, .wanted = true, .asked = true,
                                        .partner = i, .known = SUPPRESS_HIDDEN,
                                        .weight = limit == 5 ? 25 : 1};
    return i;
}

static void sum(uint32_t total, size_t n, const uint32_t *parts)
{
    k.sums[k.t.n_sums++] = (struct suppress_sum){total, k.n_parts, n};
    memcpy(k.parts + k.n_parts, parts, n * sizeof(*parts));
    k.n_parts += n;
}

#define SUM(total, ...)                                                                            \
    sum(total, sizeof((uint32_t[]){__VA_ARGS__}) / sizeof(uint32_t), (uint32_t[]){__VA_ARGS__})

static void couple(uint32_t a, uint32_t b)
{
    k.cells[a].partner = b;
    k.cells[b].partner = a;
}

static void solve(void)
{
    struct err e = {0};

    if (suppress_solve(&k.t, &k.tally, &e) < 0)
        fail_msg("%s", e.msg);
}

#define IS(cell, what) assert_int_equal(k.cells[cell].state, what)

static void test_alone(void **state)
{
    static const struct {
        uint32_t n, of;
        enum suppress_state state;
    } cases[] = {
        {0, 0, SUPPRESS_NONE},     {4, 9, SUPPRESS_HIDDEN},   {9, 9, SUPPRESS_HIDDEN},
        {9, 10, SUPPRESS_VALUE},   {0, 40, SUPPRESS_VALUE},   {10, 10, SUPPRESS_SHOWN},
        {10, 11, SUPPRESS_NEAR},   {20, 24, SUPPRESS_NEAR},   {20, 25, SUPPRESS_SHOWN},
        {10, 100, SUPPRESS_SHOWN}, {500, 500, SUPPRESS_SHOWN}};

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        begin(state);
        cell(cases[i].n, cases[i].of, 10);
        solve();
        if (k.cells[0].state != cases[i].state)
            fail_msg("%u of %u: %d", cases[i].n, cases[i].of, k.cells[0].state);
    }
}

static void test_per_cent_tells_what_it_must(void **state)
{
    (void)state;
    assert_int_equal(suppress_percent(10, 10), 100);
    assert_int_equal(suppress_percent(1699, 1700), 99);
    assert_int_equal(suppress_percent(1, 200), 1);
    for (uint32_t of = 15; of < 700; of++) {
        for (uint32_t f = 5; f + 10 <= of; f++) {
            uint32_t from, to;

            suppress_range(suppress_percent(of - f, of), of, 10, &from, &to);
            assert_true(from <= f && f <= to && from >= 5 && to <= of - 10);
            assert_true(from == 5 || suppress_percent(of - from + 1, of) != suppress_percent(of - f, of));
            assert_true(to == of - 10 || suppress_percent(of - to - 1, of) != suppress_percent(of - f, of));
        }
    }
}

static void test_three_of_one_gender(void **state)
{
    uint32_t total = cell(18, 24, 10), girls = cell(15, 21, 10), boys = cell(3, 3, 10);

    (void)state;
    couple(girls, boys);
    SUM(total, girls, boys);
    solve();
    IS(total, SUPPRESS_SHOWN);
    IS(girls, SUPPRESS_HIDDEN);
    IS(boys, SUPPRESS_HIDDEN);
}

static void test_one_small_school_in_an_area(void **state)
{
    uint32_t area = cell(130, 166, 10), small = cell(5, 6, 10);
    uint32_t a = cell(50, 60, 10), b = cell(25, 40, 10), c = cell(50, 60, 10);

    (void)state;
    k.cells[area].weight = 10;
    SUM(area, small, a, b, c);
    solve();
    IS(area, SUPPRESS_SHOWN);
    IS(small, SUPPRESS_HIDDEN);
    IS(b, SUPPRESS_HIDDEN); /* the next smallest */
    IS(a, SUPPRESS_SHOWN);
    IS(c, SUPPRESS_SHOWN);
}

static void test_two_hidden_that_the_parent_tells(void **state)
{
    /* 1 and 1 pupils: that they are two together says that each is one. */
    uint32_t area = cell(45, 62, 10), one = cell(1, 1, 10), other = cell(0, 1, 10);
    uint32_t a = cell(22, 30, 10), b = cell(22, 30, 10);

    (void)state;
    k.cells[area].weight = 10;
    SUM(area, one, other, a, b);
    solve();
    IS(one, SUPPRESS_HIDDEN);
    IS(other, SUPPRESS_HIDDEN);
    assert_true(k.cells[a].state == SUPPRESS_HIDDEN || k.cells[b].state == SUPPRESS_HIDDEN ||
                k.cells[area].state == SUPPRESS_HIDDEN);
}

static void test_all_but_a_few_is_no_difference_either(void **state)
{
    /* The parent's 5 of 60 and the sibling's 3 leave 2: both marks must stay open from 1 to 4. */
    uint32_t parent = cell(53, 60, 10), near = cell(28, 30, 10), sibling = cell(25, 30, 10);

    (void)state;
    k.cells[parent].weight = 10;
    SUM(parent, near, sibling);
    solve();
    IS(near, SUPPRESS_NEAR);
    assert_true(k.cells[sibling].state == SUPPRESS_VALUE || k.cells[parent].state == SUPPRESS_VALUE);
}

static void test_a_hundred_becomes_about_a_hundred(void **state)
{
    uint32_t parent = cell(88, 90, 10), near = cell(28, 30, 10), full = cell(60, 60, 10);

    (void)state;
    k.cells[parent].weight = 10;
    SUM(parent, near, full);
    solve();
    IS(near, SUPPRESS_NEAR);
    IS(parent, SUPPRESS_NEAR);
    assert_true(k.cells[full].state == SUPPRESS_SHOWN || k.cells[full].state == SUPPRESS_NEAR);
}

static void test_a_pupil_of_unknown_gender(void **state)
{
    uint32_t total = cell(30, 41, 10), girls = cell(15, 20, 10), boys = cell(15, 20, 10);
    uint32_t unknown = cell(0, 1, 10);

    (void)state;
    k.cells[unknown].wanted = k.cells[unknown].asked = false;
    couple(girls, boys);
    SUM(total, girls, boys, unknown);
    solve();
    /* That there is one is no secret; what it has is. */
    assert_true(k.cells[girls].state == SUPPRESS_VALUE || k.cells[total].state == SUPPRESS_VALUE);
}

static void test_shown_before_is_known(void **state)
{
    /* An earlier publication showed b: hiding b again protects nothing, so a or c must go. */
    uint32_t area = cell(130, 166, 10), small = cell(5, 6, 10);
    uint32_t a = cell(50, 60, 10), b = cell(25, 40, 10), c = cell(50, 60, 10);

    (void)state;
    k.cells[area].weight = 10;
    k.cells[b].known = SUPPRESS_SHOWN;
    SUM(area, small, a, b, c);
    solve();
    IS(b, SUPPRESS_SHOWN);
    assert_true(k.cells[a].state == SUPPRESS_HIDDEN || k.cells[c].state == SUPPRESS_HIDDEN);
    assert_int_equal(k.tally.unprotected, 0);

    k.cells[area].known = k.cells[a].known = k.cells[c].known = SUPPRESS_SHOWN;
    k.cells[small].known = SUPPRESS_HIDDEN;
    solve();
    /* Told already: nothing that is hidden now can take it back, and nothing more is told. */
    assert_true(k.tally.followed > 0);
    assert_int_equal(k.tally.unprotected, 0);
    IS(small, SUPPRESS_HIDDEN);
}

static void test_totals_before_what_is_finer(void **state)
{
    uint32_t total = cell(12, 12, 10), girls = cell(5, 5, 10), boys = cell(7, 7, 10);

    (void)state;
    couple(girls, boys);
    SUM(total, girls, boys);
    k.cells[total].known = SUPPRESS_SHOWN;
    solve();
    /* That all of the twelve attain was told; how many girls there are is not. */
    IS(girls, SUPPRESS_HIDDEN);
    IS(boys, SUPPRESS_HIDDEN);
    assert_int_equal(k.tally.unprotected, 0);
    assert_true(k.tally.followed > 0);
    /* Told at once, it can be kept open. */
    k.cells[total].known = SUPPRESS_HIDDEN;
    memset(&k.tally, 0, sizeof(k.tally));
    k.t.work = 1e9;
    solve();
    assert_int_equal(k.tally.followed, 0);
    assert_true(k.cells[total].state > SUPPRESS_SHOWN);
}

static void test_nobody_is_hidden_where_it_would_tell(void **state)
{
    /* The municipality's seven are known; that two areas have nobody would say where they are. */
    uint32_t all = cell(7, 7, 5), a = cell(7, 7, 10), b = cell(0, 0, 10), c = cell(0, 0, 10);

    (void)state;
    k.cells[all].known = SUPPRESS_SHOWN;
    SUM(all, a, b, c);
    solve();
    IS(a, SUPPRESS_HIDDEN);
    assert_true(k.cells[b].state == SUPPRESS_HIDDEN || k.cells[c].state == SUPPRESS_HIDDEN);
    assert_int_equal(k.tally.unprotected, 0);
    /* Once that was said it stays so. */
    k.cells[b].known = k.cells[c].known = SUPPRESS_NONE;
    memset(&k.tally, 0, sizeof(k.tally));
    k.t.work = 1e9;
    solve();
    IS(b, SUPPRESS_NONE);
    IS(c, SUPPRESS_NONE);
    assert_int_equal(k.tally.unprotected, 0);
    assert_true(k.tally.followed > 0);
    /* Rows of nobody are not printed, which tells the same. */
    k.cells[b].known = k.cells[c].known = SUPPRESS_HIDDEN;
    k.cells[b].wanted = k.cells[c].wanted = false;
    k.t.work = 1e9;
    solve();
    IS(b, SUPPRESS_NONE);
    IS(c, SUPPRESS_NONE);
}

static void test_a_limit_that_differs_by_level(void **state)
{
    /* The municipality's 2 of 10 who do not qualify were told as ~100; the only area with them needs 10 who do. */
    uint32_t all = cell(8, 10, 5), area = cell(8, 10, 10), nobody = cell(0, 0, 10);

    (void)state;
    k.cells[all].known = SUPPRESS_NEAR;
    k.cells[nobody].wanted = false;
    SUM(all, area, nobody);
    solve();
    assert_true(k.cells[area].state >= SUPPRESS_VALUE);
    assert_int_equal(k.tally.unprotected, 0);
    assert_int_equal(k.tally.followed, 1);
}

/* Cells that were hidden on the way to a safe table and need not be, found by trying many tables. */
static void test_what_need_not_be_hidden_is_shown(void **state)
{
    static const struct {
        uint32_t n[4], of[4];
        size_t first, then; /* hidden without and with a second look */
    } cases[] = {
        {{21, 9, 9, 33}, {27, 13, 11, 40}, 4, 3}, {{7, 22, 27, 9}, {9, 28, 40, 10}, 4, 3},
        {{30, 18, 9, 24}, {31, 23, 10, 32}, 3, 2}, {{12, 19, 12, 25}, {17, 23, 15, 28}, 2, 1},
        {{9, 7, 22, 25}, {10, 7, 27, 25}, 4, 3}, {{18, 9, 5, 4}, {25, 10, 5, 5}, 5, 4}};

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        for (int look = 0; look < 2; look++) {
            uint32_t area;

            begin(state);
            area = cell(0, 0, 10);
            k.cells[area].weight = 10;
            for (int s = 0; s < 4; s++) {
                cell(cases[i].n[s], cases[i].of[s], 10);
                k.cells[area].n += cases[i].n[s];
                k.cells[area].of += cases[i].of[s];
            }
            SUM(area, 1, 2, 3, 4);
            k.t.work = look ? 1e9 : 0;
            solve();
            assert_int_equal(k.tally.hidden, look ? cases[i].then : cases[i].first);
            assert_int_equal(k.tally.unprotected, 0);
            /* Work that has an end is counted, not timed. */
            assert_true(look ? k.t.work > 0 : k.t.work == 0);
        }
    }
}

static void test_one_pupil_moved_between_rounds(void **state)
{
    /* Readers know 6 of 21 from the round before; 5 of 20 now would say what the one had. */
    uint32_t area = cell(120, 160, 10), school = cell(15, 20, 10), other = cell(105, 140, 10);

    (void)state;
    k.cells[area].weight = 10;
    k.cells[school].moved_from = 5;
    k.cells[school].moved_to = 6;
    SUM(area, school, other);
    solve();
    IS(school, SUPPRESS_VALUE);
    assert_true(k.cells[other].state == SUPPRESS_VALUE || k.cells[area].state == SUPPRESS_VALUE ||
                k.cells[area].state == SUPPRESS_SHOWN);
}

/* Two counts of the same pupils: the number that one of them tells is known of the other. */
static void test_the_same_pupils_in_two_counts(void **state)
{
    for (int known = 0; known < 2; known++) {
        uint32_t total[2], girls[2], boys[2];
        bool total_shown = false, boys_shown = false;

        begin(state);
        for (int i = 0; i < 2; i++) {
            total[i] = cell(17 - (uint32_t)i, 26, 10);
            girls[i] = cell(3, 6, 10);
            boys[i] = cell(14 - (uint32_t)i, 20, 10);
            SUM(total[i], girls[i], boys[i]);
            /* The one would rather hide the total, the other the boys. */
            k.cells[i == 0 ? boys[i] : total[i]].weight = 100;
        }
        if (known) {
            k.orders[k.t.n_orders++] = (struct suppress_order){girls[1], girls[0]};
            k.orders[k.t.n_orders++] = (struct suppress_order){boys[1], boys[0]};
        }
        solve();
        assert_int_equal(k.tally.unprotected, 0);
        for (int i = 0; i < 2; i++) {
            IS(girls[i], SUPPRESS_HIDDEN);
            total_shown |= k.cells[total[i]].state < SUPPRESS_HIDDEN;
            boys_shown |= k.cells[boys[i]].state < SUPPRESS_HIDDEN;
        }
        assert_int_equal(total_shown && boys_shown, !known);
    }
}

/* Who qualifies in one does so in other. */
static void at_most(uint32_t one, uint32_t other)
{
    k.bounds[k.t.n_bounds++] = (struct suppress_bound){k.t.n_terms, 2};
    k.terms[k.t.n_terms++] = (struct suppress_term){one, SUPPRESS_N, 1};
    k.terms[k.t.n_terms++] = (struct suppress_term){other, SUPPRESS_N, -1};
}

/* A subject and a programme that asks for it. */
static void subject_and_programme(uint32_t *subject, uint32_t *programme)
{
    uint32_t *tables[] = {subject, programme}, n[2][3] = {{55, 27, 28}, {48, 20, 28}};

    for (int t = 0; t < 2; t++) {
        tables[t][0] = cell(n[t][0], 70, 10);
        tables[t][1] = cell(n[t][1], 30, 10);
        tables[t][2] = cell(n[t][2], 40, 10);
        k.cells[tables[t][0]].weight = 3;
        couple(tables[t][1], tables[t][2]);
        SUM(tables[t][0], tables[t][1], tables[t][2]);
    }
    for (uint32_t i = 0; i < k.t.n_cells; i++)
        k.cells[i].room = (struct suppress_room){UINT32_MAX, UINT32_MAX, UINT32_MAX, UINT32_MAX};
    for (int i = 1; i < 3; i++)
        k.cells[subject[i]].room.n_less = n[0][i] - n[1][i];
}

/* As tables that have been decided each by itself. */
static void solve_together(void)
{
    k.t.rooms = true;
    solve();
    for (uint32_t i = 0; i < k.t.n_cells; i++)
        k.cells[i].least = k.cells[i].state;
    k.t.rooms = false;
    k.t.decided = true;
    memset(&k.tally, 0, sizeof(k.tally));
}

/* Twelve boys are not eligible, so that no more of them fail, and three of the girls do at least. */
static void test_who_is_eligible_passes(void **state)
{
    uint32_t subject[3], programme[3];

    (void)state;
    subject_and_programme(subject, programme);
    solve_together();
    IS(subject[1], SUPPRESS_VALUE);
    IS(programme[1], SUPPRESS_SHOWN);
    /* That four girls fail needs no other programme; that one does needs more boys who fail than are not eligible. */
    assert_int_equal(k.cells[subject[1]].alone, 2 << (2 * SUPPRESS_F));
    solve();
    IS(programme[1], SUPPRESS_SHOWN);
    for (int i = 0; i < 3; i++)
        at_most(programme[i], subject[i]);
    solve();
    assert_int_equal(k.tally.unprotected, 0);
    IS(subject[0], SUPPRESS_SHOWN);
    IS(subject[1], SUPPRESS_VALUE);
    IS(programme[0], SUPPRESS_SHOWN);
    IS(programme[1], SUPPRESS_VALUE);
    IS(programme[2], SUPPRESS_VALUE);
}

/* Where the programme was published before, nothing can be hidden of it: what is new hides more. */
static void test_who_is_eligible_was_shown_before(void **state)
{
    uint32_t subject[3], programme[3];

    (void)state;
    subject_and_programme(subject, programme);
    for (int i = 0; i < 3; i++)
        k.cells[programme[i]].known = SUPPRESS_SHOWN;
    solve_together();
    for (int i = 0; i < 3; i++)
        at_most(programme[i], subject[i]);
    solve();
    assert_int_equal(k.tally.unprotected, 0);
    IS(subject[0], SUPPRESS_VALUE);
    IS(programme[1], SUPPRESS_SHOWN);
}

static void test_numbers_of_pupils_alone(void **state)
{
    uint32_t area = cell(66, 66, 10), small = cell(6, 6, 10), a = cell(20, 20, 10), b = cell(40, 40, 10);

    (void)state;
    for (size_t i = 0; i < k.t.n_cells; i++)
        k.cells[i].counts_only = true;
    k.cells[area].weight = 10;
    SUM(area, small, a, b);
    solve();
    IS(area, SUPPRESS_SHOWN);
    IS(small, SUPPRESS_HIDDEN);
    IS(a, SUPPRESS_HIDDEN);
    IS(b, SUPPRESS_SHOWN);
    assert_int_equal(k.tally.cells, 4);
    assert_int_equal(k.tally.hidden, 2);
    assert_int_equal(k.tally.primary, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_alone, begin),
        cmocka_unit_test_setup(test_per_cent_tells_what_it_must, begin),
        cmocka_unit_test_setup(test_three_of_one_gender, begin),
        cmocka_unit_test_setup(test_one_small_school_in_an_area, begin),
        cmocka_unit_test_setup(test_two_hidden_that_the_parent_tells, begin),
        cmocka_unit_test_setup(test_all_but_a_few_is_no_difference_either, begin),
        cmocka_unit_test_setup(test_a_hundred_becomes_about_a_hundred, begin),
        cmocka_unit_test_setup(test_a_pupil_of_unknown_gender, begin),
        cmocka_unit_test_setup(test_shown_before_is_known, begin),
        cmocka_unit_test_setup(test_totals_before_what_is_finer, begin),
        cmocka_unit_test_setup(test_nobody_is_hidden_where_it_would_tell, begin),
        cmocka_unit_test_setup(test_a_limit_that_differs_by_level, begin),
        cmocka_unit_test_setup(test_what_need_not_be_hidden_is_shown, begin),
        cmocka_unit_test_setup(test_one_pupil_moved_between_rounds, begin),
        cmocka_unit_test_setup(test_the_same_pupils_in_two_counts, begin),
        cmocka_unit_test_setup(test_who_is_eligible_passes, begin),
        cmocka_unit_test_setup(test_who_is_eligible_was_shown_before, begin),
        cmocka_unit_test_setup(test_numbers_of_pupils_alone, begin),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
