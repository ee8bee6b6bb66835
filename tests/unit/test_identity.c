/* Persons, their duties and what these reach; and the counters that tell how old that is. */
#include "fcgi/identity.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "db_schema.h"
#include "db_server.h"
#include "fcgi/revision.h"

static struct db *db;
static struct identity_cache *cache;
static struct err e;

/* Municipality 1, areas 2 and 3, schools 11 (area 2), 12 and 13 (area 3); class 5 and group 7 are
 * in 11. */
static void fill(void)
{
    db_server_admin(
        "INSERT INTO unit (id, parent_id, kind, name, starts_on) VALUES"
        " (1, NULL, 'municipality', 'K', '2020-01-01'), (2, 1, 'area', 'A', '2020-01-01'),"
        " (3, 1, 'area', 'B', '2020-01-01'), (11, 2, 'school', 'S', '2020-01-01'),"
        " (12, 3, 'school', 'T', '2020-01-01'), (13, 3, 'school', 'U', '2020-01-01');"
        "INSERT INTO unit_closure SELECT id, id, 0 FROM unit;"
        "INSERT INTO unit_closure SELECT parent_id, id, 1 FROM unit WHERE id > 1;"
        "INSERT INTO unit_closure SELECT 1, id, 2 FROM unit WHERE id > 3;"
        "UPDATE revision SET revision = 100;"
        "INSERT INTO revision VALUES (11, 1), (12, 20), (13, 300);"
        "INSERT INTO class (id, unit_id, name, starts_on) VALUES (5, 11, '8B', '2020-01-01');"
        "INSERT INTO teaching_group (id, unit_id, subject_id, name, starts_on) VALUES"
        " (7, 11, 3, 'MA 8B', '2020-01-01')");
    db_server_admin(
        "INSERT INTO person (id, eppn, given_name, family_name) VALUES"
        " (1, 'many@x.se', 'Åsa', 'Öberg'), (2, 'area@x.se', 'Ar', 'Ea'),"
        " (3, 'no@x.se', 'N', 'O');"
        "INSERT INTO duty (person_id, role, unit_id, class_id, group_id, starts_on, ends_on, origin)"
        "VALUES (1, 'teacher', NULL, NULL, 7, '2026-08-01', '2027-06-30', 'import'),"
        " (1, 'mentor', NULL, 5, NULL, '2026-08-01', NULL, 'import'),"
        " (1, 'special_educator', 11, NULL, NULL, '2026-08-01', NULL, 'manual'),"
        " (1, 'area_manager', 2, NULL, NULL, '2026-10-01', NULL, 'manual'),"
        " (2, 'area_manager', 3, NULL, NULL, '2020-01-01', NULL, 'import'),"
        " (2, 'auditor', 1, NULL, NULL, '2020-01-01', '2020-12-31', 'import');"
        "UPDATE duty SET school_id = 11 WHERE class_id = 5 OR group_id = 7");
}

static const struct identity *get(const char *eppn, uint64_t revision, const char *today)
{
    const struct identity *me;

    if (identity_get(cache, db, eppn, "", revision, today, &me, &e) < 0)
        fail_msg("%s: %s", eppn, e.msg);
    return me;
}

static void test_duties(void **state)
{
    const struct identity *me = get("many@x.se", 1, "2026-11-23");

    (void)state;
    assert_int_equal(me->person_id, 1);
    assert_string_equal(me->name, "Åsa Öberg");
    assert_int_equal(me->n_duties, 4);
    assert_int_equal(me->duties[0].role, ROLE_TEACHER);
    assert_int_equal(me->duties[0].group_id, 7);
    assert_int_equal(me->duties[1].class_id, 5);
    assert_int_equal(me->duties[2].unit_id, 11);
    assert_int_equal(me->roles, 1u << ROLE_TEACHER | 1u << ROLE_MENTOR |
                                    1u << ROLE_SPECIAL_EDUCATOR | 1u << ROLE_AREA_MANAGER);
    assert_int_equal(me->n_reach, 2);
    assert_int_equal(identity_roles_at(me, 2), 1u << ROLE_AREA_MANAGER);
    assert_int_equal(identity_roles_at(me, 11),
                     1u << ROLE_AREA_MANAGER | 1u << ROLE_SPECIAL_EDUCATOR);
    for (uint32_t unit = 0; unit < 20; unit++)
        assert_int_equal(identity_reaches(me, unit, ~0u), unit == 2 || unit == 11);
    assert_false(identity_reaches(me, 2, 1u << ROLE_SPECIAL_EDUCATOR));
    assert_true(identity_mentors(me, 5));
    assert_false(identity_mentors(me, 7));
    assert_false(identity_mentors(me, 0));
}

