/*
 * A request in hand is a struct call. It passes three stations, each of which may end it with a
 * problem: prepare (everything that needs no database), perform (the database), answer.
 *
 * What is read carries a tag of the revision it was built from. When the browser sends it back, one
 * statement outside any transaction reads the counters; if the person is cached at that revision and
 * the tag is the same, the answer is 304. Else they are read again inside the answer's snapshot.
 */
#include "fcgi/serve.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "fcgi/body.h"
#include "fcgi/clock.h"
#include "fcgi/etag.h"
#include "fcgi/export.h"
#include "fcgi/hash.h"
#include "fcgi/param.h"
#include "fcgi/problem.h"
#include "fcgi/refusal.h"
#include "fcgi/req_audit.h"
#include "fcgi/resp.h"
#include "fcgi/route.h"
#include "fcgi/site.h"
#include "fcgi/version.h"
#include "store/dips.h"
#include "store/group_cache.h"
#include "store/reference.h"
#include "fcgi/watchdog.h"

#define PERSONS_CACHED 256
#define ARENA_CAP ((size_t)64 * 1024 * 1024)
/* Of the answer's buffer, between requests: always as much, and enough to be apart from the heap (mem_keep). One that
 * grew with each answer would stay wherever the largest one left it, and the heap would grow around it. */
#define BODY_KEPT ((size_t)256 * 1024)
#define RETRY_AFTER_S 2

struct serve {
    const struct conf *conf;
    struct db *db, *log;
    struct arena *arena;
    struct identity_cache *persons;
    struct revision *revision;
    struct reference_cache *reference;
    struct dips_cache *dips;
    struct group_cache *groups;
    struct buf body;
    uint64_t seed;             /* of the tags */
    unsigned long count;       /* requests so far, for ids of our own */
    bool schema_reported;      /* the log knows that the schema is unknown */
    char id[REQUEST_ID_MAX + 1];
};

struct call {
    struct serve *s;
    struct req q;
    struct env env;
    struct json_doc *doc;
    FCGX_Stream *in;
    char eppn[IDENTITY_EPPN_MAX + 1];
    char capacity[IDENTITY_CAPACITY_MAX + 1]; /* "": all duties */
    char etag[ETAG_SIZE]; /* "" until it is known */
    bool head;
    bool unchanged;       /* 304 */
    struct export_file file; /* of an export */
    char allow[48];       /* with 405 */
};

/* ---- prepare: everything that needs no database ---- */

static int match(struct call *c)
{
    const char *method = env_text(&c->env, ENV_REQUEST_METHOD);
    const char *path = env_text(&c->env, ENV_PATH_INFO);
    bool known_path;

    c->q.route = route_match(method, path, &c->q.args, &known_path);
    c->head = strcmp(method, "HEAD") == 0;
    if (c->q.route)
        return 0;
    if (!known_path)
        return fail(&c->q, 404, "not-found", "There is nothing at this address.");
    route_allowed_methods(path, c->allow, sizeof(c->allow));
    return fail(&c->q, 405, "method-not-allowed", "This address takes %s.", c->allow);
}

static bool needs_person(const struct route *route)
{
    return !(route->allow & ALLOW_ANYONE);
}

static int not_held(struct call *c)
{
    return fail_field(&c->q, 403, "duty-not-held", "X-Malkoll-Duty",
                      "You do not have this duty, or no longer. Load the page again.");
}

/* A person with several duties may name the one to act in: then the others reach nothing. */
static int act_in(struct call *c)
{
    const char *named = env_text(&c->env, ENV_HTTP_X_MALKOLL_DUTY);

    return named[0] && identity_capacity(named, c->capacity) < 0 ? not_held(c) : 0;
}

static int authenticate(struct call *c)
{
    const char *user = env_text(&c->env, ENV_REMOTE_USER);

    if (!needs_person(c->q.route))
        return 0;
    if (user[0] == '\0')
        return fail(&c->q, 401, "unauthenticated", "You are not logged in, or no longer.");
    req_audit_from(&c->q, user, env_text(&c->env, ENV_REMOTE_ADDR));
    if (identity_eppn(user, c->eppn) < 0)
        return fail(&c->q, 403, "unknown-person", "Your login name is not in the roster.");
    return act_in(c);
}

