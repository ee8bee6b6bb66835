/*
 * What a pupil is expected to be assessed in, and how that stands, as one text: column subjects of
 * pupil_summary. A save needs all subjects of 28 pupils to tell what their summaries come to; it
 * reads 28 rows of this instead of 500 of the tables behind it.
 *
 * The text is "subject:scale:left:state:level" for each subject, by subject id, with blanks between.
 * The fields are numbers; left is 0 or 1, state that of enum assess_state, level 0 without one.
 */
#ifndef MALKOLL_STORE_MARKS_H
#define MALKOLL_STORE_MARKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "domain/assess.h"

#define MARKS_MAX 64 /* subjects of one pupil */

struct mark {
    uint32_t subject_id, scale_id, level_id;
    enum assess_state state;
    bool left;
};

struct marks {
    size_t n;
    struct mark list[MARKS_MAX];
};

/* Puts it in its place by subject id. -1: there is no room for one more. */
int marks_add(struct marks *m, const struct mark *mark);
/* NULL: not a subject of the pupil. */
struct mark *marks_find(struct marks *m, uint32_t subject_id);
bool marks_same(const struct mark *a, const struct mark *b);
/* Something was reported of a subject that the pupil still reads: a level, or not assessable. */
bool marks_reported(const struct mark *mark);
void marks_write(struct buf *b, const struct marks *m);
/* -1: not such a text, or NULL. */
int marks_read(const char *text, struct marks *ret_marks);

#endif
