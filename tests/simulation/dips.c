/*
 * Does the list of dips keep its promise? Municipalities are made up, pupil by pupil, in which
 * nothing has changed: every flag in them is false, and no more than the promised share of them may
 * have one. Then dips are planted: how many are found, and how many of the flags are false.
 *
 * A pupil's result in a subject = ability + talent for the subject + the school's part + the day's
 * part, compared with what the subject asks for. Ability, talent and the school's part stay from
 * round to round, so that schools differ, a school's subjects belong together, and the same pupils
 * mostly pass again; last year's pupils are others of the same kind. The rules under test are
 * lib/domain/dip.c, with its groups of all grains: a class is a part of its year group, that a part
 * of all subjects and of the area.
 *
 *     dips [MUNICIPALITIES]      default 1000; each has its own fixed seed
 */
#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"
#include "domain/dip.h"
#include "chance.h"

#define SUBJECTS 12
#define YEARS 3
#define AREAS 3
#define SCHOOLS 15
#define CLASS_SIZE 26
#define CLASSES_MAX 6
#define ALL SUBJECTS /* index of "all subjects" beside the subjects */

/* Standard deviations. */
#define TALENT 0.6
#define SCHOOL 0.25
#define SCHOOL_SUBJECT 0.15
#define DAY 0.35

#define MISSING 0.02 /* not reported yet */
#define MOVED_IN 0.04 /* nothing known of the round before */
/* In the first year group the subjects from this one on are new: no pairs. */
#define NEW_FROM 8

static const int sizes[] = {20, 30, 45, 60, 90, 120};
static const int drops[] = {10, 15, 20};
#define SIZES (sizeof(sizes) / sizeof(sizes[0]))
#define DROPS (sizeof(drops) / sizeof(drops[0]))

/* What the pupils are like, and how they are compared. */
struct scenario {
    const char *name;
    struct dip_rules rules;
    bool schools_differ;
    bool has_history; /* a round before and a year ago */
    int drop;         /* planted, percentage points; 0: nothing has changed */
};

struct result {
    unsigned municipalities, with_false;
    unsigned long groups, tests, flags, false_flags;
    double false_share; /* sum over municipalities */
    unsigned planted[SIZES], found[SIZES];
};

/* ---- one municipality ---- */

struct year_group {
    int size, planted; /* planted: subject, or -1 */
    size_t planted_as; /* index of sizes */
    /* [class, or CLASSES_MAX for the whole][subject or ALL] */
    struct dip_group groups[CLASSES_MAX + 1][SUBJECTS + 1];
};

struct municipality {
    const struct scenario *scenario;
    struct chance chance;
    double school[SCHOOLS][SUBJECTS], asks[SUBJECTS];
    struct year_group years[SCHOOLS][YEARS];
    struct dip_group areas[AREAS][YEARS];
};

/* A planted group is one subject of the year group of a school of its own size. */
static void lay_out(struct municipality *m)
{
    for (int s = 0; s < SCHOOLS; s++) {
        double whole = m->scenario->schools_differ ? SCHOOL * normal(&m->chance) : 0;
        int base = 22 + (int)(uniform(&m->chance) * 120);

        for (int k = 0; k < SUBJECTS; k++)
            m->school[s][k] = whole + (m->scenario->schools_differ
                                           ? SCHOOL_SUBJECT * normal(&m->chance) : 0);
        for (int y = 0; y < YEARS; y++) {
            struct year_group *g = &m->years[s][y];

            g->size = base - 5 + (int)(uniform(&m->chance) * 11);
            g->planted = -1;
            if (m->scenario->drop && s < (int)SIZES && y == 1) {
                g->planted_as = (size_t)s;
                g->size = sizes[s];
                g->planted = (int)(uniform(&m->chance) * SUBJECTS);
            }
        }
    }
    /* From 78 to 96 % pass, as the subjects do. */
    for (int k = 0; k < SUBJECTS; k++)
        m->asks[k] = -sqrt(1 + TALENT * TALENT + DAY * DAY) * (0.77 + 0.09 * k);
}

/* A pupil's standing in each subject, before the day has its part. */
static void make_pupil(struct municipality *m, int s, double ret_standing[SUBJECTS])
{
    double ability = normal(&m->chance);

    for (int k = 0; k < SUBJECTS; k++)
        ret_standing[k] =
            ability + TALENT * normal(&m->chance) + m->school[s][k] - m->asks[k];
}

