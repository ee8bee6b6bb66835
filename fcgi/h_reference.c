/*
 * The national agency's figures beside one's own: the own municipality, those that were chosen as
 * similar, the county and the nation. What differs between the two (grades here, forecasts there)
 * is for the page to say; the answer carries the kind of each round, and source and definition of
 * each measure.
 */
#include <stdio.h>
#include <string.h>

#include "domain/national.h"
#include "fcgi/handlers.h"
#include "fcgi/piece.h"
#include "store/setting.h"

#define YEAR_GROUP_LAST 9 /* that the figures of subjects and eligibility are about */
#define YEAR_GROUP_SIXTH 6
#define AREAS_MAX (SETTING_SIMILAR_MAX + 3)
#define ROUNDS_MAX 128
#define SERIES_MAX 64

struct area {
    const char *role, *code, *name, *county;
    enum national_level level;
};

struct point {
    struct point *next;
    int area, year, areas, areas_all;
    int64_t tenths, n; /* -1 = none */
    const char *mark, *basis;
    uint32_t source;
};

struct series {
    enum national_measure measure;
    const char *subject;
    struct point *first, **end;
    uint32_t source; /* of the latest year */
    int source_year;
};

struct own {
    uint32_t round;
    enum national_measure measure;
    const char *subject;
    int64_t n, of;
    struct own *next;
};

struct answer {
    struct unit_view unit;
    enum national_provider provider;
    struct area areas[AREAS_MAX];
    int n_areas;
    struct series series[SERIES_MAX];
    size_t n_series;
    struct own *own;
    char municipality[SETTING_VALUE_MAX * 4 + 1], similar[SETTING_VALUE_MAX * 4 + 1];
};

/* ---- whose figures ---- */

/* An area that no file has named is left out. */
static int add_area(struct req *q, struct answer *a, const char *role, enum national_level level,
                    const char *code)
{
    struct db_rows *r;
    struct err e = {0};

    if (db_select(q->db, SQL_NATIONAL_AREA_FIND, &r, &e, DB_S(national_level_name(level)),
                  DB_S(code)) < 0)
        return fail_err(q, &e);
    if (db_next(r) && a->n_areas < AREAS_MAX)
        a->areas[a->n_areas++] = (struct area){.role = role,
                                               .level = level,
                                               .code = arena_strdup(q->arena, db_str(r, 0)),
                                               .name = arena_strdup(q->arena, db_str(r, 1)),
                                               .county = arena_strdup(q->arena, db_str(r, 2))};
    return db_done(r, &e) < 0 ? fail_err(q, &e) : 0;
}

static int settle_areas(struct req *q, struct answer *a)
{
    struct err e = {0};

    if (setting_get(q->db, SETTING_MUNICIPALITY, a->municipality, &e) < 0 ||
        setting_get(q->db, SETTING_SIMILAR, a->similar, &e) < 0)
        return fail_err(q, &e);
    if (!a->municipality[0])
        return 0;
    if (add_area(q, a, "own", NATIONAL_MUNICIPALITY, a->municipality) < 0)
        return -1;
    for (const char *p = a->similar; *p; p += p[4] ? 5 : 4) {
        if (strncmp(p, a->municipality, 4) != 0 &&
            add_area(q, a, "similar", NATIONAL_MUNICIPALITY, arena_strndup(q->arena, p, 4)) < 0)
            return -1;
    }
    if (a->n_areas > 0 && strcmp(a->areas[0].role, "own") == 0 && *a->areas[0].county &&
        add_area(q, a, "county", NATIONAL_COUNTY, a->areas[0].county) < 0)
        return -1;
    return add_area(q, a, "nation", NATIONAL_NATION, "00");
}

/* ---- figures ---- */

static struct series *find_series(struct req *q, struct answer *a, enum national_measure measure,
                                  const char *subject)
{
    for (size_t i = 0; i < a->n_series; i++) {
        if (a->series[i].measure == measure && strcmp(a->series[i].subject, subject) == 0)
            return &a->series[i];
    }
    if (a->n_series == SERIES_MAX)
        return NULL;

    struct series *s = &a->series[a->n_series++];
    *s = (struct series){.measure = measure, .subject = arena_strdup(q->arena, subject)};
    s->end = &s->first;
    return s;
}

