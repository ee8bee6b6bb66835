#include "fcgi/site.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

static const char elsewhere[] = "Only pages of this address may change anything.";

/* Is the host of an Origin ("https://host:port") the one that the request was sent to? */
static bool own_origin(const char *origin, const char *host)
{
    const char *after = strstr(origin, "://");

    return after && host[0] && strcasecmp(after + 3, host) == 0;
}

int site_check_read(struct req *q, const struct env *env)
{
    const char *site = env->value[ENV_HTTP_SEC_FETCH_SITE];

    if (site && strcmp(site, "same-origin") != 0 && strcmp(site, "none") != 0)
        return fail_field(q, 403, "cross-site", "Sec-Fetch-Site",
                          "This is answered only to pages of this address.");
    return 0;
}

int site_check_write(struct req *q, const struct env *env)
{
    const char *site = env->value[ENV_HTTP_SEC_FETCH_SITE];
    const char *origin = env->value[ENV_HTTP_ORIGIN];

    if (strcmp(env_text(env, ENV_HTTP_X_REQUESTED_WITH), "XMLHttpRequest") != 0)
        return fail_field(q, 403, "cross-site", "X-Requested-With",
                          "A request that changes something needs X-Requested-With: "
                          "XMLHttpRequest.");
    if (site && strcmp(site, "same-origin") != 0)
        return fail_field(q, 403, "cross-site", "Sec-Fetch-Site", elsewhere);
    /* A proxy in front may have changed Host; the browser's own word above cannot be forged. */
    if (!site && origin && !own_origin(origin, env_text(env, ENV_HTTP_HOST)))
        return fail_field(q, 403, "cross-site", "Origin", elsewhere);
    return 0;
}
