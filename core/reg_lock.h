// SPDX-License-Identifier: MIT
#ifndef CORE_REG_LOCK_H
#define CORE_REG_LOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/err.h"
#include "core/base/str.h"

/*
 * Holding a register before it is opened, and what the settings page says
 * about one that is.  From the unlock page on the register belongs to one
 * xindang, also while it is locked.
 */
struct reg;

/*
 * Take the lock of the folder.  ERR_IN_USE with `*pid` the holder (0 unknown);
 * ERR_READ_ONLY, ERR_NO_PERMISSION: nobody can write there.  `*fd` is for
 * struct reg_how, or reg_lock_drop().
 */
NODISCARD enum err reg_lock_take(const char *dir, int *fd, int64_t *pid);

/* Whether `fd`, handed over by execve(), is this folder's lock. */
bool reg_lock_is_ours(const char *dir, int fd);

/* Let it live through execve(), or not again. */
void reg_lock_keep(int fd, bool keep);

/* Give it up; -1 is allowed. */
void reg_lock_drop(int fd);

/* Version of the schema in the file, 0 if it cannot be read. */
int reg_schema(struct reg *reg);

/* Version of the cipher library, appended; nothing if it does not answer. */
void reg_cipher(struct reg *reg, struct str *out);

#endif
