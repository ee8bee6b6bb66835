#include "fcgi/req_audit.h"

#include <stdio.h>
#include <string.h>

#include "fcgi/identity.h"
#include "fcgi/problem.h"
#include "fcgi/route.h"

#define LINES_FIRST 8
#define ACTOR_MAX 255
#define ADDRESS_MAX 45

/*
 * Bringing a line to the disk takes about as long as the queries of a page. So the first line of a
 * reading route is sent at once, on a connection of its own, and its answer is waited for when the
 * page is ready. If that goes wrong the line is stored like any other; the log then may have it
 * twice, and a line for an answer that never came, but never an answer without a line.
 */
static void post_early(struct req *q)
{
    q->audit.lines[0].status = q->status;
    q->audit.posted = audit_post(q->log, req_audit_actor(q), q->audit.lines, 1, NULL);
}

/* How many of the lines were posted and are stored. */
static size_t end_early(struct req *q)
{
    struct db_batch *posted = q->audit.posted;

    q->audit.posted = NULL;
    return posted && audit_wait(posted, NULL) == 0 ? 1 : 0;
}

/* ---- what handlers say ---- */

static const char *copy(struct req *q, const char *text)
{
    return text ? arena_strdup(q->arena, text) : NULL;
}

static struct audit_line *new_line(struct req *q)
{
    struct req_audit *a = &q->audit;

    if (a->n == a->cap) {
        size_t cap = a->cap ? 2 * a->cap : LINES_FIRST;
        struct audit_line *lines = arena_array(q->arena, cap, sizeof(*lines));

        if (a->n > 0)
            memcpy(lines, a->lines, a->n * sizeof(*lines));
        a->lines = lines;
        a->cap = cap;
    }
    return &a->lines[a->n++];
}

/* The choices that say which figures: "xlsx round=12 subject=MA". */
static const char *export_detail(struct req *q, const char *before)
{
    static const char *const formats[] = {"", "", "xlsx", "csv", "csv-rfc4180"};
    const struct args *a = &q->args;
    const char *text = formats[a->format];

    if (before)
        text = arena_printf(q->arena, "%s %s", text, before);
    if (a->table[0])
        text = arena_printf(q->arena, "%s table=%s", text, a->table);
    if (a->round)
        text = arena_printf(q->arena, "%s round=%u", text, a->round);
    if (a->subject[0])
        text = arena_printf(q->arena, "%s subject=%s", text, a->subject);
    return text;
}

void req_audit(struct req *q, const struct audit_line *line)
{
    struct audit_line *to = new_line(q);

    *to = *line;
    to->old_value = copy(q, line->old_value);
    to->new_value = copy(q, line->new_value);
    to->detail = copy(q, line->detail);
    to->changes = copy(q, line->changes);
    if (q->args.format > FORMAT_JSON) {
        to->kind = AUDIT_EXPORT;
        to->detail = export_detail(q, to->detail);
    }
    q->audit.told = true;
    if (q->log && q->route->txn == TXN_READ && q->audit.n == 1)
        post_early(q);
}

void req_audit_nothing(struct req *q)
{
    q->audit.told = true;
}

/* A list that names pupils is told by its unit, class or group and its round; figures name nobody, and
 * must not be taken for such a list: their round stands in the text alone. */
void req_audit_export(struct req *q, const char *what)
{
    if (q->audit.n > 0 || !q->me)
        return; /* what is for everybody is not logged, as on the page */
    if (q->route->id_is == ID_OTHER)
        what = arena_printf(q->arena, "%s id %u", what, q->args.id);
    if (q->args.person)
        what = arena_printf(q->arena, "%s person=%u", what, q->args.person);
    req_audit(q, &(struct audit_line){.unit_id = q->args.unit, .class_id = q->args.class_id,
                                      .detail = what});
}

/* ---- who ---- */

/* Printable ASCII of at most max characters, for what came with the request unchecked. */
static const char *clean(struct req *q, const char *text, size_t max)
{
    size_t len = strnlen(text, max);
    char *out = arena_strndup(q->arena, text, len);

    for (char *c = out; *c; c++) {
        if (*c <= ' ' || *c > '~')
            *c = '?';
    }
    return out;
}

void req_audit_from(struct req *q, const char *user, const char *address)
{
    char eppn[IDENTITY_EPPN_MAX + 1];

    q->audit.who.name = identity_eppn(user, eppn) == 0 ? arena_strdup(q->arena, eppn)
                                                       : clean(q, user, ACTOR_MAX);
    q->audit.who.address = clean(q, address, ADDRESS_MAX);
    q->audit.who.request_id = q->id;
}

/* "principal-12 special_educator-12 teacher": what of a person's duties opens the route. A duty at
 * a class or a group has no unit of its own here. */
