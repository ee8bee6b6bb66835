/*
 * What an import found: problems and remarks for a person at a school's office, grouped so that a
 * thousand equal ones are one line.
 *
 * A finding never carries a pupil's or guardian's name: "found" is an id, a code, a role, a type, a
 * date, a number; of a protected person not even an id. Texts in Swedish and English stand in
 * findings_text.c, one row per kind.
 */
#ifndef MALKOLL_ROSTER_FINDINGS_H
#define MALKOLL_ROSTER_FINDINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/json_write.h"

enum findings_severity {
    FINDINGS_ERROR,   /* the whole set is refused */
    FINDINGS_WARNING, /* the row, or a part of it, is not used */
    FINDINGS_NOTE,    /* used, with a remark */
    FINDINGS_SEVERITY__MAX
};

enum findings_lang { FINDINGS_SV, FINDINGS_EN, FINDINGS_LANG__MAX };

enum finding_kind {
    /* the set and its files */
    FINDING_PATH_UNREADABLE,
    FINDING_FILE_MISSING,
    FINDING_FILE_MISSING_OPTIONAL,
    FINDING_FILE_TWICE,
    FINDING_FILE_TOO_LARGE,
    FINDING_ARCHIVE_ENTRIES,
    FINDING_ARCHIVE_OUTSIDE,
    FINDING_ARCHIVE_LINK,
    FINDING_FILE_UTF16,
    FINDING_FILE_NOT_UTF8,
    FINDING_FILE_EMPTY,
    FINDING_FILE_BROKEN,
    FINDING_COLUMN_MISSING,
    FINDING_COLUMN_TWICE,
    FINDING_ROW_TOO_LONG,
    FINDING_ROW_TOO_SHORT,
    FINDING_MANIFEST_DELTA,
    FINDING_MANIFEST_VERSION,
    FINDING_MANIFEST_ABSENT,
    /* any row */
    FINDING_ID_EMPTY,
    FINDING_ID_TOO_LONG,
    FINDING_ID_AGAIN,
    FINDING_ID_CONFLICT,
    FINDING_STATUS_UNKNOWN,
    FINDING_NAME_EMPTY,
    FINDING_NAME_TOO_LONG,
    FINDING_DATE_UNREADABLE,
    FINDING_DATES_REVERSED,
    /* orgs */
    FINDING_ORG_TYPE_UNUSED,
    FINDING_ORG_TYPE_UNKNOWN,
    FINDING_ORG_NO_MUNICIPALITY,
    FINDING_ORG_SEVERAL_MUNICIPALITIES,
    FINDING_ORG_LOCAL_AS_MUNICIPALITY,
    FINDING_ORG_OTHER_MUNICIPALITY,
    FINDING_ORG_PARENT_MISSING,
    FINDING_ORG_DEPARTMENT_LOOSE,
    FINDING_ORG_CYCLE,
    FINDING_ORG_NO_SCHOOL,
    /* classes */
    FINDING_CLASS_TYPE_UNKNOWN,
    FINDING_CLASS_ORG_MISSING,
    FINDING_CLASS_ORG_NOT_SCHOOL,
    FINDING_CLASS_VIA_DEPARTMENT,
    FINDING_CLASS_COURSE_MISSING,
    FINDING_SUBJECT_EMPTY,
    FINDING_SUBJECT_UNKNOWN,
    FINDING_SUBJECT_SEVERAL,
    FINDING_SUBJECT_MSP,
    FINDING_SUBJECT_LANGUAGE,
    /* users and roles */
    FINDING_ROLE_EMPTY,
    FINDING_ROLE_UNKNOWN,
    FINDING_ROLE_USER_MISSING,
    FINDING_ROLE_ORG_MISSING,
    FINDING_ROLE_ORG_KIND,
    FINDING_ROLE_SITE_ADMIN,
    FINDING_ROLE_ADMIN_AS_PRINCIPAL,
    FINDING_GRADE_EMPTY,
    FINDING_GRADE_UNKNOWN,
    FINDING_PRESCHOOL_CHILD,
    FINDING_GRADE_FROM_CLASS,
    FINDING_PUPIL_NO_SCHOOL,
    FINDING_PUPIL_SCHOOL_FROM_CLASS,
    FINDING_LOGIN_EMPTY,
    FINDING_LOGIN_INVALID,
    FINDING_LOGIN_SHARED,
    FINDING_LOGIN_TAKEN,
    FINDING_MARKING_UNKNOWN,
    /* enrollments and demographics */
    FINDING_ENROL_CLASS_MISSING,
    FINDING_ENROL_CLASS_UNUSED,
    FINDING_ENROL_USER_MISSING,
    FINDING_ENROL_USER_UNUSED,
    FINDING_ENROL_ROLE_UNUSED,
    FINDING_ENROL_NOT_PUPIL,
    FINDING_ENROL_NOT_STAFF,
    FINDING_SEX_USER_MISSING,
    FINDING_SEX_UNKNOWN,
    /* the set against the database */
    FINDING_NO_PUPILS,
    FINDING_TOO_MANY_END,
    FINDING_DATE_EARLIER,
    FINDING_READER_GAINS,
    /* assessments */
    FINDING_ASSESS_ROUND_PLANNED,
    FINDING_ASSESS_ROUND_CLOSED,
    FINDING_ASSESS_PUPIL_MISSING,
    FINDING_ASSESS_SUBJECT_UNKNOWN,
    FINDING_ASSESS_NOT_EXPECTED,
    FINDING_ASSESS_UNGRADED,
    FINDING_ASSESS_LEFT,
    FINDING_ASSESS_LEVEL,
    FINDING_ASSESS_BY_MISSING,
    FINDING_ASSESS_TWICE,
    FINDING_ASSESS_NO_GRADES,
    /* the national agency's files */
    FINDING_NATIONAL_LAYOUT,
    FINDING_NATIONAL_COLUMN,
    FINDING_NATIONAL_GENDERS,
    FINDING_NATIONAL_YEAR,
    FINDING_NATIONAL_EMPTY,
    FINDING_NATIONAL_ROW,
    FINDING_NATIONAL_GENDER,
    FINDING_NATIONAL_PROVIDER,
    FINDING_NATIONAL_SUBJECT,
    FINDING_NATIONAL_VALUE,
    FINDING_NATIONAL_TWICE,
    FINDING__MAX
};

