// SPDX-License-Identifier: MIT
#ifndef CORE_BASE_ROWS_H
#define CORE_BASE_ROWS_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/str.h"

/*
 * A table on its way between xindang and its helper: each row begins with its
 * number in the sheet (from 1), then its cells, valid UTF-8 that may be empty
 * and may have line ends.  What separates them are controls that no text has
 * (XML forbids them, ours is filtered); where one of them stands in a cell all the same
 * it is written as a space.
 */

void rows_begin(struct str *out, size_t number);
void rows_cell(struct str *out, const char *text, size_t n);
void rows_end(struct str *out);

struct rows_cursor {
    const char *at;
    const char *end;
};

/* The next row; false behind the last, or where the bytes are no rows. */
bool rows_next(struct rows_cursor *c, size_t *number);
/* The next cell of the row, borrowed; false behind its last. */
bool rows_next_cell(struct rows_cursor *c, const char **text, size_t *n);

#endif
