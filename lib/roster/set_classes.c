/*
 * courses.csv and classes.csv: homeroom becomes a class, scheduled a teaching group with its
 * subject, which is told by the class's subject codes, else its subjects, else the course's.
 */
#include <string.h>
#include <strings.h>

#include "roster/grade.h"
#include "roster/set_read.h"
#include "roster/set_row.h"

#define NAME_MAX_CHARS 100

enum course_column {
    COURSE_ID,
    COURSE_CODE,
    COURSE_SUBJECTS,
    COURSE_SUBJECT_CODES,
    COURSE__MAX
};

static const struct table_column course_columns[COURSE__MAX] = {
    [COURSE_ID] = {"sourcedId", true, NULL},
    [COURSE_CODE] = {"courseCode", false, NULL},
    [COURSE_SUBJECTS] = {"subjects", false, NULL},
    [COURSE_SUBJECT_CODES] = {"subjectCodes", false, NULL},
};

enum class_column {
    ID,
    STATUS,
    TITLE,
    GRADES,
    COURSE,
    CODE,
    TYPE,
    SCHOOL,
    SUBJECTS,
    SUBJECT_CODES,
    COLUMN__MAX
};

static const struct table_column class_columns[COLUMN__MAX] = {
    [ID] = {"sourcedId", true, NULL},
    [STATUS] = {"status", false, NULL},
    [TITLE] = {"title", true, NULL},
    [GRADES] = {"grades", false, NULL},
    [COURSE] = {"courseSourcedId", false, NULL},
    [CODE] = {"classCode", false, NULL},
    [TYPE] = {"classType", true, NULL},
    [SCHOOL] = {"schoolSourcedId", true, NULL},
    [SUBJECTS] = {"subjects", false, NULL},
    [SUBJECT_CODES] = {"subjectCodes", false, NULL},
};

static void read_course(void *ctx, const struct table_row *row)
{
    const struct set_reader *r = ctx;
    struct set *s = r->set;

    s->rows_read++;
    if (!set_row_id(r, row, "sourcedId", row->value[COURSE_ID]) ||
        id_index_get(&s->course_index, row->value[COURSE_ID]) != ID_INDEX_NONE)
        return;

    struct set_course *course = SET_PUSH(s->courses, s->course_count, s->course_cap);
    *course = (struct set_course){
        .id = arena_strdup(s->arena, row->value[COURSE_ID]),
        .subjects = arena_strdup(s->arena, row->value[COURSE_SUBJECTS]),
        .subject_codes = arena_strdup(s->arena, row->value[COURSE_SUBJECT_CODES]),
        .code = arena_strdup(s->arena, row->value[COURSE_CODE]),
    };
    id_index_put(&s->course_index, course->id, (uint32_t)(s->course_count - 1));
}

/* ---- the subject of a teaching group ---- */

struct search {
    struct set *set;
    bool by_name;
    size_t found;
    struct subject_map_hit hit;
    bool differ; /* several subjects */
};

static void try_item(void *ctx, const char *item)
{
    struct search *search = ctx;
    struct subject_map_hit hit;

    if ((search->by_name ? subject_map_find_name(&search->set->subjects, item, &hit)
                         : subject_map_find(&search->set->subjects, item, &hit)) < 0)
        return;
    if (search->found++ == 0)
        search->hit = hit;
    else if (hit.subject != search->hit.subject)
        search->differ = true;
}

/* Looks in one list of codes or names; a finding when it names several subjects. */
static bool search_list(const struct set_reader *r, const struct table_row *row, const char *list,
                        bool by_name, struct subject_map_hit *ret_hit)
{
    struct search search = {.set = r->set, .by_name = by_name};

    set_row_each(list, try_item, &search);
    if (search.found == 0)
        return false;
    if (search.differ)
        set_row_finding(r, row, FINDING_SUBJECT_SEVERAL, by_name ? "subjects" : "subjectCodes",
                        list);
    if (search.hit.was_msp)
        set_row_finding(r, row, FINDING_SUBJECT_MSP, "subjectCodes", list);
    if (search.hit.unknown_language)
        set_row_finding(r, row, FINDING_SUBJECT_LANGUAGE, "subjectCodes", list);
    *ret_hit = search.hit;
    return true;
}

static bool find_subject(const struct set_reader *r, const struct table_row *row,
                         struct subject_map_hit *ret_hit)
{
    const struct set *s = r->set;
    const struct set_course *course = NULL;

    if (search_list(r, row, row->value[SUBJECT_CODES], false, ret_hit) ||
        search_list(r, row, row->value[SUBJECTS], true, ret_hit))
        return true;
    if (*row->value[COURSE] && s->course_count > 0) {
        uint32_t at = id_index_get(&s->course_index, row->value[COURSE]);

        if (at == ID_INDEX_NONE)
            set_row_finding(r, row, FINDING_CLASS_COURSE_MISSING, "courseSourcedId",
                            row->value[COURSE]);
        else
            course = &s->courses[at];
    }
    if (course && (search_list(r, row, course->subject_codes, false, ret_hit) ||
                   search_list(r, row, course->subjects, true, ret_hit) ||
                   search_list(r, row, course->code, false, ret_hit)))
        return true;

