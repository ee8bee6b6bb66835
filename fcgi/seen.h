/*
 * Protected pupils in answers. Statements that list pupils bind who asks (SEEN_PARAMS) and give a
 * column `seen`; a pupil whom the person may not see has no row at all.
 */
#ifndef MALKOLL_FCGI_SEEN_H
#define MALKOLL_FCGI_SEEN_H

#include "fcgi/identity.h"
#include "fcgi/req.h"

/* The column's values. */
enum seen {
    SEEN_HIDDEN, /* only in counts */
    SEEN_PLAIN,  /* not protected */
    SEEN_MASKED, /* shown to a named reader, under a pseudonym */
    SEEN_NAMED,  /* shown to a named reader, who has to know that the pupil is protected */
    SEEN_DECIDES /* shown to the head of the pupil's school, or who has the right in the head's place */
};

/* A file goes on its way: nobody's export has a protected pupil in it, so that it is made as for one who
 * may see none. */
static inline uint32_t seen_reader(const struct req *q)
{
    return q->args.format > FORMAT_JSON ? 0 : q->me->person_id;
}

/* Person, capacity and day of who decides; person and day of who is named. */
#define SEEN_PARAMS(q)                                                                             \
    DB_I(seen_reader(q)), DB_S((q)->me->acting), DB_S((q)->today), DB_I(seen_reader(q)),           \
        DB_S((q)->today)

/*
 * Every pupil that an answer shows passes here: writes the member "protected", and when the pupil is
 * a protected one, sees to it that the view is logged as such and that the answer is kept nowhere. A
 * reader of a pseudonym is not told that it is one.
 */
void seen_pupil(struct req *q, uint64_t pupil_id, enum seen seen);
/* The same for an answer that writes no such member. */
void seen_protected(struct req *q, uint64_t pupil_id);
/* The member "hidden": how many pupils of the list are not shown. */
void seen_hidden(struct req *q, int64_t n);

#endif
