/* Tables as comma separated values, byte by byte; and that a workbook is one. */
#include "base/sheet.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/sheet_private.h"

static const struct sheet_column columns[] = {
    {SHEET_TEXT, "Namn"},       {SHEET_SHARE, "Andel"},   {SHEET_COUNT, "Av"},
    {SHEET_POINTS, "Skillnad"}, {SHEET_NUMBER, "Medel"}, {SHEET_TIME, "När"},
    {SHEET_SECOND, "Just"},     {SHEET_DAY, "Dag"},
};
static const struct sheet_table table = {.code = "one", .name = "Ett", .columns = columns,
                                         .n_columns = 8, .n_frozen = 1};
static const struct sheet_column few[] = {{SHEET_TEXT, "a"}, {SHEET_TEXT, "b"}};
static const struct sheet_table second = {.code = "two", .name = "Två", .columns = few, .n_columns = 2};

static void fill(struct sheet *s)
{
    sheet_common(s, "Enhet", "Ek; \"skolan\"");
    sheet_table(s, &table);
    sheet_text(s, "Ada");
    sheet_share(s, 5, 6);
    sheet_count(s, 1200);
    sheet_number(s, -3.25);
    sheet_number(s, 228.35);
    sheet_time(s, 1795646580); /* 2026-11-25 22:43 UTC */
    sheet_time(s, 1795646587);
    sheet_time(s, 1795646580);
    sheet_row(s);
    sheet_text(s, NULL);
    for (int i = 0; i < 7; i++)
        sheet_text(s, i ? ".." : "~100");
    sheet_row(s);
    sheet_table(s, &second);
    sheet_text(s, "x");
    sheet_text(s, "two\nlines, \"so\"");
    sheet_row(s);
}

static void check(enum sheet_format format, const char *which, const char *want)
{
    struct sheet *s = sheet_new(format, which);
    struct buf out = BUF_INIT;
    struct err e = {.kind = ERR_NONE};

    fill(s);
    assert_true(sheet_found(s));
    assert_int_equal(sheet_finish(s, &out, &e), 0);
    assert_string_equal(out.data, want);
    buf_free(&out);
    sheet_free(s);
}

static void test_rfc4180(void **state)
{
    (void)state;
    check(SHEET_CSV_4180, NULL,
          "Namn,Andel (%),Av,Skillnad,Medel,När,Just,Dag,Enhet\r\n"
          "Ada,83.3,1200,-3.3,228.4,2026-11-25 22:43,2026-11-25 22:43:07,2026-11-25,\"Ek; \"\"skolan\"\"\"\r\n"
          ",~100,..,..,..,..,..,..,\"Ek; \"\"skolan\"\"\"\r\n");
}

static void test_swedish(void **state)
{
    (void)state;
    check(SHEET_CSV, "",
          "\xef\xbb\xbfNamn;Andel (%);Av;Skillnad;Medel;När;Just;Dag;Enhet\r\n"
          "Ada;83,3;1200;-3,3;228,4;2026-11-25 22:43;2026-11-25 22:43:07;2026-11-25;\"Ek; \"\"skolan\"\"\"\r\n"
          ";~100;..;..;..;..;..;..;\"Ek; \"\"skolan\"\"\"\r\n");
}

static void test_which_table(void **state)
{
    struct sheet *s;

    (void)state;
    check(SHEET_CSV_4180, "two",
          "a,b,Enhet\r\nx,\"two\nlines, \"\"so\"\"\",\"Ek; \"\"skolan\"\"\"\r\n");
    s = sheet_new(SHEET_CSV_4180, "three");
    fill(s);
    assert_false(sheet_found(s));
    sheet_free(s);
}

static void test_formulas(void **state)
{
    static const struct {
        const char *text, *field;
    } cases[] = {
        {"=1+1", "\"'=1+1\""}, {"+46 70", "\"'+46 70\""}, {"-2", "\"'-2\""}, {"@A1", "\"'@A1\""},
        {"\t=1", "\"'\t=1\""}, {"\r=1", "\"'\r=1\""},     {"-", "-"},        {"–", "–"},
        {"A=1", "A=1"},        {" =1", "\" =1\""},        {"..", ".."},      {"", ""},
        {"=\"a\"", "\"'=\"\"a\"\"\""},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct buf out = BUF_INIT;

        buf_puts(&out, "");
        sheet_csv_cell(&out, SHEET_CSV, 0, &(struct sheet_cell){.type = SHEET_TEXT, .text = cases[i].text});
        assert_string_equal(out.data, cases[i].field);
        buf_free(&out);
    }
}

static void test_numbers(void **state)
{
    static const struct {
        double value;
        const char *field;
    } cases[] = {{0, "0,0"}, {-0.01, "0,0"}, {-0.06, "-0,1"}, {99.96, "100,0"}, {1234567.5, "1234567,5"}};

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct buf out = BUF_INIT;

        sheet_csv_cell(&out, SHEET_CSV, 0, &(struct sheet_cell){.type = SHEET_POINTS, .number = cases[i].value});
        assert_string_equal(out.data, cases[i].field);
        buf_free(&out);
    }
}

static void test_workbook(void **state)
{
    struct sheet *s = sheet_new(SHEET_XLSX, "two");
    struct buf out = BUF_INIT;
    struct err e = {.kind = ERR_NONE};

    (void)state;
    fill(s);
    if (sheet_finish(s, &out, &e) < 0)
        fail_msg("%s", e.msg);
    assert_true(out.len > 1000);
    assert_memory_equal(out.data, "PK\3\4", 4);
    buf_free(&out);
    sheet_free(s);
    /* Given up half-way. */
    s = sheet_new(SHEET_XLSX, NULL);
    fill(s);
    sheet_free(s);
}

static void test_too_much(void **state)
{
    for (int format = SHEET_XLSX; format <= SHEET_CSV; format++) {
        struct sheet *s = sheet_new((enum sheet_format)format, NULL);
        struct buf out = BUF_INIT;
        struct err e = {.kind = ERR_NONE};

        (void)state;
        sheet_table(s, &second);
        for (int i = 0; i <= SHEET_CELLS_MAX / 2; i++) {
            sheet_text(s, "a");
            sheet_text(s, "b");
            sheet_row(s);
        }
        assert_int_equal(sheet_finish(s, &out, &e), -1);
        assert_int_equal(e.kind, ERR_INPUT);
        assert_int_equal(out.len, 0);
        sheet_free(s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rfc4180), cmocka_unit_test(test_swedish), cmocka_unit_test(test_which_table),
        cmocka_unit_test(test_formulas), cmocka_unit_test(test_numbers), cmocka_unit_test(test_workbook),
        cmocka_unit_test(test_too_much),
    };

    setenv("TZ", "UTC", 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
