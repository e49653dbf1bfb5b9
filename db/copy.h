// SPDX-License-Identifier: MIT
#ifndef DB_COPY_H
#define DB_COPY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/err.h"

/*
 * The bytes of a copy: written under a name that is not in use, on the medium,
 * read back from it and compared.  Needs no key.  A copy of the open register
 * is made in a child (core/base/child.h): closing the register's file in the
 * process that has it open would drop SQLite's locks on it.
 */
struct copy_how {
    const char *from;
    int64_t length; /* the first bytes of it */
    const void *tail; /* put behind them; NULL nothing */
    size_t tail_len;
    const char *to;
};

/*
 * Write `to` (0600; it must not be there), fsync, drop it from the cache, read
 * it back, compare.  `from` must not change meanwhile: the caller has
 * checkpointed and does not checkpoint until this is done.
 * ERR_EXISTS, ERR_FULL, ERR_READ_ONLY, ERR_NO_PERMISSION; ERR_GONE: the place
 * does not answer any more; ERR_BAD_COPY: it gives back other bytes; ERR_MISSING,
 * ERR_IO: `from` cannot be read.  After an error nothing half written stays
 * where that can be helped.
 */
NODISCARD enum err copy_write(const struct copy_how *how);

/* Read a copy back once more and compare.  The errors of reading, as above. */
NODISCARD enum err copy_compare(const struct copy_how *how);

/* A digest of the whole file, as hex digits.  The errors of opening and reading. */
enum { COPY_DIGEST = 65 };
NODISCARD enum err copy_digest(const char *path, char out[COPY_DIGEST]);

/*
 * Give the file `temp` the name `to`, never that of another file, and see that
 * the name is on the medium; `whole_disk`: and all else of it, so that it can be
 * pulled out.  ERR_EXISTS; errors of the place as above.
 */
NODISCARD enum err copy_place(const char *temp, const char *to, bool whole_disk);

#endif