struct findings_text {
    enum findings_severity severity;
    bool by_value; /* equal only when the found value is equal too (codes, roles; not ids) */
    /* "%s" in expected is replaced by the finding's detail. */
    const char *expected[FINDINGS_LANG__MAX];
    const char *action[FINDINGS_LANG__MAX];
};

extern const struct findings_text findings_texts[FINDING__MAX];

struct findings;

struct findings *findings_new(void);
void findings_free(struct findings *f);
/*
 * file, column and detail may be NULL, line 0 when there is none (the first row of data is line 2:
 * the heading is line 1). found NULL: nothing is printed as found; "" prints as empty.
 */
void findings_add(struct findings *f, enum finding_kind kind, const char *file, uint32_t line,
                  const char *column, const char *found, const char *detail);
/* A value that is never printed as found, because it belongs to a protected person; "" is none. */
void findings_hide(struct findings *f, const char *value);
/* Drops all findings of a kind. */
void findings_forget(struct findings *f, enum finding_kind kind);
/* Findings of a severity, each single one counted. */
size_t findings_count(const struct findings *f, enum findings_severity severity);
size_t findings_count_kind(const struct findings *f, enum finding_kind kind);
/* One line of text per group, errors first, in the order they were found. */
void findings_print(const struct findings *f, enum findings_lang lang, struct buf *out);
/* The same as an array of {severity, count, text: {sv, en}}. */
void findings_write(const struct findings *f, struct json_writer *w);

#endif
