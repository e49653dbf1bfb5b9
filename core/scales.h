// SPDX-License-Identifier: MIT
#ifndef CORE_SCALES_H
#define CORE_SCALES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/err.h"
#include "core/scale.h"

/*
 * The scales there are: those the program brings (core/scales/ID.scale), and
 * versions the school installed in its register.  A school's version stands in
 * front of the program's of the same id; older ones stay findable by stamp, so
 * that a result is shown with what it was scored by.
 */
struct scales_entry {
    struct scale *scale;
    int64_t record; /* of the installed version; NONE: the program's own */
    bool in_use;    /* what scales_find() gives for its id */
};

struct scales {
    struct scales_entry *at;
    size_t count, cap;
};

#define SCALES_INIT {NULL, 0, 0}

/* The program's own, in the order of their ids. */
void scales_builtin(struct scales *scales);
void scales_release(struct scales *scales);

/* The scale in use of this id; one version of it by its stamp.  Borrowed, NULL without one. */
const struct scale *scales_find(const struct scales *scales, const char *id);
const struct scale *scales_version(const struct scales *scales, const char *id, const char *stamp);

#endif
