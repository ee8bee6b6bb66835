#include "fcgi/seen.h"

#include "fcgi/req_audit.h"

void seen_protected(struct req *q, uint64_t pupil_id)
{
    req_audit(q, &(struct audit_line){.kind = AUDIT_VIEW_PROTECTED,
                                      .pupil_id = (uint32_t)pupil_id});
    q->shows_protected = true;
}

void seen_pupil(struct req *q, uint64_t pupil_id, enum seen seen)
{
    json_kv_bool(&q->w, "protected", seen == SEEN_NAMED || seen == SEEN_DECIDES);
    if (seen != SEEN_PLAIN)
        seen_protected(q, pupil_id);
}

void seen_hidden(struct req *q, int64_t n)
{
    json_kv_int(&q->w, "hidden", n);
}