/* One capacity: the duties at one unit in one role, and nothing of the others. */
static void test_capacity(void **state)
{
    static const struct { const char *capacity; unsigned roles; size_t n_duties, n_reach; } rows[] = {
        {"", 1u << ROLE_TEACHER | 1u << ROLE_MENTOR | 1u << ROLE_SPECIAL_EDUCATOR |
                 1u << ROLE_AREA_MANAGER, 4, 2},
        {"teacher-11", 1u << ROLE_TEACHER | 1u << ROLE_MENTOR, 2, 0},
        {"special_educator-11", 1u << ROLE_SPECIAL_EDUCATOR, 1, 1},
        {"area_manager-2", 1u << ROLE_AREA_MANAGER, 1, 2},
        {"areaxmanager-2", 0, 0, 0},
        {"area_manager-3", 0, 0, 0},
        {"teacher-12", 0, 0, 0},
        {"mentor-11", 0, 0, 0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const struct identity *me;

        assert_int_equal(identity_get(cache, db, "many@x.se", rows[i].capacity, 1, "2026-11-23",
                                      &me, &e), 0);
        assert_int_equal(me->person_id, 1);
        assert_string_equal(me->capacity, rows[i].capacity);
        assert_int_equal(me->roles, rows[i].roles);
        assert_int_equal(me->n_duties, rows[i].n_duties);
        assert_int_equal(me->n_reach, rows[i].n_reach);
    }
    assert_non_null(identity_cached(cache, "many@x.se", "mentor-11", 1, "2026-11-23"));
    assert_null(identity_cached(cache, "many@x.se", "mentor-12", 1, "2026-11-23"));
}

static void test_capacity_text(void **state)
{
    static const char *const good[] = {"teacher-1", "special_educator-4294967295"};
    static const char *const bad[] = {"", "-1", "teacher", "teacher-", "Teacher-1", "teacher-1 ",
                                      "teacher--1", "teacher-1'", "%-1", "te acher-1", "lärare-1",
                                      "teacher-123456789012345678901234"};
    char out[IDENTITY_CAPACITY_MAX + 1] = "same";

    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        assert_int_equal(identity_capacity(bad[i], out), -1);
        assert_string_equal(out, "same");
    }
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
        assert_int_equal(identity_capacity(good[i], out), 0);
        assert_string_equal(out, good[i]);
    }
}

