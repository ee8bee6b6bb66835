/* What a set means: findings of every kind, and what the rows become. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "domain/day.h"
#include "oneroster_set.h"

#define NONE FINDING__MAX
#define ANY (FINDING__MAX + 1)

static struct set s;
static struct findings *f;

static void read_set(bool v11, const struct oneroster_change *changes, size_t n)
{
    f = findings_new();
    oneroster_set_read(&s, f, v11, changes, n);
}

static void read_with(enum set_file file, const char *from, const char *to)
{
    read_set(false, &(struct oneroster_change){file, from, to}, 1);
}

static void drop(void)
{
    set_free(&s);
    findings_free(f);
}

/* ---- one change, one finding ---- */

static const struct {
    const char *what;
    bool v11;
    struct oneroster_change change;
    enum finding_kind kind; /* the only one (beside also); NONE = no finding at all */
    size_t count;
    enum finding_kind also; /* that follows from it */
} cases[] = {
    {"as it is", false, {SET_ORGS, "d,", "d,"}, NONE, 0, NONE},
    {"1.1", true, {SET_ORGS, "d,", "d,"}, FINDING_ROLE_ADMIN_AS_PRINCIPAL, 1, NONE},

    {"no manifest", false, {SET_MANIFEST, NULL, NULL}, FINDING_FILE_MISSING, 1, NONE},
    {"no orgs", false, {SET_ORGS, NULL, NULL}, FINDING_FILE_MISSING, 1, ANY},
    {"no enrolments", false, {SET_ENROLLMENTS, NULL, NULL}, FINDING_FILE_MISSING, 1, NONE},
    {"no roles and no column role", false, {SET_ROLES, NULL, NULL}, FINDING_FILE_MISSING, 1,
     ANY},
    {"no courses", false, {SET_COURSES, NULL, NULL}, NONE, 0, NONE},
    {"no demographics", false, {SET_DEMOGRAPHICS, NULL, NULL}, FINDING_FILE_MISSING_OPTIONAL, 1,
     NONE},
    {"delta", false, {SET_MANIFEST, "file.users,bulk", "file.users,delta"}, FINDING_MANIFEST_DELTA,
     1, NONE},
    {"delta, other case", false, {SET_MANIFEST, "file.users,bulk", "File.Users,Delta"},
     FINDING_MANIFEST_DELTA, 1, NONE},
    {"delta of a file that is not read", false,
     {SET_MANIFEST, "file.results,absent", "file.results,delta"}, NONE, 0, NONE},
    {"version", false, {SET_MANIFEST, ",1.2", ",1.0"}, FINDING_MANIFEST_VERSION, 1, NONE},
    {"absent but there", false, {SET_MANIFEST, "file.users,bulk", "file.users,absent"},
     FINDING_MANIFEST_ABSENT, 1, NONE},

    {"no id", false, {SET_ORGS, "s2,,,", ",,,"}, FINDING_ID_EMPTY, 1, NONE},
    {"a row again", false, {SET_ORGS, "s2,,,B", "a,,,Norra,local,,d\ns2,,,B"}, FINDING_ID_AGAIN, 1,
     NONE},
    {"a conflicting row", false, {SET_ORGS, "s2,,,B", "s1,,,B"}, FINDING_ID_CONFLICT, 1, NONE},
    {"a conflicting class", false, {SET_CLASSES, "gsp,", "gma,"}, FINDING_ID_CONFLICT, 1,
     FINDING_ENROL_CLASS_MISSING},
    {"a conflicting user", false, {SET_USERS, "p2,", "p1,"}, FINDING_ID_CONFLICT, 1,
     ANY},
    {"status", false, {SET_ORGS, "s2,,", "s2,closed,"}, FINDING_STATUS_UNKNOWN, 1, NONE},
    {"filled status and date in bulk", false, {SET_ORGS, "s2,,", "s2,Active,2023-05-01"}, NONE, 0,
     NONE},
    {"no name of a school", false, {SET_ORGS, "Bokskolan", ""}, FINDING_NAME_EMPTY, 1, NONE},

    {"type of org", false, {SET_ORGS, "Bokskolan,school", "Bokskolan,campus"},
     FINDING_ORG_TYPE_UNKNOWN, 1, NONE},
    {"unused type of org", false, {SET_ORGS, "Bokskolan,school", "Bokskolan,State"},
     FINDING_ORG_TYPE_UNUSED, 2, NONE},
    {"two municipalities", false, {SET_ORGS, "s2,,,Bokskolan,school", "s2,,,Bok,district"},
     FINDING_ORG_SEVERAL_MUNICIPALITIES, 2, NONE},
    {"no municipality, one top", false, {SET_ORGS, "d,,,Provkommun,district", "d,,,P,local"},
     FINDING_ORG_LOCAL_AS_MUNICIPALITY, 1, NONE},
    {"no municipality, two tops", false, {SET_ORGS, "d,,,Provkommun,district,9999,\n", ""},
     FINDING_ORG_LOCAL_AS_MUNICIPALITY, 1, NONE},
    {"no municipality, tops beside each other", false,
     {SET_ORGS, "d,,,Provkommun,district,9999,\na,,,Norra,local,,d\n", ""},
     FINDING_ORG_NO_MUNICIPALITY, 1, NONE},
    {"parent missing", false, {SET_ORGS, "10000002,a", "10000002,zz"}, FINDING_ORG_PARENT_MISSING, 1,
     NONE},
    {"department without a school", false, {SET_ORGS, "NO-laget,department,,s1", "N,department,,zz"},
     FINDING_ORG_DEPARTMENT_LOOSE, 1, FINDING_ORG_TYPE_UNUSED},
    {"a circle", false, {SET_ORGS, "local,,d", "local,,s1"}, FINDING_ORG_CYCLE, 1,
     ANY},
    {"no school", false, {SET_ORGS, NULL, "sourcedId,name,type,parentSourcedId\nd,P,district,\n"},
     FINDING_ORG_NO_SCHOOL, 1, ANY},

    {"type of class", false, {SET_CLASSES, "homeroom", "club"}, FINDING_CLASS_TYPE_UNKNOWN, 1,
     FINDING_ENROL_CLASS_UNUSED},
    {"type of class, other case", false, {SET_CLASSES, "homeroom", "HomeRoom"}, NONE, 0, NONE},
    {"school of a class missing", false, {SET_CLASSES, "homeroom,s1", "homeroom,zz"},
     FINDING_CLASS_ORG_MISSING, 1, FINDING_ENROL_CLASS_UNUSED},
    {"class of an area", false, {SET_CLASSES, "homeroom,s1", "homeroom,a"},
     FINDING_CLASS_ORG_NOT_SCHOOL, 1, FINDING_ENROL_CLASS_UNUSED},
    {"class of a department", false, {SET_CLASSES, "homeroom,s1", "homeroom,dep"},
     FINDING_CLASS_VIA_DEPARTMENT, 1, NONE},
    {"subject from the course", false, {SET_CLASSES, "scheduled,s1,,MA", "scheduled,s1,,"}, NONE, 0,
     NONE},
    {"subject from the name", false, {SET_CLASSES, "scheduled,s1,,MA", "scheduled,s1,matematik,"},
     NONE, 0, NONE},
    {"course missing", false, {SET_CLASSES, "kma,,scheduled,s1,,MA", "zz,,scheduled,s1,,"},
     FINDING_CLASS_COURSE_MISSING, 1, ANY},
    {"subject empty", false, {SET_CLASSES, "s1,,M2SPA", "s1,,"}, FINDING_SUBJECT_EMPTY, 1,
     FINDING_ENROL_CLASS_UNUSED},
    {"subject unknown", false, {SET_CLASSES, "s1,,M2SPA", "s1,Physics,PHY123"},
     FINDING_SUBJECT_UNKNOWN, 1, FINDING_ENROL_CLASS_UNUSED},
    {"several subjects", false, {SET_CLASSES, "s1,,M2SPA", "s1,,\"M2SPA, MA\""},
     FINDING_SUBJECT_SEVERAL, 1, NONE},
    {"the same subject twice", false, {SET_CLASSES, "s1,,M2SPA", "s1,,\"MA, GRGRMAT01\""}, NONE, 0,
     NONE},
    {"M1 or M2", false, {SET_CLASSES, "s1,,M2SPA", "s1,,GRGRMSP01"}, FINDING_SUBJECT_MSP, 1, NONE},
    {"language unknown", false, {SET_CLASSES, "M2SPA", "MLQQQ"}, FINDING_SUBJECT_LANGUAGE, 1, NONE},

    {"role unknown", false, {SET_ROLES, "t1,primary,teacher", "t1,primary,wizard"},
     FINDING_ROLE_UNKNOWN, 1, ANY},
    {"role unknown in 1.1", true, {SET_USERS, "s1,teacher", "s1,wizard"}, FINDING_ROLE_UNKNOWN, 1, ANY},
    {"role in other case", false, {SET_ROLES, "p1,primary,student", "p1,Primary,STUDENT"}, NONE, 0,
     NONE},
    {"role with a space", false, {SET_ROLES, "primary,principal,,,s1",
                                  "primary,District Administrator,,,d"}, NONE, 0, NONE},
    {"role of nobody", false, {SET_ROLES, "r1,primary", "zz,primary"}, FINDING_ROLE_USER_MISSING, 1,
     FINDING_ROLE_EMPTY},
    {"role at no unit", false, {SET_ROLES, "principal,,,s1", "principal,,,zz"},
     FINDING_ROLE_ORG_MISSING, 1, NONE},
    {"principal of an area", false, {SET_ROLES, "principal,,,s1", "principal,,,a"},
     FINDING_ROLE_ORG_KIND, 1, NONE},
    {"site administrator of a school", false,
     {SET_ROLES, "principal,,,s1", "siteAdministrator,,,s1"}, FINDING_ROLE_SITE_ADMIN, 1, NONE},
    {"roles that are over", false, {SET_ROLES, "principal,,,s1", "principal,,2026-08-23,s1"},
     FINDING_ROLE_EMPTY, 1, NONE},
    {"guardians are no news", false, {SET_ROLES, "principal,,,s1", "guardian,,,s1"}, NONE, 0, NONE},

    {"year group empty", false, {SET_USERS, "Ek,,08", "Ek,,"}, FINDING_GRADE_FROM_CLASS, 1, NONE},
    {"year group unknown", false, {SET_USERS, "Ek,,08", "Ek,,Gy1"}, FINDING_GRADE_UNKNOWN, 1, NONE},
    {"a child in preschool", false, {SET_USERS, "Ek,,08", "Ek,,PK"}, FINDING_PRESCHOOL_CHILD, 1, NONE},
    {"year group above", false, {SET_USERS, "Ek,,08", "Ek,,12"}, FINDING_GRADE_UNKNOWN, 1, NONE},
    {"login empty", false, {SET_USERS, "per.sand@prov.se", ""}, FINDING_LOGIN_EMPTY, 1, NONE},
    {"login with a space", false, {SET_USERS, "per.sand@prov.se", "per sand"}, FINDING_LOGIN_INVALID,
     1, NONE},
    {"login shared", false, {SET_USERS, "rut.rek@prov.se", "Per.Sand@prov.se"}, FINDING_LOGIN_SHARED,
     2, NONE},

    {"class unknown", false, {SET_ENROLLMENTS, "5,,,gsp", "5,,,zz"}, FINDING_ENROL_CLASS_MISSING, 1,
     NONE},
    {"user unknown", false, {SET_ENROLLMENTS, "gsp,s1,p2", "gsp,s1,zz"}, FINDING_ENROL_USER_MISSING,
     1, NONE},
    {"role that is not used", false, {SET_ENROLLMENTS, "t1,teacher", "t1,proctor"},
     FINDING_ENROL_ROLE_UNUSED, 1, NONE},
    {"a teacher as pupil", false, {SET_ENROLLMENTS, "t1,teacher", "t1,student"},
     FINDING_ENROL_NOT_PUPIL, 1, NONE},
    {"a pupil as teacher", false, {SET_ENROLLMENTS, "gsp,s1,p2,student", "gsp,s1,p2,teacher"},
     FINDING_ENROL_NOT_STAFF, 1, NONE},
    {"date unreadable", false, {SET_ENROLLMENTS, "t1,teacher,,,", "t1,teacher,,soon,"},
     FINDING_DATE_UNREADABLE, 1, NONE},
    {"dates reversed", false, {SET_ENROLLMENTS, "t1,teacher,,,", "t1,teacher,,2027-01-01,2026-12-01"},
     FINDING_DATES_REVERSED, 1, NONE},
    {"gender of nobody", false, {SET_DEMOGRAPHICS, "p1,", "zz,"}, FINDING_SEX_USER_MISSING, 1, NONE},
    {"gender unknown", false, {SET_DEMOGRAPHICS, "female", "f"}, FINDING_SEX_UNKNOWN, 1, NONE},
    {"gender other", false, {SET_DEMOGRAPHICS, "female", "Other"}, NONE, 0, NONE},
    {"no pupils", false, {SET_ENROLLMENTS, NULL, "classSourcedId,userSourcedId,role\n"}, NONE, 0,
     NONE},
    {"no users", false, {SET_USERS, NULL, "sourcedId,givenName,familyName\n"}, FINDING_NO_PUPILS, 1,
     ANY},
};

