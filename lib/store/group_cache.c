#include "store/group_cache.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "domain/day.h"

#define SLOTS 256 /* groups of one worker that are reported at the same time */
#define ACTING_MAX 31 /* as in a duty's column capacity */

struct slot {
    struct assessment_group group; /* id 0: no rights are kept */
    uint32_t person_id;
    char acting[ACTING_MAX + 1], today[DAY_TEXT_SIZE];
    struct group_span span; /* round_id 0: no pupils are kept */
    struct group_pupil pupils[GROUP_CACHE_PUPILS];
    size_t n;
};

struct group_cache {
    struct slot slots[SLOTS];
};

struct group_cache *group_cache_new(void)
{
    return mem_calloc(1, sizeof(struct group_cache));
}

void group_cache_free(struct group_cache *c)
{
    free(c);
}

static const char *acting_of(const struct assessment_person *person)
{
    return person->acting ? person->acting : "";
}

bool group_cache_rights(const struct group_cache *c, uint32_t group_id, uint64_t revision,
                        const struct assessment_person *person, struct assessment_group *ret_group)
{
    const struct slot *slot = &c->slots[group_id % SLOTS];

    if (slot->group.id != group_id || slot->group.revision != revision ||
        slot->person_id != person->id || strcmp(slot->acting, acting_of(person)) != 0 ||
        strcmp(slot->today, person->today) != 0)
        return false;
    *ret_group = slot->group;
    return true;
}

void group_cache_keep_rights(struct group_cache *c, const struct assessment_group *group,
                             const struct assessment_person *person)
{
    struct slot *slot = &c->slots[group->id % SLOTS];
    const char *acting = acting_of(person);

    slot->group.id = 0;
    if (strlen(acting) > ACTING_MAX || strlen(person->today) >= DAY_TEXT_SIZE)
        return;
    slot->group = *group;
    slot->person_id = person->id;
    strcpy(slot->acting, acting);
    strcpy(slot->today, person->today);
}

bool group_cache_has(const struct group_cache *c, const struct group_span *span)
{
    const struct group_span *kept = &c->slots[span->group_id % SLOTS].span;

    return kept->round_id == span->round_id && kept->group_id == span->group_id &&
           kept->revision == span->revision && kept->from <= span->from && kept->to >= span->to;
}

static int by_id(const void *key, const void *member)
{
    uint32_t id = *(const uint32_t *)key;
    const struct group_pupil *p = member;

    return id < p->id ? -1 : id > p->id;
}

const struct group_pupil *group_cache_pupil(const struct group_cache *c,
                                            const struct group_span *span, uint32_t pupil_id)
{
    const struct slot *slot = &c->slots[span->group_id % SLOTS];

    if (!group_cache_has(c, span))
        return NULL;
    return bsearch(&pupil_id, slot->pupils, slot->n, sizeof(slot->pupils[0]), by_id);
}

void group_cache_keep(struct group_cache *c, const struct group_span *span,
                      const struct group_pupil *pupils, size_t n)
{
    struct slot *slot = &c->slots[span->group_id % SLOTS];

    if (n > GROUP_CACHE_PUPILS)
        return;
    for (size_t i = 1; i < n; i++) {
        if (pupils[i].id <= pupils[i - 1].id)
            return;
    }
    slot->span = *span;
    memcpy(slot->pupils, pupils, n * sizeof(*pupils));
    slot->n = n;
}
