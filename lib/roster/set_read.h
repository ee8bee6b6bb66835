/*
 * Reads a OneRoster set (1.1 or 1.2, bulk) into struct set and decides what every row means.
 *
 * What is wrong becomes findings; reading goes on as far as it makes sense, so that one run shows
 * everything. Whether the set may be used: findings_count(f, FINDINGS_ERROR) is 0 afterwards.
 * The set's subject map must hold the subjects and syllabi before.
 *
 * Files: manifest, orgs, classes, users and enrollments are needed, roles too unless users has the
 * column role (1.1); courses and demographics are optional. Others are not looked at. Academic
 * sessions are among those: whether a class goes on is told by status and by enrolments' dates.
 */
#ifndef MALKOLL_ROSTER_SET_READ_H
#define MALKOLL_ROSTER_SET_READ_H

#include "roster/set.h"

/* From a folder or a zip archive; limits (NULL: none) are those of an archive. */
void set_read_path(struct set *s, const char *path, const struct source_limits *limits);
/* From files[SET_FILE__MAX] in memory, whose data is freed. */
void set_read_files(struct set *s, struct source_file *files);

/* ---- one file each; for set_read.c only ---- */

void set_orgs_read(struct set *s, struct source_file *file);
void set_courses_read(struct set *s, struct source_file *file);
void set_classes_read(struct set *s, struct source_file *file);
/*
 * has_roles: roles.csv is in the set, so that users' own roles do not count. False when there are
 * no roles to be had: neither that file nor the column role.
 */
bool set_users_read(struct set *s, struct source_file *file, bool has_roles);
void set_roles_read(struct set *s, struct source_file *file);
void set_demographics_read(struct set *s, struct source_file *file);
void set_enrolments_read(struct set *s, struct source_file *file);
/* After all files: who is a pupil, who is staff, who may log in, what roles become. */
void set_finish(struct set *s);
void set_duties_decide(struct set *s);

/* The user's school from one of its places; the best rank wins, of equals the first. */
void set_offer_school(struct set_user *user, uint32_t school, enum set_school_rank rank);

#endif