static int parse(struct call *c, FCGX_Stream *in)
{
    const struct route *route = c->q.route;
    struct param_fault fault;

    if (route->method != METHOD_GET && site_check_write(&c->q, &c->env) < 0)
        return -1;
    if (route->method == METHOD_GET && needs_person(route) && site_check_read(&c->q, &c->env) < 0)
        return -1;
    if (param_query(env_text(&c->env, ENV_QUERY_STRING), route->params, &c->q.args, &fault) < 0)
        return fail_field(&c->q, 400, fault.slug, fault.field, "%s", fault.detail);
    /* A file is not read before its sender is known to be allowed. */
    if ((route->method != METHOD_PUT && route->method != METHOD_POST) || route->txn == TXN_UPLOAD)
        return 0;
    if (body_read(&c->q, &c->env, in, &c->doc) < 0)
        return -1;
    c->q.body = json_root(c->doc);
    return 0;
}

static int prepare(struct call *c, const FCGX_Request *fr)
{
    int rc = env_read(fr->envp, &c->env);

    c->q.id = req_id(c->s->id, env_text(&c->env, ENV_REQUEST_ID), c->s->count);
    clock_read(c->q.today, c->q.now);
    if (rc < 0)
        return fail(&c->q, 400, "identity-ambiguous",
                    "The web server sent a parameter twice; its configuration is wrong.");
    if (match(c) < 0)
        return -1;
    watchdog_note(c->q.id, c->q.route->path);
    if (route_is_slow(c->q.route))
        watchdog_extend(c->q.conf->import_timeout_s);
    if (authenticate(c) < 0)
        return -1;
    return parse(c, fr->in);
}

/* ---- perform: the database ---- */

static uint32_t unit_of(const struct call *c)
{
    const struct route *route = c->q.route;

    if (route->rev != REV_UNIT)
        return 0;
    return route->path_id_is_unit ? c->q.args.id : c->q.args.unit;
}

static int schema_unknown(struct call *c, const char *found)
{
    if (!c->s->schema_reported)
        log_event(LOG_LEVEL_ERROR, "schema-unknown", "found=%s expected=%d", found,
                  SQL_SCHEMA_VERSION);
    c->s->schema_reported = true;
    return fail(&c->q, 503, "schema-unknown",
                "The database has another version than the program. The administrator has to run "
                "malkollctl migrate, or to restart the workers after an upgrade.");
}

/* Every request of a person begins with this; it tells whether the schema is the one that the
 * program was made for. */
static int read_revision(struct call *c)
{
    struct revision *rev = c->s->revision;
    bool once = c->q.route->txn == TXN_NONE || c->q.route->txn == TXN_UPLOAD;
    struct err e = {.kind = ERR_NONE};
    char found[24];

    if ((route_writes(c->q.route) ? revision_read_global(rev, c->q.db, &e)
                                  : revision_read(rev, c->q.db, !once, &e)) < 0 ||
        revision_refresh(rev, c->q.db, &e) < 0)
        return e.code == DB_NO_SUCH_TABLE || e.code == DB_NO_SUCH_COLUMN ? schema_unknown(c, "none")
                                                                          : fail_err(&c->q, &e);
    if (revision_schema(rev) != SQL_SCHEMA_VERSION) {
        snprintf(found, sizeof(found), "%lld", (long long)revision_schema(rev));
        return schema_unknown(c, found);
    }
    c->s->schema_reported = false;
    return 0;
}

static bool allowed(const struct call *c)
{
    return c->q.route->allow & ALLOW_KNOWN || c->q.route->allow & c->q.me->roles;
}

static void make_tag(struct call *c)
{
    const char *path = env_text(&c->env, ENV_PATH_INFO);
    const char *query = env_text(&c->env, ENV_QUERY_STRING);

    if (export_wanted(&c->q))
        return; /* each is logged, so that none is told to be as it was */
    if (c->q.route->rev == REV_BUILD) {
        etag_build(c->etag, c->s->seed, path, query);
    } else if (c->q.route->rev != REV_NONE && !route_writes(c->q.route)) {
        struct revision_stamp stamp = revision_stamp(c->s->revision, unit_of(c));

        etag_revision(c->etag, hash_text(c->s->seed, c->capacity), path, query,
                      c->q.me->person_id, c->q.today, &stamp);
    }
}

/* Whether the person reaches what the tag is about without the handler having to look. */
static bool reaches(const struct call *c)
{
    unsigned roles = c->q.route->allow & ALLOW_KNOWN ? ~0u : c->q.route->allow;
    uint32_t unit = unit_of(c);

    return unit == 0 || identity_reaches(c->q.me, unit, roles) ||
           identity_mentors(c->q.me, c->q.args.class_id);
}

