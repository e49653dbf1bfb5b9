// SPDX-License-Identifier: MIT
#include <string.h>

#include "core/base/mem.h"
#include "core/base/rows.h"
#include "core/book.h"
#include "core/export_priv.h"
#include "core/kinds.h"
#include "locale/catalog.h"

/*
 * A table as a workbook.  Every cell is text: numbers of 18 digits and zeros in
 * front stay what they are, a text that begins with = is no formula, and what
 * goes out comes back as it was.
 */

static void put_heads(const struct export_job *job, struct str *rows)
{
    rows_begin(rows, 1);
    for (size_t c = 0; c < job->column_count; c++) {
        struct str label = STR_INIT;
        export_label(&label, job->columns[c]);
        rows_cell(rows, label.ptr, label.len);
        str_release(&label);
    }
    rows_end(rows);
}

enum err export_book_begin(struct export_job *job, struct errand **errand)
{
    struct str *rows = &job->book_rows;
    str_wipe(rows);
    put_heads(job, rows);
    for (size_t r = 0; r < job->row_count; r++) {
        rows_begin(rows, r + 2);
        for (size_t c = 0; c < job->column_count; c++) {
            const char *cell = export_cell(job, r, c);
            rows_cell(rows, cell, strlen(cell));
        }
        rows_end(rows);
    }
    return book_write_begin(tr(job->options.kind->label), rows, errand);
}

enum err export_book_end(struct export_job *job, struct errand *errand, struct str *out)
{
    xfree(job->trouble);
    enum err e = book_write_end(errand, out, &job->trouble);
    str_wipe(&job->book_rows);
    return e;
}

const char *export_trouble(const struct export_job *job)
{
    return job->trouble;
}
