#include "store/publication_draft.h"

#include <stdlib.h>
#include <string.h>

#include "store/attainment.h"
#include "store/reference.h"
#include "store/round.h"
#include "store/setting.h"

/* The measures that a publication may have. */
static const struct {
    const char *code, *name_sv, *name_en;
    enum recount_measure n, of;
    bool is_mean;
    const char *implies; /* as the requirements are: all that the other programme asks for */
} measures[] = {
    {"all_subjects", "Når alla ämnen", "Attain all subjects", RECOUNT_ALL_SUBJECTS, RECOUNT_COMPLETE, false,
     NULL},
    {"vocational", "Behöriga till yrkesprogram", "Eligible for vocational programmes", RECOUNT_ELIGIBLE1,
     RECOUNT_COVERED, false, NULL},
    {"arts", "Behöriga till estetiska programmet", "Eligible for the arts programme", RECOUNT_ELIGIBLE1 + 1,
     RECOUNT_COVERED, false, "vocational"},
    {"economics_humanities_social", "Behöriga till ekonomi, humanistiska och samhällsvetenskap",
     "Eligible for economics, humanities and social science", RECOUNT_ELIGIBLE1 + 2, RECOUNT_COVERED, false, "arts"},
    {"science_technology", "Behöriga till naturvetenskap och teknik", "Eligible for science and technology",
     RECOUNT_ELIGIBLE1 + 3, RECOUNT_COVERED, false, "arts"},
    {"merit17", "Meritvärde, medel", "Merit value, mean", RECOUNT_MERIT17, RECOUNT_MERIT_N, true, NULL},
};

#define N_MEASURES (sizeof(measures) / sizeof(measures[0]))

static enum publication_level level_of(const char *kind)
{
    return strcmp(kind, "municipality") == 0 ? PUBLICATION_MUNICIPALITY
           : strcmp(kind, "area") == 0       ? PUBLICATION_AREAS
                                             : PUBLICATION_SCHOOLS;
}

static size_t find_unit(const struct publication_draft *d, uint64_t id)
{
    for (size_t i = 0; i < d->n_units; i++) {
        if (d->units[i].id == id)
            return i;
    }
    return d->n_units;
}

static int load_units(struct db *db, struct arena *a, struct publication_draft *d, struct err *e)
{
    struct db_rows *r;

    if (db_select(db, SQL_PUBLICATION_UNITS, &r, e, DB_I(d->choice.round_id)) < 0)
        return -1;
    d->units = arena_array(a, db_count(r) + 1, sizeof(*d->units));
    while (db_next(r)) {
        size_t parent = find_unit(d, db_id(r, 1));

        d->units[d->n_units] = (struct publication_unit){
            .id = (uint32_t)db_id(r, 0),
            .kind = arena_strdup(a, db_str(r, 2)),
            .name = arena_strdup(a, db_str(r, 3)),
            .level = level_of(db_str(r, 2)),
            .parent = parent < d->n_units ? parent : d->n_units,
        };
        d->n_units++;
    }
    return db_done(r, e);
}

/* ---- what was published before ---- */

static int load_known(struct db *db, struct arena *a, struct publication_draft *d, struct err *e)
{
    struct db_rows *r;

    if (db_select(db, SQL_PUBLICATION_SCHOOL_YEAR, &r, e, DB_I(d->choice.round_id)) < 0)
        return -1;
    if (db_next(r))
        d->school_year = (int)db_int(r, 0);
    if (db_done(r, e) < 0 || db_select(db, SQL_PUBLICATION_KNOWN, &r, e) < 0)
        return -1;
    d->known = arena_array(a, db_count(r) + 1, sizeof(*d->known));
    while (db_next(r))
        d->known[d->n_known++] = (struct publication_known){
            .publication = (uint32_t)db_id(r, 0),
            .round = (uint32_t)db_id(r, 1),
            .school_year = (int)db_int(r, 2),
            .unit = (uint32_t)db_id(r, 3),
            .year_group = (uint8_t)db_int(r, 4),
            .gender = (uint8_t)db_int(r, 5),
            .item = (uint16_t)db_int(r, 6),
            .state = (uint8_t)db_int(r, 7),
            .percent = (uint8_t)db_int(r, 8),
            .of = (uint32_t)db_int(r, 9),
        };
    return db_done(r, e);
}

