#include "store/pair.h"

#include <string.h>

#include "domain/year_scheme.h"
#include "store/follow.h"
#include "store/history.h"
#include "store/marks.h"
#include "store/recount.h"
#include "store/tally.h"

#define BEFORES 2 /* the round before, and the one before of the same kind */
#define DIFFERENCES_SHOWN 20
#define PUT_PARAMS 12

/* Columns of SQL_PAIR_PUPILS; those of the present round, then of the one before. */
enum { COL_CLASS, COL_YEAR, COL_GENDER, COL_BEFORE };
enum { COL_MARKS = 6, COL_COMPLETE, COL_ALL, COL_ELIGIBLE, COL_COVERED, COL_MARKS_BEFORE };
#define RESULT_COLUMNS (COL_MARKS_BEFORE - COL_MARKS)

/* Counts of a tally row. Keys: {class or 0, year group << 8 | gender, measure << 16 | subject, class
 * in the round before}. */
enum { BOTH, FELL, ROSE, NEITHER, COUNTS };
#define CLASS_SIZE UINT32_MAX /* in place of measure and subject: pupils of a class by class before */

struct one {
    uint32_t id;
    int64_t kind;
    struct term term;
};

/* Rounds of which pairs are kept. */
struct rounds {
    struct one *list; /* oldest first */
    size_t n;
    struct year_schemes schemes;
    const struct reference *ref;
};

struct counting {
    struct db *db;
    const struct rounds *rounds;
    const struct one *round, *before;
    struct marks marks[2]; /* now, before */
    struct tally t;
};

static int load_rounds(struct db *db, struct arena *a, struct rounds *ret_rounds, struct err *e)
{
    char day[DAY_TEXT_SIZE] = "";
    struct reference *ref;
    struct db_rows *r;

    ret_rounds->n = 0;
    if (history_schemes(db, &ret_rounds->schemes, e) < 0 ||
        db_select(db, SQL_PAIR_ROUNDS, &r, e) < 0)
        return -1;
    ret_rounds->list = arena_array(a, db_count(r) + 1, sizeof(*ret_rounds->list));
    while (db_next(r)) {
        struct one *to = &ret_rounds->list[ret_rounds->n];

        to->id = (uint32_t)db_id(r, 0);
        to->kind = db_int(r, 1);
        ret_rounds->n += term_parse(db_str(r, 2), &to->term) == 0;
        snprintf(day, sizeof(day), "%.10s", db_str(r, 3));
    }
    if (db_done(r, e) < 0)
        return -1;
    if (ret_rounds->n < 2)
        return 0;
    /* Subjects and levels by their ids: they are those of every day. */
    if (reference_load(db, a, day, &ref, e) < 0)
        return -1;
    ret_rounds->ref = ref;
    return 0;
}

/* The rounds that the one at `at` is compared with; at most BEFORES. */
static size_t befores_of(const struct rounds *rounds, size_t at, const struct one *ret_list[BEFORES])
{
    size_t n = 0;

    if (at > 0)
        ret_list[n++] = &rounds->list[at - 1];
    for (size_t i = at; i-- > 0;) {
        if (rounds->list[i].kind != rounds->list[at].kind)
            continue;
        if (i + 1 != at)
            ret_list[n++] = &rounds->list[i];
        break;
    }
    return n;
}

/* ---- counting a school ---- */

struct pupil {
    uint32_t class_id, class_before;
    int year_group, gender;
    bool year_fits, gender_fits; /* the same as before */
};

static void add(struct counting *c, const struct pupil *p, enum pair_measure measure,
                uint32_t subject_id, bool before, bool now)
{
    uint32_t key[TALLY_KEY] = {0, 0, (uint32_t)measure << 16 | subject_id, 0};
    int count = before ? (now ? BOTH : FELL) : (now ? ROSE : NEITHER);

    for (int each = 0; each < 4; each++) {
        bool year = each & 1, gender = each & 2;

        if ((year && !p->year_fits) || (gender && (!p->gender_fits || p->gender > 2)))
            continue;
        key[1] = (uint32_t)((year ? p->year_group : 0) << 8 | (gender ? p->gender : 0));
        tally_at(&c->t, key)[count]++;
    }
    if (!p->class_id || !p->class_before)
        return;
    key[0] = p->class_id;
    key[1] = (uint32_t)p->year_group << 8;
    key[3] = p->class_before;
    tally_at(&c->t, key)[count]++;
}

