#include <string.h>

#include "base/utf8.h"
#include "fcgi/handlers.h"
#include "fcgi/identity.h"
#include "fcgi/piece.h"
#include "fcgi/problem.h"
#include "fcgi/req_audit.h"
#include "fcgi/save_log.h"
#include "fcgi/seen.h"
#include "store/assessment.h"

enum mode { MODE_READ, MODE_REPORT, MODE_CORRECT };
static const char *const mode_names[] = {"read", "report", "correct"};
static const char no_such_group[] = "There is no such group, or it is not yours to see.";

/* The group as this person may see it. */
struct group_view {
    uint32_t id, subject_id, unit_id;
    const char *name, *subject_code, *subject_sv, *subject_en, *unit_name;
    bool teaches, decides;
    enum mode mode;
};

static enum mode mode_of(bool teaches, bool decides, const struct round *round)
{
    if (teaches && round->accepts)
        return MODE_REPORT;
    return decides ? MODE_CORRECT : MODE_READ;
}

/* The round becomes that of the group's school. */
static int group_enter(struct req *q, struct round *round, struct group_view *ret_group)
{
    struct group_view g = {0};
    struct db_rows *r;
    struct err e = {0};

    if (db_select(q->db, SQL_GROUP_FOR_PERSON, &r, &e, DB_I(q->me->person_id),
                  DB_S(q->me->acting), DB_S(q->today), DB_S(q->today), DB_I(q->args.id)) < 0)
        return fail_err(q, &e);
    if (db_next(r)) {
        g.id = (uint32_t)db_id(r, 0);
        g.name = arena_strdup(q->arena, db_str(r, 1));
        g.subject_id = (uint32_t)db_id(r, 2);
        g.subject_code = arena_strdup(q->arena, db_str(r, 3));
        g.subject_sv = arena_strdup(q->arena, db_str(r, 4));
        g.subject_en = arena_strdup(q->arena, db_str(r, 5));
        g.unit_id = (uint32_t)db_id(r, 6);
        g.unit_name = arena_strdup(q->arena, db_str(r, 7));
        g.teaches = db_int(r, 8) != 0;
        g.decides = db_int(r, 9) != 0;
    }
    if (db_done(r, &e) < 0)
        return fail_err(q, &e);
    if (!g.id)
        return fail(q, 404, "not-found", "%s", no_such_group);
    if (round_for_unit(q->db, g.unit_id, round, &e) < 0)
        return fail_err(q, &e);
    g.mode = mode_of(g.teaches, g.decides, round);
    *ret_group = g;
    return 0;
}

static int write_counts(struct req *q, uint32_t round_id, uint32_t group_id)
{
    struct counts c = {0};
    struct db_rows *r;
    struct err e = {0};

    if (db_select(q->db, SQL_GROUP_COUNTS, &r, &e, DB_I(round_id), DB_I(group_id)) < 0)
        return fail_err(q, &e);
    if (db_next(r))
        c = (struct counts){db_int(r, 0), db_int(r, 1), db_int(r, 2), db_int(r, 3)};
    piece_counts(&q->w, "counts", &c);
    return db_done(r, &e) < 0 ? fail_err(q, &e) : 0;
}

static int write_group(struct req *q, const struct group_view *g)
{
    struct json_writer *w = &q->w;
    struct db_rows *r;
    struct err e = {0};

    if (db_select(q->db, SQL_GROUP_TEACHERS, &r, &e, DB_I(g->id), DB_S(q->today),
                  DB_S(q->today)) < 0)
        return fail_err(q, &e);
    json_key(w, "group");
    json_object(w);
    json_kv_id(w, "id", g->id);
    json_kv_str(w, "name", g->name);
    piece_subject(w, "subject", g->subject_id, g->subject_code, g->subject_sv, g->subject_en);
    piece_id_name(w, "unit", g->unit_id, g->unit_name);
    json_key(w, "teachers");
    json_array(w);
    while (db_next(r))
        json_str(w, db_str(r, 0));
    json_array_end(w);
    json_object_end(w);
    return db_done(r, &e) < 0 ? fail_err(q, &e) : 0;
}

static int write_scales(struct req *q, uint32_t round_id, uint32_t group_id)
{
    struct json_writer *w = &q->w;
    struct db_rows *r;
    struct err e = {0};
    uint64_t scale_id = 0;

    if (db_select(q->db, SQL_GROUP_SCALES, &r, &e, DB_I(round_id), DB_I(group_id)) < 0)
        return fail_err(q, &e);
    json_key(w, "scales");
    json_array(w);
    while (db_next(r)) {
        if (db_id(r, 0) != scale_id) {
            if (scale_id) {
                json_array_end(w);
                json_object_end(w);
            }
            scale_id = db_id(r, 0);
            json_object(w);
            json_kv_id(w, "id", scale_id);
            piece_name(w, "name", db_str(r, 1), db_str(r, 2));
            json_key(w, "levels");
            json_array(w);
        }
        json_object(w);
        json_kv_str(w, "code", db_str(r, 3));
        json_kv_str(w, "key", db_str(r, 4));
        piece_name(w, "name", db_str(r, 5), db_str(r, 6));
        json_kv_bool(w, "passes", db_int(r, 7) != 0);
        json_object_end(w);
    }
    if (scale_id) {
        json_array_end(w);
        json_object_end(w);
    }
    json_array_end(w);
    return db_done(r, &e) < 0 ? fail_err(q, &e) : 0;
}

