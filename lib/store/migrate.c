#include "store/migrate.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

struct migration {
    unsigned version;
    const char *name; /* the file's name without the number and .sql */
    char checksum[17];
};

static int is_migration(const struct dirent *d)
{
    size_t len = strlen(d->d_name);

    return len > 9 && strspn(d->d_name, "0123456789") == 4 && d->d_name[4] == '-' &&
           strcmp(d->d_name + len - 4, ".sql") == 0;
}

static int read_file(const char *dir, const char *name, struct buf *text, struct err *e)
{
    char path[4096], chunk[8192];
    size_t n;
    FILE *f;
    int failed;

    snprintf(path, sizeof(path), "%s/%s", dir, name);
    f = fopen(path, "re");
    if (!f)
        return err_set_code(e, ERR_INTERNAL, errno, "cannot read %s: %s", path, strerror(errno));
    while ((n = fread(chunk, 1, sizeof(chunk), f)) > 0)
        buf_append(text, chunk, n);
    failed = ferror(f);
    fclose(f);
    return failed ? err_set(e, ERR_INTERNAL, "cannot read %s", path) : 0;
}

/* FNV-1a, to notice a file that was edited after it was applied. */
static void checksum_of(const struct buf *text, char ret_hex[17])
{
    uint64_t h = UINT64_C(0xcbf29ce484222325);

    for (size_t i = 0; i < text->len; i++)
        h = (h ^ (unsigned char)text->data[i]) * UINT64_C(0x100000001b3);
    snprintf(ret_hex, 17, "%016" PRIx64, h);
}

/* *ret_done: the migration was applied before, unchanged. */
static int look_up(struct db *db, const struct migration *m, bool *ret_done, struct err *e)
{
    struct db_rows *r;
    bool found, applied = false, changed = false;

    if (db_select(db, SQL_MIGRATE_FIND, &r, e, DB_I(m->version)) < 0)
        return -1;
    found = db_next(r);
    if (found) {
        changed = strcmp(db_str(r, 0), m->checksum) != 0;
        applied = db_int(r, 1) != 0;
    }
    if (db_done(r, e) < 0)
        return -1;
    if (found && !applied)
        return err_set(e, ERR_CONFLICT,
                       "migration %04u was begun and not finished: restore the database, or finish "
                       "it by hand and set applied_at in schema_migration", m->version);
    if (changed)
        return err_set(e, ERR_CONFLICT, "migration %04u is not the file that was applied",
                       m->version);
    *ret_done = found;
    return 0;
}

/* Workers keep what they know of the schema until this counter changes, and would go on saving. An
 * empty database has neither the table nor workers. */
static int tell_workers(struct db *db, struct err *e)
{
    if (db_exec(db, SQL_REVISION_BUMP, NULL, e, DB_I(0)) == 0)
        return 0;
    if (e->code != DB_NO_SUCH_TABLE)
        return -1;
    err_clear(e);
    return 0;
}

static int apply(struct db *db, const char *dir, const char *file, FILE *out, int *applied,
                 struct err *e)
{
    struct migration m = {.version = (unsigned)strtoul(file, NULL, 10), .name = file + 5};
    struct buf text = BUF_INIT;
    bool done = false;
    int result = -1;

    if (read_file(dir, file, &text, e) < 0)
        goto out;
    checksum_of(&text, m.checksum);
    if (look_up(db, &m, &done, e) < 0)
        goto out;
    if (!done) {
        if (db_exec(db, SQL_MIGRATE_BEGIN, NULL, e, DB_I(m.version), DB_S(m.name),
                    DB_S(m.checksum)) < 0 ||
            tell_workers(db, e) < 0)
            goto out;
        if (db_script(db, text.data, text.len, e) < 0) {
            err_prefix(e, "%s", file);
            goto out;
        }
        if (db_exec(db, SQL_MIGRATE_END, NULL, e, DB_I(m.version)) < 0)
            goto out;
        (*applied)++;
        if (out)
            fprintf(out, "applied %s\n", file);
    }
    result = 0;
out:
    buf_free(&text);
    return result;
}

static int check_not_newer(struct db *db, unsigned newest_file, struct err *e)
{
    struct db_rows *r;
    unsigned newest = 0;

    if (db_select(db, SQL_MIGRATE_NEWEST, &r, e) < 0)
        return -1;
    if (db_next(r))
        newest = (unsigned)db_int(r, 0);
    if (db_done(r, e) < 0)
        return -1;
    if (newest > newest_file)
        return err_set(e, ERR_CONFLICT, "the database is at schema %u, this program knows %u: "
                       "install the newer program", newest, newest_file);
    return 0;
}

static int take_lock(struct db *db, struct err *e)
{
    struct db_rows *r;
    bool got;

    if (db_select(db, SQL_MIGRATE_LOCK, &r, e) < 0)
        return -1;
    got = db_next(r) && db_int(r, 0) == 1;
    if (db_done(r, e) < 0)
        return -1;
    return got ? 0 : err_set(e, ERR_UNAVAILABLE, "another migration is running");
}

static void release_lock(struct db *db)
{
    struct db_rows *r;

    /* The lock ends with the connection anyway. */
    if (db_select(db, SQL_MIGRATE_UNLOCK, &r, NULL) == 0)
        (void)db_done(r, NULL);
}

int migrate_run(struct db *db, const char *dir, FILE *out, int *ret_applied, struct err *e)
{
    struct dirent **files;
    int n = scandir(dir, &files, is_migration, alphasort);
    int applied = 0, result = -1;

    if (n < 0)
        return err_set_code(e, ERR_INTERNAL, errno, "cannot read %s: %s", dir, strerror(errno));
    if (n == 0) {
        err_set(e, ERR_INTERNAL, "no migrations in %s", dir);
    } else if (db_connect(db, e) == 0 && take_lock(db, e) == 0) {
        result = db_exec(db, SQL_MIGRATE_CREATE_TABLE, NULL, e);
        if (result == 0)
            result = check_not_newer(db, (unsigned)strtoul(files[n - 1]->d_name, NULL, 10), e);
        for (int i = 0; i < n && result == 0; i++)
            result = apply(db, dir, files[i]->d_name, out, &applied, e);
        release_lock(db);
    }
    for (int i = 0; i < n; i++)
        free(files[i]);
    free(files);
    if (result == 0)
        *ret_applied = applied;
    return result;
}
