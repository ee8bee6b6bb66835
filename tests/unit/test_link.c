#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "domain/day.h"
#include "roster/link.h"

#define TODAY 100
#define OPEN DAY_MAX

/* What has to be done, as text: "+p.t(s-e)", "~id(s-e)", "-id". */
struct record {
    char text[400];
    int fail_at;
    int calls;
};

static int note(void *ctx, enum link_act what, const struct link *x)
{
    struct record *r = ctx;
    char ends[16], one[64];

    if (++r->calls == r->fail_at)
        return -1;
    snprintf(ends, sizeof(ends), "%d", x->ends);
    if (x->ends == OPEN)
        snprintf(ends, sizeof(ends), "*");
    if (what == LINK_INSERT)
        snprintf(one, sizeof(one), " +%u.%u(%d-%s)", x->person, x->target, x->starts, ends);
    else if (what == LINK_UPDATE)
        snprintf(one, sizeof(one), " ~%u(%d-%s)", x->id, x->starts, ends);
    else
        snprintf(one, sizeof(one), " -%u", x->id);
    strncat(r->text, one, sizeof(r->text) - strlen(r->text) - 1);
    return 0;
}

static const struct {
    const char *what;
    struct link wanted[4]; /* person 0 ends the list; the lists need not be sorted */
    struct link held[4];
    const char *acts;
} cases[] = {
    {"nothing", {{0}}, {{0}}, ""},
    {"new", {{1, 5, 0, 0, TODAY, OPEN}}, {{0}}, " +1.5(100-*)"},
    {"gone", {{0}}, {{1, 5, 0, 7, 50, OPEN}}, " -7"},
    {"the same", {{1, 5, 0, 0, TODAY, OPEN}}, {{1, 5, 0, 7, 50, OPEN}}, ""},
    {"a begun link keeps its first day", {{1, 5, 0, 0, 30, OPEN}}, {{1, 5, 0, 7, 50, OPEN}}, ""},
    {"moved", {{1, 6, 0, 0, TODAY, OPEN}}, {{1, 5, 0, 7, 50, OPEN}}, " -7 +1.6(100-*)"},
    {"another detail is another link",
     {{1, 5, 8, 0, TODAY, OPEN}}, {{1, 5, 7, 7, 50, OPEN}}, " -7 +1.5(100-*)"},
    {"now with an end", {{1, 5, 0, 0, TODAY, 120}}, {{1, 5, 0, 7, 50, OPEN}}, " ~7(50-120)"},
    {"no end any more", {{1, 5, 0, 0, TODAY, OPEN}}, {{1, 5, 0, 7, 50, 120}}, " ~7(50-*)"},
    {"the begin of a future link moves",
     {{1, 5, 0, 0, 130, OPEN}}, {{1, 5, 0, 7, 120, OPEN}}, " ~7(130-*)"},
    {"double wanted: one, over all their time",
     {{1, 5, 0, 0, 110, 150}, {1, 5, 0, 0, 90, 120}}, {{0}}, " +1.5(90-150)"},
    {"double held: the later ends",
     {{1, 5, 0, 0, TODAY, OPEN}}, {{1, 5, 0, 8, 60, OPEN}, {1, 5, 0, 7, 50, OPEN}}, " -8"},
    {"several persons",
     {{3, 5, 0, 0, TODAY, OPEN}, {1, 5, 0, 0, TODAY, OPEN}},
     {{2, 5, 0, 7, 50, OPEN}, {1, 5, 0, 6, 50, OPEN}}, " -7 +3.5(100-*)"},
};

static void fill(struct link_list *list, const struct link *from)
{
    for (size_t i = 0; i < 4 && from[i].person; i++)
        link_add(list, &from[i]);
    link_sort(list);
}

static int compare(size_t i, struct record *r)
{
    struct link_list wanted = LINK_LIST_INIT;
    struct link_list held = LINK_LIST_INIT;
    int rc;

    fill(&wanted, cases[i].wanted);
    fill(&held, cases[i].held);
    link_merge(&wanted);
    rc = link_compare(&wanted, &held, TODAY, note, r);
    link_list_free(&wanted);
    link_list_free(&held);
    return rc;
}

static void test_compare(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct record r = {.text = ""};

        assert_int_equal(compare(i, &r), 0);
        if (strcmp(r.text, cases[i].acts) != 0)
            fail_msg("%s: \"%s\" instead of \"%s\"", cases[i].what, r.text, cases[i].acts);
    }
}

static void test_failure_ends_it(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct record r = {.text = "", .fail_at = 1};

        assert_int_equal(compare(i, &r), *cases[i].acts ? -1 : 0);
        assert_int_equal(r.calls, *cases[i].acts ? 1 : 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_compare),
                                       cmocka_unit_test(test_failure_ends_it)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
