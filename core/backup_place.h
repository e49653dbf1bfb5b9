// SPDX-License-Identifier: MIT
#ifndef CORE_BACKUP_PLACE_H
#define CORE_BACKUP_PLACE_H

#include <stdbool.h>

#include "core/base/err.h"
#include "core/device.h"

/*
 * Where copies outside the computer go.  Nothing is ever written to a stick
 * that nobody chose: the first copy to one is asked for by a person, which makes
 * its folder and remembers it in the settings file; from then on it is used
 * whenever it is plugged in.
 */
#define BACKUP_STICK_FOLDER "xindang"

/* The folder for copies on a stick mounted at `mount`; the caller frees it. */
char *backup_stick_folder(const char *mount);

/* Make it and remember it.  Errors of the place and of the settings file. */
NODISCARD enum err backup_choose_stick(const char *store, const char *mount);
/* Forget the stick that was chosen; its copies stay. */
NODISCARD enum err backup_forget_stick(const char *store);

enum stick_state {
    STICK_NONE,      /* none was ever chosen */
    STICK_ABSENT,    /* the chosen one is not plugged in */
    STICK_READ_ONLY, /* it cannot be written */
    STICK_READY,
};

/*
 * The chosen stick now.  `*folder` (the caller frees it, may be NULL) is its
 * folder unless the state is STICK_NONE.
 */
enum stick_state backup_chosen_stick(const struct device_world *world, const char *store,
                                     char **folder);

/* The part of a folder's path a person knows the stick by: "KINGSTON"; the caller frees it. */
char *backup_stick_name(const char *folder);

#endif
