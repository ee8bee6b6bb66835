#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "domain/day.h"
#include "roster/grade.h"
#include "roster/roster_date.h"

static const struct {
    const char *text;
    const char *day; /* NULL = cannot be read */
} dates[] = {
    {"2023-05-01", "2023-05-01"},
    {"2023-05-01T18:25:43.511Z", "2023-05-01"},
    {"2023-05-01 18:25", "2023-05-01"},
    {"20230501", "2023-05-01"},
    {"20230229", NULL},
    {"2023051", NULL},
    {"202305011", NULL},
    {"25/12/2023", "2023-12-25"},
    {"12/25/2023", "2023-12-25"},
    {"5/5/2023", "2023-05-05"},
    {"05/05/2023", "2023-05-05"},
    {"01/05/2023", NULL}, /* 1 May or 5 January */
    {"13/13/2023", NULL},
    {"31/04/2023", NULL},
    {"01.05.2023", "2023-05-01"},
    {"1.5.2023", "2023-05-01"},
    {"05.13.2023", NULL},
    {"01/05.2023", NULL},
    {"25/12/23", NULL},
    {"25/12/2023 ", NULL},
    {"", NULL},
    {"none", NULL},
    {"2023-13-01", NULL},
};

static void test_dates(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(dates) / sizeof(*dates); i++) {
        char text[DAY_TEXT_SIZE] = "";
        int32_t day = DAY_MIN;
        int rc = roster_date_parse(dates[i].text, &day);

        if (!dates[i].day && (rc != -1 || day != DAY_MIN))
            fail_msg("\"%s\" was read", dates[i].text);
        if (!dates[i].day)
            continue;
        if (rc != 0)
            fail_msg("\"%s\" was not read", dates[i].text);
        day_format(day, text);
        assert_string_equal(text, dates[i].day);
    }
}

#define NONE (-1)

static const struct {
    const char *text;
    int year;
    int single; /* of a class: only when one year group is named */
} grades[] = {
    {"8", 8, 8},
    {"08", 8, 8},
    {"10", 10, 10},
    {"11", NONE, NONE},
    {"008", NONE, NONE},
    {"åk 8", 8, 8},
    {"Åk8", 8, 8},
    {"ÅK 8", 8, 8},
    {"åk. 8", 8, 8},
    {"Årskurs 8", 8, 8},
    {"F", 0, 0},
    {"f-klass", 0, 0},
    {"Förskoleklass", 0, 0},
    {"KG", 0, 0},
    {"0", 0, 0},
    {"PK", NONE, NONE},
    {"Gy1", NONE, NONE},
    {"Gy 2", NONE, NONE},
    {"8A", NONE, NONE},
    {"", NONE, NONE},
    {"07,08,09", 7, NONE},
    {"7-9", 7, NONE},
    {"7/8", 7, NONE},
    {"12,09", 9, NONE},
    {"Gy1, 9", 9, NONE},
    {"9,9", 9, 9},
    {"vuxen", NONE, NONE},
};

static void test_grades(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(grades) / sizeof(*grades); i++) {
        int year = NONE;
        int single = NONE;

        grade_parse(grades[i].text, &year);
        grade_parse_single(grades[i].text, &single);
        if (year != grades[i].year || single != grades[i].single)
            fail_msg("\"%s\" gave %d and %d", grades[i].text, year, single);
    }
}

static void test_preschool(void **state)
{
    static const char *const children[] = {"PK", "it", "IT,PR", "Förskola", "TK"};
    static const char *const others[] = {"", "KG", "F", "PK,KG", "08", "PKX", ",", "förskoleklass"};

    (void)state;
    for (size_t i = 0; i < sizeof(children) / sizeof(*children); i++)
        assert_true(grade_is_preschool(children[i]));
    for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
        assert_false(grade_is_preschool(others[i]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_dates), cmocka_unit_test(test_grades),
                                       cmocka_unit_test(test_preschool)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
