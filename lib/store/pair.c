#include "store/pair.h"

#include <string.h>

#include "store/follow.h"
#include "store/history.h"
#include "store/pair_count.h"

#define BEFORES 2 /* of the same kind: the one before, and the one a year before */
#define TERMS_OF_YEAR 2
#define DIFFERENCES_SHOWN 20
#define PUT_SHARE "iiiiiiiiiiii"
#define PUT_MEAN "iiiiiiiiiiiii"
#define PUT_PARAMS_MAX (sizeof(PUT_MEAN) - 1)

/* Rounds of which pairs are kept. */
struct rounds {
    struct pair_round *list; /* oldest first */
    size_t n;
    struct year_schemes schemes;
    const struct reference *ref;
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
        struct pair_round *to = &ret_rounds->list[ret_rounds->n];

        to->id = (uint32_t)db_id(r, 0);
        to->kind = db_int(r, 1);
        to->week = db_int(r, 2);
        ret_rounds->n += term_parse(db_str(r, 3), &to->term) == 0;
        snprintf(day, sizeof(day), "%.10s", db_str(r, 4));
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

static bool is_year_before(const struct pair_round *before, const struct pair_round *round)
{
    return before->week == round->week &&
           term_order(before->term) == term_order(round->term) - TERMS_OF_YEAR;
}

/* The rounds that the one at `at` is compared with; at most BEFORES. */
static size_t befores_of(const struct rounds *rounds, size_t at,
                         const struct pair_round *ret_list[BEFORES])
{
    const struct pair_round *round = &rounds->list[at];
    size_t n = 0;

    for (size_t i = at; i-- > 0;) {
        const struct pair_round *before = &rounds->list[i];

        if (before->kind == round->kind && (n == 0 || is_year_before(before, round)))
            ret_list[n++] = before;
    }
    return n;
}

/* ---- writing ---- */

/* Puts a row into the table of its measure. */
static int put_row(struct pair_counting *c, struct db_bulk *shares, struct db_bulk *means,
                   uint32_t unit_id, const struct tally_row *row, struct err *e)
{
    enum pair_measure measure = pair_row_measure(row);
    struct db_param p[PUT_PARAMS_MAX] = {
        DB_I(c->round->id),        DB_I(c->before->id),       DB_I(unit_id),
        DB_I(pair_row_class(row)), DB_I(pair_row_year_group(row)), DB_I(pair_row_gender(row)),
        DB_I(measure),
    };
    size_t n = 7;

    if (!pair_is_mean(measure))
        p[n++] = DB_I(pair_row_subject(row));
    for (unsigned k = 0; k < pair_counts_of(measure); k++)
        p[n++] = DB_I(row->n[k]);
    return db_bulk_add_n(pair_is_mean(measure) ? means : shares, p, n, e);
}

static int put_rows(struct pair_counting *c, uint32_t unit_id, struct err *e)
{
    struct db_bulk *shares = db_bulk_new(c->db, SQL_PAIR_PUT, PUT_SHARE);
    struct db_bulk *means = db_bulk_new(c->db, SQL_PAIR_PUT_MEAN, PUT_MEAN);
    int result = 0;

    for (size_t i = 0; result == 0 && i < c->t.count; i++) {
        if (pair_is_row(c, &c->t.rows[i]))
            result = put_row(c, shares, means, unit_id, &c->t.rows[i], e);
    }
    if (result == 0)
        result = db_bulk_flush(shares, NULL, e);
    if (result == 0)
        result = db_bulk_flush(means, NULL, e);
    db_bulk_free(shares);
    db_bulk_free(means);
    return result;
}

static int visit_write(struct pair_counting *c, uint32_t unit_id, void *ctx, struct err *e)
{
    (void)ctx;
    if (db_exec(c->db, SQL_PAIR_CLEAR, NULL, e, DB_I(c->round->id), DB_I(c->before->id),
                DB_I(unit_id)) < 0 ||
        db_exec(c->db, SQL_PAIR_CLEAR_MEANS, NULL, e, DB_I(c->round->id), DB_I(c->before->id),
                DB_I(unit_id)) < 0 ||
        pair_count_pupils(c, unit_id, 0, e) < 0)
        return -1;
    return put_rows(c, unit_id, e);
}

/* ---- which schools of which rounds ---- */

struct scope {
    uint32_t round_id; /* one of both must be it; 0 = any */
    uint32_t group_id; /* 0 = every school, else those of the group's pupils */
    /* What is done with a school in two rounds. */
    int (*visit)(struct pair_counting *c, uint32_t unit_id, void *ctx, struct err *e);
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

static int visit_pair(struct pair_counting *c, const struct scope *s, struct err *e)
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
    struct pair_counting *c = arena_alloc(a, sizeof(*c));
    int result = load_rounds(db, a, rounds, e);

