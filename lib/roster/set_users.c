/*
 * users.csv, roles.csv (1.2) and demographics.csv.
 *
 * Login: the first of username and userMasterIdentifier that has an @, else the first that is
 * filled; in lower case. A preferred name goes before the given one: the pupil is called by it.
 *
 * Protected identity: OneRoster has no field for it, but lets files have columns of their own, named
 * metadata.…; the values are those of SS 12000 securityMarking.
 */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "domain/day.h"
#include "roster/set_read.h"
#include "roster/set_row.h"

#define NAME_MAX_CHARS 100
#define EMAIL_MAX_CHARS 255

enum column {
    ID,
    STATUS,
    ENABLED,
    ORGS,
    PRIMARY_ORG,
    ROLE,
    USERNAME,
    MASTER_ID,
    GIVEN,
    FAMILY,
    PREFERRED_GIVEN,
    PREFERRED_FAMILY,
    EMAIL,
    GRADES,
    MARKING,
    COLUMN__MAX
};

static const struct table_column columns[COLUMN__MAX] = {
    [ID] = {"sourcedId", true, NULL},
    [STATUS] = {"status", false, NULL},
    [ENABLED] = {"enabledUser", false, NULL},
    [ORGS] = {"orgSourcedIds", false, NULL},
    [PRIMARY_ORG] = {"primaryOrgSourcedId", false, NULL},
    [ROLE] = {"role", false, NULL},
    [USERNAME] = {"username", false, NULL},
    [MASTER_ID] = {"userMasterIdentifier", false, NULL},
    [GIVEN] = {"givenName", true, NULL},
    [FAMILY] = {"familyName", true, NULL},
    [PREFERRED_GIVEN] = {"preferredGivenName", false, NULL},
    [PREFERRED_FAMILY] = {"preferredFamilyName", false, NULL},
    [EMAIL] = {"email", false, NULL},
    [GRADES] = {"grades", false, NULL},
    [MARKING] = {"metadata.securityMarking", false, NULL},
};

enum role_column {
    ROLE_USER,
    ROLE_STATUS,
    ROLE_TYPE,
    ROLE_ROLE,
    ROLE_BEGIN,
    ROLE_END,
    ROLE_ORG,
    ROLE__MAX
};

static const struct table_column role_columns[ROLE__MAX] = {
    [ROLE_USER] = {"userSourcedId", true, NULL}, [ROLE_STATUS] = {"status", false, NULL},
    [ROLE_TYPE] = {"roleType", false, NULL},     [ROLE_ROLE] = {"role", true, NULL},
    [ROLE_BEGIN] = {"beginDate", false, NULL},   [ROLE_END] = {"endDate", false, NULL},
    [ROLE_ORG] = {"orgSourcedId", true, NULL},
};

enum demographics_column { DEMO_USER, DEMO_STATUS, DEMO_SEX, DEMO__MAX };

static const struct table_column demographics_columns[DEMO__MAX] = {
    [DEMO_USER] = {"sourcedId", true, NULL},
    [DEMO_STATUS] = {"status", false, NULL},
    [DEMO_SEX] = {"sex", true, NULL},
};

struct users_reader {
    struct set_reader base; /* first: rows' findings take it */
    bool has_roles;
    bool role_seen; /* the file has the column role */
};

/* ---- schools and duties, of either version ---- */

void set_offer_school(struct set_user *user, uint32_t school, enum set_school_rank rank)
{
    if (school != SET_NONE && rank < user->school_rank) {
        user->school = school;
        user->school_rank = (uint8_t)rank;
    }
}

struct org_list {
    const struct set_reader *r;
    const struct table_row *row;
    uint32_t user;
    enum set_role role;
};

static void add_duty(struct set *s, const struct set_duty *duty)
{
    *SET_PUSH(s->duties, s->duty_count, s->duty_cap) = *duty;
}

/* One org of a user's role in 1.1. */
static void take_org(void *ctx, const char *item)
{
    const struct org_list *list = ctx;
    struct set *s = list->r->set;
    uint32_t org = id_index_get(&s->org_index, item);

    if (org == ID_INDEX_NONE) {
        set_row_finding(list->r, list->row, FINDING_ROLE_ORG_MISSING, "orgSourcedIds", item);
        return;
    }
    if (list->role == SET_ROLE_STUDENT)
        set_offer_school(&s->users[list->user], s->orgs[org].school, SET_SCHOOL_LISTED);
    else
        add_duty(s, &(struct set_duty){.user = list->user,
                                       .org = org,
                                       .line = list->row->line,
                                       .begin = DAY_MIN,
                                       .end = DAY_MAX,
                                       .role = list->role,
                                       .file = SET_USERS});
}

/* ---- users ---- */

