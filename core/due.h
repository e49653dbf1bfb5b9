// SPDX-License-Identifier: MIT
#ifndef CORE_DUE_H
#define CORE_DUE_H

#include <stddef.h>
#include <stdint.h>

#include "core/base/attr.h"
#include "core/base/err.h"
#include "core/record.h"

/*
 * Due work: derived from records each time, never stored; typing the real
 * record clears the line (machines.md 5).  Until the assessment exists there
 * is one rule, `again`: a talk or session named a next day and nobody met the pupil since.
 */
struct reg;

struct due_line {
    int64_t record; /* it comes from */
    const struct kind *kind; /* of it */
    int64_t pupil;
    int64_t due;    /* day */
    int64_t since;  /* day of the record */
};

/* Lines due up to `until`, those due longest first; xfree() `*lines`. */
NODISCARD enum err due_list(struct reg *reg, int64_t until, struct due_line **lines,
                            size_t *count);

#endif
