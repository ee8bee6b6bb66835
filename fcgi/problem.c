#include "fcgi/problem.h"

#include <assert.h>
#include <string.h>

static const struct problem_kind kinds[] = {
    {"not-found", 404, "Not found"},
    {"method-not-allowed", 405, "Method not allowed"},
    {"unauthenticated", 401, "Not logged in"},
    {"unknown-person", 403, "Not in the roster"},
    {"forbidden", 403, "Not allowed"},
    {"duty-not-held", 403, "Not your duty"},
    {"pupils-not-visible", 403, "Pupils are not visible"},
    {"cross-site", 403, "Request from another site"},
    {"identity-ambiguous", 400, "Ambiguous request"},
    {"invalid-parameter", 400, "Invalid parameter"},
    {"unknown-parameter", 400, "Unknown parameter"},
    {"missing-parameter", 400, "Missing parameter"},
    {"invalid-body", 400, "Invalid body"},
    {"length-required", 411, "Length required"},
    {"body-too-large", 413, "Body too large"},
    {"unsupported-media-type", 415, "Unsupported media type"},
    {"round-closed", 409, "The round is closed"},
    {"round-not-open", 409, "The round is not open"},
    {"reason-required", 422, "A reason is required"},
    {"setting-value", 422, "The value does not fit"},
    {"version-exists", 409, "There is a version already"},
    {"import-running", 409, "Another import is running"},
    {"round-exists", 409, "The round is planned already"},
    {"round-state", 409, "The round is in another state"},
    {"round-days", 422, "The days are in the wrong order"},
    {"round-passed", 422, "The time has passed"},
    {"round-purged", 409, "The round is too old"},
    {"unit-not-in-round", 422, "The school does not take part"},
    {"level-not-in-scale", 422, "Level not in the scale"},
    {"pupil-not-in-group", 422, "Pupil not in the group"},
    {"pupil-left", 422, "The pupil has left"},
    {"duty-to-oneself", 403, "A duty for oneself"},
    {"duty-held", 409, "The person has the duty already"},
    {"duty-excluded", 409, "Two duties that exclude each other"},
    {"duty-imported", 409, "The duty comes from the roster"},
    {"duty-over", 409, "The duty has ended"},
    {"duty-last", 409, "The last administrator"},
    {"publication-too-early", 409, "The round is not closed"},
    {"publication-large", 422, "Too much at once"},
    {"publication-busy", 409, "Another publication is being worked out"},
    {"publication-reveals", 409, "Hidden figures would follow"},
    {"unavailable", 503, "The service is unavailable"},
    {"outcome-unknown", 503, "The outcome is unknown"},
    {"audit-unavailable", 503, "The act cannot be logged"},
    {"schema-unknown", 503, "The database has another version"},
    {"internal", 500, "Internal error"},
};

const struct problem_kind *problem_find(const char *slug)
{
    size_t n = sizeof(kinds) / sizeof(kinds[0]), i = 0;

    while (i < n && strcmp(kinds[i].slug, slug) != 0)
        i++;
    assert(i < n);
    return &kinds[i];
}

const struct problem_kind *problem_table(size_t *ret_n)
{
    *ret_n = sizeof(kinds) / sizeof(kinds[0]);
    return kinds;
}

void problem_write(struct json_writer *w, const struct problem *p, const char *request_id)
{
    char type[96] = "urn:malkoll:problem:";

    strncat(type, p->kind->slug, sizeof(type) - strlen(type) - 1);
    json_object(w);
    json_kv_str(w, "type", type);
    json_kv_str(w, "title", p->kind->title);
    if (request_id)
        json_kv_int(w, "status", p->status);
    json_kv_str(w, "detail", p->detail);
    if (request_id)
        json_kv_str(w, "request_id", request_id);
    if (p->field[0])
        json_kv_str(w, "field", p->field);
    json_object_end(w);
}
