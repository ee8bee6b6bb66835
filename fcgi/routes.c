/*
 * The routes. One row says everything about one: who may call it, what it takes, in which kind of
 * transaction it runs and what its answer is built from. `allow` 0 denies everyone.
 */
#include "fcgi/route.h"

#include "fcgi/handlers.h"
#include "fcgi/piece.h"

static const char *const rows_values[] = {"unit", "class", "year_group", "gender", "pupil", NULL};
static const char *const closest_rows_values[] = {"unit", "class", "year_group", NULL};
static const char *const gender_values[] = {"female", "male", NULL};
/* As enum audit_kind, from AUDIT_SAVE on. */
static const char *const kind_values[] = {
    "save", "view-pupil", "view-list", "view-protected", "export", "duty", "delegation", "round",
    "setting", "import", "protect", "purge", "extract", "audit-read", "refused", NULL};
static const char *const yes_values[] = {"true", "false", NULL};
static const char *const format_values[] = {"json", "xlsx", "csv", "csv-rfc4180", NULL};
/* As import_run.source has them. */
static const char *const source_values[] = {"oneroster", "grades", "assessments", "reference", NULL};
static const char *const lang_values[] = {"sv", "en", NULL};
static const char *const provider_values[] = {"municipal", "all", NULL};
static const char *const basis_values[] = {"now", "closed", NULL};
static const char *const follow_values[] = {"unit", "year_group", "cohort", NULL};
/* As attainment_measures, those that have shares or means of their own. */
static const char *const measure_values[] = {
    "all_subjects", "vocational", "arts", "economics_humanities_social", "science_technology",
    "merit16", "merit17", NULL};
static const char *const round_kind_values[] = {"forecast", "grade", NULL};
static const char *const direction_values[] = {"dip", "rise", NULL};
static const char *const grain_values[] = {"class", "subject", "school", "area", NULL};

#define ARG(member) offsetof(struct args, member)

#define P_ID(text) {"id", PARAM_PATH, PARAM_ID, true, 0, 0, NULL, ARG(id), text}
#define P_UNIT {"unit", PARAM_QUERY, PARAM_ID, true, 0, 0, NULL, ARG(unit), "unit whose figures are asked for"}
#define P_ROUND                                                                                    \
    {"round", PARAM_QUERY, PARAM_ID, false, 0, 0, NULL, ARG(round), "round; default the current one"}
#define P_CLASS {"class", PARAM_QUERY, PARAM_ID, false, 0, 0, NULL, ARG(class_id), "one class of the unit"}
#define P_YEAR_GROUP                                                                               \
    {"year_group", PARAM_QUERY, PARAM_INT, false, 1, 10, NULL, ARG(year_group), "one year group"}
#define P_GENDER                                                                                   \
    {"gender", PARAM_QUERY, PARAM_ENUM, false, 0, 0, gender_values, ARG(gender), "one gender"}
#define P_SUBJECT                                                                                  \
    {"subject", PARAM_QUERY, PARAM_CODE, false, 1, SUBJECT_CODE_MAX, NULL, ARG(subject), "a subject's code, such as MA"}

#define P_ROWS                                                                                     \
    {"rows", PARAM_QUERY, PARAM_ENUM, false, 0, 0, rows_values, ARG(rows), "what a row stands for"}
#define P_BASIS                                                                                    \
    {"basis", PARAM_QUERY, PARAM_ENUM, false, 0, 0, basis_values, ARG(basis),                      \
     "figures as they are now, or as the round closed"}
#define P_ROUND_KIND                                                                               \
    {"round_kind", PARAM_QUERY, PARAM_ENUM, false, 0, 0, round_kind_values, ARG(round_kind),       \
     "only rounds of this kind"}

#define P_PLACE {"unit", PARAM_QUERY, PARAM_ID, false, 0, 0, NULL, ARG(unit), "a unit"}
#define P_PERSON {"person", PARAM_QUERY, PARAM_ID, false, 0, 0, NULL, ARG(person), "one of the staff"}
#define P_SEARCH                                                                                   \
    {"search", PARAM_QUERY, PARAM_TEXT, false, 2, SEARCH_MAX, NULL, ARG(search),                   \
     "part of a name or login"}

