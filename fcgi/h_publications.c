/*
 * Publications. The director chooses, looks and publishes; the board reads what was published for it,
 * and whoever asks what was published for everybody, where the instance has that page.
 */
#include <string.h>

#include "domain/suppress.h"
#include "fcgi/handlers.h"
#include "fcgi/identity.h"
#include "fcgi/member.h"
#include "fcgi/piece.h"
#include "fcgi/req_audit.h"
#include "store/publication.h"
#include "store/publication_build.h"
#include "store/setting.h"

/* Working out what may be shown of more takes longer than a request may. */
#define YEARS_AT_ONCE 4

static enum publication_reader reader_of(const struct req *q)
{
    return q->me->roles & 1u << ROLE_DIRECTOR ? PUBLICATION_DIRECTOR : PUBLICATION_BOARD;
}

/* ---- reading ---- */

static void write_round(struct json_writer *w, const struct publication *p)
{
    json_key(w, "round");
    json_object(w);
    json_kv_id(w, "id", p->round_id);
    json_kv_str(w, "kind", p->round_kind);
    json_kv_str(w, "term", p->round_term);
    if (p->round_week)
        json_kv_int(w, "week", p->round_week);
    else
        json_kv_null(w, "week");
    json_object_end(w);
}

static void write_cells(struct json_writer *w, int64_t all, int64_t hidden, int64_t near_all)
{
    json_key(w, "cells");
    json_object(w);
    json_kv_int(w, "all", all);
    json_kv_int(w, "hidden", hidden);
    json_kv_int(w, "near", near_all);
    json_object_end(w);
}

static void write_members(struct json_writer *w, const struct publication *p)
{
    json_kv_id(w, "id", p->id);
    json_kv_str(w, "title", p->title);
    json_kv_str(w, "audience", p->audience);
    json_kv_str(w, "state", p->state);
    write_round(w, p);
    req_kv_time(w, "published_at", p->as_of);
    json_kv_str(w, "published_by", p->actor);
    json_kv_id(w, "replaces", p->replaces);
    json_kv_id(w, "replaced_by", p->replaced_by);
    req_kv_time(w, "ended_at", p->ended_at);
    json_kv_str(w, "ended_by", p->ended_actor);
    json_kv_str(w, "reason", p->reason);
    write_cells(w, p->cells, p->hidden, p->near_all);
}

static int write_list(struct req *q, enum publication_reader reader)
{
    struct json_writer *w = &q->w;
    struct publication *list;
    struct err e = {0};
    size_t n;

    if (publication_list(q->db, q->arena, reader, &list, &n, &e) < 0)
        return fail_err(q, &e);
    json_object(w);
    json_kv_str(w, "instance", q->conf->instance_name);
    json_key(w, "publications");
    json_array(w);
    for (size_t i = 0; i < n; i++) {
        json_object(w);
        write_members(w, &list[i]);
        json_object_end(w);
    }
    json_array_end(w);
    json_object_end(w);
    return 0;
}

static int write_one(struct req *q, enum publication_reader reader)
{
    struct json_writer *w = &q->w;
    struct publication p;
    struct err e = {0};

    if (publication_read(q->db, q->arena, q->args.id, reader, &p, &e) < 0)
        return e.kind == ERR_NOT_FOUND ? fail(q, 404, "not-found", "There is no such publication.")
                                       : fail_err(q, &e);
    json_object(w);
    json_kv_str(w, "instance", q->conf->instance_name);
    write_members(w, &p);
    json_kv_str(w, "body", p.body);
    json_key(w, "content");
    json_raw(w, p.content);
    json_object_end(w);
    return 0;
}

int h_publications(struct req *q)
{
    return write_list(q, reader_of(q));
}

int h_publication(struct req *q)
{
    return write_one(q, reader_of(q));
}

/* ---- without a login: only where the setting says so ---- */

static int public_page(struct req *q)
{
    char value[SETTING_VALUE_MAX * 4 + 1] = "";
    struct err e = {0};

    if (setting_get(q->db, SETTING_PUBLIC_PAGE, value, &e) < 0)
        return fail_err(q, &e);
    return strcmp(value, "1") == 0 ? 0 : fail(q, 404, "not-found", "There is nothing at this address.");
}

int h_public(struct req *q)
{
    return public_page(q) < 0 ? -1 : write_list(q, PUBLICATION_EVERYBODY);
}