/* also ANY: whatever follows. */
static void check_findings(size_t i)
{
    for (int kind = 0; kind < FINDING__MAX; kind++) {
        size_t n = findings_count_kind(f, (enum finding_kind)kind);
        /* The base set has one department. */
        bool free_to_be = kind == (int)cases[i].also || cases[i].also == ANY ||
                          (kind == FINDING_ORG_TYPE_UNUSED && n == 1);

        if (kind == (int)cases[i].kind ? n != cases[i].count : n > 0 && !free_to_be)
            fail_msg("%s: %zu times: %s", cases[i].what, n, findings_texts[kind].expected[1]);
    }
}

static void test_findings(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        read_set(cases[i].v11, &cases[i].change, 1);
        check_findings(i);
        drop();
    }
}

/* ---- what rows become ---- */

static void check_base(bool v11)
{
    const struct set_user *p2, *t1;

    read_set(v11, NULL, 0);
    assert_int_equal(findings_count(f, FINDINGS_ERROR), 0);
    assert_int_equal(oneroster_set_org(&s, "d")->kind, SET_UNIT_MUNICIPALITY);
    assert_int_equal(oneroster_set_org(&s, "d")->parent, SET_NONE);
    assert_int_equal(oneroster_set_org(&s, "a")->kind, SET_UNIT_AREA);
    assert_int_equal(oneroster_set_org(&s, "s1")->kind, SET_UNIT_SCHOOL);
    assert_string_equal(oneroster_set_org(&s, "s1")->code, "10000001");
    assert_string_equal(s.orgs[oneroster_set_org(&s, "s1")->parent].id, "a");
    assert_int_equal(oneroster_set_org(&s, "dep")->kind, SET_UNIT_NONE);
    p2 = oneroster_set_user(&s, "p2");
    t1 = oneroster_set_user(&s, "t1");
    assert_true(p2->pupil && !p2->staff && !p2->login);
    assert_int_equal(p2->year, 8);
    assert_int_equal(p2->gender, SET_GENDER_MALE);
    assert_string_equal(s.orgs[p2->school].id, "s1");
    assert_true(t1->staff && !t1->pupil);
    assert_string_equal(t1->login, "per.sand@prov.se");
    assert_int_equal(s.enrolment_count, 7);
    assert_int_equal(oneroster_set_class(&s, "c8a")->type, SET_CLASS_HOMEROOM);
    assert_int_equal(oneroster_set_class(&s, "c8a")->year, 8);
    assert_string_equal(s.subjects.subjects[oneroster_set_class(&s, "gsp")->subject].code, "M2SPA");
    assert_int_equal(s.duties[s.duty_count - 1].duty, SET_DUTY_PRINCIPAL);
    drop();
}

