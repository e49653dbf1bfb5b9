// SPDX-License-Identifier: MIT
#ifndef DB_BALLAST_H
#define DB_BALLAST_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/err.h"

/*
 * A file of 2 MiB of real bytes in the register's folder, given up on a full
 * disk so that what was typed can still be stored.
 */

/*
 * Make it if it is not there or too short.  ERR_FULL is not an error to stop
 * at; nor are ERR_READ_ONLY and ERR_NO_PERMISSION where nothing is written.
 * After an error there is no ballast.
 */
NODISCARD enum err ballast_make(const char *dir);

/*
 * Give it up; true if there was one.  Then store what was typed at once and
 * before any checkpoint: a checkpoint of a grown register takes as much room as
 * the WAL holds and would eat what was just given up.
 */
bool ballast_release(const char *dir);

/* Bytes free for us where `dir` lies; -1 if that cannot be said. */
int64_t ballast_free_space(const char *dir);

#endif
