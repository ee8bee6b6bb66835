#include "store/accounts.h"

#include <errno.h>
#include <string.h>

#include "base/buf.h"

/* text in quotes, with quotes inside it doubled: right for names and, as no backslash is taken, for
 * the parts of an account. */
static void put_quoted(struct buf *out, char quote, const char *text)
{
    buf_putc(out, quote);
    for (; *text; text++) {
        if (*text == quote)
            buf_putc(out, quote);
        buf_putc(out, *text);
    }
    buf_putc(out, quote);
}

static void put_account(struct buf *out, const char *user, const char *host)
{
    put_quoted(out, '\'', user);
    buf_putc(out, '@');
    put_quoted(out, '\'', host);
}

/* Puts what a placeholder at text stands for and returns its length; 0: it is none. */
static size_t put_placeholder(struct buf *out, const char *text, const struct conf_database *c,
                              const char *host)
{
    static const char *const names[] = {"@database@", "@worker@", "@auditor@", "@sealer@"};
    const char *const users[] = {NULL, c->user, c->auditor_user, c->sealer_user};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (strncmp(text, names[i], strlen(names[i])) != 0)
            continue;
        if (users[i])
            put_account(out, users[i], host);
        else
            put_quoted(out, '`', c->name);
        return strlen(names[i]);
    }
    return 0;
}

static int check_names(const struct conf_database *c, const char *host, struct err *e)
{
    const char *const users[] = {c->user, c->migrator_user, c->auditor_user, c->sealer_user};
    const size_t n = sizeof(users) / sizeof(users[0]);

    for (size_t i = 0; i < n; i++)
        for (size_t k = i + 1; k < n; k++)
            if (strcmp(users[i], users[k]) == 0)
                return err_set(e, ERR_INPUT, "two of the four accounts have the name %s", users[i]);
    for (size_t i = 0; i < n; i++)
        if (strpbrk(users[i], "\\\r\n"))
            return err_set(e, ERR_INPUT, "an account cannot have the name %s", users[i]);
    if (strpbrk(host, "\\\r\n"))
        return err_set(e, ERR_INPUT, "%s is not a host", host);
    return 0;
}

int accounts_print(const char *path, const struct conf_database *c, const char *host, FILE *out,
                   struct err *e)
{
    struct buf text = BUF_INIT;
    char line[512];
    FILE *f;
    int result = 0;

    if (check_names(c, host, e) < 0)
        return -1;
    f = fopen(path, "re");
    if (!f)
        return err_set_code(e, ERR_INTERNAL, errno, "cannot read %s: %s", path, strerror(errno));
    while (fgets(line, sizeof(line), f)) {
        for (const char *s = line; *s;) {
            size_t len = *s == '@' ? put_placeholder(&text, s, c, host) : 0;

            if (len == 0)
                buf_putc(&text, *s);
            s += len ? len : 1;
        }
    }
    if (ferror(f) || fwrite(text.data, 1, text.len, out) != text.len || fflush(out) != 0)
        result = err_set(e, ERR_INTERNAL, "cannot read %s, or print it", path);
    fclose(f);
    buf_free(&text);
    return result;
}