static void test_both_versions(void **state)
{
    (void)state;
    check_base(false);
    check_base(true);
}

static const struct {
    const char *role;
    const char *org;
    enum set_duty_role duty;
    const char *unit;
} duties[] = {
    {"principal", "s1", SET_DUTY_PRINCIPAL, "s1"},
    {"principal", "dep", SET_DUTY_PRINCIPAL, "s1"},
    {"administrator", "s2", SET_DUTY_PRINCIPAL, "s2"},
    {"administrator", "a", SET_DUTY_AREA_MANAGER, "a"},
    {"siteAdministrator", "a", SET_DUTY_AREA_MANAGER, "a"},
    {"administrator", "d", SET_DUTY_DIRECTOR, "d"},
    {"districtAdministrator", "d", SET_DUTY_DIRECTOR, "d"},
    {"systemAdministrator", "s1", SET_DUTY_ADMINISTRATOR, "d"},
    {"systemAdministrator", "d", SET_DUTY_ADMINISTRATOR, "d"},
    {"siteAdministrator", "s1", SET_DUTY_NONE, NULL},
    {"siteAdministrator", "d", SET_DUTY_NONE, NULL},
    {"districtAdministrator", "s1", SET_DUTY_NONE, NULL},
    {"districtAdministrator", "a", SET_DUTY_NONE, NULL},
    {"principal", "d", SET_DUTY_NONE, NULL},
    {"teacher", "s1", SET_DUTY_NONE, NULL},
    {"aide", "s1", SET_DUTY_NONE, NULL},
    {"counselor", "d", SET_DUTY_NONE, NULL},
};

