/* What was read of a file, in memory. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "roster/national_read.h"

void national_file_init(struct national_file *f)
{
    memset(f, 0, sizeof(*f));
    f->arena = arena_new(0);
    f->publisher = f->title = "";
}

void national_file_free(struct national_file *f)
{
    id_index_free(&f->by_area);
    id_index_free(&f->by_figure);
    free(f->areas);
    free(f->figures);
    free(f->notes);
    arena_free(f->arena);
}

uint32_t national_add_area(struct national_file *f, enum national_level level, const char *code,
                           const char *name, const char *county)
{
    char key[8];
    uint32_t at;

    snprintf(key, sizeof(key), "%d%s", (int)level, code);
    at = id_index_get(&f->by_area, key);
    if (at != ID_INDEX_NONE)
        return at;
    if (f->n_areas == f->cap_areas) {
        f->cap_areas = f->cap_areas ? f->cap_areas * 2 : 64;
        f->areas = mem_realloc(f->areas, f->cap_areas * sizeof(*f->areas));
    }
    id_index_put(&f->by_area, arena_strdup(f->arena, key), (uint32_t)f->n_areas);
    f->areas[f->n_areas] = (struct national_area){.level = level,
                                                  .name = arena_strdup(f->arena, name)};
    snprintf(f->areas[f->n_areas].code, sizeof(f->areas->code), "%s", code);
    snprintf(f->areas[f->n_areas].county, sizeof(f->areas->county), "%s", county);
    return (uint32_t)f->n_areas++;
}

struct national_figure *national_new_figure(struct national_file *f)
{
    if (f->n_figures == f->cap_figures) {
        f->cap_figures = f->cap_figures ? f->cap_figures * 2 : 4096;
        f->figures = mem_realloc(f->figures, f->cap_figures * sizeof(*f->figures));
    }
    return &f->figures[f->n_figures++];
}
