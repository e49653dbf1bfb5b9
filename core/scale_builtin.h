// SPDX-License-Identifier: MIT
#ifndef CORE_SCALE_BUILTIN_H
#define CORE_SCALE_BUILTIN_H

#include <stddef.h>

/* The definitions of core/scales, as they are, made by core/scale.awk; in the order of the ids. */
struct scale_builtin {
    const char *id; /* the file's name */
    const char *text;
};

extern const struct scale_builtin scale_builtins[];
extern const size_t scale_builtin_count;

#endif
