/*
 * From the subject codes that producers write to the subjects of the database.
 *
 * Known are: the short code of any subject (MA, SVA); M1, M2 or ML with a language (M2SPA, MLARA),
 * a subject of its own, shown under its family, made when it is met first; the national agency's
 * long code with or without course number and language (GRGRMAT01, GRGRMODARA); a full name.
 * GRGRMSP is written for both M1 and M2: it is read as M2, the far more usual, and marked.
 */
#ifndef MALKOLL_ROSTER_SUBJECT_MAP_H
#define MALKOLL_ROSTER_SUBJECT_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "roster/id_index.h"

struct subject_map_subject {
    uint32_t id;         /* 0 = not in the database yet */
    uint32_t family_id;  /* of a new one: the subject that it is shown under */
    const char *code;
    const char *long_code; /* NULL = none */
    const char *language;  /* NULL = none */
    const char *name_sv;
    const char *name_en;
};

struct subject_map_syllabus {
    uint32_t id;
    const char *code; /* GR, GRAN: a long code begins with GRGR, GRAN */
};

struct subject_map {
    struct arena *arena;
    struct subject_map_subject *subjects;
    size_t count;
    size_t cap;
    struct id_index by_code; /* places in subjects */
    struct subject_map_syllabus syllabi[8];
    size_t syllabus_count;
};

struct subject_map_hit {
    uint32_t subject;     /* place in subjects */
    uint32_t syllabus_id; /* 0 = the code does not say */
    bool was_msp;         /* M1 or M2, read as M2 */
    bool unknown_language;
};

/* The arena must outlive the map. */
void subject_map_init(struct subject_map *m, struct arena *arena);
void subject_map_free(struct subject_map *m);
/* Texts are copied. */
void subject_map_add(struct subject_map *m, const struct subject_map_subject *subject);
void subject_map_add_syllabus(struct subject_map *m, uint32_t id, const char *code);
/* A code; -1 when it is none that is known. May add a language's subject to the map. */
int subject_map_find(struct subject_map *m, const char *code, struct subject_map_hit *ret_hit);
/* A name in Swedish or English, letter case of a-z aside. */
int subject_map_find_name(const struct subject_map *m, const char *name,
                          struct subject_map_hit *ret_hit);

#endif
