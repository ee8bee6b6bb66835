#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "fcgi/version.h"

#include <elf.h>
#include <link.h>
#include <stddef.h>
#include <string.h>

#include "fcgi/hash.h"

#define ALIGNED(n) (((size_t)(n) + 3) & ~(size_t)3)

/* Hashes the build id among the notes of one segment. */
static void hash_notes(const char *notes, size_t size, uint64_t *hash)
{
    size_t at = 0;

    while (size > at && size - at >= sizeof(ElfW(Nhdr))) {
        ElfW(Nhdr) note;
        size_t name = at + sizeof(note), desc;

        memcpy(&note, notes + at, sizeof(note));
        desc = name + ALIGNED(note.n_namesz);
        at = desc + ALIGNED(note.n_descsz);
        if (at > size)
            return;
        if (note.n_type == NT_GNU_BUILD_ID && note.n_namesz == 4 &&
            memcmp(notes + name, "GNU", 4) == 0)
            *hash = hash_bytes(*hash, notes + desc, note.n_descsz);
    }
}

/* The program itself comes first; its libraries change nothing in the answers. */
static int first_object(struct dl_phdr_info *info, size_t size, void *hash)
{
    (void)size;
    for (size_t i = 0; i < info->dlpi_phnum; i++)
        if (info->dlpi_phdr[i].p_type == PT_NOTE)
            hash_notes((const char *)info->dlpi_addr + info->dlpi_phdr[i].p_vaddr,
                       info->dlpi_phdr[i].p_memsz, hash);
    return 1;
}

const char *version_text(void)
{
    return PACKAGE_VERSION;
}

uint64_t version_build(void)
{
    uint64_t hash = hash_text(HASH_INIT, PACKAGE_VERSION);

    dl_iterate_phdr(first_object, &hash);
    return hash;
}
