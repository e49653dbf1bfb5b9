// SPDX-License-Identifier: MIT
#ifndef CORE_BASE_FILE_H
#define CORE_BASE_FILE_H

#include <stddef.h>

#include "core/base/err.h"
#include "core/base/str.h"

/* Whole files: read with a limit, written under a temporary name and renamed. */

/*
 * Append the contents of `path` ("-" is standard input) to `out`.
 * ERR_MISSING, ERR_NO_PERMISSION, ERR_TOO_LARGE above `limit` bytes, ERR_IO.
 */
NODISCARD enum err file_read(const char *path, size_t limit, struct str *out);

/*
 * Write `n` bytes to `path`: a new file 0600 beside it, fsync, read back,
 * rename, fsync of the folder.  An older file of the name stays whole until the
 * rename; only when the last fsync fails the new one stands after an error.
 * ERR_FULL, ERR_READ_ONLY, ERR_NO_PERMISSION, ERR_IO; nothing is left behind.
 */
NODISCARD enum err file_replace(const char *path, const void *bytes, size_t n);

/*
 * Remove what writers left that were killed: the files of `dir` whose name
 * begins with `begins` and has `has` in it.  Only where nobody else may write.
 */
void file_sweep(const char *dir, const char *begins, const char *has);

/* fsync the folder that holds `path`. */
NODISCARD enum err file_sync_dir(const char *path);

/* Make a folder 0700 and the ones above it; an existing one is good. */
NODISCARD enum err file_make_dir(const char *path);

/* Write all of it, over short writes and signals. */
NODISCARD enum err file_write_all(int fd, const void *bytes, size_t n);

/* "dir/name", the caller frees it. */
char *file_join(const char *dir, const char *name);

#endif
