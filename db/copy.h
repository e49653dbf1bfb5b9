// SPDX-License-Identifier: MIT
#ifndef DB_COPY_H
#define DB_COPY_H

#include "core/base/err.h"

/*
 * Copy a file by a child process that touches no key: under a temporary name,
 * fsync, dropped from the cache, given its name, folder fsync.  The caller has
 * checkpointed and commits nothing until it is done, so the file does not
 * change meanwhile.  A child also because closing the register's file in this
 * process would drop SQLite's locks on it.  The child dies with the parent.
 * ERR_EXISTS (`to` is never overwritten), ERR_NOMEM without a process, ERR_FULL,
 * ERR_MISSING, ERR_READ_ONLY, ERR_NO_PERMISSION or ERR_IO; then nothing half
 * written stays.
 */
NODISCARD enum err copy_file(const char *from, const char *to);

#endif
