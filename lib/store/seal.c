#include "store/seal.h"

#include <openssl/sha.h>
#include <stdarg.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"

#define BATCH_LINES 4000
#define HASH_LEN SHA256_DIGEST_LENGTH
#define DIGEST_LEN 16
#define ENTRY_LEN (8 + DIGEST_LEN)
#define LINE_COLUMNS 19 /* of SQL_SEAL_LINES, id first; then changes */

/* What one row of access_seal says. */
struct seal {
    uint64_t id, first, last;
    size_t n;
    bool purged;
    char sealed_at[24];
    unsigned char digests_hash[HASH_LEN], hash[HASH_LEN];
};

/* ---- hashes ---- */

static void put_number(struct buf *to, uint64_t v)
{
    for (int shift = 56; shift >= 0; shift -= 8)
        buf_putc(to, (char)(v >> shift & 0xff));
}

/* id and digest of a row of SQL_SEAL_LINES. Each value goes in with its length, so that no two
 * lines are the same text. */
static void put_entry(struct buf *to, const struct db_rows *r)
{
    unsigned char digest[HASH_LEN];
    struct buf line = BUF_INIT;

    /* Of a line without changes the digest is what it was before lines could have any. */
    for (unsigned i = 0; i < LINE_COLUMNS || (i == LINE_COLUMNS && !db_is_null(r, i)); i++) {
        const char *text = db_str(r, i);

        if (text)
            buf_printf(&line, "%zu:%s;", strlen(text), text);
        else
            buf_puts(&line, "N;");
    }
    SHA256((const unsigned char *)line.data, line.len, digest);
    buf_free(&line);
    put_number(to, db_id(r, 0));
    buf_append(to, (const char *)digest, DIGEST_LEN);
}

static void hash_seal(const unsigned char before[HASH_LEN], const struct seal *s,
                      unsigned char ret_hash[HASH_LEN])
{
    struct buf text = BUF_INIT;

    buf_append(&text, (const char *)before, HASH_LEN);
    put_number(&text, s->first);
    put_number(&text, s->last);
    put_number(&text, s->n);
    buf_puts(&text, s->sealed_at);
    buf_append(&text, (const char *)s->digests_hash, HASH_LEN);
    SHA256((const unsigned char *)text.data, text.len, ret_hash);
    buf_free(&text);
}

static void to_hex(const void *bytes, size_t len, struct buf *out)
{
    for (size_t i = 0; i < len; i++)
        buf_printf(out, "%02x", ((const unsigned char *)bytes)[i]);
}

static void hash_text(const unsigned char hash[HASH_LEN], char ret_text[SEAL_HASH_SIZE])
{
    for (size_t i = 0; i < HASH_LEN; i++)
        snprintf(ret_text + 2 * i, 3, "%02x", hash[i]);
}

static int nibble(char c)
{
    return c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
}

/* HEX() of the server. */
static void from_hex(const char *hex, unsigned char *bytes, size_t len)
{
    size_t i = 0;

    memset(bytes, 0, len);
    for (; hex && hex[2 * i] && i < len; i++)
        bytes[i] = (unsigned char)(nibble(hex[2 * i]) << 4 | nibble(hex[2 * i + 1]));
}

/* Columns of SQL_SEAL_LIST. */
static void from_row(const struct db_rows *r, struct seal *s)
{
    *s = (struct seal){.id = db_id(r, 0),
                       .first = db_id(r, 1),
                       .last = db_id(r, 2),
                       .n = (size_t)db_id(r, 3),
                       .purged = db_int(r, 7) != 0};
    from_hex(db_str(r, 4), s->digests_hash, HASH_LEN);
    from_hex(db_str(r, 5), s->hash, HASH_LEN);
    snprintf(s->sealed_at, sizeof(s->sealed_at), "%s", db_str(r, 6));
}

/* ---- sealing ---- */

static int newest(struct db *db, struct seal *ret_seal, struct err *e)
{
    struct db_rows *r;

    memset(ret_seal, 0, sizeof(*ret_seal));
    if (db_select(db, SQL_SEAL_NEWEST, &r, e) < 0)
        return -1;
    if (db_next(r))
        from_row(r, ret_seal);
    return db_done(r, e);
}

/* *ret_last: up to which id lines are old enough; 0: none is. *ret_now: the server's time. */
static int find_bound(struct db *db, uint64_t after, int grace_s, uint64_t *ret_last,
                      char ret_now[24], struct err *e)
{
    struct db_rows *r;

    *ret_last = 0;
    if (db_select(db, SQL_SEAL_BOUND, &r, e, DB_I(after), DB_I(after), DB_I(grace_s)) < 0)
        return -1;
    if (db_next(r)) {
        *ret_last = db_id(r, 1) ? db_id(r, 1) - 1 : db_id(r, 0);
        snprintf(ret_now, 24, "%s", db_str(r, 2));
    }
    return db_done(r, e);
}

