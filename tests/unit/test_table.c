#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/mem.h"
#include "roster/table.h"

static const struct table_column columns[] = {{"sourcedId", true, NULL}, {"name", true, NULL}, {"more", false, NULL}};

#define NONE FINDING__MAX

/* rows: "line:id|name|more;" of every row, with spaces as they are. */
static const struct {
    const char *what;
    const char *text;
    const char *rows;
    enum finding_kind kind;
} cases[] = {
    {"plain", "sourcedId,name,more\n1,a,x\n2,b,y\n", "2:1|a|x;3:2|b|y;", NONE},
    {"CRLF, no end of the last line", "sourcedId,name,more\r\n1,a,x\r\n2,b,y", "2:1|a|x;3:2|b|y;",
     NONE},
    {"byte order mark", "\xef\xbb\xbfsourcedId,name\n1,a\n", "2:1|a|;", NONE},
    {"semicolons", "sourcedId;name;more\n1;a,b;x\n", "2:1|a,b|x;", NONE},
    {"tabs", "sourcedId\tname\tmore\n1\ta\tx\n", "2:1|a|x;", NONE},
    {"other order, other case, more columns", "Name,x,SOURCEDID\na,q,1\n", "2:1|a|;", NONE},
    {"spaces in the heading and around values", " sourcedId , \"name \"\n 1 ,\" a b  \"\n",
     "2:1|a b|;", NONE},
    {"two values to shorten", "sourcedId,name,more\n\"1 \",\"a \",\"x \"\n", "2:1|a|x;", NONE},
    {"quoted line end: the next row's line", "sourcedId,name\n1,\"a\nb\"\n2,c\n", "2:1|a\nb|;4:2|c|;",
     NONE},
    {"empty lines", "sourcedId,name\n\n1,a\n\r\n2,b\n", "3:1|a|;5:2|b|;", NONE},
    {"only a heading", "sourcedId,name\n", "", NONE},
    {"empty fields after the last", "sourcedId,name\n1,a,,\n", "2:1|a|;", NONE},
    {"too many fields", "sourcedId,name\n1,Ek, Anna\n2,b\n", "3:2|b|;", FINDING_ROW_TOO_LONG},
    {"too few fields", "sourcedId,name,more\n1,a\n", "2:1|a|;", FINDING_ROW_TOO_SHORT},
    {"missing column", "sourcedId,more\n1,a\n", "", FINDING_COLUMN_MISSING},
    {"the same column twice", "sourcedId,name,Name\n1,a,b\n", "", FINDING_COLUMN_TWICE},
    {"empty file", "", "", FINDING_FILE_EMPTY},
    {"only empty lines", "\n\n", "", FINDING_FILE_EMPTY},
    {"a quote that is never closed", "sourcedId,name\n1,\"a\n2,b\n", "", FINDING_FILE_BROKEN},
    {"UTF-16", "\xff\xfes\x01o\x01", "", FINDING_FILE_UTF16},
    {"Windows-1252", "sourcedId,name\n1,\xc5sa \x96 \x80\n", "2:1|Åsa – €|;", FINDING_FILE_NOT_UTF8},
};

static void take(void *ctx, const struct table_row *row)
{
    buf_printf(ctx, "%u:%s|%s|%s;", row->line, row->value[0], row->value[1], row->value[2]);
}

static void test_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct source_file file = {"orgs.csv", mem_strdup(cases[i].text), strlen(cases[i].text)};
        struct findings *f = findings_new();
        struct buf rows = BUF_INIT;
        bool usable;

        buf_puts(&rows, "");
        usable = table_read(&file, columns, 3, take, &rows, f) == 0;
        if (strcmp(rows.data, cases[i].rows) != 0)
            fail_msg("%s: \"%s\"", cases[i].what, rows.data);
        if (usable != (findings_count(f, FINDINGS_ERROR) == 0))
            fail_msg("%s: usable %d", cases[i].what, usable);
        for (int kind = 0; kind < FINDING__MAX; kind++)
            if ((findings_count_kind(f, (enum finding_kind)kind) > 0) != (kind == (int)cases[i].kind))
                fail_msg("%s: finding %d", cases[i].what, kind);
        buf_free(&rows);
        findings_free(f);
        source_file_free(&file);
    }
}

/* A broken file is reported with the line where it breaks. */
static void test_line_of_the_break(void **state)
{
    const char *text = "sourcedId,name\n1,a\n2,b\"c\n";
    struct source_file file = {"users.csv", mem_strdup(text), strlen(text)};
    struct findings *f = findings_new();
    struct buf out = BUF_INIT;
    struct buf rows = BUF_INIT;

    (void)state;
    assert_int_equal(table_read(&file, columns, 3, take, &rows, f), -1);
    findings_print(f, FINDINGS_SV, &out);
    assert_non_null(strstr(out.data, "Fil users.csv, rad 3: filen går inte att läsa"));
    buf_free(&rows);
    buf_free(&out);
    findings_free(f);
    source_file_free(&file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_read),
                                       cmocka_unit_test(test_line_of_the_break)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
