/* A draft as the document that is stored and shown, and as the figures that readers then know. */
#include <string.h>

#include "base/buf.h"
#include "store/publication_draft.h"
#include "store/publication.h"

static const char *const level_names[PUBLICATION_LEVELS] = {"municipality", "area", "school"};
static const char *const gender_names[GENDERS] = {NULL, "female", "male", NULL};

/* What the columns and marks mean, in the words of the day of publication. */
static const struct {
    const char *code, *sv, *en;
} definitions[] = {
    {"share",
     "Andel som nått målen: elever med godkänt av dem som bedömts eller skulle ha bedömts, i hela procent. "
     "100 betyder att alla har nått målen.",
     "Share who attain: pupils with a pass of those who were or should have been assessed, in whole per cent. "
     "100 means that all attain."},
    {"pupils", "Antal elever som andelen räknas på.", "Number of pupils that the share is of."},
    {"hidden",
     ".. betyder att uppgiften inte visas, för att enskilda elever inte ska kunna kännas igen: för få elever "
     "räknas eller når målen, eller så skulle en annan dold uppgift gå att räkna ut, av det som visas här eller av det "
     "som har publicerats tidigare.",
     ".. means that the figure is not shown, so that no pupil can be recognised: too few pupils are counted or "
     "attain, or another hidden figure could be worked out, from what is shown here or from what was published "
     "before."},
    {"near", "~100 betyder att högst fyra elever inte har nått målen.",
     "~100 means that at most four pupils do not attain."},
    {"none", ". betyder att det inte finns några elever att räkna.", ". means that there are no pupils to count."},
    {"SV/SVA", "SV/SVA: svenska eller svenska som andraspråk; en elev läser det ena.",
     "SV/SVA: Swedish or Swedish as a second language; a pupil reads one of them."},
    {"all_subjects", "Når alla ämnen: godkänt i alla ämnen som eleven läser, av elever med fullständiga uppgifter.",
     "Attain all subjects: a pass in every subject that the pupil reads, of pupils whose reports are complete."},
    {"eligible", "Behöriga: uppfyller kraven för gymnasieskolans nationella program.",
     "Eligible: meet the requirements of national programmes in upper secondary school."},
    {"merit17",
     "Meritvärde: summan av de 16 bästa betygen, och av moderna språk som språkval; medel för elever med minst "
     "ett godkänt betyg.",
     "Merit value: the sum of the 16 best grades, and of a modern language as language choice; mean of pupils "
     "with at least one pass."},
};

static void write_name(struct json_writer *w, const char *key, const char *sv, const char *en)
{
    json_key(w, key);
    json_object(w);
    json_kv_str(w, "sv", sv);
    json_kv_str(w, "en", en);
    json_object_end(w);
}

static bool has_column(const struct publication_draft *d, size_t item, size_t year, bool measures)
{
    return item != 0 && d->items[item].is_measure == measures &&
           publication_value_at(d, item, year, 0, ALL_GENDERS)->of > 0;
}

static void write_columns(struct json_writer *w, const struct publication_draft *d, size_t year, bool measures)
{
    json_key(w, "columns");
    json_array(w);
    for (size_t i = 0; i < d->n_items; i++) {
        if (!has_column(d, i, year, measures))
            continue;
        json_object(w);
        json_kv_str(w, "code", d->items[i].code);
        write_name(w, "name", d->items[i].name_sv, d->items[i].name_en);
        json_kv_str(w, "kind", d->items[i].is_mean ? "mean" : "share");
        json_object_end(w);
    }
    json_array_end(w);
}

static void write_cell(struct json_writer *w, const struct publication_item *item, const struct publication_value *v)
{
    static const char *const marks[] = {".", "", "~100", "..", ".."};

    json_array(w);
    json_str(w, marks[v->state]);
    if (v->state != SUPPRESS_SHOWN)
        json_null(w);
    else if (item->id == ITEM_PUPILS)
        json_int(w, v->of);
    else
        json_int(w, item->is_mean ? (v->sum + 5 * v->of) / (10 * v->of) : suppress_percent(v->n, v->of));
    if (v->state == SUPPRESS_NONE || v->state == SUPPRESS_HIDDEN)
        json_null(w);
    else
        json_int(w, v->of);
    json_array_end(w);
}

