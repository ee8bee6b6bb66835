#include <string.h>

#include "domain/day.h"
#include "fcgi/history_view.h"
#include "fcgi/share.h"

/* One line of figures: of a subject, or a measure. */
struct series {
    enum pair_measure common; /* what pupils in common are counted as; PAIR_MEASURE__MAX: none are */
    const char *measure; /* as milestones name it; NULL: there can be none */
    uint32_t subject_id;
    struct share points[HISTORY_ROUNDS_MAX];
};

/* ---- what a series is ---- */

static void series_of_subject(struct series *to, const struct history *h, size_t column)
{
    const struct history_subject *s = &h->subjects[column];

    to->common = PAIR_SUBJECT;
    to->measure = TARGET_SUBJECT;
    to->subject_id = s->id;
    for (size_t i = 0; i < h->n_rounds; i++)
        to->points[i] = share_of(s->points[i].passed, s->points[i].of);
}

static void series_of_measure(struct series *to, const struct history *h,
                              const struct attainment_measure *m)
{
    enum recount_measure squares = attainment_squares(m);
    int max10;

    to->common = pair_measure_of(m->n);
    to->measure = target_measure(m->name, &max10) ? m->name : NULL;
    to->subject_id = 0;
    for (size_t i = 0; i < h->n_rounds; i++) {
        const uint32_t *sums = h->rounds[i].sums;

        to->points[i] = (struct share){sums[m->n], sums[m->of], attainment_is_mean(m),
                                       squares < RECOUNT_MEASURE__MAX ? sums[squares] : 0};
    }
}

/* ---- beside the points ---- */

/* The milestone that held when the round was due. */
static void write_milestone(struct json_writer *w, const struct history_view *v, size_t at,
                            const struct series *s)
{
    const struct history_round *round = &v->h->rounds[at];
    char day[DAY_TEXT_SIZE] = "";
    const struct target *t;

    memcpy(day, round->round.due_at, sizeof(day) - 1);
    t = target_for(&v->targets, s->measure, s->subject_id, round->most_year, day);
    if (t)
        json_int(w, t->value10 * 10);
    else
        json_null(w);
}

/* The pupils of a point that are those of an earlier one too. */
static struct pair_common common_of(const struct history *h, size_t at, size_t before,
                                    const struct series *s)
{
    return pair_of(history_common(h, at, before), s->common, s->subject_id);
}

static void write_details(struct json_writer *w, const struct history_view *v,
                          const struct series *s)
{
    struct share befores[ROUND_KIND__MAX] = {0};
    size_t lasts[ROUND_KIND__MAX] = {0};

    json_array(w);
    for (size_t i = 0; i < v->h->n_rounds; i++) {
        enum round_kind kind = v->h->rounds[i].round.kind;
        struct share before = befores[kind];
        struct pair_common common = common_of(v->h, i, lasts[kind], s);

        if (!s->points[i].of) {
            json_null(w);
            continue;
        }
        json_array(w);
        share_write_interval(w, s->points[i]);
        share_write_change(w, s->points[i], before, &common);
        write_milestone(w, v, i, s);
        share_write_common(w, s->points[i], before, &common);
        json_array_end(w);
        befores[kind] = s->points[i];
        lasts[kind] = i;
    }
    json_array_end(w);
}

/* The series minus the same one of what it is compared with. */
static void write_differences(struct json_writer *w, const struct history_view *v,
                              const struct series *s, const struct series *other)
{
    json_array(w);
    for (size_t i = 0; i < v->h->n_rounds; i++) {
        struct share a = s->points[i], b = other->points[i];

        if (!a.of || !b.of) {
            json_null(w);
            continue;
        }
        json_array(w);
        if (v->is_part)
            share_write_to_whole(w, a, b);
        else
            share_write_difference(w, a, b);
        json_array_end(w);
    }
    json_array_end(w);
}

/* ---- the members ---- */