static double share_above(const double (*standing)[SUBJECTS], int n, int k, double shift)
{
    double sum = 0;

    for (int i = 0; i < n; i++)
        sum += erfc(-(standing[i][k] - shift) / DAY * M_SQRT1_2) / 2;
    return sum / n;
}

/* How much worse the planted subject's pupils must be for the share to fall so far. */
static double find_shift(const double (*standing)[SUBJECTS], int n, int k, double drop)
{
    double low = 0, high = 6, want = share_above(standing, n, k, 0) - drop;

    for (int i = 0; i < 40; i++) {
        double middle = (low + high) / 2;

        if (share_above(standing, n, k, middle) > want)
            low = middle;
        else
            high = middle;
    }
    return low;
}

static void add_now(struct dip_group *g, bool known, bool now, bool pair, bool before)
{
    if (!known) {
        g->missing++;
        return;
    }
    g->now.of++;
    g->now.passed += now;
    if (!pair)
        return;
    g->pairs.both += before && now;
    g->pairs.fell += before && !now;
    g->pairs.rose += !before && now;
    g->pairs.neither += !before && !now;
}

/* To the class, the year group and, of all subjects, the area. */
static void add_everywhere(struct municipality *m, int s, int y, int class, int k, bool known,
                           bool now, bool pair, bool before)
{
    struct year_group *g = &m->years[s][y];

    add_now(&g->groups[class][k], known, now, pair, before);
    add_now(&g->groups[CLASSES_MAX][k], known, now, pair, before);
    if (k == ALL)
        add_now(&m->areas[s % AREAS][y], known, now, pair, before);
}

static void report_pupil(struct municipality *m, int s, int y, int class,
                         const double standing[SUBJECTS], double shift)
{
    bool history = m->scenario->has_history && uniform(&m->chance) >= MOVED_IN;
    bool all_now = true, all_before = true, complete = true;

    for (int k = 0; k < SUBJECTS; k++) {
        double worse = m->years[s][y].planted == k ? shift : 0;
        bool before = standing[k] + DAY * normal(&m->chance) > 0;
        bool now = standing[k] - worse + DAY * normal(&m->chance) > 0;
        bool known = uniform(&m->chance) >= MISSING;

        add_everywhere(m, s, y, class, k, known, now, history && (y > 0 || k < NEW_FROM), before);
        all_now &= now;
        all_before &= before;
        complete &= known;
    }
    add_everywhere(m, s, y, class, ALL, complete, all_now, history, all_before);
}

/* Last year's pupils of the year group. */
static void report_year_ago(struct municipality *m, int s, int y)
{
    struct dip_group *g = m->years[s][y].groups[CLASSES_MAX];
    double standing[SUBJECTS];

    for (int i = 0; i < m->years[s][y].size; i++) {
        bool all = true;

        make_pupil(m, s, standing);
        for (int k = 0; k < SUBJECTS; k++) {
            bool passed = standing[k] + DAY * normal(&m->chance) > 0;

            g[k].year_ago.of++;
            g[k].year_ago.passed += passed;
            all &= passed;
        }
        g[ALL].year_ago.of++;
        g[ALL].year_ago.passed += all;
        m->areas[s % AREAS][y].year_ago.of++;
        m->areas[s % AREAS][y].year_ago.passed += all;
    }
}

static void report_year_group(struct municipality *m, int s, int y)
{
    static double standing[200][SUBJECTS];
    struct year_group *g = &m->years[s][y];
    int classes = (g->size + CLASS_SIZE - 1) / CLASS_SIZE;
    double shift = 0;

    assert(g->size <= 200 && classes <= CLASSES_MAX);
    for (int i = 0; i < g->size; i++)
        make_pupil(m, s, standing[i]);
    if (g->planted >= 0)
        shift = find_shift((const double(*)[SUBJECTS])standing, g->size, g->planted,
                           m->scenario->drop / 100.0);
    for (int i = 0; i < g->size; i++)
        report_pupil(m, s, y, i % classes, standing[i], shift);
    if (m->scenario->has_history)
        report_year_ago(m, s, y);
    for (int k = 0; k <= ALL; k++) {
        for (int c = 0; c < CLASSES_MAX; c++) {
            g->groups[c][k].grain = DIP_CLASS;
            g->groups[c][k].year_ago = g->groups[CLASSES_MAX][k].year_ago;
        }
        g->groups[CLASSES_MAX][k].grain = k == ALL ? DIP_SCHOOL : DIP_SUBJECT;
    }
}