static const char *duties_text(struct req *q)
{
    unsigned roles = q->me->roles & (q->route->allow & ALLOW_KNOWN ? ~0u : q->route->allow);
    char text[120] = "";
    size_t len = 0;

    for (int role = 0; role < ROLE__MAX; role++) {
        uint32_t unit = 0;
        size_t units = 0;

        if (!(roles & 1u << role))
            continue;
        for (size_t i = 0; i < q->me->n_duties; i++) {
            if (q->me->duties[i].role == (enum role)role && q->me->duties[i].unit_id != unit) {
                unit = q->me->duties[i].unit_id;
                units++;
            }
        }
        len += (size_t)snprintf(text + len, sizeof(text) - len, units == 1 ? "%s%s-%u" : "%s%s",
                                len ? " " : "", role_name((enum role)role), unit);
        if (len >= sizeof(text))
            break;
    }
    return arena_strdup(q->arena, text);
}

const struct audit_actor *req_audit_actor(struct req *q)
{
    struct audit_actor *who = &q->audit.who;
    char route[120];

    snprintf(route, sizeof(route), "%s %s", route_method_name(q->route->method), q->route->path);
    who->route = arena_strdup(q->arena, route);
    if (q->me) {
        who->person_id = q->me->person_id;
        who->duty = q->me->capacity[0] ? q->me->capacity : duties_text(q);
    }
    q->audit.told = true;
    return who;
}

/* ---- what is stored ---- */

/* What was asked for, as far as the row and the parameters tell. */
static struct audit_line asked_for(const struct req *q, enum audit_kind kind)
{
    struct audit_line line = {.kind = kind,
                              .unit_id = q->args.unit,
                              .class_id = q->args.class_id,
                              .round_id = q->args.round};

    switch (q->route->id_is) {
    case ID_UNIT:
        line.unit_id = q->args.id;
        break;
    case ID_GROUP:
        line.group_id = q->args.id;
        break;
    case ID_PUPIL:
        line.pupil_id = q->args.id;
        break;
    case ID_ROUND:
        line.round_id = q->args.id;
        break;
    case ID_NONE:
    case ID_OTHER:
        break;
    }
    return line;
}

static const char *other_id(struct req *q)
{
    char text[20];

    if (q->route->id_is != ID_OTHER)
        return NULL;
    snprintf(text, sizeof(text), "id %u", q->args.id);
    return arena_strdup(q->arena, text);
}

int req_audit_failed(struct req *q, const struct err *e)
{
    q->err = *e;
    return fail(q, 503, "audit-unavailable",
                "What you do here has to be logged, and that is not possible at the moment. "
                "Nothing was saved or shown. Try again in a moment.");
}

void req_audit_again(struct req *q)
{
    end_early(q);
    q->audit.n = q->audit.sent = 0;
    q->audit.told = q->audit.with_commit = false;
    q->shows_protected = false;
}

static void set_status(struct req *q)
{
    for (size_t i = 0; i < q->audit.n; i++) {
        if (q->audit.lines[i].status == 0)
            q->audit.lines[i].status = q->status;
    }
}

/* The lines of a success; *ret_done: how many are stored already. */
static size_t lines_of(struct req *q, size_t *ret_done)
{
    struct audit_line line;

    if (!q->audit.told && q->route->logs != AUDIT_NOTHING) {
        line = asked_for(q, q->route->logs);
        line.detail = other_id(q);
        req_audit(q, &line);
    }
    *ret_done = q->audit.sent + end_early(q);
    set_status(q);
    return q->audit.n;
}

void req_audit_send_ahead(struct req *q, struct db_pipe *pipe)
{
    set_status(q);
    audit_send_ahead(pipe, req_audit_actor(q), q->audit.lines, q->audit.n);
    q->audit.sent = q->audit.n;
}

int req_audit_store(struct req *q)
{
    struct err e = {.kind = ERR_NONE};
    size_t done, n = lines_of(q, &done);

    if (n == done)
        return 0;
    if (audit_store(q->db, req_audit_actor(q), q->audit.lines + done, n - done, &e) < 0)
        return req_audit_failed(q, &e);
    return 0;
}

void req_audit_commit_with(struct req *q)
{
    size_t done, n = lines_of(q, &done);

    q->audit.with_commit = n > done;
    if (n > done)
        audit_commit_with(q->db, req_audit_actor(q), q->audit.lines + done, n - done);
}

void req_audit_refusal(struct req *q)
{
    struct err e = {.kind = ERR_NONE};
    struct audit_line line;
    const char *id;
    char detail[80];

    end_early(q);
    if (!q->audit.who.name || !q->audit.who.name[0] || !q->route || !q->problem ||
        (q->problem->status != 403 && q->problem->status != 404))
        return;
    line = asked_for(q, AUDIT_REFUSED);
    line.status = q->problem->status;
    id = other_id(q);
    snprintf(detail, sizeof(detail), "%s%s%s", q->problem->kind->slug, id ? ", " : "", id ? id : "");
    line.detail = detail;
    if (audit_store_refusal(q->db, req_audit_actor(q), &line, &e) < 0)
        (void)req_audit_failed(q, &e);
}

void req_audit_settle(struct req *q)
{
    end_early(q);
}