static void test_duties(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(duties) / sizeof(*duties); i++) {
        const struct set_duty *duty;
        char to[64];

        snprintf(to, sizeof(to), "%s,,,%s\n", duties[i].role, duties[i].org);
        read_with(SET_ROLES, "principal,,,s1\n", to);
        duty = &s.duties[s.duty_count - 1];
        if (duty->duty != duties[i].duty)
            fail_msg("%s at %s: %d", duties[i].role, duties[i].org, (int)duty->duty);
        if (duties[i].unit)
            assert_string_equal(s.orgs[duty->unit].id, duties[i].unit);
        assert_true(oneroster_set_user(&s, "r1")->staff);
        drop();
    }
}

/* A school is a preschool when all its children are below the preschool class; its principal is
 * the head of one. Without children nobody can tell. */
static void test_preschool(void **state)
{
    static const struct {
        const char *first, *second; /* grades of two children at s2 */
        enum set_unit_kind kind;
        enum set_duty_role duty;
    } rows[] = {
        {"PK", "IT,PR", SET_UNIT_PRESCHOOL, SET_DUTY_PRESCHOOL_HEAD},
        {"PK", "03", SET_UNIT_SCHOOL, SET_DUTY_PRINCIPAL},
        {"KG", "F", SET_UNIT_SCHOOL, SET_DUTY_PRINCIPAL},
        {"Gy1", "Gy1", SET_UNIT_SCHOOL, SET_DUTY_PRINCIPAL},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        char users[160];
        struct oneroster_change changes[2] = {
            {SET_USERS, "t1,,,", users},
            {SET_ROLES, "4,,,r1,primary,principal,,,s1\n",
             "4,,,r1,primary,principal,,,s2\n5,,,k1,primary,student,,,s2\n"
             "6,,,k2,primary,student,,,s2\n"},
        };

        snprintf(users, sizeof(users),
                 "k1,,,true,,,Kim,Al,,\"%s\",s2\nk2,,,true,,,Lo,Al,,\"%s\",s2\nt1,,,",
                 rows[i].first, rows[i].second);
        read_set(false, changes, 2);
        assert_int_equal(oneroster_set_org(&s, "s2")->kind, rows[i].kind);
        assert_int_equal(oneroster_set_org(&s, "s1")->kind, SET_UNIT_SCHOOL);
        for (size_t k = 0; k < s.duty_count; k++)
            if (s.duties[k].role == SET_ROLE_PRINCIPAL)
                assert_int_equal(s.duties[k].duty, rows[i].duty);
        if (rows[i].kind == SET_UNIT_PRESCHOOL)
            assert_false(oneroster_set_user(&s, "k1")->pupil);
        drop();
    }
}