static void write_row(struct json_writer *w, const struct publication_draft *d, size_t year, size_t unit, int gender,
                      bool measures)
{
    json_object(w);
    json_key(w, "unit");
    json_object(w);
    json_kv_id(w, "id", d->units[unit].id);
    json_kv_str(w, "kind", d->units[unit].kind);
    json_kv_str(w, "name", d->units[unit].name);
    json_object_end(w);
    json_kv_str(w, "gender", gender_names[gender]);
    json_key(w, "pupils");
    write_cell(w, &d->items[0], publication_value_at(d, 0, year, unit, gender));
    json_key(w, "cells");
    json_array(w);
    for (size_t i = 0; i < d->n_items; i++) {
        if (has_column(d, i, year, measures))
            write_cell(w, &d->items[i], publication_value_at(d, i, year, unit, gender));
    }
    json_array_end(w);
    json_object_end(w);
}

static bool has_row(const struct publication_draft *d, size_t year, size_t unit)
{
    return d->units[unit].level <= d->choice.level && publication_value_at(d, 0, year, unit, ALL_GENDERS)->of > 0;
}

/* Areas follow the municipality, each with its schools below it. */
static void write_rows(struct json_writer *w, const struct publication_draft *d, size_t year, size_t below,
                       bool measures)
{
    for (size_t u = 0; u < d->n_units; u++) {
        bool here = u == 0 ? below == d->n_units : d->units[u].parent == below;

        if (!here || !has_row(d, year, u))
            continue;
        for (int g = ALL_GENDERS; g <= (d->choice.genders ? GENDER_M : ALL_GENDERS); g++)
            write_row(w, d, year, u, g, measures);
        write_rows(w, d, year, u, measures);
    }
}

static void write_table(struct json_writer *w, const struct publication_draft *d, size_t year, bool measures)
{
    bool any = false;

    for (size_t i = 0; i < d->n_items; i++)
        any |= has_column(d, i, year, measures);
    if (!any)
        return;
    json_object(w);
    json_kv_str(w, "kind", measures ? "measures" : "subjects");
    if (d->years[year])
        json_kv_int(w, "year_group", d->years[year]);
    else
        json_kv_null(w, "year_group");
    write_columns(w, d, year, measures);
    json_key(w, "rows");
    json_array(w);
    write_rows(w, d, year, d->n_units, measures);
    json_array_end(w);
    json_object_end(w);
}

static void write_definitions(struct json_writer *w)
{
    json_key(w, "definitions");
    json_array(w);
    for (size_t i = 0; i < sizeof(definitions) / sizeof(definitions[0]); i++) {
        json_object(w);
        json_kv_str(w, "code", definitions[i].code);
        write_name(w, "text", definitions[i].sv, definitions[i].en);
        json_object_end(w);
    }
    json_array_end(w);
}

void publication_write(struct json_writer *w, const struct publication_draft *d)
{
    json_key(w, "limits");
    json_object(w);
    for (int i = 0; i < PUBLICATION_LEVELS; i++)
        json_kv_int(w, level_names[i], d->limits[i]);
    json_object_end(w);
    write_definitions(w);
    json_key(w, "tables");
    json_array(w);
    for (size_t y = 0; y < d->n_years; y++) {
        if (!(d->choice.years >> d->years[y] & 1))
            continue;
        if (d->choice.subjects)
            write_table(w, d, y, false);
        if (d->choice.measures)
            write_table(w, d, y, true);
    }
    json_array_end(w);
}

/* ---- storing ---- */

