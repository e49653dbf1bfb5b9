// SPDX-License-Identifier: MIT
#ifndef DB_COPY_H
#define DB_COPY_H

#include "core/base/err.h"

/*
 * Copy a file by a child process that holds no key: under a temporary name,
 * fsync, dropped from the cache, renamed, folder fsync.  The caller has
 * checkpointed, so the file does not change meanwhile.  ERR_FULL, ERR_EXISTS
 * (`to` is never overwritten), ERR_IO; nothing half written stays.
 */
NODISCARD enum err copy_file(const char *from, const char *to);

#endif