/* NULL when there is none; set_finish looks at it when the role is known. */
static const char *read_login(struct set *s, const struct table_row *row)
{
    const char *name = row->value[USERNAME];
    const char *master = row->value[MASTER_ID];
    const char *login = strchr(name, '@') || (*name && !strchr(master, '@')) ? name : master;
    char *copy;

    if (*login == '\0')
        return NULL;
    copy = arena_strdup(s->arena, login);
    for (char *p = copy; *p; p++)
        if (*p >= 'A' && *p <= 'Z')
            *p = (char)(*p - 'A' + 'a');
    return copy;
}

static bool is_enabled(const char *value)
{
    return strcasecmp(value, "false") != 0 && strcmp(value, "0") != 0;
}

static const char *person_name(const struct set_reader *r, const struct table_row *row,
                               enum column preferred, enum column given)
{
    const char *value = *row->value[preferred] ? row->value[preferred] : row->value[given];

    return set_row_text(r, row, columns[given].name, value, NAME_MAX_CHARS);
}

/* The role column of 1.1. */
static void take_role(const struct set_reader *r, const struct table_row *row, uint32_t user)
{
    struct set *s = r->set;
    struct org_list list = {.r = r, .row = row, .user = user};

    if (*row->value[ROLE] == '\0')
        return;
    list.role = set_row_role(row->value[ROLE]);
    if (list.role == SET_ROLE_UNKNOWN) {
        set_row_finding(r, row, FINDING_ROLE_UNKNOWN, "role", row->value[ROLE]);
        s->users[user].active = false;
        return;
    }
    s->users[user].roles |= (uint16_t)(1u << list.role);
    if (list.role != SET_ROLE_FAMILY)
        set_row_each(row->value[ORGS], take_org, &list);
}

/* Letter case aside, in ASCII and in what UTF-8 begins with C3 (å, ä, ö and the like). */
static bool same_letters(const char *a, const char *b)
{
    unsigned char before = 0;

    for (;; a++, b++) {
        unsigned char x = (unsigned char)*a, y = (unsigned char)*b;

        if (before == 0xc3) {
            x |= 0x20;
            y |= 0x20;
        }
        if (before == 0xc3 ? x != y : tolower(x) != tolower(y))
            return false;
        if (y == '\0')
            return true;
        before = y;
    }
}

/* What cannot be understood protects: better a pupil too many hidden than one too few. */
static int8_t read_marking(const struct set_reader *r, const struct table_row *row)
{
    static const char *const markings[] = {"Ingen", "Sekretessmarkering", "Skyddad folkbokföring"};
    const char *value = row->value[MARKING];

    if (!(row->present & 1u << MARKING))
        return SET_MARKING_NONE;
    if (*value == '\0')
        return 0;
    for (int8_t i = 0; i < 3; i++) {
        if (same_letters(value, markings[i]))
            return i;
    }
    set_row_finding(r, row, FINDING_MARKING_UNKNOWN, columns[MARKING].name, value);
    return 1;
}

static void hide_in_findings(struct set *s, const struct table_row *row)
{
    findings_hide(s->findings, row->value[ID]);
    findings_hide(s->findings, row->value[USERNAME]);
    findings_hide(s->findings, row->value[MASTER_ID]);
}

static void fill_user(const struct users_reader *u, const struct table_row *row, uint32_t at)
{
    const struct set_reader *r = &u->base;
    struct set *s = r->set;
    struct set_user *user = &s->users[at];

    if (!u->has_roles)
        take_role(r, row, at);
    if (!user->active || user->roles == 1u << SET_ROLE_FAMILY)
        return; /* nothing more of them is kept in memory */
    user->given_name = person_name(r, row, PREFERRED_GIVEN, GIVEN);
    user->family_name = person_name(r, row, PREFERRED_FAMILY, FAMILY);
    user->login = read_login(s, row);
    user->grades = arena_strdup(s->arena, row->value[GRADES]);
    if (*row->value[EMAIL])
        user->email = set_row_text(r, row, "email", row->value[EMAIL], EMAIL_MAX_CHARS);
    if (*row->value[PRIMARY_ORG]) {
        uint32_t org = id_index_get(&s->org_index, row->value[PRIMARY_ORG]);

        if (org == ID_INDEX_NONE)
            set_row_finding(r, row, FINDING_ROLE_ORG_MISSING, "primaryOrgSourcedId",
                            row->value[PRIMARY_ORG]);
        else
            set_offer_school(user, s->orgs[org].school, SET_SCHOOL_LISTED);
    }
}

