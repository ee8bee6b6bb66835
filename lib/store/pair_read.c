#include "store/pair.h"

#define ANY_MAX 255

int pair_load(struct db *db, struct arena *a, const struct pair_query *q, struct pair_set *ret_set,
              struct err *e)
{
    struct pair_set set = {.n_subjects = 0};
    struct db_rows *r;

    *ret_set = set;
    if (q->class_id && q->gender)
        return 0;
    if ((q->class_id ? db_select(db, SQL_PAIR_OF_CLASS, &r, e, DB_I(q->round_id),
                                 DB_I(q->before_id), DB_I(q->unit_id), DB_I(q->class_id),
                                 DB_I(q->year_group), DB_I(q->year_group ? q->year_group : ANY_MAX))
                     : db_select(db, SQL_PAIR_OF_UNIT, &r, e, DB_I(q->round_id),
                                 DB_I(q->before_id), DB_I(q->year_group), DB_I(q->gender),
                                 DB_I(q->unit_id))) < 0)
        return -1;
    set.subjects = arena_array(a, db_count(r) + 1, sizeof(*set.subjects));
    while (db_next(r)) {
        struct stats_pairs p = {(uint32_t)db_int(r, 2), (uint32_t)db_int(r, 3),
                                (uint32_t)db_int(r, 4), (uint32_t)db_int(r, 5)};
        int64_t measure = db_int(r, 0);

        if (measure == PAIR_SUBJECT)
            set.subjects[set.n_subjects++] = (struct pair_subject){(uint32_t)db_id(r, 1), p};
        else if (measure < PAIR_MEASURE__MAX)
            set.measures[measure] = p;
    }
    *ret_set = set;
    return db_done(r, e);
}

struct stats_pairs pair_of(const struct pair_set *set, enum pair_measure measure,
                           uint32_t subject_id)
{
    if (!set || measure == PAIR_MEASURE__MAX)
        return (struct stats_pairs){0};
    if (measure != PAIR_SUBJECT)
        return set->measures[measure];
    for (size_t i = 0; i < set->n_subjects; i++) {
        if (set->subjects[i].subject_id == subject_id)
            return set->subjects[i].pairs;
    }
    return (struct stats_pairs){0};
}

enum pair_measure pair_measure_of(enum recount_measure m)
{
    if (m == RECOUNT_ALL_SUBJECTS)
        return PAIR_ALL_SUBJECTS;
    if (m >= RECOUNT_ELIGIBLE1 && m < RECOUNT_MERIT_N)
        return (enum pair_measure)(PAIR_ELIGIBLE1 + (m - RECOUNT_ELIGIBLE1));
    return PAIR_MEASURE__MAX;
}

/* What of the key of a row is asked for. */
static uint32_t key_of(const struct db_rows *r, enum attainment_rows rows)
{
    static const unsigned columns[] = {[ATTAINMENT_BY_UNIT] = 0, [ATTAINMENT_BY_CLASS] = 1,
                                       [ATTAINMENT_BY_YEAR_GROUP] = 2, [ATTAINMENT_BY_GENDER] = 3};

    return (uint32_t)db_id(r, columns[rows]);
}

static int select_rows(struct db *db, const struct attainment_query *q, enum pair_measure measure,
                       uint32_t subject_id, struct db_rows **ret_rows, struct err *e)
{
    bool classes = q->rows == ATTAINMENT_BY_CLASS, years = q->rows == ATTAINMENT_BY_YEAR_GROUP;
    bool genders = q->rows == ATTAINMENT_BY_GENDER, by_class = classes || q->class_id;
    uint32_t now = q->rounds[ATTAINMENT_NOW], before = q->rounds[ATTAINMENT_PREVIOUS];

    if (years && !by_class && !q->year_group)
        return db_select(db, SQL_PAIR_YEAR_ROWS, ret_rows, e, DB_I(now), DB_I(q->gender), DB_I(now),
                         DB_I(before), DB_I(measure), DB_I(subject_id), DB_I(q->unit_id));
    return db_select(db, SQL_PAIR_ROWS, ret_rows, e, DB_I(now), DB_I(before),
                     DB_I(classes ? 1 : q->class_id), DB_I(classes ? UINT32_MAX : q->class_id),
                     DB_I(q->year_group || !by_class ? q->year_group : 1),
                     DB_I(q->year_group || !by_class ? q->year_group : ANY_MAX),
                     DB_I(q->gender), DB_I(genders && !q->gender ? 2 : q->gender), DB_I(measure),
                     DB_I(subject_id), DB_I(q->unit_id));
}

int pair_load_rows(struct db *db, struct arena *a, const struct attainment_query *q,
                   enum pair_measure measure, uint32_t subject_id, struct pair_rows *ret_rows,
                   struct err *e)
{
    bool years = q->rows == ATTAINMENT_BY_YEAR_GROUP, genders = q->rows == ATTAINMENT_BY_GENDER;
    bool by_class = q->rows == ATTAINMENT_BY_CLASS || q->class_id;
    bool changed_year = q->other_year[ATTAINMENT_PREVIOUS] && !by_class && (years || q->year_group);
    struct db_rows *r;

    ret_rows->n = 0;
    if (measure == PAIR_MEASURE__MAX || changed_year || (by_class && (genders || q->gender)))
        return 0;
    if (select_rows(db, q, measure, subject_id, &r, e) < 0)
        return -1;
    ret_rows->list = arena_array(a, db_count(r) + 1, sizeof(*ret_rows->list));
    while (db_next(r))
        ret_rows->list[ret_rows->n++] = (struct pair_row){
            key_of(r, q->rows),
            {(uint32_t)db_int(r, 4), (uint32_t)db_int(r, 5), (uint32_t)db_int(r, 6),
             (uint32_t)db_int(r, 7)}};
    return db_done(r, e);
}
