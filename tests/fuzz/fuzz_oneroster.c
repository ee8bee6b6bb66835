/*
 * The files of a OneRoster set: the input replaces some of a small set's files, each part beginning
 * with a byte that names the file and ending with 0x1e. Whatever they say, what is used must hold
 * together, and the report must be clean text.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "domain/day.h"
#include "roster/grade.h"
#include "roster/report.h"
#include "roster/set_read.h"

#define TODAY 20689
#define PART_END 0x1e

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const base[SET_FILE__MAX] = {
    [SET_MANIFEST] = "propertyName,value\noneroster.version,1.2\nfile.orgs,bulk\n",
    [SET_ORGS] = "sourcedId,name,type,identifier,parentSourcedId\nd,D,district,9,\na,A,local,,d\n"
                 "s,S,school,1,a\n",
    [SET_COURSES] = "sourcedId,courseCode,subjects,subjectCodes\nk,K,Matematik,MA\n",
    [SET_CLASSES] = "sourcedId,title,grades,courseSourcedId,classType,schoolSourcedId,subjects,"
                    "subjectCodes\nc,8A,08,,homeroom,s,,\ng,Ma,08,k,scheduled,s,,M2SPA\n",
    [SET_USERS] = "sourcedId,enabledUser,username,givenName,familyName,email,grades\n"
                  "p,true,,A,B,,08\nt,true,t@x.se,C,D,,\n",
    [SET_ROLES] = "userSourcedId,roleType,role,beginDate,endDate,orgSourcedId\n"
                  "p,primary,student,,,s\nt,primary,teacher,,,s\nt,secondary,principal,,,s\n",
    [SET_ENROLLMENTS] = "classSourcedId,userSourcedId,role,beginDate,endDate\n"
                        "c,p,student,,\ng,p,student,,\ng,t,teacher,2026-01-01,\n",
    [SET_DEMOGRAPHICS] = "sourcedId,sex\np,female\n",
};

static void require(bool ok)
{
    if (!ok)
        abort();
}

static void set_data(struct source_file *file, const void *data, size_t len)
{
    free(file->data);
    file->data = mem_realloc(NULL, len + 1);
    memcpy(file->data, data, len);
    file->len = len;
}

static void make_files(struct source_file *files, const uint8_t *data, size_t size)
{
    for (int i = 0; i < SET_FILE__MAX; i++) {
        files[i] = (struct source_file){.name = set_file_names[i]};
        set_data(&files[i], base[i], strlen(base[i]));
    }
    while (size > 0) {
        const uint8_t *end = memchr(data + 1, PART_END, size - 1);
        size_t len = end ? (size_t)(end - data) : size;

        set_data(&files[data[0] % SET_FILE__MAX], data + 1, len - 1);
        len += end ? 1 : 0;
        data += len;
        size -= len;
    }
}

static void check_units(const struct set *s)
{
    for (size_t i = 0; i < s->org_count; i++) {
        const struct set_org *org = &s->orgs[i];
        size_t steps = 0;

        require(org->school == SET_NONE || s->orgs[org->school].kind == SET_UNIT_SCHOOL);
        for (const struct set_org *up = org; up->parent != SET_NONE; up = &s->orgs[up->parent])
            require(up->parent < s->org_count && steps++ < s->org_count);
    }
    for (size_t i = 0; i < s->class_count; i++) {
        const struct set_class *c = &s->classes[i];

        require(!c->used || (c->name && s->orgs[c->school].kind == SET_UNIT_SCHOOL));
        require(!c->used || c->type != SET_CLASS_SCHEDULED || c->subject < s->subjects.count);
    }
}

static void check_persons(const struct set *s)
{
    for (size_t i = 0; i < s->user_count; i++) {
        const struct set_user *u = &s->users[i];

        require(!u->pupil || (u->year >= 0 && u->year <= GRADE_MAX));
        require(!u->pupil || s->orgs[u->school].kind == SET_UNIT_SCHOOL);
        require(utf8_valid(u->given_name, strlen(u->given_name)));
    }
    for (size_t i = 0; i < s->enrolment_count; i++) {
        const struct set_enrolment *x = &s->enrolments[i];

        require(x->class_at < s->class_count && s->classes[x->class_at].used);
        require(x->user < s->user_count && s->users[x->user].active);
        require(x->begin <= x->end && x->end >= TODAY);
    }
    for (size_t i = 0; i < s->duty_count; i++) {
        const struct set_duty *d = &s->duties[i];

        require(d->duty == SET_DUTY_NONE || s->users[d->user].staff);
        require(d->duty == SET_DUTY_NONE || s->orgs[d->unit].kind != SET_UNIT_NONE);
    }
}

static void check_report(const struct import_report *report)
{
    for (int lang = 0; lang < FINDINGS_LANG__MAX; lang++) {
        struct buf out = BUF_INIT;

        report_print(report, "path", (enum findings_lang)lang, &out);
        require(utf8_valid(out.data, out.len) && strlen(out.data) == out.len);
        buf_free(&out);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct source_file files[SET_FILE__MAX];
    struct import_report report;
    struct set s;

    report_init(&report);
    make_files(files, data, size);
    set_init(&s, TODAY, report.findings);
    subject_map_add(&s.subjects, &(struct subject_map_subject){.id = 3,
                                                               .code = "MA",
                                                               .long_code = "GRGRMAT",
                                                               .name_sv = "Matematik",
                                                               .name_en = "Mathematics"});
    subject_map_add(&s.subjects, &(struct subject_map_subject){.id = 5,
                                                               .code = "M2",
                                                               .long_code = "GRGRMSP",
                                                               .name_sv = "Språkval",
                                                               .name_en = "Language choice"});
    subject_map_add_syllabus(&s.subjects, 1, "GR");
    set_read_files(&s, files);
    if (findings_count(report.findings, FINDINGS_ERROR) == 0) {
        check_units(&s);
        check_persons(&s);
    }
    check_report(&report);
    set_free(&s);
    report_free(&report);
    return 0;
}