static void take_point(struct req *q, struct answer *a, int area, const struct db_rows *r)
{
    enum national_measure measure = national_measure_find(db_str(r, 0));
    struct series *s =
        measure == NATIONAL_M__MAX ? NULL : find_series(q, a, measure, db_str(r, 1));
    struct point *p;

    if (!s)
        return;
    p = arena_alloc(q->arena, sizeof(*p));
    *p = (struct point){.area = area,
                        .year = (int)db_int(r, 3),
                        .tenths = db_is_null(r, 4) ? -1 : db_int(r, 4),
                        .mark = arena_strdup(q->arena, db_str(r, 5)),
                        .n = db_is_null(r, 6) ? -1 : db_int(r, 6),
                        .basis = arena_strdup(q->arena, db_str(r, 7)),
                        .areas = (int)db_int(r, 8),
                        .areas_all = (int)db_int(r, 9),
                        .source = (uint32_t)db_id(r, 10)};
    if (p->year > s->source_year) {
        s->source_year = p->year;
        s->source = p->source;
    }
    *s->end = p;
    s->end = &p->next;
}

static int load_figures(struct req *q, struct answer *a)
{
    struct db_rows *r;
    struct err e = {0};

    for (int i = 0; i < a->n_areas; i++) {
        if (db_select(q->db, SQL_NATIONAL_FIGURES_OF_AREA, &r, &e,
                      DB_S(national_level_name(a->areas[i].level)), DB_S(a->areas[i].code),
                      DB_S(national_provider_name(a->provider)), DB_I(q->args.gender)) < 0)
            return fail_err(q, &e);
        while (db_next(r))
            take_point(q, a, i, r);
        if (db_done(r, &e) < 0)
            return fail_err(q, &e);
    }
    return 0;
}

/* ---- one's own ---- */

static void add_own(struct req *q, struct answer *a, uint32_t round,
                    enum national_measure measure, const char *subject, int64_t n, int64_t of)
{
    struct own *o;

    if (of <= 0)
        return;
    o = arena_alloc(q->arena, sizeof(*o));
    *o = (struct own){.round = round, .measure = measure, .n = n, .of = of, .next = a->own,
                      .subject = arena_strdup(q->arena, subject)};
    a->own = o;
}

static int load_own_cells(struct req *q, struct answer *a)
{
    struct db_rows *r;
    struct err e = {0};

    if (db_select(q->db, SQL_NATIONAL_OWN_CELLS, &r, &e, DB_I(a->unit.id), DB_I(YEAR_GROUP_LAST),
                  DB_I(q->args.gender)) < 0)
        return fail_err(q, &e);
    while (db_next(r))
        add_own(q, a, (uint32_t)db_id(r, 0), NATIONAL_M_SUBJECT9, db_str(r, 1), db_int(r, 2),
                db_int(r, 3));
    return db_done(r, &e) < 0 ? fail_err(q, &e) : 0;
}

static int load_own_measures(struct req *q, struct answer *a)
{
    struct db_rows *r;
    struct err e = {0};

    if (db_select(q->db, SQL_NATIONAL_OWN_MEASURES, &r, &e, DB_I(a->unit.id),
                  DB_I(q->args.gender), DB_I(YEAR_GROUP_LAST), DB_I(YEAR_GROUP_SIXTH)) < 0)
        return fail_err(q, &e);
    while (db_next(r)) {
        uint32_t round = (uint32_t)db_id(r, 0);

        if (db_int(r, 1) == YEAR_GROUP_SIXTH) {
            add_own(q, a, round, NATIONAL_M_ALL6, "", db_int(r, 3), db_int(r, 2));
            continue;
        }
        for (unsigned k = 0; k < 4; k++)
            add_own(q, a, round, (enum national_measure)(NATIONAL_M_VOCATIONAL + k), "",
                    db_int(r, 5 + k), db_int(r, 4));
    }
    return db_done(r, &e) < 0 ? fail_err(q, &e) : 0;
}

