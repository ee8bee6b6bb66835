/*
 * orgs.csv, and what each org becomes: district the municipality, local an area, school a school
 * unit. Departments and others become nothing, but who belongs to a department belongs to its
 * school.
 */
#include <string.h>
#include <strings.h>

#include "roster/set_read.h"
#include "roster/set_row.h"

#define NAME_MAX_CHARS 200
#define CODE_MAX_CHARS 32

enum column { ID, STATUS, NAME, TYPE, IDENTIFIER, PARENT, COLUMN__MAX };

static const struct table_column columns[COLUMN__MAX] = {
    [ID] = {"sourcedId", true, NULL},   [STATUS] = {"status", false, NULL},
    [NAME] = {"name", true, NULL},      [TYPE] = {"type", true, NULL},
    [IDENTIFIER] = {"identifier", false, NULL}, [PARENT] = {"parentSourcedId", true, NULL},
};

static enum set_org_type parse_type(const struct set_reader *r, const struct table_row *row)
{
    static const struct {
        const char *name;
        enum set_org_type type;
    } types[] = {
        {"district", SET_ORG_DISTRICT}, {"local", SET_ORG_LOCAL},   {"school", SET_ORG_SCHOOL},
        {"department", SET_ORG_DEPARTMENT}, {"state", SET_ORG_OTHER}, {"national", SET_ORG_OTHER},
    };
    const char *text = row->value[TYPE];

    for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++) {
        if (strcasecmp(types[i].name, text) != 0)
            continue;
        if (types[i].type == SET_ORG_DEPARTMENT || types[i].type == SET_ORG_OTHER)
            set_row_finding(r, row, FINDING_ORG_TYPE_UNUSED, "type", text);
        return types[i].type;
    }
    set_row_finding(r, row, FINDING_ORG_TYPE_UNKNOWN, "type", text);
    return SET_ORG_OTHER;
}

static void read_row(void *ctx, const struct table_row *row)
{
    const struct set_reader *r = ctx;
    struct set *s = r->set;

    s->rows_read++;
    if (!set_row_id(r, row, "sourcedId", row->value[ID]))
        return;

    uint64_t hash = set_row_hash(row, COLUMN__MAX);
    uint32_t at = id_index_get(&s->org_index, row->value[ID]);
    if (at != ID_INDEX_NONE) {
        set_row_again(r, row, row->value[ID], s->orgs[at].hash == hash, s->orgs[at].line);
        return;
    }

    struct set_org *org = SET_PUSH(s->orgs, s->org_count, s->org_cap);
    *org = (struct set_org){
        .id = arena_strdup(s->arena, row->value[ID]),
        .name = set_row_text(r, row, "name", row->value[NAME], NAME_MAX_CHARS),
        .parent_id = arena_strdup(s->arena, row->value[PARENT]),
        .hash = hash,
        .line = row->line,
        .parent = SET_NONE,
        .school = SET_NONE,
        .active = set_row_active(r, row, row->value[STATUS]),
    };
    if (*row->value[IDENTIFIER])
        org->code = set_row_text(r, row, "identifier", row->value[IDENTIFIER], CODE_MAX_CHARS);
    org->type = org->active ? parse_type(r, row) : SET_ORG_OTHER;
    if (*org->name == '\0') {
        if (org->active)
            set_row_finding(r, row, FINDING_NAME_EMPTY, "name", "");
        org->name = org->id;
    }
    id_index_put(&s->org_index, org->id, (uint32_t)(s->org_count - 1));
}

static void org_finding(struct set *s, const struct set_org *org, enum finding_kind kind,
                        const char *column, const char *found)
{
    findings_add(s->findings, kind, set_file_names[SET_ORGS], org ? org->line : 0, column, found,
                 NULL);
}

static struct set_org *parent_of(struct set *s, const struct set_org *org)
{
    uint32_t at = *org->parent_id ? id_index_get(&s->org_index, org->parent_id) : ID_INDEX_NONE;

    return at == ID_INDEX_NONE ? NULL : &s->orgs[at];
}

