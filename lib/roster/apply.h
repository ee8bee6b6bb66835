/*
 * Writes a set that was read to the database, inside the caller's transaction. For oneroster.c.
 * Everything is kept in memory and compared there; only differences are written, in bulk.
 */
#ifndef MALKOLL_ROSTER_APPLY_H
#define MALKOLL_ROSTER_APPLY_H

#include "base/db.h"
#include "roster/link.h"
#include "roster/report.h"
#include "roster/set.h"

struct audit_actor;

struct apply {
    struct db *db;
    struct set *set;
    struct import_report *report;
    int32_t today;
    char date[DAY_TEXT_SIZE];   /* today */
    char before[DAY_TEXT_SIZE]; /* the day before: the last day of what is gone */
    int sanity_end_percent;
    const struct audit_actor *reader; /* who reads it in; nobody when it has no person */
    uint64_t last_duty;               /* the newest before */
};

/* In this order; each 0, or -1 and e. What is refused becomes findings of severity error. */
int apply_check_share(struct apply *a, struct err *e);
int apply_note_reader(struct apply *a, struct err *e);
int apply_units(struct apply *a, struct err *e);
int apply_subjects(struct apply *a, struct err *e);
int apply_persons(struct apply *a, struct err *e);
int apply_classes(struct apply *a, struct err *e);
int apply_groups(struct apply *a, struct err *e);
int apply_enrolments(struct apply *a, struct err *e);
int apply_class_members(struct apply *a, struct err *e);
int apply_group_members(struct apply *a, struct err *e);
int apply_duties(struct apply *a, struct err *e);
int apply_check_reader(struct apply *a, struct err *e);

/* The subjects and syllabi that codes are looked up in; before the set is read. */
int apply_load_subjects(struct db *db, struct subject_map *m, struct err *e);

/* Text of a value that may be NULL is equal; NULL and "" are not. */
bool apply_same_text(const char *a, const char *b);

#endif
