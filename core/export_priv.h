// SPDX-License-Identifier: MIT
#ifndef CORE_EXPORT_PRIV_H
#define CORE_EXPORT_PRIV_H

#include "core/export.h"

/* The inside of an export, shared by core/export*.c. */
struct export_row {
    int64_t *pupils; /* whose row, all of them */
    size_t pupil_count;
    char **cells;  /* by column; NULL empty */
};

struct export_job {
    struct reg *reg;
    struct export_options options;
    int64_t today;
    int64_t first, last; /* of the term asked for */
    struct export_column *all;
    size_t all_count;
    struct export_column **columns; /* the ones asked for, into `all` */
    size_t column_count;
    struct export_row *rows;
    size_t row_count, row_cap;
    struct str book_rows; /* what the helper is being sent */
    char *trouble;        /* the row it could not write, NULL */
    struct misfit *misfits;
    size_t misfit_count, misfit_cap;
};

#endif