static void add_subjects(struct counting *c, const struct pupil *p)
{
    const struct reference *ref = c->rounds->ref;

    for (size_t i = 0; i < c->marks[0].n; i++) {
        const struct mark *now = &c->marks[0].list[i];
        const struct mark *before = marks_find(&c->marks[1], now->subject_id);
        const struct reference_subject *subject = reference_subject_by_id(ref, now->subject_id);

        if (subject && before && marks_reported(now) && marks_reported(before))
            add(c, p, PAIR_SUBJECT, subject->family_id, recount_passes(ref, before), recount_passes(ref, now));
    }
}

static void add_measures(struct counting *c, const struct pupil *p, const struct db_rows *r)
{
    int64_t now[RESULT_COLUMNS], before[RESULT_COLUMNS];

    for (unsigned i = 1; i < RESULT_COLUMNS; i++) {
        now[i] = db_int(r, COL_MARKS + i);
        before[i] = db_int(r, COL_MARKS_BEFORE + i);
    }
    if (!now[COL_COMPLETE - COL_MARKS] || !before[COL_COMPLETE - COL_MARKS])
        return;
    add(c, p, PAIR_ALL_SUBJECTS, 0, before[COL_ALL - COL_MARKS] != 0, now[COL_ALL - COL_MARKS] != 0);
    if (!now[COL_COVERED - COL_MARKS] || !before[COL_COVERED - COL_MARKS])
        return;
    for (int slot = 0; slot < REFERENCE_SLOTS; slot++)
        add(c, p, (enum pair_measure)(PAIR_ELIGIBLE1 + slot), 0,
            before[COL_ELIGIBLE - COL_MARKS] >> slot & 1, now[COL_ELIGIBLE - COL_MARKS] >> slot & 1);
}

static int take_pupil(struct counting *c, const struct db_rows *r, struct err *e)
{
    bool there = !db_is_null(r, COL_BEFORE);
    struct pupil p = {
        .class_id = (uint32_t)db_id(r, COL_CLASS),
        .class_before = there ? (uint32_t)db_id(r, COL_BEFORE) : 0,
        .year_group = (int)db_int(r, COL_YEAR),
        .gender = (int)db_int(r, COL_GENDER),
    };
    const uint32_t size[TALLY_KEY] = {p.class_id, 0, CLASS_SIZE, p.class_before};

    tally_at(&c->t, size)[BOTH]++;
    if (!there || db_is_null(r, COL_MARKS_BEFORE))
        return 0;
    p.year_fits = year_scheme_cohort(&c->rounds->schemes, p.year_group, c->round->term,
                                     c->before->term) == db_int(r, COL_BEFORE + COL_YEAR);
    p.gender_fits = p.gender == db_int(r, COL_BEFORE + COL_GENDER);
    if (marks_read(db_str(r, COL_MARKS), &c->marks[0]) < 0 ||
        marks_read(db_str(r, COL_MARKS_BEFORE), &c->marks[1]) < 0)
        return err_set(e, ERR_INTERNAL, "a summary of round %u cannot be read", c->round->id);
    add_subjects(c, &p);
    add_measures(c, &p, r);
    return 0;
}

static int count_school(struct counting *c, uint32_t unit_id, struct err *e)
{
    struct db_rows *r;
    int result = 0;

    tally_free(&c->t);
    tally_init(&c->t);
    if (db_select(c->db, SQL_PAIR_PUPILS, &r, e, DB_I(c->before->id), DB_I(c->before->id),
                  DB_I(c->round->id), DB_I(unit_id)) < 0)
        return -1;
    while (result == 0 && db_next(r))
        result = take_pupil(c, r, e);
    return db_done(r, result < 0 ? NULL : e) < 0 ? -1 : result;
}