/* Whether some chain of parents runs in a circle; reported once. */
static bool has_cycle(struct set *s)
{
    for (size_t i = 0; i < s->org_count; i++) {
        const struct set_org *org = &s->orgs[i];
        size_t steps = 0;

        while (org && steps++ <= s->org_count)
            org = parent_of(s, org);
        if (org) {
            org_finding(s, org, FINDING_ORG_CYCLE, "parentSourcedId", org->id);
            return true;
        }
    }
    return false;
}

/* The only org that can be the municipality where no district is: the only top, of type local. */
static struct set_org *find_local_top(struct set *s)
{
    struct set_org *top = NULL;

    for (size_t i = 0; i < s->org_count; i++) {
        struct set_org *org = &s->orgs[i];
        const struct set_org *above = parent_of(s, org);

        if ((org->type != SET_ORG_LOCAL && org->type != SET_ORG_SCHOOL) ||
            (above && above->type != SET_ORG_OTHER))
            continue;
        if (top)
            return NULL;
        top = org;
    }
    return top && top->type == SET_ORG_LOCAL ? top : NULL;
}

static struct set_org *find_municipality(struct set *s)
{
    struct set_org *found = NULL;
    size_t count = 0;

    for (size_t i = 0; i < s->org_count; i++) {
        if (s->orgs[i].type != SET_ORG_DISTRICT)
            continue;
        if (count++ > 0) {
            if (count == 2)
                org_finding(s, found, FINDING_ORG_SEVERAL_MUNICIPALITIES, "type", found->id);
            org_finding(s, &s->orgs[i], FINDING_ORG_SEVERAL_MUNICIPALITIES, "type", s->orgs[i].id);
        }
        found = found ? found : &s->orgs[i];
    }
    if (count > 1)
        return NULL;
    if (found)
        return found;
    found = find_local_top(s);
    if (found)
        org_finding(s, found, FINDING_ORG_LOCAL_AS_MUNICIPALITY, "type", found->id);
    else
        org_finding(s, NULL, FINDING_ORG_NO_MUNICIPALITY, "type", NULL);
    return found;
}

/* The nearest area above, else the municipality. */
static struct set_org *unit_above(struct set *s, struct set_org *org, struct set_org *municipality)
{
    struct set_org *above = parent_of(s, org);

    while (above && above != municipality && above->type != SET_ORG_LOCAL)
        above = parent_of(s, above);
    if (above)
        return above;
    org_finding(s, org, FINDING_ORG_PARENT_MISSING, "parentSourcedId", org->parent_id);
    return municipality;
}

static void place(struct set *s, struct set_org *org, struct set_org *municipality)
{
    struct set_org *school = org;

    if (org == municipality) {
        org->kind = SET_UNIT_MUNICIPALITY;
        return;
    }
    switch (org->type) {
    case SET_ORG_LOCAL:
    case SET_ORG_SCHOOL:
        org->kind = org->type == SET_ORG_LOCAL ? SET_UNIT_AREA : SET_UNIT_SCHOOL;
        if (municipality)
            org->parent = (uint32_t)(unit_above(s, org, municipality) - s->orgs);
        if (org->type == SET_ORG_SCHOOL)
            org->school = (uint32_t)(org - s->orgs);
        break;
    case SET_ORG_DEPARTMENT:
        while (school && school->type != SET_ORG_SCHOOL)
            school = parent_of(s, school);
        if (school)
            org->school = (uint32_t)(school - s->orgs);
        else
            org_finding(s, org, FINDING_ORG_DEPARTMENT_LOOSE, "parentSourcedId", org->parent_id);
        break;
    default:
        break;
    }
}

void set_orgs_read(struct set *s, struct source_file *file)
{
    struct set_reader reader = {s, SET_ORGS};
    size_t schools = 0;

    if (table_read(file, columns, COLUMN__MAX, read_row, &reader, s->findings) < 0 || has_cycle(s))
        return;

    struct set_org *municipality = find_municipality(s);
    if (municipality)
        s->municipality = (uint32_t)(municipality - s->orgs);
    for (size_t i = 0; i < s->org_count; i++) {
        place(s, &s->orgs[i], municipality);
        schools += s->orgs[i].kind == SET_UNIT_SCHOOL;
    }
    if (schools == 0)
        org_finding(s, NULL, FINDING_ORG_NO_SCHOOL, "type", NULL);
}