    c->db = db;
    c->ref = rounds->ref;
    c->schemes = &rounds->schemes;
    c->only = PAIR_MEASURE__MAX;
    tally_init(&c->t);
    for (size_t i = 0; result == 0 && i < rounds->n; i++) {
        const struct pair_round *befores[BEFORES];
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

static void differ(struct verdict *v, const struct pair_counting *c, uint32_t unit_id,
                   const uint32_t key[TALLY_KEY], const char *how)
{
    if (v->differences++ < DIFFERENCES_SHOWN)
        fprintf(v->out, "pairs: rounds %u and %u: unit %u class %u year group %u gender %u measure %u "
                "subject %u %s\n", c->round->id, c->before->id, unit_id, key[0], key[1] >> 8,
                key[1] & 0xff, key[2] >> 16, key[2] & 0xffff, how);
}

static int take_stored(struct db_rows *r, struct tally *t, unsigned counts, struct err *e)
{
    while (db_next(r)) {
        const uint32_t key[TALLY_KEY] = {(uint32_t)db_id(r, 0),
                                         (uint32_t)(db_int(r, 1) << 8 | db_int(r, 2)),
                                         (uint32_t)(db_int(r, 3) << 16 | db_int(r, 4)), 0};
        uint32_t *n = tally_at(t, key);

        for (unsigned k = 0; k < counts; k++)
            n[k] = (uint32_t)db_int(r, 5 + k);
    }
    return db_done(r, e);
}

static int load_stored(struct pair_counting *c, uint32_t unit_id, struct tally *t, struct err *e)
{
    struct db_rows *r;

    if (db_select(c->db, SQL_PAIR_STORED, &r, e, DB_I(c->round->id), DB_I(c->before->id),
                  DB_I(unit_id)) < 0 ||
        take_stored(r, t, PAIR_SHARE_COUNTS, e) < 0 ||
        db_select(c->db, SQL_PAIR_STORED_MEANS, &r, e, DB_I(c->round->id), DB_I(c->before->id),
                  DB_I(unit_id)) < 0)
        return -1;
    return take_stored(r, t, PAIR_MEAN_COUNTS, e);
}

static int visit_compare(struct pair_counting *c, uint32_t unit_id, void *ctx, struct err *e)
{
    struct verdict *v = ctx;
    size_t wanted = 0;
    struct tally t;
    int result;

    tally_init(&t);
    result = pair_count_pupils(c, unit_id, 0, e) < 0 ? -1 : load_stored(c, unit_id, &t, e);
    for (size_t i = 0; result == 0 && i < c->t.count; i++) {
        const struct tally_row *want = &c->t.rows[i], *have;
        uint32_t key[TALLY_KEY] = {want->key[0], want->key[1], want->key[2], 0};

        if (!pair_is_row(c, want))
            continue;
        wanted++;
        have = tally_find(&t, key);
        if (!have || memcmp(have->n, want->n, sizeof(want->n)) != 0)
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