static const struct {
    const char *username;
    const char *master;
    const char *login;
} logins[] = {
    {"Per.Sand@Prov.SE", "", "per.sand@prov.se"},
    {"psand", "per@prov.se", "per@prov.se"},
    {"per@prov.se", "other@prov.se", "per@prov.se"},
    {"psand", "p1234", "psand"},
    {"", "p1234", "p1234"},
    {"", "", NULL},
};

static void test_logins(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(logins) / sizeof(*logins); i++) {
        char to[80];

        snprintf(to, sizeof(to), "%s,%s,Per", logins[i].username, logins[i].master);
        read_with(SET_USERS, "per.sand@prov.se,,Per", to);
        if (logins[i].login)
            assert_string_equal(oneroster_set_user(&s, "t1")->login, logins[i].login);
        else
            assert_null(oneroster_set_user(&s, "t1")->login);
        drop();
    }
}

/* Where a pupil goes to school, from the strongest source to the weakest. */
static void test_school_of_a_pupil(void **state)
{
    static const struct oneroster_change nowhere[] = {
        {SET_USERS, "Ek,,08,s1", "Ek,,08,"},
        {SET_ROLES, "p1,primary,student,,,s1", "p1,primary,student,,,d"},
    };

    (void)state;
    read_with(SET_ROLES, "p1,primary,student,,,s1",
              "p1,secondary,student,,,s1\n9,,,p1,primary,student,,,s2");
    assert_string_equal(s.orgs[oneroster_set_user(&s, "p1")->school].id, "s2");
    drop();
    read_with(SET_ROLES, "p1,primary,student,,,s1",
              "p1,primary,student,,2026-08-01,s1\n9,,,p1,primary,student,2026-08-02,,s2");
    assert_string_equal(s.orgs[oneroster_set_user(&s, "p1")->school].id, "s2");
    drop();
    read_with(SET_ROLES, "p1,primary,student,,,s1", "p1,primary,student,,,dep");
    assert_string_equal(s.orgs[oneroster_set_user(&s, "p1")->school].id, "s1");
    drop();
    read_set(false, nowhere, 2);
    assert_string_equal(s.orgs[oneroster_set_user(&s, "p1")->school].id, "s1");
    assert_int_equal(findings_count_kind(f, FINDING_PUPIL_SCHOOL_FROM_CLASS), 1);
    drop();
}