/* "-" for not assessable, the code of a level, NULL for missing. */
static const char *level_text(const char *state, const char *code)
{
    if (strcmp(state, "not_assessable") == 0)
        return "-";
    return strcmp(state, "level") == 0 ? code : NULL;
}

static int write_pupils(struct req *q, const struct round *round, const struct round before[2],
                        uint32_t group_id)
{
    struct json_writer *w = &q->w;
    struct db_rows *r;
    struct err e = {0};

    if (db_select(q->db, SQL_GROUP_PUPILS, &r, &e, SEEN_PARAMS(q), DB_I(before[0].id),
                  DB_I(before[1].id), DB_I(round->id), DB_I(group_id)) < 0)
        return fail_err(q, &e);
    json_key(w, "pupils");
    json_array(w);
    while (db_next(r)) {
        json_object(w);
        json_kv_id(w, "id", db_id(r, 0));
        json_kv_str(w, "name", db_str(r, 1));
        seen_pupil(q, db_id(r, 0), (enum seen)db_int(r, 15));
        json_kv_str(w, "class", db_str(r, 2));
        json_kv_id(w, "scale", db_id(r, 3));
        json_kv_str(w, "level", level_text(db_str(r, 4), db_str(r, 5)));
        json_kv_int(w, "version", db_int(r, 6));
        json_kv_str(w, "by", db_str(r, 7));
        req_kv_time(w, "at", db_str(r, 8));
        json_kv_bool(w, "left", db_int(r, 9) != 0);
        json_kv_bool(w, "corrected", db_int(r, 10) != 0);
        json_key(w, "previous");
        json_array(w);
        for (unsigned i = 0; i < 2 && before[i].id; i++)
            json_str(w, level_text(db_str(r, 11 + 2 * i), db_str(r, 12 + 2 * i)));
        json_array_end(w);
        json_object_end(w);
    }
    json_array_end(w);
    return db_done(r, &e) < 0 ? fail_err(q, &e) : 0;
}

static int write_hidden(struct req *q, uint32_t round_id, uint32_t group_id)
{
    struct db_rows *r;
    struct err e = {0};

    if (db_select(q->db, SQL_GROUP_HIDDEN, &r, &e, DB_I(round_id), DB_I(group_id),
                  SEEN_PARAMS(q)) < 0)
        return fail_err(q, &e);
    seen_hidden(q, db_next(r) ? db_int(r, 0) : 0);
    return db_done(r, &e) < 0 ? fail_err(q, &e) : 0;
}

/* The two rounds before, newest first; id 0 where there is none. */
static int load_before(struct req *q, const struct round *round, struct round ret_before[2])
{
    struct err e = {0};

    memset(ret_before, 0, 2 * sizeof(ret_before[0]));
    if (round_previous(q->db, round->id, &ret_before[0], &e) < 0)
        return fail_err(q, &e);
    if (ret_before[0].id && round_previous(q->db, ret_before[0].id, &ret_before[1], &e) < 0)
        return fail_err(q, &e);
    return 0;
}

int h_assessments_get(struct req *q)
{
    struct json_writer *w = &q->w;
    struct group_view g = {0};
    struct round round, before[2];

    if (round_enter(q, &round) < 0 || group_enter(q, &round, &g) < 0)
        return -1;
    if (!round.id)
        return fail(q, 409, "round-not-open", "No round has been opened yet.");
    if (load_before(q, &round, before) < 0)
        return -1;
    req_audit(q, &(struct audit_line){.kind = AUDIT_VIEW_LIST, .group_id = g.id,
                                      .unit_id = g.unit_id, .round_id = round.id,
                                      .subject_id = g.subject_id});
    json_object(w);
    if (write_group(q, &g) < 0)
        return -1;
    piece_round(w, "round", &round);
    json_key(w, "previous");
    json_array(w);
    for (int i = 0; i < 2 && before[i].id; i++)
        piece_round(w, NULL, &before[i]);
    json_array_end(w);
    json_kv_str(w, "mode", mode_names[g.mode]);
    if (write_scales(q, round.id, g.id) < 0 || write_counts(q, round.id, g.id) < 0 ||
        write_pupils(q, &round, before, g.id) < 0 || write_hidden(q, round.id, g.id) < 0)
        return -1;
    json_object_end(w);
    return 0;
}

