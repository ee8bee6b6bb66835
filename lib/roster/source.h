/*
 * A set of files to import: a folder or a zip archive. All wanted files are loaded into memory.
 * Names are compared without regard to letter case and to the folder they lie in inside an archive.
 */
#ifndef MALKOLL_ROSTER_SOURCE_H
#define MALKOLL_ROSTER_SOURCE_H

#include <stddef.h>

#include "roster/findings.h"

#define SOURCE_BYTES_MAX ((size_t)4 << 30) /* per file, unpacked: far above any real set */

struct source_file {
    const char *name; /* as asked for, e.g. "users.csv" */
    char *data;       /* NULL: not in the set; not terminated */
    size_t len;
};

/* What an archive may have; 0 = no limit but SOURCE_BYTES_MAX per file. */
struct source_limits {
    size_t entries;
    size_t unpacked;     /* bytes of all wanted files together */
    unsigned times;      /* unpacked may be so many times the archive's own size, beside 1 MiB */
};

/* The path's last part: reports are kept, and a server's folders are in none of them. */
const char *source_name(const char *path);
/*
 * Loads the files whose names are set in files[0..n). 0, or -1 with a finding when the path cannot
 * be read, a file occurs twice, or an archive is hostile: more than the limits, links in place of
 * files, names that lead out of it. Nothing is ever written. A file that is not there is no error here.
 */
int source_load(const char *path, const struct source_limits *limits, struct source_file *files,
                size_t n, struct findings *f);
/* Loads one file that is no archive; its name is the path's last part. -1 with a finding. */
int source_load_file(const char *path, struct source_file *ret_file, struct findings *f);
/* Gives the data of one file back. */
void source_file_free(struct source_file *file);

#endif
