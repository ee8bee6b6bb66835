#include "store/extract.h"

#define COLUMNS_MAX 10

struct part {
    const char *name;
    enum sql_id id;
    const char *columns[COLUMNS_MAX + 1]; /* in the statement's order */
};

static const struct part parts[] = {
    {"person", SQL_EXTRACT_PERSON,
     {"id", "source_id", "eppn", "given_name", "family_name", "email", "gender", "protected",
      "gone_since"}},
    {"enrolments", SQL_EXTRACT_ENROLMENTS, {"school", "year_group", "from", "to"}},
    {"classes", SQL_EXTRACT_CLASSES, {"school", "class", "from", "to"}},
    {"groups", SQL_EXTRACT_GROUPS, {"school", "group", "subject", "from", "to"}},
    {"duties", SQL_EXTRACT_DUTIES,
     {"role", "unit", "class", "group", "rights", "from", "to", "origin", "note"}},
    {"rounds", SQL_EXTRACT_ROUNDS, {"round", "school", "class", "year_group", "left_on"}},
    {"assessments", SQL_EXTRACT_ASSESSMENTS,
     {"round", "subject", "state", "level", "version", "set_by", "set_at", "reason", "until"}},
    {"summaries", SQL_EXTRACT_SUMMARIES,
     {"round", "expected", "assessed", "passed", "not_assessable", "missing", "all_subjects",
      "eligible_bits", "merit16_tenths", "merit17_tenths"}},
    {"round_acts", SQL_EXTRACT_ROUND_ACTS, {"round", "act", "at", "reason"}},
    {"protection", SQL_EXTRACT_PROTECTION,
     {"mark_of_roster", "mark_by_hand", "pseudonym", "reason", "set_by", "set_at"}},
    {"protected_readers", SQL_EXTRACT_PROTECTED_READERS,
     {"name", "from", "to", "granted_by", "granted_at"}},
    {"holds", SQL_EXTRACT_HOLDS, {"reason", "from", "to", "end_reason"}},
};

static const struct part reported = {"reported", SQL_EXTRACT_REPORTED, {"round", "assessments"}};
static const struct part access_log = {
    "access_log", SQL_EXTRACT_ACCESS_LOG,
    {"at", "kind", "actor", "duty", "route", "status", "old_value", "new_value", "detail"}};

/* Everything as text: an extract is read, not computed with. */
static int write_rows(const struct part *part, struct db_rows *r, struct json_writer *w,
                      struct err *e)
{
    json_key(w, part->name);
    json_array(w);
    while (db_next(r)) {
        json_object(w);
        for (unsigned i = 0; part->columns[i]; i++)
            json_kv_str(w, part->columns[i], db_str(r, i));
        json_object_end(w);
    }
    json_array_end(w);
    return db_done(r, e);
}

int extract_find(struct db *db, const char *source_id, uint32_t *ret_id, struct err *e)
{
    struct db_rows *r;
    uint32_t id;

    if (db_select(db, SQL_EXTRACT_PERSON_BY_SOURCE, &r, e, DB_S(source_id)) < 0)
        return -1;
    id = db_next(r) ? (uint32_t)db_id(r, 0) : 0;
    if (db_done(r, e) < 0)
        return -1;
    *ret_id = id;
    return 0;
}

int extract_write(struct db *db, uint32_t person_id, bool whole, struct json_writer *w,
                  struct err *e)
{
    struct db_rows *r;

    json_object(w);
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        if (db_select(db, parts[i].id, &r, e, DB_I(person_id)) < 0 ||
            write_rows(&parts[i], r, w, e) < 0)
            return -1;
    }
    if (whole && (db_select(db, reported.id, &r, e, DB_I(person_id)) < 0 ||
                  write_rows(&reported, r, w, e) < 0 ||
                  db_select(db, access_log.id, &r, e, DB_I(person_id), DB_I(person_id),
                            DB_I(person_id), DB_I(person_id), DB_I(person_id),
                            DB_I(person_id)) < 0 ||
                  write_rows(&access_log, r, w, e) < 0))
        return -1;
    json_object_end(w);
    return 0;
}
