/* A file that is taken has every string set and every number within its range. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/conf.h"
#include "base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool ok)
{
    if (!ok)
        abort();
}

static void check(const struct conf *c)
{
    const char *const strings[] = {
        c->database.hosts, c->database.socket, c->database.name, c->database.user,
        c->database.password_file, c->database.migrator_user, c->database.migrator_password_file,
        c->database.tls_ca, c->instance_name, c->timezone,
        c->login_url, c->logout_url,
    };

    for (size_t i = 0; i < sizeof(strings) / sizeof(strings[0]); i++)
        require(strings[i] && utf8_valid(strings[i], strlen(strings[i])));
    require(c->database.connect_timeout_s >= 1 && c->database.connect_timeout_s <= 30);
    require(c->database.statement_timeout_s >= 1 && c->database.statement_timeout_s <= 60);
    require(c->request_timeout_s > c->database.statement_timeout_s + 2);
    require(c->recycle_after >= 0 && c->body_max_kib >= 16);
    require(c->lock_after_min >= 0 && c->lock_after_min <= 1440);
    require(c->sanity_end_percent >= 0 && c->sanity_end_percent <= 100);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    int fd = memfd_create("conf", MFD_CLOEXEC);
    struct conf *c = NULL;
    struct err e = {.kind = ERR_NONE};
    char path[64];

    require(fd >= 0 && write(fd, data, size) == (ssize_t)size);
    snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
    if (conf_load(path, &c, &e) == 0)
        check(c);
    else
        require(!c && e.kind == ERR_INPUT && e.msg[0]);
    conf_free(c);
    close(fd);
    return 0;
}
