#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "roster/language.h"
#include "roster/subject_map.h"

static struct arena *arena;
static struct subject_map map;

static void add(uint32_t id, const char *code, const char *long_code, const char *sv, const char *en)
{
    subject_map_add(&map, &(struct subject_map_subject){.id = id,
                                                        .code = code,
                                                        .long_code = long_code,
                                                        .name_sv = sv,
                                                        .name_en = en});
}

static int set_up(void **state)
{
    (void)state;
    arena = arena_new(0);
    subject_map_init(&map, arena);
    add(1, "SV", "GRGRSVE", "Svenska", "Swedish");
    add(3, "MA", "GRGRMAT", "Matematik", "Mathematics");
    add(5, "M2", "GRGRMSP", "Moderna språk, språkval", "Modern languages, language choice");
    add(6, "M1", "GRGRMSP", "Moderna språk, elevens val", "Modern languages, pupil's choice");
    add(7, "ML", "GRGRMOD", "Modersmål", "Mother tongue");
    add(21, "MU", "GRGRMUS", "Musik", "Music");
    add(25, "TN", NULL, "Teckenspråk för hörande", "Sign language for the hearing");
    subject_map_add_syllabus(&map, 1, "GR");
    subject_map_add_syllabus(&map, 2, "GRAN");
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    subject_map_free(&map);
    arena_free(arena);
    return 0;
}

static const struct {
    const char *text;
    const char *code; /* NULL = none */
    uint32_t syllabus_id;
    bool msp, unknown_language;
} cases[] = {
    {"MA", "MA", 0, false, false},
    {"ma", "MA", 0, false, false},
    {" M a ", "MA", 0, false, false},
    {"MU", "MU", 0, false, false},
    {"M2SPA", "M2SPA", 0, false, false},
    {"m2-spa", "M2SPA", 0, false, false},
    {"M2FRE", "M2FRA", 0, false, false}, /* the other code of the same language */
    {"M1DEU", "M1DEU", 0, false, false},
    {"MLSOM", "MLSOM", 0, false, false},
    {"MLQQQ", "MLQQQ", 0, false, true},
    {"M2", "M2", 0, false, false},
    {"M2SP", NULL, 0, false, false},
    {"M212A", NULL, 0, false, false},
    {"M3SPA", NULL, 0, false, false},
    {"GRGRMAT01", "MA", 1, false, false},
    {"GRGRMAT", "MA", 1, false, false},
    {"grgrsve01", "SV", 1, false, false},
    {"GRANMAT01", "MA", 2, false, false},
    {"GRGRMSP01", "M2", 1, true, false},
    {"GRGRMSP01SPA", "M2SPA", 1, true, false},
    {"GRGRMOD", "ML", 1, false, false},
    {"GRGRMODARA", "MLARA", 1, false, false},
    {"GRGRTSP01", "TN", 1, false, false},
    {"GRGRMAT01SPA", NULL, 0, false, false},
    {"GRGRXXX01", NULL, 0, false, false},
    {"GRXXMAT01", NULL, 0, false, false},
    {"GR", NULL, 0, false, false},
    {"PHY123", NULL, 0, false, false},
    {"", NULL, 0, false, false},
    {"-", NULL, 0, false, false},
    {"MATEMATIKENS HISTORIA", NULL, 0, false, false},
    {"MÅ", NULL, 0, false, false},
};

static void test_codes(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct subject_map_hit hit = {0};
        int rc = subject_map_find(&map, cases[i].text, &hit);

        if ((rc == 0) != (cases[i].code != NULL))
            fail_msg("\"%s\": %d", cases[i].text, rc);
        if (rc < 0)
            continue;
        assert_string_equal(map.subjects[hit.subject].code, cases[i].code);
        assert_int_equal(hit.syllabus_id, cases[i].syllabus_id);
        assert_int_equal(hit.was_msp, cases[i].msp);
        assert_int_equal(hit.unknown_language, cases[i].unknown_language);
    }
}

static void test_a_language_is_a_subject_of_its_own(void **state)
{
    size_t before = map.count;
    struct subject_map_hit first, again, other;
    const struct subject_map_subject *s;

    (void)state;
    assert_int_equal(subject_map_find(&map, "M2GER", &first), 0);
    assert_int_equal(subject_map_find(&map, "M2DEU", &again), 0);
    assert_int_equal(subject_map_find(&map, "M1DEU", &other), 0);
    assert_int_equal(map.count, before + 2);
    assert_int_equal(first.subject, again.subject);
    assert_int_not_equal(first.subject, other.subject);
    s = &map.subjects[first.subject];
    assert_int_equal(s->id, 0);
    assert_int_equal(s->family_id, 5);
    assert_string_equal(s->code, "M2DEU");
    assert_string_equal(s->long_code, "GRGRMSP");
    assert_string_equal(s->language, "DEU");
    assert_string_equal(s->name_sv, "Moderna språk, språkval: tyska");
    assert_string_equal(s->name_en, "Modern languages, language choice: German");
    assert_int_equal(subject_map_find(&map, "MLQQQ", &first), 0);
    assert_string_equal(map.subjects[first.subject].name_sv, "Modersmål: QQQ");
}

static void test_names(void **state)
{
    struct subject_map_hit hit;

    (void)state;
    assert_int_equal(subject_map_find_name(&map, "matematik", &hit), 0);
    assert_string_equal(map.subjects[hit.subject].code, "MA");
    assert_int_equal(subject_map_find_name(&map, "Mathematics", &hit), 0);
    assert_int_equal(subject_map_find_name(&map, "Physics", &hit), -1);
}

static void test_languages(void **state)
{
    (void)state;
    assert_string_equal(language_find("SPA")->name_sv, "spanska");
    assert_ptr_equal(language_find("CHI"), language_find("ZHO"));
    assert_null(language_find("spa"));
    assert_null(language_find(""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_codes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_a_language_is_a_subject_of_its_own, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_names, set_up, tear_down),
        cmocka_unit_test(test_languages),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
