#include "roster/subject_map.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "roster/language.h"

#define CODE_MAX 16
#define LONG_PREFIX_LEN 4 /* "GRGR" */
#define LONG_CODE_LEN 7   /* "GRGRMAT" */

/* Families whose subjects are one per language, and what stands before the language's name. */
static const struct {
    const char *code;
    const char *long_subject; /* the last three letters of the long code */
} language_families[] = {
    {"M1", NULL}, /* shares MSP with M2 */
    {"M2", "MSP"},
    {"ML", "MOD"},
};

/* Long codes that no row of the database names. */
static const struct {
    const char *long_subject;
    const char *code;
} more_long_codes[] = {
    {"TSP", "TN"},
};

static bool is_letters(const char *s)
{
    for (; *s; s++)
        if (*s < 'A' || *s > 'Z')
            return false;
    return true;
}

/* Upper case, without spaces, hyphens and underscores. -1 when it is empty or too long. */
static int normalise(const char *code, char out[CODE_MAX + 1])
{
    size_t n = 0;

    for (; *code; code++) {
        if (*code == ' ' || *code == '-' || *code == '_')
            continue;
        if (n == CODE_MAX)
            return -1;
        out[n++] = *code >= 'a' && *code <= 'z' ? (char)(*code - 'a' + 'A') : *code;
    }
    out[n] = '\0';
    return n ? 0 : -1;
}

static bool has_languages(const char *family_code)
{
    for (size_t i = 0; i < sizeof(language_families) / sizeof(*language_families); i++)
        if (strcmp(family_code, language_families[i].code) == 0)
            return true;
    return false;
}

/* The subject of one language in a family, made if there is none. */
static int find_language(struct subject_map *m, const char *family_code, const char *language_code,
                         struct subject_map_hit *ret_hit)
{
    uint32_t family_at = id_index_get(&m->by_code, family_code);

    if (family_at == ID_INDEX_NONE || !has_languages(family_code) ||
        strlen(language_code) != LANGUAGE_CODE_LEN || !is_letters(language_code))
        return -1;

    const struct language *language = language_find(language_code);
    const char *code = language ? language->code : language_code;
    const char *full = arena_printf(m->arena, "%s%s", family_code, code);
    uint32_t at = id_index_get(&m->by_code, full);
    if (at == ID_INDEX_NONE) {
        const struct subject_map_subject *family = &m->subjects[family_at];

        subject_map_add(m, &(struct subject_map_subject){
            .family_id = family->id,
            .code = full,
            .long_code = family->long_code,
            .language = code,
            .name_sv = arena_printf(m->arena, "%s: %s", family->name_sv,
                                    language ? language->name_sv : code),
            .name_en = arena_printf(m->arena, "%s: %s", family->name_en,
                                    language ? language->name_en : code),
        });
        at = (uint32_t)(m->count - 1);
    }
    *ret_hit = (struct subject_map_hit){.subject = at, .unknown_language = !language};
    return 0;
}

static int find_short(struct subject_map *m, const char *code, struct subject_map_hit *ret_hit)
{
    uint32_t at = id_index_get(&m->by_code, code);

    if (at != ID_INDEX_NONE) {
        *ret_hit = (struct subject_map_hit){.subject = at};
        return 0;
    }
    for (size_t i = 0; i < sizeof(language_families) / sizeof(*language_families); i++)
        if (strncmp(code, language_families[i].code, 2) == 0)
            return find_language(m, language_families[i].code, code + 2, ret_hit);
    return -1;
}

/* The short code of the three letters in a long code, or NULL. */
static const char *short_of_long(const struct subject_map *m, const char *three)
{
    for (size_t i = 0; i < sizeof(language_families) / sizeof(*language_families); i++)
        if (language_families[i].long_subject &&
            strcmp(three, language_families[i].long_subject) == 0)
            return language_families[i].code;
    for (size_t i = 0; i < sizeof(more_long_codes) / sizeof(*more_long_codes); i++)
        if (strcmp(three, more_long_codes[i].long_subject) == 0)
            return more_long_codes[i].code;
    for (size_t i = 0; i < m->count; i++) {
        const struct subject_map_subject *s = &m->subjects[i];

        if (s->long_code && !s->language && strlen(s->long_code) == LONG_CODE_LEN &&
            strcmp(s->long_code + LONG_PREFIX_LEN, three) == 0)
            return s->code;
    }
    return NULL;
}

