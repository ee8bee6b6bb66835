/*
 * Languages that are taught in Swedish schools, by their three-letter codes.
 *
 * Codes: ISO 639-2 (both the terminological and the bibliographic one) and ISO 639-3. Swedish names
 * as a subject's name has them: lower case.
 */
#ifndef MALKOLL_ROSTER_LANGUAGE_H
#define MALKOLL_ROSTER_LANGUAGE_H

#define LANGUAGE_CODE_LEN 3

struct language {
    const char *code;       /* the one that is stored, upper case: ISO 639-2/T or 639-3 */
    const char *other_code; /* another code for the same language, or NULL */
    const char *name_sv;
    const char *name_en;
};

/* code in upper case; NULL when it is not in the table. */
const struct language *language_find(const char *code);

#endif
