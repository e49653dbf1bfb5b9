// SPDX-License-Identifier: MIT
#ifndef DB_LOCK_H
#define DB_LOCK_H

#include <stdint.h>

#include "core/base/err.h"

/*
 * The lock file of a register folder: flock, with pid and start time written
 * in it for the message.  The kernel drops it with the process, so there is
 * no stale lock.  The descriptor survives execve() when asked, so that a
 * locked screen still owns the register.
 */

/* `*fd` is the descriptor to keep.  ERR_IN_USE with `*pid` the holder (0 unknown). */
NODISCARD enum err lock_take(const char *dir, int *fd, int64_t *pid);

/* Let the descriptor live through execve() (or not again). */
void lock_keep_over_exec(int fd, int keep);

/* Whether `fd` is this folder's lock, as handed over by execve(). */
int lock_is_ours(const char *dir, int fd);

void lock_drop(int fd);

#endif
