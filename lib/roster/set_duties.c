/*
 * What a role at a unit becomes. A duty gives access to pupils' results: whatever is not plainly
 * one becomes none, and a finding where somebody might miss it.
 */
#include "roster/set_read.h"

static void duty_finding(struct set *s, const struct set_duty *duty, enum finding_kind kind)
{
    static const char *const kinds[] = {
        [SET_ORG_DISTRICT] = "district",     [SET_ORG_LOCAL] = "local", [SET_ORG_SCHOOL] = "school",
        [SET_ORG_DEPARTMENT] = "department", [SET_ORG_OTHER] = "other",
    };
    static const char *const roles[] = {
        [SET_ROLE_PRINCIPAL] = "principal",
        [SET_ROLE_SITE_ADMINISTRATOR] = "siteAdministrator",
        [SET_ROLE_DISTRICT_ADMINISTRATOR] = "districtAdministrator",
        [SET_ROLE_ADMINISTRATOR] = "administrator",
    };

    findings_add(s->findings, kind, set_file_names[duty->file], duty->line, "role",
                 roles[duty->role], kind == FINDING_ROLE_ORG_KIND ? kinds[s->orgs[duty->org].type]
                                                                  : NULL);
}

/* The duty of a role at a unit of a kind, SET_DUTY_NONE if there is none. */
static enum set_duty_role duty_of(enum set_role role, enum set_unit_kind kind)
{
    bool administrator = role == SET_ROLE_ADMINISTRATOR;

    switch (kind) {
    case SET_UNIT_SCHOOL:
        return role == SET_ROLE_PRINCIPAL || administrator ? SET_DUTY_PRINCIPAL : SET_DUTY_NONE;
    case SET_UNIT_PRESCHOOL:
        return role == SET_ROLE_PRINCIPAL || administrator ? SET_DUTY_PRESCHOOL_HEAD
                                                           : SET_DUTY_NONE;
    case SET_UNIT_AREA:
        return role == SET_ROLE_SITE_ADMINISTRATOR || administrator ? SET_DUTY_AREA_MANAGER
                                                                    : SET_DUTY_NONE;
    case SET_UNIT_MUNICIPALITY:
        return role == SET_ROLE_DISTRICT_ADMINISTRATOR || administrator ? SET_DUTY_DIRECTOR
                                                                        : SET_DUTY_NONE;
    default:
        return SET_DUTY_NONE;
    }
}

static void decide(struct set *s, struct set_duty *duty)
{
    const struct set_org *org = &s->orgs[duty->org];

    if (!s->users[duty->user].staff || !org->active || duty->role == SET_ROLE_TEACHER ||
        duty->role == SET_ROLE_OTHER_STAFF)
        return;
    if (duty->role == SET_ROLE_SYSTEM_ADMINISTRATOR) {
        duty->unit = s->municipality;
        duty->duty = SET_DUTY_ADMINISTRATOR;
        return;
    }
    duty->unit = org->school != SET_NONE ? org->school : duty->org;
    duty->duty = duty_of(duty->role, s->orgs[duty->unit].kind);
    if (duty->duty == SET_DUTY_NONE)
        duty_finding(s, duty, (s->orgs[duty->unit].kind == SET_UNIT_SCHOOL ||
                               s->orgs[duty->unit].kind == SET_UNIT_PRESCHOOL) &&
                                      duty->role == SET_ROLE_SITE_ADMINISTRATOR
                                  ? FINDING_ROLE_SITE_ADMIN
                                  : FINDING_ROLE_ORG_KIND);
    else if (duty->role == SET_ROLE_ADMINISTRATOR &&
             (duty->duty == SET_DUTY_PRINCIPAL || duty->duty == SET_DUTY_PRESCHOOL_HEAD))
        duty_finding(s, duty, FINDING_ROLE_ADMIN_AS_PRINCIPAL);
}

void set_duties_decide(struct set *s)
{
    for (size_t i = 0; i < s->duty_count; i++)
        decide(s, &s->duties[i]);
}