/* ---- writing ---- */

static void write_areas(struct json_writer *w, const struct answer *a)
{
    json_key(w, "areas");
    json_array(w);
    for (int i = 0; i < a->n_areas; i++) {
        json_object(w);
        json_kv_str(w, "role", a->areas[i].role);
        json_kv_str(w, "level", national_level_name(a->areas[i].level));
        json_kv_str(w, "code", a->areas[i].code);
        json_kv_str(w, "name", a->areas[i].name);
        json_object_end(w);
    }
    json_array_end(w);
}

static void write_points(struct json_writer *w, const struct series *s)
{
    json_key(w, "points");
    json_array(w);
    for (const struct point *p = s->first; p; p = p->next) {
        json_array(w);
        json_int(w, p->area);
        json_int(w, p->year);
        if (p->tenths < 0)
            json_null(w);
        else
            json_int(w, p->tenths);
        json_str(w, p->mark);
        if (p->n < 0)
            json_null(w);
        else
            json_int(w, p->n);
        json_str(w, p->basis);
        json_int(w, p->areas);
        json_int(w, p->areas_all);
        json_array_end(w);
    }
    json_array_end(w);
}

static void write_own(struct json_writer *w, const struct answer *a, const struct series *s)
{
    json_key(w, "own");
    json_array(w);
    for (const struct own *o = a->own; o; o = o->next) {
        if (o->measure != s->measure || strcmp(o->subject, s->subject) != 0)
            continue;
        json_object(w);
        json_kv_id(w, "round", o->round);
        json_kv_int(w, "n", o->n);
        json_kv_int(w, "of", o->of);
        json_object_end(w);
    }
    json_array_end(w);
}

static int write_definition(struct req *q, const struct series *s)
{
    struct json_writer *w = &q->w;
    struct db_rows *r;
    struct err e = {0};
    bool found;

    if (db_select(q->db, SQL_NATIONAL_DEFINITION_FIND, &r, &e, DB_I(s->source),
                  DB_S(national_measure_name(s->measure))) < 0)
        return fail_err(q, &e);
    found = db_next(r);
    json_kv_str(w, "heading", found ? db_str(r, 0) : "");
    json_kv_str(w, "definition", found ? db_str(r, 1) : "");
    return db_done(r, &e) < 0 ? fail_err(q, &e) : 0;
}

static int write_measures(struct req *q, const struct answer *a)
{
    static const char *const kinds[] = {"share", "count", "mean"};
    struct json_writer *w = &q->w;

    json_key(w, "measures");
    json_array(w);
    for (size_t i = 0; i < a->n_series; i++) {
        const struct series *s = &a->series[i];

        json_object(w);
        json_kv_str(w, "measure", national_measure_name(s->measure));
        json_kv_str(w, "subject", *s->subject ? s->subject : NULL);
        json_kv_str(w, "kind", kinds[national_measure_kind(s->measure)]);
        json_kv_id(w, "source", s->source);
        if (write_definition(q, s) < 0)
            return -1;
        write_own(w, a, s);
        write_points(w, s);
        json_object_end(w);
    }
    json_array_end(w);
    return 0;
}

static int write_rounds(struct req *q)
{
    struct json_writer *w = &q->w;
    struct db_rows *r;
    struct err e = {0};

    if (db_select(q->db, SQL_ROUND_LIST, &r, &e) < 0)
        return fail_err(q, &e);
    json_key(w, "rounds");
    json_array(w);
    while (db_next(r)) {
        struct round round;

        round_from_row(r, &round);
        if (round.state != ROUND_PLANNED)
            piece_round(w, NULL, &round);
    }
    json_array_end(w);
    return db_done(r, &e) < 0 ? fail_err(q, &e) : 0;
}

