#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/utf8.h"
#include "roster/findings.h"

static struct findings *f;
static struct buf out;

static int set_up(void **state)
{
    (void)state;
    f = findings_new();
    out = (struct buf)BUF_INIT;
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    findings_free(f);
    buf_free(&out);
    return 0;
}

static const char *printed(enum findings_lang lang)
{
    buf_reset(&out, 1 << 20);
    findings_print(f, lang, &out);
    return out.data ? out.data : "";
}

static void add_role(uint32_t line, const char *found)
{
    findings_add(f, FINDING_ROLE_UNKNOWN, "users.csv", line, "role", found, NULL);
}

static void test_every_kind_has_its_words(void **state)
{
    (void)state;
    for (int kind = 0; kind < FINDING__MAX; kind++) {
        const struct findings_text *t = &findings_texts[kind];

        for (int lang = 0; lang < FINDINGS_LANG__MAX; lang++) {
            assert_non_null(t->expected[lang]);
            assert_non_null(t->action[lang]);
            assert_true(strlen(t->expected[lang]) > 5 && strlen(t->action[lang]) > 5);
            assert_true(utf8_valid(t->expected[lang], strlen(t->expected[lang])));
            /* A line goes on after the text: no full stop, no capital. */
            assert_int_not_equal(t->action[lang][strlen(t->action[lang]) - 1], '.');
        }
        assert_int_equal(!strstr(t->expected[FINDINGS_SV], "%s"),
                         !strstr(t->expected[FINDINGS_EN], "%s"));
    }
}

static void test_a_thousand_equal_ones_are_one_line(void **state)
{
    (void)state;
    for (uint32_t line = 14; line < 1014; line++)
        add_role(line, "xyz");
    assert_non_null(strstr(printed(FINDINGS_SV),
                           "Fil users.csv, rad 14, 15, 16 (och 997 till), kolumn role: hittade "
                           "”xyz”, väntade "));
    assert_non_null(strstr(printed(FINDINGS_EN),
                           "File users.csv, lines 14, 15, 16 (and 997 more), column role: found "
                           "“xyz”, expected "));
    assert_non_null(strstr(out.data, "; done about it: the row was skipped.\n"));
    assert_int_equal(findings_count(f, FINDINGS_WARNING), 1000);
    assert_int_equal(findings_count_kind(f, FINDING_ROLE_UNKNOWN), 1000);
}

static void test_other_values_are_other_lines(void **state)
{
    const char *first, *second;

    (void)state;
    add_role(2, "xyz");
    add_role(3, "abc");
    add_role(4, "xyz");
    first = strstr(printed(FINDINGS_SV), "rad 2, 4, kolumn role: hittade ”xyz”");
    second = strstr(out.data, "rad 3, kolumn role: hittade ”abc”");
    assert_true(first && second && first < second);
}

/* A column full of garbage must not fill the report. */
static void test_too_many_values_are_gathered(void **state)
{
    size_t lines = 0;

    (void)state;
    for (uint32_t i = 0; i < 5000; i++) {
        char value[16];

        snprintf(value, sizeof(value), "v%u", i);
        add_role(i + 2, value);
    }
    for (const char *p = printed(FINDINGS_SV); *p; p++)
        lines += *p == '\n';
    assert_true(lines < 30);
    assert_non_null(strstr(out.data, "(och 4977 till)"));
    assert_non_null(strstr(out.data, "”v20”, ”v21”, ”v22” och andra värden"));
}

static void test_ids_are_examples_of_one_line(void **state)
{
    (void)state;
    findings_add(f, FINDING_ENROL_USER_MISSING, "enrollments.csv", 5, "userSourcedId", "a", NULL);
    findings_add(f, FINDING_ENROL_USER_MISSING, "enrollments.csv", 7, "userSourcedId", "b", NULL);
    assert_non_null(strstr(printed(FINDINGS_SV), "rad 5, 7, kolumn userSourcedId: hittade ”a”, ”b”, "));
}

static void test_errors_come_first(void **state)
{
    const char *error, *warning, *note;

    (void)state;
    findings_add(f, FINDING_FILE_MISSING_OPTIONAL, "demographics.csv", 0, NULL, NULL, NULL);
    add_role(2, "xyz");
    findings_add(f, FINDING_FILE_MISSING, "orgs.csv", 0, NULL, NULL, NULL);
    error = strstr(printed(FINDINGS_SV), "Fil orgs.csv: filen saknas");
    warning = strstr(out.data, "Fil users.csv");
    note = strstr(out.data, "Fil demographics.csv");
    assert_true(error && warning && note && error < warning && warning < note);
}

static void test_values_are_made_harmless(void **state)
{
    char value[400];

    (void)state;
    add_role(2, "a\nFil orgs.csv\x1b[31m");
    assert_non_null(strstr(printed(FINDINGS_SV), "”a Fil orgs.csv [31m”"));
    memset(value, 'x', sizeof(value) - 1);
    value[sizeof(value) - 1] = '\0';
    add_role(3, value);
    assert_true(strlen(printed(FINDINGS_SV)) < 1000);
    assert_non_null(strstr(out.data, "xx…”"));
}

static void test_detail_and_empty(void **state)
{
    (void)state;
    findings_add(f, FINDING_ID_CONFLICT, "orgs.csv", 9, "sourcedId", "o1", "4");
    findings_add(f, FINDING_NAME_EMPTY, "orgs.csv", 9, "name", "", NULL);
    assert_non_null(strstr(printed(FINDINGS_EN), "on an earlier row with other content (line 4)"));
    assert_non_null(strstr(out.data, "column name: found nothing, expected a name"));
}

static void test_forget(void **state)
{
    (void)state;
    findings_add(f, FINDING_FILE_MISSING, "orgs.csv", 0, NULL, NULL, NULL);
    add_role(2, "xyz");
    findings_forget(f, FINDING_FILE_MISSING);
    assert_int_equal(findings_count(f, FINDINGS_ERROR), 0);
    assert_null(strstr(printed(FINDINGS_SV), "orgs.csv"));
    findings_add(f, FINDING_FILE_MISSING, "orgs.csv", 0, NULL, NULL, NULL);
    assert_non_null(strstr(printed(FINDINGS_SV), "orgs.csv"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_every_kind_has_its_words, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_a_thousand_equal_ones_are_one_line, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_other_values_are_other_lines, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_too_many_values_are_gathered, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_ids_are_examples_of_one_line, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_errors_come_first, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_values_are_made_harmless, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_detail_and_empty, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_forget, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
