// SPDX-License-Identifier: MIT
#ifndef CORE_DUE_H
#define CORE_DUE_H

#include <stddef.h>
#include <stdint.h>

#include "core/base/attr.h"
#include "core/base/err.h"
#include "core/due_table.h"
#include "core/record.h"

/*
 * Due work: derived from records each time, never stored; typing the real
 * record clears the line (machines.md 5).  The rules are core/due/ID.sql.
 */
struct reg;

struct due_line {
    const struct due_rule *rule;
    int64_t subject;         /* the record it is about */
    const struct kind *kind; /* of it */
    int64_t pupil;           /* NONE: about no pupil, or one nobody knows yet */
    int64_t due;             /* day */
    char *reason;            /* a whole phrase, translated */
};

/*
 * Lines due up to `until`: by class and day, all of a pupil's together where the
 * first of them stands.  due_free() them.  ERR_IO, ERR_DAMAGED.
 */
NODISCARD enum err due_list(struct reg *reg, int64_t until, struct due_line **lines, size_t *count);
void due_free(struct due_line *lines, size_t count);

#endif
