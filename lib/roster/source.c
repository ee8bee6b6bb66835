#include "roster/source.h"

#include <archive.h>
#include <archive_entry.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"

const char *source_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash && slash[1] ? slash + 1 : path;
}

static struct source_file *find_wanted(struct source_file *files, size_t n, const char *path)
{
    const char *name = source_name(path);

    /* What a Mac puts into every archive beside the files themselves. */
    if (strncmp(path, "__MACOSX/", 9) == 0 || strncmp(name, "._", 2) == 0)
        return NULL;
    for (size_t i = 0; i < n; i++)
        if (strcasecmp(files[i].name, name) == 0)
            return &files[i];
    return NULL;
}

/* Room for the data of a file that was found; false with a finding when it may not be read. */
static bool accept_file(struct source_file *file, struct findings *f)
{
    if (!file->data)
        return true;
    findings_add(f, FINDING_FILE_TWICE, file->name, 0, NULL, NULL, NULL);
    return false;
}

/* ---- folder ---- */

static int read_fd(int fd, struct source_file *file, struct findings *f)
{
    struct stat st;

    if (fstat(fd, &st) < 0)
        return -1;
    if ((size_t)st.st_size > SOURCE_BYTES_MAX) {
        findings_add(f, FINDING_FILE_TOO_LARGE, file->name, 0, NULL, NULL, NULL);
        return 0;
    }

    size_t size = (size_t)st.st_size;
    char *data = mem_realloc(NULL, size + 1);
    size_t len = 0;
    while (len < size) {
        ssize_t got = read(fd, data + len, size - len);

        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0) {
            free(data);
            return -1;
        }
        if (got == 0)
            break;
        len += (size_t)got;
    }
    file->data = data;
    file->len = len;
    return 0;
}

static void read_folder_file(int folder, const char *name, struct source_file *file,
                             struct findings *f)
{
    if (!accept_file(file, f))
        return;

    int fd = openat(folder, name, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || read_fd(fd, file, f) < 0)
        findings_add(f, FINDING_PATH_UNREADABLE, file->name, 0, NULL, NULL, strerror(errno));
    if (fd >= 0)
        close(fd);
}

static int load_folder(int fd, struct source_file *files, size_t n, struct findings *f)
{
    DIR *dir = fdopendir(fd);
    const struct dirent *entry;

    if (!dir)
        return -1;
    while ((entry = readdir(dir))) {
        struct source_file *file = find_wanted(files, n, entry->d_name);

        if (file)
            read_folder_file(dirfd(dir), entry->d_name, file, f);
    }
    closedir(dir);
    return 0;
}

/* ---- zip ---- */

/* An archive in hand. */
struct zip {
    struct archive *archive;
    size_t most; /* bytes that may still be unpacked */
    size_t entries;
    size_t entries_max;
};

static int refuse(struct findings *f, enum finding_kind kind, const char *name)
{
    findings_add(f, kind, name, 0, NULL, NULL, NULL);
    return -1;
}

/* Leads nowhere but below the archive's own top? */
static bool stays_inside(const char *path)
{
    if (path[0] == '/' || path[0] == '\\')
        return false;
    for (const char *p = path; p; p = strpbrk(p, "/\\")) {
        p += *p == '/' || *p == '\\';
        if (strncmp(p, "..", 2) == 0 && (p[2] == '/' || p[2] == '\\' || p[2] == '\0'))
            return false;
    }
    return true;
}

static int unpack(struct zip *z, struct source_file *file, struct findings *f)
{
    struct archive *a = z->archive;
    size_t cap = 1 << 16;
    char *data = mem_realloc(NULL, cap);
    size_t len = 0;

    for (;;) {
        la_ssize_t got = archive_read_data(a, data + len, cap - len);

        if (got < 0 || len > z->most) {
            free(data);
            return got < 0 ? -1 : refuse(f, FINDING_FILE_TOO_LARGE, file->name);
        }
        if (got == 0)
            break;
        len += (size_t)got;
        if (len == cap)
            data = mem_realloc(data, cap *= 2);
    }
    file->data = data;
    file->len = len;
    z->most -= len;
    return 0;
}

