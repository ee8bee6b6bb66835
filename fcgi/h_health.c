/*
 * GET /api/health: do the workers, the database and the schema work? For whoever watches the
 * service; it asks for no identity and tells nothing else.
 */
#include "fcgi/handlers.h"

struct health {
    bool database;
    bool schema;
};

static struct health look(struct db *db)
{
    struct health health = {false, false};
    struct err e = {.kind = ERR_NONE};
    struct db_rows *r;

    if (db_connect(db, &e) < 0)
        return health;
    /* Any other failure says that the server answers, but not with a schema of ours. */
    if (db_select_once(db, SQL_SCHEMA_CURRENT, &r, &e) < 0) {
        health.database = e.kind != ERR_UNAVAILABLE;
        return health;
    }
    health.schema = db_next(r) && db_int(r, 0) == SQL_SCHEMA_VERSION;
    health.database = db_done(r, &e) == 0;
    return health;
}

int h_health(struct req *q)
{
    struct health health = look(q->db);
    bool ok = health.database && health.schema;

    q->status = ok ? 200 : 503;
    json_object(&q->w);
    json_kv_str(&q->w, "status", ok ? "ok" : "unavailable");
    json_kv_str(&q->w, "database", health.database ? "ok" : "unavailable");
    json_kv_str(&q->w, "schema", health.schema ? "ok" : "unknown");
    json_object_end(&q->w);
    return 0;
}
