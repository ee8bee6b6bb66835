/*
 * Reads CSV (RFC 4180) record by record with libcsv, from any source of bytes.
 *
 * Taken: a UTF-8 byte order mark, lines ending with LF, CR LF or CR, quoted fields with embedded
 * line ends and doubled quotes, empty lines (skipped), a last line without an end. White space
 * around an unquoted field is cut. Refused with ERR_INPUT, line and column (field, from 1): bytes
 * that are not UTF-8, NUL bytes, quotes inside an unquoted field, an unclosed quote, and what is
 * above the limits.
 */
#ifndef MALKOLL_BASE_CSV_H
#define MALKOLL_BASE_CSV_H

#include <stddef.h>
#include <stdio.h>
#include <sys/types.h>

#include "base/err.h"

struct csv_source {
    /* Fills up to size bytes: number of them, 0 at the end, -1 with e. */
    ssize_t (*read)(void *ctx, char *data, size_t size, struct err *e);
    void *ctx;
};

struct csv_options {
    char delimiter;     /* ',' or ';'; 0: ',' */
    size_t record_max;  /* bytes of one record; 0: 64 KiB */
    size_t fields_max;  /* of one record; 0: 256 */
    size_t records_max; /* 0: no limit */
};

/*
 * Calls row for every record. line is the number of the record's first line in the source, from 1;
 * n_fields is at least 1. Fields are NUL-terminated UTF-8 and valid during the call only. When row
 * gives -1 the reading ends with its e. options NULL: the defaults.
 */
int csv_read(const struct csv_source *source, const struct csv_options *options,
             int (*row)(void *ctx, unsigned long line, const char *const *fields, size_t n_fields,
                        struct err *e),
             void *ctx, struct err *e);
/* The same from an open file, and from memory. */
int csv_read_file(FILE *in, const struct csv_options *options,
                  int (*row)(void *ctx, unsigned long line, const char *const *fields,
                             size_t n_fields, struct err *e),
                  void *ctx, struct err *e);
int csv_read_memory(const char *data, size_t len, const struct csv_options *options,
                    int (*row)(void *ctx, unsigned long line, const char *const *fields,
                               size_t n_fields, struct err *e),
                    void *ctx, struct err *e);

#endif