int h_public_one(struct req *q)
{
    return public_page(q) < 0 ? -1 : write_one(q, PUBLICATION_EVERYBODY);
}

/* ---- choosing ---- */

int h_publication_choices(struct req *q)
{
    struct json_writer *w = &q->w;
    struct db_rows *r;
    struct err e = {0};
    bool open = false;

    if (db_select(q->db, SQL_PUBLICATION_CHOICES, &r, &e) < 0)
        return fail_err(q, &e);
    json_object(w);
    json_key(w, "rounds");
    json_array(w);
    for (uint64_t last = 0; db_next(r); last = db_id(r, 0)) {
        if (db_id(r, 0) != last) {
            if (open) {
                json_array_end(w);
                json_object_end(w);
            }
            open = true;
            json_object(w);
            write_round(w, &(struct publication){.round_id = (uint32_t)db_id(r, 0),
                                                 .round_kind = db_str(r, 1),
                                                 .round_term = db_str(r, 2),
                                                 .round_week = (int)db_int(r, 3)});
            json_key(w, "year_groups");
            json_array(w);
        }
        json_int(w, db_int(r, 4));
    }
    if (open) {
        json_array_end(w);
        json_object_end(w);
    }
    json_array_end(w);
    json_object_end(w);
    return db_done(r, &e) < 0 ? fail_err(q, &e) : 0;
}

static const char *const choice_names[] = {"round", "level", "year_groups", "genders", "subjects", "measures",
                                           "audience", "title", "body", "replaces", "reason", NULL};

static int one_of(struct req *q, const char *name, const char *const *values, int *ret_index)
{
    const struct json_node *n = json_get(q->body, name);

    for (*ret_index = 0; values[*ret_index]; ++*ret_index) {
        if (n && json_string(n) && strcmp(json_string(n), values[*ret_index]) == 0)
            return 0;
    }
    return fail_field(q, 422, "invalid-body", name, "%s has another value than those that are known.", name);
}

/* Numbers of year groups; 0 stands for all of them together. */
static int read_years(struct req *q, unsigned *ret_years)
{
    const struct json_node *list;
    int64_t year;

    *ret_years = 0;
    if (member_array(q, q->body, "year_groups", 1, PUBLICATION_YEARS_MAX, &list) < 0)
        return -1;
    for (const struct json_node *n = json_first(list); n; n = json_next(n)) {
        if (!json_int64(n, &year) || year < 0 || year >= PUBLICATION_YEARS_MAX)
            return fail_field(q, 422, "invalid-body", "year_groups", "year_groups are numbers from 0 to 10.");
        *ret_years |= 1u << year;
    }
    return 0;
}

static int read_choice(struct req *q, struct publication_choice *c, struct round *round)
{
    static const char *const levels[] = {"municipality", "area", "school", NULL};
    struct err e = {0};
    int level;

    if (member_only(q, q->body, choice_names) < 0 || member_id(q, q->body, "round", true, &c->round_id) < 0 ||
        one_of(q, "level", levels, &level) < 0 || read_years(q, &c->years) < 0 ||
        member_bool(q, q->body, "genders", &c->genders) < 0 || member_bool(q, q->body, "subjects", &c->subjects) < 0 ||
        member_bool(q, q->body, "measures", &c->measures) < 0)
        return -1;
    c->level = (enum publication_level)level;
    if (c->level == PUBLICATION_SCHOOLS && json_count(json_get(q->body, "year_groups")) > YEARS_AT_ONCE)
        return fail_field(q, 422, "publication-large", "year_groups",
                          "Choose at most %d year groups when there are rows for schools.", YEARS_AT_ONCE);
    if (!c->subjects && !c->measures)
        return fail_field(q, 422, "invalid-body", "subjects", "Choose at least one kind of table.");
    if (round_by_id(q->db, c->round_id, round, &e) < 0)
        return e.kind == ERR_NOT_FOUND ? fail(q, 404, "not-found", "There is no such round.") : fail_err(q, &e);
    if (round->state != ROUND_CLOSED)
        return fail(q, 409, "publication-too-early",
                    "Only figures of a closed round can be published. Wait until it has closed.");
    return 0;
}

