/*
 * Bodies that the reader takes must be walkable, and come back the same after our own writer:
 * taken text -> tree -> text -> tree -> the same text.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/json_read.h"
#include "base/json_write.h"
#include "base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool ok)
{
    if (!ok)
        abort();
}

static void write_node(struct json_writer *w, const struct json_node *n)
{
    size_t count = 0;
    int64_t i;
    bool b;

    switch (json_type(n)) {
    case JSON_NULL:
        json_null(w);
        return;
    case JSON_BOOL:
        require(json_boolean(n, &b));
        json_bool(w, b);
        return;
    case JSON_NUMBER:
        if (json_int64(n, &i))
            json_int(w, i);
        else
            json_str(w, "not whole");
        return;
    case JSON_STRING:
        require(utf8_valid(json_string(n), strlen(json_string(n))));
        json_str(w, json_string(n));
        return;
    case JSON_ARRAY:
        json_array(w);
        for (const struct json_node *c = json_first(n); c; c = json_next(c), count++)
            write_node(w, c);
        json_array_end(w);
        break;
    case JSON_OBJECT:
        json_object(w);
        for (const struct json_node *c = json_first(n); c; c = json_next(c), count++) {
            require(json_get(n, json_name(c)) == c);
            json_key(w, json_name(c));
            write_node(w, c);
        }
        json_object_end(w);
        break;
    }
    require(count == json_count(n));
}

static void write_doc(const struct json_doc *doc, struct buf *out)
{
    struct json_writer w;

    json_begin(&w, out);
    write_node(&w, json_root(doc));
    json_end(&w);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct json_doc *doc = NULL, *again = NULL;
    struct buf first = BUF_INIT, second = BUF_INIT;
    struct err e = {.kind = ERR_NONE};

    if (json_parse((const char *)data, size, 4096, &doc, &e) < 0) {
        require(!doc && e.kind == ERR_INPUT && e.msg[0]);
        require(utf8_valid(e.msg, strlen(e.msg)));
        return 0;
    }
    write_doc(doc, &first);
    require(json_parse(first.data, first.len, first.len, &again, &e) == 0);
    write_doc(again, &second);
    require(first.len == second.len && memcmp(first.data, second.data, first.len) == 0);
    json_doc_free(doc);
    json_doc_free(again);
    buf_free(&first);
    buf_free(&second);
    return 0;
}