/* The answer can be had as a file: the row's handler has an exporter (exporters.c). */
#define P_EXPORT                                                                                   \
    {"format", PARAM_QUERY, PARAM_ENUM, false, 0, 0, format_values, ARG(format),                   \
     "json, the default, or a file: xlsx, csv (semicolon, decimal comma), csv-rfc4180"},           \
    {"table", PARAM_QUERY, PARAM_CODE, false, 1, TABLE_CODE_MAX, NULL, ARG(table),                 \
     "with csv: which of the page's tables; default the first"},                                   \
    {"lang", PARAM_QUERY, PARAM_ENUM, false, 0, 0, lang_values, ARG(lang),                         \
     "language of the file; default sv"}

#define UNIT_READERS ROLES_UNIT
#define HIT_READERS (ROLES_UNIT & ~ALLOW_ROLE(ROLE_SPECIAL_EDUCATOR))
#define CLASS_READERS (ROLES_UNIT | ALLOW_ROLE(ROLE_MENTOR))
#define GROUP_READERS                                                                              \
    (ALLOW_ROLE(ROLE_TEACHER) | ROLES_PRINCIPAL | ALLOW_ROLE(ROLE_SPECIAL_EDUCATOR) |              \
     ALLOW_ROLE(ROLE_DELEGATE))

#define ADMINISTRATORS ALLOW_ROLE(ROLE_ADMINISTRATOR)
#define DIRECTORS ALLOW_ROLE(ROLE_DIRECTOR)
#define PUBLICATION_READERS (DIRECTORS | ALLOW_ROLE(ROLE_BOARD) | ALLOW_ROLE(ROLE_ANALYST))