/* "GRGR" + three letters, then perhaps digits (the course) and a language. */
static int find_long(struct subject_map *m, const char *code, struct subject_map_hit *ret_hit)
{
    uint32_t syllabus_id = 0;
    char three[4];

    if (strlen(code) < LONG_CODE_LEN || strncmp(code, "GR", 2) != 0)
        return -1;
    for (size_t i = 0; i < m->syllabus_count; i++) {
        const char *own = m->syllabi[i].code; /* "GR" itself stands as "GRGR" */

        if (strncmp(code, "GRGR", 4) == 0 ? strcmp(own, "GR") == 0 : strncmp(code, own, 4) == 0)
            syllabus_id = m->syllabi[i].id;
    }
    memcpy(three, code + LONG_PREFIX_LEN, 3);
    three[3] = '\0';

    const char *short_code = syllabus_id ? short_of_long(m, three) : NULL;
    const char *rest = code + LONG_CODE_LEN;
    rest += strspn(rest, "0123456789");
    if (!short_code || find_short(m, short_code, ret_hit) < 0)
        return -1;
    if (*rest && find_language(m, short_code, rest, ret_hit) < 0)
        return -1;
    ret_hit->syllabus_id = syllabus_id;
    ret_hit->was_msp = strcmp(three, "MSP") == 0;
    return 0;
}

void subject_map_init(struct subject_map *m, struct arena *arena)
{
    *m = (struct subject_map){.arena = arena};
}

void subject_map_free(struct subject_map *m)
{
    free(m->subjects);
    id_index_free(&m->by_code);
    m->subjects = NULL;
    m->count = m->cap = 0;
}

void subject_map_add(struct subject_map *m, const struct subject_map_subject *subject)
{
    if (m->count == m->cap) {
        m->cap = m->cap ? m->cap * 2 : 64;
        m->subjects = mem_realloc(m->subjects, m->cap * sizeof(*m->subjects));
    }

    struct subject_map_subject *s = &m->subjects[m->count];
    *s = *subject;
    s->code = arena_strdup(m->arena, subject->code);
    s->long_code = arena_strdup(m->arena, subject->long_code);
    s->language = arena_strdup(m->arena, subject->language);
    s->name_sv = arena_strdup(m->arena, subject->name_sv);
    s->name_en = arena_strdup(m->arena, subject->name_en);
    id_index_put(&m->by_code, s->code, (uint32_t)m->count++);
}

void subject_map_add_syllabus(struct subject_map *m, uint32_t id, const char *code)
{
    if (m->syllabus_count < sizeof(m->syllabi) / sizeof(*m->syllabi))
        m->syllabi[m->syllabus_count++] =
            (struct subject_map_syllabus){id, arena_strdup(m->arena, code)};
}

int subject_map_find(struct subject_map *m, const char *code, struct subject_map_hit *ret_hit)
{
    char upper[CODE_MAX + 1];
    struct subject_map_hit hit;

    if (normalise(code, upper) < 0)
        return -1;
    if (find_short(m, upper, &hit) < 0 && find_long(m, upper, &hit) < 0)
        return -1;
    *ret_hit = hit;
    return 0;
}

int subject_map_find_name(const struct subject_map *m, const char *name,
                          struct subject_map_hit *ret_hit)
{
    for (size_t i = 0; i < m->count; i++) {
        const struct subject_map_subject *s = &m->subjects[i];

        if (strcasecmp(s->name_sv, name) == 0 || strcasecmp(s->name_en, name) == 0) {
            *ret_hit = (struct subject_map_hit){.subject = (uint32_t)i};
            return 0;
        }
    }
    return -1;
}
