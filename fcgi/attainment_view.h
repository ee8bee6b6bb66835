/*
 * The overview's answer while it is being made: what h_attainment.c has settled and loaded, and
 * the pieces that write it.
 */
#ifndef MALKOLL_FCGI_ATTAINMENT_VIEW_H
#define MALKOLL_FCGI_ATTAINMENT_VIEW_H

#include "fcgi/identity.h"
#include "fcgi/piece.h"
#include "fcgi/req.h"
#include "store/attainment.h"
#include "store/round.h"

struct row_label;

struct view {
    struct unit_view unit;
    struct round round, previous, year_ago;
    uint32_t class_id;
    const char *class_name;
    enum arg_rows rows;
    uint32_t subject_id; /* 0 = no single subject is asked for */
    int last_year_group; /* the highest that the unit has */
    struct attainment_query query;
    bool with_levels; /* of the subject that is asked for, in figures */
    struct attainment *figures;
    struct attainment_row *total;
    int level_positions[8]; /* levels of each of figures->level_scales */
    bool *shown; /* per column: anybody in the unit reads it */
    /* What is done with each row, in order; the label's texts are gone after the call. */
    void (*write_row)(struct json_writer *w, const struct view *v, const struct row_label *label,
                      const struct attainment_row *row);
    void *ctx; /* of write_row */
};

struct row_label {
    uint32_t id, parent_id;
    const char *text_id; /* written instead of id: "8", "female" */
    const char *kind, *name;
    int depth;
};

/* Unit, rounds, class, rows and filters of the request, checked. */
int attainment_settle(struct req *q, struct view *v);
/* The figures of settled rows, and their total. */
int attainment_load_view(struct req *q, struct view *v);
/* From "round" to "rows_kind". */
int attainment_write_head(struct req *q, struct view *v);
struct row_label attainment_total_label(const struct view *v);
/* Hands each row to v->write_row; pupils are written at once. */
int attainment_walk_rows(struct req *q, const struct view *v);

void attainment_write_columns(struct json_writer *w, const struct view *v);
void attainment_write_row(struct json_writer *w, const struct view *v,
                          const struct row_label *label, const struct attainment_row *row);
/* The member "levels", which decides the order of the rows' counts: every level of the scales that are in use. */
int attainment_write_levels(struct req *q, struct view *v);
/* The member "key": measures of one year group, by gender, beside the earlier rounds. */
int attainment_write_key(struct req *q, const struct view *v);
/* The elements of "rows" when they are pupils. */
int attainment_write_pupils(struct req *q, const struct view *v);
/* The member "hidden": how many pupils are not among them. */
int attainment_write_hidden(struct req *q, const struct view *v);

#endif