static bool tag_matches(const struct call *c)
{
    return c->etag[0] && etag_matches(env_text(&c->env, ENV_HTTP_IF_NONE_MATCH), c->etag);
}

/* The short way: 1 for 304, 0 to go the whole way, -1 after fail(). */
static int look_unchanged(struct call *c)
{
    const struct route *route = c->q.route;
    struct err e = {.kind = ERR_NONE};
    uint64_t global;

    if (!c->env.value[ENV_HTTP_IF_NONE_MATCH] || !needs_person(route) || export_wanted(&c->q) ||
        (route->rev != REV_UNIT && route->rev != REV_ALL))
        return 0;
    if (revision_read(c->s->revision, c->q.db, false, &e) < 0)
        return e.kind == ERR_UNAVAILABLE ? fail_err(&c->q, &e) : 0;
    if (!revision_fresh(c->s->revision, c->q.db))
        return 0;
    global = revision_global(c->s->revision);
    c->q.me = identity_cached(c->s->persons, c->eppn, c->capacity, global, c->q.today);
    if (!c->q.me || !allowed(c))
        return 0;
    make_tag(c);
    return tag_matches(c) && reaches(c);
}

static int authorise(struct call *c)
{
    struct err e = {.kind = ERR_NONE};

    if (read_revision(c) < 0)
        return -1;
    c->q.revision = revision_global(c->s->revision);
    if (identity_get(c->s->persons, c->q.db, c->eppn, c->capacity, c->q.revision, c->q.today,
                     &c->q.me, &e) < 0)
        return e.kind == ERR_NOT_FOUND
                   ? fail(&c->q, 403, "unknown-person", "Your login name is not in the roster.")
                   : fail_err(&c->q, &e);
    if (c->capacity[0] && !c->q.me->n_duties)
        return not_held(c);
    if (!allowed(c))
        return fail(&c->q, 403, "forbidden", "Your duties do not include this.");
    return 0;
}

/* Nothing of an attempt that was rolled back may stay. */
static void begin_attempt(struct call *c)
{
    buf_settle(&c->s->body, BODY_KEPT);
    json_begin(&c->q.w, &c->s->body);
    c->q.status = 200;
    c->q.problem = NULL;
    c->q.me = NULL;
    req_audit_again(&c->q);
    c->etag[0] = '\0';
    err_clear(&c->q.err);
}

/* Makes the transaction end without effect; the library's error may ask for a repeat. */
static int refuse(struct call *c, struct err *e)
{
    if (c->q.err.kind != ERR_NONE)
        *e = c->q.err;
    else if (c->q.problem)
        err_set(e, ERR_CONFLICT, "refused");
    else
        err_set(e, ERR_INTERNAL, "the handler failed without a problem");
    return -1;
}

static int unit_of_work(struct db *db, void *ctx, struct err *e)
{
    struct call *c = ctx;

    (void)db;
    begin_attempt(c);
    if (needs_person(c->q.route) && authorise(c) < 0)
        return refuse(c, e);
    make_tag(c);
    if (tag_matches(c) && (!needs_person(c->q.route) || reaches(c))) {
        c->unchanged = true;
        return 0;
    }
    if (c->q.route->txn == TXN_UPLOAD && body_spool(&c->q, &c->env, c->in) < 0)
        return refuse(c, e);
    if (c->q.route->handle(&c->q) < 0)
        return refuse(c, e);
    json_end(&c->q.w);
    if (export_wanted(&c->q) && export_make(&c->q, &c->s->body, &c->file) < 0)
        return refuse(c, e);
    c->etag[0] = c->q.shows_protected ? '\0' : c->etag[0];
    c->unchanged = c->q.status == 200 && tag_matches(c);
    if (route_writes(c->q.route))
        req_audit_commit_with(&c->q);
    return 0;
}

static int run(struct call *c, struct err *e)
{
    switch (c->q.route->txn) {
    case TXN_READ:
        return db_read(c->q.db, unit_of_work, c, e);
    case TXN_WRITE:
    case TXN_SLOW:
        return db_transaction(c->q.db, unit_of_work, c, e);
    case TXN_NONE:
    case TXN_UPLOAD:
        break;
    }
    return unit_of_work(c->q.db, c, e);
}