/* The class that more than half of a class's pupils were in. */
static bool is_class_then(const struct counting *c, uint32_t class_id, uint32_t class_before)
{
    uint32_t all = 0, shared = 0;

    if (year_scheme_school_year(c->round->term) == year_scheme_school_year(c->before->term))
        return class_id == class_before;
    for (size_t i = 0; i < c->t.count; i++) {
        const struct tally_row *row = &c->t.rows[i];

        if (row->key[2] != CLASS_SIZE || row->key[0] != class_id)
            continue;
        all += row->n[BOTH];
        shared += row->key[3] == class_before ? row->n[BOTH] : 0;
    }
    return shared * 2 > all;
}

/* Whether a row of the tally is one of the table. */
static bool is_cell(const struct counting *c, const struct tally_row *row)
{
    return row->key[2] != CLASS_SIZE &&
           (!row->key[0] || is_class_then(c, row->key[0], row->key[3]));
}

/* ---- writing ---- */

static int put_row(struct counting *c, struct db_bulk *b, uint32_t unit_id,
                   const struct tally_row *row, struct err *e)
{
    const struct db_param p[PUT_PARAMS] = {
        DB_I(c->round->id),         DB_I(c->before->id),       DB_I(unit_id),
        DB_I(row->key[0]),          DB_I(row->key[1] >> 8),    DB_I(row->key[1] & 0xff),
        DB_I(row->key[2] >> 16),    DB_I(row->key[2] & 0xffff), DB_I(row->n[BOTH]),
        DB_I(row->n[FELL]),         DB_I(row->n[ROSE]),        DB_I(row->n[NEITHER]),
    };

    return db_bulk_add_n(b, p, PUT_PARAMS, e);
}

static int write_school(struct counting *c, uint32_t unit_id, struct err *e)
{
    struct db_bulk *b;
    int result = 0;

    if (db_exec(c->db, SQL_PAIR_CLEAR, NULL, e, DB_I(c->round->id), DB_I(c->before->id),
                DB_I(unit_id), DB_I(unit_id)) < 0 ||
        count_school(c, unit_id, e) < 0)
        return -1;
    b = db_bulk_new(c->db, SQL_PAIR_PUT, "iiiiiiiiiiii");
    for (size_t i = 0; result == 0 && i < c->t.count; i++) {
        if (is_cell(c, &c->t.rows[i]))
            result = put_row(c, b, unit_id, &c->t.rows[i], e);
    }
    if (result == 0)
        result = db_bulk_flush(b, NULL, e);
    db_bulk_free(b);
    return result;
}

/* ---- which schools of which rounds ---- */

struct scope {
    uint32_t round_id; /* one of both must be it; 0 = any */
    uint32_t group_id; /* 0 = every school, else those of the group's pupils */
    /* What is done with a school in two rounds. */
    int (*visit)(struct counting *c, uint32_t unit_id, void *ctx, struct err *e);
    void *ctx;
};

static int list_units(struct db *db, const struct scope *s, uint32_t round_id,
                      struct follow_units *ret_units, struct err *e)
{
    struct db_rows *r;

    if (s->group_id)
        return follow_find_units(db, s->round_id, s->group_id, round_id, ret_units, e);
    if (db_select(db, SQL_PAIR_UNITS, &r, e, DB_I(round_id)) < 0)
        return -1;
    return follow_take_units(r, ret_units, e);
}

static int visit_pair(struct counting *c, const struct scope *s, struct err *e)
{
    struct follow_units units;

    if (list_units(c->db, s, c->round->id, &units, e) < 0)
        return -1;
    for (size_t i = 0; i < units.n; i++) {
        if (s->visit(c, units.list[i], s->ctx, e) < 0)
            return -1;
    }
    return 0;
}