static void write_round(struct json_writer *w, const struct history *h, size_t i)
{
    const struct history_round *at = &h->rounds[i];
    int64_t of = 0, missing = 0;

    for (size_t k = 0; k < h->n_subjects; k++) {
        of += h->subjects[k].points[i].of;
        missing += h->subjects[k].points[i].missing;
    }
    json_object(w);
    if (at->most_year)
        json_kv_int(w, "year_group", at->most_year);
    else
        json_kv_null(w, "year_group");
    piece_id_name(w, "class", at->class_id, at->class_name);
    json_kv_int(w, "pupils", at->sums[RECOUNT_PUPILS]);
    json_kv_int(w, "reported", of);
    json_kv_int(w, "expected", of + missing);
    json_object_end(w);
}

/* Whose figures each round has; null where what is followed does not exist. */
static void write_followed(struct json_writer *w, const struct history *h)
{
    json_key(w, "followed");
    json_array(w);
    for (size_t i = 0; i < h->n_rounds; i++) {
        if (h->rounds[i].there)
            write_round(w, h, i);
        else
            json_null(w);
    }
    json_array_end(w);
}

static void write_points(struct json_writer *w, const struct history *h,
                         const struct history_subject *s)
{
    json_key(w, "points");
    json_array(w);
    for (size_t i = 0; i < h->n_rounds; i++) {
        const struct history_point *p = &s->points[i];

        if (p->of + p->missing == 0) {
            json_null(w);
            continue;
        }
        json_array(w);
        json_int(w, p->passed);
        json_int(w, p->of);
        json_int(w, p->missing);
        json_array_end(w);
    }
    json_array_end(w);
}

static void write_subjects(struct json_writer *w, const struct history_view *v)
{
    json_key(w, "subjects");
    json_array(w);
    for (size_t k = 0; k < v->h->n_subjects; k++) {
        const struct history_subject *s = &v->h->subjects[k];
        struct series own, other;

        if (!s->met)
            continue;
        json_object(w);
        piece_subject(w, "subject", s->id, s->code, s->name_sv, s->name_en);
        write_points(w, v->h, s);
        if (v->detail) {
            series_of_subject(&own, v->h, k);
            json_key(w, "details");
            write_details(w, v, &own);
        }
        if (v->beside) {
            series_of_subject(&own, v->h, k);
            series_of_subject(&other, v->beside->h, k);
            json_key(w, "differences");
            write_differences(w, v, &own, &other);
        }
        json_object_end(w);
    }
    json_array_end(w);
}

static void write_sums(struct json_writer *w, const struct history *h, const struct series *s)
{
    json_array(w);
    for (size_t i = 0; i < h->n_rounds; i++) {
        if (!s->points[i].of) {
            json_null(w);
            continue;
        }
        json_array(w);
        json_int(w, s->points[i].n);
        json_int(w, s->points[i].of);
        json_array_end(w);
    }
    json_array_end(w);
}

enum part { SUMS, DETAILS, DIFFERENCES };

static void write_measures(struct json_writer *w, const struct history_view *v, const char *key,
                           enum part part)
{
    json_key(w, key);
    json_object(w);
    for (size_t k = 0; k < ATTAINMENT_MEASURES; k++) {
        const struct attainment_measure *m = &attainment_measures[k];
        struct series own, other;

        series_of_measure(&own, v->h, m);
        if (part != SUMS && !own.measure)
            continue;
        json_key(w, m->name);
        if (part == SUMS) {
            write_sums(w, v->h, &own);
        } else if (part == DETAILS) {
            write_details(w, v, &own);
        } else {
            series_of_measure(&other, v->beside->h, m);
            write_differences(w, v, &own, &other);
        }
    }
    json_object_end(w);
}

void history_write(struct json_writer *w, const struct history_view *v)
{
    write_followed(w, v->h);
    write_subjects(w, v);
    write_measures(w, v, "measures", SUMS);
    if (v->detail)
        write_measures(w, v, "measure_details", DETAILS);
    if (v->beside)
        write_measures(w, v, "measure_differences", DIFFERENCES);
}
