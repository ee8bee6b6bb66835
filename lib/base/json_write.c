#include "base/json_write.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* What stands before any value: a comma between elements, nothing after a key. */
static void before_value(struct json_writer *w)
{
    if (w->depth == 0) {
        assert(!w->level[0].has_items);
        w->level[0].has_items = true;
        return;
    }
    if (w->level[w->depth].is_object) {
        assert(w->level[w->depth].has_key);
        w->level[w->depth].has_key = false;
        return;
    }
    if (w->level[w->depth].has_items)
        buf_putc(w->out, ',');
    w->level[w->depth].has_items = true;
}

/* What stands before a key, in an object alone. */
static void before_member(struct json_writer *w)
{
    assert(w->depth > 0);
    assert(w->level[w->depth].is_object);
    assert(!w->level[w->depth].has_key);
    if (w->level[w->depth].has_items)
        buf_putc(w->out, ',');
    w->level[w->depth].has_items = true;
}

static void quoted(struct buf *out, const char *s)
{
    static const char short_escape[0x20] = {['\b'] = 'b', ['\f'] = 'f', ['\n'] = 'n',
                                            ['\r'] = 'r', ['\t'] = 't'};
    const char *run = s;

    buf_putc(out, '"');
    for (; *s; s++) {
        unsigned char c = (unsigned char)*s;

        if (c >= 0x20 && c != '"' && c != '\\')
            continue;
        buf_append(out, run, (size_t)(s - run));
        run = s + 1;
        if (c >= 0x20) {
            char pair[2] = {'\\', (char)c};

            buf_append(out, pair, 2);
        } else if (short_escape[c]) {
            char pair[2] = {'\\', short_escape[c]};

            buf_append(out, pair, 2);
        } else {
            buf_printf(out, "\\u%04x", c);
        }
    }
    buf_append(out, run, (size_t)(s - run));
    buf_putc(out, '"');
}

static void open_level(struct json_writer *w, bool is_object)
{
    before_value(w);
    assert(w->depth + 1 < JSON_WRITE_DEPTH_MAX);
    w->depth++;
    w->level[w->depth].is_object = is_object;
    w->level[w->depth].has_items = false;
    w->level[w->depth].has_key = false;
    buf_putc(w->out, is_object ? '{' : '[');
}

static void close_level(struct json_writer *w, bool is_object)
{
    assert(w->depth > 0);
    assert(w->level[w->depth].is_object == is_object);
    assert(!w->level[w->depth].has_key);
    w->depth--;
    buf_putc(w->out, is_object ? '}' : ']');
}

void json_begin(struct json_writer *w, struct buf *out)
{
    memset(w, 0, sizeof(*w));
    w->out = out;
}

void json_end(struct json_writer *w)
{
    (void)w;
    assert(w->depth == 0);
    assert(w->level[0].has_items);
}

void json_object(struct json_writer *w)
{
    open_level(w, true);
}

void json_object_end(struct json_writer *w)
{
    close_level(w, true);
}

void json_array(struct json_writer *w)
{
    open_level(w, false);
}

void json_array_end(struct json_writer *w)
{
    close_level(w, false);
}

void json_key(struct json_writer *w, const char *key)
{
    before_member(w);
    w->level[w->depth].has_key = true;
    quoted(w->out, key);
    buf_putc(w->out, ':');
}

void json_str(struct json_writer *w, const char *s)
{
    if (!s) {
        json_null(w);
        return;
    }
    before_value(w);
    quoted(w->out, s);
}

void json_int(struct json_writer *w, int64_t v)
{
    before_value(w);
    buf_int(w->out, v);
}

void json_id(struct json_writer *w, uint64_t id)
{
    if (id == 0) {
        json_null(w);
        return;
    }
    before_value(w);
    buf_putc(w->out, '"');
    buf_uint(w->out, id);
    buf_putc(w->out, '"');
}

void json_number(struct json_writer *w, double v, int digits)
{
    char text[40];

    assert(isfinite(v));
    before_value(w);
    snprintf(text, sizeof(text), "%.*g", digits, v);
    buf_puts(w->out, text);
}

void json_bool(struct json_writer *w, bool v)
{
    before_value(w);
    buf_puts(w->out, v ? "true" : "false");
}

void json_null(struct json_writer *w)
{
    before_value(w);
    buf_puts(w->out, "null");
}

void json_kv_str(struct json_writer *w, const char *key, const char *s)
{
    json_key(w, key);
    json_str(w, s);
}

void json_kv_int(struct json_writer *w, const char *key, int64_t v)
{
    json_key(w, key);
    json_int(w, v);
}

void json_kv_id(struct json_writer *w, const char *key, uint64_t id)
{
    json_key(w, key);
    json_id(w, id);
}

void json_kv_number(struct json_writer *w, const char *key, double v, int digits)
{
    json_key(w, key);
    json_number(w, v, digits);
}

void json_kv_bool(struct json_writer *w, const char *key, bool v)
{
    json_key(w, key);
    json_bool(w, v);
}

void json_kv_null(struct json_writer *w, const char *key)
{
    json_key(w, key);
    json_null(w);
}

void json_raw(struct json_writer *w, const char *json)
{
    before_value(w);
    buf_append(w->out, json, strlen(json));
}

void json_members(struct json_writer *w, const char *json)
{
    before_member(w);
    buf_append(w->out, json, strlen(json));
}