static int load_entry(struct zip *z, struct archive_entry *entry, struct source_file *files,
                      size_t n, struct findings *f)
{
    const char *path = archive_entry_pathname(entry);
    struct source_file *file = path ? find_wanted(files, n, path) : NULL;
    unsigned type = archive_entry_filetype(entry);

    if (++z->entries > z->entries_max)
        return refuse(f, FINDING_ARCHIVE_ENTRIES, NULL);
    if (path && !stays_inside(path))
        return refuse(f, FINDING_ARCHIVE_OUTSIDE, NULL);
    if (type != AE_IFREG && type != AE_IFDIR)
        return refuse(f, FINDING_ARCHIVE_LINK, file ? file->name : NULL);
    return file && type == AE_IFREG && accept_file(file, f) ? unpack(z, file, f) : 0;
}

static int load_entries(struct zip *z, struct source_file *files, size_t n, struct findings *f)
{
    struct archive_entry *entry;

    for (;;) {
        int rc = archive_read_next_header(z->archive, &entry);

        if (rc == ARCHIVE_EOF)
            return 0;
        if (rc < ARCHIVE_WARN || load_entry(z, entry, files, n, f) < 0)
            return -1;
    }
}

static struct zip limited(struct archive *a, const struct source_limits *limits, size_t size)
{
    struct zip z = {.archive = a, .most = SOURCE_BYTES_MAX, .entries_max = SIZE_MAX};

    if (limits && limits->entries)
        z.entries_max = limits->entries;
    if (limits && limits->unpacked && limits->unpacked < z.most)
        z.most = limits->unpacked;
    if (limits && limits->times && size * limits->times + (1 << 20) < z.most)
        z.most = size * limits->times + (1 << 20);
    return z;
}

static int load_zip(int fd, size_t size, const char *path, const struct source_limits *limits,
                    struct source_file *files, size_t n, struct findings *f)
{
    struct archive *a = archive_read_new();
    struct zip z = limited(a, limits, size);
    int rc = -1;

    if (!a)
        abort();
    if (archive_read_support_format_zip(a) == ARCHIVE_OK &&
        archive_read_open_fd(a, fd, 1 << 16) == ARCHIVE_OK)
        rc = load_entries(&z, files, n, f);
    if (rc < 0 && findings_count(f, FINDINGS_ERROR) == 0)
        findings_add(f, FINDING_PATH_UNREADABLE, limits ? NULL : source_name(path), 0, NULL, NULL,
                     archive_error_string(a) ? archive_error_string(a) : "zip");
    archive_read_free(a);
    return rc;
}

int source_load(const char *path, const struct source_limits *limits, struct source_file *files,
                size_t n, struct findings *f)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC);

    if (fd < 0 || fstat(fd, &st) < 0) {
        findings_add(f, FINDING_PATH_UNREADABLE, source_name(path), 0, NULL, NULL, strerror(errno));
        if (fd >= 0)
            close(fd);
        return -1;
    }
    if (!S_ISDIR(st.st_mode)) {
        int rc = load_zip(fd, (size_t)st.st_size, path, limits, files, n, f);

        close(fd);
        return rc;
    }
    if (load_folder(fd, files, n, f) < 0) { /* closes fd when it succeeds */
        findings_add(f, FINDING_PATH_UNREADABLE, source_name(path), 0, NULL, NULL, strerror(errno));
        close(fd);
        return -1;
    }
    return 0;
}

int source_load_file(const char *path, struct source_file *ret_file, struct findings *f)
{
    struct source_file file = {.name = source_name(path)};
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    bool read = fd >= 0 && read_fd(fd, &file, f) == 0;

    if (!read)
        findings_add(f, FINDING_PATH_UNREADABLE, source_name(path), 0, NULL, NULL, strerror(errno));
    if (fd >= 0)
        close(fd);
    if (!file.data)
        return -1;
    *ret_file = file;
    return 0;
}

void source_file_free(struct source_file *file)
{
    free(file->data);
    file->data = NULL;
    file->len = 0;
}
