#include "store/reference.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "domain/day.h"

/* Counts the rows of a result into an array of the arena. */
static void *rows_array(struct arena *a, const struct db_rows *r, size_t size, size_t *ret_n)
{
    *ret_n = db_count(r);
    return arena_array(a, *ret_n ? *ret_n : 1, size);
}

static int32_t day_of(const char *text)
{
    int32_t day = DAY_MAX;

    (void)day_parse(text, &day);
    return day;
}

static int load_scales(struct db *db, struct arena *a, struct reference *ref, struct err *e)
{
    struct db_rows *r;
    struct scale *scales;
    struct reference_name *names;
    bool *points;
    size_t n, i = 0;

    if (db_select(db, SQL_REFERENCE_SCALES, &r, e) < 0)
        return -1;
    scales = rows_array(a, r, sizeof(*scales), &n);
    names = rows_array(a, r, sizeof(*names), &n);
    points = rows_array(a, r, sizeof(*points), &n);
    for (; db_next(r); i++) {
        scales[i] = (struct scale){db_id(r, 0), day_of(db_str(r, 1)), day_of(db_str(r, 2))};
        points[i] = db_int(r, 3) != 0;
        names[i] = (struct reference_name){(uint32_t)db_id(r, 0), arena_strdup(a, db_str(r, 4)),
                                           arena_strdup(a, db_str(r, 5)),
                                           arena_strdup(a, db_str(r, 6))};
    }
    ref->scales.scales = scales;
    ref->scales.scale_count = i;
    ref->scale_names = names;
    ref->scale_has_points = points;
    return db_done(r, e);
}

static int load_levels(struct db *db, struct arena *a, struct reference *ref, struct err *e)
{
    struct db_rows *r;
    struct scale_level *levels;
    struct reference_name *names;
    size_t n, i = 0;

    if (db_select(db, SQL_REFERENCE_LEVELS, &r, e) < 0)
        return -1;
    levels = rows_array(a, r, sizeof(*levels), &n);
    names = rows_array(a, r, sizeof(*names), &n);
    for (; db_next(r); i++) {
        struct scale_level *l = &levels[i];

        l->id = db_id(r, 0);
        l->scale_id = db_id(r, 1);
        l->position = (int)db_int(r, 2);
        strncpy(l->code, db_str(r, 3), sizeof(l->code) - 1);
        l->key = db_str(r, 4)[0];
        l->points10 = (int)db_int(r, 5);
        l->passes = db_int(r, 6) != 0;
        names[i] = (struct reference_name){(uint32_t)l->id, l->code, arena_strdup(a, db_str(r, 7)),
                                           arena_strdup(a, db_str(r, 8))};
    }
    ref->scales.levels = levels;
    ref->scales.level_count = i;
    ref->level_names = names;
    return db_done(r, e);
}

static int load_scale_rules(struct db *db, struct arena *a, struct reference *ref, struct err *e)
{
    struct db_rows *r;
    struct scale_rule *rules;
    size_t n, i = 0;

    if (db_select(db, SQL_REFERENCE_SCALE_RULES, &r, e) < 0)
        return -1;
    rules = rows_array(a, r, sizeof(*rules), &n);
    for (; db_next(r); i++) {
        rules[i] = (struct scale_rule){
            .syllabus_id = db_id(r, 0),
            .unit_id = db_id(r, 1),
            .year_from = (int)db_int(r, 2),
            .year_to = (int)db_int(r, 3),
            .valid_from = day_of(db_str(r, 4)),
            .valid_to = day_of(db_str(r, 5)),
            .scale_id = db_id(r, 6),
            .graded = db_int(r, 7) != 0,
        };
    }
    ref->scales.rules = rules;
    ref->scales.rule_count = i;
    return db_done(r, e);
}

/* Adds one subject to the place of a rule; places come in ascending order. */
static int add_requirement(struct eligibility_rule *rule, uint64_t place, uint64_t *last_place,
                           uint64_t subject_id, struct err *e)
{
    struct eligibility_position *p;

    if (place != *last_place) {
        if (rule->position_count == ELIGIBILITY_POSITIONS_MAX)
            return err_set(e, ERR_INTERNAL, "eligibility rule %s has too many places", rule->code);
        rule->position_count++;
        *last_place = place;
    }
    p = &rule->position[rule->position_count - 1];
    if (p->count == ELIGIBILITY_ALTERNATIVES_MAX)
        return err_set(e, ERR_INTERNAL, "eligibility rule %s has too many alternatives",
                       rule->code);
    p->subject_id[p->count++] = subject_id;
    return 0;
}

static int load_requirements(struct db *db, struct reference *ref, const uint64_t *rule_ids,
                             struct err *e)
{
    struct db_rows *r;
    uint64_t last_place[REFERENCE_SLOTS] = {0};
    int result = 0;

    if (db_select(db, SQL_REFERENCE_ELIGIBILITY_REQUIREMENTS, &r, e) < 0)
        return -1;
    while (result == 0 && db_next(r)) {
        for (size_t i = 0; i < ref->rule_count && result == 0; i++) {
            if (rule_ids[i] == db_id(r, 0))
                result = add_requirement(&ref->rules[i], db_id(r, 1), &last_place[i], db_id(r, 2),
                                         e);
        }
    }
    if (db_done(r, result < 0 ? NULL : e) < 0)
        return -1;
    return result;
}

