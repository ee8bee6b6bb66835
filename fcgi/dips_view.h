/* The list of dips as one request sees it: settled in h_dips.c, its flags written by dips_write.c. */
#ifndef MALKOLL_FCGI_DIPS_VIEW_H
#define MALKOLL_FCGI_DIPS_VIEW_H

#include "fcgi/piece.h"
#include "store/dips.h"
#include "store/reference.h"

struct dips_unit {
    uint32_t id;
    const char *name;
};

struct dips_view {
    struct unit_view unit;
    struct round round, previous, year_ago;
    uint32_t class_id; /* 0 = the whole unit */
    const char *class_name;
    const struct dips *dips;
    const char *state;
    const struct reference *ref;
    struct dips_unit *units; /* the unit and what lies below it */
    size_t n_units;
    uint32_t subject_id; /* 0 = all */
    bool pupils;         /* the flag that is asked for is shown with its pupils */
    uint32_t shown_class_id; /* of the last flag written */
};

/* NULL when the flag's unit is not within the one that is asked for. */
const char *dips_unit_name(const struct dips_view *v, uint32_t unit_id);

#define DIPS_ID_SIZE 64
/* "7-12-345-9-3": round, unit, class, year group, subject. */
void dips_flag_id(uint32_t round_id, const struct dip_group *g, char ret_id[DIPS_ID_SIZE]);

/* One flag as an element; 0, or -1 after fail(). */
int dips_write_flag(struct req *q, const struct dips_view *v, const struct dip_group *g);

#endif
