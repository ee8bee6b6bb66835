#include <stdio.h>

#include "ctl/ctl.h"
#include "store/extract.h"

struct extract {
    const char *source_id;
    uint32_t person_id;
    struct buf text;
};

static int extract_in_transaction(struct db *db, void *ctx, struct err *e)
{
    struct extract *x = ctx;
    struct json_writer w;

    if (extract_find(db, x->source_id, &x->person_id, e) < 0)
        return -1;
    if (!x->person_id)
        return err_set(e, ERR_NOT_FOUND, "nobody has the id \"%s\" in the register", x->source_id);
    buf_reset(&x->text, SIZE_MAX);
    json_begin(&w, &x->text);
    if (extract_write(db, x->person_id, true, &w, e) < 0)
        return -1;
    json_end(&w);
    return 0;
}

int cmd_extract(struct ctl *c, int argc, char **argv)
{
    struct extract x = {.source_id = argc > 1 ? argv[1] : NULL};
    struct err e = {0};
    int result = 0;

    if (argc != 2)
        return ctl_usage("extract ID, the person's id in the pupil or staff register (sourcedId)");
    if (db_read(c->db, extract_in_transaction, &x, &e) < 0)
        result = ctl_fail(&e);
    else if (printf("%.*s\n", (int)x.text.len, x.text.data) < 0 || fflush(stdout) != 0)
        result = CTL_FAILED;
    buf_free(&x.text);
    return result;
}
