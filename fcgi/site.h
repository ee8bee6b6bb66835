/*
 * Where a request comes from. A browser sends its cookies also for pages of others; so what such a
 * page can make it send must neither change anything nor be answered as if the person had asked.
 */
#ifndef MALKOLL_FCGI_SITE_H
#define MALKOLL_FCGI_SITE_H

#include "fcgi/env.h"
#include "fcgi/req.h"

/*
 * For what only reads: refuses what the browser says was caused by a page of another origin
 * (Sec-Fetch-Site). Such a page cannot read the answer, but the person would seem to have seen it.
 * An address that was typed or kept as a bookmark is taken. 0, or -1 after fail().
 */
int site_check_read(struct req *q, const struct env *env);
/*
 * For what writes, whatever its method and type of body: X-Requested-With must be there (a form
 * cannot set it, and a script of another origin may not), Sec-Fetch-Site, where the browser sends it,
 * must say same-origin, and where it does not, Origin must name our own host. 0, or -1 after fail().
 */
int site_check_write(struct req *q, const struct env *env);

#endif
