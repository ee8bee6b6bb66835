#include "roster/set.h"

#include <stdlib.h>
#include <string.h>

const char *const set_file_names[SET_FILE__MAX] = {
    [SET_MANIFEST] = "manifest.csv",       [SET_ORGS] = "orgs.csv",
    [SET_COURSES] = "courses.csv",         [SET_CLASSES] = "classes.csv",
    [SET_USERS] = "users.csv",             [SET_ROLES] = "roles.csv",
    [SET_ENROLLMENTS] = "enrollments.csv", [SET_DEMOGRAPHICS] = "demographics.csv",
};

void set_init(struct set *s, int32_t today, struct findings *f)
{
    memset(s, 0, sizeof(*s));
    s->arena = arena_new(0);
    s->findings = f;
    s->today = today;
    s->municipality = SET_NONE;
    subject_map_init(&s->subjects, s->arena);
}

void set_free(struct set *s)
{
    id_index_free(&s->org_index);
    id_index_free(&s->course_index);
    id_index_free(&s->class_index);
    id_index_free(&s->user_index);
    subject_map_free(&s->subjects);
    free(s->orgs);
    free(s->courses);
    free(s->classes);
    free(s->users);
    free(s->duties);
    free(s->enrolments);
    arena_free(s->arena);
    memset(s, 0, sizeof(*s));
}
