/* Which program this is. */
#ifndef MALKOLL_FCGI_VERSION_H
#define MALKOLL_FCGI_VERSION_H

#include <stdint.h>

/* "0.1.0" */
const char *version_text(void);
/*
 * Changes whenever the program does, also between two builds of one version (the linker's build
 * id; without one the version alone): answers of an older build must not be taken for this one's.
 */
uint64_t version_build(void);

#endif