static int visit_all(struct db *db, const struct scope *s, struct err *e)
{
    struct arena *a = arena_new(0);
    struct rounds *rounds = arena_alloc(a, sizeof(*rounds));
    struct counting *c = arena_alloc(a, sizeof(*c));
    int result = load_rounds(db, a, rounds, e);

    c->db = db;
    c->rounds = rounds;
    tally_init(&c->t);
    for (size_t i = 0; result == 0 && i < rounds->n; i++) {
        const struct one *befores[BEFORES];
        size_t n = befores_of(rounds, i, befores);

        for (size_t k = 0; result == 0 && k < n; k++) {
            c->round = &rounds->list[i];
            c->before = befores[k];
            if (!s->round_id || c->round->id == s->round_id || c->before->id == s->round_id)
                result = visit_pair(c, s, e);
        }
    }
    tally_free(&c->t);
    arena_free(a);
    return result;
}

static int visit_write(struct counting *c, uint32_t unit_id, void *ctx, struct err *e)
{
    (void)ctx;
    return write_school(c, unit_id, e);
}

int pair_rebuild(struct db *db, uint32_t round_id, struct err *e)
{
    return visit_all(db, &(struct scope){round_id, 0, visit_write, NULL}, e);
}

int pair_correct(struct db *db, uint32_t round_id, uint32_t group_id, struct err *e)
{
    return visit_all(db, &(struct scope){round_id, group_id, visit_write, NULL}, e);
}

/* ---- verification ---- */

struct verdict {
    FILE *out;
    size_t differences, compared;
};

static void differ(struct verdict *v, const struct counting *c, uint32_t unit_id,
                   const uint32_t key[TALLY_KEY], const char *how)
{
    if (v->differences++ < DIFFERENCES_SHOWN)
        fprintf(v->out, "pairs: rounds %u and %u: unit %u class %u year group %u gender %u measure %u "
                "subject %u %s\n", c->round->id, c->before->id, unit_id, key[0], key[1] >> 8,
                key[1] & 0xff, key[2] >> 16, key[2] & 0xffff, how);
}

static int load_stored(struct counting *c, uint32_t unit_id, struct tally *t, struct err *e)
{
    struct db_rows *r;

    if (db_select(c->db, SQL_PAIR_STORED, &r, e, DB_I(c->round->id), DB_I(c->before->id),
                  DB_I(unit_id)) < 0)
        return -1;
    while (db_next(r)) {
        const uint32_t key[TALLY_KEY] = {(uint32_t)db_id(r, 0),
                                         (uint32_t)(db_int(r, 1) << 8 | db_int(r, 2)),
                                         (uint32_t)(db_int(r, 3) << 16 | db_int(r, 4)), 0};
        uint32_t *n = tally_at(t, key);

        for (unsigned k = 0; k < COUNTS; k++)
            n[k] = (uint32_t)db_int(r, 5 + k);
    }
    return db_done(r, e);
}

static int visit_compare(struct counting *c, uint32_t unit_id, void *ctx, struct err *e)
{
    struct verdict *v = ctx;
    size_t wanted = 0;
    struct tally t;
    int result;

    tally_init(&t);
    result = count_school(c, unit_id, e) < 0 ? -1 : load_stored(c, unit_id, &t, e);
    for (size_t i = 0; result == 0 && i < c->t.count; i++) {
        const struct tally_row *want = &c->t.rows[i], *have;
        uint32_t key[TALLY_KEY] = {want->key[0], want->key[1], want->key[2], 0};

        if (!is_cell(c, want))
            continue;
        wanted++;
        have = tally_find(&t, key);
        if (!have || memcmp(have->n, want->n, COUNTS * sizeof(want->n[0])) != 0)
            differ(v, c, unit_id, key, have ? "is counted otherwise" : "is not stored");
    }
    v->compared += wanted;
    if (result == 0 && t.count > wanted)
        v->differences += t.count - wanted;
    tally_free(&t);
    return result;
}

int pair_verify(struct db *db, FILE *out, size_t *differences, size_t *compared, struct err *e)
{
    struct verdict v = {.out = out};

    if (visit_all(db, &(struct scope){0, 0, visit_compare, &v}, e) < 0)
        return -1;
    *differences += v.differences;
    *compared += v.compared;
    return 0;
}
