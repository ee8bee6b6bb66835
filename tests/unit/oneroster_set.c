#include "oneroster_set.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/mem.h"

static const char *const base_12[SET_FILE__MAX] = {
    [SET_MANIFEST] = "propertyName,value\nmanifest.version,1.0\noneroster.version,1.2\n"
                     "file.orgs,bulk\nfile.users,bulk\nfile.results,absent\n",
    [SET_ORGS] = "sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId\n"
                 "d,,,Provkommun,district,9999,\n"
                 "a,,,Norra,local,,d\n"
                 "s1,,,Ekskolan,school,10000001,a\n"
                 "s2,,,Bokskolan,school,10000002,a\n"
                 "dep,,,NO-laget,department,,s1\n",
    [SET_COURSES] = "sourcedId,status,dateLastModified,title,courseCode,subjects,subjectCodes\n"
                    "kma,,,Matte,X,Matematik,MA\n",
    [SET_CLASSES] = "sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,"
                    "classType,schoolSourcedId,subjects,subjectCodes\n"
                    "c8a,,,8A,08,,8A,homeroom,s1,,\n"
                    "gma,,,8A matematik,08,kma,,scheduled,s1,,MA\n"
                    "gsp,,,Spanska 8,08,,,scheduled,s1,,M2SPA\n",
    [SET_USERS] = "sourcedId,status,dateLastModified,enabledUser,username,userMasterIdentifier,"
                  "givenName,familyName,email,grades,primaryOrgSourcedId\n"
                  "p1,,,true,,,Alva,Ek,,08,s1\n"
                  "p2,,,true,,,Bo,Al,,08,s1\n"
                  "t1,,,true,per.sand@prov.se,,Per,Sand,per@prov.se,,s1\n"
                  "r1,,,true,rut.rek@prov.se,,Rut,Rek,,,s1\n",
    [SET_ROLES] = "sourcedId,status,dateLastModified,userSourcedId,roleType,role,beginDate,endDate,"
                  "orgSourcedId\n"
                  "1,,,p1,primary,student,,,s1\n"
                  "2,,,p2,primary,student,,,s1\n"
                  "3,,,t1,primary,teacher,,,s1\n"
                  "4,,,r1,primary,principal,,,s1\n",
    [SET_ENROLLMENTS] = "sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,"
                        "userSourcedId,role,primary,beginDate,endDate\n"
                        "1,,,c8a,s1,p1,student,,,\n"
                        "2,,,c8a,s1,p2,student,,,\n"
                        "3,,,gma,s1,p1,student,,,\n"
                        "4,,,gma,s1,p2,student,,,\n"
                        "5,,,gsp,s1,p2,student,,,\n"
                        "6,,,gma,s1,t1,teacher,,,\n"
                        "7,,,c8a,s1,t1,teacher,,,\n",
    [SET_DEMOGRAPHICS] = "sourcedId,status,dateLastModified,birthDate,sex\n"
                         "p1,,,,female\n"
                         "p2,,,,Male\n",
};

static const char users_11[] =
    "sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,userIds,givenName,"
    "familyName,email,grades\n"
    "p1,,,true,s1,student,,,Alva,Ek,,08\n"
    "p2,,,true,s1,student,,,Bo,Al,,08\n"
    "t1,,,true,s1,teacher,per.sand@prov.se,,Per,Sand,per@prov.se,\n"
    "r1,,,true,s1,administrator,rut.rek@prov.se,,Rut,Rek,,\n";

static void set_text(struct source_file *file, const char *text)
{
    free(file->data);
    file->data = text ? mem_strdup(text) : NULL;
    file->len = text ? strlen(text) : 0;
}

static void change_file(struct source_file *file, const struct oneroster_change *change)
{
    struct buf text = BUF_INIT;
    const char *at;

    if (!change->from) {
        set_text(file, change->to);
        return;
    }
    at = file->data ? strstr(file->data, change->from) : NULL;
    if (!at)
        fail_msg("%s has no \"%s\"", file->name, change->from);
    buf_append(&text, file->data, (size_t)(at - file->data));
    buf_puts(&text, change->to);
    buf_puts(&text, at + strlen(change->from));
    set_text(file, text.data);
    buf_free(&text);
}

static void add_subject(struct set *s, uint32_t id, const char *code, const char *long_code,
                        const char *name)
{
    subject_map_add(&s->subjects, &(struct subject_map_subject){.id = id,
                                                                .code = code,
                                                                .long_code = long_code,
                                                                .name_sv = name,
                                                                .name_en = name});
}

void oneroster_set_read(struct set *s, struct findings *f, bool v11,
                        const struct oneroster_change *changes, size_t n)
{
    struct source_file files[SET_FILE__MAX] = {{0}};

    for (int i = 0; i < SET_FILE__MAX; i++) {
        files[i].name = set_file_names[i];
        set_text(&files[i], base_12[i]);
    }
    if (v11) {
        set_text(&files[SET_USERS], users_11);
        set_text(&files[SET_ROLES], NULL);
    }
    for (size_t i = 0; i < n; i++)
        change_file(&files[changes[i].file], &changes[i]);
    set_init(s, ONEROSTER_TODAY, f);
    add_subject(s, 3, "MA", "GRGRMAT", "Matematik");
    add_subject(s, 5, "M2", "GRGRMSP", "Språkval");
    add_subject(s, 6, "M1", "GRGRMSP", "Elevens val");
    add_subject(s, 7, "ML", "GRGRMOD", "Modersmål");
    subject_map_add_syllabus(&s->subjects, 1, "GR");
    subject_map_add_syllabus(&s->subjects, 2, "GRAN");
    set_read_files(s, files);
}

struct set_user *oneroster_set_user(struct set *s, const char *id)
{
    uint32_t at = id_index_get(&s->user_index, id);

    assert_int_not_equal(at, ID_INDEX_NONE);
    return &s->users[at];
}

struct set_class *oneroster_set_class(struct set *s, const char *id)
{
    uint32_t at = id_index_get(&s->class_index, id);

    assert_int_not_equal(at, ID_INDEX_NONE);
    return &s->classes[at];
}

struct set_org *oneroster_set_org(struct set *s, const char *id)
{
    uint32_t at = id_index_get(&s->org_index, id);

    assert_int_not_equal(at, ID_INDEX_NONE);
    return &s->orgs[at];
}