/* The sums have to reach as far as what readers know of this round. */
static void settle_reach(struct publication_draft *d)
{
    unsigned years = d->choice.years;

    d->deepest = d->choice.level;
    d->with_genders = d->choice.genders;
    for (size_t i = 0; i < d->n_known; i++) {
        const struct publication_known *k = &d->known[i];
        size_t unit = find_unit(d, k->unit);

        if (k->round != d->choice.round_id || unit == d->n_units)
            continue;
        years |= 1u << k->year_group;
        d->with_genders |= k->gender != ALL_GENDERS;
        if (d->units[unit].level > d->deepest)
            d->deepest = d->units[unit].level;
    }
    for (int y = 0; y < PUBLICATION_YEARS_MAX; y++) {
        if (years >> y & 1)
            d->years[d->n_years++] = y;
    }
}

/* ---- items ---- */

static void add_item(struct publication_draft *d, const struct publication_item *item)
{
    d->items[d->n_items] = *item;
    d->items[d->n_items].part_of = d->items[d->n_items].implies = d->items[d->n_items].with = d->n_items;
    d->n_items++;
}

static size_t find_code(const struct publication_draft *d, const char *code)
{
    size_t i = 0;

    while (i < d->n_items && strcmp(d->items[i].code, code) != 0)
        i++;
    return i;
}

/* A pupil reads the one or the other; small numbers of the one would follow from the other. */
static void add_swedish(struct publication_draft *d)
{
    size_t whole = d->n_items, first = find_code(d, "SV"), second = find_code(d, "SVA");

    if (first == whole || second == whole)
        return;
    add_item(d, &(struct publication_item){.id = ITEM_SWEDISH, .code = "SV/SVA",
                                           .name_sv = "Svenska eller svenska som andraspråk",
                                           .name_en = "Swedish or Swedish as a second language"});
    d->items[first].part_of = d->items[second].part_of = whole;
    d->items[first].with = d->items[second].with = whole;
}

/* Programmes whose requirements contain each other are decided together, with the one that asks for least. */
static void add_measure(struct publication_draft *d, const struct publication_item *item, const char *implies)
{
    size_t i = d->n_items;

    add_item(d, item);
    if (!implies)
        return;
    d->items[i].implies = find_code(d, implies);
    d->items[i].with = d->items[d->items[i].implies].with;
}

static int load_items(struct db *db, struct arena *a, struct publication_draft *d, struct err *e)
{
    struct db_rows *r;

    if (db_select(db, SQL_ATTAINMENT_FAMILIES, &r, e) < 0)
        return -1;
    d->items = arena_array(a, db_count(r) + N_MEASURES + 3, sizeof(*d->items));
    add_item(d, &(struct publication_item){.id = ITEM_PUPILS, .code = "", .name_sv = "Elever", .name_en = "Pupils"});
    while (db_next(r))
        add_item(d, &(struct publication_item){.id = (uint16_t)db_id(r, 0),
                                               .code = arena_strdup(a, db_str(r, 1)),
                                               .name_sv = arena_strdup(a, db_str(r, 2)),
                                               .name_en = arena_strdup(a, db_str(r, 3))});
    if (db_done(r, e) < 0)
        return -1;
    add_swedish(d);
    for (size_t i = 0; i < N_MEASURES; i++)
        add_measure(d, &(struct publication_item){.id = (uint16_t)(ITEM_MEASURE + 1 + i),
                                               .code = measures[i].code,
                                               .name_sv = measures[i].name_sv,
                                               .name_en = measures[i].name_en,
                                               .is_measure = true,
                                               .is_mean = measures[i].is_mean}, measures[i].implies);
    return 0;
}

/* ---- what programmes ask for ---- */

static void add_requirement(struct publication_draft *d, const struct reference *ref, size_t programme,
                            const struct eligibility_position *position)
{
    struct publication_requirement *r = &d->requirements[d->n_requirements++];

    r->programme = programme;
    for (size_t i = 0; i < position->count; i++) {
        const struct reference_subject *s = reference_subject_by_id(ref, position->subject_id[i]);
        size_t item = 0;

        while (s && item < d->n_items && d->items[item].id != s->family_id)
            item++;
        if (s && item < d->n_items)
            r->subjects[r->n_subjects++] = item;
    }
}

