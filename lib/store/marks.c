#include "store/marks.h"

#include <string.h>

int marks_add(struct marks *m, const struct mark *mark)
{
    size_t i = m->n;

    if (m->n == MARKS_MAX)
        return -1;
    while (i > 0 && m->list[i - 1].subject_id > mark->subject_id)
        i--;
    memmove(&m->list[i + 1], &m->list[i], (m->n - i) * sizeof(m->list[0]));
    m->list[i] = *mark;
    m->n++;
    return 0;
}

bool marks_reported(const struct mark *mark)
{
    return !mark->left && mark->state != ASSESS_MISSING;
}

struct mark *marks_find(struct marks *m, uint32_t subject_id)
{
    for (size_t i = 0; i < m->n; i++) {
        if (m->list[i].subject_id == subject_id)
            return &m->list[i];
    }
    return NULL;
}

bool marks_same(const struct mark *a, const struct mark *b)
{
    return a->subject_id == b->subject_id && a->scale_id == b->scale_id &&
           a->level_id == b->level_id && a->state == b->state && a->left == b->left;
}

void marks_write(struct buf *b, const struct marks *m)
{
    for (size_t i = 0; i < m->n; i++) {
        const struct mark *k = &m->list[i];

        const int64_t v[] = {k->subject_id, k->scale_id, k->left, (int64_t)k->state, k->level_id};

        for (size_t n = 0; n < sizeof(v) / sizeof(v[0]); n++) {
            if (n > 0 || i > 0)
                buf_putc(b, n > 0 ? ':' : ' ');
            buf_int(b, v[n]);
        }
    }
}

/* Five numbers with colons between; then a blank or the end. */
static bool take_mark(const char **p, struct mark *ret_mark)
{
    static const uint32_t max[] = {UINT32_MAX, UINT32_MAX, 1, ASSESS_STATE__MAX - 1, UINT32_MAX};
    uint64_t v[5] = {0};

    for (int i = 0; i < 5; i++) {
        const char *from = *p;

        for (; **p >= '0' && **p <= '9' && v[i] <= max[i]; (*p)++)
            v[i] = v[i] * 10 + (uint64_t)(**p - '0');
        if (*p == from || v[i] > max[i] || (i < 4 && *(*p)++ != ':'))
            return false;
    }
    *ret_mark = (struct mark){.subject_id = (uint32_t)v[0],
                              .scale_id = (uint32_t)v[1],
                              .left = v[2] != 0,
                              .state = (enum assess_state)v[3],
                              .level_id = (uint32_t)v[4]};
    return **p == '\0' || *(*p)++ == ' ';
}

int marks_read(const char *text, struct marks *ret_marks)
{
    const char *p = text;

    ret_marks->n = 0;
    while (p && *p) {
        struct mark k;

        if (!take_mark(&p, &k) || marks_add(ret_marks, &k) < 0)
            return -1;
    }
    return p ? 0 : -1;
}
