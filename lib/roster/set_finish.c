/* What can be told only when all files are read: who is a pupil, who is staff, who may log in. */
#include <string.h>

#include "roster/grade.h"
#include "roster/set_read.h"

#define LOGIN_MAX_BYTES 255
#define STAFF_ROLES (~(1u << SET_ROLE_STUDENT | 1u << SET_ROLE_FAMILY))

static void user_finding(struct set *s, const struct set_user *user, enum finding_kind kind,
                         const char *column, const char *found)
{
    findings_add(s->findings, kind, set_file_names[SET_USERS], user->line, column, found, NULL);
}

static bool find_year(struct set *s, struct set_user *user)
{
    int year;

    if (grade_parse(user->grades, &year) == 0) {
        user->year = (int8_t)year;
        return true;
    }
    if (*user->grades == '\0' && user->class_year != SET_YEAR_NONE) {
        user_finding(s, user, FINDING_GRADE_FROM_CLASS, "grades", user->id);
        user->year = user->class_year;
        return true;
    }
    if (*user->grades == '\0')
        user_finding(s, user, FINDING_GRADE_EMPTY, "grades", user->id);
    else
        user_finding(s, user, FINDING_GRADE_UNKNOWN, "grades", user->grades);
    return false;
}

/* A child in a preschool gets no assessments and is not read in, but says what its school is. */
static bool is_child(struct set *s, const struct set_user *user)
{
    if (!grade_is_preschool(user->grades))
        return false;
    if (user->school != SET_NONE)
        s->orgs[user->school].has_children = true;
    user_finding(s, user, FINDING_PRESCHOOL_CHILD, "grades", user->grades);
    return true;
}

static void find_preschools(struct set *s)
{
    for (size_t i = 0; i < s->org_count; i++) {
        struct set_org *org = &s->orgs[i];

        if (org->kind == SET_UNIT_SCHOOL && org->has_children && !org->has_pupils)
            org->kind = SET_UNIT_PRESCHOOL;
    }
}

static bool find_school(struct set *s, const struct set_user *user)
{
    if (user->school == SET_NONE) {
        user_finding(s, user, FINDING_PUPIL_NO_SCHOOL, NULL, user->id);
        return false;
    }
    if (user->school_rank == SET_SCHOOL_HOMEROOM || user->school_rank == SET_SCHOOL_GROUP)
        user_finding(s, user, FINDING_PUPIL_SCHOOL_FROM_CLASS, NULL, user->id);
    return true;
}

static void check_login(struct set *s, struct set_user *user)
{
    if (!user->login) {
        user_finding(s, user, FINDING_LOGIN_EMPTY, "username", user->id);
        return;
    }

    size_t len = strlen(user->login);
    bool usable = len <= LOGIN_MAX_BYTES;
    for (size_t i = 0; i < len; i++)
        if ((unsigned char)user->login[i] <= ' ' || user->login[i] == 0x7f)
            usable = false;
    if (!usable) {
        user_finding(s, user, FINDING_LOGIN_INVALID, "username", user->id);
        user->login = NULL;
    }
}

/* Who shares a login with another: nobody gets in by it, since nobody can tell who it is. */
static void drop_shared_logins(struct set *s)
{
    struct id_index index = ID_INDEX_INIT;
    bool *shared = arena_array(s->arena, s->user_count + 1, sizeof(*shared));

    for (size_t i = 0; i < s->user_count; i++) {
        if (!s->users[i].login)
            continue;

        uint32_t first = id_index_put(&index, s->users[i].login, (uint32_t)i);
        if (first != ID_INDEX_NONE)
            shared[first] = shared[i] = true;
    }
    for (size_t i = 0; i < s->user_count; i++) {
        if (!shared[i])
            continue;
        user_finding(s, &s->users[i], FINDING_LOGIN_SHARED, "username", s->users[i].id);
        s->users[i].login = NULL;
    }
    id_index_free(&index);
}

static void decide(struct set *s, struct set_user *user)
{
    if (user->roles & 1u << SET_ROLE_FAMILY)
        s->family_count++;
    if (!user->active)
        return;
    if (user->roles == 0)
        user_finding(s, user, FINDING_ROLE_EMPTY, "role", user->id);
    if (user->roles & 1u << SET_ROLE_STUDENT && !is_child(s, user))
        user->pupil = find_year(s, user) && find_school(s, user);
    if (user->pupil)
        s->orgs[user->school].has_pupils = true;
    user->staff = user->roles & STAFF_ROLES;
    if (user->staff)
        check_login(s, user);
    else
        user->login = NULL; /* a pupil has nothing to log in to: it is not kept */
}

void set_finish(struct set *s)
{
    size_t pupils = 0;

    for (size_t i = 0; i < s->user_count; i++) {
        decide(s, &s->users[i]);
        pupils += s->users[i].pupil;
    }
    drop_shared_logins(s);
    find_preschools(s);
    set_duties_decide(s);
    if (pupils == 0)
        findings_add(s->findings, FINDING_NO_PUPILS, set_file_names[SET_USERS], 0, NULL, NULL,
                     NULL);
}
