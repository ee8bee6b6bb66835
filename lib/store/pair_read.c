#include "store/pair_count.h"

#define ANY_MAX 255

/* From one to another. */
struct range {
    uint32_t from, to;
};

static bool is_in(struct range range, uint32_t value)
{
    return value >= range.from && value <= range.to;
}

/* A round that was opened again has what was kept when it closed: it holds no more. */
static bool is_kept(const struct round *round, const struct round *before)
{
    return round->state == ROUND_CLOSED && before->state == ROUND_CLOSED;
}

/* Counts from a column of a row on. */
static struct pair_common read_common(const struct db_rows *r, unsigned column,
                                      enum pair_measure measure)
{
    uint64_t counts[PAIR_MEAN_COUNTS];

    for (unsigned k = 0; k < pair_counts_of(measure); k++)
        counts[k] = (uint64_t)db_int(r, column + k);
    return pair_from_counts(measure, counts);
}

static struct pair_common row_common(const struct tally_row *row)
{
    uint64_t counts[PAIR_MEAN_COUNTS];

    for (unsigned k = 0; k < PAIR_MEAN_COUNTS; k++)
        counts[k] = row->n[k];
    return pair_from_counts(pair_row_measure(row), counts);
}

void pair_add(struct pair_common *to, const struct pair_common *from)
{
    to->pairs.both += from->pairs.both;
    to->pairs.fell += from->pairs.fell;
    to->pairs.rose += from->pairs.rose;
    to->pairs.neither += from->pairs.neither;
    to->values.n += from->values.n;
    to->values.x += from->values.x;
    to->values.y += from->values.y;
    to->values.xx += from->values.xx;
    to->values.yy += from->values.yy;
    to->values.dd += from->values.dd;
}

void pair_add_value(struct stats_value_pairs *p, uint32_t before, uint32_t now)
{
    double x = now, y = before;

    p->n++;
    p->x += x;
    p->y += y;
    p->xx += x * x;
    p->yy += y * y;
    p->dd += (x - y) * (x - y);
}

/* ---- counting at once ---- */

struct counting {
    struct pair_counting c;
    struct pair_round round, before;
};

static struct pair_round round_of(const struct round *round)
{
    struct pair_round one = {(uint32_t)round->id, (int64_t)round->kind, round->week,
                             {TERM_YEAR_MIN, TERM_SPRING}};

    (void)term_parse(round->term, &one.term);
    return one;
}

/* Makes ready to count; to->c.t is to be freed. */
static void counting_init(struct counting *to, struct db *db, const struct pair_basis *basis,
                          const struct round *round, const struct round *before)
{
    to->round = round_of(round);
    to->before = round_of(before);
    to->c = (struct pair_counting){.db = db,
                                   .ref = basis->ref,
                                   .schemes = &basis->schemes,
                                   .round = &to->round,
                                   .before = &to->before,
                                   .only = PAIR_MEASURE__MAX};
    tally_init(&to->c.t);
}

/* ---- one group, all that is measured ---- */

static struct pair_common *place_of(struct pair_set *set, enum pair_measure measure,
                                    uint32_t subject_id)
{
    size_t i = 0;

    if (measure != PAIR_SUBJECT)
        return &set->measures[measure];
    while (i < set->n_subjects && set->subjects[i].subject_id != subject_id)
        i++;
    if (i == set->n_subjects) {
        set->subjects[i].subject_id = subject_id;
        set->n_subjects++;
    }
    return &set->subjects[i].common;
}

static int take_kept(struct db_rows *r, struct pair_set *set, struct err *e)
{
    while (db_next(r)) {
        enum pair_measure measure = (enum pair_measure)db_int(r, 0);

        if (measure < PAIR_MEASURE__MAX)
            *place_of(set, measure, (uint32_t)db_id(r, 1)) = read_common(r, 2, measure);
    }
    return db_done(r, e);
}

static struct range years_of(int year_group)
{
    return (struct range){(uint32_t)year_group, year_group ? (uint32_t)year_group : ANY_MAX};
}

static int load_kept(struct db *db, struct arena *a, const struct pair_query *q,
                     struct pair_set *set, struct err *e)
{
    struct range years = years_of(q->year_group);
    struct db_rows *r;