/* As the round counted: rules are in the order of the measures. */
static int load_requirements(struct db *db, struct arena *a, struct publication_draft *d, struct err *e)
{
    size_t vocational = find_code(d, "vocational");
    struct reference *ref;
    struct round round;

    d->all_subjects = find_code(d, "all_subjects");
    if (round_by_id(db, d->choice.round_id, &round, e) < 0 || reference_load(db, a, round.snapshot_on, &ref, e) < 0)
        return -1;
    d->requirements = arena_array(a, ref->rule_count * ELIGIBILITY_POSITIONS_MAX + 1, sizeof(*d->requirements));
    for (size_t i = 0; i < ref->rule_count; i++) {
        for (size_t p = 0; p < ref->rules[i].position_count; p++)
            add_requirement(d, ref, vocational + i, &ref->rules[i].position[p]);
    }
    return 0;
}

/* ---- values ---- */

/* To the school and to all above it. */
static void add_value(struct publication_draft *d, size_t item, size_t year, size_t unit, int gender,
                      uint32_t n, uint32_t of)
{
    for (size_t u = unit;; u = d->units[u].parent) {
        struct publication_value *v = publication_value_at(d, item, year, u, gender);

        v->of += of;
        v->n += d->items[item].is_mean ? of : n;
        v->sum += d->items[item].is_mean ? n : 0;
        if (d->units[u].parent == u)
            break;
    }
    if (d->items[item].part_of != item)
        add_value(d, d->items[item].part_of, year, unit, gender, n, of);
}

static int load_cells(struct db *db, struct publication_draft *d, size_t year, struct err *e)
{
    struct db_rows *r;

    if (db_select(db, SQL_PUBLICATION_CELLS, &r, e, DB_I(d->choice.round_id), DB_I(d->years[year])) < 0)
        return -1;
    while (db_next(r)) {
        size_t unit = find_unit(d, db_id(r, 0)), item = 0;

        while (item < d->n_items && d->items[item].id != db_int(r, 2))
            item++;
        if (unit < d->n_units && item < d->n_items && db_int(r, 1) < GENDERS)
            add_value(d, item, year, unit, (int)db_int(r, 1), (uint32_t)db_int(r, 3), (uint32_t)db_int(r, 4));
    }
    return db_done(r, e);
}

static int load_measures(struct db *db, struct publication_draft *d, size_t year, struct err *e)
{
    size_t first = find_code(d, measures[0].code);
    struct db_rows *r;

    if (db_select(db, SQL_PUBLICATION_MEASURES, &r, e, DB_I(d->choice.round_id), DB_I(d->years[year])) < 0)
        return -1;
    while (db_next(r)) {
        size_t unit = find_unit(d, db_id(r, 0));
        int gender = (int)db_int(r, 1);

        if (unit == d->n_units || gender >= GENDERS)
            continue;
        add_value(d, 0, year, unit, gender, (uint32_t)db_int(r, 2 + RECOUNT_PUPILS),
                  (uint32_t)db_int(r, 2 + RECOUNT_PUPILS));
        for (size_t i = 0; i < N_MEASURES; i++)
            add_value(d, first + i, year, unit, gender, (uint32_t)db_int(r, 2u + measures[i].n),
                      (uint32_t)db_int(r, 2u + measures[i].of));
    }
    return db_done(r, e);
}

static int load_limits(struct db *db, struct publication_draft *d, struct err *e)
{
    static const enum setting_id ids[PUBLICATION_LEVELS] = {
        SETTING_LIMIT_MUNICIPALITY, SETTING_LIMIT_AREA, SETTING_LIMIT_SCHOOL};
    char value[SETTING_VALUE_MAX * 4 + 1];

    for (int i = 0; i < PUBLICATION_LEVELS; i++) {
        if (setting_get(db, ids[i], value, e) < 0)
            return -1;
        d->limits[i] = (uint16_t)strtoul(value, NULL, 10);
    }
    return 0;
}

int publication_load(struct db *db, struct arena *a, struct publication_draft *d, struct err *e)
{
    if (load_limits(db, d, e) < 0 || load_units(db, a, d, e) < 0 || load_known(db, a, d, e) < 0 ||
        load_items(db, a, d, e) < 0 || load_requirements(db, a, d, e) < 0)
        return -1;
    settle_reach(d);
    d->values = arena_array(a, d->n_items * d->n_years * d->n_units * GENDERS + 1, sizeof(*d->values));
    d->tallies = arena_array(a, d->n_items * d->n_years + 1, sizeof(*d->tallies));
    d->changed = arena_array(a, d->n_items * d->n_years + 1, sizeof(*d->changed));
    for (size_t y = 0; y < d->n_years; y++) {
        if (load_cells(db, d, y, e) < 0 || load_measures(db, d, y, e) < 0)
            return -1;
    }
    return 0;
}
