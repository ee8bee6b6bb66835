#include "fcgi/export.h"

#include "fcgi/handlers.h"

#define FIGURES "share states all eligible merit gap change rounding round"

static const struct exporter exporters[] = {
    {h_attainment, "overview", x_attainment, FIGURES},
    {h_compare, "compare", x_compare, FIGURES},
    {h_history, "history", x_history, FIGURES},
    {h_reporting, "reporting", x_reporting, "states round"},
    {h_groups, "groups", x_groups, "states round"},
    {h_assessments_get, "group", x_assessments, "states round"},
    {h_dips, "dips", x_dips, "share states change round"},
    {h_closest, "closest", x_closest, "share all eligible round"},
    {h_class_view, "klass", x_class_view, "states change round"},
    {h_hit_rate, "hits", x_hit_rate, "share merit round"},
    {h_reference, "reference", x_reference, "share all eligible merit round"},
    {h_publication, "publication", x_publication, "share states all eligible merit gap round"},
    {h_pupil, "pupil", x_pupil, "states all eligible merit round"},
};

const struct exporter *export_find(int (*handle)(struct req *q))
{
    for (size_t i = 0; i < sizeof(exporters) / sizeof(exporters[0]); i++) {
        if (exporters[i].handle == handle)
            return &exporters[i];
    }
    return NULL;
}
