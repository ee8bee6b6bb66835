#include "fcgi/env.h"

#include <string.h>

#define NAME(text) {text, sizeof(text) - 1}

static const struct {
    const char *text;
    size_t len;
} names[ENV__MAX] = {
    [ENV_REMOTE_USER] = NAME("REMOTE_USER"),
    [ENV_REQUEST_METHOD] = NAME("REQUEST_METHOD"),
    [ENV_PATH_INFO] = NAME("PATH_INFO"),
    [ENV_QUERY_STRING] = NAME("QUERY_STRING"),
    [ENV_CONTENT_LENGTH] = NAME("CONTENT_LENGTH"),
    [ENV_CONTENT_TYPE] = NAME("CONTENT_TYPE"),
    [ENV_REQUEST_ID] = NAME("REQUEST_ID"),
    [ENV_REMOTE_ADDR] = NAME("REMOTE_ADDR"),
    [ENV_HTTP_HOST] = NAME("HTTP_HOST"),
    [ENV_HTTP_IF_NONE_MATCH] = NAME("HTTP_IF_NONE_MATCH"),
    [ENV_HTTP_ORIGIN] = NAME("HTTP_ORIGIN"),
    [ENV_HTTP_SEC_FETCH_SITE] = NAME("HTTP_SEC_FETCH_SITE"),
    [ENV_HTTP_X_MALKOLL_DUTY] = NAME("HTTP_X_MALKOLL_DUTY"),
    [ENV_HTTP_X_REQUESTED_WITH] = NAME("HTTP_X_REQUESTED_WITH"),
};

static enum env_name find(const char *name, size_t len)
{
    for (int i = 0; i < ENV__MAX; i++)
        if (names[i].len == len && memcmp(names[i].text, name, len) == 0)
            return (enum env_name)i;
    return ENV__MAX;
}

int env_read(char *const *envp, struct env *ret_env)
{
    struct env env = {{NULL}};
    int result = 0;

    for (; *envp; envp++) {
        const char *equals = strchr(*envp, '=');
        enum env_name name = equals ? find(*envp, (size_t)(equals - *envp)) : ENV__MAX;

        if (name == ENV__MAX)
            continue;
        if (!env.value[name])
            env.value[name] = equals + 1;
        else if (name < ENV_HTTP_HOST)
            result = -1;
    }
    *ret_env = env;
    return result;
}

const char *env_text(const struct env *env, enum env_name name)
{
    return env->value[name] ? env->value[name] : "";
}
