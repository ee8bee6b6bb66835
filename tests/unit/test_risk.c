#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "domain/risk.h"

/* One character per round, newest first: F to A; o g m of three steps; ? missing; - no basis; a blank
 * where the pupil did not read the subject. */
static size_t points_from(const char *text, struct risk_point *points)
{
    static const char scales[2][8] = {"FEDCBA", "ogm"};
    size_t n = 0;

    for (const char *s = text; *s; s++, n++) {
        struct risk_point *p = &points[n];

        *p = (struct risk_point){.expected = *s != ' ', .state = ASSESS_MISSING};
        if (*s == '-')
            p->state = ASSESS_NOT_ASSESSABLE;
        for (uint32_t i = 0; i < 2; i++) {
            const char *at = strchr(scales[i], *s);

            if (!at)
                continue;
            p->state = ASSESS_LEVEL;
            p->scale_id = i + 1;
            p->position = (int)(at - scales[i]) + 1;
            p->passes = p->position > 1;
            p->lowest_pass = p->position == 2;
        }
    }
    return n;
}

static const struct {
    const char *rounds;
    const char *view; /* risk, change, trend; a dot where there is none */
} cases[] = {
    {"", ". . ."},
    {"C", ". . ."},
    {"F", "not_passed . ."},
    {"-", "not_assessable . ."},
    {"?", ". . ."},
    {" ", ". . ."},
    {"CC", ". 0 ."},
    {"CE", ". 2 ."},
    {"BD", ". 2 ."},
    {"FD", "not_passed -2 ."},
    {"FF", "not_passed 0 ."},
    {"EE", ". 0 ."},
    {"ED", "watch -1 ."},
    {"EC", "watch -2 ."},
    {"EF", "watch 1 ."},
    {"EEF", "watch 0 1"},
    {"EEE", ". 0 0"},
    {"EEEEF", ". 0 0"},
    {"DF", ". 2 ."},
    {"?F", "not_passed_before . ."},
    {"?-", "not_passed_before . ."},
    {"??F", "not_passed_before . ."},
    {"?EF", ". . ."},
    {"?E", ". . ."},
    {" F", ". . ."},
    {"F D", "not_passed . ."},
    {"-E", "not_assessable -1 ."},
    {"-F", "not_assessable 0 ."},
    {"E-", "watch 1 ."},
    {"D-", ". 1 ."},
    {"Cg", ". 0 ."},
    {"Fg", "not_passed -1 ."},
    {"Eo", "watch 1 ."},
    {"gm", "watch -1 ."},
    {"mm", ". 0 ."},
    {"CDE", ". 1 1"},
    {"EDC", "watch -1 -1"},
    {"DCD", ". -1 0"},
    {"D?E", ". . ."},
    {"D?EF", ". . 1"},
    {"FEDC", "not_passed -1 -1"},
    {"CBgg", ". -1 0"},
    {"?CDE", ". . ."},
};

static void test_cases(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct risk_point points[8];
        size_t n = points_from(cases[i].rounds, points);
        struct risk_view v = risk_of(points, n);
        char change[16] = ".", trend[16] = ".", view[64];

        if (v.has_change)
            snprintf(change, sizeof(change), "%d", v.change);
        if (v.has_trend)
            snprintf(trend, sizeof(trend), "%d", v.trend);
        snprintf(view, sizeof(view), "%s %s %s", v.risk ? risk_name(v.risk) : ".", change, trend);
        if (strcmp(view, cases[i].view) != 0)
            fail_msg("\"%s\": %s, not %s", cases[i].rounds, view, cases[i].view);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
