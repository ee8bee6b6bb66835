/* One HTTP answer on the way out: status, headers and body, written to nginx in one go. */
#ifndef MALKOLL_FCGI_RESP_H
#define MALKOLL_FCGI_RESP_H

#include <stdbool.h>
#include <stddef.h>

#include <fcgiapp.h>

struct resp {
    int status;
    const char *content_type; /* NULL: no body */
    const char *cache_control;
    const char *etag;         /* with its quotes; NULL: none */
    const char *disposition;  /* of a file; NULL: none */
    const char *allow;        /* methods, with 405; NULL: none */
    int retry_after_s;        /* 0: none */
    const char *body;
    size_t body_len;
    bool head;                /* the request was HEAD: the headers of GET, no body */
};

/* "OK" etc.; "Error" for a status that is not used here. */
const char *resp_reason(int status);
/* 0, or -1 when the other side has gone. Header values are the program's own: asserts that they
 * hold no line break. */
int resp_send(FCGX_Stream *out, const struct resp *r);

#endif
