#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "domain/national.h"
#include "roster/national_read.h"

static void test_values(void **state)
{
    static const struct { const char *text; long tenths; const char *mark; } good[] = {
        {"83,8", 838, ""},       {"100,0", 1000, ""},        {"0,0", 0, ""},
        {"431", 4310, ""},       {"4 102", 41020, ""},       {"1\xc2\xa0" "902", 19020, ""},
        {"16\xe2\x80\xaf" "534", 165340, ""}, {"1\xe2\x80\x89" "000", 10000, ""},
        {"..", -1, ".."},        {".", -1, "."},             {"~100", -1, "~100"},
    };
    static const char *const bad[] = {"",     " ",    "83.8",  "83,85", "83,",  ",8",   "-1",
                                      "12a",  "...",  "~",     "~1x",   "8 x",  "1e3",  "99999999999",
                                      "NaN",  "~100000000"};

    (void)state;
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
        const char *mark = NULL;
        long tenths = 7;

        assert_int_equal(national_value(good[i].text, &tenths, &mark), 0);
        assert_int_equal(tenths, good[i].tenths);
        assert_string_equal(mark, good[i].mark);
    }
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        const char *mark = NULL;
        long tenths = 7;

        assert_int_equal(national_value(bad[i], &tenths, &mark), -1);
        assert_int_equal(tenths, 7);
    }
}

static void test_school_years(void **state)
{
    (void)state;
    assert_int_equal(national_school_year("2024/25"), 2024);
    assert_int_equal(national_school_year("1999/00"), 1999);
    assert_int_equal(national_school_year("2024/26"), -1);
    assert_int_equal(national_school_year("2024/2025"), -1);
    assert_int_equal(national_school_year("2024"), -1);
    assert_int_equal(national_school_year(""), -1);
}

static void test_headings(void **state)
{
    const struct national_heading *h;

    (void)state;
    h = national_heading_find("KOMMUNKOD", NATIONAL_PUPILS);
    assert_non_null(h);
    assert_int_equal(h->role, NATIONAL_COL_MUNICIPALITY_CODE);
    /* Newer files part words otherwise. */
    h = national_heading_find("Andel (%) elever behöriga till yrkes-prog", NATIONAL_ELIGIBILITY9);
    assert_non_null(h);
    assert_int_equal(h->measure, NATIONAL_M_VOCATIONAL);
    assert_int_equal(national_heading_find("Antal elever", NATIONAL_GRADES6)->measure,
                     NATIONAL_M_GRADED6);
    assert_int_equal(national_heading_find("Antal elever", NATIONAL_ELIGIBILITY9)->measure,
                     NATIONAL_M_FINISHED9);
    assert_null(national_heading_find("Antal elever", NATIONAL_PUPILS));
    assert_null(national_heading_find("Kommunen", NATIONAL_PUPILS));
}

static void test_names(void **state)
{
    (void)state;
    assert_string_equal(national_subject("Hem och konsumentkunskap"), "HKK");
    assert_string_equal(national_subject("Hem- och konsumentkunskap"), "HKK");
    assert_string_equal(national_subject("Moderna språk, språkval"), "M2");
    assert_null(national_subject("Moderna språk, skolans val"));
    assert_int_equal(national_provider_find("Enskild"), NATIONAL_INDEPENDENT);
    assert_int_equal(national_provider_find("Region"), NATIONAL_PROVIDER__MAX);
    assert_int_equal(national_gender("Flickor"), 1);
    assert_int_equal(national_gender("Totalt"), 0);
    assert_int_equal(national_gender("Barn"), -1);
    for (int m = 0; m < NATIONAL_M__MAX; m++)
        assert_int_equal(national_measure_find(national_measure_name((enum national_measure)m)), m);
    assert_int_equal(national_measure_find("merit"), NATIONAL_M__MAX);
}

/* One table of eligibility with the rows of the text. */
static int read_text(const char *rows, struct national_file *f, struct findings *findings)
{
    static const char top[] = "\xef\xbb\xbf" "Utgivare\r\n\r\nTitel\r\nValt läsår: 2024/25\r\n\r\n"
        "Kommun;Kommun-kod;Län;Läns-kod;Typ av huvudman;Kön;Antal elever;"
        "Andel (%) elever behöriga till yrkesprog.;Andel elever (%) behöriga till estetiskt program;"
        "Andel elever (%) behöriga till Ekonomi-, humanistiska och samhällsvetenskaps- program;"
        "Andel elever (%) behöriga till Naturvetenskapligt och tekniskt program;\r\n";
    struct source_file source = {.name = "x.csv"};
    int rc;

    source.len = strlen(top) + strlen(rows);
    source.data = malloc(source.len + 1);
    strcpy(source.data, top);
    strcat(source.data, rows);
    national_file_init(f);
    rc = national_read(&source, f, findings);
    source_file_free(&source);
    return rc;
}