/* The names of the subjects, for those that a figure is of. */
static int write_subjects(struct req *q)
{
    struct json_writer *w = &q->w;
    struct db_rows *r;
    struct err e = {0};

    if (db_select(q->db, SQL_ATTAINMENT_FAMILIES, &r, &e) < 0)
        return fail_err(q, &e);
    json_key(w, "subjects");
    json_array(w);
    while (db_next(r))
        piece_subject(w, NULL, db_id(r, 0), db_str(r, 1), db_str(r, 2), db_str(r, 3));
    json_array_end(w);
    return db_done(r, &e) < 0 ? fail_err(q, &e) : 0;
}

static int write_sources(struct req *q)
{
    struct json_writer *w = &q->w;
    struct db_rows *r;
    struct err e = {0};

    if (db_select(q->db, SQL_NATIONAL_SOURCE_LIST, &r, &e) < 0)
        return fail_err(q, &e);
    json_key(w, "sources");
    json_array(w);
    while (db_next(r)) {
        json_object(w);
        json_kv_id(w, "id", db_id(r, 0));
        json_kv_str(w, "layout", db_str(r, 1));
        json_kv_int(w, "school_year", db_int(r, 2));
        json_kv_str(w, "publisher", db_str(r, 3));
        json_kv_str(w, "title", db_str(r, 4));
        json_kv_str(w, "file", db_str(r, 5));
        json_kv_str(w, "notes", db_str(r, 6));
        req_kv_time(w, "read", db_str(r, 7));
        json_object_end(w);
    }
    json_array_end(w);
    return db_done(r, &e) < 0 ? fail_err(q, &e) : 0;
}

/* ---- the routes ---- */

int h_reference(struct req *q)
{
    struct answer *a = arena_alloc(q->arena, sizeof(*a));
    struct json_writer *w = &q->w;

    a->provider = q->args.provider == PROVIDER_ALL ? NATIONAL_ALL : NATIONAL_MUNICIPAL;
    if (unit_enter(q, q->args.unit, 0, &a->unit) < 0 || settle_areas(q, a) < 0 ||
        load_figures(q, a) < 0 || load_own_cells(q, a) < 0 || load_own_measures(q, a) < 0)
        return -1;
    json_object(w);
    if (piece_unit(q, "unit", &a->unit) < 0)
        return -1;
    json_kv_str(w, "provider", national_provider_name(a->provider));
    json_kv_str(w, "gender", q->args.gender == GENDER_FEMALE ? "female"
                             : q->args.gender == GENDER_MALE ? "male"
                                                             : NULL);
    json_kv_str(w, "municipality", a->municipality[0] ? a->municipality : NULL);
    write_areas(w, a);
    if (write_rounds(q) < 0 || write_subjects(q) < 0 || write_measures(q, a) < 0 ||
        write_sources(q) < 0)
        return -1;
    json_object_end(w);
    return 0;
}

/* What an administrator chooses from. */
int h_reference_choices(struct req *q)
{
    struct answer *a = arena_alloc(q->arena, sizeof(*a));
    struct json_writer *w = &q->w;
    struct db_rows *r;
    struct err e = {0};

    if (setting_get(q->db, SETTING_MUNICIPALITY, a->municipality, &e) < 0 ||
        setting_get(q->db, SETTING_SIMILAR, a->similar, &e) < 0 ||
        db_select(q->db, SQL_NATIONAL_MUNICIPALITIES, &r, &e) < 0)
        return fail_err(q, &e);
    json_object(w);
    json_kv_str(w, "municipality", a->municipality);
    json_kv_str(w, "similar", a->similar);
    json_kv_int(w, "similar_max", SETTING_SIMILAR_MAX);
    json_key(w, "municipalities");
    json_array(w);
    while (db_next(r)) {
        json_object(w);
        json_kv_str(w, "code", db_str(r, 0));
        json_kv_str(w, "name", db_str(r, 1));
        json_object_end(w);
    }
    json_array_end(w);
    if (db_done(r, &e) < 0)
        return fail_err(q, &e);
    if (write_sources(q) < 0)
        return -1;
    json_object_end(w);
    return 0;
}
