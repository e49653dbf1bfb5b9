// SPDX-License-Identifier: MIT
#ifndef CORE_EXPORT_H
#define CORE_EXPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/err.h"
#include "core/base/str.h"
#include "core/calendar.h"
#include "core/record.h"
#include "locale/encode.h"

/*
 * Tables out of the register (commands.md `export`): a row a record, columns
 * from the definition of its kind.  The work goes
 *
 *     export_open()           rows as text, masked where they must be
 *     export_check()          what the encoding cannot hold, one by one
 *     export_bytes()          the file, after the misfits were settled
 *     file_replace()          written, read back, put in place
 *
 * F_PRIVATE fields never leave; F_MASKED ones leave masked unless `full`.
 */
struct reg;

enum export_what {
    EXPORT_ID,
    EXPORT_CLASS,   /* of a pupil, today */
    EXPORT_STATE,   /* a pupil's enrolment, today */
    EXPORT_FIELD,
    EXPORT_SLOT,    /* a field of guardian 1, 2 or 3 */
    EXPORT_PUPILS,  /* names and classes of a part's pupils, joined */
    EXPORT_PART,    /* a field of the part's rows, joined */
};

struct export_column {
    char *key;                 /* what --columns takes and import accepts */
    enum export_what what;
    const struct field *field; /* FIELD, SLOT, PUPILS, PART; else NULL */
    const struct part *part;   /* SLOT, PUPILS, PART; else NULL */
    int slot;                  /* SLOT: from 1 */
};

/* The kind whose table has this name, NULL if there is none. */
const struct kind *export_table(const char *name);

/* All columns of a table in their order; export_columns_free() them. */
struct export_column *export_columns(const struct kind *kind, size_t *count);
void export_columns_free(struct export_column *columns, size_t count);

/* The heading of a column in the interface's language, appended. */
void export_label(struct str *out, const struct export_column *column);

enum export_misfits { MISFITS_FAIL, MISFITS_SUBSTITUTE, MISFITS_DESCRIBE };

struct export_options {
    const struct kind *kind;
    const char *columns;    /* keys joined by commas, NULL all */
    enum encoding encoding;
    enum export_misfits misfits;
    bool codes;             /* stored codes instead of words */
    bool full;              /* nothing masked; `purpose` is logged */
    const char *purpose;    /* NULL */
    bool has_term;
    struct term_ref term;   /* records whose day lies in it */
    const char *end;        /* of lines */
    bool book;              /* a workbook (.xlsx); `encoding` is then ENC_UTF8: all fits */
};

/* A character the encoding cannot hold. */
struct misfit {
    size_t row, column;
    int64_t pupil;     /* whose row, NONE */
    uint32_t cp;
    char name[40];     /* "U+4DAE" */
    char reading[40];  /* "yan3", "" unknown */
};

struct export_job;

/*
 * Read the table.  ERR_USAGE with `*unknown` (xfree) a column there is not;
 * the errors of reading.  `*damaged` counts records that are missing because
 * they are damaged.
 */
NODISCARD enum err export_open(struct reg *reg, const struct export_options *options,
                               struct export_job **job, char **unknown, int64_t *damaged);
void export_free(struct export_job *job); /* wipes; NULL is allowed */

size_t export_row_count(const struct export_job *job);
const struct export_column *export_column_at(const struct export_job *job, size_t at);
const char *export_cell(const struct export_job *job, size_t row, size_t column);

/*
 * Symbols that are nobody's name are mended by the fixed table (counted); the
 * misfits that are left are listed.  Returns their number.
 */
size_t export_check(struct export_job *job, size_t *mended);
const struct misfit *export_misfit_at(const struct export_job *job, size_t at);

/*
 * The file.  Misfits that are left are replaced as the options say;
 * ERR_ENCODING with MISFITS_FAIL.  A workbook: waits for the helper, its errors.
 */
NODISCARD enum err export_bytes(struct export_job *job, struct str *out);

/*
 * The same for a workbook in steps: errand_step() until it says false, then the
 * end, which frees the errand.  export_trouble() is the row of a cell that is too
 * long (ERR_BOOK_CELL), as the workbook would number it; else NULL.
 */
struct errand;
NODISCARD enum err export_book_begin(struct export_job *job, struct errand **errand);
NODISCARD enum err export_book_end(struct export_job *job, struct errand *errand,
                                   struct str *out);
const char *export_trouble(const struct export_job *job);

/* "Who is written otherwise": the sheet that lies beside the file; nothing without misfits. */
void export_side_sheet(const struct export_job *job, struct str *out);

/* Log the export: table, rows, encoding, whether masked, purpose, digest of the bytes. */
NODISCARD enum err export_log(struct export_job *job, const struct str *bytes);

#endif