/* ---- the list ---- */

#define GROUPS_MAX (SCHOOLS * YEARS * (CLASSES_MAX + 1) * (SUBJECTS + 1) + AREAS * YEARS)

struct listed {
    struct dip_group *g;
    bool changed; /* somebody in it was made worse */
    int planted;  /* index of sizes, of the planted group itself and its classes; else -1 */
};

static void set_municipality(struct municipality *m, int y, int k, struct dip_group *g)
{
    for (int s = 0; s < SCHOOLS; s++) {
        const struct dip_share *now = &m->years[s][y].groups[CLASSES_MAX][k].now;

        g->municipality.passed += now->passed;
        g->municipality.of += now->of;
    }
}

static size_t list_groups(struct municipality *m, struct listed *list)
{
    size_t n = 0;

    for (int y = 0; y < YEARS; y++) {
        for (int a = 0; a < AREAS; a++) {
            list[n++] = (struct listed){&m->areas[a][y], m->scenario->drop && y == 1, -1};
            set_municipality(m, y, ALL, &m->areas[a][y]);
        }
        for (int s = 0; s < SCHOOLS; s++) {
            struct year_group *g = &m->years[s][y];

            for (int c = 0; c <= CLASSES_MAX; c++) {
                for (int k = 0; k <= ALL; k++) {
                    bool own = g->planted == k;

                    if (m->scenario->rules.use[DIP_MUNICIPALITY])
                        set_municipality(m, y, k, &g->groups[c][k]);
                    list[n++] = (struct listed){&g->groups[c][k],
                                                own || (g->planted >= 0 && k == ALL),
                                                own ? (int)g->planted_as : -1};
                }
            }
        }
    }
    return n;
}

static void judge(struct municipality *m, struct result *r)
{
    static struct listed list[GROUPS_MAX];
    static struct dip_group *groups[GROUPS_MAX];
    bool found[SIZES] = {false};
    size_t n = list_groups(m, list), false_flags = 0;
    struct dip_list got;

    for (size_t i = 0; i < n; i++) {
        groups[i] = list[i].g;
        dip_test(&m->scenario->rules, groups[i]);
    }
    dip_adjust(&m->scenario->rules, groups, n, &got);
    for (size_t i = 0; i < n; i++) {
        if (!groups[i]->flagged)
            continue;
        false_flags += !list[i].changed;
        if (list[i].planted >= 0 && groups[i]->difference < 0)
            found[list[i].planted] = true;
    }
    r->municipalities++;
    r->groups += got.groups;
    r->tests += got.tests;
    r->flags += got.found;
    r->false_flags += false_flags;
    r->with_false += false_flags > 0;
    r->false_share += got.found ? (double)false_flags / (double)got.found : 0;
    for (size_t i = 0; i < SIZES && m->scenario->drop; i++) {
        r->planted[i]++;
        r->found[i] += found[i];
    }
}

static void simulate(const struct scenario *scenario, unsigned from, unsigned to, struct result *r)
{
    struct municipality *m = mem_calloc(1, sizeof(*m));

    for (unsigned i = from; i < to; i++) {
        memset(m, 0, sizeof(*m));
        m->scenario = scenario;
        m->chance.state = (uint64_t)i << 32 | (unsigned)scenario->drop;
        lay_out(m);
        for (int s = 0; s < SCHOOLS; s++) {
            for (int y = 0; y < YEARS; y++)
                report_year_group(m, s, y);
        }
        judge(m, r);
    }
    free(m);
}

/* ---- all of them, on all processors ---- */

static void add_result(struct result *to, const struct result *from)
{
    to->municipalities += from->municipalities;
    to->with_false += from->with_false;
    to->groups += from->groups;
    to->tests += from->tests;
    to->flags += from->flags;
    to->false_flags += from->false_flags;
    to->false_share += from->false_share;
    for (size_t i = 0; i < SIZES; i++) {
        to->planted[i] += from->planted[i];
        to->found[i] += from->found[i];
    }
}

