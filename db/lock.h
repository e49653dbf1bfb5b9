// SPDX-License-Identifier: MIT
#ifndef DB_LOCK_H
#define DB_LOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/err.h"

/*
 * The lock file of a register folder: flock, with pid and start time written
 * in it for the message.  The kernel drops it with the process, so there is
 * no stale lock.  The descriptor survives execve() when asked, so that a
 * locked screen still owns the register.
 */

/*
 * `*fd` is the descriptor to keep.  ERR_IN_USE with `*pid` the holder (0
 * unknown); ERR_MISSING without the folder.  In a folder that may not be
 * written an existing lock file is taken as it is; without one there is
 * ERR_READ_ONLY or ERR_NO_PERMISSION, and nobody can write there anyway.
 */
NODISCARD enum err lock_take(const char *dir, int *fd, int64_t *pid);

/* Let the descriptor live through execve() (or not again). */
void lock_keep_over_exec(int fd, bool keep);

/* Whether `fd` is this folder's lock, as handed over by execve(). */
bool lock_is_ours(const char *dir, int fd);

/* Give it up; -1 is allowed. */
void lock_drop(int fd);

#endif
