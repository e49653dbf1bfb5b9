// SPDX-License-Identifier: MIT
#include <string.h>

#include "core/base/mem.h"
#include "core/base/rows.h"
#include "core/import_priv.h"
#include "locale/catalog.h"

/* The rows that were not taken, as a file that can be mended and taken in again. */

/* A row of the rejects: text that csv_text() guards, or a row for the helper. */
struct reject_writer {
    struct csv_writer *csv;
    struct str *rows;
    size_t number;
};

static void put_reject(struct reject_writer *w, const char *text)
{
    if (w->csv) {
        csv_text(w->csv, text);
    } else {
        rows_cell(w->rows, text, strlen(text));
    }
}

static void put_reject_row(struct reject_writer *w, const struct import_job *imp, size_t sheet_row,
                           const char *why)
{
    if (!w->csv) {
        rows_begin(w->rows, ++w->number);
    }
    for (size_t c = 0; c < imp->column_count; c++) {
        put_reject(w, csv_unguard(sheet_cell(&imp->sheet, sheet_row, c)));
    }
    put_reject(w, why);
    if (w->csv) {
        csv_end(w->csv);
    } else {
        rows_end(w->rows);
    }
}

enum err import_rejects(const struct import_job *imp, bool as_book, struct str *out)
{
    struct str text = STR_INIT;
    struct csv_writer csv = {.out = &text, .delimiter = imp->delimiter, .end = "\r\n"};
    struct reject_writer w = {.csv = as_book ? NULL : &csv, .rows = &text};
    put_reject_row(&w, imp, imp->header, tr("Why it was not taken"));
    for (size_t i = 0; i < imp->row_count; i++) {
        const struct import_line *row = &imp->rows[i];
        if (row->state != IMPORT_ASK && row->state != IMPORT_BAD) {
            continue;
        }
        struct str why = STR_INIT;
        str_add(&why, tr(row->why));
        if (row->detail) {
            str_addf(&why, ": %s", row->detail);
        }
        put_reject_row(&w, imp, row->sheet_row, why.ptr);
        str_wipe(&why);
    }
    char *detail = NULL;
    enum err e = as_book ? book_write(tr("Rows not taken"), &text, out, &detail)
                         : encode_from_utf8(imp->encoding, text.ptr, text.len, out, NULL);
    xfree(detail);
    str_wipe(&text);
    return e;
}