static void perform(struct call *c)
{
    struct err e = {.kind = ERR_NONE};
    int unchanged = look_unchanged(c);

    c->unchanged = unchanged > 0;
    if (unchanged != 0 || run(c, &e) == 0)
        return;
    if (c->q.problem)
        return;
    if (c->q.audit.with_commit && e.kind != ERR_UNKNOWN_OUTCOME) {
        req_audit_failed(&c->q, &e);
        return;
    }
    /* Outside of a writing transaction nobody repeats. */
    if (e.kind == ERR_RETRY)
        e.kind = ERR_UNAVAILABLE;
    fail_err(&c->q, &e);
}

/* What was shown or asked for in vain, before the answer leaves; writes have their lines already. */
static void leave_trace(struct call *c)
{
    if (c->q.problem)
        req_audit_refusal(&c->q);
    else if (!c->unchanged && !route_writes(c->q.route))
        (void)req_audit_store(&c->q);
    req_audit_settle(&c->q);
}

/* ---- answer ---- */

static void answer_problem(struct call *c, FCGX_Stream *out)
{
    const struct problem *p = c->q.problem;
    struct resp r = {.status = p->status,
                     .content_type = "application/problem+json",
                     .cache_control = "no-store",
                     .allow = c->allow[0] ? c->allow : NULL,
                     .retry_after_s = p->status == 503 ? RETRY_AFTER_S : 0,
                     .head = c->head};

    buf_settle(&c->s->body, BODY_KEPT);
    json_begin(&c->q.w, &c->s->body);
    problem_write(&c->q.w, p, c->q.id);
    json_end(&c->q.w);
    r.body = c->s->body.data;
    r.body_len = c->s->body.len;
    if (p->status >= 500)
        req_log_failure(&c->q);
    resp_send(out, &r);
}

static void answer(struct call *c, FCGX_Stream *out)
{
    /* The pages keep answers and their tags in memory; nobody else has to keep a pupil's. */
    struct resp r = {.cache_control = "no-store", .etag = c->etag[0] ? c->etag : NULL,
                     .head = c->head};

    if (c->q.problem) {
        answer_problem(c, out);
        return;
    }
    if (c->unchanged) {
        r.status = 304;
    } else {
        r.status = c->q.status;
        r.content_type = c->file.content_type ? c->file.content_type : "application/json";
        r.disposition = c->file.disposition;
        r.body = c->s->body.data;
        r.body_len = c->s->body.len;
    }
    if (r.status != 200 && !c->unchanged)
        r.etag = NULL;
    resp_send(out, &r);
}

/* ---- public ---- */

struct serve *serve_new(const struct conf *conf)
{
    struct serve *s = mem_calloc(1, sizeof(*s));

    s->conf = conf;
    s->db = db_new(conf, DB_ACCOUNT_WORKER);
    s->log = db_new(conf, DB_ACCOUNT_WORKER);
    s->arena = arena_new(ARENA_CAP);
    s->persons = identity_cache_new(PERSONS_CACHED);
    s->revision = revision_new();
    s->reference = reference_cache_new();
    s->dips = dips_cache_new();
    s->groups = group_cache_new();
    s->seed = etag_seed(version_build(), conf);
    return s;
}

void serve_free(struct serve *s)
{
    if (!s)
        return;
    identity_cache_free(s->persons);
    revision_free(s->revision);
    reference_cache_free(s->reference);
    dips_cache_free(s->dips);
    group_cache_free(s->groups);
    db_free(s->db);
    db_free(s->log);
    arena_free(s->arena);
    buf_free(&s->body);
    free(s);
}

void serve_request(struct serve *s, FCGX_Request *fr)
{
    struct timespec begun = refusal_clock();
    struct call c = {.s = s, .in = fr->in,
                     .q = {.conf = s->conf, .reference = s->reference, .dips = s->dips,
                           .groups = s->groups, .db = s->db, .log = s->log, .arena = s->arena,
                           .upload = -1, .status = 200}};

    s->count++;
    if (prepare(&c, fr) == 0) {
        if (route_is_slow(c.q.route))
            c.q.db = db_new(s->conf, DB_ACCOUNT_SLOW);
        perform(&c);
    }
    leave_trace(&c);
    if (c.q.me && c.q.problem && (c.q.problem->status == 404 || c.q.problem->status == 403))
        refusal_wait(&begun);
    answer(&c, fr->out);
    json_doc_free(c.doc);
    if (c.q.db != s->db)
        db_free(c.q.db);
    if (c.q.upload >= 0)
        close(c.q.upload);
}

void serve_reset(struct serve *s)
{
    arena_reset(s->arena);
    buf_settle(&s->body, BODY_KEPT);
}
