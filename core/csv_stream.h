// SPDX-License-Identifier: MIT
#ifndef CORE_CSV_STREAM_H
#define CORE_CSV_STREAM_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/err.h"

/*
 * A table of any length as text, a row at a time, in constant memory; where the
 * whole fits into memory sheet_read() (core/csv.h) is simpler.  UTF-8 with or
 * without a BOM; comma, semicolon or tab by what the first lines have; line
 * ends LF, CR LF or CR; empty lines are left out.  Blanks in a cell stay.
 *
 * A line without a quotation mark is cut at the delimiters right here; libcsv
 * reads the others.  Measured: a row of a hundred cells takes libcsv 3 us, more
 * than scoring it may take altogether (make bench, `score`).
 */
struct csv_stream;

struct csv_row {
    const char *const *cells; /* valid UTF-8 with a zero behind each, until the next row */
    size_t n;
    size_t line;  /* of the file, from 1, where it begins */
    bool is_text; /* false: it is not UTF-8; then there are no cells */
};

/*
 * Open FILE ("-": standard input).  ERR_MISSING, ERR_NO_PERMISSION, ERR_IO;
 * without an error the caller closes it.
 */
NODISCARD enum err csv_stream_open(const char *path, struct csv_stream **stream);
void csv_stream_close(struct csv_stream *stream); /* wipes; NULL is allowed */

/*
 * The next row.  `row->cells` is NULL and n 0 behind the last.  ERR_INVALID when
 * quotation marks do not fit together, ERR_TOO_LARGE for a row of more than a
 * megabyte (`row->line` says which), ERR_IO, ERR_NOMEM; nothing comes after an error.
 */
NODISCARD enum err csv_stream_next(struct csv_stream *stream, struct csv_row *row);

/* Bytes read so far, and of the whole file where that is known, else 0. */
size_t csv_stream_done(const struct csv_stream *stream, size_t *whole);

#endif
