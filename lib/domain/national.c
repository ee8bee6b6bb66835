#include "domain/national.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TENTHS_MAX 100000000L
#define PLAIN_MAX 256

#define YEAR(n) {"Elever, årskurs " #n, NATIONAL_COL_MEASURE, NATIONAL_M_YEAR1 + (n) - 1, NATIONAL_PUPILS}

static const struct national_heading headings[] = {
    {"Kommun", NATIONAL_COL_MUNICIPALITY, 0, -1},
    {"Kommun-kod", NATIONAL_COL_MUNICIPALITY_CODE, 0, -1},
    {"Län", NATIONAL_COL_COUNTY, 0, -1},
    {"Läns-kod", NATIONAL_COL_COUNTY_CODE, 0, -1},
    {"Typ av huvudman", NATIONAL_COL_PROVIDER, 0, -1},
    {"Andel (%) elever som fått godkänt betyg i respektive ämne", NATIONAL_COL_SUBJECT,
     NATIONAL_M_SUBJECT9, NATIONAL_SUBJECTS9},
    {"Kön", NATIONAL_COL_GENDER, 0, NATIONAL_ELIGIBILITY9},
    {"Antal elever", NATIONAL_COL_MEASURE, NATIONAL_M_FINISHED9, NATIONAL_ELIGIBILITY9},
    {"Andel (%) elever behöriga till yrkesprog.", NATIONAL_COL_MEASURE, NATIONAL_M_VOCATIONAL,
     NATIONAL_ELIGIBILITY9},
    {"Andel elever (%) behöriga till estetiskt program", NATIONAL_COL_MEASURE, NATIONAL_M_ARTS,
     NATIONAL_ELIGIBILITY9},
    {"Andel elever (%) behöriga till Ekonomi-, humanistiska och samhällsvetenskaps- program",
     NATIONAL_COL_MEASURE, NATIONAL_M_ECONOMICS, NATIONAL_ELIGIBILITY9},
    {"Andel elever (%) behöriga till Naturvetenskapligt och tekniskt program",
     NATIONAL_COL_MEASURE, NATIONAL_M_SCIENCE, NATIONAL_ELIGIBILITY9},
    {"Andel (%) elever som fått godkänt betyg i alla ämnen", NATIONAL_COL_MEASURE,
     NATIONAL_M_ALL6, NATIONAL_GRADES6},
    {"Antal elever", NATIONAL_COL_MEASURE, NATIONAL_M_GRADED6, NATIONAL_GRADES6},
    {"Antal ämnesbetyg (genomsnitt)", NATIONAL_COL_MEASURE, NATIONAL_M_SUBJECTS6,
     NATIONAL_GRADES6},
    {"Andel (%) elever som ej fått godkänt betyg i ett ämne", NATIONAL_COL_MEASURE,
     NATIONAL_M_ONE6, NATIONAL_GRADES6},
    {"Andel (%) elever som ej fått godkänt betyg i fler, alternativt alla ämnen",
     NATIONAL_COL_MEASURE, NATIONAL_M_SEVERAL6, NATIONAL_GRADES6},
    YEAR(1), YEAR(2), YEAR(3), YEAR(4), YEAR(5), YEAR(6), YEAR(7), YEAR(8), YEAR(9),
    {"Elever, årskurs 1-9", NATIONAL_COL_MEASURE, NATIONAL_M_YEARS, NATIONAL_PUPILS},
    {"Andel (%) flickor, årskurs 1-9", NATIONAL_COL_MEASURE, NATIONAL_M_GIRLS, NATIONAL_PUPILS},
    {"Andel (%) elever med utländsk bakgrund, åk 1-9", NATIONAL_COL_MEASURE, NATIONAL_M_FOREIGN,
     NATIONAL_PUPILS},
    {"Andel (%) elever med föräldrar med eftergymnasial utb., åk 1-9", NATIONAL_COL_MEASURE,
     NATIONAL_M_EDUCATED, NATIONAL_PUPILS},
};
#define HEADINGS (sizeof(headings) / sizeof(headings[0]))

