#include "fcgi/export.h"

#include "fcgi/handlers.h"

#define FIGURES "share states all eligible merit gap change rounding round"

static const struct exporter exporters[] = {
    {h_attainment, "overview", x_attainment, FIGURES, false},
    {h_compare, "compare", x_compare, FIGURES, false},
    {h_history, "history", x_history, FIGURES, false},
    {h_reporting, "reporting", x_reporting, "states round", false},
    {h_groups, "groups", x_groups, "states round", false},
    {h_assessments_get, "group", x_assessments, "states round", false},
    {h_dips, "dips", x_dips, "share states change signal round", false},
    {h_closest, "closest", x_closest, "share all eligible round", false},
    {h_class_view, "klass", x_class_view, "states change round", false},
    {h_hit_rate, "hits", x_hit_rate, "share merit round", false},
    {h_reference, "reference", x_reference, "share all eligible merit round", false},
    {h_publication, "publication", x_publication, "share states all eligible merit gap round", false},
    {h_public_one, "publication", x_publication, "share states all eligible merit gap round", false},
    {h_pupil, "pupil", x_pupil, "states all eligible merit round", false},
    {h_rounds, "rounds", x_rounds, "roundDays round", true},
    {h_round, "roundLog", x_round, "roundDays", true},
    {h_imports, "imports", x_imports, "importResult", true},
    {h_import, "import", x_import, "importResult finding", true},
    {h_duties, "duties", x_duties, "dutyOrigin dutyDays", true},
    {h_delegations, "delegations", x_delegations, "dutyDays delegation", true},
    {h_scales, "scales", x_scales, "versions scaleRule", true},
    {h_eligibility, "eligibility", x_eligibility, "versions eligible", true},
    {h_retention, "retention", x_retention, "retained held", true},
    {h_settings, "settings", x_settings, "setting", true},
    {h_targets, "targets", x_targets, "milestone share all eligible merit", true},
    {h_publications, "publications", x_publications, "published", true},
    {h_reference_choices, "refFiles", x_reference_files, "agency", true},
    {h_access_log, "log", x_access_log, "unusual logged", true},
};

const struct exporter *export_find(int (*handle)(struct req *q))
{
    for (size_t i = 0; i < sizeof(exporters) / sizeof(exporters[0]); i++) {
        if (exporters[i].handle == handle)
            return &exporters[i];
    }
    return NULL;
}
