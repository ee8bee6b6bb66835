#include "store/audit.h"

#include <assert.h>
#include <string.h>

#include "base/utf8.h"

/* Sizes of the columns, in characters. */
#define ACTOR_MAX 255
#define DUTY_MAX 100
#define ADDRESS_MAX 45
#define REQUEST_ID_MAX 64
#define ROUTE_MAX 100
#define VALUE_MAX 500
#define DETAIL_MAX 1000

#define COLUMNS 18

static const char *const kind_names[AUDIT_KIND__MAX] = {
    [AUDIT_SAVE] = "save",
    [AUDIT_VIEW_PUPIL] = "view-pupil",
    [AUDIT_VIEW_LIST] = "view-list",
    [AUDIT_VIEW_PROTECTED] = "view-protected",
    [AUDIT_EXPORT] = "export",
    [AUDIT_DUTY] = "duty",
    [AUDIT_DELEGATION] = "delegation",
    [AUDIT_ROUND] = "round",
    [AUDIT_SETTING] = "setting",
    [AUDIT_IMPORT] = "import",
    [AUDIT_PROTECT] = "protect",
    [AUDIT_PURGE] = "purge",
    [AUDIT_EXTRACT] = "extract",
    [AUDIT_READ] = "audit-read",
    [AUDIT_REFUSED] = "refused",
};

const char *audit_kind_name(enum audit_kind kind)
{
    assert(kind < AUDIT_KIND__MAX && kind_names[kind]);
    return kind_names[kind];
}

enum audit_kind audit_kind_find(const char *name)
{
    for (int i = 0; i < AUDIT_KIND__MAX; i++) {
        if (kind_names[i] && strcmp(kind_names[i], name) == 0)
            return (enum audit_kind)i;
    }
    return AUDIT_UNDECIDED;
}

static struct db_param text(const char *s, size_t max)
{
    return s ? db_strn_param(s, utf8_truncate(s, strlen(s), max)) : DB_NULL;
}

/* The same, for a column that is never NULL. */
static struct db_param some_text(const char *s, size_t max)
{
    return text(s ? s : "", max);
}

static void fill(struct db_param params[COLUMNS], const struct audit_actor *who,
                 const struct audit_line *line)
{
    const struct db_param all[COLUMNS] = {
        DB_S(audit_kind_name(line->kind)),
        some_text(who->name, ACTOR_MAX),
        DB_ID(who->person_id),
        some_text(who->duty, DUTY_MAX),
        some_text(who->address, ADDRESS_MAX),
        some_text(who->request_id, REQUEST_ID_MAX),
        some_text(who->route, ROUTE_MAX),
        DB_I(line->status),
        DB_ID(line->pupil_id),
        DB_ID(line->unit_id),
        DB_ID(line->class_id),
        DB_ID(line->group_id),
        DB_ID(line->round_id),
        DB_ID(line->subject_id),
        text(line->old_value, VALUE_MAX),
        text(line->new_value, VALUE_MAX),
        text(line->detail, DETAIL_MAX),
        DB_S(line->changes),
    };

    memcpy(params, all, sizeof(all));
}

static struct db_batch *batch_of(struct db *db, const struct audit_actor *who,
                                 const struct audit_line *lines, size_t n)
{
    struct db_batch *b = db_batch_new(db);
    struct db_param params[COLUMNS];

    for (size_t i = 0; i < n; i++) {
        fill(params, who, &lines[i]);
        db_batch_add_n(b, SQL_AUDIT_ADD, params, COLUMNS);
    }
    return b;
}

int audit_store(struct db *db, const struct audit_actor *who, const struct audit_line *lines,
                size_t n, struct err *e)
{
    struct db_param params[COLUMNS];
    struct db_batch *b;
    int result;

    if (n == 1) {
        fill(params, who, lines);
        return db_exec_n(db, SQL_AUDIT_ADD, params, COLUMNS, NULL, e);
    }
    if (db_connect(db, e) < 0)
        return -1;
    b = batch_of(db, who, lines, n);
    result = db_batch_send(b, e);
    db_batch_free(b);
    return result;
}

void audit_send_ahead(struct db_pipe *pipe, const struct audit_actor *who,
                      const struct audit_line *lines, size_t n)
{
    struct db_param params[COLUMNS];

    for (size_t i = 0; i < n; i++) {
        fill(params, who, &lines[i]);
        db_pipe_add_n(pipe, SQL_AUDIT_ADD, "ssissssiiiiiiissss", params, COLUMNS);
    }
}

bool audit_failed(const struct db_pipe *pipe)
{
    return db_pipe_failed_at(pipe, SQL_AUDIT_ADD);
}

void audit_commit_with(struct db *db, const struct audit_actor *who,
                       const struct audit_line *lines, size_t n)
{
    db_commit_with(db, batch_of(db, who, lines, n));
}

struct db_batch *audit_post(struct db *db, const struct audit_actor *who,
                            const struct audit_line *lines, size_t n, struct err *e)
{
    struct db_batch *b;

    if (db_connect(db, e) < 0)
        return NULL;
    b = batch_of(db, who, lines, n);
    if (db_batch_post(b, e) == 0)
        return b;
    db_batch_free(b);
    return NULL;
}

int audit_wait(struct db_batch *posted, struct err *e)
{
    int result = db_batch_wait(posted, e);

    db_batch_free(posted);
    return result;
}

int audit_store_refusal(struct db *db, const struct audit_actor *who,
                        const struct audit_line *line, struct err *e)
{
    struct db_param params[COLUMNS + 1], with_name[COLUMNS + 1];

    fill(params, who, line);
    /* kind, actor, then the person: the id that is known, else that of the login name. */
    memcpy(with_name, params, 3 * sizeof(params[0]));
    with_name[3] = params[1];
    memcpy(&with_name[4], &params[3], (COLUMNS - 3) * sizeof(params[0]));
    return db_exec_n(db, SQL_AUDIT_ADD_REFUSAL, with_name, COLUMNS + 1, NULL, e);
}