static void read_user(void *ctx, const struct table_row *row)
{
    struct users_reader *u = ctx;
    const struct set_reader *r = &u->base;
    struct set *s = r->set;
    int8_t marking;

    s->rows_read++;
    u->role_seen = row->present & 1u << ROLE;
    marking = read_marking(r, row);
    if (marking > 0)
        hide_in_findings(s, row);
    if (!set_row_id(r, row, "sourcedId", row->value[ID]))
        return;

    uint64_t hash = set_row_hash(row, COLUMN__MAX);
    uint32_t at = id_index_get(&s->user_index, row->value[ID]);
    if (at != ID_INDEX_NONE) {
        set_row_again(r, row, row->value[ID], s->users[at].hash == hash, s->users[at].line);
        return;
    }

    struct set_user *user = SET_PUSH(s->users, s->user_count, s->user_cap);
    at = (uint32_t)(s->user_count - 1);
    *user = (struct set_user){
        .id = arena_strdup(s->arena, row->value[ID]),
        .given_name = "",
        .family_name = "",
        .grades = "",
        .hash = hash,
        .line = row->line,
        .school = SET_NONE,
        .school_rank = SET_SCHOOL_NONE,
        .year = SET_YEAR_NONE,
        .class_year = SET_YEAR_NONE,
        .marking = marking,
        .active = set_row_active(r, row, row->value[STATUS]) && is_enabled(row->value[ENABLED]),
    };
    if (user->active)
        fill_user(u, row, at);
    id_index_put(&s->user_index, user->id, at);
}

/* ---- roles ---- */

static void read_role(void *ctx, const struct table_row *row)
{
    const struct set_reader *r = ctx;
    struct set *s = r->set;
    enum set_role role = set_row_role(row->value[ROLE_ROLE]);
    uint32_t at = id_index_get(&s->user_index, row->value[ROLE_USER]);
    struct set_duty duty = {.user = at, .line = row->line, .role = role, .file = SET_ROLES};

    s->rows_read++;
    if (!set_row_active(r, row, row->value[ROLE_STATUS]))
        return;
    if (at == ID_INDEX_NONE) {
        set_row_finding(r, row, FINDING_ROLE_USER_MISSING, "userSourcedId", row->value[ROLE_USER]);
        return;
    }
    if (role == SET_ROLE_UNKNOWN) {
        set_row_finding(r, row, FINDING_ROLE_UNKNOWN, "role", row->value[ROLE_ROLE]);
        return;
    }
    if (!set_row_dates(r, row, row->value[ROLE_BEGIN], row->value[ROLE_END], &duty.begin,
                       &duty.end) ||
        duty.end < s->today || !s->users[at].active)
        return;
    s->users[at].roles |= (uint16_t)(1u << role);
    duty.org = id_index_get(&s->org_index, row->value[ROLE_ORG]);
    if (role == SET_ROLE_FAMILY)
        return;
    if (duty.org == ID_INDEX_NONE)
        set_row_finding(r, row, FINDING_ROLE_ORG_MISSING, "orgSourcedId", row->value[ROLE_ORG]);
    else if (role == SET_ROLE_STUDENT)
        set_offer_school(&s->users[at], s->orgs[duty.org].school,
                         duty.begin > s->today                                  ? SET_SCHOOL_LATER
                         : strcasecmp(row->value[ROLE_TYPE], "primary") == 0 ? SET_SCHOOL_PRIMARY
                                                                             : SET_SCHOOL_LISTED);
    else
        add_duty(s, &duty);
}

/* ---- demographics ---- */

static void read_demographics(void *ctx, const struct table_row *row)
{
    const struct set_reader *r = ctx;
    struct set *s = r->set;
    uint32_t at = id_index_get(&s->user_index, row->value[DEMO_USER]);
    const char *sex = row->value[DEMO_SEX];

    s->rows_read++;
    if (!set_row_active(r, row, row->value[DEMO_STATUS]))
        return;
    if (at == ID_INDEX_NONE)
        set_row_finding(r, row, FINDING_SEX_USER_MISSING, "sourcedId", row->value[DEMO_USER]);
    else if (strcasecmp(sex, "female") == 0)
        s->users[at].gender = SET_GENDER_FEMALE;
    else if (strcasecmp(sex, "male") == 0)
        s->users[at].gender = SET_GENDER_MALE;
    else if (*sex && strcasecmp(sex, "other") != 0 && strcasecmp(sex, "unspecified") != 0)
        set_row_finding(r, row, FINDING_SEX_UNKNOWN, "sex", sex);
}

bool set_users_read(struct set *s, struct source_file *file, bool has_roles)
{
    struct users_reader reader = {.base = {s, SET_USERS}, .has_roles = has_roles};

    return table_read(file, columns, COLUMN__MAX, read_user, &reader, s->findings) < 0 ||
           has_roles || reader.role_seen || s->user_count == 0;
}

void set_roles_read(struct set *s, struct source_file *file)
{
    struct set_reader reader = {s, SET_ROLES};

    table_read(file, role_columns, ROLE__MAX, read_role, &reader, s->findings);
}

void set_demographics_read(struct set *s, struct source_file *file)
{
    struct set_reader reader = {s, SET_DEMOGRAPHICS};

    table_read(file, demographics_columns, DEMO__MAX, read_demographics, &reader, s->findings);
}
