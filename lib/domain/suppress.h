/*
 * Small numbers: what of a table may be shown to readers who have no duty towards the pupils.
 *
 * The national agency's practice: ".." where fewer than `limit` pupils are counted, or fewer than
 * `limit` qualify; "~100" where 1 to 4 do not qualify; "." where there is nobody. If one gender is
 * hidden, so is the other.
 *
 * A hidden count must not follow from what is shown either. A reader knows every sum of the table
 * (genders, children and parent, year groups, a subject and its parts), whose pupils are the same and
 * who qualifies in the one because of the other (eligibility), and what was published earlier. For
 * each count that must be hidden, linear programs over all of it look for the least and the greatest
 * value that a reader cannot exclude. Where they do not cover what the rule leaves open, the cheapest
 * further cells are hidden, found by another linear program (after Kelly, Golden and Assad, "Cell
 * suppression: disclosure protection for sensitive tabular data", Networks 22, 1992).
 * What was hidden on the way is then tried again cell by cell, what matters most first, and shown
 * where everything stays open; that ends with the work that it may cost, which is counted and not
 * timed, so that the same figures always give the same table.
 *
 * Tables of other counts of the same pupils are decided each by itself first, and then together: who
 * is eligible passes in the subjects that are asked for, who attains all subjects fails in none. What
 * stays open in a table while the others stay as they are is not looked at again, which is most of it.
 *
 * What earlier publications have told is told: of a count that they leave fewer values than the rule
 * asks, those stay open.
 *
 * What is shown counts as known: the number of pupils exactly, and those who qualify as far as
 * the printed per cent (suppress_percent) tells.
 */
#ifndef MALKOLL_DOMAIN_SUPPRESS_H
#define MALKOLL_DOMAIN_SUPPRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

#define SUPPRESS_NEAR_MAX 4 /* as many who do not qualify make "~100" */

/* Of a cell: all, those who qualify and those who do not. */
enum suppress_count { SUPPRESS_OF, SUPPRESS_N, SUPPRESS_F };

/* From open to closed. */
enum suppress_state {
    SUPPRESS_NONE,  /* "." nobody is counted, and it is said so */
    SUPPRESS_SHOWN, /* per cent and number of pupils */
    SUPPRESS_NEAR,  /* "~100" and number of pupils: 0 to 4 do not qualify */
    SUPPRESS_VALUE, /* ".." and number of pupils */
    SUPPRESS_HIDDEN /* ".." alone */
};

/* By how much counts of a cell may differ while no cell of another table does: its share of the bounds. */
struct suppress_room {
    uint32_t n_more, n_less, f_more, f_less;
};

struct suppress_cell {
    uint32_t n, of;      /* who qualify, of whom */
    uint32_t partner;    /* index of the same for the other gender; the own index if there is none */
    uint32_t weight;     /* what hiding it costs, 1 for the least important */
    uint16_t limit;      /* of its level */
    bool wanted;         /* to be shown if it may; false: no table prints it, but sums give it */
    bool asked;          /* some table has it, this one or one that was published: what is hidden stays so */
    bool hidden;         /* to be hidden whatever it holds: the row is hidden elsewhere */
    bool counts_only;    /* nobody qualifies or not: only the number of pupils matters */
    bool fixed;          /* no more of it is hidden to hide others */
    struct suppress_room room;
    enum suppress_state least; /* as its table has been decided by itself: no less is hidden */
    enum suppress_state known; /* how the same figures were shown before; SUPPRESS_HIDDEN = never */
    /* Readers know an earlier figure of nearly the same pupils: those who do not qualify must
     * stay open between these two (both 0: nothing of the kind). */
    uint32_t moved_from, moved_to;
    /* Results. */
    enum suppress_state state;
    bool primary; /* hidden or "~100" for its own sake */
    /* By count (bit 2 * count, and the next for the greatest value): what must stay open does so within the room
     * of all cells, that is, while every other table stays as it is. Of tables alone; those together go by it. */
    uint8_t alone;
};

/* cells[total] is the sum of the parts that begin at parts[first]. */
struct suppress_sum {
    uint32_t total;
    size_t first, count;
};

/* Two counts of the same pupils: who qualifies in the one does so in the other. */
struct suppress_order {
    uint32_t one, other;
};

/* What pupils in several counts have to do with each other: the counts add up to 0 at most. */
struct suppress_term {
    uint32_t cell;
    enum suppress_count count;
    int sign;
};

struct suppress_bound {
    size_t first, count; /* terms[first] and so on */
};

struct suppress_table {
    struct suppress_cell *cells;
    size_t n_cells;
    const struct suppress_order *orders;
    size_t n_orders;
    const struct suppress_sum *sums;
    size_t n_sums;
    const uint32_t *parts;
    const struct suppress_bound *bounds;
    size_t n_bounds;
    const struct suppress_term *terms;
    size_t n_terms;
    bool decided; /* the tables that it has together have been decided each by itself (least, alone) */
    bool rooms;   /* cells have rooms: it will be decided together with others */
    /* What looking for hidden cells to show again may cost, and then what it did: suppress_lp_work. */
    double work;
};

/* Cells that are wanted and have somebody in them, by what became of them. */
struct suppress_tally {
    size_t cells;
    size_t hidden;      /* SUPPRESS_VALUE and SUPPRESS_HIDDEN */
    size_t near;        /* SUPPRESS_NEAR */
    size_t primary;     /* of hidden and near: for their own sake */
    size_t followed;    /* hidden counts that earlier publications alone had told more of already */
    size_t unprotected; /* counts that would follow, whatever is hidden now */
};

/* Decides every cell's state and adds to the tally; t->work becomes what was done of it.
 * -1 only when the linear program itself fails. */
int suppress_solve(struct suppress_table *t, struct suppress_tally *tally, struct err *e);

/* What is printed of n in of (> 0): whole per cent, 100 only if all qualify. */
unsigned suppress_percent(uint32_t n, uint32_t of);
/* Which numbers of not qualifying a reader of that per cent cannot exclude. */
void suppress_range(unsigned percent, uint32_t of, uint16_t limit, uint32_t *ret_from,
                    uint32_t *ret_to);

#endif