static int fail_build(struct req *q, const struct err *e)
{
    if (e->kind == ERR_INPUT)
        return fail_field(q, 422, "invalid-body", "year_groups",
                          "The round has no figures for this choice. Choose other year groups.");
    if (e->kind == ERR_CONFLICT)
        return fail(q, 409, "publication-reveals",
                    "Together with what was published before, this would give away figures that are hidden, "
                    "however much is hidden here. Choose fewer tables, or publish without girls and boys or "
                    "without the schools.");
    if (e->kind == ERR_NOT_FOUND)
        return fail_field(q, 404, "not-found", "replaces", "What this is to replace does not stand any more.");
    return fail_err(q, e);
}

/* The other workers are for what everybody else asks meanwhile. */
static int begin_alone(struct req *q)
{
    struct err e = {0};
    bool alone;

    if (publication_alone(q->db, &alone, &e) < 0)
        return fail_err(q, &e);
    return alone ? 0
                 : fail(q, 409, "publication-busy",
                        "What another publication may show is being worked out. Try again in some seconds.");
}

int h_publication_preview(struct req *q)
{
    struct json_writer *w = &q->w;
    struct publication_choice c = {0};
    struct publication_draft *d;
    const struct suppress_tally *t;
    struct round round;
    struct err e = {0};
    int rc;

    if (read_choice(q, &c, &round) < 0 || begin_alone(q) < 0)
        return -1;
    rc = publication_build(q->db, q->arena, &c, &d, &e);
    publication_alone_end(q->db);
    if (rc < 0)
        return fail_build(q, &e);
    t = publication_tally(d);
    json_object(w);
    write_round(w, &(struct publication){.round_id = round.id,
                                         .round_kind = round_kind_name(round.kind),
                                         .round_term = round.term,
                                         .round_week = round.week});
    req_kv_time(w, "as_of", q->now);
    write_cells(w, (int64_t)t->cells, (int64_t)t->hidden, (int64_t)t->near);
    json_kv_int(w, "primary", (int64_t)t->primary);
    json_kv_int(w, "followed", (int64_t)t->followed);
    json_kv_bool(w, "allowed", t->unprotected == 0);
    json_key(w, "content");
    json_object(w);
    publication_write(w, d);
    json_object_end(w);
    json_object_end(w);
    return 0;
}

static int read_text(struct req *q, struct publication_text *t)
{
    static const char *const audiences[] = {"board", "public", NULL};
    int audience;

    if (one_of(q, "audience", audiences, &audience) < 0 ||
        member_text(q, q->body, "title", PUBLICATION_TITLE_MAX, true, &t->title) < 0 ||
        member_text(q, q->body, "body", PUBLICATION_BODY_MAX, false, &t->body) < 0 ||
        member_id(q, q->body, "replaces", false, &t->replaces) < 0 ||
        member_text(q, q->body, "reason", PUBLICATION_REASON_MAX, t->replaces != 0, &t->reason) < 0)
        return -1;
    t->audience = audiences[audience];
    if (!t->body)
        t->body = "";
    return 0;
}

int h_publication_publish(struct req *q)
{
    struct publication_text t = {.person_id = q->me->person_id, .actor = "*", .now = q->now};
    struct publication_choice c = {0};
    struct round round;
    struct err e = {0};
    uint32_t id;
    int rc;

    if (read_choice(q, &c, &round) < 0 || read_text(q, &t) < 0 || begin_alone(q) < 0)
        return -1;
    rc = publication_publish(q->db, q->arena, &c, &t, &id, &e);
    publication_alone_end(q->db);
    if (rc < 0)
        return e.kind == ERR_RETRY ? fail_err(q, &e) : fail_build(q, &e);
    req_audit(q, &(struct audit_line){.kind = AUDIT_EXPORT, .round_id = round.id, .detail = t.title,
                                      .new_value = t.audience});
    q->args.id = id;
    return write_one(q, PUBLICATION_DIRECTOR);
}

int h_publication_withdraw(struct req *q)
{
    static const char *const names[] = {"reason", NULL};
    const char *reason;
    struct err e = {0};

    if (member_only(q, q->body, names) < 0 ||
        member_text(q, q->body, "reason", PUBLICATION_REASON_MAX, true, &reason) < 0)
        return -1;
    if (publication_withdraw(q->db, q->args.id, q->me->person_id, "*", reason, &e) < 0)
        return e.kind == ERR_NOT_FOUND ? fail(q, 404, "not-found", "There is no such publication that stands.")
                                       : fail_err(q, &e);
    req_audit(q, &(struct audit_line){.kind = AUDIT_EXPORT, .detail = "withdrawn", .new_value = reason});
    return write_one(q, PUBLICATION_DIRECTOR);
}