static const struct route table[] = {
    {METHOD_GET, "/api/health", {{0}}, ALLOW_ANYONE, TXN_NONE, REV_NONE, false, h_health,
     "Whether workers, database and schema can serve", "Health", NULL, AUDIT_NOTHING, ID_NONE},
    {METHOD_GET, "/api/openapi.json", {{0}}, ALLOW_KNOWN, TXN_NONE, REV_BUILD, false, h_openapi,
     "This description", "OpenApi", NULL, AUDIT_NOTHING, ID_NONE},
    {METHOD_GET, "/api/me", {{0}}, ALLOW_KNOWN, TXN_READ, REV_ALL, false, h_me,
     "Who calls, with which duties, and the current round", "Me", NULL, AUDIT_NOTHING, ID_NONE},
    {METHOD_GET, "/api/rounds", {P_EXPORT}, ALLOW_KNOWN, TXN_READ, REV_ALL, false, h_rounds,
     "Rounds, newest first, with how much is reported in the caller's units", "Rounds", NULL,
     AUDIT_NOTHING, ID_NONE},
    {METHOD_POST, "/api/rounds", {{0}}, ADMINISTRATORS, TXN_WRITE, REV_NONE, false, h_round_plan,
     "Plan a round", "RoundAnswer", "RoundPlan", AUDIT_ROUND, ID_NONE},
    {METHOD_GET, "/api/rounds/proposal",
     {{"year", PARAM_QUERY, PARAM_INT, false, 2000, 2900, NULL, ARG(year),
       "the school year, by its autumn; default the one to plan now"}},
     ADMINISTRATORS, TXN_READ, REV_ALL, false, h_round_proposal,
     "The forecast rounds of a school year, with the days that are proposed", "RoundProposal", NULL,
     AUDIT_NOTHING, ID_NONE},
    {METHOD_POST, "/api/rounds/plan-year", {{0}}, ADMINISTRATORS, TXN_WRITE, REV_NONE, false,
     h_round_plan_year, "Plan several rounds, all or none", "RoundList", "RoundPlans",
     AUDIT_ROUND, ID_NONE},
    {METHOD_GET, "/api/rounds/{id}", {P_ID("round"), P_EXPORT}, ADMINISTRATORS, TXN_READ, REV_ALL, false,
     h_round, "One round with its schools and what has been done with it", "RoundDetail", NULL,
     AUDIT_NOTHING, ID_ROUND},
    {METHOD_PUT, "/api/rounds/{id}", {P_ID("round")}, ADMINISTRATORS, TXN_WRITE, REV_NONE, false,
     h_round_change, "Other days for a planned round", "RoundAnswer", "RoundDays",
     AUDIT_ROUND, ID_ROUND},
    {METHOD_POST, "/api/rounds/{id}/open", {P_ID("round")}, ADMINISTRATORS, TXN_SLOW, REV_NONE,
     false, h_round_open, "Open a planned round", "RoundAnswer", "RoundOpen",
     AUDIT_ROUND, ID_ROUND},
    {METHOD_POST, "/api/rounds/{id}/close", {P_ID("round")}, ADMINISTRATORS, TXN_SLOW, REV_NONE,
     false, h_round_close, "Close an open round, for all schools", "RoundAnswer", "RoundClose",
     AUDIT_ROUND, ID_ROUND},
    {METHOD_POST, "/api/rounds/{id}/reopen", {P_ID("round")}, ADMINISTRATORS, TXN_SLOW, REV_NONE,
     false, h_round_reopen, "Reopen a closed round, with a reason", "RoundAnswer", "RoundReopen",
     AUDIT_ROUND, ID_ROUND},
    {METHOD_POST, "/api/rounds/{id}/extend", {P_ID("round")}, ADMINISTRATORS, TXN_WRITE, REV_NONE,
     false, h_round_extend, "Longer time for one school, with a reason", "RoundAnswer", "RoundExtend",
     AUDIT_ROUND, ID_ROUND},
    {METHOD_GET, "/api/settings", {P_EXPORT}, ADMINISTRATORS, TXN_READ, REV_NONE, false, h_settings,
     "Settings of the instance", "Settings", NULL, AUDIT_NOTHING, ID_NONE},
    {METHOD_PUT, "/api/settings", {{0}}, ADMINISTRATORS, TXN_WRITE, REV_NONE, false, h_settings_put,
     "Change one setting", "Settings", "SettingChange", AUDIT_SETTING, ID_NONE},
    {METHOD_GET, "/api/scales", {P_EXPORT}, ADMINISTRATORS, TXN_READ, REV_NONE, false, h_scales,
     "Scales with their levels, and the rules that say where each is used", "Scales", NULL,
     AUDIT_NOTHING, ID_NONE},
    {METHOD_POST, "/api/scales", {{0}}, ADMINISTRATORS, TXN_WRITE, REV_NONE, false, h_scales_post,
     "Add a scale", "Scales", "NewScale", AUDIT_SETTING, ID_NONE},
    {METHOD_POST, "/api/scale-rules", {{0}}, ADMINISTRATORS, TXN_WRITE, REV_NONE, false,
     h_scale_rules_post, "From a day on use a scale in some year groups, everywhere or at one school",
     "Scales", "NewScaleRule", AUDIT_SETTING, ID_NONE},
    {METHOD_GET, "/api/eligibility-rules", {P_EXPORT}, ADMINISTRATORS, TXN_READ, REV_NONE, false,
     h_eligibility, "Rules of eligibility with all their versions", "EligibilityRules", NULL,
     AUDIT_NOTHING, ID_NONE},
    {METHOD_POST, "/api/eligibility-rules", {{0}}, ADMINISTRATORS, TXN_WRITE, REV_NONE, false,
     h_eligibility_post, "Add a version of a rule of eligibility", "EligibilityRules",
     "NewEligibilityRule", AUDIT_SETTING, ID_NONE},
    {METHOD_GET, "/api/contact", {{0}}, ALLOW_ANYONE, TXN_NONE, REV_NONE, false, h_contact,
     "Whom to ask, for those who have no duty", "Contact", NULL, AUDIT_NOTHING, ID_NONE},
    {METHOD_GET, "/api/instance", {{0}}, ADMINISTRATORS, TXN_READ, REV_NONE, false, h_instance,
     "How the instance is", "Instance", NULL, AUDIT_NOTHING, ID_NONE},
    {METHOD_GET, "/api/imports",
     {{"source", PARAM_QUERY, PARAM_ENUM, false, 0, 0, source_values, ARG(source), "only those of this kind"},
      P_EXPORT},
     ADMINISTRATORS, TXN_READ, REV_NONE, false, h_imports,
     "Imports and trials, newest first", "Imports", NULL, AUDIT_NOTHING, ID_NONE},
    {METHOD_GET, "/api/imports/{id}", {P_ID("import"), P_EXPORT}, ADMINISTRATORS, TXN_READ, REV_NONE, false,
     h_import, "One import with what it found", "Import", NULL, AUDIT_NOTHING, ID_OTHER},
    {METHOD_POST,
     "/api/imports",
     {{"dry_run", PARAM_QUERY, PARAM_ENUM, false, 0, 0, yes_values, ARG(dry_run),
       "true, the default: say what would happen, and change nothing"},
      {"date", PARAM_QUERY, PARAM_CODE, false, 10, 10, NULL, ARG(date),
       "the day that the roster holds from; default today"},
      {"allow_ending", PARAM_QUERY, PARAM_INT, false, 1, 100, NULL, ARG(allow_ending),
       "per cent of the pupils that the set may end; default the configuration's"},
      {"file", PARAM_QUERY, PARAM_TEXT, false, 1, ARG_FILE_MAX, NULL, ARG(file),
       "what the file is called where it comes from"},
      {"round", PARAM_QUERY, PARAM_ID, false, 0, 0, NULL, ARG(round),
       "the file is a table (CSV) of the grades of this round"}},
     ADMINISTRATORS, TXN_UPLOAD, REV_NONE, false, h_import_upload,
     "Read in a OneRoster set (zip) or the grades of a round (CSV), or try it", "Import", NULL, AUDIT_IMPORT, ID_NONE},
    {METHOD_GET, "/api/units", {{0}}, UNIT_READERS, TXN_READ, REV_ALL, false, h_units,
     "Units that the caller may read, as a tree", "Units", NULL, AUDIT_NOTHING, ID_NONE},
    {METHOD_GET, "/api/units/{id}", {P_ID("unit")}, UNIT_READERS, TXN_READ, REV_UNIT, true, h_unit,
     "One unit with its children and classes", "Unit", NULL, AUDIT_NOTHING, ID_UNIT},
    {METHOD_GET,
     "/api/attainment",
     {P_UNIT,
      P_ROUND,
      P_ROWS,
      P_YEAR_GROUP,
      P_GENDER,
      P_SUBJECT,
      P_CLASS,
      P_BASIS,
      P_ROUND_KIND,
      P_EXPORT},
     CLASS_READERS, TXN_READ, REV_UNIT, false, h_attainment,
     "Attainment per row and subject beside the round before and the year before", "Attainment", NULL,
     AUDIT_VIEW_LIST, ID_NONE},
    {METHOD_GET,
     "/api/compare",
     {P_UNIT,
      P_ROUND,
      P_ROWS,
      P_YEAR_GROUP,
      P_GENDER,
      P_SUBJECT,
      {"measure", PARAM_QUERY, PARAM_ENUM, false, 0, 0, measure_values, ARG(measure),
       "what is compared, unless a subject is; default all_subjects"},
      P_CLASS,
      P_BASIS,
      P_ROUND_KIND,
      P_EXPORT},
     CLASS_READERS, TXN_READ, REV_UNIT, false, h_compare,
     "One measure per row with its differences to earlier rounds, to the whole and between the genders",
     "Comparison", NULL, AUDIT_NOTHING, ID_NONE},
    {METHOD_GET,
     "/api/history",
     {P_UNIT,
      {"follow", PARAM_QUERY, PARAM_ENUM, false, 0, 0, follow_values, ARG(follow),
       "what is the same in every round: the unit (default), the year group, or the cohort"},
      {"round", PARAM_QUERY, PARAM_ID, false, 0, 0, NULL, ARG(round),
       "the round that class and year group are those of; default the current one"},
      P_SUBJECT,
      P_YEAR_GROUP,
      P_GENDER,
      P_CLASS,
      P_ROUND_KIND,
      {"detail", PARAM_QUERY, PARAM_ENUM, false, 0, 0, yes_values, ARG(detail),
       "with intervals, changes and milestones"},
      {"with_unit", PARAM_QUERY, PARAM_ID, false, 0, 0, NULL, ARG(with_unit),
       "beside it the same of another unit, and the differences"},
      {"with_class", PARAM_QUERY, PARAM_ID, false, 0, 0, NULL, ARG(with_class), "or of another class"},
      {"with_year_group", PARAM_QUERY, PARAM_INT, false, 1, 10, NULL, ARG(with_year_group),
       "or of another year group"},
      {"with_gender", PARAM_QUERY, PARAM_ENUM, false, 0, 0, gender_values, ARG(with_gender),
       "or of the other gender"},
      P_EXPORT},
     CLASS_READERS, TXN_READ, REV_ALL, false, h_history,
     "Attainment per round, oldest first", "History", NULL, AUDIT_NOTHING, ID_NONE},
    {METHOD_GET, "/api/targets", {P_EXPORT}, CLASS_READERS, TXN_READ, REV_ALL, false, h_targets,
     "Milestones of the measures, past ones and those to come too", "Targets", NULL, AUDIT_NOTHING,
     ID_NONE},
    {METHOD_POST, "/api/targets", {{0}}, ALLOW_ROLE(ROLE_DIRECTOR), TXN_WRITE, REV_NONE, false,
     h_targets_post, "Set a milestone", "Targets", "NewTarget", AUDIT_SETTING, ID_NONE},
    {METHOD_POST, "/api/targets/{id}/end", {P_ID("milestone")}, ALLOW_ROLE(ROLE_DIRECTOR), TXN_WRITE,
     REV_NONE, false, h_target_end, "End a milestone after a day", "Targets", "TargetEnd",
     AUDIT_SETTING, ID_OTHER},
    {METHOD_GET, "/api/hit-rate",
     {P_UNIT,
      {"round", PARAM_QUERY, PARAM_ID, false, 0, 0, NULL, ARG(round),
       "round of grades; default the latest"},
      P_YEAR_GROUP, P_SUBJECT, P_EXPORT},
     HIT_READERS, TXN_READ, REV_ALL, false, h_hit_rate,
     "Forecasts against the grades that followed", "HitRate", NULL, AUDIT_NOTHING, ID_NONE},
    {METHOD_GET,
     "/api/dips",
     {P_UNIT,
      P_ROUND,
      {"direction", PARAM_QUERY, PARAM_ENUM, false, 0, 0, direction_values, ARG(direction),
       "only dips, or only rises"},
      P_SUBJECT,
      P_YEAR_GROUP,
      P_CLASS,
      {"grain", PARAM_QUERY, PARAM_ENUM, false, 0, 0, grain_values, ARG(grain), "what a flag is about"},
      {"flag", PARAM_QUERY, PARAM_CODE, false, 1, ARG_FLAG_MAX, NULL, ARG(flag),
       "one flag, with its pupils for those who may see them"},
      {"limit", PARAM_QUERY, PARAM_INT, false, 1, 50, NULL, ARG(limit),
       "only so many flags, the first ones; of the others their ids"},
      P_EXPORT},
     CLASS_READERS | ALLOW_ROLE(ROLE_TEACHER), TXN_READ, REV_ALL, false, h_dips,
     "What has clearly fallen or risen: live while the round is open, fixed when it closes", "Dips",
     NULL, AUDIT_VIEW_LIST, ID_NONE},
    {METHOD_GET,
     "/api/reference",
     {P_UNIT,
      P_GENDER,
      {"provider", PARAM_QUERY, PARAM_ENUM, false, 0, 0, provider_values, ARG(provider),
       "figures of municipal schools, the default, or of all schools"},
      P_EXPORT},
     UNIT_READERS, TXN_READ, REV_UNIT, false, h_reference,
     "Published figures of the national agency beside the unit's own", "Reference", NULL,
     AUDIT_NOTHING, ID_NONE},
    {METHOD_GET, "/api/reference/choices", {P_EXPORT}, ADMINISTRATORS, TXN_READ, REV_NONE, false,
     h_reference_choices, "Municipalities to choose from, and the files that were read",
     "ReferenceChoices", NULL, AUDIT_NOTHING, ID_NONE},
    {METHOD_GET,
     "/api/closest",
     {P_UNIT,
      P_ROUND,
      {"rows", PARAM_QUERY, PARAM_ENUM, false, 0, 0, closest_rows_values, ARG(rows),
       "what a row stands for"},
      P_YEAR_GROUP,
      P_CLASS,
      P_EXPORT},
     CLASS_READERS, TXN_READ, REV_UNIT, false, h_closest,
     "Pupils who are one or two subjects from a goal: counts, and the pupils for those who may see them",
     "Closest", NULL, AUDIT_VIEW_LIST, ID_NONE},
    {METHOD_GET,
     "/api/class-view",
     {P_UNIT,
      {"class", PARAM_QUERY, PARAM_ID, true, 0, 0, NULL, ARG(class_id), "a class of the unit"},
      P_ROUND,
      P_EXPORT},
     ROLES_PUPILS, TXN_READ, REV_UNIT, false, h_class_view,
     "A class: each pupil's levels, changes and risks per subject", "ClassView", NULL,
     AUDIT_VIEW_LIST, ID_NONE},
    {METHOD_GET, "/api/publications", {P_EXPORT}, PUBLICATION_READERS, TXN_READ, REV_NONE, false,
     h_publications, "What was published, newest first", "Publications", NULL, AUDIT_NOTHING, ID_NONE},
    {METHOD_GET, "/api/publications/choices", {{0}}, DIRECTORS, TXN_READ, REV_NONE, false,
     h_publication_choices, "Rounds and year groups that can be published", "PublicationChoices", NULL,
     AUDIT_NOTHING, ID_NONE},
    {METHOD_POST, "/api/publications/preview", {{0}}, DIRECTORS, TXN_SLOW, REV_NONE, false,
     h_publication_preview, "What a choice of tables would show, and how much it would hide",
     "PublicationPreview", "PublicationChoice", AUDIT_NOTHING, ID_NONE},
    {METHOD_POST, "/api/publications", {{0}}, DIRECTORS, TXN_SLOW, REV_NONE, false,
     h_publication_publish, "Publish figures of a closed round, also in place of others", "Publication",
     "NewPublication", AUDIT_EXPORT, ID_NONE},
    {METHOD_GET, "/api/publications/{id}", {P_ID("publication"), P_EXPORT}, PUBLICATION_READERS, TXN_READ,
     REV_NONE, false, h_publication, "One publication, as it was published", "Publication", NULL,
     AUDIT_NOTHING, ID_OTHER},
    {METHOD_POST, "/api/publications/{id}/withdraw", {P_ID("publication")}, DIRECTORS, TXN_WRITE,
     REV_NONE, false, h_publication_withdraw, "Withdraw a publication, with a reason", "Publication",
     "PublicationWithdrawal", AUDIT_EXPORT, ID_OTHER},
    {METHOD_GET, "/api/public", {{0}}, ALLOW_ANYONE, TXN_READ, REV_NONE, false, h_public,
     "What was published for everybody; nothing unless the setting public_page says so", "Publications",
     NULL, AUDIT_NOTHING, ID_NONE},
    {METHOD_GET, "/api/public/{id}", {P_ID("publication"), P_EXPORT}, ALLOW_ANYONE, TXN_READ, REV_NONE, false,
     h_public_one, "One publication for everybody", "Publication", NULL, AUDIT_NOTHING, ID_OTHER},
    {METHOD_GET, "/api/groups", {P_EXPORT}, ALLOW_ROLE(ROLE_TEACHER), TXN_READ, REV_ALL, false, h_groups,
     "Teaching groups of the caller with progress in the current round", "Groups", NULL,
     AUDIT_NOTHING, ID_NONE},
    {METHOD_GET, "/api/groups/{id}/assessments", {P_ID("teaching group"), P_ROUND, P_EXPORT}, GROUP_READERS,
     TXN_READ, REV_ALL, false, h_assessments_get,
     "The grid of a teaching group, with the two rounds before", "Assessments", NULL,
     AUDIT_VIEW_LIST, ID_GROUP},
    {METHOD_PUT, "/api/groups/{id}/assessments", {P_ID("teaching group"), P_ROUND}, GROUP_READERS,
     TXN_WRITE, REV_NONE, false, h_assessments_put,
     "Save assessments; each entry is answered on its own", "SaveResults", "SaveRequest",
     AUDIT_SAVE, ID_GROUP},
    {METHOD_GET, "/api/reporting", {P_UNIT, P_ROUND, P_EXPORT}, UNIT_READERS, TXN_READ, REV_UNIT, false,
     h_reporting, "Who has reported: per child unit, subject and group", "Reporting", NULL,
     AUDIT_NOTHING, ID_NONE},
    {METHOD_GET, "/api/pupils/{id}", {P_ID("pupil"), P_EXPORT},
     ALLOW_ROLE(ROLE_TEACHER) | ROLES_PUPILS, TXN_READ, REV_ALL, false, h_pupil,
     "A pupil's subjects over the rounds", "Pupil", NULL, AUDIT_VIEW_PUPIL, ID_PUPIL},
    {METHOD_GET, "/api/pupils/{id}/extract", {P_ID("pupil")}, ROLES_PRINCIPAL, TXN_READ, REV_NONE,
     false, h_extract, "All that is stored about a pupil of one's own school", "Extract", NULL,
     AUDIT_EXTRACT, ID_PUPIL},
    {METHOD_GET, "/api/protected", {P_UNIT, P_CLASS}, ROLES_PRINCIPAL | ALLOW_ROLE(ROLE_DELEGATE),
     TXN_READ, REV_ALL, false, h_protected,
     "Protected pupils of a unit, who may see them, and whom else one could mark", "Protected", NULL,
     AUDIT_VIEW_PROTECTED, ID_NONE},
    {METHOD_PUT, "/api/protected/{id}", {P_ID("pupil")},
     ROLES_PRINCIPAL | ALLOW_ROLE(ROLE_DELEGATE), TXN_WRITE, REV_NONE, false, h_protected_put,
     "Mark a pupil as protected or not, set a pseudonym", "Done", "ProtectRequest", AUDIT_PROTECT,
     ID_PUPIL},
    {METHOD_PUT, "/api/protected/{id}/readers", {P_ID("pupil")},
     ROLES_PRINCIPAL | ALLOW_ROLE(ROLE_DELEGATE), TXN_WRITE, REV_NONE, false, h_protected_reader,
     "Name who may see a protected pupil, or no longer", "Done", "ReaderRequest", AUDIT_PROTECT,
     ID_PUPIL},
    {METHOD_GET, "/api/staff", {P_PLACE, P_SEARCH}, ALLOW_ROLE(ROLE_ADMINISTRATOR) | ROLES_PRINCIPAL,
     TXN_READ, REV_ALL, false, h_staff,
     "Staff by name or login (administrators), or those who work at the caller's unit", "Staff", NULL,
     AUDIT_NOTHING, ID_NONE},
    {METHOD_GET, "/api/places", {P_PLACE}, ALLOW_ROLE(ROLE_ADMINISTRATOR), TXN_READ, REV_ALL, false,
     h_places, "Where duties can be given: units, and one unit's classes and groups", "Places", NULL,
     AUDIT_NOTHING, ID_NONE},
    {METHOD_GET, "/api/duties", {P_PERSON, P_PLACE, P_EXPORT}, ALLOW_ROLE(ROLE_ADMINISTRATOR), TXN_READ, REV_ALL,
     false, h_duties, "Duties of a person, or at a unit", "Duties", NULL, AUDIT_NOTHING, ID_NONE},
    {METHOD_POST, "/api/duties", {{0}}, ALLOW_ROLE(ROLE_ADMINISTRATOR), TXN_WRITE, REV_NONE, false,
     h_duties_post, "Give a duty", "GivenDuty", "DutyRequest", AUDIT_DUTY, ID_NONE},
    {METHOD_POST, "/api/duties/{id}/end", {P_ID("duty")}, ALLOW_ROLE(ROLE_ADMINISTRATOR), TXN_WRITE,
     REV_NONE, false, h_duty_end, "End a duty that was given by hand", "GivenDuty", "DutyEndRequest",
     AUDIT_DUTY, ID_OTHER},
    {METHOD_GET, "/api/delegations", {P_EXPORT}, ROLES_PRINCIPAL, TXN_READ, REV_ALL, false, h_delegations,
     "What is delegated at the units that the caller leads", "Delegations", NULL,
     AUDIT_NOTHING, ID_NONE},
    {METHOD_POST, "/api/delegations", {{0}}, ROLES_PRINCIPAL, TXN_WRITE, REV_NONE, false,
     h_delegations_post, "Delegate to one who works at the unit", "GivenDuty", "DelegationRequest",
     AUDIT_DELEGATION, ID_NONE},
    {METHOD_POST, "/api/delegations/{id}/end", {P_ID("delegation")}, ROLES_PRINCIPAL, TXN_WRITE,
     REV_NONE, false, h_delegation_end, "Take a delegation back, at once", "GivenDuty",
     "DutyEndRequest", AUDIT_DELEGATION, ID_OTHER},
    {METHOD_GET, "/api/retention", {P_EXPORT}, ALLOW_ROLE(ROLE_ADMINISTRATOR), TXN_READ, REV_NONE, false,
     h_retention, "Years that records are kept, what is held back, and what was removed", "Retention",
     NULL, AUDIT_NOTHING, ID_NONE},
    {METHOD_PUT, "/api/retention", {{0}}, ALLOW_ROLE(ROLE_ADMINISTRATOR), TXN_WRITE, REV_NONE, false,
     h_retention_put, "Change the years", "Retention", "RetentionRequest", AUDIT_SETTING, ID_NONE},
    {METHOD_POST, "/api/holds", {{0}}, ALLOW_ROLE(ROLE_ADMINISTRATOR), TXN_WRITE, REV_NONE, false,
     h_hold_post, "Hold back a person, a unit, or everything (both absent)", "Retention", "HoldRequest",
     AUDIT_PURGE, ID_NONE},
    {METHOD_POST, "/api/holds/{id}/end", {P_ID("hold")}, ALLOW_ROLE(ROLE_ADMINISTRATOR), TXN_WRITE,
     REV_NONE, false, h_hold_end, "End a hold", "Retention", "HoldEndRequest", AUDIT_PURGE, ID_OTHER},
    {METHOD_GET,
     "/api/access-log",
     {{"person", PARAM_QUERY, PARAM_ID, false, 0, 0, NULL, ARG(person), "who acted"},
      {"pupil", PARAM_QUERY, PARAM_ID, false, 0, 0, NULL, ARG(pupil),
       "lines about a pupil, and lists that had the pupil in them"},
      {"unit", PARAM_QUERY, PARAM_ID, false, 0, 0, NULL, ARG(unit), "lines about a unit"},
      {"kind", PARAM_QUERY, PARAM_ENUM, false, 0, 0, kind_values, ARG(kind), "one kind of line"},
      {"from", PARAM_QUERY, PARAM_TEXT, false, 10, 10, NULL, ARG(from), "first day, YYYY-MM-DD"},
      {"to", PARAM_QUERY, PARAM_TEXT, false, 10, 10, NULL, ARG(to), "last day, YYYY-MM-DD"},
      {"unusual", PARAM_QUERY, PARAM_ENUM, false, 0, 0, yes_values, ARG(unusual),
       "only what is marked"},
      {"before", PARAM_QUERY, PARAM_ID, false, 0, 0, NULL, ARG(before), "lines before this one"},
      P_EXPORT},
     ALLOW_ROLE(ROLE_AUDITOR), TXN_NONE, REV_NONE, false, h_access_log,
     "The access log, newest first: at most 100 lines, or 10 000 as a file", "AccessLog", NULL, AUDIT_READ, ID_NONE},
    {METHOD_GET, "/api/access-log/people",
     {{"search", PARAM_QUERY, PARAM_TEXT, true, 2, SEARCH_MAX, NULL, ARG(search),
       "beginning of a name or login"}},
     ALLOW_ROLE(ROLE_AUDITOR), TXN_NONE, REV_NONE, false, h_access_log_people,
     "Persons of the register, to ask the log about", "AccessLogPeople", NULL, AUDIT_READ, ID_NONE},
    {METHOD_GET, "/api/access-log/{id}/pupils", {P_ID("line")}, ALLOW_ROLE(ROLE_AUDITOR), TXN_NONE,
     REV_NONE, false, h_access_log_pupils, "Who was in the list, or in the save, that a line is about",
     "AccessLogPupils", NULL, AUDIT_READ, ID_OTHER},
};

const struct route *route_table(size_t *ret_n)
{
    *ret_n = sizeof(table) / sizeof(table[0]);
    return table;
}
