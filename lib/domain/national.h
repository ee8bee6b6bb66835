/*
 * The measures of the national agency's published files, as Målkoll names them. The agency's own
 * words for each come with the file and are kept beside the figures.
 */
#ifndef MALKOLL_DOMAIN_NATIONAL_H
#define MALKOLL_DOMAIN_NATIONAL_H

#include <stddef.h>

enum national_layout {
    NATIONAL_SUBJECTS9,    /* share with pass per subject, year 9, over the years */
    NATIONAL_ELIGIBILITY9, /* eligibility for upper secondary school by gender */
    NATIONAL_GRADES6,      /* all subjects in year 6 by gender */
    NATIONAL_PUPILS,       /* pupils per year group */
    NATIONAL_LAYOUT__MAX
};

enum national_level {
    NATIONAL_MUNICIPALITY,
    NATIONAL_COUNTY,
    NATIONAL_NATION,
    NATIONAL_LEVEL__MAX
};

enum national_provider {
    NATIONAL_ALL,
    NATIONAL_MUNICIPAL,
    NATIONAL_INDEPENDENT,
    NATIONAL_STATE,
    NATIONAL_INTERNATIONAL,
    NATIONAL_PROVIDER__MAX
};

/* How a figure of a county or the nation came about. */
enum national_basis {
    NATIONAL_PUBLISHED, /* it stands in the file */
    NATIONAL_WEIGHTED,  /* the file's municipalities, weighted by their pupils */
    NATIONAL_MEDIAN,    /* the median municipality, where the file has no pupils */
    NATIONAL_BASIS__MAX
};

enum national_kind { NATIONAL_SHARE, NATIONAL_COUNT, NATIONAL_MEAN };

enum national_measure {
    NATIONAL_M_SUBJECT9,
    NATIONAL_M_VOCATIONAL,
    NATIONAL_M_ARTS,
    NATIONAL_M_ECONOMICS,
    NATIONAL_M_SCIENCE,
    NATIONAL_M_FINISHED9,
    NATIONAL_M_ALL6,
    NATIONAL_M_ONE6,
    NATIONAL_M_SEVERAL6,
    NATIONAL_M_SUBJECTS6,
    NATIONAL_M_GRADED6,
    NATIONAL_M_YEAR1, /* and the eight after it: pupils in year groups 1 to 9 */
    NATIONAL_M_YEAR9 = NATIONAL_M_YEAR1 + 8,
    NATIONAL_M_YEARS,
    NATIONAL_M_GIRLS,
    NATIONAL_M_FOREIGN,
    NATIONAL_M_EDUCATED,
    NATIONAL_M__MAX
};

/* What a column of a file means. */
enum national_role {
    NATIONAL_COL_NONE, /* without a heading */
    NATIONAL_COL_MUNICIPALITY,
    NATIONAL_COL_MUNICIPALITY_CODE,
    NATIONAL_COL_COUNTY,
    NATIONAL_COL_COUNTY_CODE,
    NATIONAL_COL_PROVIDER,
    NATIONAL_COL_GENDER,
    NATIONAL_COL_SUBJECT,
    NATIONAL_COL_YEAR,
    NATIONAL_COL_MEASURE
};

struct national_heading {
    const char *text; /* as the agency writes it */
    enum national_role role;
    enum national_measure measure;
    int layout; /* that has it; -1 = all of them */
};

/* "subjects9" etc. */
const char *national_layout_name(enum national_layout layout);
const char *national_level_name(enum national_level level);
const char *national_provider_name(enum national_provider provider);
const char *national_basis_name(enum national_basis basis);
const char *national_measure_name(enum national_measure measure);
/* NATIONAL_M__MAX when there is none of the name. */
enum national_measure national_measure_find(const char *name);
enum national_kind national_measure_kind(enum national_measure measure);

/* A text's letters and digits alone, in lower case. */
void national_plain(const char *text, char *out, size_t size);
/*
 * What a column is by its heading; letter case, spaces and signs do not matter. layout -1: what says
 * which layout a file has. NULL when the layout has no such column.
 */
const struct national_heading *national_heading_find(const char *text, int layout);
/* The measures' headings of a layout in the order of the files, from 0; NULL after the last. */
const struct national_heading *national_heading_at(enum national_layout layout, size_t i);
/* The code of the subject's family by the agency's name of it, or NULL. */
const char *national_subject(const char *text);
/* NATIONAL_PROVIDER__MAX when it is none. */
enum national_provider national_provider_find(const char *text);
/* 0 all, 1 female, 2 male, -1 none of them. */
int national_gender(const char *text);
/* The autumn of "2024/25", or -1. */
int national_school_year(const char *text);
/*
 * A cell of a table: "83,8" and "1 902" to tenths; a mark (".." "." "~100") gives -1 and is
 * returned in ret_mark as it stands. -1 when it is neither.
 */
int national_value(const char *text, long *ret_tenths, const char **ret_mark);

#endif