    if ((q->class_id ? db_select(db, SQL_PAIR_OF_CLASS, &r, e, DB_I(q->round->id),
                                 DB_I(q->before->id), DB_I(q->unit_id), DB_I(q->class_id),
                                 DB_I(years.from), DB_I(years.to))
                     : db_select(db, SQL_PAIR_OF_UNIT, &r, e, DB_I(q->round->id),
                                 DB_I(q->before->id), DB_I(q->year_group), DB_I(q->gender),
                                 DB_I(q->unit_id))) < 0)
        return -1;
    set->subjects = arena_array(a, db_count(r) + 1, sizeof(*set->subjects));
    if (take_kept(r, set, e) < 0 ||
        (q->class_id ? db_select(db, SQL_PAIR_MEANS_OF_CLASS, &r, e, DB_I(q->round->id),
                                 DB_I(q->before->id), DB_I(q->unit_id), DB_I(q->class_id),
                                 DB_I(years.from), DB_I(years.to))
                     : db_select(db, SQL_PAIR_MEANS_OF_UNIT, &r, e, DB_I(q->round->id),
                                 DB_I(q->before->id), DB_I(q->year_group), DB_I(q->gender),
                                 DB_I(q->unit_id))) < 0)
        return -1;
    return take_kept(r, set, e);
}

static int load_now(struct db *db, struct arena *a, const struct pair_query *q,
                    struct pair_set *set, struct err *e)
{
    struct range years = q->class_id ? years_of(q->year_group)
                                     : (struct range){(uint32_t)q->year_group,
                                                      (uint32_t)q->year_group};
    struct counting now;
    int result;

    counting_init(&now, db, q->basis, q->round, q->before);
    now.c.class_genders = q->class_id != 0;
    result = pair_count_pupils(&now.c, q->unit_id, q->class_id, e);
    set->subjects = arena_array(a, q->basis->ref->subject_count + 1, sizeof(*set->subjects));
    for (size_t i = 0; result == 0 && i < now.c.t.count; i++) {
        const struct tally_row *row = &now.c.t.rows[i];
        struct pair_common common;

        if (pair_row_class(row) != q->class_id || !is_in(years, pair_row_year_group(row)) ||
            pair_row_gender(row) != (uint32_t)q->gender || !pair_is_row(&now.c, row))
            continue;
        common = row_common(row);
        pair_add(place_of(set, pair_row_measure(row), pair_row_subject(row)), &common);
    }
    tally_free(&now.c.t);
    return result;
}

int pair_load(struct db *db, struct arena *a, const struct pair_query *q, struct pair_set *ret_set,
              struct err *e)
{
    struct pair_set set = {.n_subjects = 0};

    /* Of a class's genders nothing is kept. */
    if (is_kept(q->round, q->before) && !(q->class_id && q->gender) &&
        load_kept(db, a, q, &set, e) < 0)
        return -1;
    if (set.n_subjects == 0 && q->basis && load_now(db, a, q, &set, e) < 0)
        return -1;
    *ret_set = set;
    return 0;
}

struct pair_common pair_of(const struct pair_set *set, enum pair_measure measure,
                           uint32_t subject_id)
{
    if (!set || measure == PAIR_MEASURE__MAX)
        return (struct pair_common){.values.n = 0};
    if (measure != PAIR_SUBJECT)
        return set->measures[measure];
    for (size_t i = 0; i < set->n_subjects; i++) {
        if (set->subjects[i].subject_id == subject_id)
            return set->subjects[i].common;
    }
    return (struct pair_common){.values.n = 0};
}

enum pair_measure pair_measure_of(enum recount_measure m)
{
    if (m == RECOUNT_ALL_SUBJECTS)
        return PAIR_ALL_SUBJECTS;
    if (m >= RECOUNT_ELIGIBLE1 && m < RECOUNT_MERIT_N)
        return (enum pair_measure)(PAIR_ELIGIBLE1 + (m - RECOUNT_ELIGIBLE1));
    if (m == RECOUNT_MERIT16 || m == RECOUNT_MERIT17)
        return (enum pair_measure)(PAIR_MERIT16 + (m - RECOUNT_MERIT16));
    return PAIR_MEASURE__MAX;
}

/* ---- rows, one measure of each ---- */

/* Which cells are rows of an overview. */
struct ranges {
    struct range classes, years, genders;
    bool of_classes;
};

static struct ranges ranges_of(const struct attainment_query *q, bool other_year)
{
    bool rows = q->rows == ATTAINMENT_BY_CLASS, genders = q->rows == ATTAINMENT_BY_GENDER;
    bool of_classes = rows || q->class_id;
    /* Of another school year only the whole has the same pupils, not its year groups. */
    bool years = q->rows == ATTAINMENT_BY_YEAR_GROUP && !other_year;
    uint32_t year = (uint32_t)q->year_group, gender = (uint32_t)q->gender;

    return (struct ranges){
        .classes = {rows ? 1 : q->class_id, rows ? UINT32_MAX : q->class_id},
        .years = {year || !of_classes ? year : 1,
                  year || !(of_classes || years) ? year : ANY_MAX},
        .genders = {gender, genders && !gender ? 2 : gender},
        .of_classes = of_classes,
    };
}