static int load_eligibility(struct db *db, struct reference *ref, const char *date, struct err *e)
{
    struct db_rows *r;
    uint64_t ids[REFERENCE_SLOTS] = {0};
    bool wrong = false;

    if (db_select(db, SQL_REFERENCE_ELIGIBILITY_RULES, &r, e, DB_S(date), DB_S(date)) < 0)
        return -1;
    while (db_next(r)) {
        size_t i = ref->rule_count;

        /* The mask's bit is the slot, so slots must be 1, 2, 3 ... without a gap. */
        if (i == REFERENCE_SLOTS || db_int(r, 1) != (int64_t)i + 1) {
            wrong = true;
            break;
        }
        ids[i] = db_id(r, 0);
        ref->rules[i].other_count = (int)db_int(r, 2);
        strncpy(ref->rules[i].code, db_str(r, 3), sizeof(ref->rules[i].code) - 1);
        ref->rule_count++;
    }
    if (db_done(r, e) < 0)
        return -1;
    if (wrong)
        return err_set(e, ERR_INTERNAL, "eligibility rules of %s: slots are not 1 to %d, once each",
                       date, REFERENCE_SLOTS);
    if (load_requirements(db, ref, ids, e) < 0)
        return -1;
    for (size_t i = 0; i < ref->rule_count; i++) {
        if (!eligibility_rule_valid(&ref->rules[i]))
            return err_set(e, ERR_INTERNAL, "eligibility rule %s is not valid", ref->rules[i].code);
    }
    return 0;
}

static int load_subjects(struct db *db, struct arena *a, struct reference *ref, struct err *e)
{
    struct db_rows *r;
    size_t n, i = 0;

    if (db_select(db, SQL_REFERENCE_SUBJECTS, &r, e) < 0)
        return -1;
    ref->subjects = rows_array(a, r, sizeof(*ref->subjects), &n);
    for (; db_next(r); i++) {
        ref->subjects[i] = (struct reference_subject){
            .id = (uint32_t)db_id(r, 0),
            .code = arena_strdup(a, db_str(r, 1)),
            .family_id = (uint32_t)db_id(r, 2),
            .is_sprakval = db_int(r, 3) != 0,
            .name_sv = arena_strdup(a, db_str(r, 4)),
            .name_en = arena_strdup(a, db_str(r, 5)),
        };
    }
    ref->subject_count = i;
    return db_done(r, e);
}

static int load_year_scheme(struct db *db, struct reference *ref, const char *date, struct err *e)
{
    struct db_rows *r;

    if (db_select(db, SQL_REFERENCE_YEAR_SCHEME, &r, e, DB_S(date), DB_S(date)) < 0)
        return -1;
    if (db_next(r)) {
        ref->first_year = (int)db_int(r, 0);
        ref->last_year = (int)db_int(r, 1);
        ref->merit_from = (int)db_int(r, 2);
    }
    if (db_done(r, e) < 0)
        return -1;
    if (ref->last_year == 0)
        return err_set(e, ERR_INTERNAL, "no scheme of year groups is valid on %s", date);
    return 0;
}

int reference_load(struct db *db, struct arena *a, const char *date, struct reference **ret_ref,
                   struct err *e)
{
    struct reference *ref = arena_alloc(a, sizeof(*ref));

    if (load_scales(db, a, ref, e) < 0 || load_levels(db, a, ref, e) < 0 ||
        load_scale_rules(db, a, ref, e) < 0 || load_eligibility(db, ref, date, e) < 0 ||
        load_subjects(db, a, ref, e) < 0 || load_year_scheme(db, ref, date, e) < 0)
        return -1;
    *ret_ref = ref;
    return 0;
}

struct reference_cache {
    struct arena *arena;
    struct reference *ref; /* NULL: nothing is kept */
    char date[DAY_TEXT_SIZE];
    uint64_t revision;
};

struct reference_cache *reference_cache_new(void)
{
    struct reference_cache *c = mem_calloc(1, sizeof(*c));

    c->arena = arena_new(0);
    return c;
}

void reference_cache_free(struct reference_cache *c)
{
    if (!c)
        return;
    arena_free(c->arena);
    free(c);
}

int reference_get(struct reference_cache *c, struct db *db, const char *date, uint64_t revision,
                  const struct reference **ret_ref, struct err *e)
{
    if (!c->ref || c->revision != revision || strcmp(c->date, date) != 0) {
        c->ref = NULL;
        arena_reset(c->arena);
        if (reference_load(db, c->arena, date, &c->ref, e) < 0)
            return -1;
        c->revision = revision;
        snprintf(c->date, sizeof(c->date), "%s", date);
    }
    *ret_ref = c->ref;
    return 0;
}

const struct reference_subject *reference_subject_by_id(const struct reference *r, uint64_t id)
{
    for (size_t i = 0; i < r->subject_count; i++) {
        if (r->subjects[i].id == id)
            return &r->subjects[i];
    }
    return NULL;
}

const struct reference_subject *reference_subject_by_code(const struct reference *r,
                                                          const char *code)
{
    for (size_t i = 0; i < r->subject_count; i++) {
        if (strcmp(r->subjects[i].code, code) == 0)
            return &r->subjects[i];
    }
    return NULL;
}

const struct scale_level *reference_level(const struct reference *r, uint64_t level_id)
{
    for (size_t i = 0; i < r->scales.level_count; i++) {
        if (r->scales.levels[i].id == level_id)
            return &r->scales.levels[i];
    }
    return NULL;
}

bool reference_scale_has_points(const struct reference *r, uint64_t scale_id)
{
    for (size_t i = 0; i < r->scales.scale_count; i++) {
        if (r->scales.scales[i].id == scale_id)
            return r->scale_has_points[i];
    }
    return false;
}
