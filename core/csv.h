// SPDX-License-Identifier: MIT
#ifndef CORE_CSV_H
#define CORE_CSV_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/err.h"
#include "core/base/str.h"

/*
 * Tables as text (RFC 4180): read with libcsv into one pool of cells, written
 * with every cell quoted that needs it.  Text inside is valid UTF-8; encodings
 * are the caller's (locale/encode.h).
 *
 * Cells that a spreadsheet would take for a formula (CWE-1236) are written
 * with a leading apostrophe, and csv_unguard() takes exactly that one off, so
 * that what was written comes back as it was.
 */
struct sheet_row {
    size_t first; /* index of its first cell */
    size_t n;     /* cells */
    size_t line;  /* of the file, from 1, where it begins */
};

struct csv_sheet {
    struct str pool;   /* cells, each with a zero behind it */
    size_t *cells;     /* offsets in the pool */
    size_t cell_count, cell_cap;
    struct sheet_row *rows;
    size_t row_count, row_cap;
};

#define SHEET_INIT {STR_INIT, NULL, 0, 0, NULL, 0, 0}
void sheet_release(struct csv_sheet *sheet); /* wipes */

/*
 * Cut `n` bytes of valid UTF-8 into rows; empty lines are left out.
 * ERR_INVALID when quotation marks do not fit together, `*line` then being the
 * line; ERR_NOMEM.
 */
NODISCARD enum err sheet_read(const char *text, size_t n, char delimiter, struct csv_sheet *sheet,
                              size_t *line);

/* A cell, "" where the row is shorter; borrowed. */
const char *sheet_cell(const struct csv_sheet *sheet, size_t row, size_t column);

/* What separates the cells: , ; or tab, by what stands outside quotes in the first lines. */
char sheet_delimiter(const char *text, size_t n);

/* --- writing --- */

struct csv_writer {
    struct str *out;
    char delimiter;
    const char *end; /* "\n" or "\r\n" */
    size_t in_row;   /* cells so far */
};

/* A cell of text (guarded), a cell as it is (numbers, our own words), the end of a row. */
void csv_text(struct csv_writer *w, const char *text);
void csv_plain(struct csv_writer *w, const char *text);
void csv_end(struct csv_writer *w);

/* Whether a spreadsheet might take the cell for a formula; our guard counts as one. */
bool csv_is_formula(const char *text);

/* The text without our guard: a pointer into `text`. */
const char *csv_unguard(const char *text);

#endif