/* ---- PUT ---- */

static int bad_body(struct req *q, const char *field, const char *what)
{
    return fail_field(q, 422, "invalid-body", field, "%s", what);
}

/* Refuses members that the object may not have. */
static bool only_members(const struct json_node *n, const char *const *names)
{
    for (const struct json_node *m = json_first(n); m; m = json_next(m)) {
        const char *const *name = names;

        while (*name && strcmp(*name, json_name(m)) != 0)
            name++;
        if (!*name)
            return false;
    }
    return true;
}

static bool parse_id(const char *text, uint32_t *ret_id)
{
    uint64_t id = 0;

    if (!text || text[0] == '0' || strlen(text) > 10)
        return false;
    for (; *text; text++) {
        if (*text < '0' || *text > '9')
            return false;
        id = id * 10 + (uint64_t)(*text - '0');
    }
    if (id == 0 || id > UINT32_MAX)
        return false;
    *ret_id = (uint32_t)id;
    return true;
}

/* nth: 1 is the first, so that who sends many finds the one that is wrong. */
static int bad_entry(struct req *q, size_t nth, const char *field, const char *what)
{
    return fail_field(q, 422, "invalid-body", field, "Entry %zu of entries: %s", nth, what);
}

static int parse_entry(struct req *q, const struct json_node *n, size_t nth,
                       struct assessment_entry *entry)
{
    static const char *const members[] = {"pupil", "level", "version", NULL};
    const struct json_node *level = json_get(n, "level");
    const struct json_node *version = json_get(n, "version");
    const struct json_node *pupil = json_get(n, "pupil");
    int64_t v;

    if (json_type(n) != JSON_OBJECT || !only_members(n, members))
        return bad_entry(q, nth, "entries", "an entry is an object of pupil, level and version.");
    if (!pupil || json_type(pupil) != JSON_STRING || !parse_id(json_string(pupil), &entry->pupil_id))
        return bad_entry(q, nth, "pupil", "pupil is the id of a pupil, from 1 to 4294967295, as a string.");
    if (!level || (json_type(level) != JSON_NULL && json_type(level) != JSON_STRING))
        return bad_entry(q, nth, "level", "level is a level's code, \"-\" or null.");
    entry->level = json_type(level) == JSON_STRING ? json_string(level) : NULL;
    if (entry->level && (entry->level[0] == '\0' || strlen(entry->level) > 8))
        return bad_entry(q, nth, "level", "level is a level's code, \"-\" or null.");
    if (!version || !json_int64(version, &v) || v < 0 || v > UINT32_MAX)
        return bad_entry(q, nth, "version", "version is the number that the entry was based on.");
    entry->version = (uint32_t)v;
    return 0;
}

static int parse_entries(struct req *q, struct assessment_save *save)
{
    const struct json_node *entries = json_get(q->body, "entries");

    if (!entries || json_type(entries) != JSON_ARRAY)
        return bad_body(q, "entries", "entries is an array.");
    save->n_entries = json_count(entries);
    if (save->n_entries == 0 || save->n_entries > ASSESSMENT_ENTRIES_MAX)
        return bad_body(q, "entries", "entries has 1 to 100 elements.");
    save->entries = arena_array(q->arena, save->n_entries, sizeof(*save->entries));
    save->n_entries = 0;
    for (const struct json_node *n = json_first(entries); n; n = json_next(n)) {
        struct assessment_entry *entry = &save->entries[save->n_entries];

        if (parse_entry(q, n, save->n_entries + 1, entry) < 0)
            return -1;
        for (size_t i = 0; i < save->n_entries; i++) {
            if (save->entries[i].pupil_id == entry->pupil_id)
                return fail_field(q, 422, "invalid-body", "pupil",
                                  "Entry %zu of entries: its pupil, %u, stands in entry %zu too.",
                                  save->n_entries + 1, entry->pupil_id, i + 1);
        }
        save->n_entries++;
    }
    return 0;
}

static int parse_save(struct req *q, struct assessment_save *save)
{
    static const char *const members[] = {"entries", "reason", NULL};
    const struct json_node *reason = json_get(q->body, "reason");

    if (json_type(q->body) != JSON_OBJECT || !only_members(q->body, members))
        return bad_body(q, "", "The body is an object of entries and, for a correction, reason.");
    if (reason && json_type(reason) != JSON_STRING && json_type(reason) != JSON_NULL)
        return bad_body(q, "reason", "reason is a text.");
    if (reason && json_type(reason) == JSON_STRING) {
        save->reason = json_string(reason);
        if (utf8_length(save->reason, strlen(save->reason)) > ASSESSMENT_REASON_MAX)
            return bad_body(q, "reason", "reason has at most 500 characters.");
    }
    return parse_entries(q, save);
}

