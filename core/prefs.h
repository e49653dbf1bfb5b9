// SPDX-License-Identifier: MIT
#ifndef CORE_PREFS_H
#define CORE_PREFS_H

#include <stddef.h>

#include "core/base/err.h"

/*
 * The file `settings` in the register's folder: what is needed before the
 * password (language, width, idle limit, the school's short name, the text of
 * the blank page, failed unlocks).  Lines `name=value`; a newline in a value
 * is written \n, a backslash \\.  No pupil's data ever stands in it.
 */
struct prefs {
    char *dir;
    struct pref {
        char *name;
        char *value;
    } *at;
    size_t n, cap;
};

/* A missing or unreadable file is an empty one: it never stops an unlock. */
void prefs_load(struct prefs *p, const char *dir);
void prefs_release(struct prefs *p);

/* The value, or `usual`. */
const char *prefs_get(const struct prefs *p, const char *name, const char *usual);
int prefs_int(const struct prefs *p, const char *name, int usual);
void prefs_set(struct prefs *p, const char *name, const char *value); /* NULL removes */

/* Write it back.  file_replace()'s errors. */
NODISCARD enum err prefs_save(const struct prefs *p);

#endif
