// SPDX-License-Identifier: MIT
#ifndef CORE_REG_PRIV_H
#define CORE_REG_PRIV_H

#include "core/reg.h"

/* Shared by reg.c (opening, closing), reg_make.c (making) and verify.c, by nobody else. */

/* An object without key and database; `lock_fd` stays the caller's until reg_close(). */
struct reg *reg_new(const char *dir, int lock_fd);

/* Close what is open and free it; nothing is committed, the lock stays. */
void reg_free(struct reg *reg);

/*
 * After a page that could not be read: close the connection, which is of no use
 * any more, and open the file for reading.  No statement may be in use.
 */
NODISCARD enum err reg_reopen(struct reg *reg);

/*
 * What a crash while a register was made left behind: a key file that was not
 * yet in its place.  Called before the key file is read.
 */
void reg_make_finish(const char *dir);

#endif