/* Whether this person may write the group now; fills what follows from it. */
static int allow_save(struct req *q, struct assessment_save *save)
{
    const struct assessment_group *g = save->group;
    enum mode mode = mode_of(g->teaches, g->decides, save->round);

    if (mode == MODE_CORRECT) {
        size_t blanks = save->reason ? strspn(save->reason, " \t\r\n") : 0;

        if (!save->reason || save->reason[blanks] == '\0')
            return fail_field(q, 422, "reason-required", "reason",
                              "A correction by the principal needs a reason.");
        save->correction = true;
        return 0;
    }
    save->reason = NULL;
    if (mode == MODE_REPORT)
        return 0;
    if (!g->teaches)
        return fail(q, 403, "forbidden", "You may read this group but not change it.");
    return fail(q, 409, "round-closed",
                "The round is closed. The principal can correct an assessment, with a reason.");
}

/* The group and the round, which is held: what is allowed now is still when the save ends. */
static int enter_save(struct req *q, const struct assessment_person *person,
                      struct round *ret_round, struct assessment_group *ret_group)
{
    struct err e = {0};

    if (round_enter_held(q, ret_round) < 0)
        return -1;
    if (assessment_group(q->db, q->groups, q->args.id, q->revision, person, ret_group, &e) < 0)
        return e.kind == ERR_NOT_FOUND ? fail(q, 404, "not-found", "%s", no_such_group)
                                       : fail_err(q, &e);
    if (!ret_round->id)
        return fail(q, 409, "round-not-open", "No round has been opened yet.");
    return round_for_unit(q->db, ret_group->unit_id, ret_round, &e) < 0 ? fail_err(q, &e) : 0;
}

static void write_rejection(struct json_writer *w, enum assessment_status status)
{
    struct problem p = {.status = 422};

    switch (status) {
    case ASSESSMENT_LEFT:
        p.kind = problem_find("pupil-left");
        strcpy(p.detail, "The pupil has left the group; nothing was stored.");
        break;
    case ASSESSMENT_SCHOOL_CLOSED:
        p.kind = problem_find("round-closed");
        strcpy(p.detail, "The pupil goes to a school where the round is closed; nothing was "
                         "stored.");
        break;
    case ASSESSMENT_LEVEL_NOT_IN_SCALE:
        p.kind = problem_find("level-not-in-scale");
        strcpy(p.detail, "The pupil's scale in this subject does not have that level; nothing was "
                         "stored.");
        break;
    default:
        p.kind = problem_find("pupil-not-in-group");
        strcpy(p.detail, "The pupil is not in this group in this round; nothing was stored.");
        break;
    }
    json_key(w, "problem");
    problem_write(w, &p, NULL);
}

static void write_result(struct json_writer *w, const struct assessment_entry *entry)
{
    json_object(w);
    json_kv_id(w, "pupil", entry->pupil_id);
    if (entry->status != ASSESSMENT_SAVED && entry->status != ASSESSMENT_CONFLICT) {
        json_kv_str(w, "status", "rejected");
        write_rejection(w, entry->status);
    } else {
        json_kv_str(w, "status", entry->status == ASSESSMENT_SAVED ? "saved" : "conflict");
        json_kv_int(w, "version", entry->new_version);
        json_kv_str(w, "level", entry->now);
        if (entry->status == ASSESSMENT_CONFLICT)
            json_kv_str(w, "by", entry->by);
        req_kv_time(w, "at", entry->at);
    }
    json_object_end(w);
}

int h_assessments_put(struct req *q)
{
    const struct assessment_person person = {q->me->person_id, q->me->acting, q->today};
    struct json_writer *w = &q->w;
    struct assessment_group group;
    struct round round;
    struct assessment_save save = {.round = &round,
                                   .group = &group,
                                   .person = &person,
                                   .now = q->now,
                                   .reference = q->reference,
                                   .groups = q->groups,
                                   .log = save_log,
                                   .log_ctx = q};
    struct counts counts;
    struct err e = {0};

    if (enter_save(q, &person, &round, &group) < 0 || parse_save(q, &save) < 0 ||
        allow_save(q, &save) < 0)
        return -1;
    if (assessment_save(q->db, q->arena, &save, &e) < 0)
        return save.log_failed && e.kind != ERR_RETRY ? req_audit_failed(q, &e) : fail_err(q, &e);
    json_object(w);
    json_key(w, "results");
    json_array(w);
    for (size_t i = 0; i < save.n_entries; i++)
        write_result(w, &save.entries[i]);
    json_array_end(w);
    counts = (struct counts){save.counts.assessed, save.counts.not_assessable, save.counts.missing,
                             save.counts.left};
    piece_counts(w, "counts", &counts);
    piece_round(w, "round", &round);
    json_object_end(w);
    return 0;
}