static int end_replaced(struct db *db, const struct publication_text *text, struct err *e)
{
    int64_t n;

    if (!text->replaces)
        return 0;
    if (db_exec(db, SQL_PUBLICATION_END, &n, e, DB_S("replaced"), DB_I(text->person_id), DB_S(text->actor),
                DB_S(text->reason), DB_I(text->replaces)) < 0)
        return -1;
    return n == 1 ? 0 : err_set(e, ERR_NOT_FOUND, "there is no such publication that stands");
}

static int insert(struct db *db, const struct publication_draft *d, const struct publication_text *text,
                  uint32_t *ret_id, struct err *e)
{
    struct buf content = BUF_INIT;
    struct json_writer w;
    struct db_rows *r;
    int rc;

    json_begin(&w, &content);
    json_object(&w);
    publication_write(&w, d);
    json_object_end(&w);
    json_end(&w);
    rc = db_exec(db, SQL_PUBLICATION_ADD, NULL, e, DB_I(d->choice.round_id), DB_S(text->audience), DB_S(text->title),
                 DB_S(text->body), DB_S(text->now), DB_I(text->person_id), DB_S(text->actor), DB_ID(text->replaces),
                 DB_I(d->tally.cells), DB_I(d->tally.hidden), DB_I(d->tally.near),
                 db_strn_param(content.data, content.len));
    buf_free(&content);
    if (rc < 0 || db_select(db, SQL_PUBLICATION_ADDED, &r, e) < 0)
        return -1;
    *ret_id = db_next(r) ? (uint32_t)db_id(r, 0) : 0;
    return db_done(r, e);
}

static int insert_cell(struct db_bulk *b, const struct publication_draft *d, uint32_t id, const size_t at[3],
                       int gender, struct err *e)
{
    const struct publication_value *v = publication_value_at(d, at[0], at[1], at[2], gender);
    const struct publication_item *item = &d->items[at[0]];
    bool percent = v->state == SUPPRESS_SHOWN && item->id != ITEM_PUPILS && !item->is_mean;

    if (!publication_wants(d, at[0], at[1], at[2], gender) || v->state == SUPPRESS_NONE)
        return 0;
    return db_bulk_add(b, e, DB_I(id), DB_I(d->units[at[2]].id), DB_I(d->years[at[1]]), DB_I(gender), DB_I(item->id),
                       DB_I(v->state), percent ? DB_I(suppress_percent(v->n, v->of)) : DB_NULL,
                       DB_I(v->state == SUPPRESS_HIDDEN ? 0 : v->of));
}

static int insert_cells(struct db *db, const struct publication_draft *d, uint32_t id, struct err *e)
{
    struct db_bulk *b = db_bulk_new(db, SQL_PUBLICATION_ADD_CELL, "iiiiiiii");
    size_t at[3];
    int rc = 0;

    for (at[0] = 0; at[0] < d->n_items; at[0]++) {
        for (at[1] = 0; at[1] < d->n_years; at[1]++) {
            for (at[2] = 0; at[2] < d->n_units; at[2]++) {
                for (int g = ALL_GENDERS; rc == 0 && g <= GENDER_M; g++)
                    rc = insert_cell(b, d, id, at, g, e);
            }
        }
    }
    if (rc == 0)
        rc = db_bulk_flush(b, NULL, e);
    db_bulk_free(b);
    return rc;
}

int publication_publish(struct db *db, struct arena *a, const struct publication_choice *choice,
                        const struct publication_text *text, uint32_t *ret_id, struct err *e)
{
    struct publication_draft *d;
    struct db_rows *r;

    if (db_select(db, SQL_PUBLICATION_HOLD, &r, e) < 0 || db_done(r, e) < 0 || end_replaced(db, text, e) < 0 ||
        publication_build(db, a, choice, &d, e) < 0)
        return -1;
    if (d->tally.unprotected > 0)
        return err_set(e, ERR_CONFLICT, "%zu hidden figures would follow from what was published before",
                       d->tally.unprotected);
    return insert(db, d, text, ret_id, e) < 0 ? -1 : insert_cells(db, d, *ret_id, e);
}
