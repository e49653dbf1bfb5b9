// SPDX-License-Identifier: MIT
#ifndef CORE_BOOK_H
#define CORE_BOOK_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/err.h"
#include "core/base/str.h"
#include "core/csv.h"
#include "core/errand.h"

/*
 * Workbooks (.xlsx): the helper reads and writes them, here is what passes
 * between it and our sheets of cells.  Each is an errand of its own that the
 * caller steps; commands have book_write() in one piece.
 */

/*
 * Whether the bytes are a workbook's, or pass for one (old ones, web pages named
 * .xls): the helper says what is wrong with those.
 */
bool book_is_one(const char *bytes, size_t n);

/* Whether a file of this name is to be one: it ends in .xlsx. */
bool book_is_name(const char *path);

/* The sheets of a workbook that are not hidden, and the one that was read. */
struct book_names {
    char **at;
    size_t n, cap;
    char *read; /* NULL: none */
};

#define BOOK_NAMES_INIT {NULL, 0, 0, NULL}
void book_names_release(struct book_names *names);

/*
 * Read the sheet of this name, NULL the first.  `bytes` are borrowed until
 * book_read_end(), which fills `sheet` (cells guarded as csv_text() does) and
 * `names`, these also after an error; `*detail` is the caller's (NULL without
 * one).  The errors of errands and ERR_BOOK_*.
 */
NODISCARD enum err book_read_begin(const struct str *bytes, const char *name,
                                   struct errand **errand);
NODISCARD enum err book_read_end(struct errand *errand, struct csv_sheet *sheet,
                                 struct book_names *names, char **detail);

/*
 * A workbook with one sheet of this name from rows (core/base/rows.h), of which
 * the first has the headings; every cell is text.  `rows` is borrowed until the
 * end.  ERR_BOOK_CELL with `*detail` the row; ERR_NO_TMPFS; the errors of errands.
 */
NODISCARD enum err book_write_begin(const char *name, const struct str *rows,
                                    struct errand **errand);
NODISCARD enum err book_write_end(struct errand *errand, struct str *out, char **detail);
NODISCARD enum err book_write(const char *name, const struct str *rows, struct str *out,
                              char **detail);

#endif