    const char *found = *row->value[SUBJECT_CODES] ? row->value[SUBJECT_CODES]
                        : *row->value[SUBJECTS]    ? row->value[SUBJECTS]
                        : course                   ? course->subject_codes
                                                   : "";
    set_row_finding(r, row, *found ? FINDING_SUBJECT_UNKNOWN : FINDING_SUBJECT_EMPTY,
                    "subjectCodes", *found ? found : NULL);
    return false;
}

/* ---- the rest of a class ---- */

static bool find_school(const struct set_reader *r, const struct table_row *row,
                        uint32_t *ret_school)
{
    const struct set *s = r->set;
    uint32_t at = id_index_get(&s->org_index, row->value[SCHOOL]);

    if (at == ID_INDEX_NONE) {
        set_row_finding(r, row, FINDING_CLASS_ORG_MISSING, "schoolSourcedId", row->value[SCHOOL]);
        return false;
    }
    if (s->orgs[at].school == SET_NONE) {
        if (s->orgs[at].active) /* a class of a closed school ends with it */
            set_row_finding(r, row, FINDING_CLASS_ORG_NOT_SCHOOL, "schoolSourcedId",
                            row->value[SCHOOL]);
        return false;
    }
    if (s->orgs[at].school != at)
        set_row_finding(r, row, FINDING_CLASS_VIA_DEPARTMENT, "schoolSourcedId",
                        row->value[SCHOOL]);
    *ret_school = s->orgs[at].school;
    return true;
}

static enum set_class_type parse_type(const struct set_reader *r, const struct table_row *row)
{
    if (strcasecmp(row->value[TYPE], "homeroom") == 0)
        return SET_CLASS_HOMEROOM;
    if (strcasecmp(row->value[TYPE], "scheduled") == 0)
        return SET_CLASS_SCHEDULED;
    set_row_finding(r, row, FINDING_CLASS_TYPE_UNKNOWN, "classType", row->value[TYPE]);
    return SET_CLASS_UNKNOWN;
}

static const char *class_name(const struct set_reader *r, const struct table_row *row)
{
    const char *name = *row->value[TITLE] ? row->value[TITLE] : row->value[CODE];

    if (*name == '\0') {
        set_row_finding(r, row, FINDING_NAME_EMPTY, "title", "");
        name = row->value[ID];
    }
    return set_row_text(r, row, "title", name, NAME_MAX_CHARS);
}

/* Fills in an active class; it is used when nothing stands against it. */
static void fill(const struct set_reader *r, const struct table_row *row, struct set_class *class)
{
    struct subject_map_hit hit;
    int year;

    class->name = class_name(r, row);
    if (grade_parse_single(row->value[GRADES], &year) == 0)
        class->year = (int8_t)year;
    class->type = parse_type(r, row);
    if (class->type == SET_CLASS_UNKNOWN || !find_school(r, row, &class->school))
        return;
    if (class->type == SET_CLASS_SCHEDULED) {
        if (!find_subject(r, row, &hit))
            return;
        class->subject = hit.subject;
        class->syllabus_id = hit.syllabus_id ? hit.syllabus_id : 1;
    }
    class->used = true;
}

static void read_class(void *ctx, const struct table_row *row)
{
    const struct set_reader *r = ctx;
    struct set *s = r->set;

    s->rows_read++;
    if (!set_row_id(r, row, "sourcedId", row->value[ID]))
        return;

    uint64_t hash = set_row_hash(row, COLUMN__MAX);
    uint32_t at = id_index_get(&s->class_index, row->value[ID]);
    if (at != ID_INDEX_NONE) {
        set_row_again(r, row, row->value[ID], s->classes[at].hash == hash, s->classes[at].line);
        return;
    }

    struct set_class *class = SET_PUSH(s->classes, s->class_count, s->class_cap);
    *class = (struct set_class){
        .id = arena_strdup(s->arena, row->value[ID]),
        .hash = hash,
        .line = row->line,
        .school = SET_NONE,
        .subject = SET_NONE,
        .type = SET_CLASS_UNKNOWN,
        .year = SET_YEAR_NONE,
        .active = set_row_active(r, row, row->value[STATUS]),
    };
    if (class->active)
        fill(r, row, class);
    id_index_put(&s->class_index, class->id, (uint32_t)(s->class_count - 1));
}

void set_courses_read(struct set *s, struct source_file *file)
{
    struct set_reader reader = {s, SET_COURSES};

    table_read(file, course_columns, COURSE__MAX, read_course, &reader, s->findings);
}

void set_classes_read(struct set *s, struct source_file *file)
{
    struct set_reader reader = {s, SET_CLASSES};

    table_read(file, class_columns, COLUMN__MAX, read_class, &reader, s->findings);
}
