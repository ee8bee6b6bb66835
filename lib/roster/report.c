#include "roster/report.h"

#include <string.h>

#include "base/utf8.h"

#define LABEL_WIDTH 22

static const char *const labels[REPORT_KIND__MAX][FINDINGS_LANG__MAX] = {
    [REPORT_UNITS] = {"Enheter", "Units"},
    [REPORT_SUBJECTS] = {"Ämnen", "Subjects"},
    [REPORT_PERSONS] = {"Personer", "Persons"},
    [REPORT_CLASSES] = {"Klasser", "Classes"},
    [REPORT_GROUPS] = {"Undervisningsgrupper", "Teaching groups"},
    [REPORT_ENROLMENTS] = {"Skolplaceringar", "School enrolments"},
    [REPORT_CLASS_MEMBERS] = {"Elever i klasser", "Pupils in classes"},
    [REPORT_GROUP_MEMBERS] = {"Elever i grupper", "Pupils in groups"},
    [REPORT_DUTIES] = {"Uppdrag", "Duties"},
    [REPORT_ASSESSMENTS] = {"Bedömningar", "Assessments"},
    [REPORT_FIGURES] = {"Uppgifter", "Figures"},
};

/* Text padded to a width in characters, not bytes. */
static void put_label(struct buf *out, const char *text)
{
    size_t len = utf8_length(text, strlen(text));

    buf_printf(out, "  %s%*s", text, (int)(len < LABEL_WIDTH ? LABEL_WIDTH - len : 1), "");
}

static void print_counts(const struct import_report *r, enum findings_lang lang, struct buf *out)
{
    put_label(out, "");
    buf_puts(out, lang == FINDINGS_SV ? " tillkom  ändrades  avslutades\n"
                                      : "   added   changed       ended\n");
    for (int i = 0; i < REPORT_KIND__MAX; i++) {
        const struct report_count *c = &r->counts[i];

        if (c->added + c->changed + c->ended == 0)
            continue;
        put_label(out, labels[i][lang]);
        buf_printf(out, "%8zu%10zu%12zu\n", c->added, c->changed, c->ended);
    }
}

static void print_outcome(const struct import_report *r, enum findings_lang lang, struct buf *out)
{
    bool sv = lang == FINDINGS_SV;

    if (r->refused)
        buf_puts(out, sv ? "Resultat: ingenting lästes in och ingenting ändrades, se felen nedan.\n"
                         : "Result: nothing was read in and nothing was changed, see the errors "
                           "below.\n");
    else if (report_rows_changed(r) == 0)
        buf_puts(out, sv ? "Resultat: allt stämmer redan, ingenting ändrades.\n"
                         : "Result: everything is there already, nothing was changed.\n");
    else if (r->dry_run)
        buf_puts(out, sv ? "Resultat: provkörning, ingenting ändrades. En inläsning skulle göra "
                           "detta:\n"
                         : "Result: a trial, nothing was changed. Reading it in would do this:\n");
    else
        buf_puts(out, sv ? "Resultat: inläst.\n" : "Result: read in.\n");
    if (!r->refused && report_rows_changed(r) > 0)
        print_counts(r, lang, out);
    if (r->refreshed > 0)
        buf_printf(out, sv ? "Öppna omgångar som uppdaterades: %zu\n"
                           : "Open rounds that were brought up to date: %zu\n",
                   r->refreshed);
}

void report_init(struct import_report *r)
{
    memset(r, 0, sizeof(*r));
    r->findings = findings_new();
}

void report_free(struct import_report *r)
{
    findings_free(r->findings);
    r->findings = NULL;
}

size_t report_rows_changed(const struct import_report *r)
{
    size_t sum = 0;

    for (int i = 0; i < REPORT_KIND__MAX; i++)
        sum += r->counts[i].added + r->counts[i].changed + r->counts[i].ended;
    return sum;
}

void report_print(const struct import_report *r, const char *path, enum findings_lang lang,
                  struct buf *out)
{
    bool sv = lang == FINDINGS_SV;

    buf_printf(out, sv ? "Inläsning av %s (%s)" : "Reading in %s (%s)", path, r->source);
    if (*r->date)
        buf_printf(out, sv ? ", gäller från %s" : ", applies from %s", r->date);
    buf_printf(out, sv ? "\nLästa rader: %zu" : "\nRows read: %zu", r->rows_read);
    if (r->pupils + r->staff > 0)
        buf_printf(out, sv ? ". Elever: %zu, personal: %zu" : ". Pupils: %zu, staff: "
                                                              "%zu", r->pupils,
                   r->staff);
    if (r->family > 0)
        buf_printf(out, sv ? ", vårdnadshavare (läses inte in): %zu"
                           : ", guardians (not read in): %zu",
                   r->family);
    buf_puts(out, "\n");
    print_outcome(r, lang, out);
    findings_print(r->findings, lang, out);
}

void report_write(const struct import_report *r, struct json_writer *w)
{
    static const char *const names[REPORT_KIND__MAX] = {
        "units",      "subjects",      "persons",       "classes", "groups",
        "enrolments", "class_members", "group_members", "duties",  "assessments",
        "figures"};

    json_object(w);
    json_key(w, "counts");
    json_object(w);
    for (int i = 0; i < REPORT_KIND__MAX; i++) {
        json_key(w, names[i]);
        json_array(w);
        json_int(w, (int64_t)r->counts[i].added);
        json_int(w, (int64_t)r->counts[i].changed);
        json_int(w, (int64_t)r->counts[i].ended);
        json_array_end(w);
    }
    json_object_end(w);
    json_kv_int(w, "pupils", (int64_t)r->pupils);
    json_kv_int(w, "staff", (int64_t)r->staff);
    json_kv_int(w, "family", (int64_t)r->family);
    json_kv_int(w, "refreshed", (int64_t)r->refreshed);
    json_key(w, "findings");
    findings_write(r->findings, w);
    json_object_end(w);
}