static const struct {
    const char *name;
    enum national_kind kind;
} measures[NATIONAL_M__MAX] = {
    [NATIONAL_M_SUBJECT9] = {"subject9", NATIONAL_SHARE},
    [NATIONAL_M_VOCATIONAL] = {"vocational", NATIONAL_SHARE},
    [NATIONAL_M_ARTS] = {"arts", NATIONAL_SHARE},
    [NATIONAL_M_ECONOMICS] = {"economics", NATIONAL_SHARE},
    [NATIONAL_M_SCIENCE] = {"science", NATIONAL_SHARE},
    [NATIONAL_M_FINISHED9] = {"finished9", NATIONAL_COUNT},
    [NATIONAL_M_ALL6] = {"all6", NATIONAL_SHARE},
    [NATIONAL_M_ONE6] = {"one6", NATIONAL_SHARE},
    [NATIONAL_M_SEVERAL6] = {"several6", NATIONAL_SHARE},
    [NATIONAL_M_SUBJECTS6] = {"subjects6", NATIONAL_MEAN},
    [NATIONAL_M_GRADED6] = {"graded6", NATIONAL_COUNT},
    [NATIONAL_M_YEAR1] = {"year1", NATIONAL_COUNT},
    [NATIONAL_M_YEAR1 + 1] = {"year2", NATIONAL_COUNT},
    [NATIONAL_M_YEAR1 + 2] = {"year3", NATIONAL_COUNT},
    [NATIONAL_M_YEAR1 + 3] = {"year4", NATIONAL_COUNT},
    [NATIONAL_M_YEAR1 + 4] = {"year5", NATIONAL_COUNT},
    [NATIONAL_M_YEAR1 + 5] = {"year6", NATIONAL_COUNT},
    [NATIONAL_M_YEAR1 + 6] = {"year7", NATIONAL_COUNT},
    [NATIONAL_M_YEAR1 + 7] = {"year8", NATIONAL_COUNT},
    [NATIONAL_M_YEAR9] = {"year9", NATIONAL_COUNT},
    [NATIONAL_M_YEARS] = {"years", NATIONAL_COUNT},
    [NATIONAL_M_GIRLS] = {"girls", NATIONAL_SHARE},
    [NATIONAL_M_FOREIGN] = {"foreign", NATIONAL_SHARE},
    [NATIONAL_M_EDUCATED] = {"educated", NATIONAL_SHARE},
};

/* The agency's names of subjects beside those of the register of subjects. */
static const struct { const char *name, *code; } subjects[] = {
    {"Bild", "BL"},          {"Biologi", "BI"},
    {"Dans", "DA"},          {"Engelska", "EN"},
    {"Fysik", "FY"},         {"Geografi", "GE"},
    {"Hem- och konsumentkunskap", "HKK"},
    {"Historia", "HI"},      {"Idrott och hälsa", "IDH"},
    {"Judiska studier", "JU"},
    {"Kemi", "KE"},          {"Matematik", "MA"},
    {"Moderna språk, elevens val", "M1"},
    {"Moderna språk, språkval", "M2"},
    {"Modersmål", "ML"},     {"Musik", "MU"},
    {"Religionskunskap", "RE"},
    {"Samhällskunskap", "SH"},
    {"Slöjd", "SL"},         {"Svenska", "SV"},
    {"Svenska som andraspråk", "SVA"},
    {"Teckenspråk", "TN"},   {"Teckenspråk för hörande", "TN"},
    {"Teknik", "TK"},
};

static const struct { const char *name; enum national_provider provider; } providers[] = {
    {"samtliga", NATIONAL_ALL},           {"kommunal", NATIONAL_MUNICIPAL},
    {"kommunala", NATIONAL_MUNICIPAL},    {"enskild", NATIONAL_INDEPENDENT},
    {"enskilda", NATIONAL_INDEPENDENT},   {"statlig", NATIONAL_STATE},
    {"statliga", NATIONAL_STATE},         {"internationellaskolor", NATIONAL_INTERNATIONAL},
};

const char *national_layout_name(enum national_layout layout)
{
    static const char *const names[] = {"subjects9", "eligibility9", "grades6", "pupils"};

    return names[layout];
}

const char *national_level_name(enum national_level level)
{
    static const char *const names[] = {"municipality", "county", "nation"};

    return names[level];
}

const char *national_provider_name(enum national_provider provider)
{
    static const char *const names[] = {"all", "municipal", "independent", "state",
                                        "international"};

    return names[provider];
}

const char *national_basis_name(enum national_basis basis)
{
    static const char *const names[] = {"published", "weighted", "median"};

    return names[basis];
}

const char *national_measure_name(enum national_measure measure)
{
    return measures[measure].name;
}

enum national_measure national_measure_find(const char *name)
{
    enum national_measure m = 0;

    while (m < NATIONAL_M__MAX && strcmp(measures[m].name, name) != 0)
        m++;
    return m;
}

enum national_kind national_measure_kind(enum national_measure measure)
{
    return measures[measure].kind;
}

