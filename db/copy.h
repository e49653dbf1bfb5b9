// SPDX-License-Identifier: MIT
#ifndef DB_COPY_H
#define DB_COPY_H

#include <stdbool.h>

#include "core/base/err.h"

/*
 * Copy a file by a child process that touches no key: under a temporary name,
 * fsync, dropped from the cache, given its name, folder fsync.  The caller has
 * checkpointed and commits nothing until it is done, so the file does not
 * change meanwhile.  A child also because closing the register's file in this
 * process would drop SQLite's locks on it.  The child dies with the parent.
 */
struct copy;

/* Begin; ERR_EXISTS (`to` is never overwritten), ERR_NOMEM without a process. */
NODISCARD enum err copy_start(const char *from, const char *to, struct copy **copy);

/*
 * Whether it has ended; then `*result` is ERR_OK, ERR_FULL, ERR_EXISTS,
 * ERR_MISSING, ERR_READ_ONLY, ERR_NO_PERMISSION or ERR_IO, nothing half
 * written stays and the copy is freed.
 */
bool copy_poll(struct copy *copy, enum err *result);

/* Stop it and clean up; NULL is allowed. */
void copy_stop(struct copy *copy);

/* Begin and wait. */
NODISCARD enum err copy_file(const char *from, const char *to);

#endif
