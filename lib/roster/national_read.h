/*
 * Reads one of the national agency's published files: some lines about the table, the heading, one
 * row per municipality (or county, or the nation), and notes. The heading is looked for; which
 * layout it is follows from the columns. What is printed in place of a figure (.. . ~100) is kept
 * and never read as a number.
 */
#ifndef MALKOLL_ROSTER_NATIONAL_READ_H
#define MALKOLL_ROSTER_NATIONAL_READ_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "domain/national.h"
#include "roster/findings.h"
#include "roster/id_index.h"
#include "roster/source.h"

struct national_area {
    enum national_level level;
    char code[5];
    char county[3]; /* of a municipality */
    const char *name;
};

struct national_figure {
    uint32_t area; /* its place */
    uint8_t provider, gender, measure, basis;
    const char *subject; /* family's code or "" */
    int year;
    int32_t tenths; /* -1: see mark */
    int32_t n;      /* pupils, -1 = not given */
    const char *mark;
    int areas, areas_all; /* of a made figure */
};

struct national_file {
    struct arena *arena;
    enum national_layout layout;
    enum national_level level; /* of the rows */
    int year;                  /* that the file was made for */
    const char *publisher, *title;
    char *notes;
    const char *heading[NATIONAL_M__MAX];    /* NULL: the file has no such measure */
    const char *definition[NATIONAL_M__MAX]; /* "" where the file has none of its own */
    struct national_area *areas;
    size_t n_areas, cap_areas;
    struct national_figure *figures;
    size_t n_figures, cap_figures;
    size_t rows; /* of the table */
    struct id_index by_area;
    struct id_index by_figure;
};

void national_file_init(struct national_file *f);
void national_file_free(struct national_file *f);
/* 0, or -1 with findings that say what was expected. The data of the source is changed in place. */
int national_read(struct source_file *source, struct national_file *f, struct findings *findings);

/* For the reader and for national_derive.c. */
uint32_t national_add_area(struct national_file *f, enum national_level level, const char *code,
                           const char *name, const char *county);
struct national_figure *national_new_figure(struct national_file *f);
/* Counties and the nation from a file's municipalities, where it has only these. */
void national_derive(struct national_file *f);
/* National_read's second half: what stands around the table, lines[0..n) of it. */
void national_read_notes(struct national_file *f, char *const *lines, size_t n);

#endif