static void test_rows_and_notes(void **state)
{
    struct findings *findings = findings_new();
    struct national_file f;

    (void)state;
    assert_int_equal(read_text("A;0101;L;01;Kommunal;Flickor;1 000;90,0;..;~100;.;\r\n"
                               "\"B; by\";0102;L;01;Kommunal;Flickor;500;60,0;80,0;80,0;80,0;\r\n"
                               "C;0201;M;02;Kommunal;Flickor;..;50,0;70,0;70,0;70,0;\r\n"
                               "\r\nEn not;\r\nmed två rader\r\n\r\nAntal elever;Förklaring;\r\n;som går vidare.;\r\n",
                               &f, findings),
                     0);
    assert_int_equal(findings_count(findings, FINDINGS_ERROR) +
                     findings_count(findings, FINDINGS_WARNING), 0);
    assert_int_equal(f.rows, 3);
    assert_int_equal(f.year, 2024);
    assert_string_equal(f.title, "Titel");
    assert_string_equal(f.areas[2].name, "B; by");
    assert_string_equal(f.notes,
                        "Utgivare\n\nTitel\nValt läsår: 2024/25\n\nEn not\nmed två rader\n\n"
                        "Antal elever;Förklaring\nsom går vidare.");
    assert_string_equal(f.definition[NATIONAL_M_FINISHED9], "Förklaring som går vidare.");
    assert_string_equal(f.definition[NATIONAL_M_ARTS], "");
    assert_int_equal(f.n_figures, 15);
    assert_int_equal(f.figures[1].tenths, 900);
    assert_int_equal(f.figures[1].n, 1000);
    assert_int_equal(f.figures[2].tenths, -1);
    assert_string_equal(f.figures[2].mark, "..");
    national_file_free(&f);
    findings_free(findings);
}

/* What the file says of its own municipalities: weighted where it says pupils, else the median. */
static void test_derived(void **state)
{
    struct findings *findings = findings_new();
    struct national_file f;
    int seen = 0;

    (void)state;
    assert_int_equal(read_text("A;0101;L;01;Kommunal;Flickor;1 000;90,0;..;~100;.;\n"
                               "B;0102;L;01;Kommunal;Flickor;500;60,0;80,0;80,0;.;\n"
                               "C;0201;M;02;Kommunal;Flickor;..;50,0;70,0;70,0;.;\n",
                               &f, findings),
                     0);
    national_derive(&f);
    for (size_t i = 15; i < f.n_figures; i++) {
        const struct national_figure *g = &f.figures[i];
        const struct national_area *a = &f.areas[g->area];

        assert_true(g->measure != NATIONAL_M_SCIENCE && g->measure != NATIONAL_M_FINISHED9);
        if (g->measure != NATIONAL_M_VOCATIONAL)
            continue;
        seen++;
        if (strcmp(a->code, "01") == 0) {
            assert_int_equal(g->tenths, 800); /* (90 * 1000 + 60 * 500) / 1500 */
            assert_int_equal(g->n, 1500);
            assert_int_equal(g->basis, NATIONAL_WEIGHTED);
        } else {
            /* One of the municipalities has no pupils: the median of 90, 60 and 50; and of 50. */
            assert_int_equal(g->basis, NATIONAL_MEDIAN);
            assert_int_equal(g->tenths, a->level == NATIONAL_NATION ? 600 : 500);
            assert_int_equal(g->n, -1);
        }
    }
    assert_int_equal(seen, 3);
    national_file_free(&f);
    findings_free(findings);
}

static void test_broken(void **state)
{
    static const struct { const char *rows; size_t warnings; } cases[] = {
        {"A;0101;L;01;Kommunal;Flickor;10;90,0;90,0;90,0\nB;0102;L;01;Kommunal;Pojkar;10;1,0;1,0;1,0;1,0;\n", 1},
        {"A;0101;L;01;Kommunal;Barn;10;1,0;1,0;1,0;1,0;\nB;0102;L;01;Kommunal;Pojkar;10;1,0;1,0;1,0;1,0;\n", 1},
        {"A;01;L;01;Kommunal;Flickor;10;1,0;1,0;1,0;1,0;\nB;0102;L;01;Kommunal;Pojkar;10;1,0;1,0;1,0;1,0;\n", 1},
        {"B;0102;L;01;Kommunal;Pojkar;10;100,1;x;;2;\n", 3},
        {"B;0102;L;01;Kommunal;Pojkar;10;1,0;1,0;1,0;1,0;\nB;0102;L;01;Kommunal;Pojkar;10;2,0;1,0;1,0;1,0;\n", 5},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct findings *findings = findings_new();
        struct national_file f;

        assert_int_equal(read_text(cases[i].rows, &f, findings), 0);
        assert_int_equal(findings_count(findings, FINDINGS_WARNING), cases[i].warnings);
        national_file_free(&f);
        findings_free(findings);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values),  cmocka_unit_test(test_school_years),
        cmocka_unit_test(test_headings), cmocka_unit_test(test_names),
        cmocka_unit_test(test_rows_and_notes), cmocka_unit_test(test_derived),
        cmocka_unit_test(test_broken),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