/* One batch; s->n = 0 when there was no line. */
static int seal_batch(struct db *db, const struct seal *before, uint64_t last, struct seal *s,
                      struct err *e)
{
    struct buf digests = BUF_INIT, text = BUF_INIT, digests_hex = BUF_INIT, hash_hex = BUF_INIT;
    struct db_rows *r;
    int result;

    s->first = before->last + 1;
    s->last = last;
    if (db_select(db, SQL_SEAL_LINES, &r, e, DB_I(before->last), DB_I(last),
                  DB_I(BATCH_LINES)) < 0)
        return -1;
    for (; db_next(r); s->n++) {
        put_entry(&digests, r);
        if (s->n + 1 == BATCH_LINES)
            s->last = db_id(r, 0);
    }
    result = db_done(r, e);
    if (result == 0 && s->n > 0)
        result = db_exec(db, SQL_SEAL_FIND_PUPILS, NULL, e, DB_I(s->first), DB_I(s->last));
    if (result == 0 && s->n > 0) {
        SHA256((const unsigned char *)digests.data, digests.len, s->digests_hash);
        hash_seal(before->hash, s, s->hash);
        to_hex(digests.data, digests.len, &text);
        to_hex(s->digests_hash, HASH_LEN, &digests_hex);
        to_hex(s->hash, HASH_LEN, &hash_hex);
        result = db_exec(db, SQL_SEAL_ADD, NULL, e, DB_I(s->first), DB_I(s->last), DB_I(s->n),
                         DB_S(text.data), DB_S(digests_hex.data), DB_S(hash_hex.data),
                         DB_S(s->sealed_at));
    }
    buf_free(&digests);
    buf_free(&text);
    buf_free(&digests_hex);
    buf_free(&hash_hex);
    return result;
}

int seal_lines(struct db *db, int grace_s, struct seal_result *ret, struct err *e)
{
    struct seal before;
    uint64_t last = 0;
    char now[24] = "";

    memset(ret, 0, sizeof(*ret));
    if (db_connect(db, e) < 0 || newest(db, &before, e) < 0 ||
        find_bound(db, before.last, grace_s, &last, now, e) < 0)
        return -1;
    while (before.last < last) {
        struct seal s = {.n = 0};

        memcpy(s.sealed_at, now, sizeof(s.sealed_at));
        if (seal_batch(db, &before, last, &s, e) < 0)
            return -1;
        if (s.n == 0)
            break;
        ret->seals++;
        ret->lines += s.n;
        before = s;
    }
    if (before.last > 0)
        hash_text(before.hash, ret->hash);
    return 0;
}

/* ---- checking ---- */

struct check {
    struct db *db;
    FILE *out;
    struct seal_check *result;
};

static void __attribute__((format(printf, 2, 3))) differs(struct check *c, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    vfprintf(c->out, fmt, ap);
    va_end(ap);
    fputc('\n', c->out);
    c->result->differences++;
}

static uint64_t entry_id(const unsigned char *entry)
{
    uint64_t v = 0;

    for (int i = 0; i < 8; i++)
        v = v << 8 | entry[i];
    return v;
}

/* Names what was sealed and is not there, up to but without the line with that id. */
static size_t skip_missing(struct check *c, const struct buf *sealed, size_t at, uint64_t until)
{
    for (; at < sealed->len && entry_id((unsigned char *)sealed->data + at) < until; at += ENTRY_LEN)
        differs(c, "line %llu is missing",
                (unsigned long long)entry_id((unsigned char *)sealed->data + at));
    return at;
}

/* The lines that are in a seal's range now against those that were sealed. */
static int compare_lines(struct check *c, const struct seal *s, const struct buf *sealed,
                         struct err *e)
{
    struct db_rows *r;
    size_t at = 0;

    if (db_select(c->db, SQL_SEAL_LINES, &r, e, DB_I(s->first - 1), DB_I(s->last),
                  DB_I(INT32_MAX)) < 0)
        return -1;
    while (db_next(r)) {
        uint64_t id = db_id(r, 0);
        struct buf now = BUF_INIT;

        at = skip_missing(c, sealed, at, id);
        put_entry(&now, r);
        if (at >= sealed->len || entry_id((unsigned char *)sealed->data + at) != id) {
            differs(c, "line %llu was put in later", (unsigned long long)id);
        } else {
            if (memcmp(sealed->data + at, now.data, ENTRY_LEN) != 0)
                differs(c, "line %llu was changed", (unsigned long long)id);
            at += ENTRY_LEN;
            c->result->lines++;
        }
        buf_free(&now);
    }
    skip_missing(c, sealed, at, UINT64_MAX);
    return db_done(r, e);
}

/* Rows of a line's id and a pupil's: each is a difference. */
static int tell_pupils(struct check *c, struct db_rows *r, const char *what, struct err *e)
{
    while (db_next(r))
        differs(c, "line %llu %s pupil %llu", (unsigned long long)db_id(r, 0), what,
                (unsigned long long)db_id(r, 1));
    return db_done(r, e);
}

