#include "store/pair_count.h"

#include "store/recount.h"

/* Columns of SQL_PAIR_PUPILS; those of the present round, then of the one before. */
enum { COL_CLASS, COL_YEAR, COL_GENDER, COL_BEFORE };
enum {
    COL_MARKS = 6,
    COL_COMPLETE,
    COL_ALL,
    COL_ELIGIBLE,
    COL_COVERED,
    COL_HAS_PASS,
    COL_MERIT16,
    COL_MERIT17,
    COL_MARKS_BEFORE
};
#define RESULT_COLUMNS (COL_MARKS_BEFORE - COL_MARKS)

#define CLASS_SIZE UINT32_MAX /* in place of measure and subject: a class's pupils by class before */
#define ANY_CLASS_MAX UINT32_MAX
#define GENDERS_KNOWN 2

struct pupil {
    uint32_t class_id, class_before;
    int year_group, gender;
    bool year_fits, gender_fits; /* the same as before, and the gender is known */
};

static bool is_wanted(const struct pair_counting *c, enum pair_measure measure, uint32_t subject_id)
{
    return c->only == PAIR_MEASURE__MAX || (c->only == measure && c->only_subject == subject_id);
}

/* Adds counts to each row that the pupil is in. */
static void add(struct pair_counting *c, const struct pupil *p, enum pair_measure measure,
                uint32_t subject_id, const uint32_t counts[PAIR_MEAN_COUNTS])
{
    uint32_t keys[6][TALLY_KEY];
    size_t n = 0;

    if (!is_wanted(c, measure, subject_id))
        return;
    for (int each = 0; each < 4; each++) {
        bool year = each & 1, gender = each & 2;

        if ((year && !p->year_fits) || (gender && !p->gender_fits))
            continue;
        keys[n][0] = keys[n][3] = 0;
        keys[n++][1] = (uint32_t)((year ? p->year_group : 0) << 8 | (gender ? p->gender : 0));
    }
    for (int gender = 0; p->class_id && p->class_before && gender < 2; gender++) {
        if (gender && (!c->class_genders || !p->gender_fits))
            continue;
        keys[n][0] = p->class_id;
        keys[n][3] = p->class_before;
        keys[n++][1] = (uint32_t)(p->year_group << 8 | (gender ? p->gender : 0));
    }
    for (size_t i = 0; i < n; i++) {
        uint32_t *to;

        keys[i][2] = (uint32_t)measure << 16 | subject_id;
        to = tally_at(&c->t, keys[i]);
        for (int k = 0; k < PAIR_MEAN_COUNTS; k++)
            to[k] += counts[k];
    }
}

static void add_share(struct pair_counting *c, const struct pupil *p, enum pair_measure measure,
                      uint32_t subject_id, bool before, bool now)
{
    uint32_t counts[PAIR_MEAN_COUNTS] = {0};

    counts[before ? (now ? PAIR_BOTH : PAIR_FELL) : (now ? PAIR_ROSE : PAIR_NEITHER)] = 1;
    add(c, p, measure, subject_id, counts);
}

static void add_value(struct pair_counting *c, const struct pupil *p, enum pair_measure measure,
                      uint32_t before, uint32_t now)
{
    uint32_t change = before > now ? before - now : now - before;
    const uint32_t counts[PAIR_MEAN_COUNTS] = {
        1,
        now,
        before,
        recount_square(now),
        recount_square(before),
        (change * change + PAIR_CHANGE_UNIT / 2) / PAIR_CHANGE_UNIT,
    };

    add(c, p, measure, 0, counts);
}

static void add_subjects(struct pair_counting *c, const struct pupil *p)
{
    for (size_t i = 0; i < c->marks[0].n; i++) {
        const struct mark *now = &c->marks[0].list[i], *before;
        const struct reference_subject *subject = reference_subject_by_id(c->ref, now->subject_id);

        if (!subject || !is_wanted(c, PAIR_SUBJECT, subject->family_id))
            continue;
        before = marks_find(&c->marks[1], now->subject_id);
        if (before && marks_reported(now) && marks_reported(before))
            add_share(c, p, PAIR_SUBJECT, subject->family_id, recount_passes(c->ref, before),
                      recount_passes(c->ref, now));
    }
}