/* Both ends of a duty are days on which it is held. */
static void test_days(void **state)
{
    static const struct {
        const char *today;
        unsigned roles;
    } rows[] = {
        {"2026-07-31", 0},
        {"2026-08-01", 1u << ROLE_TEACHER | 1u << ROLE_MENTOR | 1u << ROLE_SPECIAL_EDUCATOR},
        {"2027-06-30", 1u << ROLE_TEACHER | 1u << ROLE_MENTOR | 1u << ROLE_SPECIAL_EDUCATOR |
                           1u << ROLE_AREA_MANAGER},
        {"2027-07-01", 1u << ROLE_MENTOR | 1u << ROLE_SPECIAL_EDUCATOR | 1u << ROLE_AREA_MANAGER},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        assert_int_equal(get("many@x.se", 1, rows[i].today)->roles, rows[i].roles);
}

static void test_none(void **state)
{
    const struct identity *me = get("no@x.se", 1, "2026-11-23");

    (void)state;
    assert_int_equal(me->person_id, 3);
    assert_int_equal(me->roles, 0);
    assert_int_equal(me->n_duties + me->n_reach, 0);
    assert_int_equal(identity_get(cache, db, "other@x.se", "", 1, "2026-11-23", &me, &e), -1);
    assert_int_equal(e.kind, ERR_NOT_FOUND);
    assert_null(identity_cached(cache, "other@x.se", "", 1, "2026-11-23"));
}

/* Valid for one revision and one day; the one used least recently makes room. */
static void test_cache(void **state)
{
    (void)state;
    get("many@x.se", 1, "2026-11-23");
    assert_non_null(identity_cached(cache, "many@x.se", "", 1, "2026-11-23"));
    assert_null(identity_cached(cache, "many@x.se", "", 2, "2026-11-23"));
    assert_null(identity_cached(cache, "many@x.se", "", 1, "2026-11-24"));
    get("area@x.se", 1, "2026-11-23");
    assert_non_null(identity_cached(cache, "many@x.se", "", 1, "2026-11-23"));
    get("no@x.se", 1, "2026-11-23");
    assert_null(identity_cached(cache, "area@x.se", "", 1, "2026-11-23"));
    assert_string_equal(identity_cached(cache, "many@x.se", "", 1, "2026-11-23")->name, "Åsa Öberg");
    assert_int_equal(get("area@x.se", 1, "2026-11-23")->n_reach, 3);
}

static void test_role_names(void **state)
{
    char type[400] = "enum(";

    (void)state;
    for (int i = 0; i < ROLE__MAX; i++) {
        strcat(type, i ? ",'" : "'");
        strcat(strcat(type, role_name((enum role)i)), "'");
    }
    strcat(type, ")");
    db_server_admin("CREATE TABLE column_type AS SELECT COLUMN_TYPE AS t "
                    "FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() "
                    "AND TABLE_NAME = 'duty' AND COLUMN_NAME = 'role'");
    db_server_admin("UPDATE column_type SET t = IF(t = \"%s\", '1', '0')", type);
    assert_int_equal(db_server_number("SELECT t FROM column_type"), 1);
}

static void read_revision(struct revision *rev)
{
    if (revision_read(rev, db, false, &e) < 0 || revision_refresh(rev, db, &e) < 0)
        fail_msg("%s", e.msg);
}

static void test_revision_sums(void **state)
{
    static const struct {
        uint32_t unit;
        uint64_t sum;
    } rows[] = {{0, 421}, {1, 321}, {2, 1}, {3, 320}, {11, 1}, {12, 20}, {13, 300}, {99, 0}};
    struct revision *rev = revision_new();

    (void)state;
    assert_false(revision_fresh(rev, db));
    read_revision(rev);
    assert_int_equal(revision_schema(rev), SQL_SCHEMA_VERSION);
    assert_int_equal(revision_global(rev), 100);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct revision_stamp stamp = revision_stamp(rev, rows[i].unit);

        assert_int_equal(stamp.sum, rows[i].sum);
        assert_int_equal(stamp.global, 100);
        assert_int_equal(stamp.accepting, 0);
    }
    assert_true(revision_fresh(rev, db));
    db_server_admin("UPDATE revision SET revision = revision + 1 WHERE unit_id = 12");
    revision_read(rev, db, false, &e);
    assert_true(revision_fresh(rev, db));
    assert_int_equal(revision_stamp(rev, 3).sum, 321);
    db_server_admin("UPDATE revision SET revision = revision + 1 WHERE unit_id = 0");
    revision_read(rev, db, false, &e);
    assert_false(revision_fresh(rev, db));
    revision_free(rev);
}

/* What is kept ends with the closing time of the round that closes first. */
static void test_revision_accepting(void **state)
{
    struct revision *rev = revision_new();
    const struct timespec wait = {.tv_nsec = 700000000};

    (void)state;
    db_server_admin("INSERT INTO round (kind, term, week, term_order, opens_at, due_at, closes_at,"
                    " state) SELECT 'forecast', 'HT2026', n, 1, '2020-01-01', '2020-01-01',"
                    " UTC_TIMESTAMP(3) + INTERVAL s SECOND, state FROM (SELECT 1 AS n, 0.6 AS s,"
                    " 'open' AS state UNION SELECT 2, 9999, 'open' UNION SELECT 3, -1, 'open'"
                    " UNION SELECT 4, 9999, 'planned') x");
    read_revision(rev);
    assert_int_equal(revision_stamp(rev, 1).accepting, 2);
    assert_true(revision_fresh(rev, db));
    nanosleep(&wait, NULL);
    assert_false(revision_fresh(rev, db));
    read_revision(rev);
    assert_int_equal(revision_stamp(rev, 1).accepting, 1);
    revision_free(rev);
}

static int start(void **state)
{
    if (db_server_start(state) < 0)
        return -1;
    db_schema_migrate(db_server_conf());
    fill();
    return 0;
}

static int set_up(void **state)
{
    (void)state;
    db = db_server_open();
    cache = identity_cache_new(2);
    err_clear(&e);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    identity_cache_free(cache);
    db_free(db);
    return 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_duties),     TEST(test_capacity), TEST(test_capacity_text), TEST(test_days),          TEST(test_none),
        TEST(test_cache),      TEST(test_role_names),    TEST(test_revision_sums),
        TEST(test_revision_accepting),
    };

    return cmocka_run_group_tests(tests, start, db_server_stop);
}
