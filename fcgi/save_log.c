#include "fcgi/save_log.h"

#include "base/buf.h"
#include "fcgi/req_audit.h"
#include "fcgi/seen.h"

/* One line of all pupils whose level changed; of a single one it is about the pupil. */
static void log_changes(struct req *q, const struct assessment_save *save,
                        struct audit_line line)
{
    struct buf text = BUF_INIT;
    struct json_writer w;
    size_t n = 0;

    line.kind = AUDIT_SAVE;
    line.detail = save->correction ? "correction" : NULL;
    json_begin(&w, &text);
    json_array(&w);
    for (size_t i = 0; i < save->n_entries; i++) {
        const struct assessment_entry *entry = &save->entries[i];

        if (entry->status != ASSESSMENT_SAVED || !entry->changed)
            continue;
        json_array(&w);
        json_int(&w, entry->pupil_id);
        json_str(&w, entry->was);
        json_str(&w, entry->now);
        json_array_end(&w);
        line.pupil_id = entry->pupil_id;
        line.old_value = entry->was;
        line.new_value = entry->now;
        n++;
    }
    json_array_end(&w);
    json_end(&w);
    if (n > 1) {
        line.pupil_id = 0;
        line.old_value = line.new_value = NULL;
        line.changes = text.data;
    }
    if (n > 0)
        req_audit(q, &line);
    buf_free(&text);
}

void save_log(void *ctx, const struct assessment_save *save, struct db_pipe *pipe)
{
    struct req *q = ctx;
    const struct assessment_group *g = save->group;
    const struct audit_line about = {.group_id = g->id, .unit_id = g->unit_id,
                                     .round_id = save->round->id, .subject_id = g->subject_id};

    log_changes(q, save, about);
    for (size_t i = 0; i < save->n_entries; i++) {
        const struct assessment_entry *entry = &save->entries[i];
        struct audit_line line = about;

        line.pupil_id = entry->pupil_id;
        if (entry->status == ASSESSMENT_NOT_IN_GROUP) {
            line.kind = AUDIT_REFUSED;
            line.status = 422;
            line.detail = "pupil-not-in-group";
        } else if (entry->status == ASSESSMENT_CONFLICT) {
            line.kind = AUDIT_VIEW_LIST;
            line.detail = "conflict";
            if (entry->protected)
                seen_protected(q, entry->pupil_id);
        } else {
            continue;
        }
        req_audit(q, &line);
    }
    if (pipe)
        req_audit_send_ahead(q, pipe);
}
