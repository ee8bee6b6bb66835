/* Settings of the instance, and how it is. */
#include <string.h>

#include "fcgi/handlers.h"
#include "fcgi/identity.h"
#include "fcgi/member.h"
#include "fcgi/req_audit.h"
#include "fcgi/version.h"
#include "store/instance.h"
#include "store/setting.h"

/* The stored row of a name, or NULL members. */
struct stored {
    const char *value, *by, *at;
};

static int load_stored(struct req *q, struct stored list[SETTING__MAX])
{
    struct db_rows *r;
    struct err e = {0};

    if (db_select(q->db, SQL_SETTING_LIST, &r, &e) < 0)
        return fail_err(q, &e);
    while (db_next(r)) {
        enum setting_id id = setting_find(db_str(r, 0));

        if (id < SETTING__MAX)
            list[id] = (struct stored){arena_strdup(q->arena, db_str(r, 1)),
                                       arena_strdup(q->arena, db_str(r, 2)),
                                       arena_strdup(q->arena, db_str(r, 3))};
    }
    return db_done(r, &e) < 0 ? fail_err(q, &e) : 0;
}

int h_settings(struct req *q)
{
    struct json_writer *w = &q->w;
    struct stored list[SETTING__MAX] = {{NULL, NULL, NULL}};

    if (load_stored(q, list) < 0)
        return -1;
    json_object(w);
    json_key(w, "settings");
    json_array(w);
    for (int i = 0; i < SETTING__MAX; i++) {
        const struct setting_spec *spec = &setting_specs[i];

        json_object(w);
        json_kv_str(w, "name", spec->name);
        json_kv_str(w, "kind", spec->is_number ? "number" : "text");
        json_kv_int(w, "min", spec->min);
        json_kv_int(w, "max", spec->is_number ? spec->max : SETTING_VALUE_MAX);
        json_kv_str(w, "default", spec->value);
        json_kv_str(w, "value", list[i].value ? list[i].value : spec->value);
        json_kv_str(w, "by", list[i].by);
        req_kv_time(w, "at", list[i].at);
        json_object_end(w);
    }
    json_array_end(w);
    json_object_end(w);
    return 0;
}

int h_settings_put(struct req *q)
{
    static const char *const names[] = {"name", "value", NULL};
    const struct json_node *value = json_get(q->body, "value");
    char old[SETTING_VALUE_MAX * 4 + 1];
    struct err e = {0};
    enum setting_id id;
    const char *name;

    if (member_only(q, q->body, names) < 0 || member_text(q, q->body, "name", 64, true, &name) < 0)
        return -1;
    id = setting_find(name);
    if (id == SETTING__MAX)
        return fail_field(q, 422, "invalid-body", "name", "There is no setting of this name.");
    if (!value || !json_string(value))
        return fail_field(q, 422, "invalid-body", "value", "value must be a text.");
    if (setting_get(q->db, id, old, &e) < 0)
        return fail_err(q, &e);
    if (setting_set(q->db, id, json_string(value), q->me->person_id, q->me->name, &e) < 0)
        return e.kind == ERR_INPUT ? fail_field(q, 422, "setting-value", "value", "%s.", e.msg)
                                   : fail_err(q, &e);
    req_audit(q, &(struct audit_line){.kind = AUDIT_SETTING, .detail = name, .old_value = old,
                                      .new_value = json_string(value)});
    return h_settings(q);
}

/* For those who have no duty, so anybody may ask. */
int h_contact(struct req *q)
{
    char value[SETTING_VALUE_MAX * 4 + 1] = "";
    struct err e = {0};

    if (db_connect(q->db, &e) < 0 || setting_get(q->db, SETTING_CONTACT, value, &e) < 0)
        return fail_err(q, &e);
    json_object(&q->w);
    json_kv_str(&q->w, "instance", q->conf->instance_name);
    json_kv_str(&q->w, "contact", value);
    json_object_end(&q->w);
    return 0;
}

int h_instance(struct req *q)
{
    struct json_writer *w = &q->w;
    struct instance in;
    struct err e = {0};

    if (instance_read(q->db, &in, &e) < 0)
        return fail_err(q, &e);
    json_object(w);
    json_kv_str(w, "program", version_text());
    json_kv_int(w, "schema", in.schema);
    json_kv_int(w, "schema_wanted", SQL_SCHEMA_VERSION);
    json_kv_str(w, "server", in.server);
    json_kv_str(w, "host", in.host);
    json_kv_int(w, "size_mib", in.size_mib);
    req_kv_time(w, "database_time", in.now);
    req_kv_time(w, "worker_time", q->now);
    json_kv_int(w, "open_rounds", in.open_rounds);
    json_kv_int(w, "overdue_rounds", in.overdue);
    req_kv_time(w, "last_import", in.last_import[0] ? in.last_import : NULL);
    json_kv_int(w, "refused_imports", in.refused_imports);
    req_kv_time(w, "last_seal", in.last_seal[0] ? in.last_seal : NULL);
    json_object_end(w);
    return 0;
}
