/*
 * A OneRoster set in memory: rows as read and checked, with references as places in the arrays.
 *
 * Compact, because a set may hold millions of enrolments: texts of small tables live in the arena,
 * an enrolment keeps no text at all. Days are as in domain/day.h; DAY_MIN, DAY_MAX stand for none.
 */
#ifndef MALKOLL_ROSTER_SET_H
#define MALKOLL_ROSTER_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "roster/findings.h"
#include "roster/id_index.h"
#include "roster/source.h"
#include "roster/subject_map.h"

#define SET_NONE UINT32_MAX /* a reference to nothing */
#define SET_YEAR_NONE (-1)
#define SET_YEAR_MAX 10
#define SET_MARKING_NONE (-1) /* the set says nothing of it */

enum set_file {
    SET_MANIFEST,
    SET_ORGS,
    SET_COURSES,
    SET_CLASSES,
    SET_USERS,
    SET_ROLES,
    SET_ENROLLMENTS,
    SET_DEMOGRAPHICS,
    SET_FILE__MAX
};

enum set_org_type {
    SET_ORG_DISTRICT,
    SET_ORG_LOCAL,
    SET_ORG_SCHOOL,
    SET_ORG_DEPARTMENT,
    SET_ORG_OTHER,
    SET_ORG_TYPE__MAX
};

/* What an org becomes: unit.kind. */
enum set_unit_kind {
    SET_UNIT_NONE,
    SET_UNIT_MUNICIPALITY,
    SET_UNIT_AREA,
    SET_UNIT_SCHOOL,
    SET_UNIT_PRESCHOOL /* a school whose children are all below the preschool class */
};

struct set_org {
    const char *id;
    const char *name;
    const char *code;
    const char *parent_id;
    uint64_t hash; /* of the row's fields: tells a repeated row from a conflicting one */
    uint32_t line;
    uint32_t parent;      /* the unit above; SET_NONE for the municipality */
    uint32_t school;      /* the school that it is or lies in, or SET_NONE */
    uint32_t unit_id;     /* set by apply: id in the database */
    enum set_org_type type;
    enum set_unit_kind kind;
    bool active;
    bool has_pupils, has_children; /* set by set_finish: of a school, and of a preschool */
};

struct set_course {
    const char *id;
    const char *subjects;
    const char *subject_codes;
    const char *code;
};

enum set_class_type { SET_CLASS_HOMEROOM, SET_CLASS_SCHEDULED, SET_CLASS_UNKNOWN };

struct set_class {
    const char *id;
    const char *name;
    uint64_t hash;
    uint32_t line;
    uint32_t school;      /* place in orgs, SET_NONE = in none */
    uint32_t subject;     /* of a teaching group: place in the subject map */
    uint32_t syllabus_id;
    uint32_t db_id;       /* set by apply: of the class or of the teaching group */
    enum set_class_type type;
    int8_t year; /* the only year group that is named, or SET_YEAR_NONE */
    bool active;
    bool used; /* becomes a class or a teaching group */
};

enum set_role {
    SET_ROLE_STUDENT,
    SET_ROLE_TEACHER,
    SET_ROLE_PRINCIPAL,
    SET_ROLE_SITE_ADMINISTRATOR,
    SET_ROLE_DISTRICT_ADMINISTRATOR,
    SET_ROLE_SYSTEM_ADMINISTRATOR,
    SET_ROLE_ADMINISTRATOR,
    SET_ROLE_OTHER_STAFF, /* aide, counselor, proctor */
    SET_ROLE_FAMILY,      /* guardian, parent, relative: never read in */
    SET_ROLE_UNKNOWN
};

/* OneRoster writes a user's school in several places: the lower, the more it counts. */
enum set_school_rank {
    SET_SCHOOL_PRIMARY,
    SET_SCHOOL_LISTED,
    SET_SCHOOL_LATER, /* a role that has not begun yet */
    SET_SCHOOL_HOMEROOM,
    SET_SCHOOL_GROUP,
    SET_SCHOOL_NONE
};

/* gender: as in person.gender. */
enum set_gender { SET_GENDER_UNKNOWN, SET_GENDER_FEMALE, SET_GENDER_MALE };

struct set_user {
    const char *id;
    const char *given_name;
    const char *family_name;
    const char *email;
    const char *login; /* lower case; NULL = none; after set_finish only of staff, unshared */
    const char *grades;
    uint64_t hash;
    uint32_t line;
    uint32_t school; /* place in orgs, or SET_NONE */
    uint32_t db_id;  /* set by apply */
    uint16_t roles;  /* bit per enum set_role */
    uint8_t school_rank;
    uint8_t gender;
    int8_t year;       /* set by set_finish */
    int8_t class_year; /* of the homeroom class, or SET_YEAR_NONE */
    int8_t marking;    /* securityMarking as in person.protected, or SET_MARKING_NONE */
    bool active;
    bool pupil; /* set by set_finish: is read in as a pupil */
    bool staff; /* set by set_finish: is read in as staff */
    bool login_taken; /* set by apply_persons: a person made by hand has it */
};

/* What a role becomes: numbers of duty.role in the database, 0 = no duty. */
enum set_duty_role {
    SET_DUTY_NONE = 0,
    SET_DUTY_TEACHER = 1,
    SET_DUTY_MENTOR = 2,
    SET_DUTY_PRINCIPAL = 4,
    SET_DUTY_PRESCHOOL_HEAD = 5,
    SET_DUTY_AREA_MANAGER = 6,
    SET_DUTY_DIRECTOR = 7,
    SET_DUTY_ADMINISTRATOR = 10
};

/* A row of roles.csv, or one org of a user's role in 1.1. */
struct set_duty {
    uint32_t user;
    uint32_t org;
    uint32_t line;
    int32_t begin;
    int32_t end;
    enum set_role role;
    enum set_file file; /* where it stands: users or roles */
    uint32_t unit;      /* set by set_finish: place in orgs of the unit that the duty is for */
    enum set_duty_role duty; /* set by set_finish */
};

struct set_enrolment {
    uint32_t class_at;
    uint32_t user;
    int32_t begin;
    int32_t end;
    uint32_t line;
    bool teacher; /* else student */
};

struct set {
    struct arena *arena;
    struct findings *findings;
    int32_t today; /* the day the set applies from */

    struct set_org *orgs;
    size_t org_count, org_cap;
    struct set_course *courses;
    size_t course_count, course_cap;
    struct set_class *classes;
    size_t class_count, class_cap;
    struct set_user *users;
    size_t user_count, user_cap;
    struct set_duty *duties;
    size_t duty_count, duty_cap;
    struct set_enrolment *enrolments;
    size_t enrolment_count, enrolment_cap;
    struct id_index org_index, course_index, class_index, user_index;
    struct subject_map subjects;

    char version[16];     /* "1.1", "1.2" or "" */
    bool file_absent[SET_FILE__MAX]; /* the manifest says so */
    size_t rows_read;
    uint32_t municipality; /* place in orgs, or SET_NONE */
    size_t family_count; /* guardians, parents and relatives passed over */
};

extern const char *const set_file_names[SET_FILE__MAX];

/* f must outlive the set. */
void set_init(struct set *s, int32_t today, struct findings *f);
void set_free(struct set *s);

#endif