/* Whether the lines in a seal's range are found by the pupils in their changes. */
static int compare_found(struct check *c, const struct seal *s, struct err *e)
{
    struct db_rows *r;

    if (db_select(c->db, SQL_SEAL_NOT_FOUND, &r, e, DB_I(s->first), DB_I(s->last)) < 0)
        return -1;
    return tell_pupils(c, r, "is not found by its", e);
}

static int load_digests(struct check *c, const struct seal *s, struct buf *out, struct err *e)
{
    struct db_rows *r;

    if (db_select(c->db, SQL_SEAL_DIGESTS, &r, e, DB_I(s->id)) < 0)
        return -1;
    if (db_next(r) && db_str(r, 0)) {
        const char *hex = db_str(r, 0);

        for (; hex[0] && hex[1]; hex += 2)
            buf_putc(out, (char)(nibble(hex[0]) << 4 | nibble(hex[1])));
    }
    return db_done(r, e);
}

static int check_seal(struct check *c, const struct seal *before, const struct seal *s,
                      struct err *e)
{
    unsigned long long id = s->id;
    unsigned char hash[HASH_LEN];
    struct buf sealed = BUF_INIT;
    int result;

    if (s->first != before->last + 1)
        differs(c, "a seal is missing before seal %llu: lines %llu to %llu have none", id,
                (unsigned long long)before->last + 1, (unsigned long long)s->first - 1);
    hash_seal(before->hash, s, hash);
    if (memcmp(hash, s->hash, HASH_LEN) != 0)
        differs(c, "seal %llu is broken: its hash is not that of the seal before and of itself",
                id);
    result = load_digests(c, s, &sealed, e);
    SHA256((const unsigned char *)sealed.data, sealed.len, hash);
    if (!s->purged && (memcmp(hash, s->digests_hash, HASH_LEN) != 0 ||
                       sealed.len != s->n * ENTRY_LEN))
        differs(c, "seal %llu is broken: its digests were changed", id);
    if (result == 0)
        result = compare_lines(c, s, &sealed, e);
    if (result == 0)
        result = compare_found(c, s, e);
    buf_free(&sealed);
    c->result->seals++;
    c->result->purged += s->purged;
    return result;
}

static int count_open(struct db *db, uint64_t after, size_t *ret_n, struct err *e)
{
    struct db_rows *r;

    if (db_select(db, SQL_SEAL_OPEN, &r, e, DB_I(after)) < 0)
        return -1;
    *ret_n = db_next(r) ? (size_t)db_int(r, 0) : 0;
    return db_done(r, e);
}

int seal_verify(struct db *db, const char *kept, FILE *out, struct seal_check *ret, struct err *e)
{
    struct check c = {.db = db, .out = out, .result = ret};
    struct seal before = {.id = 0};
    struct db_rows *r;

    memset(ret, 0, sizeof(*ret));
    if (db_connect(db, e) < 0)
        return -1;
    for (;;) {
        struct seal s = {.id = 0};

        if (db_select(db, SQL_SEAL_LIST, &r, e, DB_I(before.id)) < 0)
            return -1;
        if (db_next(r))
            from_row(r, &s);
        if (db_done(r, e) < 0)
            return -1;
        if (s.id == 0)
            break;
        if (check_seal(&c, &before, &s, e) < 0)
            return -1;
        hash_text(s.hash, ret->hash);
        ret->kept_found |= kept && strcasecmp(kept, ret->hash) == 0;
        before = s;
    }
    if (db_select(db, SQL_SEAL_FOUND_WRONG, &r, e) < 0 ||
        tell_pupils(&c, r, "is found by a wrong", e) < 0)
        return -1;
    if (kept && !ret->kept_found)
        differs(&c, "no seal has the hash that was kept: the chain was cut off or written anew");
    return count_open(db, before.last, &ret->open, e);
}

/* ---- retention ---- */

int seal_purge(struct db *db, const char *before, int64_t *ret_lines, struct err *e)
{
    uint64_t last = 0;
    struct db_rows *r;

    *ret_lines = 0;
    if (db_select(db, SQL_SEAL_PURGE_BOUND, &r, e, DB_S(before)) < 0)
        return -1;
    if (db_next(r))
        last = db_id(r, 0);
    if (db_done(r, e) < 0)
        return -1;
    if (last == 0)
        return 0;
    if (db_exec(db, SQL_SEAL_PURGE_LINES, ret_lines, e, DB_I(last)) < 0 ||
        db_exec(db, SQL_SEAL_PURGE_PUPILS, NULL, e, DB_I(last)) < 0)
        return -1;
    return db_exec(db, SQL_SEAL_PURGE_DIGESTS, NULL, e, DB_I(last));
}
