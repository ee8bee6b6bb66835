#include "roster/set_read.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "roster/set_row.h"

enum column { PROPERTY, VALUE, COLUMN__MAX };

static const struct table_column columns[COLUMN__MAX] = {
    [PROPERTY] = {"propertyName", true, NULL},
    [VALUE] = {"value", true, NULL},
};

/* "file.orgs" is about orgs.csv. */
static enum set_file named_file(const char *property)
{
    if (strncasecmp(property, "file.", 5) != 0)
        return SET_FILE__MAX;
    for (int i = SET_ORGS; i < SET_FILE__MAX; i++) {
        size_t len = strlen(set_file_names[i]) - strlen(".csv");

        if (strlen(property + 5) == len && strncasecmp(property + 5, set_file_names[i], len) == 0)
            return (enum set_file)i;
    }
    return SET_FILE__MAX;
}

static void read_property(void *ctx, const struct table_row *row)
{
    const struct set_reader *r = ctx;
    struct set *s = r->set;
    const char *value = row->value[VALUE];
    enum set_file file = named_file(row->value[PROPERTY]);

    if (strcasecmp(row->value[PROPERTY], "oneroster.version") == 0) {
        snprintf(s->version, sizeof(s->version), "%s", value);
        if (strcmp(value, "1.1") != 0 && strcmp(value, "1.2") != 0)
            set_row_finding(r, row, FINDING_MANIFEST_VERSION, "value", value);
    }
    if (file == SET_FILE__MAX)
        return;
    if (strcasecmp(value, "delta") == 0)
        set_row_finding(r, row, FINDING_MANIFEST_DELTA, row->value[PROPERTY], value);
    s->file_absent[file] = strcasecmp(value, "absent") == 0;
}

static void missing(struct set *s, enum set_file file, enum finding_kind kind)
{
    findings_add(s->findings, kind, set_file_names[file], 0, NULL, NULL, NULL);
}

static bool is_there(struct set *s, struct source_file *files, enum set_file file)
{
    if (!files[file].data)
        return false;
    if (s->file_absent[file])
        findings_add(s->findings, FINDING_MANIFEST_ABSENT, set_file_names[file], 0, NULL, "absent",
                     NULL);
    return true;
}

/* Reads one file and gives its memory back. */
static void read_file(struct set *s, struct source_file *files, enum set_file file,
                      void (*read)(struct set *s, struct source_file *file))
{
    if (is_there(s, files, file))
        read(s, &files[file]);
    source_file_free(&files[file]);
}

static void read_required(struct set *s, struct source_file *files, enum set_file file,
                          void (*read)(struct set *s, struct source_file *file))
{
    if (!files[file].data)
        missing(s, file, FINDING_FILE_MISSING);
    read_file(s, files, file, read);
}

static void read_users_with_roles(struct set *s, struct source_file *file)
{
    set_users_read(s, file, true);
}

static void read_users_alone(struct set *s, struct source_file *file)
{
    if (!set_users_read(s, file, false))
        missing(s, SET_ROLES, FINDING_FILE_MISSING);
}

static void read_manifest(struct set *s, struct source_file *file)
{
    struct set_reader reader = {s, SET_MANIFEST};

    table_read(file, columns, COLUMN__MAX, read_property, &reader, s->findings);
}

void set_read_files(struct set *s, struct source_file *files)
{
    bool has_roles = files[SET_ROLES].data != NULL;

    read_required(s, files, SET_MANIFEST, read_manifest);
    if (findings_count_kind(s->findings, FINDING_MANIFEST_DELTA) == 0) {
        read_required(s, files, SET_ORGS, set_orgs_read);
        read_file(s, files, SET_COURSES, set_courses_read);
        read_required(s, files, SET_CLASSES, set_classes_read);
        read_required(s, files, SET_USERS, has_roles ? read_users_with_roles : read_users_alone);
        read_file(s, files, SET_ROLES, set_roles_read);
        if (!files[SET_DEMOGRAPHICS].data)
            missing(s, SET_DEMOGRAPHICS, FINDING_FILE_MISSING_OPTIONAL);
        read_file(s, files, SET_DEMOGRAPHICS, set_demographics_read);
        read_required(s, files, SET_ENROLLMENTS, set_enrolments_read);
        if (findings_count_kind(s->findings, FINDING_FILE_MISSING) == 0)
            set_finish(s);
    }
    for (int i = 0; i < SET_FILE__MAX; i++)
        source_file_free(&files[i]);
}

void set_read_path(struct set *s, const char *path, const struct source_limits *limits)
{
    struct source_file files[SET_FILE__MAX];

    for (int i = 0; i < SET_FILE__MAX; i++)
        files[i] = (struct source_file){.name = set_file_names[i]};
    if (source_load(path, limits, files, SET_FILE__MAX, s->findings) == 0)
        set_read_files(s, files);
    else
        for (int i = 0; i < SET_FILE__MAX; i++)
            source_file_free(&files[i]);
}