/* 0, or -1 when a part did not come back. */
static int run(const struct scenario *scenario, unsigned n, struct result *ret_result)
{
    long cpus = sysconf(_SC_NPROCESSORS_ONLN);
    unsigned parts = cpus < 1 ? 1 : cpus > 16 ? 16 : (unsigned)cpus;
    struct result sum = {0};
    int pipes[16];

    for (unsigned p = 0; p < parts; p++) {
        int ends[2];

        if (pipe(ends) < 0)
            return -1;
        if (fork() == 0) {
            struct result r = {0};

            simulate(scenario, n * p / parts, n * (p + 1) / parts, &r);
            _exit(write(ends[1], &r, sizeof(r)) == sizeof(r) ? 0 : 1);
        }
        close(ends[1]);
        pipes[p] = ends[0];
    }
    for (unsigned p = 0; p < parts; p++) {
        struct result r = {0};

        if (read(pipes[p], &r, sizeof(r)) != sizeof(r))
            return -1;
        close(pipes[p]);
        add_result(&sum, &r);
        wait(NULL);
    }
    *ret_result = sum;
    return 0;
}

/* The promise is broken when chance alone does not explain so many. */
static bool keeps(double found, double of, double rate)
{
    return stats_binomial((uint32_t)(found + 0.5), (uint32_t)of, rate, STATS_GREATER) > 0.001;
}

static int report_null(const struct scenario *s, const struct result *r)
{
    double rate = s->rules.rate / 100.0;
    bool good = keeps(r->with_false, r->municipalities, rate);

    printf("%s: %u municipalities without any change, %.0f groups and %.0f tests in each: %.1f %% have a "
           "false flag, promised at most %u %%%s\n",
           s->name, r->municipalities, (double)r->groups / r->municipalities,
           (double)r->tests / r->municipalities, 100.0 * r->with_false / r->municipalities,
           s->rules.rate, good ? "" : ": NOT KEPT");
    return good ? 0 : 1;
}

static int report_planted(const struct scenario *s, const struct result *r)
{
    double share = r->false_share / r->municipalities;
    bool good = keeps(share * r->municipalities, r->municipalities, s->rules.rate / 100.0);

    printf("%-4d", s->drop);
    for (size_t i = 0; i < SIZES; i++)
        printf("%7.0f %%", 100.0 * r->found[i] / r->planted[i]);
    printf("   of %.1f flags %.1f %% are false%s\n", (double)r->flags / r->municipalities,
           100 * share, good ? "" : ": MORE THAN PROMISED");
    return good ? 0 : 1;
}

static int run_planted(const char *title, const bool use[DIP_KIND__MAX], unsigned n)
{
    int bad = 0;

    printf("\n%s\nfall  ", title);
    for (size_t i = 0; i < SIZES; i++)
        printf("%3d pupils", sizes[i]);
    printf("\n");
    for (size_t i = 0; i < DROPS; i++) {
        struct scenario s = {"planted", {10, 5, 10, {use[0], use[1], use[2]}}, true, true, drops[i]};
        struct result r;

        if (run(&s, n, &r) < 0)
            return 1;
        bad += report_planted(&s, &r);
    }
    return bad;
}

int main(int argc, char **argv)
{
    static const struct scenario nulls[] = {
        {"as it is set", {10, 5, 10, {true, true, true}}, true, true, 0},
        {"at 5 per cent", {10, 5, 5, {true, true, true}}, true, true, 0},
        {"without a smallest change", {10, 0, 10, {true, true, true}}, true, true, 0},
        {"by the year before alone", {10, 5, 10, {false, true, false}}, true, true, 0},
        {"the first round, schools alike", {10, 5, 10, {true, true, true}}, false, false, 0},
    };
    unsigned n = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : 1000;
    int bad = 0;

    if (n == 0) {
        fputs("usage: dips [MUNICIPALITIES]\n", stderr);
        return 2;
    }
    setvbuf(stdout, NULL, _IOLBF, 0);
    for (size_t i = 0; i < sizeof(nulls) / sizeof(nulls[0]); i++) {
        struct result r;

        if (run(&nulls[i], n, &r) < 0)
            return 1;
        bad += report_null(&nulls[i], &r);
    }
    bad += run_planted("Found, of planted falls in percentage points, with the same pupils' round before:",
                       (const bool[]){true, true, true}, n / 4 + 1);
    bad += run_planted("The same with nothing but the year before:", (const bool[]){false, true, false},
                       n / 4 + 1);
    printf("simulation: %s\n", bad ? "the promised rate is NOT kept" : "the promised rate is kept");
    return bad ? 1 : 0;
}