void national_plain(const char *text, char *out, size_t size)
{
    size_t n = 0;

    for (const unsigned char *p = (const unsigned char *)text; *p && n + 2 < size; p++) {
        if (*p == 0xc2 && p[1]) {
            p++; /* a no-break space and the like */
        } else if (*p == 0xc3 && p[1] >= 0x80 && p[1] <= 0x9e) {
            out[n++] = (char)*p++; /* Å, Ä, Ö to å, ä, ö */
            out[n++] = (char)(*p + 0x20);
        } else if (*p >= 0x80 || (*p >= 'a' && *p <= 'z') || (*p >= '0' && *p <= '9')) {
            out[n++] = (char)*p;
        } else if (*p >= 'A' && *p <= 'Z') {
            out[n++] = (char)(*p - 'A' + 'a');
        }
    }
    out[n] = '\0';
}

static bool plain_equal(const char *plain, const char *text)
{
    char other[PLAIN_MAX];

    national_plain(text, other, sizeof(other));
    return strcmp(plain, other) == 0;
}

const struct national_heading *national_heading_find(const char *text, int layout)
{
    char plain[PLAIN_MAX];

    national_plain(text, plain, sizeof(plain));
    for (size_t i = 0; i < HEADINGS; i++) {
        if ((layout < 0 || headings[i].layout < 0 || headings[i].layout == layout) &&
            plain_equal(plain, headings[i].text))
            return &headings[i];
    }
    return NULL;
}

const struct national_heading *national_heading_at(enum national_layout layout, size_t i)
{
    for (size_t k = 0; k < HEADINGS; k++) {
        if (headings[k].layout == (int)layout && i-- == 0)
            return &headings[k];
    }
    return NULL;
}

const char *national_subject(const char *text)
{
    char plain[PLAIN_MAX];

    national_plain(text, plain, sizeof(plain));
    for (size_t i = 0; i < sizeof(subjects) / sizeof(subjects[0]); i++) {
        if (plain_equal(plain, subjects[i].name))
            return subjects[i].code;
    }
    return NULL;
}

enum national_provider national_provider_find(const char *text)
{
    char plain[PLAIN_MAX];

    national_plain(text, plain, sizeof(plain));
    for (size_t i = 0; i < sizeof(providers) / sizeof(providers[0]); i++) {
        if (strcmp(plain, providers[i].name) == 0)
            return providers[i].provider;
    }
    return NATIONAL_PROVIDER__MAX;
}

int national_gender(const char *text)
{
    static const struct { const char *name; int gender; } names[] = {
        {"samtliga", 0}, {"totalt", 0}, {"flickor", 1}, {"pojkar", 2}};
    char plain[PLAIN_MAX];

    national_plain(text, plain, sizeof(plain));
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (strcmp(plain, names[i].name) == 0)
            return names[i].gender;
    }
    return -1;
}

int national_school_year(const char *text)
{
    int from, to, end = 0;

    if (sscanf(text, "%4d/%2d%n", &from, &to, &end) != 2 || end != 7 || text[end] ||
        from < 1990 || from > 2200 || (from + 1) % 100 != to)
        return -1;
    return from;
}

/* Spaces that part thousands: also those that do not break, U+00A0, U+2009 and U+202F. */
static size_t space_length(const char *p)
{
    if (*p == ' ')
        return 1;
    if (strncmp(p, "\xc2\xa0", 2) == 0)
        return 2;
    return strncmp(p, "\xe2\x80\xaf", 3) == 0 || strncmp(p, "\xe2\x80\x89", 3) == 0 ? 3 : 0;
}

static bool is_mark(const char *text)
{
    if (strcmp(text, "..") == 0 || strcmp(text, ".") == 0)
        return true;
    return text[0] == '~' && text[1] && strlen(text) < 8 &&
           strspn(text + 1, "0123456789,") == strlen(text + 1);
}

int national_value(const char *text, long *ret_tenths, const char **ret_mark)
{
    long value = 0;
    size_t space;
    const char *p = text;

    if (is_mark(text)) {
        *ret_tenths = -1;
        *ret_mark = text;
        return 0;
    }
    for (; *p && *p != ','; p += space ? space : 1) {
        space = p > text ? space_length(p) : 0;
        if (space)
            continue;
        if (*p < '0' || *p > '9' || value > TENTHS_MAX)
            return -1;
        value = value * 10 + (*p - '0');
    }
    if (p == text)
        return -1;
    value *= 10;
    if (*p == ',') {
        if (p[1] < '0' || p[1] > '9' || p[2])
            return -1;
        value += p[1] - '0';
    }
    *ret_tenths = value;
    *ret_mark = "";
    return 0;
}
