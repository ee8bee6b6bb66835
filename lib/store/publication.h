/*
 * Publications: a round's figures as the director has let them out, for the board or for everybody.
 *
 * A publication is a document that is written once. Its figures are stored as they were shown, with
 * everything that may not be shown already gone: no later correction moves them, and no later
 * setting unveils them. It can be withdrawn or replaced; that it was there, when and why it ended,
 * stays.
 */
#ifndef MALKOLL_STORE_PUBLICATION_H
#define MALKOLL_STORE_PUBLICATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/db.h"
#include "store/round.h"

#define PUBLICATION_TITLE_MAX 200   /* characters */
#define PUBLICATION_BODY_MAX 4000
#define PUBLICATION_REASON_MAX 500

/* Who reads; the numbers are those of the statements. The director reads what has ended too. */
enum publication_reader {
    PUBLICATION_DIRECTOR = 1,
    PUBLICATION_BOARD = 2,
    PUBLICATION_EVERYBODY = 3 /* only what is public */
};

struct publication {
    uint32_t id, round_id;
    const char *round_kind, *round_term; /* "forecast" or "grade", "HT2026" */
    int round_week;
    const char *audience; /* "board" or "public" */
    const char *state;    /* "standing", "replaced" or "withdrawn" */
    const char *title;
    const char *as_of; /* of the figures, and when it was published: database time, UTC */
    const char *actor; /* who published it */
    uint32_t replaces, replaced_by;              /* 0 = none */
    const char *ended_at, *ended_actor, *reason; /* NULL while it stands */
    uint32_t cells, hidden, near_all;            /* figures, of them ".." and "~100" */
    const char *body;    /* the director's text; NULL in a list */
    const char *content; /* JSON (publication_tables reads it); NULL in a list */
};

/* ---- a published table, ready to be printed ---- */

struct publication_column {
    const char *code; /* a subject's, or of a measure: "all_subjects", "merit17" ... */
    const char *name_sv, *name_en;
    bool is_mean; /* of points, else a share in per cent */
};

/*
 * mark: "" value holds; ".." hidden; "~100" at most four of them do not qualify; "." nobody is
 * counted. value: whole per cent, or points. of: number of pupils, -1 where it is hidden.
 */
struct publication_cell {
    const char *mark;
    int value, of;
};

struct publication_row {
    uint32_t unit_id;
    const char *unit_kind, *unit_name; /* "municipality", "area", "school" */
    const char *gender;                /* NULL all, "female", "male" */
    struct publication_cell pupils;    /* value is of */
    const struct publication_cell *cells; /* one per column */
};

struct publication_table {
    const char *kind; /* "subjects" or "measures" */
    int year_group;   /* 0 = all */
    const struct publication_column *columns;
    size_t n_columns;
    const struct publication_row *rows;
    size_t n_rows;
};

/* Newest first; those that have ended are in it without their figures. All in the arena. */
int publication_list(struct db *db, struct arena *a, enum publication_reader reader,
                     struct publication **ret_list, size_t *ret_n, struct err *e);
/* With body and content. ERR_NOT_FOUND also for what the reader may not see. */
int publication_read(struct db *db, struct arena *a, uint32_t id, enum publication_reader reader,
                     struct publication *ret_publication, struct err *e);
/* The tables of a publication that publication_read gave: for pages on paper and files. */
int publication_tables(struct arena *a, const struct publication *p,
                       const struct publication_table **ret_tables, size_t *ret_n, struct err *e);
/* In the caller's transaction. ERR_NOT_FOUND when there is none that stands. person_id 0: actor's name. */
int publication_withdraw(struct db *db, uint32_t id, uint32_t person_id, const char *actor,
                         const char *reason, struct err *e);

#endif