/* What of the key of a row is asked for. */
static uint32_t key_of(const uint32_t key[4], enum attainment_rows rows)
{
    static const unsigned columns[] = {[ATTAINMENT_BY_UNIT] = 0, [ATTAINMENT_BY_CLASS] = 1,
                                       [ATTAINMENT_BY_YEAR_GROUP] = 2, [ATTAINMENT_BY_GENDER] = 3};

    return key[columns[rows]];
}

static int select_rows(struct db *db, const struct pair_rows_query *q, const struct ranges *in,
                       struct db_rows **ret_rows, struct err *e)
{
    const struct attainment_query *f = q->figures;

    if (pair_is_mean(q->measure))
        return db_select(db, SQL_PAIR_MEAN_ROWS, ret_rows, e, DB_I(q->round->id),
                         DB_I(q->before->id), DB_I(in->classes.from), DB_I(in->classes.to),
                         DB_I(in->years.from), DB_I(in->years.to), DB_I(in->genders.from),
                         DB_I(in->genders.to), DB_I(q->measure), DB_I(f->unit_id));
    if (!in->of_classes && in->years.to > in->years.from)
        return db_select(db, SQL_PAIR_YEAR_ROWS, ret_rows, e, DB_I(q->round->id), DB_I(f->gender),
                         DB_I(q->round->id), DB_I(q->before->id), DB_I(q->measure),
                         DB_I(q->subject_id), DB_I(f->unit_id));
    return db_select(db, SQL_PAIR_ROWS, ret_rows, e, DB_I(q->round->id), DB_I(q->before->id),
                     DB_I(in->classes.from), DB_I(in->classes.to), DB_I(in->years.from),
                     DB_I(in->years.to), DB_I(in->genders.from), DB_I(in->genders.to),
                     DB_I(q->measure), DB_I(q->subject_id), DB_I(f->unit_id));
}

static int rows_kept(struct db *db, struct arena *a, const struct pair_rows_query *q,
                     const struct ranges *in, struct pair_rows *rows, struct err *e)
{
    struct db_rows *r;

    if (select_rows(db, q, in, &r, e) < 0)
        return -1;
    rows->list = arena_array(a, db_count(r) + 1, sizeof(*rows->list));
    while (db_next(r)) {
        const uint32_t key[] = {(uint32_t)db_id(r, 0), (uint32_t)db_id(r, 1),
                                (uint32_t)db_int(r, 2), (uint32_t)db_int(r, 3)};

        rows->list[rows->n++] =
            (struct pair_row){key_of(key, q->figures->rows), read_common(r, 4, q->measure)};
    }
    return db_done(r, e);
}

static int rows_now(struct db *db, struct arena *a, const struct pair_rows_query *q,
                    const struct ranges *in, struct pair_rows *rows, struct err *e)
{
    const struct attainment_query *f = q->figures;
    struct counting now;
    int result;

    counting_init(&now, db, q->basis, q->round, q->before);
    now.c.class_genders = in->of_classes;
    now.c.only = q->measure;
    now.c.only_subject = q->subject_id;
    result = pair_count_pupils(&now.c, f->unit_id, f->class_id, e);
    rows->list = arena_array(a, now.c.t.count + 1, sizeof(*rows->list));
    for (size_t i = 0; result == 0 && i < now.c.t.count; i++) {
        const struct tally_row *row = &now.c.t.rows[i];
        const uint32_t key[] = {f->unit_id, pair_row_class(row), pair_row_year_group(row),
                                pair_row_gender(row)};

        if (is_in(in->classes, key[1]) && is_in(in->years, key[2]) &&
            is_in(in->genders, key[3]) && pair_is_row(&now.c, row))
            rows->list[rows->n++] = (struct pair_row){key_of(key, f->rows), row_common(row)};
    }
    tally_free(&now.c.t);
    return result;
}

int pair_load_rows(struct db *db, struct arena *a, const struct pair_rows_query *q,
                   struct pair_rows *ret_rows, struct err *e)
{
    const struct attainment_query *f = q->figures;
    bool other_year = f->other_year[q->which];
    const struct ranges in = ranges_of(f, other_year);
    struct pair_rows rows = {.n = 0};

    *ret_rows = rows;
    if (q->measure == PAIR_MEASURE__MAX ||
        (other_year && !in.of_classes && f->year_group))
        return 0;
    if (is_kept(q->round, q->before) && !(in.of_classes && in.genders.to) &&
        rows_kept(db, a, q, &in, &rows, e) < 0)
        return -1;
    if (rows.n == 0 && q->basis && rows_now(db, a, q, &in, &rows, e) < 0)
        return -1;
    *ret_rows = rows;
    return 0;
}