static void add_measures(struct pair_counting *c, const struct pupil *p, const struct db_rows *r)
{
    int64_t now[RESULT_COLUMNS], before[RESULT_COLUMNS];

    for (unsigned i = 1; i < RESULT_COLUMNS; i++) {
        now[i] = db_int(r, COL_MARKS + i);
        before[i] = db_int(r, COL_MARKS_BEFORE + i);
    }
    if (!now[COL_COMPLETE - COL_MARKS] || !before[COL_COMPLETE - COL_MARKS])
        return;
    add_share(c, p, PAIR_ALL_SUBJECTS, 0, before[COL_ALL - COL_MARKS] != 0,
              now[COL_ALL - COL_MARKS] != 0);
    if (!now[COL_COVERED - COL_MARKS] || !before[COL_COVERED - COL_MARKS])
        return;
    for (int slot = 0; slot < REFERENCE_SLOTS; slot++)
        add_share(c, p, (enum pair_measure)(PAIR_ELIGIBLE1 + slot), 0,
                  before[COL_ELIGIBLE - COL_MARKS] >> slot & 1,
                  now[COL_ELIGIBLE - COL_MARKS] >> slot & 1);
    if (!now[COL_HAS_PASS - COL_MARKS] || !before[COL_HAS_PASS - COL_MARKS])
        return;
    for (int k = 0; k < PAIR_MERITS; k++)
        add_value(c, p, (enum pair_measure)(PAIR_MERIT16 + k),
                  (uint32_t)before[COL_MERIT16 - COL_MARKS + k],
                  (uint32_t)now[COL_MERIT16 - COL_MARKS + k]);
}

static int take_pupil(struct pair_counting *c, const struct db_rows *r, struct err *e)
{
    bool there = !db_is_null(r, COL_BEFORE);
    struct pupil p = {
        .class_id = (uint32_t)db_id(r, COL_CLASS),
        .class_before = there ? (uint32_t)db_id(r, COL_BEFORE) : 0,
        .year_group = (int)db_int(r, COL_YEAR),
        .gender = (int)db_int(r, COL_GENDER),
    };
    const uint32_t size[TALLY_KEY] = {p.class_id, 0, CLASS_SIZE, p.class_before};

    tally_at(&c->t, size)[0]++;
    if (!there || db_is_null(r, COL_MARKS_BEFORE))
        return 0;
    p.year_fits = year_scheme_cohort(c->schemes, p.year_group, c->round->term, c->before->term) ==
                  db_int(r, COL_BEFORE + COL_YEAR);
    p.gender_fits = p.gender <= GENDERS_KNOWN && p.gender == db_int(r, COL_BEFORE + COL_GENDER);
    add_measures(c, &p, r);
    if (c->only != PAIR_SUBJECT && c->only != PAIR_MEASURE__MAX)
        return 0;
    if (marks_read(db_str(r, COL_MARKS), &c->marks[0]) < 0 ||
        marks_read(db_str(r, COL_MARKS_BEFORE), &c->marks[1]) < 0)
        return err_set(e, ERR_INTERNAL, "a summary of round %u cannot be read", c->round->id);
    add_subjects(c, &p);
    return 0;
}

int pair_count_pupils(struct pair_counting *c, uint32_t unit_id, uint32_t class_id, struct err *e)
{
    struct db_rows *r;
    int result = 0;

    tally_free(&c->t);
    tally_init(&c->t);
    if (db_stream(c->db, SQL_PAIR_PUPILS, &r, e, DB_I(c->before->id), DB_I(c->before->id),
                  DB_I(c->round->id), DB_I(unit_id), DB_I(class_id),
                  DB_I(class_id ? class_id : ANY_CLASS_MAX)) < 0)
        return -1;
    while (result == 0 && db_next(r))
        result = take_pupil(c, r, e);
    return db_done(r, result < 0 ? NULL : e) < 0 ? -1 : result;
}

/* The class that more than half of a class's pupils were in. */
static bool is_class_then(const struct pair_counting *c, uint32_t class_id, uint32_t class_before)
{
    uint32_t all = 0, shared = 0;

    if (year_scheme_school_year(c->round->term) == year_scheme_school_year(c->before->term))
        return class_id == class_before;
    for (size_t i = 0; i < c->t.count; i++) {
        const struct tally_row *row = &c->t.rows[i];

        if (row->key[2] != CLASS_SIZE || row->key[0] != class_id)
            continue;
        all += row->n[0];
        shared += row->key[3] == class_before ? row->n[0] : 0;
    }
    return shared * 2 > all;
}

bool pair_is_row(const struct pair_counting *c, const struct tally_row *row)
{
    return row->key[2] != CLASS_SIZE &&
           (!row->key[0] || is_class_then(c, row->key[0], row->key[3]));
}

struct pair_common pair_from_counts(enum pair_measure measure, const uint64_t *counts)
{
    if (pair_is_mean(measure))
        return (struct pair_common){
            .values = {.x = (double)counts[PAIR_NOW],
                       .y = (double)counts[PAIR_BEFORE],
                       .xx = (double)counts[PAIR_NOW_SQ] * RECOUNT_SQUARE_UNIT,
                       .yy = (double)counts[PAIR_BEFORE_SQ] * RECOUNT_SQUARE_UNIT,
                       .dd = (double)counts[PAIR_CHANGE_SQ] * PAIR_CHANGE_UNIT,
                       .n = (uint32_t)counts[PAIR_N]}};
    return (struct pair_common){
        .pairs = {(uint32_t)counts[PAIR_BOTH], (uint32_t)counts[PAIR_FELL],
                  (uint32_t)counts[PAIR_ROSE], (uint32_t)counts[PAIR_NEITHER]}};
}