static void test_enrolment_dates(void **state)
{
    (void)state;
    read_with(SET_ENROLLMENTS, "5,,,gsp,s1,p2,student,,,",
              "5,,,gsp,s1,p2,student,,20260810,2027-06-10T00:00:00Z");
    assert_int_equal(s.enrolments[4].end - s.enrolments[4].begin, 304);
    drop();
    read_with(SET_ENROLLMENTS, "5,,,gsp,s1,p2,student,,,", "5,,,gsp,s1,p2,student,,,2026-08-23");
    assert_int_equal(s.enrolment_count, 6);
    drop();
    read_with(SET_ENROLLMENTS, "5,,,gsp,s1,p2,student,,,", "5,,,gsp,s1,p2,student,,,2026-08-24");
    assert_int_equal(s.enrolment_count, 7);
    drop();
}

/* Everything that ends a row leads to the same: it is not there. */
static void test_inactive_rows(void **state)
{
    (void)state;
    read_with(SET_USERS, "p1,,,true", "p1,,,FALSE");
    assert_false(oneroster_set_user(&s, "p1")->pupil);
    drop();
    read_with(SET_USERS, "p1,,,true", "p1,inactive,,true");
    assert_false(oneroster_set_user(&s, "p1")->pupil);
    assert_int_equal(findings_count_kind(f, FINDING_ENROL_USER_UNUSED), 2);
    drop();
    read_with(SET_CLASSES, "c8a,,", "c8a,tobedeleted,");
    assert_false(oneroster_set_class(&s, "c8a")->used);
    drop();
    read_with(SET_ORGS, "s2,,", "s2,inactive,");
    assert_int_equal(oneroster_set_org(&s, "s2")->kind, SET_UNIT_NONE);
    drop();
    read_with(SET_ENROLLMENTS, "5,,", "5,tobedeleted,");
    assert_int_equal(s.enrolment_count, 6);
    drop();
}

/* A report is read by many: it has ids and codes, never who somebody is. */
static void test_no_names_in_findings(void **state)
{
    static const char *const names[] = {"Alva", "Bo,", "Ek", "Sand", "per.sand", "Rut"};

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct buf out = BUF_INIT;

        read_set(cases[i].v11, &cases[i].change, 1);
        findings_print(f, FINDINGS_SV, &out);
        for (size_t k = 0; out.data && k < sizeof(names) / sizeof(*names); k++)
            if (strstr(out.data, names[k]))
                fail_msg("%s: %s in %s", cases[i].what, names[k], out.data);
        buf_free(&out);
        drop();
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_findings),          cmocka_unit_test(test_both_versions),
        cmocka_unit_test(test_duties), cmocka_unit_test(test_preschool),            cmocka_unit_test(test_logins),
        cmocka_unit_test(test_school_of_a_pupil), cmocka_unit_test(test_enrolment_dates),
        cmocka_unit_test(test_inactive_rows),     cmocka_unit_test(test_no_names_in_findings),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
