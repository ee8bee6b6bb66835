#include "fcgi/history_view.h"

#include <string.h>

#include "domain/day.h"
#include "fcgi/share.h"

/* The milestone that held when the round was due. */
static void write_milestone(struct json_writer *w, const struct history_view *v, size_t at,
                            const char *measure, uint32_t subject_id)
{
    const struct history_round *round = &v->h->rounds[at];
    char day[DAY_TEXT_SIZE] = "";
    const struct target *t;

    memcpy(day, round->round.due_at, sizeof(day) - 1);
    t = target_for(&v->targets, measure, subject_id, round->most_year, day);
    if (t)
        json_int(w, t->value10 * 10);
    else
        json_null(w);
}

static void write_series(struct json_writer *w, const struct history_view *v,
                         const struct share *points, const char *measure, uint32_t subject_id)
{
    struct share before = {0};

    json_array(w);
    for (size_t i = 0; i < v->h->n_rounds; i++) {
        if (!points[i].of) {
            json_null(w);
            continue;
        }
        json_array(w);
        share_write_interval(w, points[i]);
        share_write_difference(w, points[i], before);
        write_milestone(w, v, i, measure, subject_id);
        json_array_end(w);
        before = points[i];
    }
    json_array_end(w);
}

void history_write_details(struct json_writer *w, const struct history_view *v,
                           const struct history_subject *s)
{
    struct share points[HISTORY_ROUNDS_MAX];

    for (size_t i = 0; i < v->h->n_rounds; i++)
        points[i] = (struct share){s->points[i].passed, s->points[i].of, false};
    json_key(w, "details");
    write_series(w, v, points, TARGET_SUBJECT, s->id);
}

void history_write_measure_details(struct json_writer *w, const struct history_view *v)
{
    json_key(w, "measure_details");
    json_object(w);
    for (size_t k = 0; k < ATTAINMENT_MEASURES; k++) {
        const struct attainment_measure *m = &attainment_measures[k];
        struct share points[HISTORY_ROUNDS_MAX];
        int max10;

        if (!target_measure(m->name, &max10))
            continue;
        for (size_t i = 0; i < v->h->n_rounds; i++)
            points[i] = (struct share){v->h->rounds[i].sums[m->n], v->h->rounds[i].sums[m->of],
                                       attainment_is_mean(m)};
        json_key(w, m->name);
        write_series(w, v, points, m->name, 0);
    }
    json_object_end(w);
}
